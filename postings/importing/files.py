"""The bytes of imports, kept as files beside the database. No transaction takes a file back: what one that fails has
written is removed here, at once where its failure is seen, else by a look, every six hours, at what no page names."""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import storages
from django.db import OperationalError
from django.utils import timezone

from postings.importing.models import ImportRun, RawPage

logger = logging.getLogger(__name__)
OLD = timedelta(days=1)  # above all the time that a transaction can be open
BATCH = 1000
FOLDER, STORAGE = "imports", storages["private"]


@contextmanager
def gone_unless_committed() -> Iterator[list[str]]:
    """Around a transaction: the files that it notes here go with it where it fails."""
    kept: list[str] = []
    try:
        yield kept
    except OperationalError:
        raise  # where the connection broke off nobody knows whether it was committed; the next look will
    except BaseException:
        for name in kept:
            STORAGE.delete(name)
        raise


def keep_page(
    run: ImportRun, number: int, file: IO[bytes], *, kept: list[str], url: str, sha256: str, **about: Any
) -> RawPage:
    """Bytes as they came, under a name that nobody guesses; noted in ``kept``."""
    held = File(file, name=str(uuid.uuid4()))
    came = {"size": held.size, "came_at": timezone.now(), **about}
    name = STORAGE.save(f"{FOLDER}/{held.name}", content=held)
    kept.append(name)
    return RawPage.objects.create(run=run, number=number, file=name, url=url[:2000], sha256=sha256, **came)


def drop_orphans() -> int:
    """Remove what no page names and nobody can be writing any more: of a process killed in the middle, of a run that
    was deleted. How many."""
    try:
        names = [f"{FOLDER}/{name}" for name in STORAGE.listdir(FOLDER)[1]]
    except FileNotFoundError:  # nothing was kept yet
        return 0
    before, dropped = timezone.now() - OLD, 0
    old = [name for name in names if _is_from(name, before)]
    for batch in (set(old[at : at + BATCH]) for at in range(0, len(old), BATCH)):
        for name in batch - set(RawPage.objects.filter(file__in=batch).values_list("file", flat=True)):
            STORAGE.delete(name)
            dropped += 1
    if dropped:
        logger.warning("%s files that no import names were removed", dropped)
    return dropped


def _is_from(name: str, before: datetime) -> bool:
    with suppress(FileNotFoundError):  # another is at it, too
        return STORAGE.get_modified_time(name) < before
    return False
