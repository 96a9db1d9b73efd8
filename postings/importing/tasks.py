"""What hurries an import on. Each claims its run first, may run twice without harm, and runs at least once."""

import time

from celery import shared_task

from postings.importing import files, looking, work

# Above a slice (leases.py). Of a worker that is stuck, another takes over as soon as its claim runs out; should the
# first one still live, it finds that reading has gone on without it, or waits on a row and finds it done.
LIMITS = {"soft_time_limit": 240, "time_limit": 270}
# No look begins later: one may take 200 (fetch/boards.py), and what the limit cuts off waits until its claim runs out.
SECONDS_A_RUN = 60


@shared_task(name="importing.read", **LIMITS)
def read(run_id: int, **_) -> None:
    work.work_on(run_id)


@shared_task(name="importing.apply", **LIMITS)
def apply(run_id: int, **_) -> None:
    work.work_on(run_id)


@shared_task(name="importing.revert", **LIMITS)
def revert(run_id: int, **_) -> None:
    work.work_on(run_id)


@shared_task(name="importing.look", soft_time_limit=280, time_limit=300)
def look(source_id: int | None = None, **_) -> None:
    """At least once, of a source whose time has come; as long as there is one, so that many are not one every beat."""
    until = time.monotonic() + SECONDS_A_RUN
    while looking.look(source_id) is not None and source_id is None and time.monotonic() < until:
        pass


@shared_task(name="importing.sweep", **LIMITS)
def sweep(**_) -> None:
    """What no task came for: the broker was dead, or a worker was killed and its claim has run out."""
    work.work_on()


@shared_task(name="importing.tidy", **LIMITS)
def tidy(**_) -> None:
    """Daily: files that no import names."""
    files.drop_orphans()
