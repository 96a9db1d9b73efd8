"""Putting somebody on a posting: one form, for a new person and for one who is known."""

import re

from django import forms
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext_lazy as _

from candidates.models import ContactPoint, Source
from candidates.moves.forms import new_key
from postings.models import PayPeriod
from recruiting.people.models import Role, User
from recruiting.web.forms import MomentField

Kind = ContactPoint.Kind
_is_link = URLValidator(schemes=["http", "https"])


class LinesField(forms.CharField):
    """Several values, one a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, *, validate, **kwargs):
        self.validate_one = validate
        super().__init__(required=False, **kwargs)

    def clean(self, value: str) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        for line in lines:
            if len(line) > 300:
                raise forms.ValidationError(_("“%(line)s…” is too long."), params={"line": line[:40]})
            self.validate_one(line)
        return lines


def is_email(line: str) -> None:
    try:
        validate_email(line)
    except forms.ValidationError as error:
        raise forms.ValidationError(_("“%(line)s” is not an e-mail address."), params={"line": line}) from error


def is_phone(line: str) -> None:
    if len(re.sub(r"\D", "", line)) < 5 or re.search(r"[^\d\s()+./x-]", line):
        raise forms.ValidationError(_("“%(line)s” is not a phone number."), params={"line": line})


def is_link(line: str) -> None:
    try:
        _is_link(line)
    except forms.ValidationError as error:
        raise forms.ValidationError(
            _("“%(line)s” is not a link that begins with https://."), params={"line": line}
        ) from error


class CandidateForm(forms.Form):
    full_name = forms.CharField(label=_("Full name"), max_length=300)
    calling_name = forms.CharField(
        label=_("Called"), max_length=100, required=False, help_text=_("For mail; never guessed from the full name.")
    )
    headline = forms.CharField(label=_("Headline"), max_length=200, required=False)
    location = forms.CharField(label=_("Location"), max_length=200, required=False)
    emails = LinesField(label=_("E-mail"), help_text=_("One a line."), validate=is_email)
    phones = LinesField(label=_("Phone"), help_text=_("One a line."), validate=is_phone)
    links = LinesField(label=_("Links"), help_text=_("One a line."), validate=is_link)
    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"), empty_label=_("Choose a source"))
    recruiter = forms.ModelChoiceField(
        User.objects.none(), label=_("Responsible recruiter"), required=False, empty_label=_("Nobody yet")
    )
    pay_expected = forms.DecimalField(
        label=_("Asks for"),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        required=False,
        help_text=_("Only recruiters see it."),
    )
    pay_currency = forms.RegexField(r"^[A-Za-z]{3}$", label=_("Currency"), required=False, help_text=_("Such as EUR."))
    pay_period = forms.ChoiceField(label=_("Per"), choices=[("", _("not stated")), *PayPeriod.choices], required=False)
    occurred_at = MomentField(
        label=_("When it arrived"),
        required=False,
        help_text=_("Empty: now."),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    # Which of the people found under the same address is meant; "new": none of them.
    person = forms.RegexField(r"^(new|\d+)$", max_length=18, required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, user: User):
        super().__init__(data, initial={"key": new_key(), "recruiter": user.pk if user.is_recruiter else None})
        recruiters = User.objects.filter(is_active=True, role__in=[Role.ADMINISTRATOR, Role.RECRUITER])
        self.fields["source"].queryset = Source.objects.filter(retired_at__isnull=True).order_by("name")
        self.fields["recruiter"].queryset = recruiters.order_by("name")
        if not user.is_recruiter:
            for name in ("pay_expected", "pay_currency", "pay_period"):
                del self.fields[name]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if cleaned.get("pay_expected") is not None and not cleaned.get("pay_currency"):
            self.add_error("pay_currency", _("An amount needs its currency."))
        return cleaned

    def contact_points(self) -> list[tuple[str, str]]:
        kinds = {Kind.EMAIL: "emails", Kind.PHONE: "phones", Kind.LINK: "links"}
        return [(kind, value) for kind, name in kinds.items() for value in self.cleaned_data.get(name, [])]

    def new_person(self) -> dict[str, object]:
        about = ("full_name", "calling_name", "headline", "location")
        return {name: self.cleaned_data[name] for name in about} | {"contact_points": self.contact_points()}

    def how(self) -> dict[str, object]:
        """How the application begins."""
        amount = self.cleaned_data.get("pay_expected")
        currency, period = self.cleaned_data.get("pay_currency", ""), self.cleaned_data.get("pay_period", "")
        return {
            **{name: self.cleaned_data[name] for name in ("source", "recruiter", "occurred_at", "note")},
            "pay": (amount, currency.upper(), period) if amount is not None else (None, "", ""),
        }
