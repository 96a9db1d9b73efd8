"""N more applications, for whoever wants to see how the product does with a thousand or a million of them.

Written as the product writes them, but by COPY and with triggers and foreign keys off; so nothing of it is kept
unless every guarantee, asked as a query, finds nothing. The history of edits is left out: nobody edited anything.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from django.db import connection, transaction

from candidates.models import Source
from candidates.moves.history_check import Result, check_within
from recruiting.db.ranks import rank_at
from recruiting.local.demo import more_postings
from recruiting.local.demo.copying import copy, new_ids, one_ahead
from recruiting.local.demo.crowd import CANDIDATE, CONTACT_POINT, Crowd
from recruiting.local.demo.lives import DAY, Move, Pipeline, live, text_of
from recruiting.local.folder import CannotRun
from recruiting.outbox.relay import hold_numbers

PART = 20_000
# Table and columns.
APPLICATION = (
    "candidates_application",
    """id, revision, candidate_id, posting_id, stage_id, status, stage_entered_at,
    moved_at, version, rank, source_id, recruiter_id, reviewed_at, reviewed_by_id, pay_expected, pay_currency,
    pay_period, opening_id""",
)
MOVE = (
    "candidates_stagemove",
    """application_id, number, kind, from_stage_id, from_status, from_entered_at,
    prev_occurred_at, to_stage_id, to_status, entered_at, visit, occurred_at, recorded_at, actor_id, door,
    end_reason_id, note, opening_id, undoes""",
)
EVENT = ("outbox_event", "number, topic, subject_type, subject_id, posting_id, payload, actor_id, door, at")
TARGETS = (CANDIDATE, CONTACT_POINT, APPLICATION, MOVE, EVENT)
NULL = "\\N"


def load(number: int, say: Callable[[str], None] = lambda text: None) -> Result:
    """All of them or none. Returns what was counted when the guarantees were asked."""
    dice = random.Random(number)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        numbers = count(hold_numbers() + 1)
        pipelines = more_postings.make(number, numbers, dice, int(time.time()))
        say(f"{len(pipelines):,} postings")
        written = 0
        for part in one_ahead(Writer(dice, numbers, number).parts(pipelines)):
            part.copy()
            written += part.applications
            say(f"{written:,} applications")
        cursor.execute(f"ANALYZE {', '.join(table for table, _columns in TARGETS)}, postings_posting, pipelines_stage")
        result = check_within()
        if result.differences:
            raise CannotRun(f"Nothing was kept; of {len(result.differences):,} differences, {result.differences[0]}.")
    return result


@dataclass(slots=True)
class Part:
    """The lines of some applications, by what they are copied into."""

    applications: int = 0
    lines: dict[tuple[str, str], list[str]] = field(default_factory=lambda: {target: [] for target in TARGETS})

    def copy(self) -> None:
        for (table, columns), lines in self.lines.items():
            copy(table, columns, lines)


class Writer:
    """Makes the lines; asks the database for nothing once it began."""

    def __init__(self, dice: random.Random, numbers: Iterator[int], applications: int) -> None:
        self.dice, self.numbers = dice, numbers
        self.crowd = Crowd(dice)
        self.known: list[tuple[int, int]] = []  # who applied to the posting before, and when
        self.sources = list(Source.objects.filter(retired_at__isnull=True).values_list("pk", flat=True))
        self.candidates = iter(new_ids("candidates_candidate", applications))
        self.applications = iter(new_ids("candidates_application", applications))

    def parts(self, pipelines: list[Pipeline]) -> Iterator[Part]:
        part = Part()
        for here in pipelines:
            self._applicants(part, here)
            if part.applications >= PART:
                yield part
                part = Part()
        yield part

    def _applicants(self, part: Part, here: Pipeline) -> None:
        """Every twelfth is somebody who applied to the posting before this one."""
        before, self.known = iter(self.known), []
        for number, arrived in enumerate(self._arrivals(here)):
            pk, since = next(before, (0, arrived)) if number % 12 == 11 else (0, 0)
            if not pk or since > arrived:
                pk = next(self.candidates)
                self.known.append((pk, arrived))
                person, contacts = self.crowd.candidate(pk, text_of(arrived))
                part.lines[CANDIDATE].append(person)
                part.lines[CONTACT_POINT] += contacts
            self._application(part, pk, here, live(here, arrived, self.dice).moves)

    def _arrivals(self, here: Pipeline) -> list[int]:
        """Most come in the first weeks."""
        window = min(here.until - here.opened, 120 * DAY)
        return sorted(here.opened + int(window * self.dice.random() ** 1.6) for _ in range(here.applications))

    def _application(self, part: Part, candidate: int, here: Pipeline, moves: list[Move]) -> None:
        pk = next(self.applications)
        part.applications += 1
        part.lines[APPLICATION].append(self._row(pk, candidate, here, moves))
        for move in moves:
            part.lines[MOVE].append(_move(pk, move))
            part.lines[EVENT].append(_event(next(self.numbers), pk, here.posting, move))
        if len(moves) > 1:  # whoever moved it first had looked at it
            part.lines[EVENT].append(_line(next(self.numbers), "reviewed", pk, here.posting, "{}", moves[1]))

    def _row(self, pk: int, candidate: int, here: Pipeline, moves: list[Move]) -> str:
        last, looked = moves[-1], moves[1] if len(moves) > 1 else None
        # Its place is that of its last arrival in the column.
        arrived = next(move for move in reversed(moves) if move.to_stage != move.from_stage)
        review = f"{text_of(looked.occurred)}\t{looked.actor}" if looked else f"{NULL}\t{NULL}"
        pay = f"{here.pay + 100 * (pk % 15)}\tEUR\tmonth" if here.pay and pk % 4 == 0 else f"{NULL}\t\t"
        seat = last.opening if last.to_status == "hired" else None
        return (
            f"{pk}\t1\t{candidate}\t{here.posting}\t{last.to_stage}\t{last.to_status}\t{text_of(last.entered)}\t"
            f"{text_of(last.occurred)}\t{last.number}\t{rank_at(_moment(arrived.occurred))}\t"
            f"{self.dice.choice(self.sources)}\t{here.recruiter}\t{review}\t{pay}\t{_or_null(seat)}\n"
        )


def _move(application: int, move: Move) -> str:
    at = text_of(move.occurred)
    if move.number == 1:
        begins = f"{NULL}\t{NULL}\t{NULL}\t{NULL}"
    else:
        begins = f"{move.from_stage}\t{move.from_status}\t{text_of(move.from_entered)}\t{text_of(move.prev_occurred)}"
    return (
        f"{application}\t{move.number}\t{move.kind}\t{begins}\t{move.to_stage}\t{move.to_status}\t"
        f"{text_of(move.entered)}\t{move.visit}\t{at}\t{at}\t{move.actor}\tpage\t{_or_null(move.reason)}\t\t"
        f"{_or_null(move.opening)}\t{_or_null(move.undoes)}\n"
    )


def _event(number: int, application: int, posting: int, move: Move) -> str:
    begins = f', "from_stage": {move.from_stage}, "from_status": "{move.from_status}"' if move.number > 1 else ""
    ends = f'"to_stage": {move.to_stage}, "to_status": "{move.to_status}"{begins}'
    payload = f'{{"version": {move.number}, "kind": "{move.kind}", {ends}}}'
    return _line(number, move.kind, application, posting, payload, move)


def _line(number: int, what: str, application: int, posting: int, payload: str, move: Move) -> str:
    at = text_of(move.occurred)
    return f"{number}\tapplication.{what}\tapplication\t{application}\t{posting}\t{payload}\t{move.actor}\tpage\t{at}\n"


def _or_null(value: int | None) -> object:
    return NULL if value is None else value


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
