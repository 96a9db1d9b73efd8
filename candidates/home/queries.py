"""What waits for one person, over all that they see. The same number of queries, however much there is."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates import access
from candidates.interviews import queries as of_interviews
from candidates.interviews.models import Answer, Interview, Participant
from candidates.models import Application, ApplicationQuerySet
from candidates.moves import turn
from candidates.moves.clock import Clock, Days, past_target
from postings.models import TeamMember
from postings.pipelines.models import Stage, StageKind
from recruiting.outbox import queries as of_outbox
from recruiting.people.models import User

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application that waits for this person."""

    id: int
    url: str
    name: str
    where: str
    days: Days
    turn: turn.Turn | None
    act: tuple[str, str] | None  # what it waits for and where that is done, if by us


@dataclass(frozen=True, slots=True)
class NewOn:
    """How many new applications a posting has, and their share of the most that one has, in percent."""

    url: str
    title: str
    count: int
    share: int
    days: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """An interview of today."""

    id: int
    at: str
    name: str
    what: str
    state: str
    tone: str
    past: bool


def has_postings(user: User) -> bool:
    return TeamMember.objects.filter(user=user).exists()


def home(user: User, *, clock: Clock, mine: bool, here: str) -> dict[str, object]:
    """``mine``: only of the postings whose team the person is on."""
    rows = _acted_on(user, mine=mine)
    counts = of_outbox.counts(user)
    next_mail = of_outbox.Listing(user, of_outbox.GROUPS["waiting"], counts["waiting"])[slice(0, 5)]
    return {
        "review": _to_review(rows, clock, here),
        "new_on": _new_on_postings(rows, clock),
        "past": _past_target(rows, clock, here),
        "today": _today(user, clock.now, mine=mine),
        "owed": _answers_owed(user, clock.now),
        "mail": {name: counts[name] for name in ("failed", "held")} if user.is_recruiter else {},
        "next_mail": next_mail,
        "next_count": counts["waiting"],
    }


def _acted_on(user: User, *, mine: bool) -> ApplicationQuerySet:
    """Active applications that this person may act on."""
    rows = Application.objects.visible_to(user).filter(access.acted_on_by(user)).active()
    return rows.filter(posting__in=_postings_of(user)) if mine else rows


def _postings_of(user: User) -> Any:
    return TeamMember.objects.filter(user=user).values("posting")


def _to_review(rows: ApplicationQuerySet, clock: Clock, here: str) -> dict[str, Any]:
    rows = rows.filter(stage__kind=StageKind.APPLIED, reviewed_at__isnull=True)
    every = rows.aggregate(count=Count("pk"), postings=Count("posting", distinct=True), oldest=Min("stage_entered_at"))
    first = _waiting(rows, clock, here)
    return {**every, "days": clock.days(every["oldest"]) if every["oldest"] else 0, "rows": first}


def _new_on_postings(rows: ApplicationQuerySet, clock: Clock) -> list[NewOn]:
    """The postings with the most first."""
    rows = rows.filter(stage__kind=StageKind.APPLIED, reviewed_at__isnull=True)
    counted = rows.values("posting", "posting__title").annotate(count=Count("pk"), oldest=Min("stage_entered_at"))
    found = list(counted.order_by("-count", "posting__title", "posting")[:SHOWN])
    return [
        NewOn(
            url=reverse("board", args=[row["posting"]]),
            title=row["posting__title"],
            count=row["count"],
            share=round(100 * row["count"] / found[0]["count"]),
            days=clock.days(row["oldest"]),
        )
        for row in found
    ]


def _past_target(rows: ApplicationQuerySet, clock: Clock, here: str) -> dict[str, Any]:
    targets = Stage.objects.filter(target_days__isnull=False).order_by("target_days").distinct("target_days")
    rows = rows.filter(past_target(targets, clock))
    return {"count": rows.count(), "rows": _waiting(rows, clock, here)}


def _waiting(rows: Any, clock: Clock, here: str) -> list[Waiting]:
    """The longest waiting first."""
    rows = rows.select_related("candidate", "posting", "stage").annotate(next_interview=turn.next_interview(clock.now))
    return [_of_application(row, clock, here) for row in rows.order_by("stage_entered_at", "pk")[:SHOWN]]


def _of_application(row: Any, clock: Clock, here: str) -> Waiting:
    whose = turn.whose_turn(
        status=row.status,
        stage_kind=row.stage.kind,
        reviewed=row.reviewed_at is not None,
        interview=row.next_interview,
    )
    decide = (_("Decide"), reverse("application_move", args=[row.pk], query={"next": here}))
    return Waiting(
        id=row.pk,
        url=reverse("board_application", args=[row.posting_id, row.pk]),
        name=str(row.candidate),
        where=f"{row.stage} · {row.posting}",
        days=clock.standing(row.stage_entered_at, row.stage.target_days),
        turn=whose,
        act=decide if whose and whose.who == "us" else None,
    )


def _today(user: User, now: datetime, *, mine: bool) -> list[Meeting]:
    """Theirs; for recruiters those of their postings, too, or of all. The day is the reader's."""
    shown = Q(pk__in=Participant.objects.filter(user=user).exclude(answer=Answer.DECLINED).values("interview"))
    if user.is_recruiter:
        shown = shown | Q(application__posting__in=_postings_of(user)) if mine else Q()
    midnight = datetime.combine(timezone.localdate(now), time.min, timezone.get_current_timezone())
    rows = Interview.objects.visible_to(user).filter(shown, ends_at__gt=midnight)
    rows = rows.filter(starts_at__lt=midnight + timedelta(days=1)).exclude(status=Interview.Status.CANCELLED)
    rows = rows.select_related("application__candidate", "application__posting")
    return [_meeting(row, user, now) for row in rows.prefetch_related("participants__user").order_by("starts_at", "pk")]


def _meeting(interview: Interview, user: User, now: datetime) -> Meeting:
    row = of_interviews.shaped(interview, user, now)
    starts, ends = timezone.localtime(interview.starts_at), timezone.localtime(interview.ends_at)
    return Meeting(
        id=row.id,
        at=f"{starts:%H:%M}–{ends:%H:%M}",
        name=row.candidate,
        what=" · ".join(filter(None, [row.title, row.people, row.there])),
        state=row.state,
        tone=row.tone,
        past=interview.ends_at <= now,
    )


def _answers_owed(user: User, now: datetime) -> list[Participant]:
    """Invitations that this person has not answered."""
    ahead = Interview.objects.visible_to(user).upcoming(now)
    rows = Participant.objects.filter(user=user, answer=Answer.NONE, interview__in=ahead)
    rows = rows.select_related("interview__application__candidate", "interview__application__posting")
    return list(rows.order_by("interview__starts_at", "pk")[:SHOWN])
