"""Making postings of a run's accepted rows, and changing those that are there.

Batches commit on their own: what is applied stays applied. Where a batch fails, its rows are taken one by one, so that
a bad row costs only itself. A second worker waits on a row's lock, then reads what came of it.
"""

import logging
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from postings.actions import NewPosting, _do_create_postings, _do_edit_by_import
from postings.importing import leases
from postings.importing.access import check_may_change, check_may_still_import
from postings.importing.comparing import known_adverts
from postings.importing.fields import ADVERT_COLUMNS, edited, values_of
from postings.importing.locks import hold_rows
from postings.importing.models import ImportRow, ImportRun, PostingFact
from postings.locks import hold_posting
from postings.models import Advert, Posting
from recruiting.db.constraints import constraint_of
from recruiting.outbox.models import Door
from recruiting.web.refusals import Refusal

logger = logging.getLogger(__name__)
BATCH = 100
_NOT_TAKEN = gettext_lazy("The database did not take it.")
_OUR_FAULT = gettext_lazy("It failed because of a fault of ours.")
_NOT_THERE = gettext_lazy("What it changes is not there any more.")

Status, Verdict, Outcome = ImportRun.Status, ImportRow.Verdict, ImportRow.Outcome


def apply_run(run: ImportRun) -> None:
    began = timezone.now()
    waiting = list(run.rows.to_apply().order_by("number").values_list("pk", flat=True))
    size = 1 if run.attempts > 1 else BATCH  # once a worker died at it: the row that kills takes no other with it
    for start in range(0, len(waiting), size):
        _apply_batch(waiting[start : start + size])
        leases.renew(run)
        if leases.is_over(began):
            leases.let_go(run)
            return
    leases.end(run, was=Status.APPLYING, now=Status.APPLIED, by_id=run.applied_by_id)


def _apply_batch(row_ids: list[int]) -> None:
    try:
        with transaction.atomic(durable=True):
            _do_apply(row_ids)
    except (SoftTimeLimitExceeded, OperationalError):
        raise  # the worker's trouble or the database's, not the row's: its claim runs out and it is tried again
    except Exception as error:
        if len(row_ids) > 1:
            for row_id in row_ids:
                _apply_batch([row_id])
        else:
            _say_failed(row_ids[0], error)


def _say_failed(row_id: int, error: Exception) -> None:
    if isinstance(error, IntegrityError) and constraint_of(error) == "advert_is_known_once":
        _say_known(row_id)  # another run, with the same one, was first
    elif isinstance(error, Refusal):
        _fail_row(row_id, str(error))
    else:
        logger.error("import row %s could not be applied: %s", row_id, type(error).__name__)
        _fail_row(row_id, _NOT_TAKEN if isinstance(error, DatabaseError) else _OUR_FAULT)


def _do_apply(row_ids: list[int]) -> None:
    touched = ImportRow.objects.filter(pk__in=row_ids).values_list("posting", "resembles")
    for posting_id in sorted({posting_id for pair in touched for posting_id in pair if posting_id}):
        hold_posting(posting_id)
    hold_rows(row_ids)
    run = Prefetch("run", ImportRun.objects.select_related("applied_by", *_PEOPLE))  # once, not with each of its rows
    rows = ImportRow.objects.filter(pk__in=row_ids, outcome=Outcome.NONE).order_by("number")
    rows = [row for row in rows.select_related(*_PEOPLE).prefetch_related(run) if row.run.status == Status.APPLYING]
    if rows:
        check_may_still_import(rows[0].run.applied_by)
    known = known_adverts((row.source_kind, row.tenant, row.external_id) for row in rows)
    new = []
    for row in rows:
        if row.verdict != Verdict.NEW:
            _do_change(row)
        elif (row.source_kind, row.tenant, row.external_id) in known:
            _say_known(row.pk)
        else:
            new.append(row)
    _do_make([row for row in new if not row.joins])
    _do_join([row for row in new if row.joins])


_PEOPLE = ("template", "recruiter", "hiring_manager", "coordinator")


