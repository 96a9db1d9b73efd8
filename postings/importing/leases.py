"""How long a worker holds what it claimed, and how it goes on holding it."""

from datetime import datetime, timedelta

from django.utils import timezone

from postings.importing.models import ImportRun

LEASE = timedelta(seconds=60)  # of a claim, renewed with every batch
SLICE = timedelta(seconds=150)  # after so long a worker lets go between two batches, and another task goes on


def renew(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(claimed_until=timezone.now() + LEASE)


def let_go(run: ImportRun) -> None:
    """Not done, but for now: the next worker need not wait for the claim to run out."""
    ImportRun.objects.filter(pk=run.pk).update(claimed_until=None, attempts=0)


def is_over(began: datetime) -> bool:
    return timezone.now() - began > SLICE
