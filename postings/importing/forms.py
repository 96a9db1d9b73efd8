"""The shape of what people give an import."""

import re
import uuid

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from postings.importing import queries
from postings.importing.fields import ADVERT_COLUMNS, Field
from postings.importing.models import ImportRow, ImportRun
from postings.importing.reading import MAX_CHARS
from postings.models import Advert, Posting

_LEVEL = re.compile(r"(?P<language>[^,;:]+?)(?:\s*[,;:]\s*(?P<words>.+)|\s+(?P<level>[ABC][12]))?", re.IGNORECASE)
_LINES = gettext_lazy("One a line.")
_LANGUAGES = gettext_lazy("One a line, with its level: English C1.")


class PasteForm(forms.Form):
    # No maxlength: a browser would cut what is pasted without a word.
    text = forms.CharField(
        label=gettext_lazy("The text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text=gettext_lazy(
            "Plain text or markdown, as it was published. One posting, or several after each other."
        ),
        error_messages={"required": gettext_lazy("There is no text here. Paste that of a posting.")},
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80, initial=uuid.uuid4)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if not any(char.isalnum() for char in text):
            raise forms.ValidationError(_("There is no text here. Paste that of a posting."))
        length = len(text.replace("\r\n", "\n"))
        if length > MAX_CHARS:
            words = _("This text has %(length)s characters; at most %(most)s are read at once. Paste it in parts.")
            raise forms.ValidationError(
                words, params={"length": number_format(length, use_l10n=True, force_grouping=True),
                               "most": number_format(MAX_CHARS, use_l10n=True, force_grouping=True)},
            )  # fmt: skip
        return text


class Seen(forms.Form):
    """The revision that a form was opened with. Somebody else saved meanwhile: both values are shown, what was typed
    stays, and sent again it is meant."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def meet(self, revision: int) -> bool:
        """Whether it was opened on an older revision; from here on it is on this one."""
        if self.cleaned_data.get("seen") in (None, revision):
            return False
        self.cleaned_data["seen"] = revision
        self.data = self.data.copy()
        self.data["seen"] = str(revision)
        return True


class DecideForm(Seen):
    decision = forms.ChoiceField(choices=[(c, c.label) for c in (ImportRow.Decision.ACCEPT, ImportRow.Decision.SKIP)])


class SetUpForm(Seen, forms.ModelForm):
    class Meta:
        model = ImportRun
        fields = ["template", "recruiter", "department", "openings", "posting_status"]
        help_texts = {"department": gettext_lazy("Empty: what the text says.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = queries.templates()
        self.fields["recruiter"].queryset = queries.recruiters()
        self.fields["openings"].widget.attrs |= {"min": 1, "max": 99}
        self.fields["seen"].initial = self.instance.revision

    def clean(self):
        cleaned = super().clean()
        if self.instance.status == ImportRun.Status.READY and self.meet(self.instance.revision):
            for name in self.Meta.fields:
                if name in cleaned and cleaned[name] != getattr(self.instance, name):
                    theirs = self.instance.get_posting_status_display() if name == "posting_status" else None
                    theirs = theirs or getattr(self.instance, name) or _("nothing")
                    self.add_error(name, _("Somebody else set this to “%(theirs)s” meanwhile.") % {"theirs": theirs})
        return cleaned

    def setup(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class LinesField(SimpleArrayField):
    """A list, one a line."""

    widget = forms.Textarea

    def __init__(self, base_field, **kwargs):
        super().__init__(base_field, delimiter="\n", **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = "\n".join(line.strip() for line in value.splitlines() if line.strip())
        return super().to_python(value)


class LanguagesField(forms.CharField):
    """Languages with their level, one a line: "English C1", "Spanish, fluent"."""

    widget = forms.Textarea

    def __init__(self, *, encoder=None, decoder=None, **kwargs):
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return value if isinstance(value, str) else "\n".join(queries.language_words(one) for one in value or [])

    def to_python(self, value):
        found = [_LEVEL.fullmatch(line.strip()) for line in super().to_python(value).splitlines() if line.strip()]
        if None in found:
            raise forms.ValidationError(_("A language and its level, one a line, such as: English C1."))
        return [{"language": m["language"], "level": _level(m)} for m in found if m]


def _level(match: re.Match[str]) -> str | None:
    words = match["level"] or match["words"]
    return words.upper() if words and re.fullmatch("[ABC][12]", words, re.IGNORECASE) else words


class _Correction(Seen, forms.ModelForm):
    """One field of a posting, in place of what was read; checked as the posting's own form would."""

    row: ImportRow
    field: Field

    def clean(self):
        low, high = self.cleaned_data.get("pay_min"), self.cleaned_data.get("pay_max")
        if low is not None and high is not None and low > high:
            self.add_error("pay_max", _("This is less than where the pay begins."))
        if self.row.run.status == ImportRun.Status.READY and self.meet(self.row.revision):
            theirs = queries.shown(self.field, queries.values(self.row))
            if theirs != queries.shown(self.field, self.values()):
                words = _("Somebody else saved this posting meanwhile. Here it now says: %(theirs)s.")
                self.add_error(None, words % {"theirs": theirs or _("nothing")})
        return super().clean()

    def values(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.cleaned_data}


def correction_form(field: Field, data: object, *, row: ImportRow) -> forms.ModelForm:
    model = Advert if field.columns[0] in ADVERT_COLUMNS else Posting
    lines = {"regions": LinesField, "skills_required": LinesField, "skills_preferred": LinesField}
    made = forms.modelform_factory(
        model,
        form=_Correction,
        fields=field.columns,
        field_classes={**lines, "language_requirements": LanguagesField},
        help_texts={**dict.fromkeys(lines, _LINES), "language_requirements": _LANGUAGES},
        widgets={"closing_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
    )
    held = queries.values(row)
    initial = {column: held[column] for column in field.columns if column in held}
    form = made(data, initial={**initial, "seen": row.revision})
    form.row, form.field = row, field
    return form
