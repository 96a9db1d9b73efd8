"""How an application goes, from its arrival to now: the steps of candidates/moves/steps.py without a database.

Plain tuples and times in seconds: a million of these are made in a minute, a million model instances in ten.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

DAY = 86_400


class Move(NamedTuple):
    """A row of candidates_stagemove, without its application; times in seconds."""

    number: int
    kind: str
    from_stage: int | None
    from_status: str | None
    from_entered: int | None
    prev_occurred: int | None
    to_stage: int
    to_status: str
    entered: int
    visit: int
    occurred: int
    actor: int
    reason: int | None = None
    opening: int | None = None
    undoes: int | None = None


@dataclass(slots=True)
class Pipeline:
    """A posting as its applications see it. ``until``: when it closed, else now. ``seats``: its openings, still
    free. ``reasons``: ids by status. ``pay``: the least that is offered, or 0."""

    posting: int
    applications: int
    stages: list[int]
    seats: list[int]
    reasons: dict[str, list[int]]
    recruiter: int
    manager: int
    opened: int
    until: int
    closed: bool
    pay: int


@dataclass(slots=True)
class Life:
    moves: list[Move] = field(default_factory=list)

    def enter(self, stage: int, at: int, by: int) -> None:
        self.moves.append(Move(1, "enter", None, None, None, None, stage, "active", at, 1, at, by))

    def to(self, stage: int, at: int, by: int, kind: str = "move") -> None:
        """Being active there begins a visit."""
        last = self.moves[-1]
        self._add(kind, stage, "active", at, last.number + 1, at, by)

    def end(self, kind: str, status: str, at: int, by: int, *, reason: int | None = None, seat: int | None = None):
        last = self.moves[-1]
        self._add(kind, last.to_stage, status, last.entered, last.visit, at, by, reason, seat)

    def undo(self, at: int, by: int) -> None:
        """Of the last move, which took no seat and came from being active."""
        undone, before = self.moves[-1], self.moves[-2]
        self._add(
            "undo", before.to_stage, before.to_status, before.entered, before.visit, at, by, None, None, undone.number
        )

    def _add(self, kind: str, stage: int, status: str, entered: int, visit: int, at: int, by: int, *rest) -> None:
        last = self.moves[-1]
        begins = last.to_stage, last.to_status, last.entered, last.occurred
        self.moves.append(Move(last.number + 1, kind, *begins, stage, status, entered, visit, at, by, *rest))


def live(here: Pipeline, arrived: int, dice: random.Random) -> Life:
    """Most are decided in the first two stages; who reaches the last one is hired while there is a seat."""
    life, position, at = Life(), 0, arrived
    life.enter(here.stages[0], at, here.recruiter)
    while (at := working_time(at + DAY + int(dice.expovariate(0.2) * DAY), dice)) < here.until:
        roll, by = dice.random(), here.recruiter if position < 4 else here.manager
        if roll < 0.38:
            if not _turn_down(life, here, at, by, roll):
                return life
            at += 2 * DAY
        elif roll < 0.45:
            life.end("withdraw", "withdrawn", at, by, reason=dice.choice(here.reasons["withdrawn"]))
            return life
        elif position + 1 < len(here.stages):
            position += _step_forward(life, here, position, at, by, roll)
        elif here.seats:
            life.end("hire", "hired", at, by, seat=here.seats.pop(0))
            return life
    if here.closed:
        life.end("close", "closed", here.until, here.recruiter, reason=here.reasons["closed"][0])
    return life


def _turn_down(life: Life, here: Pipeline, at: int, by: int, roll: float) -> bool:
    """One in sixty is wanted after all; whether it goes on."""
    reasons = here.reasons["rejected"]
    life.end("reject", "rejected", at, by, reason=reasons[int(roll * 1000) % len(reasons)])
    if roll > 0.006 or at + DAY >= here.until:
        return False
    life.to(life.moves[-1].to_stage, at + DAY, by, kind="reopen")
    return True


def _step_forward(life: Life, here: Pipeline, position: int, at: int, by: int, roll: float) -> int:
    """One in fifty is a slip, undone six minutes later; how many stages on."""
    life.to(here.stages[position + 1], at, by)
    if roll > 0.98 and at + 360 < here.until:
        life.undo(at + 360, by)
        return 0
    return 1


def working_time(at: int, dice: random.Random) -> int:
    """Between nine and five of that day, or of the Monday after it."""
    day = at // DAY
    weekday = (day + 3) % 7
    return (day + (7 - weekday if weekday > 4 else 0)) * DAY + 32_400 + int(dice.random() * 28_800)


@lru_cache(maxsize=1000)  # a life names each of its times five times
def text_of(at: int) -> str:
    """As PostgreSQL reads it."""
    seconds = at % DAY
    return f"{_day(at // DAY)} {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}+00"


@cache
def _day(number: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=number)).strftime("%Y-%m-%d")
