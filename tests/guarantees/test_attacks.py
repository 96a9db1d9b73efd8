"""The nine guarantees, attacked by raw SQL over a connection logged in as the application's role.

Every attack is a transaction of its own and names the constraint that has to refuse it.
"""

import pytest

from tests.guarantees.world import (
    ENDING,
    FIRST,
    REOPENING,
    entering,
    hiring,
    insert_application,
    insert_move,
    moving,
    refusal,
)


pytestmark = pytest.mark.django_db


def refused(by: str, *statements: str, id: str):
    return pytest.param(by, statements, id=id)


ALONE = "UPDATE candidates_application SET {} WHERE id = %(active)s"
SECOND_MOVE = {
    "number": "2", "kind": "'move'", "from_stage_id": "%(foreign1)s", "from_status": "'active'",
    "from_entered_at": "%(now)s", "prev_occurred_at": "%(now)s", "visit": "2",
}  # fmt: skip
REINSERTED = insert_application(
    id="%(active)s",
    **{
        column: f"(SELECT {of} FROM candidates_stagemove WHERE application_id = %(active)s AND number = 1)"
        for column, of in (("stage_entered_at", "entered_at"), ("moved_at", "occurred_at"))
    },
)
DELETED = "DELETE FROM candidates_application WHERE id = %(active)s"


def reminder(**changes: str) -> str:
    values = {
        "kind": "'interview.soon'", "subject_type": "'interview'", "subject_id": "1", "subject_version": "1",
        "recipient_type": "'user'", "recipient_id": "%(by)s", "occurrence": "1", "due_at": "now()",
        "status": "'pending'", "why_not": "''", "created_at": "now()",
    } | changes  # fmt: skip
    return f"INSERT INTO reminders_reminder ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def advert(**changes: str) -> str:
    values = {
        "posting_id": "%(elsewhere)s", "source_kind": "'paste'", "tenant": "''", "external_id": "'x'",
        "source_name": "''", "title": "'t'", "text": "'t'", "last_seen_at": "now()", "revision": "1",
    } | changes  # fmt: skip
    return f"INSERT INTO postings_advert ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def key(**changes: str) -> str:
    values = {
        "actor_id": "%(by)s", "key": "'used'", "action": "'posting.create'", "body_hash": "repeat('b', 64)",
        "result": "'{}'", "created_at": "now()",
    } | changes  # fmt: skip
    return f"INSERT INTO outbox_idempotencykey ({', '.join(values)}) VALUES ({', '.join(values.values())})"


