"""What a complete list does not hold is not advertised there any more. Its posting stays as it is."""

from datetime import datetime

from postings.importing.fetch.outcomes import sentence
from postings.importing.formats import registry
from postings.importing.models import ImportRow, ImportRun, ImportSource
from postings.models import Advert


def _do_unlist(run: ImportRun, now: datetime) -> int:
    """How many. None where anything says that the list was not all there is."""
    window = getattr(registry.BY_NAME[run.format], "window", False)
    if run.source is None or window or not run.complete or not run.read_to:
        return 0
    if (total := _stated_total(run)) > run.read_to:
        # The source before its run: a look holds the one while the other's constraint makes it wait for us.
        short = sentence("page_missing", {"found": run.read_to, "total": total})
        ImportSource.objects.filter(pk=run.source_id).update(problem=short)
        ImportRun.objects.filter(pk=run.pk).update(complete=False)
        return 0
    there = Advert.objects.filter(source_kind=run.known_kind, tenant=run.tenant)
    if run.source.kind == ImportSource.Kind.FEED:  # of one host there may be several
        rows = ImportRow.objects.filter(run__source=run.source_id, advert__isnull=False)
        there = there.filter(pk__in=rows.values("advert"))
    gone = there.filter(unlisted_at__isnull=True, last_seen_at__lt=run.started_at)
    return gone.update(unlisted_at=now)


def _stated_total(run: ImportRun) -> int:
    """Of a feed; a board's list was compared while it was asked (fetch/walking.py)."""
    total = getattr(registry.BY_NAME[run.format], "total", None)
    if total is None:
        return 0
    with run.contents() as pages:
        return total(pages[0])
