"""The locks of imports: the run before its rows (docs/locking.md)."""

from datetime import datetime

from postings.importing.models import ImportRow, ImportRun, ImportSource


def hold_run(run_id: int) -> None:
    """While a person decides about a run or its rows, so that nobody applies a run that is just being changed."""
    ImportRun.objects.select_for_update(no_key=True).values_list("pk").get(pk=run_id)


def hold_rows(row_ids: list[int]) -> None:
    """While rows become postings, in the order of their keys. A second worker waits here, then reads what came of
    them."""
    held = ImportRow.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=row_ids)
    list(held.order_by("pk").values_list("pk"))


def hold_due_run(now: datetime, run_id: int | None = None) -> int | None:
    """A run that waits for a worker, the longest waiting first; passes over those that another is just taking."""
    due = ImportRun.objects.due(now).filter(**{"pk": run_id} if run_id else {})
    free = due.select_for_update(no_key=True, skip_locked=True)
    return free.order_by("pk").values_list("pk", flat=True).first()


def hold_claimed_source(source: ImportSource) -> bool:
    """While what a look brought is written down: False where the claim is another's by now, or the source another."""
    mine = ImportSource.objects.filter(pk=source.pk, claimed_until=source.claimed_until)
    return mine.select_for_update(no_key=True).values_list("pk").first() is not None


def hold_due_source(now: datetime, source_id: int | None = None) -> int | None:
    """A source whose time has come, the longest waiting first; passes over those that another is just taking."""
    due = ImportSource.objects.due(now).filter(**{"pk": source_id} if source_id else {})
    free = due.select_for_update(no_key=True, skip_locked=True)
    return free.order_by("next_at", "pk").values_list("pk", flat=True).first()
