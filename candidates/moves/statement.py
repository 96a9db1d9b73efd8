"""The one statement that moves anybody: the move, the application that follows it, and the event.

The keys between application and move are checked at the end of every statement, so the two can only be written
by one (docs/adr/0002). Single moves, entries, demonstration data and factories all come through here.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from candidates.models import Application, StageMove
from recruiting.db.ranks import rank_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one move does. ``entered_at`` and ``visit`` are the stage's clock after it; ``opening_id`` is the opening
    it took or freed, ``holds_id`` the one that the application holds afterwards."""

    kind: str
    to_stage_id: int
    to_status: str
    occurred_at: datetime
    entered_at: datetime
    visit: int
    end_reason_id: int | None = None
    note: str = ""
    opening_id: int | None = None
    holds_id: int | None = None
    undoes: int | None = None


_MOVE_COLUMNS = """application_id, number, kind, from_stage_id, from_status, from_entered_at, prev_occurred_at,
    to_stage_id, to_status, entered_at, visit, occurred_at, actor_id, door, end_reason_id, note, opening_id, undoes,
    idempotency_key, body_hash"""

_MOVE = f"""
WITH event AS (
    INSERT INTO outbox_event (topic, subject_type, subject_id, posting_id, payload, actor_id, door, at)
    VALUES (%(topic)s, 'application', %(application)s, %(posting)s, %(payload)s, %(actor)s, %(door)s, %(occurred_at)s)
), application AS (
    UPDATE candidates_application SET stage_id = %(to_stage)s, status = %(to_status)s, version = %(number)s,
        stage_entered_at = %(entered_at)s, moved_at = %(occurred_at)s, opening_id = %(holds)s, rank = %(rank)s
    WHERE id = %(application)s
)
INSERT INTO candidates_stagemove ({_MOVE_COLUMNS})
VALUES (%(application)s, %(number)s, %(kind)s, %(from_stage)s, %(from_status)s, %(from_entered_at)s,
    %(prev_occurred_at)s, %(to_stage)s, %(to_status)s, %(entered_at)s, %(visit)s, %(occurred_at)s, %(actor)s,
    %(door)s, %(end_reason)s, %(note)s, %(opening)s, %(undoes)s, %(key)s,
    %(body_hash)s)
RETURNING id"""

_ENTER = f"""
WITH application AS (
    INSERT INTO candidates_application (candidate_id, posting_id, stage_id, status, stage_entered_at, moved_at,
        version, rank, source_id, recruiter_id, pay_expected, pay_currency, pay_period, revision)
    VALUES (%(candidate)s, %(posting)s, %(to_stage)s, 'active', %(occurred_at)s, %(occurred_at)s, 1, %(rank)s,
        %(source)s, %(recruiter)s, %(pay_expected)s, %(pay_currency)s, %(pay_period)s, 1)
    RETURNING id
), event AS (
    INSERT INTO outbox_event (topic, subject_type, subject_id, posting_id, payload, actor_id, door, at)
    SELECT %(topic)s, 'application', id, %(posting)s, %(payload)s, %(actor)s, %(door)s, %(occurred_at)s
    FROM application
)
INSERT INTO candidates_stagemove ({_MOVE_COLUMNS})
SELECT id, 1, 'enter', NULL, NULL, NULL, NULL, %(to_stage)s, 'active', %(occurred_at)s, 1, %(occurred_at)s, %(actor)s,
    %(door)s, NULL, %(note)s, NULL, NULL, %(key)s, %(body_hash)s FROM application
RETURNING id"""


def write_move(
    application: Application,
    last: StageMove,
    step: Step,
    *,
    by_id: int,
    door: str,
    key: str | None,
    body_hash: str | None = None,
) -> int:
    """Write ``step`` after ``last``, both read under the application's lock. Returns the id of the new move."""
    number = last.number + 1
    same_column = step.to_stage_id == application.stage_id
    payload = {"version": number, "kind": step.kind, "from_stage": last.to_stage_id, "to_stage": step.to_stage_id}
    return _returning(
        _MOVE,
        {
            "topic": f"application.{step.kind}",
            "payload": json.dumps({**payload, "from_status": last.to_status, "to_status": step.to_status}),
            "application": application.pk,
            "posting": application.posting_id,
            "number": number,
            "kind": step.kind,
            "from_stage": last.to_stage_id,
            "from_status": last.to_status,
            "from_entered_at": last.entered_at,
            "prev_occurred_at": last.occurred_at,
            "to_stage": step.to_stage_id,
            "to_status": step.to_status,
            "entered_at": step.entered_at,
            "visit": step.visit,
            "occurred_at": step.occurred_at,
            "rank": application.rank if same_column else rank_at(step.occurred_at),
            "actor": by_id,
            "door": door,
            "end_reason": step.end_reason_id,
            "note": step.note,
            "opening": step.opening_id,
            "holds": step.holds_id,
            "undoes": step.undoes,
            "key": key,
            "body_hash": body_hash,
        },
    )


def write_entry(
    *,
    candidate_id: int,
    posting_id: int,
    stage_id: int,
    source_id: int,
    occurred_at: datetime,
    by_id: int,
    door: str,
    recruiter_id: int | None = None,
    pay: tuple[object, str, str] = (None, "", ""),
    note: str = "",
    key: str | None = None,
    body_hash: str | None = None,
) -> int:
    """Write an application with its first move. Returns the id of that move. ``pay``: amount, currency, period."""
    return _returning(
        _ENTER,
        {
            "topic": "application.enter",
            "payload": json.dumps({"version": 1, "kind": "enter", "to_stage": stage_id, "to_status": "active"}),
            "candidate": candidate_id,
            "posting": posting_id,
            "to_stage": stage_id,
            "occurred_at": occurred_at,
            "rank": rank_at(occurred_at),
            "source": source_id,
            "recruiter": recruiter_id,
            "pay_expected": pay[0],
            "pay_currency": pay[1],
            "pay_period": pay[2],
            "note": note,
            "actor": by_id,
            "door": door,
            "key": key,
            "body_hash": body_hash,
        },
    )


def _returning(sql: str, values: dict[str, object]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]
