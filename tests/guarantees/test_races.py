"""Two connections at the same moment: the later one waits, and is refused when the first one has committed.

The first transaction stays open until the server says that the second waits for it.
"""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.guarantees.world import REOPENING, World, advert, build, entering, hiring, key, moving, prompt, reminder
from tests.waiting import is_waiting, until

pytestmark = pytest.mark.django_db(transaction=True)

CLOSE = "UPDATE postings_posting SET status = 'closed' WHERE id = %(closed)s"
OPEN = "UPDATE postings_posting SET status = 'open' WHERE id = %(closed)s"
REOPEN = moving("on_closed", **REOPENING)
RETIRE = "UPDATE pipelines_stage SET retired_at = now() WHERE id = %(stage4)s"
CANCEL = "UPDATE postings_opening SET cancelled_at = now(), cancelled_because = 'x' WHERE id = %(opening2)s"

# name: what was committed before, the first, the later, which constraint refuses the later.
RACES = {
    "closing, then reopening": (OPEN, CLOSE, REOPEN, "application_posting_takes_people"),
    "reopening, then closing": (OPEN, REOPEN, CLOSE, "application_posting_takes_people"),
    "retiring, then moving in": (None, RETIRE, moving(), "application_stage_in_use"),
    "moving in, then retiring": (None, moving(), RETIRE, "application_stage_in_use"),
    "cancelling, then hiring": (None, CANCEL, hiring("active", "opening2"), "application_opening_stands"),
    "hiring, then cancelling": (None, hiring("active", "opening2"), CANCEL, "application_opening_stands"),
    "two hires into one opening": (
        None, hiring("active", "opening2"), hiring("other", "opening2"), "candidates_application_opening_id_key",
    ),
    "two entries of one candidate": (None, entering(), entering(), "application_active_is_one"),
    "a reminder twice": (None, reminder(occurrence="2"), reminder(occurrence="2"), "reminder_is_written_once"),
    "an advert twice": (None, advert(external_id="'y'"), advert(external_id="'y'"), "advert_is_known_once"),
    "a key twice": (None, key(key="'new'"), key(key="'new'"), "key_is_used_once"),
    "a move's key twice": (
        None, moving(idempotency_key="'new'"), moving("other", idempotency_key="'new'"), "move_key_is_used_once",
    ),
}  # fmt: skip


@pytest.fixture
def world() -> World:
    return build()


def commit(world: World, statement: str) -> None:
    with prompt() as connection:
        connection.execute(statement, world)
        connection.commit()


def the_later(world: World, first: str, later: str) -> psycopg.Error | None:
    """Run ``later`` while ``first`` is not committed yet; wait until it waits; commit the first. Its error."""
    with prompt() as one, prompt() as two, ThreadPoolExecutor(1) as thread:
        one.execute(first, world)
        running = thread.submit(two.execute, later, world)
        until(lambda server: is_waiting(server, two.info.backend_pid), "the later one waits")
        one.commit()
        return running.exception()


@pytest.mark.parametrize(("before", "first", "later", "by"), RACES.values(), ids=RACES.keys())
def test_the_later_waits_and_is_refused(world, before, first, later, by):
    if before:
        commit(world, before)
    error = the_later(world, first, later)
    assert isinstance(error, psycopg.errors.IntegrityError)
    assert error.diag.constraint_name == by


def test_the_later_of_two_moves_of_one_application_is_refused(world):
    """Both write number 4; the row of the application is what they wait for."""
    error = the_later(world, moving(), moving(to_stage_id="%(stage2)s"))
    assert error.diag.constraint_name in {"move_is_numbered_once", "application_is_its_last_move"}


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_a_transaction_that_sees_the_past_is_refused_too(world, level):
    """Its snapshot is from before the posting was closed; the key is checked against what is committed now."""
    commit(world, OPEN)
    with prompt() as late:
        late.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        late.execute("SELECT 1 FROM postings_posting")
        commit(world, CLOSE)
        with pytest.raises((psycopg.errors.ForeignKeyViolation, psycopg.errors.SerializationFailure)):
            late.execute(REOPEN, world)


def test_a_move_that_was_rolled_back_lets_the_later_one_through(world):
    with prompt() as one, prompt() as two, ThreadPoolExecutor(1) as thread:
        one.execute(CANCEL, world)
        running = thread.submit(two.execute, hiring("active", "opening2"), world)
        until(lambda server: is_waiting(server, two.info.backend_pid), "the later one waits")
        one.rollback()
        assert running.exception() is None
