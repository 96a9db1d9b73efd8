"""What the board of a posting reads. Rows are shaped to words once, here, and printed in the templates."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Aggregate, Count, DateTimeField, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from candidates.board.filters import ACTORS, BoardFilter, actors
from candidates.models import Application, ApplicationQuerySet, Status
from candidates.moves import turn
from candidates.moves.clock import Clock, Days, past_target
from postings.models import Opening, Posting
from postings.pipelines.models import Stage
from recruiting.people.models import User

A_COLUMN = 20  # cards shown before "Show more"
A_FILTERED_COLUMN = 100  # what is filtered is not paged


class Median(Aggregate):
    """The exact middle value, read in the index's order."""

    function = "percentile_disc"
    template = "percentile_disc(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DateTimeField()


@dataclass(slots=True)
class Card:
    id: int
    url: str
    version: int
    name: str
    headline: str
    days: Days
    turn: turn.Turn | None
    interview: str = ""
    today: bool = False
    seat: str = ""
    rank: str = ""
    quiet: bool = False  # agrees with what its column's head says, and shows the ball alone


@dataclass(slots=True)
class Column:
    key: str
    name: str
    count: int
    note: str
    past: int = 0
    share: dict[str, int] = field(default_factory=dict)
    stage_id: int | None = None
    say: turn.Turn | None = None
    cards: list[Card] = field(default_factory=list)
    seats: list[dict] = field(default_factory=list)
    more_url: str = ""
    list_url: str = ""
    empty: str = ""

    @property
    def shown(self) -> int:
        return len(self.cards)


def board(posting: Posting, *, user: User, clock: Clock, asked: Mapping[str, str]) -> dict[str, object]:
    """Its columns: one per stage in use, then who was hired, and how many ended. ``asked``: BoardFilter's."""
    visible = Application.objects.visible_to(user).filter(posting=posting)
    stages = list(Stage.objects.filter(posting=posting).in_order())
    heads = _heads(visible, stages, clock)
    columns = {stage.pk: _column(posting, stage, heads.get(stage.pk), clock) for stage in stages}
    wanted = BoardFilter(asked, visible, stages=stages, clock=clock)
    filtered = any(asked.get(name) for name in wanted.filters)
    for row in _cards(_first_of_each_stage(wanted.qs, A_FILTERED_COLUMN if filtered else A_COLUMN), clock):
        if row.stage_id in columns:  # else its stage was added between the two questions
            columns[row.stage_id].cards.append(_card(row, clock))
    for column in columns.values():
        _finish(posting, column, filtered=filtered)
    statuses = dict(visible.values_list("status").annotate(n=Count("pk")).order_by())
    ended = sum(n for status, n in statuses.items() if status not in (Status.ACTIVE, Status.HIRED))
    openings = list(Opening.objects.filter(posting=posting, cancelled_at__isnull=True).order_by("number"))
    hired = _hired(visible, openings, statuses.get(Status.HIRED, 0), clock)
    return {
        "columns": [*columns.values(), hired],
        "ended": ended,
        "filters": _filters(list(columns.values()), asked),
        "find": asked.get("q", ""),
    }


def get_stage(posting: Posting, stage_id: int) -> Stage:
    return get_object_or_404(Stage.objects.in_order(), posting=posting, pk=stage_id)


def more_cards(stage: Stage, *, user: User, after: tuple[str, int], clock: Clock) -> Column:
    """The cards of one column after the last one shown, by rank and id."""
    visible = Application.objects.visible_to(user).filter(posting=stage.posting_id, stage=stage).active()
    rank, last_id = after
    rest = visible.filter(Q(rank__gt=rank) | Q(rank=rank, pk__gt=last_id))
    page = rest.order_by("rank", "pk").values("pk")[:A_COLUMN]
    column = Column(f"stage-{stage.pk}", stage.name, rest.count(), "", stage_id=stage.pk)
    column.cards = [_card(row, clock) for row in _cards(page, clock)]
    _finish(stage.posting, column)
    column.say = None
    for card in column.cards:
        card.quiet = False
    return column


def _filters(columns: list[Column], asked: Mapping[str, str]) -> list[dict]:
    """Who acts next, and who is past the target: how many, whether it is pressed, and the address that presses it."""
    pressed = {name: asked.get(name, "") for name in ("acts", "past", "q")}
    choices = [("acts", who, word, sum(column.share[who] for column in columns)) for who, word in actors()]
    choices.append(("past", "true", _("Past target"), sum(column.past for column in columns)))
    filters = []
    for name, value, word, count in choices:
        on = pressed[name] == value
        then = {**pressed, name: "" if on else value}
        query = urlencode({name: value for name, value in then.items() if value})
        ball = value if name == "acts" else ""
        filters.append({"ball": ball, "word": word, "count": count, "on": on, "query": query})
    return filters


