"""One of the postings was imported: its text was pasted, read, looked through and applied."""

import hashlib
from datetime import datetime, timedelta

from postings.importing import apply, verdicts
from postings.importing.models import ImportRun
from postings.models import Advert, Posting
from postings.pipelines.actions import ensure_default_template
from recruiting.people.models import User


def import_posting(text: str, *, by: User, openings: int, at: datetime) -> Posting:
    """As the worker does it, but in the transaction of the demonstration."""
    run = ImportRun.objects.create(
        kind=ImportRun.Kind.PASTE,
        raw=text,
        raw_hash=hashlib.sha256(text.encode()).hexdigest(),
        started_by=by,
        applied_by=by,
        recruiter=by,
        openings=openings,
        template=ensure_default_template(),
        posting_status=Posting.Status.DRAFT,
    )
    verdicts._do_read(run)
    ImportRun.objects.filter(pk=run.pk).update(status=ImportRun.Status.APPLYING)
    row = run.rows.get()
    apply._do_apply([row.pk])
    row.refresh_from_db()
    ImportRun.objects.filter(pk=run.pk).update(
        status=ImportRun.Status.APPLIED,
        started_at=at - timedelta(minutes=6),
        read_at=at - timedelta(minutes=5),
        applied_at=at,
    )
    Advert.objects.filter(posting=row.posting).update(listed_at=at - timedelta(days=1), last_seen_at=at)
    return row.posting
