"""The shape of a posting's input."""

import copy

from django import forms
from django.utils.translation import gettext_lazy as _

from postings import queries
from postings.models import Posting, TeamMember
from recruiting.people.models import User

WRITTEN = ["title", "company", "department", "workplace", "location", "employment_type", "seniority"]


class NewPostingForm(forms.ModelForm):
    """A draft by hand."""

    openings = forms.IntegerField(label=_("Openings"), min_value=1, max_value=200, initial=1)
    template = forms.ModelChoiceField(queries.templates(), label=_("Pipeline"), empty_label=None)

    class Meta:
        model = Posting
        fields = ["title", "company", "department", "workplace", "location", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = queries.templates()
        self.fields["template"].initial = self.fields["template"].queryset.first()


class PostingForm(forms.ModelForm):
    """An edit. ``revision`` is the one that the form was opened with: if somebody saved meanwhile, every field that
    differs shows their value under ours, and sending it again decides knowingly."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Posting
        fields = [
            *WRITTEN,
            "pay_min",
            "pay_max",
            "pay_currency",
            "pay_period",
            "closing_on",
            "confidential",
            "description",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 20}),
            "closing_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, data=None, *, posting: Posting):
        self.posting = posting
        # A copy: a ModelForm writes what was typed into its instance.
        super().__init__(data, instance=copy.copy(posting), initial={"revision": posting.revision})
        self.theirs: list[dict] = []
        self.stale = False

    def clean_description(self) -> str:
        return self.cleaned_data["description"].replace("\r\n", "\n")

    def clean_pay_currency(self) -> str:
        return self.cleaned_data["pay_currency"].upper()

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        low, high = cleaned.get("pay_min"), cleaned.get("pay_max")
        if low is not None and high is not None and low > high:
            self.add_error("pay_max", _("This is less than the pay it begins from."))
        return cleaned

    def edited_meanwhile(self) -> bool:
        """Whether somebody saved since; then the form shows both and is ready to be sent again."""
        if self.cleaned_data.get("revision") == self.posting.revision:
            return False
        self.stale = True
        for name in self.Meta.fields:
            theirs, ours = getattr(self.posting, name), self.cleaned_data.get(name)
            if theirs != ours:
                self.theirs.append({"label": self.fields[name].label, "theirs": self._words(name), "ours": self[name]})
        self.data = {**self.data.dict(), "revision": self.posting.revision}
        return True

    def _words(self, name: str) -> str:
        display = getattr(self.posting, f"get_{name}_display", None)
        return str((display() if display else getattr(self.posting, name)) or "")

    def changes(self) -> dict[str, object]:
        """What differs from the row as it is."""
        written = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {name: value for name, value in written.items() if value != getattr(self.posting, name)}


class OpeningForm(forms.Form):
    because = forms.CharField(label=_("Why one more"), max_length=300)


class TeamMemberForm(forms.Form):
    user = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"))
    role = forms.ChoiceField(label=_("Role"), choices=TeamMember.Role.choices)
    responsible = forms.BooleanField(
        label=_("Responsible one"), required=False, help_text=_("One recruiter and one coordinator are.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = queries.colleagues()

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        may = cleaned.get("role") in (TeamMember.Role.RECRUITER, TeamMember.Role.COORDINATOR)
        if cleaned.get("responsible") and not may:
            self.add_error("responsible", _("Only a recruiter or a coordinator is the responsible one."))
        return cleaned
