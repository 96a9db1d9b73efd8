"""Looking at sources on their schedule: beat says "look again", the database says whose time has come.

One worker claims a source, asks it without holding any transaction, and writes down what came: a run to be read, or
what failed. A worker that is killed while it asks has written nothing; its claim runs out, and the source is asked
again. That one source never has two runs at once is a constraint (run_of_a_source_is_one_at_a_time).
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from postings.importing.actions import tell_worker
from postings.importing.fetch import boards
from postings.importing.fetch.boards import Board
from postings.importing.fetch.outcomes import Outcome
from postings.importing.fetch.sources import Source
from postings.importing.files import gone_unless_committed, keep_page
from postings.importing.locks import hold_claimed_source, hold_due_source
from postings.importing.models import ImportRow, ImportRun, ImportSource
from postings.models import Advert
from recruiting.db.constraints import constraint_of
from recruiting.history.tracking import door as history_door
from recruiting.outbox.actions import queue_mail, record
from recruiting.outbox.models import Door

LEASE = timedelta(minutes=6)  # above all the time that asking may take (boards.SECONDS)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(days=1)
TOLD_AFTER = 3  # failures in a row
ASKED_AGAIN_AFTER = timedelta(days=7)


def look(source_id: int | None = None) -> int | None:
    """Ask that source, or any whose time has come. Returns its id; None: there was nothing to do."""
    source = _claim(source_id)
    if source is None:
        return None
    asked = Source(source.kind, source.tenant, source.url)
    board = boards.read(asked, etag=source.etag, last_modified=source.last_modified, wants=_wants(source))
    with history_door(door=str(Door.TASK), user=None):
        _write_down(source, board)
    return source.pk


def _wants(source: ImportSource) -> Callable[[dict[str, Any]], bool]:
    """Of a board whose list holds no texts, which postings are asked for: those that are new, were released anew, or
    whose text was last asked for long ago."""
    lately = ImportRow.objects.filter(
        source_kind=source.kind,
        tenant=source.tenant,
        outcome=ImportRow.Outcome.APPLIED,
        run__started_at__gt=timezone.now() - ASKED_AGAIN_AFTER,
    )
    released = dict(lately.order_by("pk").values_list("external_id", "record__releasedDate"))
    return lambda row: str(row.get("id")) not in released or released[str(row["id"])] != row.get("releasedDate")


def _claim(source_id: int | None) -> ImportSource | None:
    with transaction.atomic(durable=True):
        now = timezone.now()
        found = hold_due_source(now, source_id)
        if found is None:
            return None
        ImportSource.objects.filter(pk=found).update(claimed_until=now + LEASE)
        return ImportSource.objects.get(pk=found)


def _write_down(source: ImportSource, board: Board) -> None:
    now = timezone.now()
    try:
        with gone_unless_committed() as kept, transaction.atomic(durable=True):
            # A slower worker must not undo what a later one noted, nor bring what the source's old address listed.
            if not hold_claimed_source(source):
                return
            noted = _noted(source, board, now)
            if _brings_something(source, board):
                _do_begin_run(source, board, kept)
            elif board.outcome in (Outcome.FETCHED, Outcome.UNCHANGED):
                _do_see_all(source, now)
            ImportSource.objects.filter(pk=source.pk).update(claimed_until=None, **noted)
            if noted["failures"] == TOLD_AFTER > source.failures:
                _do_tell_owner(source, noted["problem"])
    except IntegrityError as error:
        if constraint_of(error) != "run_of_a_source_is_one_at_a_time":
            raise
        # The last look is still being read: this one is asked for again, soon.
        soon = {"claimed_until": None, "next_at": now + timedelta(minutes=1)}
        ImportSource.objects.filter(pk=source.pk).update(**soon)


def _noted(source: ImportSource, board: Board, now: datetime) -> dict[str, Any]:
    """What the source's row says after this look: when the next one is, and what failed."""
    well = board.outcome in (Outcome.FETCHED, Outcome.UNCHANGED, Outcome.EMPTY)
    failures = 0 if well else source.failures + (board.outcome != Outcome.LATER)
    wait = source.interval if well else min(FIRST_WAIT * 2 ** min(failures, 10), LONGEST_WAIT)
    noted = {"checked_at": now, "failures": failures, "problem": board.problem[:500]}
    noted["next_at"] = max(board.retry_at or now, now + timedelta(minutes=1)) if board.retry_at else now + wait
    if board.complete:
        noted |= {"etag": board.etag, "last_modified": board.last_modified, "body_hash": _hash(board)}
    elif board.listed:  # its run takes the place of one that may hold more: the next whole list is read, changed or not
        noted |= ImportSource.NOTHING_KNOWN
    return noted


