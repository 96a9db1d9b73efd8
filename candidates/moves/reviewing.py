"""A new application was looked at: said once, by whoever was first. It moves nobody and raises no version."""

from django.db import transaction
from django.utils import timezone

from candidates import access
from candidates.models import Application
from candidates.moves.refusals import MayNotMove
from recruiting.outbox.actions import record
from recruiting.outbox.models import Door
from recruiting.people.models import User


def review(application: Application, *, by: User, door: str = Door.PAGE) -> bool:
    """False if it was reviewed before: two at once are one review, and the second is no error."""
    if not access.may_move(by, application):
        raise MayNotMove
    with transaction.atomic(durable=True):
        return _do_review(application, by_id=by.pk, door=door)


def _do_review(application: Application, *, by_id: int, door: str) -> bool:
    """Inside the caller's transaction. One conditional UPDATE: a rival waits for the row, then finds it reviewed."""
    unread = Application.objects.filter(pk=application.pk, reviewed_at__isnull=True)
    if not unread.update(reviewed_at=timezone.now(), reviewed_by=by_id):
        return False
    record(
        "application.reviewed",
        subject_type="application",
        subject_id=application.pk,
        posting_id=application.posting_id,
        by_id=by_id,
        door=door,
    )
    return True
