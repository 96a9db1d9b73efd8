"""An application as the panel over the board and the candidate's page show it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from candidates import access
from candidates.models import Application, ContactPoint, StageMove, Status
from candidates.moves import timeline, turn
from candidates.moves.clock import Clock, Days
from candidates.moves.queries import standing
from postings.pipelines.models import Stage
from recruiting.people.models import Organisation, User

ICONS = {"move": "arrow-right", "reject": "circle-slash", "reopen": "undo-2", "unhire": "undo-2"}  # in a menu


@dataclass(frozen=True, slots=True)
class Step:
    """One ring of the line through the stages. ``state`` is "done", "here" or ""."""

    name: str
    state: str = ""
    when: str = ""
    days: Days | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """A button: ``verb`` names its page. ``now``: posts at once, else it opens its form."""

    verb: str
    label: str
    url: str
    icon: str = ""
    kind: str = ""
    now: bool = False
    key: str = ""  # what the board's keyboard knows it by


def dossier(application: Application, *, user: User, here: str, now: datetime) -> dict[str, object]:
    """Everything of one application for ``user``; what they may not do or see is not in it."""
    moves = timeline.moves_of(application.pk)
    may_move = access.may_move(user, application)
    clock = Clock.of(Organisation.current(), now)
    stages = list(Stage.objects.filter(posting=application.posting_id).order_by("position"))
    shown = Application.objects.annotate(next_interview=turn.next_interview(now)).select_related("source", "recruiter")
    row = shown.select_related("opening").get(pk=application.pk)
    return {
        "application": application,
        "name": str(application.candidate),
        "candidate": application.candidate,
        "contact": contact(application.candidate_id),
        "turn": turn.whose_turn(
            status=row.status,
            stage_kind=application.stage.kind,
            reviewed=row.reviewed_at is not None,
            interview=row.next_interview,
        ),
        "standing_words": standing_words(application),
        "to_review": may_move and turn.needs_review(application),
        "steps": steps(application, stages, moves, clock),
        "acts": acts(application, stages, may_move=may_move, here=here),
        "more": more(application, may_move=may_move, here=here),
        "plan_url": plan_url(user, application),
        "days": timeline.timeline(application.pk, moves, may_undo=may_move, here=here, now=now),
        "facts": facts(row, moves, pay=access.may_see_pay(user)),
        "here": here,
        "key": uuid.uuid4().hex,
    }


def plan_url(user: User, application: Application) -> str:
    """Where an interview is planned: for an active application, by whoever may."""
    may = application.status == Status.ACTIVE and access.may_plan_interviews(user, application)
    return reverse("interview_plan", args=[application.pk]) if may else ""


def standing_words(application: Application) -> str:
    words = {"stage": application.stage, "status": application.get_status_display()}
    return _("%(stage)s") % words if application.status == Status.ACTIVE else _("%(status)s in %(stage)s") % words


def steps(application: Application, stages: list[Stage], moves: list[StageMove], clock: Clock) -> list[Step]:
    """A stage that is retired stands on the line only where somebody was in it."""
    visits = _visits(moves)
    ended, hired = application.status != Status.ACTIVE, application.status == Status.HIRED
    line = []
    for stage in stages:
        begun, until = visits.get(stage.pk, (None, None))
        if stage.retired_at and begun is None:
            continue
        when = f"{date_format(clock.date(begun), 'j M')} · {clock.days(begun, until)}d" if begun else ""
        if stage.pk == application.stage_id and not hired:
            days = None if ended else clock.standing(application.stage_entered_at, stage.target_days)
            line.append(Step(stage.name, "here", when, days))
        else:
            line.append(Step(stage.name, "done" if stage.is_before(application.stage) or hired else "", when))
    return [*line, Step(_("Hired"), "here" if hired else "")]


def _visits(moves: list[StageMove]) -> dict[int, tuple[datetime, datetime | None]]:
    """Per stage its last visit: when it began, and when it ended."""
    visits: dict[int, tuple[datetime, datetime | None]] = {}
    for move in standing(moves):
        if move.from_stage_id in visits and move.to_stage_id != move.from_stage_id:
            visits[move.from_stage_id] = (visits[move.from_stage_id][0], move.occurred_at)
        if move.from_stage_id != move.to_stage_id or move.kind in (StageMove.Kind.REOPEN, StageMove.Kind.UNHIRE):
            visits[move.to_stage_id] = (move.occurred_at, None)
        elif move.to_status != Status.ACTIVE:
            visits[move.to_stage_id] = (move.entered_at, move.occurred_at)
    return visits


def acts(application: Application, stages: list[Stage], *, may_move: bool, here: str) -> list[Act]:
    """What this person may do now, likeliest first."""
    if not may_move:
        return []

    def act(verb: str, label: str, **how) -> Act:
        return _act(application, here, verb, label, **how)

    if application.status == Status.HIRED:
        return [act("unhire", _("Take back the hire…"))]
    if application.status != Status.ACTIVE:
        return [act("reopen", _("Reopen…"), kind="primary")]
    following = [stage for stage in stages if not stage.retired_at and application.stage.is_before(stage)]
    first = (
        act(
            "advance",
            _("Advance to %(stage)s") % {"stage": following[0]},
            kind="primary",
            icon="arrow-right",
            now=True,
            key="a",
        )
        if following
        else act("hire", _("Hire…"), kind="primary", icon="check")
    )
    return [first, act("move", _("Move to…"), key="m"), act("reject", _("Reject…"), kind="quiet", key="r")]


def more(application: Application, *, may_move: bool, here: str) -> list[dict]:
    """The less likely ways on, as items of a menu; on a phone the stages stand there, too."""
    ways = less_likely(application, may_move=may_move, here=here)
    if not ways:
        return []
    move = _act(application, here, "move", _("Move to…"), icon="arrow-right")
    return [as_item(move) | {"phone": True}, *map(as_item, ways)]


def less_likely(application: Application, *, may_move: bool, here: str) -> list[Act]:
    if not may_move or application.status != Status.ACTIVE:
        return []
    ways = [
        ("hire", _("Hire…"), "check"),
        ("withdraw", _("Withdrawn by the candidate…"), "log-out"),
        ("close", _("Close: a duplicate, spam, a mistake…"), "x"),
    ]
    return [_act(application, here, verb, label, icon=icon) for verb, label, icon in ways]


def every_act(application: Application, *, user: User, here: str) -> list[Act]:
    """All that ``user`` may do with it now, as a card's menu and the palette list it."""
    may_move = access.may_move(user, application)
    stages = list(Stage.objects.filter(posting=application.posting_id).order_by("position"))
    first = acts(application, stages, may_move=may_move, here=here)
    plan = plan_url(user, application)
    planning = [Act("plan", _("Plan an interview"), plan, "calendar-plus")] if plan else []
    known = {act.verb for act in first}
    rest = less_likely(application, may_move=may_move, here=here)
    return [*first, *planning, *(act for act in rest if act.verb not in known)]