def _first_of_each_stage(visible: ApplicationQuerySet, limit: int) -> QuerySet:
    place = Window(RowNumber(), partition_by=F("stage"), order_by=[F("rank").asc(), F("pk").asc()])
    return visible.active().annotate(place=place).filter(place__lte=limit).values("pk")


def _cards(which: QuerySet, clock: Clock) -> QuerySet[Application]:
    """What a card shows, in one query."""
    rows = Application.objects.filter(pk__in=which).select_related("candidate", "stage")
    return rows.annotate(next_interview=turn.next_interview(clock.now)).order_by("stage__position", "rank", "pk")


def _heads(visible: ApplicationQuerySet, stages: list[Stage], clock: Clock) -> dict[int, Any]:
    """Per stage: how many, the median time of entry, how many past the target, whose turn it is."""
    rows = visible.active().annotate(answer=turn.next_answer(clock.now)).values("stage").order_by()
    return {
        row["stage"]: row
        for row in rows.annotate(
            count=Count("pk"),
            median=Median("stage_entered_at"),
            past=Count("pk", filter=past_target(stages, clock)),
            **{who: Count("pk", filter=turn.turn_of(who)) for who in ACTORS},
        )
    }


def _column(posting: Posting, stage: Stage, head: dict | None, clock: Clock) -> Column:
    head = head or {"count": 0, "past": 0, "median": None, "us": 0, "interviewer": 0, "candidate": 0}
    said = []
    if head["median"]:
        said.append(_("median %(n)s d") % {"n": clock.days(head["median"])})
    if stage.target_days is not None:
        said.append(_("target %(n)s d") % {"n": stage.target_days})
    column = Column(f"stage-{stage.pk}", stage.name, head["count"], " · ".join(said), head["past"], stage_id=stage.pk)
    column.share = {who: head[who] for who in ACTORS} | {"candidate_at": head["us"] + head["interviewer"]}
    column.list_url = reverse("posting_list", args=[posting.pk], query={"stage": stage.pk})
    return column


def _card(row: Any, clock: Clock) -> Card:
    words, today = turn.interview_words(row.next_interview)
    return Card(
        id=row.pk,
        url=reverse("board_application", args=[row.posting_id, row.pk]),
        version=row.version,
        name=row.candidate.full_name,
        headline=row.candidate.headline,
        days=clock.standing(row.stage_entered_at, row.stage.target_days),
        turn=turn.whose_turn(
            status=row.status,
            stage_kind=row.stage.kind,
            reviewed=row.reviewed_at is not None,
            interview=row.next_interview,
        ),
        interview=words,
        today=today,
        rank=row.rank,
    )


def _finish(posting: Posting, column: Column, *, filtered: bool = False) -> None:
    """What the head says once for most of its cards, and how to see the rest."""
    turns = Counter(card.turn for card in column.cards if not card.interview)
    most, times = turns.most_common(1)[0] if turns else (None, 0)
    if times > 2 and times * 2 > column.shown:
        column.say = most
        for card in column.cards:
            card.quiet = card.turn == most and not card.interview
    if column.shown < column.count and not filtered:
        last = column.cards[-1]
        column.more_url = reverse(
            "board_stage", args=[posting.pk, column.stage_id], query={"rank": last.rank, "after": last.id}
        )


def _hired(visible: QuerySet[Application], openings: list[Opening], count: int, clock: Clock) -> Column:
    rows = visible.filter(status=Status.HIRED).select_related("candidate", "opening").order_by("-moved_at", "-pk")
    column = Column("hired", _("Hired"), count, _("of %(n)s openings") % {"n": len(openings)})
    column.cards = [
        Card(
            id=row.pk,
            url=reverse("board_application", args=[row.posting_id, row.pk]),
            version=row.version,
            name=row.candidate.full_name,
            headline=row.candidate.headline,
            days=Days(clock.days(row.moved_at)),
            turn=None,
            seat=str(row.opening),
        )
        for row in rows
    ]
    # Seats are counted by who holds them, not by who is seen.
    taken = set(Application.objects.filter(opening__in=openings).values_list("opening", flat=True))
    column.seats = [_seat(opening) for opening in openings if opening.pk not in taken]
    return column


def _seat(opening: Opening) -> dict[str, str]:
    starts = opening.target_start_on
    words = _("free, start by %(day)s") % {"day": date_format(starts, "j F")} if starts else _("free, no date set")
    return {"name": str(opening), "words": words}