STAGE_OF_ITS_POSTING = [
    refused("application_stage_of_posting", moving(to_stage_id="%(foreign2)s"), id="moved to a foreign stage"),
    refused(
        "application_stage_of_posting",
        moving(to_stage_id="%(foreign2)s"),
        moving(),
        id="two moves in one transaction through a foreign stage",
    ),
    refused(
        "permission denied",
        "ALTER TABLE candidates_application ALTER CONSTRAINT application_stage_of_posting DEFERRABLE",
        id="key made deferrable",
    ),
    refused(
        "application_stage_of_posting",
        "SET CONSTRAINTS ALL DEFERRED",
        moving(to_stage_id="%(foreign2)s"),
        moving(),
        id="the same with everything deferred",
    ),
    refused(
        "application_stage_of_posting",
        entering(stage_id="%(foreign1)s", move={"to_stage_id": "%(foreign1)s"}),
        id="entered into a foreign stage",
    ),
    refused(
        "application_begins_with_its_first_move",
        "WITH entered AS ("
        + insert_application(version="2")
        + " RETURNING id), first AS (INSERT INTO candidates_stagemove "
        + f"(application_id, {', '.join(FIRST)}) SELECT id, {', '.join((FIRST | {'to_stage_id': '%(foreign1)s'}).values())} "
        + "FROM entered) INSERT INTO candidates_stagemove "
        + f"(application_id, {', '.join(FIRST | SECOND_MOVE)}) "
        + f"SELECT id, {', '.join((FIRST | SECOND_MOVE).values())} FROM entered",
        id="entered with two moves in one statement, the first through a foreign stage",
    ),
    refused(
        "stage_keeps_its_posting",
        "UPDATE pipelines_stage SET posting_id = %(elsewhere)s, position = 9 WHERE id = %(stage3)s",
        id="stage re-homed under an application",
    ),
    refused(
        "stage_keeps_its_posting",
        "UPDATE pipelines_stage SET posting_id = %(posting)s, position = 9 WHERE id = %(foreign2)s",
        moving(to_stage_id="%(foreign2)s"),
        id="an empty foreign stage lent for one move",
    ),
    refused(
        "stage_is_not_deleted",
        "DELETE FROM pipelines_stage WHERE id = %(stage2)s",
        id="stage deleted that was passed through",
    ),
    refused(
        "application_keeps_its_posting",
        "UPDATE candidates_application SET posting_id = %(elsewhere)s, stage_id = %(foreign1)s WHERE id = %(active)s",
        id="application moved to another posting",
    ),
]
ONE_ACTIVE = [
    refused(
        "application_active_is_one", entering(candidate_id="%(candidate_of_active)s"), id="second active application"
    ),
    refused("application_active_is_one", moving("ended", **REOPENING), id="reopened beside an active one"),
    refused(
        "application_active_is_one",
        "UPDATE candidates_application SET candidate_id = %(candidate_of_active)s WHERE id = %(other)s",
        id="active application given to the other's candidate",
    ),
]
NUMBERED = [
    refused("move_begins_where_the_last_ended", moving(number="last.number + 2"), id="a gap"),
    refused("move_is_numbered_once", insert_move(number="last.number"), id="a number twice"),
    refused("move_first_has_no_from", insert_move(number="0"), id="number 0"),
    refused("candidates_stagemove_number_check", insert_move(number="-1"), id="number -1"),
    refused(
        "move_is_numbered_once",
        f"INSERT INTO candidates_stagemove (application_id, {', '.join(FIRST)}) "
        f"VALUES (%(active)s, {', '.join(FIRST.values())})",
        id="a second entry",
    ),
    refused("move_first_has_no_from", moving(kind="'enter'"), id="a later move that calls itself an entry"),
    refused(
        "move_first_has_no_from",
        moving(from_stage_id="NULL::bigint"),
        id="a partly null key, which would not be checked",
    ),
    refused("move_first_has_no_from", moving(prev_occurred_at="NULL::timestamptz"), id="no time of the move before"),
    refused("move_begins_where_the_last_ended", moving(from_stage_id="%(stage1)s"), id="begins in another stage"),
    refused("move_begins_where_the_last_ended", moving(from_status="'rejected'"), id="begins in another status"),
    refused(
        "move_begins_where_the_last_ended",
        moving(from_entered_at="last.entered_at - interval '1 s'"),
        id="begins with another clock",
    ),
    refused(
        "move_begins_where_the_last_ended",
        moving(prev_occurred_at="last.occurred_at - interval '1 day'", occurred_at="last.occurred_at - interval '1 h'",
               entered_at="last.occurred_at - interval '1 h'"),
        id="tells another time of the move before",
    ),  # fmt: skip
    refused(
        "move_is_not_before_the_last",
        moving(occurred_at="last.occurred_at - interval '1 s'", entered_at="last.occurred_at - interval '1 s'"),
        id="happened before the move before it",
    ),
    refused(
        "permission denied", "UPDATE candidates_stagemove SET note = 'x' WHERE application_id = %(active)s", id="changed"
    ),
    refused(
        "permission denied",
        "UPDATE candidates_stagemove SET occurred_at = now() WHERE application_id = %(active)s",
        id="its time changed",
    ),
    refused("permission denied", "DELETE FROM candidates_stagemove WHERE application_id = %(active)s", id="deleted"),
    refused("permission denied", "TRUNCATE candidates_stagemove", id="truncated"),
    refused("permission denied", "TRUNCATE candidates_stagemove CASCADE", id="truncated with what refers to it"),
    refused("permission denied", "TRUNCATE candidates_application CASCADE", id="truncated through its application"),
    refused(
        "permission denied",
        "INSERT INTO candidates_stagemove SELECT * FROM candidates_stagemove WHERE application_id = %(active)s "
        "ON CONFLICT (application_id, number) DO UPDATE SET note = 'x'",
        id="changed by an upsert",
    ),
]
# A second move in the statement of the first: it begins where the first one ends.
TWO_AT_ONCE = moving().replace(
    "INSERT INTO",
    "second AS ("
    + insert_move(
        number="last.number + 2", from_stage_id="%(stage4)s", from_status="'active'", from_entered_at="now()",
        prev_occurred_at="now()", visit="last.number + 2", to_stage_id="%(stage2)s",
    ).replace("ORDER BY last.number DESC LIMIT 1", "ORDER BY last.number DESC LIMIT 1) ")
    + "INSERT INTO",
    1,
).replace("a.version) second", "a.version), second")  # fmt: skip
LAST_MOVE = [
    *(
        refused("application_is_its_last_move", ALONE.format(change), id=f"{change} alone")
        for change in (
            "stage_id = %(stage4)s",
            "status = 'rejected'",
            "stage_entered_at = now()",
            "moved_at = now()",
            "version = version + 1",
            "stage_id = %(stage4)s, version = version + 1",
        )
    ),
    refused("application_version_by_one", ALONE.format("version = version - 1"), id="version back"),
    refused(
        "application_version_by_one",
        "UPDATE candidates_application a SET version = m.number, stage_id = m.to_stage_id, status = m.to_status, "
        "stage_entered_at = m.entered_at, moved_at = m.occurred_at FROM candidates_stagemove m "
        "WHERE a.id = %(active)s AND m.application_id = a.id AND m.number = a.version - 1",
        id="back to the move before, every column matching",
    ),
    refused("application_version_by_one", moving(), ALONE.format("version = version - 1"), id="version up and back"),
    refused("application_version_by_one", ALONE.format("version = version + 2"), id="version by two"),
    refused("application_is_its_last_move", insert_application(), id="application without a move"),
    refused("move_is_followed", insert_move(), id="move that its application does not follow"),
    refused(
        "move_is_followed",
        "CREATE TEMP TABLE candidates_application AS SELECT id, version + 1 AS version FROM public.candidates_application",
        insert_move(),
        id="move followed by a table of that name in pg_temp",
    ),
    refused(
        "application_is_its_last_move",
        moving(application={"stage_id": "%(stage2)s"}),
        id="application follows to another stage",
    ),
    refused(
        "application_is_its_last_move", moving(application={"stage_entered_at": "last.entered_at"}), id="clock kept back"
    ),
    refused("move_is_followed", TWO_AT_ONCE, id="one statement with two moves, the application at the first"),
    refused(
        "application_version_by_one",
        TWO_AT_ONCE.replace("version = last.number + 1", "version = last.number + 2"),
        id="one statement with two moves, the application at the second",
    ),
    refused(
        "application_is_its_last_move",
        moving(application={"version": "last.number"}),
        id="application stays at the move before",
    ),
    refused(
        "move_changes_something",
        moving(to_stage_id="last.to_stage_id", entered_at="last.entered_at", visit="last.visit"),
        id="move that changes neither stage nor status",
    ),
    refused("application_is_not_deleted", DELETED, REINSERTED, id="deleted and inserted again at its first move"),
    refused(
        "application_is_not_deleted",
        f"WITH gone AS ({DELETED}) {REINSERTED}",
        id="deleted and inserted again in one statement",
    ),
    refused("application_is_not_deleted", DELETED, id="application deleted"),
    refused(
        "application_keeps_its_id", ALONE.format("id = (SELECT max(id) + 1 FROM candidates_application)"), id="id changed"
    ),
]
HIRED = [
    refused("application_hired_holds_opening", hiring("active", None), id="hired without an opening"),
    refused("application_opening_stands", hiring("active", "foreign_opening"), id="opening of another posting"),
    refused("candidates_application_opening_id_key", hiring("active", "opening1"), id="opening held twice"),
    refused("application_opening_stands", hiring("active", "opening3"), id="cancelled opening"),
    refused("application_hired_holds_opening", ALONE.format("opening_id = %(opening2)s"), id="active with an opening"),
    refused(
        "application_hired_holds_opening",
        moving("active", **ENDING, application={"opening_id": "%(opening2)s"}),
        id="rejected with an opening",
    ),
    refused(
        "application_hired_holds_opening",
        "UPDATE candidates_application SET opening_id = NULL WHERE id = %(hired)s",
        id="hired lets go of its opening",
    ),
    refused(
        "application_opening_stands",
        "UPDATE postings_opening SET cancelled_at = now(), cancelled_because = 'x' WHERE id = %(opening1)s",
        id="held opening cancelled",
    ),
    refused(
        "application_opening_stands",
        "UPDATE postings_opening SET posting_id = %(elsewhere)s, number = 9 WHERE id = %(opening1)s",
        id="held opening re-homed",
    ),
    refused(
        "application_opening_stands", "DELETE FROM postings_opening WHERE id = %(opening1)s", id="held opening deleted"
    ),
    refused(
        "candidates_application_opening_id_key",
        hiring("active", "opening2"),
        hiring("other", "opening2"),
        id="two hires for one opening in one transaction",
    ),
]
REMINDED = [
    refused("reminder_is_written_once", reminder(), id="reminder twice"),
    refused("reminder_is_written_once", reminder(status="'cancelled'"), id="reminder twice, the second cancelled"),
    refused(
        "reminder_is_written_once",
        reminder(occurrence="2"),
        "UPDATE reminders_reminder SET occurrence = 1",
        id="reminder changed into another",
    ),
    refused('null value in column "subject_version" of relation "reminders_reminder" violates not-null constraint',
            reminder(subject_version="NULL"), id="reminder with a null in its key"),
]  # fmt: skip
ADVERTISED = [
    refused("advert_is_known_once", advert(), id="advert twice, without a tenant"),
    refused(
        "advert_is_known_once", advert(tenant="'t'"), advert(tenant="'t'"), id="advert twice at one tenant"
    ),
    refused('null value in column "tenant" of relation "postings_advert" violates not-null constraint',
            advert(tenant="NULL"), id="advert without a tenant as null"),
]  # fmt: skip
KEYED = [
    refused("key_is_used_once", key(), id="key again with another body"),
    refused("key_is_used_once", key(body_hash="repeat('a', 64)"), id="key again with the same body"),
    refused(
        "key_keeps_its_body", "UPDATE outbox_idempotencykey SET body_hash = repeat('b', 64)", id="another body"
    ),
    refused("key_keeps_its_body", "UPDATE outbox_idempotencykey SET key = 'free again'", id="key renamed"),
    refused("key_keeps_its_body", "UPDATE outbox_idempotencykey SET action = 'x'", id="key for another action"),
    refused("key_is_kept", "DELETE FROM outbox_idempotencykey", key(), id="key deleted and used again"),
    refused("move_key_is_used_once", moving(idempotency_key="'moved'"), id="key of a move twice"),
]
TAKES_PEOPLE = [
    refused(
        "application_posting_takes_people",
        entering(posting_id="%(draft)s", stage_id="%(draft_stage)s", move={"to_stage_id": "%(draft_stage)s"}),
        id="entered on a draft",
    ),
    refused(
        "application_posting_takes_people",
        entering(posting_id="%(closed)s", stage_id="%(closed_stage)s", move={"to_stage_id": "%(closed_stage)s"}),
        id="entered on a closed posting",
    ),
    refused("application_posting_takes_people", moving("on_closed", **REOPENING), id="reopened on a closed posting"),
    *(
        refused(
            "application_posting_takes_people",
            f"UPDATE postings_posting SET status = '{status}' WHERE id = %(posting)s",
            id=f"posting with active applications becomes {status}",
        )
        for status in ("closed", "archived", "draft")
    ),
    refused("application_stage_in_use", moving(to_stage_id="%(stage5)s"), id="moved into a retired stage"),
    refused("application_stage_in_use", moving("left_behind", **REOPENING), id="reopened in a retired stage"),
    refused(
        "application_stage_in_use",
        "UPDATE pipelines_stage SET retired_at = now() WHERE id = %(stage3)s",
        id="stage retired under an active application",
    ),
    refused(
        "application_posting_takes_people",
        "DELETE FROM postings_posting WHERE id = %(posting)s",
        id="posting deleted under an active application",
    ),
    refused(
        "application_stage_in_use",
        moving("alone", **REOPENING),
        moving("alone", to_stage_id="%(stage5)s"),
        id="two moves in one transaction into a retired stage",
    ),
]
EVENTS = [
    refused("permission denied", "UPDATE outbox_event SET payload = '{}'", id="event changed"),
    refused("permission denied", "UPDATE outbox_event SET at = now()", id="event's time changed"),
    refused("event_numbered_once", "UPDATE outbox_event SET number = 2 WHERE id = %(event)s", id="event renumbered"),
    refused("event_numbered_once", "UPDATE outbox_event SET number = NULL WHERE id = %(event)s", id="event unnumbered"),
    refused(
        "outbox_event_number_key",
        "UPDATE outbox_event SET number = 1 WHERE id = (SELECT min(id) FROM outbox_event WHERE number IS NULL)",
        id="event's number twice",
    ),
    refused("permission denied", "DELETE FROM outbox_event", id="event deleted"),
    refused("permission denied", "TRUNCATE outbox_event", id="events truncated"),
]
UNDONE = [
    refused(
        "move_undo_names_an_earlier_one",
        moving(**{**ENDING, "kind": "'undo'", "to_stage_id": "%(stage2)s", "to_status": "'active'"}),
        id="undo of nothing",
    ),
    refused(
        "move_undo_names_an_earlier_one",
        moving(kind="'undo'", undoes="1"),
        id="undo of the entry",
    ),
    refused("move_undo_names_an_earlier_one", moving(undoes="2"), id="a move that undoes"),
    refused(
        "move_is_undone_once",
        moving(kind="'undo'", undoes="3"),
        moving(kind="'undo'", undoes="3", to_stage_id="%(stage2)s"),
        id="one move undone twice",
    ),
    refused("move_ending_names_its_reason", moving(**ENDING | {"end_reason_id": "NULL::bigint"}), id="no end reason"),
]
IGNORE = "SET pgtrigger.ignore = '{all}'"
TURNED_OFF = [
    refused("permission denied", "SET session_replication_role = replica", id="session_replication_role"),
    refused(
        "permission denied", "SET LOCAL session_replication_role = replica", id="session_replication_role, local"
    ),
    refused("permission denied", "ALTER TABLE candidates_stagemove DISABLE TRIGGER ALL", id="triggers disabled"),
    refused(
        "permission denied",
        "ALTER TABLE candidates_application DROP CONSTRAINT application_is_its_last_move",
        id="constraint dropped",
    ),
    refused("permission denied", "DROP TRIGGER move_is_followed ON candidates_stagemove", id="trigger dropped"),
    refused(
        "permission denied",
        "CREATE OR REPLACE FUNCTION public.move_is_followed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        id="trigger's function replaced",
    ),
    refused("permission denied", "DROP TABLE candidates_timecorrection", id="table dropped"),
    refused("permission denied", "CREATE SCHEMA mine", id="schema of one's own"),
    refused("permission denied", "CREATE TABLE public.mine (id int)", id="table of one's own"),
    refused("permission denied", "CREATE TEMP TABLE mine (id int)", id="temporary table, which could hide another"),
    refused("permission denied", "SET ROLE fairlead_owner", id="role of the owner"),
    refused("permission denied", "SET SESSION AUTHORIZATION postgres", id="superuser"),
    refused(
        "permission denied",
        "CREATE TRIGGER mine BEFORE INSERT ON candidates_stagemove FOR EACH ROW EXECUTE FUNCTION move_is_followed()",
        id="trigger of one's own",
    ),
    refused(
        "permission denied",
        "CREATE RULE mine AS ON INSERT TO candidates_stagemove DO INSTEAD NOTHING",
        id="rule of one's own",
    ),
    refused("move_is_followed", IGNORE, insert_move(), id="pgtrigger.ignore, move without its application"),
    refused("application_version_by_one", IGNORE, ALONE.format("version = version - 1"), id="pgtrigger.ignore, back"),
    refused("permission denied", IGNORE, "DELETE FROM candidates_stagemove", id="pgtrigger.ignore, moves deleted"),
    refused(
        "key_keeps_its_body", IGNORE, "UPDATE outbox_idempotencykey SET body_hash = 'x'", id="pgtrigger.ignore, key"
    ),
]


@pytest.mark.parametrize(
    ("by", "statements"),
    [
        *STAGE_OF_ITS_POSTING, *ONE_ACTIVE, *NUMBERED, *LAST_MOVE, *HIRED, *REMINDED, *ADVERTISED, *KEYED,
        *TAKES_PEOPLE, *EVENTS, *UNDONE, *TURNED_OFF,
    ],
)  # fmt: skip
def test_refused(world, by, statements):
    assert refusal(world, *statements) == by
