"""Taking a run back, row by row: what it made is put away, what it changed is as it was before.

A row whose posting somebody edited since, or that people apply to, stays as it is and says why. A posting is archived
and not deleted, since its stages never are; its advert goes, so that the same import can be made anew. What the import
itself wrote over is no such edit: of several rows of one posting the last goes first, and then the one before it.
"""

import logging

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from postings.actions import _do_change_status, _do_edit_by_import
from postings.importing import leases
from postings.importing.access import check_may_change, check_may_still_import
from postings.importing.locks import hold_rows
from postings.importing.models import ImportRow, ImportRun
from postings.importing.queries import handled_by_people
from postings.locks import hold_posting
from postings.models import Advert, Posting
from recruiting.outbox.models import Door
from recruiting.web.refusals import Refusal

logger = logging.getLogger(__name__)
Status, Verdict, Outcome = ImportRun.Status, ImportRow.Verdict, ImportRow.Outcome


def revert_run(run: ImportRun) -> None:
    """In the opposite order of applying them: a row may have joined, or changed, what another made."""
    began = timezone.now()
    last_first = (F("posting_revision").desc(nulls_last=True), "-joins", "-number")
    applied = run.rows.filter(outcome=Outcome.APPLIED, reason="").order_by(*last_first)
    for row_id in list(applied.values_list("pk", flat=True)):
        _revert_row(row_id)
        leases.renew(run)
        if leases.is_over(began):
            leases.let_go(run)
            return
    leases.end(run, was=Status.REVERTING, now=Status.REVERTED, by_id=run.reverted_by_id)


def _revert_row(row_id: int) -> None:
    try:
        with transaction.atomic(durable=True):
            _do_revert(row_id)
    except (SoftTimeLimitExceeded, OperationalError):
        raise
    except Refusal as why:
        _say_why_it_stays(row_id, str(why))
    except Exception as error:
        logger.error("import row %s could not be reverted: %s", row_id, type(error).__name__)
        _say_why_it_stays(row_id, _("It failed because of a fault of ours."))


def _do_revert(row_id: int) -> None:
    posting_id = ImportRow.objects.values_list("posting", flat=True).get(pk=row_id)
    hold_posting(posting_id)
    hold_rows([row_id])
    row = ImportRow.objects.select_related("run__reverted_by").get(pk=row_id)
    if row.outcome != Outcome.APPLIED:
        return  # another worker was here
    check_may_still_import(row.run.reverted_by)
    posting = Posting.objects.get(pk=posting_id)
    if posting.revision != row.posting_revision:
        raise Refusal(_("Somebody edited the posting since. It stays as it is."))
    check_may_change(row.run.reverted_by, posting)
    if row.verdict != Verdict.NEW:
        _do_restore(row, posting)
    else:
        if not row.joins:
            _do_put_away(row, posting)
        Advert.objects.filter(pk=row.advert_id).delete()
    ImportRow.objects.filter(pk=row_id).update(outcome=Outcome.REVERTED)


def _do_restore(row: ImportRow, posting: Posting) -> None:
    advert = Advert.objects.get(pk=row.advert_id)
    columns = {name: _as_held(name, value) for name, value in row.before["posting"].items()}
    if columns:
        _do_edit_by_import(posting, columns, by=row.run.reverted_by)
    advert.save_edit(seen=advert.revision, changes=row.before["advert"])
    _do_say_as_before(row, posting)


def _do_say_as_before(row: ImportRow, posting: Posting) -> None:
    """The posting is again what it was before this row, so that whatever was applied to it then can go next."""
    met = [row.posting_revision, row.before.get("revision")]
    rows = ImportRow.objects.filter(posting=posting, outcome=Outcome.APPLIED, posting_revision__in=met)
    rows.update(posting_revision=posting.revision)


def _as_held(column: str, value: object) -> object:
    return Posting._meta.get_field(column).to_python(value)  # type: ignore[union-attr]


def _do_put_away(row: ImportRow, posting: Posting) -> None:
    if posting.applications.exists():
        raise Refusal(_("Somebody has applied to it. It stays as it is."))
    if posting.adverts.exclude(pk=row.advert_id).exists():
        raise Refusal(_("It has another advert by now. It stays as it is."))
    if handled_by_people(posting.pk).exists():
        raise Refusal(_("Somebody changed its openings, team or stages since. It stays as it is."))
    for status in (Posting.Status.CLOSED, Posting.Status.ARCHIVED):
        _do_change_status(posting, status, row.run.reverted_by, Door.IMPORT)


def _say_why_it_stays(row_id: int, why: str) -> None:
    ImportRow.objects.filter(pk=row_id, outcome=Outcome.APPLIED).update(reason=why[:300])
