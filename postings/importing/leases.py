"""How long a worker holds what it claimed, how it goes on holding it, and how it ends."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from postings.importing.locks import hold_run
from postings.importing.models import ImportRun
from recruiting.outbox.actions import record
from recruiting.outbox.models import Door

LEASE = timedelta(seconds=60)  # of a claim, renewed with every batch
SLICE = timedelta(seconds=150)  # after so long a worker lets go between two batches, and another task goes on


def renew(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(claimed_until=timezone.now() + LEASE)


def let_go(run: ImportRun) -> None:
    """Not done, but for now: the next worker need not wait for the claim to run out."""
    ImportRun.objects.filter(pk=run.pk).update(claimed_until=None, attempts=0)


def is_over(began: datetime) -> bool:
    return timezone.now() - began > SLICE


def end(run: ImportRun, *, was: str, now: str, by_id: int) -> None:
    """It came to its end, which is told once however many workers come to it."""
    with transaction.atomic(durable=True):
        hold_run(run.pk)
        ended = {"status": now, f"{now}_at": timezone.now(), "claimed_until": None, "attempts": 0}
        if ImportRun.objects.filter(pk=run.pk, status=was).update(**ended):
            what = {"subject_type": "import_run", "subject_id": run.pk, "by_id": by_id, "door": Door.IMPORT}
            record(f"import.{now}", **what)
