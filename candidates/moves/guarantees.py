"""What may not be: each guarantee of the domain as a query over all rows that finds whoever breaks it.

The database's keys and triggers make these impossible for the application's role. What came in past them (a restore,
bulk data written with triggers off, an owner's repair) is found here. The queries read what is stored and know nothing
of the code that wrote it. ``number`` is that of the guarantee in docs/locking.md; 0: a rule that no key can hold.
"""

from typing import NamedTuple


class Guarantee(NamedTuple):
    number: int
    subject: str
    broken: str
    offenders: str  # SQL that selects the subject's id and, where it is one of its moves, that one's number


def _twice(table: str, columns: str, where: str = "true") -> str:
    return f"""SELECT id, NULL FROM (SELECT id, count(*) OVER (PARTITION BY {columns}) AS alike FROM {table}
        WHERE {where}) AS counted WHERE alike > 1"""


# A move ``m`` beside the one that ``at`` numbers, of the same application; all null where there is none.
_MOVE_AND = "candidates_stagemove m LEFT JOIN candidates_stagemove o ON o.application_id = m.application_id AND"
_ENDED = "('rejected', 'withdrawn', 'closed')"

STAGES = [
    Guarantee(1, "application", "its stage belongs to another posting", """
        SELECT a.id, NULL FROM candidates_application a LEFT JOIN pipelines_stage s
            ON s.id = a.stage_id AND s.posting_id = a.posting_id WHERE s.id IS NULL"""),
    Guarantee(1, "application", "goes to a stage of another posting", """
        SELECT a.id, m.number FROM candidates_application a JOIN candidates_stagemove m ON m.application_id = a.id
            LEFT JOIN pipelines_stage s ON s.id = m.to_stage_id AND s.posting_id = a.posting_id WHERE s.id IS NULL"""),
    Guarantee(2, "application", "active beside another one of the same candidate", _twice(
        "candidates_application", "candidate_id, posting_id", "status = 'active'")),
    Guarantee(9, "application", "active on a posting that takes nobody", """
        SELECT a.id, NULL FROM candidates_application a JOIN postings_posting p ON p.id = a.posting_id
        WHERE a.status = 'active' AND p.status NOT IN ('open', 'on_hold')"""),
    Guarantee(9, "application", "active in a retired stage", """
        SELECT a.id, NULL FROM candidates_application a JOIN pipelines_stage s ON s.id = a.stage_id
        WHERE a.status = 'active' AND s.retired_at IS NOT NULL"""),
]  # fmt: skip

CHAIN = [
    Guarantee(3, "application", "has two moves of this number", """
        SELECT application_id, number FROM candidates_stagemove GROUP BY 1, 2 HAVING count(*) > 1"""),
    Guarantee(3, "application", "does not begin where the move before it ended", f"""
        SELECT m.application_id, m.number FROM {_MOVE_AND} o.number = m.number - 1
        WHERE (m.from_stage_id, m.from_status, m.from_entered_at, m.prev_occurred_at)
            IS DISTINCT FROM (o.to_stage_id, o.to_status, o.entered_at, o.occurred_at)
        OR (o.id IS NULL) <> (m.number = 1)"""),
    Guarantee(3, "application", "happened before the move before it", """
        SELECT application_id, number FROM candidates_stagemove WHERE occurred_at < prev_occurred_at"""),
    Guarantee(4, "application", "is not what its last move says", """
        SELECT a.id, NULL FROM candidates_application a LEFT JOIN candidates_stagemove m
            ON m.application_id = a.id AND m.number = a.version AND (m.to_stage_id, m.to_status, m.entered_at,
                m.occurred_at) = (a.stage_id, a.status, a.stage_entered_at, a.moved_at) WHERE m.id IS NULL"""),
    Guarantee(4, "application", "no application follows this move", """
        SELECT m.application_id, m.number FROM candidates_stagemove m LEFT JOIN candidates_application a
            ON a.id = m.application_id AND a.version >= m.number WHERE a.id IS NULL"""),
    Guarantee(4, "application", "changes neither stage nor status", """
        SELECT application_id, number FROM candidates_stagemove
        WHERE (to_stage_id, to_status) = (from_stage_id, from_status)"""),
]  # fmt: skip

