"""Rows into tables by COPY, under ids that nobody else gets."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

_TAKE = """SELECT min(id), max(id) FROM (
    SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS id FROM generate_series(1, %s)) AS taken"""
T = TypeVar("T")


def new_ids(table: str, number: int) -> range:
    """As many in a row, taken from the table's sequence. Somebody who took one meanwhile made a gap: once more."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_TAKE, [table, number])
            first, last = cursor.fetchone()
            if last - first + 1 == number:
                return range(first, last + 1)


def copy(table: str, columns: str, lines: Iterable[str]) -> None:
    """``lines`` in COPY's text format: tabs between the values, a backslash and N for null."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as target:
        target.write("".join(lines))


def one_ahead(parts: Iterator[T]) -> Iterator[T]:
    """The next one is made while the database still writes this one."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = thread.submit(next, parts, None)
            yield part
