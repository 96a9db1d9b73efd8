"""Give the records of the demonstration the times that they tell of, instead of today's.

Whoever owns the tables may do this, the application may not: a record is never changed by it.
"""

from datetime import datetime

from django.db import connection
from django.db.models import F, Model, OuterRef, Subquery
from django.db.models.functions import Greatest

from candidates.models import Application, Candidate, ContactPoint, StageMove
from postings.models import Opening, Posting, TeamMember
from postings.pipelines.models import Stage
from recruiting.outbox.models import Event

_RECORDS = {StageMove: "move_not_updated", Event: "event_not_updated"}


def backdate(posting_times: dict[int, list[datetime]]) -> None:
    """``posting_times``: when each posting was created, opened and, if it was, held or closed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
        _triggers(cursor, "DISABLE")
        StageMove.objects.update(recorded_at=F("occurred_at"))
        for posting_id, times in posting_times.items():
            _posting(posting_id, times)
        _triggers(cursor, "ENABLE")
    _people()


def _triggers(cursor, verb: str) -> None:
    for model, trigger in _RECORDS.items():
        cursor.execute(f"ALTER TABLE {model._meta.db_table} {verb} TRIGGER {trigger}")


def _posting(posting_id: int, times: list[datetime]) -> None:
    closed_at = times[2] if len(times) > 2 and Posting.objects.get(pk=posting_id).closed_at else None
    events = Event.objects.filter(subject_type="posting", subject_id=posting_id).order_by("pk")
    for event, at in zip(events, times, strict=True):
        Event.objects.filter(pk=event.pk).update(at=at)
    Posting.objects.filter(pk=posting_id).update(created_at=times[0], opened_at=times[1], closed_at=closed_at)
    history = _history(Posting).filter(pgh_obj=posting_id).order_by("pk")
    *told, ours = history.values_list("pk", flat=True)
    history.filter(pk=ours).delete()  # of the line above
    for record, at in zip(told, times, strict=True):
        history.filter(pk=record).update(pgh_created_at=at)
    for model in (Opening, TeamMember, Stage):
        _history(model).filter(posting=posting_id).update(pgh_created_at=times[0])


def _people() -> None:
    first = Application.objects.filter(candidate=OuterRef("pk")).order_by("moves__occurred_at")
    Candidate.objects.update(created_at=Subquery(first.values("moves__occurred_at")[:1]))
    _history(Candidate).filter(pgh_label="update").delete()  # of the line above
    arrived = Subquery(Candidate.objects.filter(pk=OuterRef("pgh_obj")).values("created_at")[:1])
    _history(Candidate).update(pgh_created_at=arrived, created_at=arrived)
    of_candidate = Subquery(Candidate.objects.filter(pk=OuterRef("candidate")).values("created_at")[:1])
    _history(ContactPoint).update(pgh_created_at=of_candidate)
    _history(Application).update(pgh_created_at=Greatest("moved_at", "reviewed_at"))


def _history(model: type[Model]):
    return model.pgh_event_model.objects.all()
