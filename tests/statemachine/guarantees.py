"""What may not be, as set queries that have to find nothing; and the rows as the model writes them."""

from django.db import connection

from candidates.interviews.models import Interview
from candidates.models import Application, StageMove
from candidates.moves import history_check
from recruiting.outbox.models import Event
from tests.statemachine.model import NEXT, World

BROKEN = {
    "two active on one posting": """SELECT candidate_id FROM candidates_application WHERE status = 'active'
        GROUP BY candidate_id, posting_id HAVING count(*) > 1""",
    "a stage of another posting": """SELECT a.id FROM candidates_application a
        JOIN pipelines_stage s ON s.id = a.stage_id WHERE s.posting_id <> a.posting_id""",
    "active where nobody may be": """SELECT a.id FROM candidates_application a
        JOIN pipelines_stage s ON s.id = a.stage_id JOIN postings_posting p ON p.id = a.posting_id
        WHERE a.status = 'active' AND (s.retired_at IS NOT NULL OR p.status NOT IN ('open', 'on_hold'))""",
    "hired without a seat, or a seat without a hire": """SELECT id FROM candidates_application
        WHERE (status = 'hired') <> (opening_id IS NOT NULL)""",
    "a seat of another posting": """SELECT a.id FROM candidates_application a
        JOIN postings_opening o ON o.id = a.opening_id
        WHERE o.posting_id <> a.posting_id OR o.cancelled_at IS NOT NULL""",
    "one seat for two": """SELECT opening_id FROM candidates_application WHERE opening_id IS NOT NULL
        GROUP BY opening_id HAVING count(*) > 1""",
    "a gap in the numbers": """SELECT application_id FROM candidates_stagemove GROUP BY application_id
        HAVING count(*) <> max(number) OR min(number) <> 1""",
    "another version than the last move": """SELECT a.id FROM candidates_application a LEFT JOIN candidates_stagemove m
        ON m.application_id = a.id AND m.number = a.version AND m.to_stage_id = a.stage_id AND m.to_status = a.status
        WHERE m.id IS NULL""",
    "a move without its event": """SELECT m.application_id FROM candidates_stagemove m LEFT JOIN outbox_event e
        ON e.subject_type = 'application' AND e.subject_id = m.application_id AND e.topic = 'application.' || m.kind
        AND (e.payload->>'version')::int = m.number GROUP BY m.id HAVING count(e.id) <> 1""",
    "a move undone twice": """SELECT application_id FROM candidates_stagemove WHERE undoes IS NOT NULL
        GROUP BY application_id, undoes HAVING count(*) > 1""",
    "a reminder that waits though its application ended": """SELECT r.id FROM reminders_reminder r
        JOIN candidates_application a ON a.id = r.application_id WHERE a.status <> 'active' AND r.status = 'pending'""",
    "a reminder that waits though its interview is off": """SELECT r.id FROM reminders_reminder r
        JOIN interviews_interview i ON r.subject_type = 'interview' AND i.id = r.subject_id
        WHERE i.status <> 'scheduled' AND r.status = 'pending'""",
    "a reminder that rests though all goes on": """SELECT r.id FROM reminders_reminder r
        JOIN candidates_application a ON a.id = r.application_id
        WHERE a.status = 'active' AND r.status = 'suspended' AND r.why_not = ''""",
    "an interview to come without its two reminders": """SELECT i.id FROM interviews_interview i
        JOIN candidates_application a ON a.id = i.application_id LEFT JOIN reminders_reminder r
        ON r.subject_type = 'interview' AND r.subject_id = i.id AND r.status = 'pending'
        WHERE i.status = 'scheduled' AND a.status = 'active' GROUP BY i.id HAVING count(r.id) <> 2""",
    "mail of a move that was undone": """SELECT o.id FROM outbox_message o JOIN candidates_stagemove m
        ON m.id = o.cause_move_id JOIN candidates_stagemove u ON u.application_id = m.application_id
        AND u.undoes = m.number WHERE o.status NOT IN ('cancelled', 'sent')""",
}  # fmt: skip


def broken() -> dict[str, list]:
    """Which of them found something."""
    with connection.cursor() as cursor:
        found = {}
        for what, query in BROKEN.items():
            cursor.execute(query)
            found[what] = cursor.fetchall()
    return {what: rows for what, rows in found.items() if rows}


def applications() -> dict[int, tuple]:
    visits = dict(StageMove.objects.order_by("number").values_list("application_id", "visit"))
    rows = Application.objects.values_list("pk", "stage_id", "status", "version", "opening_id")
    return {pk: (*row, visits[pk]) for pk, *row in rows}


def history() -> list[tuple]:
    """What check_history would say; it opens a transaction of its own, which the example's is in the way of."""
    rows = Application.objects.order_by("pk").values(*history_check._APPLICATION)
    moves = StageMove.objects.order_by("application_id", "number").values(*history_check._MOVE)
    beside = history_check._side_by_side(iter(rows), iter(moves))
    return [(pk, *what) for pk, row, its_moves in beside for what in history_check._judge(row, its_moves)]


def refused_moves() -> int:
    return Event.objects.filter(topic="application.move_refused").count()


def planned() -> set[int]:
    return set(Interview.objects.filter(status="scheduled").values_list("pk", flat=True))


def revision(interview: int) -> int:
    return Interview.objects.get(pk=interview).revision


def posting_status(world: World, posting: int, to: str, *, may: bool) -> str | None:
    """The refusal of a change, if it is one."""
    if not may:
        return "Forbidden"
    refused = to not in NEXT[world.postings[posting].status]
    return "Refusal" if refused or (to == "closed" and world.anybody_active(posting)) else None
