"""What a look at a source brings again, though the source says the same as before."""

from dataclasses import replace

import pytest

from postings.importing import actions as importing
from postings.importing import looking, scheduling
from postings.importing.fetch import boards
from tests.postings.importing.conftest import apply_now, revert_now
from tests.postings.importing.fetch.conftest import site  # noqa: F401
from tests.postings.importing.test_sources import board, lever_job, looked, read_last, source  # noqa: F401

pytestmark = pytest.mark.django_db


def test_what_a_look_without_a_page_missed_comes_with_the_next_whole_one(source, board, monkeypatch):  # noqa: F811
    """It takes the place of an undecided run that held it; that the board is as it was before does not matter."""
    looked(source)
    read_last(source)
    board(lever_job("1"))
    read = boards.read
    with monkeypatch.context() as short:
        short.setattr(boards, "read", lambda *args, **how: replace(read(*args, **how), complete=False))
        looked(source)
    read_last(source)
    board(lever_job("1"), lever_job("2"))
    looked(source)
    run = read_last(source)
    assert set(run.rows.values_list("external_id", "verdict")) == {("1", "new"), ("2", "new")}


@pytest.mark.parametrize("put_away", ["reverted", "discarded"])
def test_who_asks_for_a_look_gets_anew_what_was_put_away(source, recruiter, put_away):  # noqa: F811
    looked(source)
    run = read_last(source)
    if put_away == "reverted":
        revert_now(apply_now(run))
    else:
        importing.discard(run.pk, seen=run.revision, by=recruiter)
    looked(source)
    assert source.runs.count() == 1, "on its schedule the same brings nothing"
    scheduling.look_now(source.pk, by=recruiter)
    looking.look(source.pk)
    assert list(read_last(source).rows.values_list("verdict", flat=True)) == ["new", "new"]
