"""What of a week needs somebody to do something about it: who is in two at once, who declined, whose night it is, and
what nobody has said the outcome of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from candidates.interviews import queries, times, week
from candidates.interviews.models import Answer, Interview
from postings.models import TeamMember
from recruiting.people.models import User

AWAKE = range(7, 22)  # hours at which a candidate may be asked to begin


@dataclass(frozen=True, slots=True)
class Hand:
    """One thing: ``who`` in bold, ``what`` after it. ``acts`` are (label, address), and open as a dialog."""

    url: str
    tone: str
    icon: str
    who: str
    what: str
    acts: list[tuple[str, str]]


def hands(rows: Iterable[Interview], *, user: User, now: datetime) -> list[Hand]:
    """The worst first. ``rows`` are those of a week, with their people."""
    planned = [row for row in rows if row.status == Interview.Status.SCHEDULED]
    mine = _planned_by(user)
    ahead = [row for row in planned if row.ends_at > now and (mine is None or row.application.posting_id in mine)]
    past = [row for row in planned if row.ends_at <= now and (mine is None or _may_say(row, user, mine))]
    return [*_clashes(ahead), *_declined(ahead), *_nights(ahead), *_unsaid(past)]


def _planned_by(user: User) -> set[int] | None:
    """The postings whose interviews ``user`` may plan; None: of all that they see."""
    if user.is_recruiter:
        return None
    coordinated = TeamMember.objects.filter(user=user, role=TeamMember.Role.COORDINATOR)
    return set(coordinated.values_list("posting", flat=True))


def _may_say(row: Interview, user: User, coordinated: set[int]) -> bool:
    takes_part = any(one.user_id == user.pk for one in row.participants.all())
    return takes_part or row.application.posting_id in coordinated


def _clashes(rows: list[Interview]) -> Iterator[Hand]:
    for colleague, one, other in week.overlaps(rows):
        when = times.short_span(one.starts_at, one.ends_at)
        words = {"when": when, "one": one.application.candidate, "other": other.application.candidate}
        acts = [(_("Move %(name)s…") % {"name": row.application.candidate}, _at(row)) for row in (one, other)]
        who = _("%(name)s is in two at once") % {"name": colleague}
        yield Hand(_page(one), "bad", "triangle-alert", who, _("%(when)s: %(one)s and %(other)s.") % words, acts)


def _declined(rows: list[Interview]) -> Iterator[Hand]:
    for row in rows:
        when = {"when": times.short_span(row.starts_at, row.ends_at), "name": row.application.candidate}
        other_time = (_("Another time…"), _at(row))
        people = (_("Other people…"), reverse("interview_change", args=[row.pk]))
        for one in queries.in_order(row):
            if one.answer == Answer.DECLINED:
                who = _("%(name)s declined") % {"name": one.user}
                yield Hand(
                    _page(row), "due", "calendar-x", who, _("%(when)s with %(name)s.") % when, [people, other_time]
                )
        if row.candidate_answer == Answer.DECLINED:
            who = _("%(name)s declined") % {"name": row.application.candidate}
            call_off = (_("Cancel…"), reverse("interview_cancel", args=[row.pk]))
            yield Hand(_page(row), "due", "calendar-x", who, _("%(when)s.") % when, [other_time, call_off])


def _nights(rows: list[Interview]) -> Iterator[Hand]:
    for row in rows:
        zone = row.application.candidate.time_zone
        if zone and times.wall(row.starts_at, zone).hour not in AWAKE:
            when = times.short_span(row.starts_at, row.ends_at)
            words = {"name": row.application.candidate, "when": when}
            what = _("for %(name)s: %(when)s.") % words
            yield Hand(_page(row), "", "alarm-clock", queries.there(row), what, [(_("Another time…"), _at(row))])


def _unsaid(rows: list[Interview]) -> Iterator[Hand]:
    for row in rows:
        when = times.short_span(row.starts_at, row.ends_at)
        words = {"title": row.title, "when": when}
        who = _("How did it go with %(name)s?") % {"name": row.application.candidate}
        yield Hand(_page(row), "", "calendar-check", who, _("%(title)s, %(when)s.") % words, [])


def _at(row: Interview) -> str:
    return reverse("interview_reschedule", args=[row.pk])


def _page(row: Interview) -> str:
    return reverse("interview", args=[row.pk])
