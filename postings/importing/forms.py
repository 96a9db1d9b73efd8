"""The shape of what people give an import."""

import uuid
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from postings.importing import queries
from postings.importing.columns import Header, another_list, mapping_of
from postings.importing.fetch.client import checked as checked_url
from postings.importing.fetch.outcomes import Failure, sentence
from postings.importing.fetch.sources import source_of
from postings.importing.fields import BY_NAME, FIELDS, TEXT
from postings.importing.formats import registry, table
from postings.importing.formats.content import Content, Unreadable
from postings.importing.models import ImportRow, ImportRun, ImportSource
from postings.importing.reading import MAX_CHARS
from postings.models import Advert, Posting
from recruiting.people.models import User
from recruiting.web.refusals import Refusal

MAX_FILE = 500 * 1024 * 1024

COLUMNS = [
    ("", gettext_lazy("— not read")),
    ("id", gettext_lazy("Id")),
    ("url", gettext_lazy("Address")),
    ("title", gettext_lazy("Title")),
    ("company", gettext_lazy("Company")),
    ("description", gettext_lazy("Description")),
    ("responsibilities", gettext_lazy("Responsibilities")),
    ("requirements", gettext_lazy("Requirements")),
    ("benefits", gettext_lazy("Benefits")),
    ("location", gettext_lazy("Location")),
    ("city", gettext_lazy("City")),
    ("state", gettext_lazy("State or province")),
    ("country", gettext_lazy("Country")),
    ("region", gettext_lazy("Regions")),
    ("workplace", gettext_lazy("Workplace")),
    ("remote", gettext_lazy("Remote, yes or no")),
    ("employment_type", gettext_lazy("Employment")),
    ("seniority", gettext_lazy("Seniority")),
    ("min_years_experience", gettext_lazy("Minimum years")),
    ("department", gettext_lazy("Department")),
    ("salary", gettext_lazy("Pay, in words")),
    ("salary_min", gettext_lazy("Pay, least")),
    ("salary_max", gettext_lazy("Pay, most")),
    ("currency", gettext_lazy("Currency")),
    ("salary_period", gettext_lazy("Period of the pay")),
    ("skill_required", gettext_lazy("Skills, required")),
    ("skill_preferred", gettext_lazy("Skills, preferred")),
    ("language", gettext_lazy("Languages")),
    ("closing_on", gettext_lazy("Closing date")),
    ("published", gettext_lazy("Date of publication")),
    ("posting_language", gettext_lazy("Language of the text")),
    ("source", gettext_lazy("First published")),
]


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, each judged alone."""

    widget = FilesInput

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(file, initial) for file in data or []]


def _why_unfit(file: UploadedFile) -> str:
    """Of a file that nobody could read postings from, "" of any other: which format it is, a worker finds out."""
    name = {"name": file.name}
    if not file.size:
        return _("%(name)s is empty.") % name
    if file.size > MAX_FILE:
        sizes = {"size": filesizeformat(file.size), "most": filesizeformat(MAX_FILE)}
        return _("%(name)s has %(size)s; files of at most %(most)s are read.") % (name | sizes)
    try:
        if registry.may_hold_postings(Content(file.file, name=file.name or "")):
            return ""
    except Unreadable as why:
        return f"{file.name}: {why}"
    return _("%(name)s is no text, and none of the files that postings come in.") % name


class NewImportForm(forms.Form):
    """A text, or files of any format that postings come in."""

    # No maxlength: a browser would cut what is pasted without a word. imports.js says what is wrong before it is sent.
    text = forms.CharField(
        label=gettext_lazy("The text"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 16,
                "data-most": MAX_CHARS,
                "data-too-long": gettext_lazy(
                    "This is longer than what is read at once. Paste it in parts, or give it as a file."
                ),
            }
        ),
        help_text=gettext_lazy(
            "As it was published: plain text, markdown or a page's HTML. One posting, or several after each other."
        ),
    )
    files = FilesField(
        label=gettext_lazy("Or files"),
        required=False,
        allow_empty_file=True,  # to be told by its name
        widget=FilesInput(
            attrs={
                "data-most": MAX_FILE,
                "data-too-large": gettext_lazy("too large to be read"),
                "data-empty": gettext_lazy("empty"),
                "data-remove": gettext_lazy("Take it out again:"),
            }
        ),
        help_text=gettext_lazy(
            "Web pages, what a job board's API answers, XML and news feeds, CSV and Excel tables, text. "
            "Choose several, or drop them here."
        ),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80, initial=uuid.uuid4)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        length = len(text.replace("\r\n", "\n"))
        if length > MAX_CHARS:
            words = _(
                "This text has %(length)s characters; at most %(most)s are read at once. Paste it in parts, or give it "
                "as a file."
            )
            raise forms.ValidationError(
                words, params={"length": number_format(length, use_l10n=True, force_grouping=True),
                               "most": number_format(MAX_CHARS, use_l10n=True, force_grouping=True)},
            )  # fmt: skip
        return text

    def clean_files(self) -> list[UploadedFile]:
        unfit = [why for file in self.cleaned_data["files"] if (why := _why_unfit(file))]
        if unfit:
            raise forms.ValidationError(unfit)
        return self.cleaned_data["files"]

    def clean(self):
        cleaned = super().clean()
        if self.errors and self.files:
            self.add_error("files", _("Choose the files again: no browser keeps them."))
        if not self.errors and not cleaned["files"] and not any(char.isalnum() for char in cleaned["text"]):
            self.add_error("text", _("There is no text here. Paste that of a posting, or choose a file."))
        return cleaned


class Seen(forms.Form):
    """The revision that a form was opened with. Somebody else saved meanwhile: both values are shown, what was typed
    stays, and sent again it is meant."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        if "seen" in self.errors:  # a hidden field has no place on the page where its error could stand
            del self.errors["seen"]
            self.add_error(None, _("What was sent does not say what it was decided from. Open the page anew."))
        return super().clean()

    def meet(self, revision: int) -> bool:
        """Whether it was opened on an older revision; from here on it is on this one."""
        if self.cleaned_data.get("seen") in (None, revision):
            return False
        self.cleaned_data["seen"] = revision
        self.data = self.data.copy()
        self.data["seen"] = str(revision)
        return True


