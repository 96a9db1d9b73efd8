"""Numbers events after their commit, 1, 2, 3 … without a gap, so that a reader who has seen n misses nothing.

A number taken inside the transaction would show n + 1 before n, whenever the earlier one commits later.
"""

from django.db import connection, transaction

_ONE_RELAY = 0x0E7E27  # the key of the advisory lock

_NUMBER = """
UPDATE outbox_event SET number = next.number
FROM (
    SELECT id, (SELECT coalesce(max(number), 0) FROM outbox_event) + row_number() OVER (ORDER BY id) AS number
    FROM (SELECT id FROM outbox_event WHERE number IS NULL ORDER BY id LIMIT %s) AS new
) AS next
WHERE outbox_event.id = next.id"""


def number_events(batch: int = 1000) -> int:
    """How many were numbered; 0 also while another relay is at it. A killed one leaves its events unnumbered."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_RELAY])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_NUMBER, [batch])
        return cursor.rowcount


def hold_numbers() -> int:
    """The last number given. No relay gives another one before the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_RELAY])
        cursor.execute("SELECT coalesce(max(number), 0) FROM outbox_event")
        return cursor.fetchone()[0]
