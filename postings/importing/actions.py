"""What people do with imports: paste, set up, correct, decide, apply, discard. What workers do is in apply.py."""

import hashlib
import logging
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from kombu.exceptions import OperationalError

from postings.importing.access import check_may_import
from postings.importing.fields import values_of
from postings.importing.locks import hold_run
from postings.importing.models import ImportRow, ImportRun
from postings.pipelines.actions import ensure_default_template
from recruiting.outbox.actions import once, record
from recruiting.outbox.models import Door
from recruiting.people.models import User
from recruiting.web.refusals import Refusal

logger = logging.getLogger(__name__)
Status = ImportRun.Status


class NotReady(Refusal):
    """The run is not, or no longer, at the point where people decide about it."""

    status = 409

    def __init__(self, run: ImportRun) -> None:
        super().__init__(_("This import is %(status)s. Nothing was changed.") % {"status": run.get_status_display()})


class CannotApply(Refusal):
    """An accepted row lacks what every posting needs, or none is accepted."""


def paste(*, text: str, by: User, key: str) -> int:
    """Keep the text as it came and have it read by a worker. Returns the run's id, the first one's for the same key."""
    check_may_import(by)
    raw_hash = hashlib.sha256(text.encode()).hexdigest()

    def do() -> dict[str, Any]:
        run = ImportRun.objects.create(
            kind=ImportRun.Kind.PASTE,
            raw=text,
            raw_hash=raw_hash,
            started_by=by,
            template=ensure_default_template(),
            recruiter=by,
        )
        _record(run, "import.pasted", by)
        tell_worker(run)
        return {"run": run.pk}

    with transaction.atomic(durable=True):
        return once(by=by, key=key, action="import.paste", body=[raw_hash], do=do)["run"]


def set_up(run_id: int, *, seen: int, setup: dict[str, object], by: User) -> ImportRun:
    """How the postings of this run begin: pipeline, recruiter, department, openings, draft or open."""
    with transaction.atomic(durable=True):
        run = _do_hold_ready(run_id, by)
        run.save_edit(seen=seen, changes=setup)
        return run


def correct(row_id: int, *, seen: int, values: dict[str, object], by: User) -> None:
    """Set columns in place of what was read. The posting remembers that a person did."""
    with transaction.atomic(durable=True):
        row = _do_hold_row(row_id, by)
        row.save_edit(seen=seen, changes={"corrections": {**row.corrections, **values}})
        _do_rename(row)


def take_as_read(row_id: int, *, seen: int, columns: tuple[str, ...], by: User) -> None:
    """Forget the correction of these columns; what the text says holds again."""
    with transaction.atomic(durable=True):
        row = _do_hold_row(row_id, by)
        kept = {column: value for column, value in row.corrections.items() if column not in columns}
        row.save_edit(seen=seen, changes={"corrections": kept})
        _do_rename(row)


def decide(row_id: int, *, seen: int, decision: str, by: User) -> None:
    """Accept a row or skip it."""
    with transaction.atomic(durable=True):
        row = _do_hold_row(row_id, by)
        if row.verdict != ImportRow.Verdict.NEW:
            raise Refusal(_("There is nothing to decide here: %(verdict)s.") % {"verdict": row.get_verdict_display()})
        row.save_edit(seen=seen, changes={"decision": decision})


def apply(run_id: int, *, seen: int, setup: dict[str, object], by: User) -> ImportRun:
    """Have a worker make postings of the accepted rows. Pressed twice by the same person it is one."""
    with transaction.atomic(durable=True):
        check_may_import(by)
        hold_run(run_id)
        run = ImportRun.objects.get(pk=run_id)
        if run.applied_by_id == by.pk and run.status in (Status.APPLYING, Status.APPLIED):
            return run
        if run.status != Status.READY:
            raise NotReady(run)
        _do_check_rows(run)
        changes = {**setup, "status": Status.APPLYING, "applied_by": by, "claimed_until": None, "attempts": 0}
        run.save_edit(seen=seen, changes=changes)
        _record(run, "import.apply_asked", by)
        tell_worker(run)
        return run


def discard(run_id: int, *, seen: int, by: User) -> None:
    """Put a run away that nothing came of; its text stays, with who discarded it in the history."""
    with transaction.atomic(durable=True):
        check_may_import(by)
        hold_run(run_id)
        run = ImportRun.objects.get(pk=run_id)
        if run.status not in (Status.READING, Status.READY, Status.FAILED):
            raise NotReady(run)
        run.save_edit(seen=seen, changes={"status": Status.DISCARDED, "claimed_until": None})
        _record(run, "import.discarded", by)


def tell_worker(run: ImportRun) -> None:
    """Only a word that hurries things on: what is to be done stands in the row, and the sweep finds it there."""
    name = "importing.read" if run.status == Status.READING else "importing.apply"
    transaction.on_commit(partial(_publish, name, run.pk), robust=True)


def _publish(task: str, run_id: int) -> None:
    try:
        current_app.send_task(task, args=[run_id], retry=False)
    except OperationalError as error:
        logger.warning("the broker does not answer (%s): the sweep will find the import", type(error).__name__)


def _do_hold_ready(run_id: int, by: User) -> ImportRun:
    check_may_import(by)
    hold_run(run_id)
    run = ImportRun.objects.get(pk=run_id)
    if run.status != Status.READY:
        raise NotReady(run)
    return run


def _do_hold_row(row_id: int, by: User) -> ImportRow:
    _do_hold_ready(ImportRow.objects.values_list("run", flat=True).get(pk=row_id), by)
    return ImportRow.objects.get(pk=row_id)


def _do_rename(row: ImportRow) -> None:
    """Lists call the row by its title as corrected."""
    title = values_of(row.facts.all(), row.corrections).get("title", "")
    ImportRow.objects.filter(pk=row.pk).update(title=title)


def _do_check_rows(run: ImportRun) -> None:
    rows = list(run.rows.to_apply())
    if not rows:
        raise CannotApply(_("No posting of this import is accepted; there is nothing to apply."))
    untitled = [str(row.number) for row in rows if not row.title]
    if untitled:
        words = ngettext(
            "The text names no title for posting %(numbers)s. Write one, or skip it.",
            "The text names no title for the postings %(numbers)s. Write them, or skip these.",
            len(untitled),
        )
        raise CannotApply(words % {"numbers": ", ".join(untitled)})


def _record(run: ImportRun, topic: str, by: User) -> None:
    record(topic, subject_type="import_run", subject_id=run.pk, by_id=by.pk, door=Door.PAGE)
