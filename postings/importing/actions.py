"""What people do with imports: paste, set up, correct, decide, apply, discard. What workers do is in apply.py."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from postings.importing.access import check_may_import
from postings.importing.columns import Header
from postings.importing.fields import ADVERT_COLUMNS, values_of
from postings.importing.files import gone_unless_committed, keep_page
from postings.importing.locks import hold_run
from postings.importing.models import ImportRow, ImportRun, PostingFact, TableMapping
from postings.importing.waking import hurry
from postings.models import Posting
from postings.pipelines.actions import ensure_default_template
from recruiting.db.constraints import constraint_of
from recruiting.outbox.actions import once, record
from recruiting.outbox.models import Door
from recruiting.people.models import User
from recruiting.web.refusals import Refusal

UNTITLED_NAMED = 20  # of those without a title, so many are named at once
Status = ImportRun.Status


class NotReady(Refusal):
    """The run is not, or no longer, at the point where people decide about it."""

    status = 409

    def __init__(self, run: ImportRun) -> None:
        super().__init__(_("This import is %(status)s. Nothing was changed.") % {"status": run.get_status_display()})


class ReadAnew(Refusal):
    """Somebody had the run read as something else, or another look at its source is being read."""

    status = 409


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
            **_beginning(by),
        )
        _record(run, "import.pasted", by)
        tell_worker(run)
        return {"run": run.pk}

    with transaction.atomic(durable=True):
        return once(by=by, key=key, action="import.paste", body=[raw_hash], do=do)["run"]


def begin(*, text: str, files: list[File], by: User, key: str) -> list[int]:
    """A run for a pasted text, and one for each file."""
    begun = [paste(text=text, by=by, key=key)] if text.strip() else []
    for number, file in enumerate(files, start=1):
        begun.append(upload(file=file, name=file.name or "", by=by, key=f"{key[:70]}-{number}"))
    return begun


def upload(*, file: File, name: str, by: User, key: str) -> int:
    """Keep a file as it came and have it read by a worker. Returns the run's id, the first one's for the same key."""
    check_may_import(by)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    raw_hash = digest.hexdigest()

    def do() -> dict[str, Any]:
        run = ImportRun.objects.create(
            kind=ImportRun.Kind.FILE, name=name, raw_hash=raw_hash, started_by=by, **_beginning(by)
        )
        keep_page(run, 1, file, kept=kept, url=name, sha256=raw_hash)
        _record(run, "import.uploaded", by)
        tell_worker(run)
        return {"run": run.pk}

    with gone_unless_committed() as kept, transaction.atomic(durable=True):
        return once(by=by, key=key, action="import.upload", body=[raw_hash, name], do=do)["run"]


def _beginning(by: User) -> dict[str, Any]:
    """How an import's postings begin unless somebody says otherwise."""
    return {
        "template": ensure_default_template(),
        "recruiter": by,
        "openings": 1,
        "posting_status": Posting.Status.DRAFT,
    }


def set_up(run_id: int, *, seen: int, setup: dict[str, object], by: User) -> ImportRun:
    """How the postings of this run begin: pipeline, recruiter, department, openings, draft or open."""
    with transaction.atomic(durable=True):
        run = _do_hold(run_id, by, Status.READY)
        run.save_edit(seen=seen, changes=setup)
        return run


def correct(row_id: int, *, seen: int, values: dict[str, object], by: User) -> None:
    """Set columns in place of what was read. The posting remembers that a person did."""
    with transaction.atomic(durable=True):
        row = _do_hold_row(row_id, by)
        over = {**row.corrected_over, **_held_now(row, values)}
        row.save_edit(seen=seen, changes={"corrections": {**row.corrections, **values}, "corrected_over": over})
        _do_rename(row)


def _held_now(row: ImportRow, columns: Iterable[str]) -> dict[str, object]:
    """What the row's posting holds in these columns while a person sets them here. Should somebody edit the posting
    before this is applied, theirs stays."""
    names = set(columns) - ADVERT_COLUMNS
    return {name: getattr(row.posting, name) for name in names} if row.posting else {}


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
        _check_is_to_decide(row)
        row.save_edit(seen=seen, changes={"decision": decision})


