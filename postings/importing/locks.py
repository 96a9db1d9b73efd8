"""The locks of imports: the run before its rows (docs/locking.md)."""

from datetime import datetime

from postings.importing.models import ImportRow, ImportRun


def hold_run(run_id: int) -> None:
    """While a person decides about a run or its rows, so that nobody applies a run that is just being changed."""
    ImportRun.objects.select_for_update(no_key=True).values_list("pk").get(pk=run_id)


def hold_row(row_id: int) -> None:
    """While a row becomes a posting. A second worker waits here, then reads what came of it."""
    ImportRow.objects.select_for_update(of=("self",), no_key=True).values_list("pk").get(pk=row_id)


def hold_due_run(now: datetime, run_id: int | None = None) -> int | None:
    """A run that waits for a worker, the longest waiting first; passes over those that another is just taking."""
    due = ImportRun.objects.due(now).filter(**{"pk": run_id} if run_id else {})
    free = due.select_for_update(no_key=True, skip_locked=True)
    return free.order_by("pk").values_list("pk", flat=True).first()