def _brings_something(source: ImportSource, board: Board) -> bool:
    """Pages that came are read even where others are missing; nothing is unlisted then."""
    return bool(board.listed) and not (board.complete and _hash(board) == source.body_hash)


def _hash(board: Board) -> str:
    return hashlib.sha256("".join(page.fetched.sha256 for page in board.pages).encode()).hexdigest()


def _do_begin_run(source: ImportSource, board: Board, kept: list[str]) -> ImportRun:
    _do_put_earlier_away(source)
    run = ImportRun.objects.create(
        kind=ImportRun.Kind.SOURCE,
        source=source,
        name=source.url,
        raw_hash=_hash(board),
        complete=board.complete,
        tenant=source.tenant,
        source_kind="" if source.kind == ImportSource.Kind.FEED else source.kind,
        format="" if source.kind == ImportSource.Kind.FEED else source.kind,
        started_by=source.owner,
        **{name: getattr(source, name) for name in ImportSource.SET_UP},
    )
    # What holds a text of its own before the list that only names it.
    for number, page in enumerate(sorted(board.pages, key=lambda page: not page.of), start=1):
        fetched = page.fetched
        headers = {"etag": fetched.etag, "last_modified": fetched.last_modified}
        keep_page(
            run,
            number,
            fetched.body,
            kept=kept,
            url=fetched.url,
            sha256=fetched.sha256,
            content_type=fetched.content_type[:200],
            headers=headers,
            came_at=fetched.at,
        )
    record("import.fetched", subject_type="import_run", subject_id=run.pk, by_id=None, door=Door.TASK)
    tell_worker(run)
    return run


def _do_put_earlier_away(source: ImportSource) -> None:
    """A later look holds all that an undecided earlier one does; what people decided about its rows goes with them. So
    it does of one whose columns nobody has said yet."""
    waits = (ImportRun.Status.MAPPING, ImportRun.Status.READY)
    earlier = ImportRun.objects.filter(source=source, status__in=waits)
    untouched = earlier.exclude(rows__outcome__in=[ImportRow.Outcome.APPLIED, ImportRow.Outcome.FAILED])
    put_away = {"status": ImportRun.Status.DISCARDED}
    elsewhere = _("The source has another address by now; this was read from the one it had before.")
    untouched.exclude(name=source.url).update(**put_away, error=elsewhere)
    untouched.filter(name=source.url).update(**put_away, error=_("A later look at the source took its place."))


def _do_see_all(source: ImportSource, now: datetime) -> None:
    """Nothing changed, so everything that was there still is."""
    rows = ImportRow.objects.filter(run__source=source, tenant=source.tenant)
    listed = Advert.objects.filter(import_rows__in=rows, unlisted_at__isnull=True)
    Advert.objects.filter(pk__in=listed.values("pk")).update(last_seen_at=now)


def _do_tell_owner(source: ImportSource, problem: str) -> None:
    owner = source.owner
    address = settings.PUBLIC_URL + reverse("import_source", args=[source.pk])
    body = _("%(name)s could not be read three times in a row.\n\n%(problem)s\n\nIt is tried again later.\n%(address)s")
    queue_mail(
        kind="import.source_fails",
        subject_type="import_source",
        subject_id=source.pk,
        to_user=owner,
        to_name=owner.name,
        to_address=owner.email,
        to_time_zone=owner.time_zone,
        title=_("Import fails: %(name)s") % {"name": source.name},
        body=body % {"name": source.name, "problem": problem, "address": address},
        why=_("You own this import source, and it failed three times in a row."),
    )