def _values(rows: list[ImportRow]) -> dict[int, dict[str, Any]]:
    """By row, what its posting will hold."""
    facts: dict[int, list[Any]] = {row.pk: [] for row in rows}
    read = PostingFact.objects.filter(row__in=rows).order_by("pk")
    for fact in read.values_list("row", "field", "value", named=True):
        facts[fact.row].append(fact)
    return {row.pk: values_of(facts[row.pk], row.corrections) for row in rows}


# ---------------------------------------------------------------- new


def _do_make(rows: list[ImportRow]) -> None:
    """A posting with an advert for each row."""
    if not rows:
        return
    values = _values(rows)
    wanted = [_new_posting(row, values[row.pk]) for row in rows]
    postings = _do_create_postings(wanted, by=rows[0].run.applied_by, door=Door.IMPORT)
    _do_advertise(list(zip(rows, postings, strict=True)), values)


def _new_posting(row: ImportRow, values: dict[str, Any]) -> NewPosting:
    """As the text says, as a person corrected it, begun as the row or else its run is set up."""
    setup = row.run.set_up() | row.set_up()
    _check_set_up(setup)
    columns = {name: value for name, value in values.items() if name not in ADVERT_COLUMNS}
    by_hand = edited(row.corrections)
    if setup.get("department"):  # written by a person for this import
        columns["department"], by_hand = setup["department"], sorted({*by_hand, "department"})
    return NewPosting(
        template=setup["template"],  # type: ignore[arg-type]
        openings=setup["openings"],  # type: ignore[arg-type]
        recruiter=setup.get("recruiter"),  # type: ignore[arg-type]
        hiring_manager=setup.get("hiring_manager"),  # type: ignore[arg-type]
        coordinator=setup.get("coordinator"),  # type: ignore[arg-type]
        opened=setup["posting_status"] == Posting.Status.OPEN,
        fields={"description": row.text, "edited_fields": by_hand, **columns},
    )


def _check_set_up(setup: dict[str, Any]) -> None:
    """Between setting up and applying a template may be retired, and people leave."""
    if setup["template"].retired_at:
        raise Refusal(_("The pipeline %(name)s is retired. Choose another.") % {"name": setup["template"]})
    for name in _PEOPLE[1:]:
        if (person := setup.get(name)) and not person.is_active:
            raise Refusal(_("%(name)s does not work here any more. Choose somebody else.") % {"name": person})
    if (recruiter := setup.get("recruiter")) and not recruiter.is_recruiter:
        raise Refusal(_("%(name)s is no recruiter any more. Choose somebody else.") % {"name": recruiter})


def _do_join(rows: list[ImportRow]) -> None:
    """Another advert of a posting that is there; the posting itself stays as it is."""
    values = _values(rows)
    for row in rows:
        posting = Posting.objects.get(pk=row.resembles_id)
        check_may_change(row.run.applied_by, posting)
        if posting.status == Posting.Status.ARCHIVED:
            words = _("%(posting)s is archived by now, and nobody would see this. Make it a posting of its own.")
            raise Refusal(words % {"posting": posting}, status=409)
        _do_advertise([(row, posting)], values)


def _do_advertise(pairs: list[tuple[ImportRow, Posting]], values: dict[int, dict[str, Any]]) -> None:
    now = timezone.now()
    Advert.objects.bulk_create(
        Advert(
            posting=posting,
            source_kind=row.source_kind,
            tenant=row.tenant,
            external_id=row.external_id,
            source_name=values[row.pk].get("source_name", ""),
            url=row.url,
            title=values[row.pk].get("title", posting.title),
            text=row.text,
            digest=row.digest,
            listed_at=now,
            last_seen_at=now,
        )
        for row, posting in pairs
    )
    _do_say_applied([row.pk for row, _posting in pairs])


def _do_say_applied(row_ids: list[int]) -> None:
    """Of rows whose adverts are there by now. The database finds those by their names; told them row by row, it took a
    quarter of applying."""
    adverts = Advert.objects.filter(**{name: OuterRef(name) for name in ("source_kind", "tenant", "external_id")})
    ImportRow.objects.filter(pk__in=row_ids).update(
        outcome=Outcome.APPLIED,
        advert=Subquery(adverts.values("pk")),
        posting=Subquery(adverts.values("posting")),
        posting_revision=Subquery(adverts.values("posting__revision")),
    )


