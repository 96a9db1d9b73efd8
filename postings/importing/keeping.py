"""Writing facts: by COPY, since a posting has some thirty. As model instances they took a sixth of a first import."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from psycopg import sql

from postings.importing.models import ImportRow, PostingFact
from postings.importing.shapes import Fact

_FIELDS = ("row", "field", "value", "words", "starts", "ends", "path", "confidence")


def _do_keep_facts(read: Iterable[tuple[ImportRow, list[Fact]]]) -> None:
    """Those of each row, in the caller's transaction. Rows exist, and get their facts once."""
    columns = [sql.Identifier(PostingFact._meta.get_field(name).column) for name in _FIELDS]
    table = sql.Identifier(PostingFact._meta.db_table)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table, sql.SQL(", ").join(columns))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row, facts in read:
            for fact in facts:
                copy.write_row(_as_row(row, fact))


def _as_row(row: ImportRow, fact: Fact) -> tuple[Any, ...]:
    """In the order of _FIELDS."""
    sure = round(fact.confidence, 2)
    return row.pk, fact.field, json.dumps(fact.value), fact.words, fact.start, fact.end, fact.path[:200], sure
