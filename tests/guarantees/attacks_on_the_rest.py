"""Guarantees 5 to 9: openings, reminders, adverts, keys, who takes people; events; and turning it all off."""

from tests.guarantees.attack import refused
from tests.guarantees.world import (
    ALONE,
    ENDING,
    REOPENING,
    advert,
    entering,
    hiring,
    insert_move,
    key,
    moving,
    reminder,
)

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
    refused("subject_version is null",
            reminder(subject_version="NULL"), id="reminder with a null in its key"),
]  # fmt: skip
ADVERTISED = [
    refused("advert_is_known_once", advert(), id="advert twice, without a tenant"),
    refused(
        "advert_is_known_once", advert(tenant="'t'"), advert(tenant="'t'"), id="advert twice at one tenant"
    ),
    refused("tenant is null",
            advert(tenant="NULL"), id="advert without a tenant as null"),
]  # fmt: skip
KEYED = [
    refused("key_is_used_once", key(), id="key again with another body"),
    refused("key_is_used_once", key(body_hash="repeat('a', 64)"), id="key again with the same body"),
    refused("key_keeps_its_body", "UPDATE outbox_idempotencykey SET body_hash = repeat('b', 64)", id="another body"),
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
    refused("permission denied", "SET LOCAL session_replication_role = replica", id="session_replication_role, local"),
    refused("permission denied", "SELECT set_config('session_replication_role', 'replica', true)", id="by a function"),
    refused("permission denied", "ALTER ROLE CURRENT_USER SET session_replication_role = replica", id="for next time"),
    refused("permission denied", "ALTER TABLE candidates_stagemove DISABLE TRIGGER ALL", id="triggers disabled"),
    refused(
        "permission denied",
        "ALTER TABLE candidates_application DROP CONSTRAINT application_is_its_last_move",
        id="constraint dropped",
    ),
    refused("permission denied", "DROP TRIGGER move_is_followed ON candidates_stagemove", id="trigger dropped"),
    refused(
        "permission denied",
        "CREATE OR REPLACE FUNCTION move_is_followed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
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