OPENINGS = [
    Guarantee(5, "application", "hired without an opening, or with one but not hired", """
        SELECT id, NULL FROM candidates_application WHERE (status = 'hired') <> (opening_id IS NOT NULL)"""),
    Guarantee(5, "application", "its opening is cancelled or another posting's", """
        SELECT a.id, NULL FROM candidates_application a LEFT JOIN postings_opening o
            ON o.id = a.opening_id AND o.posting_id = a.posting_id AND o.cancelled_at IS NULL
        WHERE a.opening_id IS NOT NULL AND o.id IS NULL"""),
    Guarantee(5, "application", "holds an opening that another one holds", _twice(
        "candidates_application", "opening_id", "opening_id IS NOT NULL")),
    Guarantee(5, "application", "holds another opening than its last move took", """
        SELECT a.id, NULL FROM candidates_application a JOIN candidates_stagemove m
            ON m.application_id = a.id AND m.number = a.version AND m.opening_id IS DISTINCT FROM a.opening_id
        WHERE a.status = 'hired'"""),
    # A hire names the opening that it took, an unhire the one it freed, an undo that of what it undid.
    Guarantee(5, "application", "names another opening than it took or freed", f"""
        SELECT m.application_id, m.number FROM {_MOVE_AND} o.number = m.number - 1
        WHERE m.kind = 'unhire' AND m.opening_id IS DISTINCT FROM o.opening_id
        UNION ALL SELECT m.application_id, m.number FROM {_MOVE_AND} o.number = m.undoes
        WHERE m.kind = 'undo' AND m.opening_id IS DISTINCT FROM o.opening_id
        UNION ALL SELECT application_id, number FROM candidates_stagemove
        WHERE kind NOT IN ('unhire', 'undo') AND (kind = 'hire') <> (opening_id IS NOT NULL)"""),
]  # fmt: skip

REST = [
    Guarantee(6, "reminder", "is written twice", _twice(
        "reminders_reminder",
        "kind, subject_type, subject_id, subject_version, recipient_type, recipient_id, occurrence")),
    Guarantee(7, "advert", "is known twice", _twice(
        "postings_advert", "source_kind, tenant, external_id", "external_id IS NOT NULL")),
    Guarantee(8, "key", "is used twice", _twice("outbox_idempotencykey", "actor_id, key")),
    Guarantee(8, "move", "has a key that another move has", _twice(
        "candidates_stagemove", "actor_id, idempotency_key", "idempotency_key IS NOT NULL")),
]  # fmt: skip

