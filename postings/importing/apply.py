"""What workers do with a run: read it, then make postings of its accepted rows.

At least once: a claim holds a run for as long as its worker lives and a little longer, and each step looks under a lock
at what is done already. A killed worker costs only time.
"""

import hashlib
import logging
import unicodedata
from collections.abc import Iterator
from datetime import timedelta

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from postings.actions import _do_change_status, _do_create_posting
from postings.importing.fields import ADVERT_COLUMNS, edited, values_of
from postings.importing.locks import hold_due_run, hold_row, hold_run
from postings.importing.models import ImportRow, ImportRun, PostingFact
from postings.importing.reading import read_text
from postings.importing.shapes import ReadPosting
from postings.models import Advert, Posting
from recruiting.db.constraints import constraint_of
from recruiting.history.tracking import door as history_door
from recruiting.outbox.actions import record
from recruiting.outbox.models import Door
from recruiting.web.refusals import Refusal

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)  # longer than a task may run: tasks.py
ATTEMPTS = 3  # a text that kills its worker is not read for ever
_NOT_TAKEN = gettext_lazy("The database did not take it.")
_OUR_FAULT = gettext_lazy("It failed because of a fault of ours.")

Status, Verdict, Outcome = ImportRun.Status, ImportRow.Verdict, ImportRow.Outcome


def work_on(run_id: int | None = None) -> int | None:
    """Claim that run, or any that waits, and do what is to be done with it. None: there was nothing to claim."""
    run = _claim(run_id)
    if run is None:
        return None
    with history_door(door=str(Door.IMPORT), user=run.applied_by_id or run.started_by_id):
        if run.status == Status.READING:
            _read(run)
        else:
            _apply(run)
    return run.pk


def _claim(run_id: int | None) -> ImportRun | None:
    with transaction.atomic(durable=True):
        now = timezone.now()
        found = hold_due_run(now, run_id)
        if found is None:
            return None
        run = ImportRun.objects.get(pk=found)
        run.claimed_until, run.attempts = now + LEASE, run.attempts + 1
        run.save(update_fields=["claimed_until", "attempts"])
        return run


# ---------------------------------------------------------------- reading


def _read(run: ImportRun) -> None:
    if run.attempts > ATTEMPTS:
        _fail(run, _("Three workers died reading this text. It is kept as it came."))
        return
    try:
        text = run.raw.replace("\r\n", "\n").replace("\r", "\n")
        found = list(_cut(text, read_text(text)))
    except Exception as error:
        # Whatever a reader trips over costs this run alone. The log names the kind only: the text may be personal.
        logger.error("import run %s could not be read: %s", run.pk, type(error).__name__)
        _fail(run, _("This text could not be read because of a fault of ours. It is kept as it came."))
        return
    with transaction.atomic(durable=True):
        hold_run(run.pk)
        if ImportRun.objects.get(pk=run.pk).status == Status.READING:  # not discarded, nor read by another meanwhile
            _do_write_rows(run, text, found)


def _fail(run: ImportRun, error: str) -> None:
    ImportRun.objects.filter(pk=run.pk, status=Status.READING).update(
        status=Status.FAILED, error=error, claimed_until=None
    )


def _cut(text: str, postings: list[ReadPosting]) -> Iterator[tuple[str, int, ReadPosting]]:
    """Each posting's own part of the text, and where it begins: with the line of its first fact."""
    if len(postings) == 1:
        yield text, 0, postings[0]
        return
    starts = [text.rfind("\n", 0, min(fact.start for fact in posting.facts)) + 1 for posting in postings]
    for start, end, posting in zip(starts, [*starts[1:], len(text)], postings, strict=False):
        yield _without_last_rule(text[start:end].rstrip()), start, posting


def _without_last_rule(part: str) -> str:
    """A rule at the end parted this posting from the next; it is not of its text."""
    before, _newline, last = part.rpartition("\n")
    return part if last.strip(" -*_=") else before.rstrip()


def _do_write_rows(run: ImportRun, text: str, found: list[tuple[str, int, ReadPosting]]) -> None:
    seen: dict[str, int] = {}
    for number, (part, start, posting) in enumerate(found, start=1):
        row = _row(run, number, part, seen)
        row.title = values_of(posting.facts, {}).get("title", "")
        row.save(force_insert=True)
        if row.verdict == Verdict.NEW:
            _do_write_facts(row, start, posting)
    if not found:
        why = _("No posting was found in this text: it offers no job, or only the form for one.")
        ImportRow.objects.create(
            run=run, number=1, external_id=text_hash(text), text=text, verdict=Verdict.REJECTED, reason=why
        )
    now = timezone.now()
    Advert.objects.filter(source_kind=Advert.SourceKind.PASTE, tenant="", external_id__in=seen).update(last_seen_at=now)
    ImportRun.objects.filter(pk=run.pk).update(status=Status.READY, read_at=now, claimed_until=None)
    _record(run, "import.read", run.started_by_id)


