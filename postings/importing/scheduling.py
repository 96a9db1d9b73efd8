"""What people do with import sources: add one, edit it, pause it, have it looked at now."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from postings.importing.access import check_may_import
from postings.importing.models import ImportSource
from postings.importing.waking import hurry
from recruiting.db.constraints import constraint_of
from recruiting.outbox.actions import record
from recruiting.outbox.models import Door
from recruiting.people.models import User
from recruiting.web.refusals import Refusal

LOOK = "importing.look"


class KnownAlready(Refusal):
    """The same board is looked at already."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("This board or feed is among the sources already."))


@contextmanager
def _known_once() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if constraint_of(error) != "source_is_known_once":
            raise
        raise KnownAlready from error


def add_source(*, by: User, **fields: object) -> ImportSource:
    """A board or feed to look at, at once and then on its schedule."""
    check_may_import(by)
    with _known_once(), transaction.atomic(durable=True):
        source = ImportSource.objects.create(**{"owner": by, "next_at": timezone.now(), **fields})
        _record(source, "import_source.added", by)
        hurry(LOOK, source.pk)
        return source


def edit_source(source_id: int, *, seen: int, changes: dict[str, object], by: User) -> ImportSource:
    """Another address is another source: what was known of the old one's answers is forgotten, and so is what a worker
    is just asking it."""
    check_may_import(by)
    with _known_once(), transaction.atomic(durable=True):
        source = ImportSource.objects.get(pk=source_id)
        if changes.get("url", source.url) != source.url:
            forgotten = {**ImportSource.NOTHING_KNOWN, "failures": 0, "problem": ""}
            changes = {**changes, **forgotten, "claimed_until": None, "next_at": timezone.now()}
        source.save_edit(seen=seen, changes=changes)
        _record(source, "import_source.edited", by)
        return source


def pause(source_id: int, *, seen: int, active: bool, by: User) -> ImportSource:
    """Stop looking at it; or go on, with a look at once."""
    check_may_import(by)
    with transaction.atomic(durable=True):
        source = ImportSource.objects.get(pk=source_id)
        again = {"next_at": timezone.now(), "failures": 0} if active else {}
        source.save_edit(seen=seen, changes={"active": active, **again})
        _record(source, "import_source.resumed" if active else "import_source.paused", by)
        if active:
            hurry(LOOK, source.pk)
        return source


def look_now(source_id: int, *, by: User) -> None:
    """Before its time, and read though it says the same: what came of it may have been discarded or taken back. One
    that a worker is just asking, is asked once."""
    check_may_import(by)
    with transaction.atomic(durable=True):
        now = timezone.now()
        ImportSource.objects.filter(pk=source_id, active=True).update(**ImportSource.NOTHING_KNOWN)
        ImportSource.objects.filter(pk=source_id, active=True, next_at__gt=now).update(next_at=now)
        source = ImportSource.objects.get(pk=source_id)
        if not source.active:
            raise Refusal(_("It is paused. Let it go on first."), status=409)
        _record(source, "import_source.look_asked", by)
        hurry(LOOK, source.pk)


def _record(source: ImportSource, topic: str, by: User) -> None:
    record(topic, subject_type="import_source", subject_id=source.pk, by_id=by.pk, door=Door.PAGE)