MOVES = [
    Guarantee(0, "application", "does not go this way", f"""
        SELECT application_id, number FROM candidates_stagemove WHERE NOT CASE kind
            WHEN 'enter' THEN from_status IS NULL AND to_status = 'active'
            WHEN 'move' THEN from_status = 'active' AND to_status = 'active'
            WHEN 'reject' THEN from_status = 'active' AND to_status = 'rejected'
            WHEN 'withdraw' THEN from_status = 'active' AND to_status = 'withdrawn'
            WHEN 'close' THEN from_status = 'active' AND to_status = 'closed'
            WHEN 'hire' THEN from_status = 'active' AND to_status = 'hired'
            WHEN 'reopen' THEN from_status IN {_ENDED} AND to_status = 'active'
            WHEN 'unhire' THEN from_status = 'hired' AND to_status IN ('active', 'rejected', 'withdrawn', 'closed')
            ELSE kind = 'undo' END"""),
    Guarantee(0, "application", "undoes another move than the last standing one", f"""
        SELECT m.application_id, m.number FROM {_MOVE_AND} o.number = m.undoes WHERE (m.kind = 'undo') <> (
            m.undoes IS NOT NULL) OR m.kind = 'undo' AND (o.number IS NULL OR o.number NOT BETWEEN 2 AND m.number - 1
            OR o.kind = 'undo' OR EXISTS (SELECT FROM candidates_stagemove later
                WHERE later.application_id = m.application_id AND later.number > m.undoes AND later.number < m.number
                AND later.kind <> 'undo' AND NOT EXISTS (SELECT FROM candidates_stagemove undoing
                    WHERE undoing.application_id = m.application_id AND undoing.undoes = later.number
                    AND undoing.number < m.number)))"""),
    Guarantee(0, "application", "undoes what another move has undone", """
        SELECT application_id, max(number) FROM candidates_stagemove WHERE undoes IS NOT NULL
        GROUP BY application_id, undoes HAVING count(*) > 1"""),
    # Being active begins a visit; an ending stays in stage and visit; an undo restores them.
    Guarantee(0, "application", "its stage, status or clock is not what the moves before it lead to", f"""
        SELECT application_id, number FROM candidates_stagemove
        WHERE kind <> 'undo' AND to_status = 'active' AND (entered_at, visit) <> (occurred_at, number)
        UNION ALL SELECT m.application_id, m.number FROM {_MOVE_AND} o.number = m.number - 1
        WHERE m.kind <> 'undo' AND m.to_status <> 'active'
            AND (m.to_stage_id, m.entered_at, m.visit) <> (o.to_stage_id, o.entered_at, o.visit)
        UNION ALL SELECT m.application_id, m.number FROM {_MOVE_AND} o.number = m.undoes - 1
        WHERE m.kind = 'undo' AND (m.to_stage_id, m.to_status, m.entered_at, m.visit)
            <> (o.to_stage_id, o.to_status, o.entered_at, o.visit)"""),
    Guarantee(0, "application", "its end reason is missing, another one or of another status", f"""
        SELECT m.application_id, m.number FROM candidates_stagemove m LEFT JOIN candidates_endreason r
            ON r.id = m.end_reason_id AND r.status = m.to_status WHERE m.to_status IN {_ENDED} AND r.id IS NULL
        UNION ALL SELECT m.application_id, m.number FROM {_MOVE_AND} o.number = m.undoes - 1
        WHERE m.kind = 'undo' AND m.to_status IN {_ENDED} AND m.end_reason_id <> o.end_reason_id"""),
]  # fmt: skip

CONSEQUENCES = [
    Guarantee(0, "application", "has no event, or more than one", """
        SELECT m.application_id, m.number FROM candidates_stagemove m LEFT JOIN outbox_event e
            ON e.subject_type = 'application' AND e.subject_id = m.application_id
            AND e.topic = 'application.' || m.kind AND (e.payload->>'version')::int = m.number
        GROUP BY m.application_id, m.number HAVING count(e.id) <> 1"""),
    Guarantee(0, "event", "its number does not follow the one before it", """
        SELECT id, NULL FROM (SELECT id, number, lag(number, 1, 0::bigint) OVER (ORDER BY number) AS before
            FROM outbox_event WHERE number IS NOT NULL) AS numbered WHERE number <> before + 1"""),
    Guarantee(0, "reminder", "waits though its application ended", """
        SELECT r.id, NULL FROM reminders_reminder r JOIN candidates_application a ON a.id = r.application_id
        WHERE a.status <> 'active' AND r.status = 'pending'"""),
    Guarantee(0, "reminder", "rests though its application is active", """
        SELECT r.id, NULL FROM reminders_reminder r JOIN candidates_application a ON a.id = r.application_id
        WHERE a.status = 'active' AND r.status = 'suspended' AND r.because IN ('ended', 'on_its_way')"""),
    Guarantee(0, "reminder", "waits though its interview is off", """
        SELECT r.id, NULL FROM reminders_reminder r JOIN interviews_interview i
            ON r.subject_type = 'interview' AND i.id = r.subject_id
        WHERE i.status <> 'scheduled' AND r.status = 'pending'"""),
    Guarantee(0, "message", "waits though its move was undone", """
        SELECT o.id, NULL FROM outbox_message o JOIN candidates_stagemove m ON m.id = o.cause_move_id
            JOIN candidates_stagemove u ON u.application_id = m.application_id AND u.undoes = m.number
        WHERE o.status IN ('queued', 'held')"""),
]  # fmt: skip

GUARANTEES = [*STAGES, *CHAIN, *OPENINGS, *REST, *MOVES, *CONSEQUENCES]