def _row(run: ImportRun, number: int, part: str, seen: dict[str, int]) -> ImportRow:
    """The verdict on one part. ``seen``: by hash, the number of the row that had the same text before."""
    known_as = text_hash(part)
    row = ImportRow(run=run, number=number, external_id=known_as, text=part, verdict=Verdict.SAME)
    known = _known(known_as)
    if known:
        row.posting, row.reason = known.posting, _("The same text was imported before.")
    elif known_as in seen:
        row.reason = _("The same text as posting %(number)s of this import.") % {"number": seen[known_as]}
    else:
        row.verdict, row.decision = Verdict.NEW, ImportRow.Decision.ACCEPT
    seen.setdefault(known_as, number)
    return row


def _do_write_facts(row: ImportRow, start: int, posting: ReadPosting) -> None:
    size = len(row.text)
    PostingFact.objects.bulk_create(
        PostingFact(
            row=row,
            field=fact.field,
            value=fact.value,
            words=fact.words,
            starts=min(fact.start - start, size),
            ends=min(fact.end - start, size),
            confidence=round(fact.confidence, 2),
        )
        for fact in posting.facts
    )


def text_hash(text: str) -> str:
    """Of the words alone: the same text with other spaces, case or forms of letters is the same."""
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return hashlib.sha256(words.encode()).hexdigest()


def _known(external_id: str) -> Advert | None:
    same = Advert.objects.filter(source_kind=Advert.SourceKind.PASTE, tenant="", external_id=external_id)
    return same.select_related("posting").first()


# ---------------------------------------------------------------- applying


def _apply(run: ImportRun) -> None:
    """One row a transaction: a bad row costs itself, and what is applied stays applied."""
    for row_id in run.rows.to_apply().order_by("number").values_list("pk", flat=True):
        try:
            _apply_row(row_id)
        except (SoftTimeLimitExceeded, OperationalError):
            raise  # the worker's trouble or the database's, not the row's: its claim runs out and it is tried again
        except Refusal as refusal:
            _fail_row(row_id, str(refusal))
        except Exception as error:
            logger.error("import row %s could not be applied: %s", row_id, type(error).__name__)
            _fail_row(row_id, _NOT_TAKEN if isinstance(error, DatabaseError) else _OUR_FAULT)
        ImportRun.objects.filter(pk=run.pk).update(claimed_until=timezone.now() + LEASE)
    _finish(run)


def _apply_row(row_id: int) -> None:
    try:
        with transaction.atomic(durable=True):
            hold_row(row_id)
            row = ImportRow.objects.select_related("run__template", "run__recruiter", "run__applied_by").get(pk=row_id)
            if row.outcome == Outcome.NONE and row.run.status == Status.APPLYING:
                _do_apply_row(row)
    except IntegrityError as error:
        if constraint_of(error) != "advert_is_known_once":
            raise
        _say_known(row_id)  # another run, with the same text, was first


def _do_apply_row(row: ImportRow) -> None:
    if _known(row.external_id):
        _say_known(row.pk)
        return
    now = timezone.now()
    values = values_of(row.facts.all(), row.corrections)
    posting = _do_posting(row, {column: value for column, value in values.items() if column not in ADVERT_COLUMNS})
    advert = Advert.objects.create(
        posting=posting,
        source_kind=Advert.SourceKind.PASTE,
        external_id=row.external_id,
        source_name=values.get("source_name", ""),
        title=posting.title,
        text=row.text,
        last_seen_at=now,
    )
    row.facts.update(advert=advert)
    row.posting, row.outcome = posting, Outcome.APPLIED
    row.save(update_fields=["posting", "outcome"])


def _do_posting(row: ImportRow, values: dict) -> Posting:
    run, by_hand = row.run, edited(row.corrections)
    if run.department:  # written by a person for this run
        values, by_hand = {**values, "department": run.department}, sorted({*by_hand, "department"})
    posting = _do_create_posting(
        template=run.template,
        by=run.applied_by,
        recruiter=run.recruiter,
        openings=run.openings,
        door=Door.IMPORT,
        description=row.text,
        edited_fields=by_hand,
        **values,
    )
    if run.posting_status == Posting.Status.OPEN:
        _do_change_status(posting, Posting.Status.OPEN, run.applied_by, Door.IMPORT)
    return posting


def _say_known(row_id: int) -> None:
    row = ImportRow.objects.get(pk=row_id)
    known = _known(row.external_id)
    ImportRow.objects.filter(pk=row_id, outcome=Outcome.NONE).update(
        verdict=Verdict.SAME, posting=known and known.posting, reason=_("The same text was imported meanwhile.")
    )


def _fail_row(row_id: int, why: object) -> None:
    ImportRow.objects.filter(pk=row_id, outcome=Outcome.NONE).update(outcome=Outcome.FAILED, reason=str(why)[:300])


def _finish(run: ImportRun) -> None:
    with transaction.atomic(durable=True):
        hold_run(run.pk)
        finished = ImportRun.objects.filter(pk=run.pk, status=Status.APPLYING).update(
            status=Status.APPLIED, applied_at=timezone.now(), claimed_until=None
        )
        if finished:
            _record(run, "import.applied", run.applied_by_id)


def _record(run: ImportRun, topic: str, by_id: int | None) -> None:
    record(topic, subject_type="import_run", subject_id=run.pk, by_id=by_id, door=Door.IMPORT)
