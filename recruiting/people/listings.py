"""The organisation and its people, as lists of settings."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recruiting.people import actions, leaving
from recruiting.people.forms import TimeZoneField
from recruiting.people.models import Organisation, User
from recruiting.web.listing import Listing, RowForm, row_id


class PersonForm(RowForm):
    time_zone = TimeZoneField(initial=lambda: Organisation.current().time_zone)  # of somebody new

    class Meta:
        model = User
        fields = ("email", "name", "role", "time_zone")

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Somebody has this address already."))
        return email


class People(Listing):
    title = gettext_lazy("People and roles")
    sub = gettext_lazy("by invitation only; the greater of role and hiring team decides")
    verbs = ("deactivate", "activate", "link")
    form = PersonForm

    def __init__(self, by: User, leaving_id: int = 0):
        self.by = by
        self.open_row = leaving_id
        self.made: tuple[User, str] | None = None

    def rows(self):
        return User.objects.select_related("invited_by").order_by("-is_active", "name", "pk")

    def gone(self, row) -> str:
        return "" if row.is_active else _("Deactivated")

    def acts(self, row) -> list[tuple[str, str]]:
        return [("link", _("New link"))] if row.is_active else [("activate", _("Let in again"))]

    def more(self, row) -> dict[str, Any]:
        last = formats.date_format(timezone.localtime(row.last_login), "j M Y, H:i") if row.last_login else _("never")
        words = _("Last here: %(when)s. Invited by: %(by)s.") if row.invited_by else _("Last here: %(when)s.")
        found: dict[str, Any] = {"note": words % {"when": last, "by": row.invited_by}}
        if row.is_active and row.pk == self.open_row:
            return {**found, "leaving": self._leaving(row)}
        leads = {"link": (f"?leaving={row.pk}#row-{row.pk}", _("Deactivate…"))} if row.is_active else {}
        return {**found, **leads}

    def _leaving(self, row: User) -> dict[str, Any]:
        people = User.objects.filter(is_active=True).exclude(pk=row.pk).order_by("name", "pk")
        return {"open": leaving.open_of(row), "people": people}

    def add(self, values) -> None:
        invited = actions.invite(**values, by=self.by, door="page")
        self.link(invited, invited.revision, {})

    def write(self, row, *, seen, changes) -> None:
        actions.change(row, seen=seen, changes=changes, by=self.by)

    def deactivate(self, row, seen, given) -> None:
        self.open_row = row.pk
        others = User.objects.filter(is_active=True).exclude(pk=row.pk)
        to = others.filter(pk=row_id(str(given.get("to", "")))).first()
        actions.deactivate(row, to=to, seen=seen, by=self.by)

    def activate(self, row, seen, given) -> None:
        actions.change(row, seen=seen, changes={"is_active": True}, by=self.by)

    def link(self, row, seen, given) -> None:
        row.refuse_unless_seen(seen)  # it goes to the address that was on the page
        self.made = (row, actions.password_link(row, by=self.by))


class OrganisationForm(RowForm):
    DAYS: ClassVar = list(
        enumerate([gettext_lazy(day) for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")], start=1)
    )
    time_zone = TimeZoneField()
    working_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Working days"), choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Organisation
        fields = ("name", "time_zone", "working_days", "country", "sender_address")

    def clean_sender_address(self) -> str:
        address = self.cleaned_data["sender_address"]
        if address:
            forms.EmailField().clean(address)
        return address


class TheOrganisation(Listing):
    title = gettext_lazy("Organisation")
    sub = gettext_lazy("target days and reminders count its working days")
    adds = False
    form = OrganisationForm

    def __init__(self, by: User):
        self.by = by

    def rows(self):
        Organisation.current()
        return Organisation.objects.filter(pk=1)

    def write(self, row, *, seen, changes) -> None:
        actions.change_organisation(row, seen=seen, changes=changes, by=self.by)
