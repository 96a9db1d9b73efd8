"""Every guarantee asked of all rows at once, as one moment saw them."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection, transaction

from candidates.moves.guarantees import GUARANTEES
from recruiting.db.references import dangling


@dataclass(frozen=True, slots=True)
class Difference:
    """``move`` is the number of the application's move that differs; None: the row itself does."""

    subject: str
    pk: int
    move: int | None
    what: str

    def __str__(self) -> str:
        return f"{self.subject} {self.pk}{f', move {self.move}' if self.move else ''}: {self.what}"


@dataclass(slots=True)
class Result:
    applications: int = 0
    moves: int = 0
    differences: list[Difference | str] = field(default_factory=list)
    seconds: float = 0.0


def check() -> Result:
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            # One snapshot for all: somebody may move an application between two queries.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return check_within()


def check_within() -> Result:
    """In the caller's transaction, and what it has not committed yet included."""
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")  # moves are joined to moves, all of them
        result = Result(_count(cursor, "candidates_application"), _count(cursor, "candidates_stagemove"))
        result.differences = [*broken(cursor), *_dangling(cursor)]
    result.seconds = time.monotonic() - began
    return result


def _count(cursor, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return cursor.fetchone()[0]


def broken(cursor) -> Iterator[Difference]:
    """Whoever breaks a guarantee."""
    for guarantee in GUARANTEES:
        cursor.execute(f"{guarantee.offenders} ORDER BY 1, 2")
        for pk, move in cursor.fetchall():
            yield Difference(guarantee.subject, pk, move, guarantee.broken)


def _dangling(cursor) -> Iterator[str]:
    for table, key, count in dangling(cursor):
        yield f"{table}: {count:,} rows refer by {key} to a row that is not there"
