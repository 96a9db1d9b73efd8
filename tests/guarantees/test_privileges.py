"""The application's role owns nothing, and the tables that are written once it can only read and add to."""

import psycopg
import pytest
from psycopg import sql

from recruiting.db.grants import append_only_tables
from tests import servers
from tests.guarantees.world import insert_move, moving, prompt, refusal, tables

pytestmark = pytest.mark.django_db


def owner() -> psycopg.Connection:
    return psycopg.connect(servers.owner_database_url())


def test_append_only_tables_can_be_neither_changed_nor_emptied(world):
    attacks = ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}", "TRUNCATE {} CASCADE")
    names = append_only_tables()
    assert {"candidates_stagemove", "candidates_timecorrection", "outbox_event", "candidates_applicationevent"} <= {
        *names
    }
    answers = {(table, a): refusal(world, a.format(table)) for table in names for a in attacks}
    assert set(answers.values()) == {"permission denied"}


def test_no_table_can_be_truncated_altered_or_dropped(world):
    attacks = ("TRUNCATE {} CASCADE", "ALTER TABLE {} DISABLE TRIGGER ALL", "DROP TABLE {} CASCADE")
    with prompt() as connection:
        names = [table.as_string(connection) for table in tables(connection)]
        owned = connection.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole").fetchone()
    assert owned == (0,)
    answers = {refusal(world, attack.format(table)) for table in names for attack in attacks}
    assert len(names) > 40 and answers == {"permission denied"}


def test_corrections_are_written_by_their_function_alone(world):
    forged = (
        "INSERT INTO candidates_timecorrection (move_id, old_at, new_at, by_id, reason) "
        "SELECT id, now(), now(), %(by)s, 'x' FROM candidates_stagemove WHERE application_id = %(active)s LIMIT 1"
    )
    assert refusal(world, forged) == "permission denied"


def test_a_table_in_pg_temp_does_not_hide_the_application_from_a_trigger(world):
    """Even where somebody gave the privilege that grants.py takes away."""
    hidden = "CREATE TEMP TABLE candidates_application AS SELECT id, 9 AS version FROM public.candidates_application"
    with owner() as giving:
        allow = sql.SQL("GRANT TEMPORARY ON DATABASE {} TO PUBLIC").format(sql.Identifier(giving.info.dbname))
        giving.execute(allow)
    try:
        assert refusal(world, hidden, insert_move()) == "move_is_followed"
    finally:
        with owner() as taking:
            taking.execute(
                sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(sql.Identifier(taking.info.dbname))
            )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE candidates_stagemove SET note = 'x'",
        "DELETE FROM candidates_stagemove",
        "TRUNCATE candidates_stagemove CASCADE",
        "TRUNCATE candidates_application CASCADE",
        "UPDATE outbox_event SET payload = '{}'",
        "DELETE FROM outbox_event",
        "TRUNCATE outbox_event CASCADE",
        "DELETE FROM candidates_application",
    ],
)
def test_even_the_owner_is_refused_by_the_triggers(world, statement):
    with owner() as connection, pytest.raises(psycopg.errors.IntegrityConstraintViolation) as refused:
        connection.execute(statement)
    assert refused.value.diag.constraint_name.startswith(("move_not_", "event_not_", "application_is_not_deleted"))


def test_the_owner_may_change_nothing_of_a_move_but_its_times(world):
    with owner() as connection, pytest.raises(psycopg.errors.IntegrityConstraintViolation) as refused:
        connection.execute("UPDATE candidates_stagemove SET actor_id = actor_id, visit = 1 WHERE number = 3")
    assert refused.value.diag.constraint_name == "move_not_updated"


# ---------------------------------------------------------------- the door for a wrong date

CORRECT = (
    "SELECT correct_move_time((SELECT id FROM candidates_stagemove WHERE application_id = %(active)s AND number = {}), "
    "{}, %(by)s, {})"
)
BETWEEN = "(SELECT occurred_at - (occurred_at - prev_occurred_at) / 2 FROM candidates_stagemove " \
    "WHERE application_id = %(active)s AND number = 2)"  # fmt: skip


@pytest.mark.parametrize(
    ("number", "new_at", "because", "by"),
    [
        (2, BETWEEN, "'typed the wrong day'", ""),
        (3, "now()", "'typed the wrong day'", ""),
        (1, "now() - interval '1 year'", "'came by letter'", ""),
        (3, "now() + interval '1 minute'", "'x'", "move_is_not_in_the_future"),
        (3, "'infinity'", "'x'", "move_is_not_in_the_future"),
        (2, "now()", "'x'", "move_is_not_before_the_last"),
        (2, "now() - interval '1 year'", "'x'", "move_is_not_before_the_last"),
        (2, BETWEEN, "' '", "time_correction_says_why"),
        (2, BETWEEN, "NULL", "time_correction_says_why"),
        (2, "NULL", "'x'", "new_at is null"),
    ],
)  # fmt: skip
def test_a_time_is_corrected_within_its_bounds_and_with_a_reason(world, number, new_at, because, by):
    assert refusal(world, CORRECT.format(number, new_at, because)) == by


def test_a_corrected_time_lets_the_application_move_on(world):
    assert refusal(world, CORRECT.format(3, "now() - interval '1 microsecond'", "'x'"), moving()) == ""


def test_only_the_application_may_correct(world):
    """Not everybody who can log in: the function runs with the owner's rights."""
    with prompt() as connection:
        allowed = connection.execute(
            "SELECT has_function_privilege('public', 'correct_move_time(bigint, timestamptz, bigint, text)', 'EXECUTE')"
        ).fetchone()
    assert allowed == (False,)
