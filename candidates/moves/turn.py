"""Whose turn is it? The earliest unfinished of review, interview and decision, in the words of a card."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from candidates.interviews.models import Answer, Interview, Participant
from candidates.models import Application, Status
from postings.pipelines.models import StageKind


@dataclass(frozen=True, slots=True)
class Turn:
    """``who`` is "us", "interviewer" or "candidate", ``actor`` its word or a name, ``what`` is to be done."""

    who: str
    actor: str
    what: str


def planned(now: datetime) -> QuerySet[Interview]:
    """The interview that comes next for the application of an outer query."""
    rows = Interview.objects.filter(application=OuterRef("pk"), status=Interview.Status.SCHEDULED, ends_at__gt=now)
    return rows.order_by("starts_at", "pk")


def next_interview(now: datetime) -> Subquery:
    """{starts_at, answer, with} of it, or null: one column of the query that reads a card."""
    colleagues = Participant.objects.filter(interview=OuterRef("pk")).exclude(answer=Answer.DECLINED)
    first = Subquery(colleagues.order_by("pk").values("user__name")[:1])
    card = JSONObject(id="pk", starts_at="starts_at", answer="candidate_answer", colleague=first)
    return Subquery(planned(now).values(card=card)[:1])


def turn_of(who: str) -> Q:
    """Whose turn it is, as a condition on ``answer``: the same rule as ``whose_turn``, for a query."""
    candidate = Q(answer=Answer.NONE)
    us = Q(answer__isnull=True) | Q(answer=Answer.DECLINED)
    return {"candidate": candidate, "us": us, "interviewer": ~candidate & ~us}[who]


def next_answer(now: datetime) -> Subquery:
    """The candidate's answer to the next interview, or null: what ``turn_of`` asks."""
    return Subquery(planned(now).values("candidate_answer")[:1])


def whose_turn(*, status: str, stage_kind: str, reviewed: bool, interview: dict | None) -> Turn | None:
    if status != Status.ACTIVE:
        return None
    if interview and interview["answer"] == Answer.NONE:
        return Turn("candidate", _("Candidate"), _("confirm"))
    if interview and interview["answer"] == Answer.DECLINED:
        return Turn("us", _("Us"), _("find a new time"))
    if interview:
        name = (interview["colleague"] or "").split(" ")[0]
        return Turn("interviewer", name or _("Interviewer"), _("interview"))
    if stage_kind == StageKind.APPLIED and not reviewed:
        return Turn("us", _("Us"), _("review"))
    return Turn("us", _("Us"), _("decide"))


def needs_review(application: Application) -> bool:
    """Nobody looked at it yet, and it still stands where new ones do."""
    new = application.stage.kind == StageKind.APPLIED and application.reviewed_at is None
    return new and application.status == Status.ACTIVE


def interview_words(interview: dict | None) -> tuple[str, bool]:
    """“Today 15:30”, in the reader's zone, and whether it is today."""
    if not interview:
        return "", False
    starts = timezone.localtime(datetime.fromisoformat(interview["starts_at"]))
    today = timezone.localdate()
    clock = date_format(starts, "TIME_FORMAT")
    if starts.date() == today:
        return _("Today %(time)s") % {"time": clock}, True
    if starts.date() == today + timedelta(days=1):
        return _("Tomorrow %(time)s") % {"time": clock}, False
    return f"{date_format(starts, 'D j M')}, {clock}", False
