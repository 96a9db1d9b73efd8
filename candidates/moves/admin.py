"""Applications and their moves. Where an application stands is changed by a move, with a reason, on a page of its
own: the change form holds a transaction, in which no move may begin."""

import uuid

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Application, StageMove
from candidates.moves import actions
from candidates.moves.fixes import FIXES, Fix, FixForm, TimeForm
from recruiting.history.queries import changes_of
from recruiting.history.tracking import door
from recruiting.outbox.models import Door
from recruiting.web.admin import DomainAdmin, ViewOnlyAdmin, in_words
from recruiting.web.pages import posted
from recruiting.web.refusals import Refusal


class FixPage:
    """GET shows the form; POST acts, and comes back with what was refused and how it stands now."""

    admin_site: admin.AdminSite

    def answer(self, request: HttpRequest, form: FixForm, act, *, title: object, button: object) -> HttpResponse:
        status = 200
        if request.method == "POST" and form.is_valid():
            try:
                with door(door=Door.ADMIN, reason=form.cleaned_data["reason"]):
                    act(form)
                messages.success(request, _("Done: %(title)s.") % {"title": title})
                return redirect("admin:candidates_application_change", form.application.pk)
            except Refusal as refusal:
                status = refusal.status
                self._stands_now(form, refusal)
        elif form.is_bound:
            status = 422
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": form.application,
            "opts": Application._meta,
            "application": form.application,
            "form": form,
            "button": button,
        }
        return TemplateResponse(request, "admin/candidates/fix.html", context, status=status)

    def _stands_now(self, form: FixForm, refusal: Refusal) -> None:
        """The reason, and a form that has seen how the application stands now: sending it again is deliberate."""
        form.add_error(None, str(refusal))
        form.application = get_application(form.application.pk)
        form.data = form.data.copy()
        for name, value in opened_with(form.application).items():
            form.data[name] = value


def get_application(application_id: int) -> Application:
    rows = Application.objects.select_related("candidate", "posting", "stage", "opening")
    return get_object_or_404(rows, pk=application_id)


def opened_with(application: Application) -> dict[str, object]:
    return {"version": application.version, "key": str(uuid.uuid4())}


def one_selected(fix_url, label):
    """A changelist action that leads to the page of a fix, for exactly one row."""

    @admin.action(description=label)
    def go(model_admin, request, queryset):
        rows = list(queryset[:2])
        if len(rows) != 1:
            model_admin.message_user(request, _("Choose exactly one: every fix has its own reason."), messages.ERROR)
            return None
        return redirect(fix_url(rows[0]))

    return go


def _fix_actions() -> list:
    made = []
    for fix in FIXES.values():
        action = one_selected(
            lambda row, name=fix.name: reverse("admin:candidates_application_fix", args=(row.pk, name)), fix.does
        )
        action.__name__ = f"fix_{fix.name}"
        made.append(action)
    return made


@admin.register(Application)
class ApplicationAdmin(FixPage, DomainAdmin):
    about = "candidate__user"
    change_form_template = "admin/candidates/application/change_form.html"
    list_display = ("id", "candidate", "posting", "stage", "status", "version", "moved_at", "source")
    list_filter = ("status", "stage__kind", "source", ("opening", admin.EmptyFieldListFilter))
    list_select_related = ("candidate", "posting", "stage", "source")
    search_fields = ("candidate__full_name", "candidate__contact_points__value", "posting__title", "=id")
    date_hierarchy = "moved_at"
    ordering = ("-id",)
    actions = _fix_actions()
    autocomplete_fields = ("source", "recruiter", "reviewed_by")
    readonly_fields = (
        "candidate", "posting", "stage", "status", "version", "opening", "stage_entered_at", "moved_at",
    )  # fmt: skip
    fieldsets = (
        (gettext_lazy("Where it stands"), {
            "description": gettext_lazy("Written by moves alone; a fix is a move with a reason."),
            "fields": readonly_fields,
        }),
        (gettext_lazy("What may be edited here"), {
            "fields": ("source", "recruiter", "reviewed_at", "reviewed_by", "pay_expected", "pay_currency",
                       "pay_period"),
        }),
    )  # fmt: skip

    def get_urls(self):
        view = self.admin_site.admin_view(self.fix)
        return [path("<int:application_id>/fix/<slug:name>/", view, name="candidates_application_fix"),
                *super().get_urls()]  # fmt: skip

    def fix(self, request: HttpRequest, application_id: int, name: str) -> HttpResponse:
        application = get_object_or_404(self.get_queryset(request), pk=application_id)
        if name not in FIXES:
            raise Http404
        fix = FIXES[name]
        form = fix.form(posted(request), application=application, initial=opened_with(application))
        act = lambda sent: fix.act(application_id, sent, request.user)  # noqa: E731
        return self.answer(request, form, act, title=fix.does, button=fix.button)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        application = self.get_object(request, object_id)
        shown = {}
        if application:
            shown = {
                "fixes": possible(application),
                "moves": moves_of(application),
                "changes": in_words(changes_of(application)),
            }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})


@admin.register(StageMove)
class StageMoveAdmin(FixPage, ViewOnlyAdmin):
    about = "application__candidate__user"
    change_form_template = "admin/candidates/stagemove/change_form.html"
    list_display = (
        "candidate",
        "number",
        "kind",
        "from_stage",
        "to_stage",
        "to_status",
        "occurred_at",
        "actor",
        "door",
    )
    list_filter = ("kind", "to_status", "door")
    list_select_related = ("application__candidate", "from_stage", "to_stage", "actor")
    search_fields = ("application__candidate__full_name", "=application__id", "note")
    date_hierarchy = "occurred_at"
    ordering = ("-id",)
    actions = [
        one_selected(
            lambda row: reverse("admin:candidates_stagemove_time", args=(row.pk,)),
            gettext_lazy("Correct when it happened"),
        )
    ]

    @admin.display(ordering="application__candidate__full_name")
    def candidate(self, move) -> str:
        return str(move.application.candidate)

    def get_urls(self):
        view = self.admin_site.admin_view(self.time)
        return [path("<int:move_id>/time/", view, name="candidates_stagemove_time"), *super().get_urls()]

    def time(self, request: HttpRequest, move_id: int) -> HttpResponse:
        move = get_object_or_404(self.get_queryset(request), pk=move_id)
        application = get_application(move.application_id)
        form = TimeForm(posted(request), application=application, move=move, initial=opened_with(application))

        def act(sent: TimeForm) -> None:
            if sent.cleaned_data["version"] != application.version:
                raise Refusal(_("It was moved meanwhile. Look again at its moves."), status=409)
            given = {"new_at": sent.cleaned_data["happened_at"], "reason": sent.cleaned_data["reason"]}
            actions.correct_time(move_id, by=request.user, door=Door.ADMIN, **given)

        title = _("Correct when a move happened")
        return self.answer(request, form, act, title=title, button=_("Correct the time"))


def possible(application: Application) -> list[Fix]:
    return [fix for fix in FIXES.values() if fix.possible(application)]


def moves_of(application: Application) -> list[StageMove]:
    rows = StageMove.objects.filter(application=application)
    related = ("from_stage", "to_stage", "actor", "end_reason", "opening")
    return list(rows.select_related(*related).prefetch_related("corrections__by").order_by("number"))
