"""What the styleguide shows in the product's own shapes: where one of these changes, this page fails before it lies."""

from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.board.queries import Card, Column
from candidates.models import Application, Candidate, Status
from candidates.moves.answers import Again
from candidates.moves.clock import Days
from candidates.moves.dossier import Act, Step
from candidates.moves.timeline import Day, Item
from candidates.moves.turn import Turn
from candidates.search.palette import Option
from postings.models import Posting
from postings.pipelines.models import Stage
from recruiting.web.context import initials

HERE = "#"  # where a specimen leads
REFUSED, OPEN = 6, 2


def every() -> dict[str, object]:
    us = Turn("us", _("Us"), _("review"))
    return {
        "turns": [us, Turn("interviewer", "Priya", _("interview")), Turn("candidate", _("Candidate"), _("confirm"))],
        "days": [Days(1, 5), Days(5, 5, "due"), Days(9, 5, "over", 4)],
        "cards": cards(us),
        "columns": columns(us),
        "refused": refused(),
        "buttons": buttons(),
        "form": specimen_form(),
        "sheet": SpecimenSheet(auto_id="sheet-%s"),
        "menu": menu(),
        "tabs": [
            {"title": _("All"), "words": "18", "url": HERE, "current": True},
            {"title": _("Notes"), "words": "2", "url": HERE, "current": False},
        ],
        "colleagues": [
            {"initials": initials(name), "name": name, "tone": tone}
            for tone, name in enumerate(["Inês Carvalho", "Marta Lopes", "Kofi Mensah", "Yuki Tanabe"], 1)
        ],
        "steps": steps(),
        "timeline": timeline(),
        "groups": [(_("Go to"), [Option(_("Candidates"), "", HERE, "user-round", "g c")])],
        "page_obj": Paginator(range(120), 50).get_page(2),
        "effects": effects(),
        "application": an_application(),
        "panel": panel(us),
        "posting": {"pk": 0},
    }


def refused() -> Again:
    why = _("Marta Lopes moved Camila Ferreyra from Applied to Recruiter screen at 14:01.")
    return Again(REFUSED, why, form_url=HERE, label=_("Move anyway"), kept=_("Strong on Rails."))


def cards(us: Turn) -> list[tuple[str, Card, str]]:
    """(what it shows, the card, the state that script gives it)."""

    def card(id: int, turn: Turn | None = us, days: Days | None = None, **how) -> Card:
        headline = how.pop("headline", _("Senior engineer, payments"))
        return Card(id, HERE, 1, "Camila Ferreyra", headline, days or Days(1, 5), turn, **how)

    due, over = Days(5, 5, "due"), Days(9, 5, "over", 4)
    waits = Turn("candidate", _("Candidate"), _("confirm"))
    return [
        (_("Normal"), card(1), ""),
        (_("Open in the panel"), card(OPEN), ""),
        (_("Quiet: its column says whose turn it is"), card(3, quiet=True), ""),
        (_("On the target, an interview today"), card(4, days=due, interview=_("Today 15:30"), today=True), ""),
        (_("Overdue, no headline"), card(5, days=over, headline=""), ""),
        (_("Refused"), card(REFUSED), ""),
        (_("Waits for the candidate"), card(7, waits, interview=_("Tomorrow 10:00")), ""),
        (_("Focused"), card(8), "focused"),
        (_("Lifted"), card(9), "lifted"),
        (_("Moving, after 100 ms"), card(10), "moving"),
        (_("Just changed, for 8 s"), card(14), "changed"),
        (_("Hired"), card(11, None, seat=_("Opening 1")), ""),
    ]  # fmt: skip


def columns(us: Turn) -> list[Column]:
    share = {"us": 1, "interviewer": 0, "candidate": 1, "candidate_at": 1}
    applied = Column("specimen", _("Applied"), 2, _("median 1 d · target 2 d"), past=1, say=us, share=share)
    waits = Turn("candidate", _("Candidate"), _("confirm"))
    applied.cards = [
        Card(12, HERE, 1, "Bùi Minh Quân", _("Senior Rails developer"), Days(1, 2), us, quiet=True),
        Card(13, HERE, 1, "Þórunn Guðmundsdóttir", "", Days(4, 2, "over", 1), waits),
    ]
    hired = Column("specimen-hired", _("Hired"), 0, _("of 1 opening"))
    hired.seats = [{"name": _("Opening 1"), "words": _("free, no date set")}]
    return [applied, Column("specimen-empty", _("Offer"), 0, ""), hired]


