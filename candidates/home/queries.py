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
from candidates.models import Application
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


def home(user: User, *, clock: Clock) -> dict[str, object]:
    counts = of_outbox.counts(user)
    next_mail = of_outbox.Listing(user, of_outbox.GROUPS["waiting"], counts["waiting"])[slice(0, 5)]
    return {
        "review": _to_review(user, clock),
        "new_on": _new_on_postings(user, clock),
        "past": _past_target(user, clock),
        "today": _today(user, clock.now),
        "owed": _answers_owed(user, clock.now),
        "mail": {name: counts[name] for name in ("failed", "held")} if user.is_recruiter else {},
        "next_mail": next_mail,
        "next_count": counts["waiting"],
    }


def _mine(user: User):
    """Active applications that this person may act on."""
    return Application.objects.visible_to(user).filter(access.acted_on_by(user)).active()


def _to_review(user: User, clock: Clock) -> dict[str, Any]:
    rows = _mine(user).filter(stage__kind=StageKind.APPLIED, reviewed_at__isnull=True)
    every = rows.aggregate(count=Count("pk"), postings=Count("posting", distinct=True), oldest=Min("stage_entered_at"))
    first = _waiting(rows, clock)
    return {**every, "days": clock.days(every["oldest"]) if every["oldest"] else 0, "rows": first}


def _new_on_postings(user: User, clock: Clock) -> list[NewOn]:
    """The postings with the most first."""
    rows = _mine(user).filter(stage__kind=StageKind.APPLIED, reviewed_at__isnull=True)
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


def _past_target(user: User, clock: Clock) -> dict[str, Any]:
    targets = Stage.objects.filter(target_days__isnull=False).order_by("target_days").distinct("target_days")
    rows = _mine(user).filter(past_target(targets, clock))
    return {"count": rows.count(), "rows": _waiting(rows, clock)}


def _waiting(rows: Any, clock: Clock) -> list[Waiting]:
    """The longest waiting first."""
    rows = rows.select_related("candidate", "posting", "stage").annotate(next_interview=turn.next_interview(clock.now))
    return [_of_application(row, clock) for row in rows.order_by("stage_entered_at", "pk")[:SHOWN]]


def _of_application(row: Any, clock: Clock) -> Waiting:
    whose = turn.whose_turn(
        status=row.status,
        stage_kind=row.stage.kind,
        reviewed=row.reviewed_at is not None,
        interview=row.next_interview,
    )
    decide = (_("Decide"), reverse("application_move", args=[row.pk], query={"next": reverse("home")}))
    return Waiting(
        id=row.pk,
        url=reverse("board_application", args=[row.posting_id, row.pk]),
        name=str(row.candidate),
        where=f"{row.stage} · {row.posting}",
        days=clock.standing(row.stage_entered_at, row.stage.target_days),
        turn=whose,
        act=decide if whose and whose.who == "us" else None,
    )


def _today(user: User, now: datetime) -> list[Meeting]:
    """Theirs; for recruiters those of the postings that they are on the team of, too. The day is the reader's."""
    mine = Q(pk__in=Participant.objects.filter(user=user).exclude(answer=Answer.DECLINED).values("interview"))
    if user.is_recruiter:
        mine |= Q(application__posting__in=TeamMember.objects.filter(user=user).values("posting"))
    midnight = datetime.combine(timezone.localdate(now), time.min, timezone.get_current_timezone())
    rows = Interview.objects.visible_to(user).filter(mine, ends_at__gt=midnight)
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
