"""What happened to an application, newest first, by day: moves, refused moves, corrected times, interviews."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from candidates.interviews.models import Interview
from candidates.models import StageMove, TimeCorrection
from candidates.moves.queries import standing
from candidates.moves.sentences import what_happened, when
from recruiting.outbox.models import Event

Kind = StageMove.Kind
ICONS = {
    Kind.ENTER: "user-plus",
    Kind.MOVE: "arrow-right",
    Kind.REJECT: "circle-slash",
    Kind.WITHDRAW: "log-out",
    Kind.CLOSE: "x",
    Kind.REOPEN: "arrow-left",
    Kind.HIRE: "check",
    Kind.UNHIRE: "arrow-left",
    Kind.UNDO: "undo-2",
}
TONES = {Kind.REJECT: "bad", Kind.HIRE: "good"}


@dataclass(slots=True)
class Item:
    """One entry, in the words that templates/_components/timeline_item.html prints."""

    at: datetime
    text: str
    icon: str
    tone: str = ""
    body: str = ""
    foot: list[str] = field(default_factory=list)
    acts: list[dict] = field(default_factory=list)
    undo_url: str = ""
    version: int = 0
    future: bool = False

    @property
    def at_text(self) -> str:
        return date_format(timezone.localtime(self.at), "TIME_FORMAT")


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    items: list[Item]


def moves_of(application_id: int) -> list[StageMove]:
    """All of them, first to last, with what their sentences need."""
    related = ("actor", "from_stage", "to_stage", "end_reason", "opening", "application__candidate")
    return list(StageMove.objects.filter(application=application_id).select_related(*related).order_by("number"))


def timeline(application_id: int, moves: list[StageMove], *, may_undo: bool, here: str, now: datetime) -> list[Day]:
    """``here``: the page's own address, to come back to after an undo."""
    items = [
        *_moves(moves, may_undo=may_undo, here=here),
        *_refusals(application_id, moves),
        *_corrections(application_id),
        *_interviews(application_id, now),
    ]
    ahead = sorted((item for item in items if item.future), key=lambda item: item.at)
    past = sorted((item for item in items if not item.future), key=lambda item: item.at, reverse=True)
    days = [Day(_day(day), list(some)) for day, some in groupby(past, lambda item: timezone.localdate(item.at))]
    return [Day(_("Next"), ahead), *days] if ahead else days


def _moves(moves: list[StageMove], *, may_undo: bool, here: str) -> list[Item]:
    undone = {move.undoes: move for move in moves if move.undoes}
    last = standing(moves)[-1]
    items = []
    for move in moves:
        item = Item(move.occurred_at, what_happened(move), ICONS[move.kind], TONES.get(move.kind, ""), move.note)
        item.foot = _reasons(move)
        if move.number in undone:
            item.text = format_html("<del>{}</del>", item.text)
            by = undone[move.number]
            item.foot.append(_("undone by %(who)s at %(when)s") % {"who": by.actor, "when": when(by)})
        if may_undo and move == last and move.number > 1:
            item.undo_url = reverse("application_undo", args=[move.application_id], query={"next": here})
            item.version = moves[-1].number
        items.append(item)
    return items


def _reasons(move: StageMove) -> list[str]:
    said = [str(move.end_reason)] if move.end_reason and move.kind != Kind.UNDO else []
    if move.opening and move.kind == Kind.HIRE:
        said.append(str(move.opening))
    if (move.recorded_at - move.occurred_at).total_seconds() > 60:
        said.append(_("written down on %(when)s") % {"when": _moment(move.recorded_at)})
    return said


def _refusals(application_id: int, moves: list[StageMove]) -> list[Item]:
    """Who came too late: they had seen an earlier version than the one that stood."""
    events = Event.objects.filter(
        subject_type="application", subject_id=application_id, topic="application.move_refused"
    ).select_related("actor")
    by_number = {move.number: move for move in moves}
    items = []
    for event in events:
        item = Item(event.at, _("%(who)s was refused a move") % {"who": event.actor}, "circle-slash")
        meanwhile = by_number.get(event.payload.get("version"))
        if meanwhile:
            item.foot = [_("Not seen before it: %(what)s") % {"what": what_happened(meanwhile)}]
        items.append(item)
    return items


def _corrections(application_id: int) -> list[Item]:
    rows = TimeCorrection.objects.filter(move__application=application_id).select_related("by", "move")
    items = []
    for row in rows:
        words = {"who": row.by, "n": row.move.number, "old": _moment(row.old_at), "new": _moment(row.new_at)}
        text = _("%(who)s corrected when move %(n)s happened: %(old)s is now %(new)s") % words
        items.append(Item(row.recorded_at, text, "clock", body=row.reason))
    return items


def _interviews(application_id: int, now: datetime) -> list[Item]:
    rows = Interview.objects.filter(application=application_id).prefetch_related("participants__user")
    items = []
    for row in rows:
        colleagues = ", ".join(str(person.user) for person in row.participants.all())
        state = "" if row.status == Interview.Status.SCHEDULED else f", {row.get_status_display()}"
        text = _("%(title)s with %(colleagues)s") % {"title": row.title, "colleagues": colleagues or _("nobody yet")}
        item = Item(row.starts_at, text + state, "calendar-x" if row.status == "cancelled" else "calendar")
        item.future = row.status == Interview.Status.SCHEDULED and row.ends_at > now
        item.foot = [_moment(row.starts_at) + f", {timezone.get_current_timezone_name()}"]
        if row.cancelled_because:
            item.foot.append(row.cancelled_because)
        item.acts = [{"url": reverse("interview", args=[row.pk]), "label": _("Open the interview")}]
        items.append(item)
    return items


def _day(day: date) -> str:
    days_ago = (timezone.localdate() - day).days
    return {0: _("Today"), 1: _("Yesterday")}.get(days_ago) or date_format(
        day, "l j F" if day.year == timezone.localdate().year else "l j F Y"
    )


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j M Y, H:i")