def buttons() -> list[dict]:
    kinds = [("primary", _("Primary")), ("", _("Plain")), ("quiet", _("Quiet")), ("danger", _("Danger"))]
    return [
        {
            "title": title,
            "all": [
                {"label": title, "kind": kind, "icon": "check"},
                {"label": _("Key"), "kind": kind, "key": "a"},
                {"label": _("Hover"), "kind": kind, "state": "hover"},
                {"label": _("Focus"), "kind": kind, "state": "focus"},
                {"label": _("Working"), "kind": kind, "busy": True},
                {"label": _("Disabled"), "kind": kind, "disabled": True},
                {"label": _("Small"), "kind": kind, "size": "s"},
            ],
        }
        for kind, title in kinds
    ]


def specimen_form() -> forms.Form:
    class SpecimenForm(forms.Form):
        title = forms.CharField(label=_("Title"), help_text=_("As candidates read it."))
        years = forms.IntegerField(label=_("Minimum years"), required=False, widget=forms.TextInput)
        workplace = forms.ChoiceField(label=_("Workplace"), choices=[("remote", _("Remote")), ("onsite", _("On site"))])
        code = forms.CharField(label=_("Disabled"), disabled=True, required=False, initial="ENG-4")
        note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
        remind = forms.BooleanField(label=_("Remind everybody"), required=False)
        when = forms.ChoiceField(
            label=_("When"), choices=[("now", _("At once")), ("later", _("Tomorrow"))], widget=forms.RadioSelect
        )

    return SpecimenForm({"title": "Data Engineer", "years": "seven", "workplace": "remote", "when": "now"})


class SpecimenSheet(forms.Form):
    """As a StepForm: what moves/_sheet.html reads of one."""

    title, label, tone = gettext_lazy("Reject"), gettext_lazy("Reject"), "danger"
    line, sentence = None, ""
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=[("", gettext_lazy("Choose a reason"))])
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    @property
    def effects(self) -> list[dict]:
        return effects()


def an_application() -> Application:
    candidate = Candidate(pk=0, full_name="Camila Ferreyra")
    posting, stage = Posting(pk=0, title=_("Data Engineer")), Stage(pk=0, name=_("Technical task"))
    return Application(pk=0, candidate=candidate, posting=posting, stage=stage, status=Status.ACTIVE, version=1)


def effects() -> list[dict]:
    people = ["Camila Ferreyra"]
    return [
        {"n": 1, "what": _("mail is sent"), "more": _("at once, in Lisbon at 14:02"), "people": people},
        {"n": 1, "what": _("interview is cancelled"), "more": _("Thursday 15:30"), "tone": "due"},
    ]


def menu() -> list[dict]:
    return [
        {"label": _("Open"), "url": HERE, "icon": "external-link"},
        {"label": _("Plan"), "url": HERE, "icon": "calendar-plus"},
        {"label": _("Remove"), "url": HERE, "icon": "x", "tone": "bad"},
    ]


def steps() -> list[Step]:
    return [
        Step(_("Applied"), "done", "9 Nov · 1d"),
        Step(_("Recruiter screen"), "done", "10 Nov · 4d"),
        Step(_("Technical task"), "here", "", Days(10, 6, "over", 4)),
        Step(_("Offer")),
        Step(_("Hired")),
    ]


def timeline() -> list[Day]:
    now = timezone.now()
    moved = _("Inês Carvalho moved Camila Ferreyra from Applied to Technical task")
    ended = Item(
        now, _("Marta Lopes rejected Camila Ferreyra in Applied"), "circle-slash", "bad", body=_("Kind words.")
    )
    return [
        Day(_("Next"), [Item(now + timedelta(days=1), _("Reminder to Priya"), "alarm-clock", future=True)]),
        Day(_("Today"), [Item(now, moved, "arrow-right", undo_url=HERE, version=1, foot=[_("4 days")]), ended]),
    ]


def panel(us: Turn) -> dict[str, object]:
    candidate = Candidate(pk=0, full_name="Camila Ferreyra", headline=_("Senior engineer, payments"), location="Lisbon")
    email = {"text": "camila.ferreyra@mailbox.example", "url": "mailto:camila.ferreyra@mailbox.example"}
    return {
        "application": Application(pk=OPEN, posting_id=0, version=1),
        "name": candidate.full_name,
        "candidate": candidate,
        "turn": us,
        "standing_words": _("Technical task"),
        "steps": steps(),
        "acts": [
            Act("move", _("Move to…"), HERE, key="m"),
            Act("reject", _("Reject…"), HERE, kind="quiet", key="r"),
        ],
        "more": menu(),
        "days": timeline(),
        "contact": [(_("E-mail"), [email]), (_("Phone"), [])],
        "facts": [
            {"label": _("Source"), "value": _("Referral"), "missing": ""},
            {"label": _("Asks for"), "value": "", "missing": _("not stated"), "private": True},
        ],
        "here": HERE,
        "key": "",
    }
