"""Replay every application's moves and compare them with what the application says now.

The database's keys make a difference impossible for whoever works with the application's role; this finds what came
in past them: a restore, bulk data written with triggers off, an owner's repair. It reads what is stored and applies
the rules of domain.md once more, on its own, so that it is not the code that wrote the rows which judges them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.db import connection, transaction

from candidates.models import Application, StageMove, Status

CHUNK = 2_000
ENDED = {Status.REJECTED, Status.WITHDRAWN, Status.CLOSED}
# What each kind may come from and lead to.
WAYS = {
    "enter": ({None}, {Status.ACTIVE}),
    "move": ({Status.ACTIVE}, {Status.ACTIVE}),
    "reject": ({Status.ACTIVE}, {Status.REJECTED}),
    "withdraw": ({Status.ACTIVE}, {Status.WITHDRAWN}),
    "close": ({Status.ACTIVE}, {Status.CLOSED}),
    "reopen": (ENDED, {Status.ACTIVE}),
    "hire": ({Status.ACTIVE}, {Status.HIRED}),
    "unhire": ({Status.HIRED}, {Status.ACTIVE, *ENDED}),
}
_APPLICATION = (
    "id", "posting_id", "stage_id", "status", "version", "stage_entered_at", "moved_at", "opening_id",
    "posting__takes_people", "stage__in_use", "stage__posting_id", "opening__standing", "opening__posting_id",
)  # fmt: skip
_MOVE = (
    "application_id", "number", "kind", "from_stage_id", "from_status", "from_entered_at", "prev_occurred_at",
    "to_stage_id", "to_status", "entered_at", "visit", "occurred_at", "end_reason_id", "end_reason__status",
    "opening_id", "undoes", "to_stage__posting_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """``move`` is the number of the move that differs; None: the application itself does."""

    application: int
    move: int | None
    what: str

    def __str__(self) -> str:
        return f"application {self.application}{f', move {self.move}' if self.move else ''}: {self.what}"


@dataclass(slots=True)
class Result:
    """``differences`` is read first, to its end; then the two counts are those of everything."""

    applications: int = 0
    moves: int = 0
    differences: Iterator[Difference] = field(default_factory=lambda: iter(()))


@dataclass(frozen=True, slots=True)
class State:
    """How an application stands after a move: what an undo of the next one restores."""

    stage: int
    status: str
    entered_at: datetime
    visit: int
    holds: int | None
    reason: int | None


def check() -> Result:
    """Every application, as one moment saw them. Streams: two cursors, whatever the number of rows."""
    result = Result()
    result.differences = _differences(result)
    return result


def _differences(result: Result) -> Iterator[Difference]:
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            # One snapshot for both cursors: somebody may move an application while they are read.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        applications = Application.objects.order_by("pk").values(*_APPLICATION).iterator(CHUNK)
        moves = StageMove.objects.order_by("application_id", "number").values(*_MOVE).iterator(CHUNK)
        for application_id, application, its_moves in _side_by_side(applications, moves):
            result.applications += application is not None
            result.moves += len(its_moves)
            yield from (Difference(application_id, number, what) for number, what in _judge(application, its_moves))


def _side_by_side(applications: Iterator[dict], moves: Iterator[dict]) -> Iterator[tuple[int, dict | None, list[dict]]]:
    """Each application with its moves; with none, and moves without an application, too. Both come sorted by id."""
    groups = ((key, list(rows)) for key, rows in groupby(moves, itemgetter("application_id")))
    application, group = next(applications, None), next(groups, None)
    while application or group:
        key = min(row for row in (application and application["id"], group and group[0]) if row)
        ours, theirs = bool(application) and application["id"] == key, bool(group) and group[0] == key
        yield key, application if ours else None, group[1] if theirs else []
        application = next(applications, None) if ours else application
        group = next(groups, None) if theirs else group


def _judge(application: dict | None, moves: list[dict]) -> Iterator[tuple[int | None, str]]:
    if application is None:
        yield None, "has moves but no row"
        return
    if not moves:
        yield None, "has no move"
        return
    replay = Replay()
    for move in moves:
        for what in replay.follow(move):
            yield move["number"], what
        if move["to_stage__posting_id"] != application["posting_id"]:
            yield move["number"], "goes to a stage of another posting"
    for what in _present(application, moves[-1], replay.states[-1]):
        yield None, what


def _present(application: dict, last: dict, state: State) -> Iterator[str]:
    """What the application says now, against its last move, and against its posting, stage and opening."""
    for what, now, then in (
        ("version", application["version"], last["number"]),
        ("stage", application["stage_id"], state.stage),
        ("status", application["status"], state.status),
        ("stage_entered_at", application["stage_entered_at"], state.entered_at),
        ("moved_at", application["moved_at"], last["occurred_at"]),
        ("opening", application["opening_id"], state.holds),
    ):
        if now != then:
            yield f"{what} is not that of the last move"
    if application["stage__posting_id"] != application["posting_id"]:
        yield "its stage belongs to another posting"
    if application["status"] == Status.ACTIVE and not application["posting__takes_people"]:
        yield "active on a posting that takes nobody"
    if application["status"] == Status.ACTIVE and not application["stage__in_use"]:
        yield "active in a retired stage"
    if (application["status"] == Status.HIRED) != (application["opening_id"] is not None):
        yield "hired without an opening, or with one but not hired"
    held = (application["opening__posting_id"], application["opening__standing"])
    if application["opening_id"] and held != (application["posting_id"], True):
        yield "its opening is cancelled or another posting's"


class Replay:
    """The moves of one application, one after another; ``states[n - 1]`` is how it stood after move n."""

    def __init__(self) -> None:
        self.states: list[State] = []
        self.last: dict | None = None
        self.standing: list[dict] = []
        self.openings: dict[int, int | None] = {}  # by number: the opening that the move took or freed

    def follow(self, move: dict) -> Iterator[str]:
        yield from self._chain(move)
        expected = self._undone(move) if move["kind"] == "undo" else self._done(move)
        if isinstance(expected, str):
            yield expected
            expected = self._as_written(move)
        yield from self._compare(move, expected)
        if move["kind"] != "undo":
            self.standing.append(move)
        self.openings[move["number"]] = move["opening_id"]
        self.states.append(expected)
        self.last = move

    def _chain(self, move: dict) -> Iterator[str]:
        """It has the next number, and begins where the one before it ended."""
        if move["number"] != len(self.states) + 1:
            yield "the numbers have a gap"
        before = self.last or dict.fromkeys(("to_stage_id", "to_status", "entered_at", "occurred_at"))
        for begins, ended in (
            ("from_stage_id", "to_stage_id"),
            ("from_status", "to_status"),
            ("from_entered_at", "entered_at"),
            ("prev_occurred_at", "occurred_at"),
        ):
            if move[begins] != before[ended]:
                yield f"{begins} is not where the move before it ended"
        if self.last and move["occurred_at"] < self.last["occurred_at"]:
            yield "happened before the move before it"

    def _done(self, move: dict) -> State | str:
        """What a move other than an undo leads to, or what is wrong with it."""
        before = self.states[-1] if self.states else None
        from_statuses, to_statuses = WAYS[move["kind"]]
        if (before.status if before else None) not in from_statuses or move["to_status"] not in to_statuses:
            return f"a {move['kind']} does not go this way"
        begins_visit = move["to_status"] == Status.ACTIVE
        if not begins_visit and move["to_stage_id"] != before.stage:
            return "ends in a stage that it was not in"
        if move["kind"] == "move" and move["to_stage_id"] == before.stage:
            return "changes nothing"
        return State(
            stage=move["to_stage_id"],
            status=move["to_status"],
            entered_at=move["occurred_at"] if begins_visit else before.entered_at,
            visit=move["number"] if begins_visit else before.visit,
            holds=move["opening_id"] if move["kind"] == "hire" else None,
            reason=move["end_reason_id"] if move["to_status"] in ENDED else None,
        )

    def _undone(self, move: dict) -> State | str:
        """An undo takes the last standing move back, and everything is as before it."""
        if len(self.standing) < 2 or self.standing[-1]["number"] != move["undoes"]:
            return "undoes another move than the last standing one"
        return self.states[self.standing.pop()["number"] - 2]

    def _compare(self, move: dict, expected: State) -> Iterator[str]:
        for what, written, replayed in (
            ("stage", move["to_stage_id"], expected.stage),
            ("status", move["to_status"], expected.status),
            ("clock", move["entered_at"], expected.entered_at),
            ("visit", move["visit"], expected.visit),
            ("opening", move["opening_id"], self._opening(move)),
        ):
            if written != replayed:
                yield f"its {what} is not what the moves before it lead to"
        if expected.status in ENDED and (move["end_reason_id"], move["end_reason__status"]) != (
            expected.reason,
            expected.status,
        ):
            yield "its end reason is missing, another one or of another status"
        if move["kind"] == "hire" and move["opening_id"] is None:
            yield "hires into no opening"

    def _opening(self, move: dict) -> int | None:
        """The opening that a move has to name: the one it took or freed."""
        if move["kind"] == "hire":
            return move["opening_id"]
        if move["kind"] == "unhire":
            return self.states[-1].holds if self.states else None
        return self.openings.get(move["undoes"]) if move["kind"] == "undo" else None

    def _as_written(self, move: dict) -> State:
        """Go on from what was written, so that one wrong move is told once."""
        hired = move["to_status"] == Status.HIRED
        return State(
            stage=move["to_stage_id"],
            status=move["to_status"],
            entered_at=move["entered_at"],
            visit=move["visit"],
            holds=move["opening_id"] if hired else None,
            reason=move["end_reason_id"],
        )
