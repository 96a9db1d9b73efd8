"""What the list of postings and a posting's list of applications read, shaped for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from candidates.board.filters import ACTORS, actors
from candidates.models import Application, StageMove, Status
from candidates.moves import turn
from candidates.moves.clock import Clock, Days, past_target
from postings import queries as of_postings
from postings.models import Posting, TeamMember
from postings.pipelines.models import Stage
from recruiting.people.models import User

BAR_STEP, HEIGHT, TALLEST = 35, 33, 20
TABS = ("open", "draft", "on_hold", "closed", "archived")  # what is worked on first


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: float
    height: float
    count: int
    hired: bool = False

    @property
    def label_y(self) -> float:
        return self.y - 4


@dataclass(frozen=True, slots=True)
class PostingRow:
    posting: Posting
    sub: str
    status: str
    tone: str
    bars: list[Bar]
    bars_width: int
    bars_words: str
    past: int
    acts: list[tuple[str, str, int]]  # who acts next, in how many
    openings: str
    days: int | None
    recruiter: User | None


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    application: Application
    words: str
    status: str
    tone: str
    turn: turn.Turn | None
    days: Days | None
    interview: str
    today: bool
    since: str


def visible_postings(user: User) -> QuerySet[Posting]:
    return Posting.objects.visible_to(user)


def in_order(rows: QuerySet[Posting]) -> QuerySet[Posting]:
    """What opened last first, drafts before it."""
    responsible = TeamMember.objects.filter(responsible=True, role=TeamMember.Role.RECRUITER).select_related("user")
    rows = of_postings.with_openings(rows).order_by(F("opened_at").desc(nulls_first=True), "-pk")
    stages = Prefetch("stages", Stage.objects.in_order(), to_attr="line")
    return rows.prefetch_related(stages, Prefetch("team", responsible, to_attr="responsible"))


def status_counts(rows: QuerySet[Posting]) -> dict[str, int]:
    return dict(rows.order_by().values_list("status").annotate(n=Count("pk", distinct=True)))


def tabs(counts: dict[str, int]) -> list[dict]:
    labels = dict(Posting.Status.choices)
    return [{"value": value, "label": labels[value], "count": counts.get(value, 0)} for value in TABS]


def posting_rows(postings: list[Any], *, user: User, clock: Clock) -> list[PostingRow]:
    """A page of ``in_order``; two queries count the applications of all of them."""
    stages = [stage for posting in postings for stage in posting.line]
    visible = Application.objects.visible_to(user).filter(posting__in=postings).order_by()
    counts = {(stage, status): n for stage, status, n in visible.values_list("stage", "status").annotate(n=Count("pk"))}
    waiting = visible.active().annotate(answer=turn.next_answer(clock.now)).values("posting")
    waiting = waiting.annotate(
        past=Count("pk", filter=past_target(stages, clock)),
        **{who: Count("pk", filter=turn.turn_of(who)) for who in ACTORS},
    )
    who_acts = {row["posting"]: row for row in waiting}
    return [_posting_row(posting, counts, who_acts.get(posting.pk, {}), clock.now) for posting in postings]


def _posting_row(posting: Any, counts: dict, waiting: dict, now: datetime) -> PostingRow:
    per_stage = [(stage.name, counts.get((stage.pk, Status.ACTIVE), 0)) for stage in posting.line]
    hired = sum(counts.get((stage.pk, Status.HIRED), 0) for stage in posting.line)
    line = [*per_stage, (_("Hired"), hired)]
    department = posting.department or _("department not stated")
    return PostingRow(
        posting=posting,
        sub=" · ".join(part for part in (posting.company, department, of_postings.place(posting)) if part),
        status=posting.get_status_display(),
        tone=of_postings.TONES.get(posting.status, "idle"),
        bars=bars([count for _name, count in line]),
        bars_width=max(BAR_STEP * len(line), 248),
        bars_words=", ".join(f"{name} {count}" for name, count in line),
        past=waiting.get("past", 0),
        acts=[(who, words, waiting.get(who, 0)) for who, words in actors()],
        openings=_("%(filled)s of %(openings)s") % {"filled": posting.n_filled, "openings": posting.n_openings},
        days=of_postings.days_open(posting, now),
        recruiter=posting.responsible[0].user if posting.responsible else None,
    )


def bars(counts: list[int]) -> list[Bar]:
    """Heights by square root, so that seven beside three hundred are still seen; the last bar is who was hired."""
    most = max(counts, default=0) or 1
    drawn = []
    for at, count in enumerate(counts):
        height = round(max(2, TALLEST * (count / most) ** 0.5), 1) if count else 0
        drawn.append(Bar(at * BAR_STEP, round(HEIGHT - height, 1), height, count, at == len(counts) - 1))
    return drawn


def applications_of(posting: Posting, user: User) -> QuerySet[Application]:
    rows = Application.objects.visible_to(user).filter(posting=posting).select_related("candidate", "stage", "source")
    rows = rows.annotate(next_interview=turn.next_interview(timezone.now()))
    return rows.order_by("stage__position", "rank", "pk")


def application_rows(rows: list[Any], clock: Clock) -> list[ApplicationRow]:
    reasons = _reasons([row for row in rows if row.status not in (Status.ACTIVE, Status.HIRED)])
    return [_application_row(row, reasons.get(row.pk, ""), clock) for row in rows]


def _application_row(row: Any, reason: str, clock: Clock) -> ApplicationRow:
    active = row.status == Status.ACTIVE
    interview, today = turn.interview_words(row.next_interview)
    moved = timezone.localtime(row.moved_at)
    return ApplicationRow(
        application=row,
        words=reason,
        status=row.get_status_display(),
        tone="good" if row.status == Status.HIRED else "idle",
        turn=turn.whose_turn(
            status=row.status,
            stage_kind=row.stage.kind,
            reviewed=row.reviewed_at is not None,
            interview=row.next_interview,
        ),
        days=clock.standing(row.stage_entered_at, row.stage.target_days) if active else None,
        interview=interview if active else "",
        today=today,
        since=date_format(moved, "j M" if moved.year == clock.now.year else "j M Y"),
    )


def _reasons(ended: list[Application]) -> dict[int, str]:
    """Why each ended: the reason of its last move."""
    last = StageMove.objects.filter(application__in=ended, number=F("application__version"))
    return dict(last.values_list("application", "end_reason__name"))


def without_page(query: dict) -> str:
    return urlencode({name: value for name, value in query.items() if name != "page" and value})