def pressed(form: Seen) -> dict[str, Any]:
    """What a button sends along. Nobody typed it, so that there is no form to show again where it does not fit."""
    if not form.is_valid():
        why = " ".join(dict.fromkeys(error for errors in form.errors.values() for error in errors))
        raise Refusal(_("Nothing was changed. %(why)s") % {"why": why})
    return form.cleaned_data


class DecideForm(Seen):
    decision = forms.ChoiceField(choices=[(c, c.label) for c in (ImportRow.Decision.ACCEPT, ImportRow.Decision.SKIP)])


class DecideAllForm(DecideForm):
    verdict = forms.ChoiceField(required=False, choices=[("", ""), *ImportRow.Verdict.choices])


class JoinForm(Seen):
    joins = forms.BooleanField(required=False)


class TakeForm(Seen):
    columns = forms.TypedChoiceField(
        choices=[(each.name, each.label) for each in (*FIELDS, TEXT)],
        coerce=lambda name: BY_NAME.get(name, TEXT).columns,
    )
    theirs = forms.BooleanField(required=False)


class ReadAsForm(Seen):
    format = forms.ChoiceField(label=gettext_lazy("Read it as"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = dict(Advert.SourceKind.choices)
        self.fields["format"].choices = [(name, labels.get(name, name)) for name in registry.BY_NAME]


class ColumnsForm(Seen):
    """For each column of a table which field it is. A title every posting needs; the rest may stay unread. And which
    list it is, where tables with the same header were given before: their ids can be the same, too."""

    ANOTHER = "another"

    def __init__(self, *args, run: ImportRun, header: Header, lists: list[tuple[str, str]], **kwargs):
        super().__init__(*args, initial={"seen": run.revision}, **kwargs)
        self.run, self.header, known = run, header, mapping_of(run, header)
        if lists:
            said = run.tenant if run.tenant in dict(lists) else self.ANOTHER if run.tenant else ""
            another = (self.ANOTHER, _("Another list that has the same columns"))
            self.fields["list"] = forms.ChoiceField(
                label=_("Which list it is"),
                choices=[("", _("Choose")), *lists, another],
                initial=said,
                help_text=_("A row with an id that is known changes the posting of that id in the same list alone."),
            )
        for at, column in enumerate(header.columns):
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=column.name, required=False, choices=COLUMNS, initial=known.get(column.name, "")
            )

    def rows(self) -> list[tuple[table.Column, forms.BoundField]]:
        return [(column, self[f"column-{at}"]) for at, column in enumerate(self.header.columns)]

    def columns(self) -> dict[str, str]:
        return {column.name: self.cleaned_data[f"column-{at}"] for at, column in enumerate(self.header.columns)}

    def tenant(self) -> str | None:
        """Under what its ids are known; None where nobody has to say."""
        said = self.cleaned_data.get("list")
        return another_list(self.run, self.header) if said == self.ANOTHER else said

    def clean(self):
        cleaned = super().clean()
        if not self.errors and "title" not in cleaned.values():
            self.add_error(None, _("Say which column is the title."))
        return cleaned


class _SetUp(Seen, forms.ModelForm):
    """How postings begin."""

    empty = gettext_lazy("nobody")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = {
            "template": queries.templates(),
            "recruiter": queries.recruiters(),
            "hiring_manager": queries.hiring_managers(),
            "coordinator": queries.colleagues(),
        }
        for name, found in chosen.items():
            self.fields[name].queryset = found
            if not self.fields[name].required:
                self.fields[name].empty_label = self.empty
        self.fields["openings"].widget.attrs |= {"min": 1, "max": 99}
        self.fields["seen"].initial = self.instance.revision

    def setup(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class SetUpForm(_SetUp):
    class Meta:
        model = ImportRun
        fields = ImportRun.SET_UP
        help_texts = {"department": gettext_lazy("Empty: what the text says.")}

    def __init__(self, *args, **kwargs):
        # A dialog over it has fields of the same names, whose labels would lead here.
        super().__init__(*args, auto_id="set_up_%s", **kwargs)
        for name in ("template", "recruiter", "openings", "posting_status"):
            self.fields[name].required = True

    def clean(self):
        cleaned = super().clean()
        if self.instance.status == ImportRun.Status.READY and self.meet(self.instance.revision):
            for name in self.Meta.fields:
                if name in cleaned and cleaned[name] != getattr(self.instance, name):
                    theirs = self.instance.get_posting_status_display() if name == "posting_status" else None
                    theirs = theirs or getattr(self.instance, name) or _("nothing")
                    self.add_error(name, _("Somebody else set this to “%(theirs)s” meanwhile.") % {"theirs": theirs})
        return cleaned


class RowSetUpForm(_SetUp):
    """Of one row, where it begins otherwise than its run: what is empty is as the run's."""

    empty = gettext_lazy("as all")

    class Meta:
        model = ImportRow
        fields = ImportRow.SET_UP

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        run = self.instance.run
        for name, field in self.fields.items():
            if name in ImportRow.SET_UP:
                shown = run.get_posting_status_display() if name == "posting_status" else getattr(run, name)
                field.help_text = _("Empty: as all, %(value)s.") % {"value": shown or _("nothing")}

    def clean(self):
        if self.meet(self.instance.revision):
            self.add_error(None, _("Somebody else saved this posting meanwhile. Look, and set it up again."))
        return super().clean()


class SourceForm(_SetUp):
    """Any page of a board, or the address of a feed: which board it is, is read from that."""

    url = forms.URLField(
        label=gettext_lazy("Address"),
        max_length=1000,
        assume_scheme="https",
        help_text=gettext_lazy("Any page of a job board (Greenhouse, Lever, Ashby …), or a feed."),
    )

    class Meta:
        model = ImportSource
        fields = ("name", "url", "every", "owner", *ImportSource.SET_UP)
        help_texts = {"department": gettext_lazy("Empty: what the text says.")}

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = queries.recruiters()
        self.fields["name"].required = False
        self.fields["name"].help_text = _("Empty: what it is known by there.")
        for name in ("template", "recruiter", "openings", "posting_status", "owner"):
            self.fields[name].required = True
        if self.instance.pk is None:
            first = {"recruiter": by, "owner": by, "openings": 1, "posting_status": Posting.Status.DRAFT}
            for name, value in {**first, "template": queries.templates().first()}.items():
                self.fields[name].initial = value
            self.fields["seen"].required = False

    def clean(self):
        if self.instance.pk and self.meet(self.instance.revision):
            words = _(
                "Somebody else saved this source meanwhile. What you typed is kept; saving again puts it in place."
            )
            self.add_error(None, words)
        return super().clean()

    def clean_url(self) -> str:
        try:
            self.board = source_of(str(checked_url(self.cleaned_data["url"])))
        except Failure as failure:
            raise forms.ValidationError(sentence(failure.reason, failure.details)) from None
        for name in ("tenant", "url"):  # written out in ASCII it is longer than what was typed
            longest = ImportSource._meta.get_field(name).max_length
            if len(getattr(self.board, name)) > longest:
                raise forms.ValidationError(_("This address is too long."))
        return self.board.url

    def values(self) -> dict[str, object]:
        named = self.cleaned_data["name"] or " ".join(filter(None, [self.board.tenant, self.board.kind]))[:200]
        known = {"kind": self.board.kind, "tenant": self.board.tenant, "url": self.board.url, "name": named}
        return self.setup() | known
