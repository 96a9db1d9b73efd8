"""The administration: data fixes, each with its reason, by administrators alone.

``DomainAdmin`` is the base of every model that may be edited here: it writes only what was changed, if nobody else
saved meanwhile, and never deletes. ``ViewOnlyAdmin`` is for what is written once, or by the application alone.
"""

from datetime import datetime
from typing import Any

from allauth.account import admin as _allauth_account  # noqa: F401  registers what is taken away below
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _allauth_mfa  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as _allauth_sessions  # noqa: F401
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import display_for_field, unquote
from django.contrib.auth import admin as _auth  # noqa: F401
from django.contrib.auth.models import Group
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recruiting.db.models import EditedMeanwhile
from recruiting.history.queries import Change, FieldChange, changes_of, history_of
from recruiting.history.tracking import door
from recruiting.outbox.models import Door
from recruiting.web.refusals import Refusal

admin.site.site_title = admin.site.site_header = gettext_lazy("Fairlead administration")
admin.site.index_title = gettext_lazy("Data")
admin.site.enable_nav_sidebar = False  # the tables need the width
# Sign-in and password have one place, with its rate limits and second factors.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change = lambda request, extra_context=None: redirect("account_change_password")
# Roles decide here, not groups; addresses are the users' own, authenticators and sessions hold secrets.
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession])


class ReasonField(forms.CharField):
    """Why the data are changed by hand, for whoever asks in a year."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", gettext_lazy("Reason"))
        kwargs.setdefault("help_text", gettext_lazy("Who said so, or where it stands. Kept with the change."))
        super().__init__(max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "cols": 60}), **kwargs)


class EditForm(forms.ModelForm):
    """Carries the revision that was opened; where somebody saved meanwhile, it shows their values beside these."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = ReasonField()
    refused = ""  # what an action or the database said to these very values

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.revision

    def edited(self) -> dict[str, object]:
        """The model's fields that differ from what is stored, with the values typed."""
        stored = {field.name for field in self._meta.model._meta.fields}
        return {name: self.cleaned_data.get(name) for name in self.changed_data if name in stored}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.refused:
            self.add_error(None, self.refused)
        elif cleaned.get("seen") not in (None, self.instance.revision):
            self._show_both()
        return cleaned

    def _show_both(self) -> None:
        self.add_error(
            None,
            _("Somebody saved this while you had it open. What is stored now stands with each field that differs; "
              "save again to put yours in its place."),
        )  # fmt: skip
        for name in self.edited():
            self.add_error(name, _("Stored now: %(value)s") % {"value": _in_words(self.instance, name)})
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self.instance.revision


def _in_words(row: models.Model, name: str) -> object:
    field = row._meta.get_field(name)
    if field.is_relation:
        return getattr(row, name) or _("empty")
    return display_for_field(field.value_from_object(row), field, _("empty"))


def in_words(changes: list[Change]) -> list[dict[str, object]]:
    """For a page: related rows by their names, one query a model; times as times. A rank says nothing to anybody."""
    told = [(change, [part for part in change.fields if part.field.name != "rank"]) for change in changes]
    ids: dict[type[models.Model], set[object]] = {}
    for part in (part for _change, parts in told for part in parts if part.field.is_relation):
        ids.setdefault(part.field.related_model, set()).update({part.old, part.new} - {None})
    names = {model: model._base_manager.in_bulk(found) for model, found in ids.items()}

    def shown(part: FieldChange, value: object, text: str) -> object:
        if part.field.is_relation:
            return names[part.field.related_model].get(value, text)
        return value if isinstance(value, datetime) else text

    def both(part: FieldChange) -> tuple[str, object, object]:
        return part.name, shown(part, part.old, part.old_text), shown(part, part.new, part.new_text)

    return [{"change": change, "fields": [both(part) for part in parts]} for change, parts in told]


class DomainAdmin(admin.ModelAdmin):
    form = EditForm
    add_form = forms.ModelForm
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False
    addable = False
    about = ""  # leads from a row to the user whose hiring it tells of, if that is one of ours

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Nobody reads or mends how they were hired themselves; another administrator does."""
        rows = super().get_queryset(request)
        return rows.exclude(**{self.about: request.user}) if self.about else rows

    @property
    def has_history(self) -> bool:
        return hasattr(self.model, "pgh_event_model")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.addable and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False  # what has a history stays

    def get_form(self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs):
        form = super().get_form(request, obj, change, **{"form": self.form if obj else self.add_form, **kwargs})
        form.refused = getattr(request, "refused_with", "")
        return form

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        for _title, options in fieldsets:
            options["fields"] = [name for name in options["fields"] if name not in ("seen", "reason")]
        return [*fieldsets, (_("Why it is changed"), {"fields": ["seen", "reason"]})]

    def changeform_view(self, request: HttpRequest, object_id=None, form_url="", extra_context=None) -> HttpResponse:
        """A refusal comes back with the form, and everything that was typed is still in it."""
        extra_context = {"has_history": self.has_history, **(extra_context or {})}
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except EditedMeanwhile:
            pass  # the form, made again from the row as it is now, finds another revision
        except Refusal as refusal:
            request.refused_with = str(refusal)
        except IntegrityError as error:
            constraint = error.__cause__.diag.constraint_name
            request.refused_with = _("The database refuses this: %(name)s.") % {"name": constraint}
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The change form holds a transaction, so no durable action may be called from here."""
        if not change:
            with door(door=Door.ADMIN):
                self.create(request, obj, form)
            return
        if changes := self.changes(obj, form):
            with door(door=Door.ADMIN, reason=form.cleaned_data["reason"]):
                self.write(request, obj, seen=form.cleaned_data["seen"], changes=changes)

    def create(self, request: HttpRequest, obj: Any, form: Any) -> None:
        obj.save(force_insert=True)

    def changes(self, obj: Any, form: Any) -> dict[str, object]:
        """What is written; to be widened where one value follows from another."""
        return form.edited()

    def write(self, request: HttpRequest, obj: Any, *, seen: int, changes: dict[str, object]) -> None:
        obj.save_edit(seen=seen, changes=changes)

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_history:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": row,
            "opts": self.opts,
            "original": row,
            "changes": in_words(changes_of(row)),
            "records": self._records_of(row),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def _records_of(self, row: models.Model) -> str:
        meta = history_of(self.model)._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist", query={"pgh_obj": row.pk})

    # The history is written by the database; a second one of the admin's own would hold names.
    def log_addition(self, request: HttpRequest, obj: models.Model, message: object) -> None: ...

    def log_change(self, request: HttpRequest, obj: models.Model, message: object) -> None: ...


class ViewOnlyAdmin(DomainAdmin):
    form = forms.ModelForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class ViewInline(admin.TabularInline):
    """Rows of another model, to be seen here and changed on a page of their own."""

    extra = 0
    can_delete = False
    show_change_link = True

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None):
        return self.fields

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