# ---------------------------------------------------------------- changed


def _do_change(row: ImportRow) -> None:
    """What the advert says otherwise now, but for what a person edited here, before the preview or after."""
    if row.advert_id is None:
        raise Refusal(str(_NOT_THERE), status=409)
    posting, advert = Posting.objects.get(pk=row.posting_id), Advert.objects.get(pk=row.advert_id)
    check_may_change(row.run.applied_by, posting)
    _check_is_no_later_imports(row, posting, advert)
    changes = _still_to_change(row, posting)
    by_hand = sorted({*posting.edited_fields, *edited(row.corrections)})
    row.before = {
        "posting": {name: getattr(posting, name) for name in changes} | {"edited_fields": posting.edited_fields},
        "advert": {name: getattr(advert, name) for name in _ADVERT},
        "revision": posting.revision,
    }
    if changes:
        _do_edit_by_import(posting, {**changes, "edited_fields": by_hand}, by=row.run.applied_by)
    title = _values([row])[row.pk].get("title", advert.title)
    advert.save_edit(
        seen=advert.revision,
        changes={"title": title, "text": row.text, "digest": row.digest, "url": row.url},
    )
    row.outcome, row.posting_revision = Outcome.APPLIED, posting.revision
    row.save(update_fields=["outcome", "posting_revision", "before"])


_ADVERT = ("title", "text", "digest", "url")


def _still_to_change(row: ImportRow, posting: Posting) -> dict[str, Any]:
    """By column. Somebody who edited the posting since the preview was faster, and what they wrote stays."""
    came = {
        column: to
        for column, (was, to) in row.changes.items()
        if column not in posting.edited_fields and _plain(column, getattr(posting, column)) == _plain(column, was)
    }
    by_hand = {
        column: value
        for column, value in row.corrections.items()
        if column not in ADVERT_COLUMNS and _still_held(row, column, posting)
    }
    return {name: _plain(name, value) for name, value in {**came, **by_hand}.items()}


def _check_is_no_later_imports(row: ImportRow, posting: Posting, advert: Advert) -> None:
    """What another import wrote since this one was read, nobody saw beside what came here: which of the two is the
    later word of the source, only reading it again tells."""
    for column, (was, to) in row.changes.items():
        held = _plain(column, advert.text if column == "description" else getattr(posting, column))
        if column not in posting.edited_fields and held not in (_plain(column, was), _plain(column, to)):
            raise Refusal(_("Another import changed this posting since this one was read. Import it again."))


def _still_held(row: ImportRow, column: str, posting: Posting) -> bool:
    """What a person saw who corrected this; who corrected before there was a posting saw nothing of it."""
    if column not in row.corrected_over:
        return column not in posting.edited_fields
    return _plain(column, row.corrected_over[column]) == _plain(column, getattr(posting, column))


def _plain(column: str, value: Any) -> Any:
    """As the column holds it, whatever way it took through JSON."""
    return Posting._meta.get_field(column).to_python(value)  # type: ignore[union-attr]


# ---------------------------------------------------------------- what came of a row


def _say_known(row_id: int) -> None:
    row = ImportRow.objects.get(pk=row_id)
    known = known_adverts([(row.source_kind, row.tenant, row.external_id)]).get(
        (row.source_kind, row.tenant, row.external_id)
    )
    ImportRow.objects.filter(pk=row_id, outcome=Outcome.NONE).update(
        verdict=Verdict.SAME,
        posting_id=known and known.posting_id,
        advert_id=known and known.pk,
        reason=_("The same was imported meanwhile."),
    )


def _fail_row(row_id: int, why: object) -> None:
    ImportRow.objects.filter(pk=row_id, outcome=Outcome.NONE).update(outcome=Outcome.FAILED, reason=str(why)[:300])