def decide_all(run_id: int, *, seen: int, decision: str, verdict: str = "", by: User) -> int:
    """Accept or skip every row that is to be decided, or those of one verdict. How many that changed."""
    with transaction.atomic(durable=True):
        run = _do_hold(run_id, by, Status.READY)
        run.save_edit(seen=seen, changes={})
        rows = run.rows.visible_to(by).to_decide().exclude(decision=decision)
        rows = rows.filter(verdict=verdict) if verdict else rows
        return rows.update(decision=decision, revision=F("revision") + 1)


def set_up_row(row_id: int, *, seen: int, setup: dict[str, object], by: User) -> None:
    """How this one posting begins, where that is otherwise than its run's."""
    with transaction.atomic(durable=True):
        row = _do_hold_row(row_id, by)
        _check_is_to_decide(row)
        row.save_edit(seen=seen, changes=setup)


def take(row_id: int, *, seen: int, columns: tuple[str, ...], theirs: bool, by: User) -> None:
    """Of a field that a person edited here: what came in place of theirs, or theirs after all."""
    with transaction.atomic(durable=True):
        row = _do_hold_row(row_id, by)
        came = {column: row.changes[column][1] for column in columns if column in row.changes}
        if not came:
            raise Refusal(_("Nothing else came for this field."))
        kept = {column: value for column, value in row.corrections.items() if column not in columns}
        taken = came if theirs else {}
        over = {**row.corrected_over, **_held_now(row, taken)}
        row.save_edit(seen=seen, changes={"corrections": {**kept, **taken}, "corrected_over": over})
        _do_rename(row)


def _sees(by: User, posting_id: int | None) -> bool:
    return posting_id is not None and Posting.objects.visible_to(by).filter(pk=posting_id).exists()


def join(row_id: int, *, seen: int, joins: bool, by: User) -> None:
    """Make it another advert of the posting that it resembles, or a posting of its own after all."""
    with transaction.atomic(durable=True):
        row = _do_hold_row(row_id, by)
        if row.verdict != ImportRow.Verdict.NEW or not _sees(by, row.resembles_id):
            raise Refusal(_("There is no posting that this could be another advert of."))
        row.save_edit(seen=seen, changes={"joins": joins})


def read_as(run_id: int, *, seen: int, format: str, by: User) -> None:
    """Correct a wrong guess: read it again, as what a person says that it is. Nothing must have come of it yet."""
    with transaction.atomic(durable=True):
        run = _do_hold(run_id, by, Status.READY, Status.FAILED)
        tenant = run.tenant if run.source_id else None  # of a file what it is known by is its format's
        _do_read_again(run, seen=seen, changes={"format": format, "mapping": {}, "tenant": tenant})
        _record(run, "import.read_as", by)


def say_columns(
    run_id: int, *, seen: int, header: Header, columns: dict[str, str], by: User, tenant: str | None = None
) -> None:
    """Which column of a table is which field: for this run, which is read anew, and for all with the same header. And
    which list it is, where there are others with that header."""
    with transaction.atomic(durable=True):
        run = _do_hold(run_id, by, Status.MAPPING, Status.READY, Status.FAILED)
        said = {"columns": columns, "header": header.names, "saved_by": by}
        TableMapping.objects.update_or_create(fingerprint=header.fingerprint, defaults=said)
        _do_read_again(run, seen=seen, changes={"mapping": columns, "tenant": tenant or run.tenant})
        _record(run, "import.columns_said", by)


def _do_read_again(run: ImportRun, *, seen: int, changes: dict[str, object]) -> None:
    """From the beginning; what was read before, and decided about it, is forgotten."""
    PostingFact.objects.filter(row__run=run).delete()
    run.rows.all().delete()
    again = {"status": Status.READING, "read_to": 0, "same_count": 0, "attempts": 0, "claimed_until": None, "error": ""}
    try:
        run.save_edit(seen=seen, changes={**again, **changes})
    except IntegrityError as error:
        if constraint_of(error) != "run_of_a_source_is_one_at_a_time":
            raise
        raise ReadAnew(_("A later look at its source is just being read. Wait until it is.")) from error
    tell_worker(run)


def _check_is_to_decide(row: ImportRow) -> None:
    if row.verdict not in ImportRow.DECIDED:
        raise Refusal(_("There is nothing to decide here: %(verdict)s.") % {"verdict": row.get_verdict_display()})


