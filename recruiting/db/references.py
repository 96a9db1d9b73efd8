"""Rows that refer to a row that is not there: every key of one column, asked of the catalogue."""

from collections.abc import Iterator

_KEYS = """
SELECT c.conname, c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, b.attname
FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
WHERE c.contype = 'f' AND cardinality(c.conkey) = 1 AND c.connamespace = 'public'::regnamespace
ORDER BY 2, 1"""


def dangling(cursor) -> Iterator[tuple[str, str, int]]:
    """Table, key and how many rows; keys of several columns are guarantees, and have queries of their own."""
    cursor.execute(_KEYS)
    for key, table, column, to, to_column in cursor.fetchall():
        cursor.execute(
            f'SELECT count(*) FROM {table} r WHERE r."{column}" IS NOT NULL '
            f'AND NOT EXISTS (SELECT FROM {to} t WHERE t."{to_column}" = r."{column}")'
        )
        if count := cursor.fetchone()[0]:
            yield table, key, count
