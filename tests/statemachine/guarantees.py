"""What may not be, and the rows as the model writes them."""

from django.db import connection

from candidates.interviews.models import Interview
from candidates.models import Application, StageMove
from candidates.moves import history_check
from recruiting.outbox.models import Event
from tests.statemachine.model import NEXT, World

WITHOUT_REMINDERS = """SELECT i.id FROM interviews_interview i
    JOIN candidates_application a ON a.id = i.application_id LEFT JOIN reminders_reminder r
    ON r.subject_type = 'interview' AND r.subject_id = i.id AND r.status = 'pending'
    WHERE i.status = 'scheduled' AND a.status = 'active' GROUP BY i.id HAVING count(r.id) <> 2"""


def broken() -> list[str]:
    """What check_history finds, and interviews to come that lack one of their two reminders."""
    with connection.cursor() as cursor:
        found = [str(difference) for difference in history_check.broken(cursor)]
        cursor.execute(WITHOUT_REMINDERS)
        return found + [f"interview {pk}: without its reminders" for (pk,) in cursor.fetchall()]


def applications() -> dict[int, tuple]:
    visits = dict(StageMove.objects.order_by("number").values_list("application_id", "visit"))
    rows = Application.objects.values_list("pk", "stage_id", "status", "version", "opening_id")
    return {pk: (*row, visits[pk]) for pk, *row in rows}


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