def apply(run_id: int, *, seen: int, setup: dict[str, object], by: User) -> ImportRun:
    """Have a worker make postings of the accepted rows; of a run that was applied, of those that failed. Pressed twice
    by the same person it is one."""
    with transaction.atomic(durable=True):
        run = _do_hold(run_id, by, Status.READY, Status.APPLYING, Status.APPLIED)
        if run.applied_by_id == by.pk and run.status != Status.READY and run.revision != seen:
            return run
        if run.status == Status.APPLYING or (run.status == Status.APPLIED and not _do_offer_again(run, by)):
            raise NotReady(run)
        _do_check_rows(run)
        changes = {**setup, "status": Status.APPLYING, "applied_by": by, "claimed_until": None, "attempts": 0}
        run.save_edit(seen=seen, changes=changes)
        _record(run, "import.apply_asked", by)
        tell_worker(run)
        return run


def _do_offer_again(run: ImportRun, by: User) -> int:
    """What failed, as far as ``by`` sees it: the applier may not have been allowed to, or it was corrected since."""
    return run.rows.visible_to(by).failed().update(outcome=ImportRow.Outcome.NONE, reason="")


def revert(run_id: int, *, seen: int, by: User) -> ImportRun:
    """Have a worker take back what was made of a run, but for what was edited since. Pressed twice it is one."""
    with transaction.atomic(durable=True):
        run = _do_hold(run_id, by, Status.APPLIED, Status.REVERTING, Status.REVERTED)
        if run.reverted_by_id == by.pk and run.revision != seen:
            return run  # the second press of one; a later one tries the rows that stayed again
        if run.status == Status.REVERTING:
            raise NotReady(run)
        run.rows.filter(outcome=ImportRow.Outcome.APPLIED).update(reason="")
        changes = {"status": Status.REVERTING, "reverted_by": by, "claimed_until": None, "attempts": 0}
        run.save_edit(seen=seen, changes=changes)
        _record(run, "import.revert_asked", by)
        tell_worker(run)
        return run


def discard(run_id: int, *, seen: int, by: User) -> None:
    """Put a run away that nothing came of; its text stays, with who discarded it in the history."""
    with transaction.atomic(durable=True):
        run = _do_hold(run_id, by, Status.MAPPING, Status.READING, Status.READY, Status.FAILED)
        run.save_edit(seen=seen, changes={"status": Status.DISCARDED, "claimed_until": None})
        _record(run, "import.discarded", by)


def tell_worker(run: ImportRun) -> None:
    """What is to be done with the run follows from where it stands."""
    name = {Status.READING: "importing.read", Status.APPLYING: "importing.apply"}.get(
        Status(run.status), "importing.revert"
    )
    hurry(name, run.pk)


def _do_hold(run_id: int, by: User, *statuses: str) -> ImportRun:
    """The run as it is under its lock, where it is at one of these points."""
    check_may_import(by)
    hold_run(run_id)
    run = ImportRun.objects.get(pk=run_id)
    if run.status not in statuses:
        raise NotReady(run)
    return run


def _do_hold_row(row_id: int, by: User) -> ImportRow:
    """A row that nothing came of yet, with its run."""
    try:
        run_id = ImportRow.objects.values_list("run", flat=True).get(pk=row_id)
        run = _do_hold(run_id, by, Status.READY, Status.APPLIED)
        row = run.rows.get(pk=row_id)
    except ImportRow.DoesNotExist:
        raise ReadAnew(_("This import was read anew meanwhile. Look again.")) from None
    if not row.is_open:
        raise NotReady(run)
    return row


def _do_rename(row: ImportRow) -> None:
    """Lists call the row by its title as corrected."""
    title = values_of(row.facts.all(), row.corrections).get("title", "")
    ImportRow.objects.filter(pk=row.pk).update(title=title)


def _do_check_rows(run: ImportRun) -> None:
    rows = run.rows.to_apply()
    if not rows.exists():
        raise CannotApply(_("No posting of this import is accepted; there is nothing to apply."))
    numbers = rows.filter(title="").order_by("number").values_list("number", flat=True)
    if untitled := [str(number) for number in numbers[:UNTITLED_NAMED]]:
        words = ngettext(
            "The text names no title for posting %(numbers)s. Write one, or skip it.",
            "The text names no title for the postings %(numbers)s. Write them, or skip these.",
            len(untitled),
        )
        raise CannotApply(words % {"numbers": ", ".join(untitled)})


def _record(run: ImportRun, topic: str, by: User) -> None:
    record(topic, subject_type="import_run", subject_id=run.pk, by_id=by.pk, door=Door.PAGE)