def as_item(act: Act) -> dict[str, object]:
    """Of a menu: its form opens as a dialog."""
    return {"url": act.url, "label": act.label, "icon": act.icon or ICONS.get(act.verb, "arrow-right"), "dialog": True}


def menu(application: Application, *, user: User, here: str) -> list[dict]:
    """What a card's menu offers; what needs no form is done at once, with the version that was seen."""
    items = []
    for act in every_act(application, user=user, here=here):
        fields = [("version", application.version), ("key", uuid.uuid4().hex), ("next", here)]
        items.append(as_item(act) | ({"post": True, "fields": fields, "into": "#work"} if act.now else {}))
    profile = reverse("candidate", args=[application.candidate_id], query={"application": application.pk})
    return [*items, {"url": profile, "label": _("Open as a page"), "icon": "external-link"}]


def _act(application: Application, here: str, verb: str, label: str, **how) -> Act:
    return Act(verb, label, reverse(f"application_{verb}", args=[application.pk], query={"next": here}), **how)


def contact(candidate_id: int) -> list[tuple[str, list[dict]]]:
    """(label, values) of each kind; a value is text and, where it can be pressed, its link."""
    points = ContactPoint.objects.filter(candidate=candidate_id).order_by("pk")
    urls = {"email": lambda value: f"mailto:{value}", "phone": lambda value: f"tel:{value.replace(' ', '')}"}
    labels = {"email": _("E-mail"), "phone": _("Phone"), "link": _("Link")}
    found: dict[str, list[dict]] = {kind: [] for kind in labels}
    for point in points:
        web = point.value if point.value.startswith(("https://", "http://")) else ""
        url = urls[point.kind](point.value) if point.kind in urls else web
        found[point.kind].append({"text": point.value, "url": url})
    return [(labels[kind], values) for kind, values in found.items()]


def facts(row: Application, moves: list[StageMove], *, pay: bool) -> list[dict]:
    entered = date_format(timezone.localtime(moves[0].occurred_at), "j M Y")
    last = standing(moves)[-1]
    pairs = [(_("Applied"), entered, ""), (_("Source"), str(row.source), "")]
    pairs.append((_("Recruiter"), str(row.recruiter or ""), _("nobody yet")))
    if row.opening:
        pairs.append((_("Holds"), str(row.opening), ""))
    if row.status not in (Status.ACTIVE, Status.HIRED):
        pairs.append((_("Ended"), f"{row.get_status_display()}, {last.end_reason}", ""))
    shown = [{"label": label, "value": value, "missing": missing} for label, value, missing in pairs]
    if pay:
        shown.append({"label": _("Asks for"), "value": pay_words(row), "missing": _("not stated"), "private": True})
    return shown


def pay_words(row: Application) -> str:
    if row.pay_expected is None:
        return ""
    decimals = 0 if row.pay_expected == int(row.pay_expected) else 2
    amount = number_format(row.pay_expected, decimals, force_grouping=True)
    period = _(" a %(period)s") % {"period": row.get_pay_period_display()} if row.pay_period else ""
    return f"{row.pay_currency} {amount}{period}".strip()
