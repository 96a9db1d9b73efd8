"""The files of imports beside the database: what a transaction that fails has written, and what nobody names."""

import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, OperationalError

from postings.importing import actions, files, tasks
from postings.importing.models import ImportRun, RawPage
from tests.factories import a_key
from tests.postings.importing.fetch.conftest import site  # noqa: F401
from tests.postings.importing.test_sources import board, lever_job, looked, source  # noqa: F401

pytestmark = pytest.mark.django_db
DAY = 24 * 60 * 60


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """The names of the files that are kept, in a folder of the test's own."""
    monkeypatch.setattr(storages["private"], "_location", str(tmp_path))
    monkeypatch.setattr(storages["private"], "base_location", str(tmp_path))
    monkeypatch.setattr(storages["private"], "location", str(tmp_path))
    return lambda: sorted(path.relative_to(tmp_path).as_posix() for path in _files(tmp_path))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def upload(by) -> ImportRun:
    return ImportRun.objects.get(pk=actions.upload(file=ContentFile(b"x"), name="x", by=by, key=a_key()))


def fails(error: type[Exception]):
    def fail(*_, **__):
        raise error

    return fail


def test_an_upload_that_fails_leaves_no_file(kept, recruiter, monkeypatch):
    monkeypatch.setattr(actions, "_record", fails(ZeroDivisionError))
    with pytest.raises(ZeroDivisionError):
        upload(recruiter)
    assert kept() == [] and not ImportRun.objects.exists()


def test_an_upload_that_is_refused_by_the_database_leaves_no_file(kept, recruiter, monkeypatch):
    monkeypatch.setattr(RawPage.objects, "create", fails(IntegrityError))
    with pytest.raises(IntegrityError):
        upload(recruiter)
    assert kept() == []


def test_a_look_that_another_was_faster_with_leaves_no_file(kept, source, board):  # noqa: F811
    looked(source)
    before = kept()
    board(lever_job("3"))
    looked(source)
    assert source.runs.count() == 1 and kept() == before != []


def test_where_nobody_knows_whether_it_was_committed_the_file_stays(kept, recruiter, monkeypatch):
    monkeypatch.setattr(actions, "_record", fails(OperationalError))
    with pytest.raises(OperationalError):
        upload(recruiter)
    assert len(kept()) == 1


def aged(name: str, seconds: float) -> None:
    at = time.time() - seconds
    os.utime(storages["private"].path(name), (at, at))


def test_daily_what_no_import_names_goes_and_what_is_young_or_named_stays(kept, recruiter):
    names = {}
    for what in ("named", "deleted", "young"):
        names[what] = upload(recruiter).pages.get().file.name
    RawPage.objects.exclude(file=names["named"]).delete()
    aged(names["named"], 3 * DAY)
    aged(names["deleted"], DAY + 60)
    aged(names["young"], DAY - 60)
    tasks.tidy()
    assert kept() == sorted([names["named"], names["young"]])
    assert files.drop_orphans() == 0


def test_many_are_looked_at_in_parts(kept, recruiter, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(files, "BATCH", 2)
    named = [upload(recruiter).pages.get().file.name for _ in range(2)]
    lost = [storages["private"].save(f"imports/lost-{n}", ContentFile(b"x")) for n in range(3)]
    for name in named + lost:
        aged(name, 2 * DAY)
    with django_assert_num_queries(3):
        assert files.drop_orphans() == 3
    assert kept() == sorted(named)


def test_where_nothing_was_kept_yet_there_is_nothing_to_do(kept):
    assert files.drop_orphans() == 0


def test_beat_has_it_done(settings):
    assert "importing.tidy" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
