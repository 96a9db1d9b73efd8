"""What hurries an import on. Each claims its run first, may run twice without harm, and runs at least once."""

from celery import shared_task

from postings.importing import apply as worker

# Under the lease of a claim, so that nobody takes over a run whose worker still lives.
LIMITS = {"soft_time_limit": 40, "time_limit": 50}


@shared_task(name="importing.read", **LIMITS)
def read(run_id: int, **_) -> None:
    worker.work_on(run_id)


@shared_task(name="importing.apply", **LIMITS)
def apply(run_id: int, **_) -> None:
    worker.work_on(run_id)


@shared_task(name="importing.sweep", **LIMITS)
def sweep(**_) -> None:
    """What no task came for: the broker was dead, or a worker was killed and its claim has run out."""
    worker.work_on()
