"""The form that corrects one field of a posting, in place of what was read."""

import re

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from postings.importing import queries, wording
from postings.importing.fields import ADVERT_COLUMNS, Field
from postings.importing.forms import Seen
from postings.importing.models import ImportRow
from postings.models import Advert, Posting

_LEVEL = re.compile(r"(?P<language>[^,;:]+?)(?:\s*[,;:]\s*(?P<words>.+)|\s+(?P<level>[ABC][12]))?", re.IGNORECASE)
_LINES = gettext_lazy("One a line.")
_LANGUAGES = gettext_lazy("One a line, with its level: English C1.")


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
        return value if isinstance(value, str) else "\n".join(wording.language_words(one) for one in value or [])

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
        if self.row.is_open and self.meet(self.row.revision):
            theirs = wording.shown(self.field, queries.values(self.row))
            if theirs != wording.shown(self.field, self.values()):
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
