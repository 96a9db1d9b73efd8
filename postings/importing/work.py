"""What workers do with a run: read it, make postings of its accepted rows, take that back.

At least once: a claim holds a run for as long as its worker lives and a little longer, and each step looks under a lock
at what is done already. A killed worker costs only time.
"""

from django.db import transaction
from django.utils import timezone

from postings.importing import apply, leases, reverting, verdicts
from postings.importing.locks import hold_due_run
from postings.importing.models import ImportRun
from recruiting.history.tracking import door as history_door
from recruiting.outbox.models import Door

_STEPS = {
    ImportRun.Status.READING: verdicts.read_run,
    ImportRun.Status.APPLYING: apply.apply_run,
    ImportRun.Status.REVERTING: reverting.revert_run,
}


def work_on(run_id: int | None = None) -> int | None:
    """Claim that run, or any that waits, and do what is to be done with it. None: there was nothing to claim."""
    run = _claim(run_id)
    if run is None:
        return None
    with history_door(door=str(Door.IMPORT), user=run.reverted_by_id or run.applied_by_id or run.started_by_id):
        _STEPS[ImportRun.Status(run.status)](run)
    return run.pk


def _claim(run_id: int | None) -> ImportRun | None:
    with transaction.atomic(durable=True):
        now = timezone.now()
        found = hold_due_run(now, run_id)
        if found is None:
            return None
        run = ImportRun.objects.select_related("source").get(pk=found)
        run.claimed_until, run.attempts = now + leases.LEASE, run.attempts + 1
        run.save(update_fields=["claimed_until", "attempts"])
        return run
