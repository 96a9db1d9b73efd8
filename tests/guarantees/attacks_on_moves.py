"""Guarantees 1 to 4: the stage, the one active application, the numbers, the last move."""

from tests.guarantees.attack import refused
from tests.guarantees.world import ALONE, FIRST, MOVE, REOPENING, entering, insert_application, insert_move, moving

FIRST_ELSEWHERE = FIRST | {"to_stage_id": "%(foreign1)s"}
SECOND_HERE = FIRST | {
    "number": "2", "kind": "'move'", "from_stage_id": "%(foreign1)s", "from_status": "'active'",
    "from_entered_at": "%(now)s", "prev_occurred_at": "%(now)s", "visit": "2",
}  # fmt: skip
ENTERED_WITH_TWO_MOVES = f"""
    WITH entered AS ({insert_application(version="2")} RETURNING id), first AS (
        INSERT INTO candidates_stagemove (application_id, {", ".join(FIRST_ELSEWHERE)})
        SELECT id, {", ".join(FIRST_ELSEWHERE.values())} FROM entered
    )
    INSERT INTO candidates_stagemove (application_id, {", ".join(SECOND_HERE)})
    SELECT id, {", ".join(SECOND_HERE.values())} FROM entered"""
REINSERTED = insert_application(
    id="%(active)s",
    **{
        column: f"(SELECT {of} FROM candidates_stagemove WHERE application_id = %(active)s AND number = 1)"
        for column, of in (("stage_entered_at", "entered_at"), ("moved_at", "occurred_at"))
    },
)
DELETED = "DELETE FROM candidates_application WHERE id = %(active)s"
COPIED = ", ".join(column for column in MOVE if column != "idempotency_key")
GIVEN_AWAY = f"""
    WITH taken AS (UPDATE candidates_application SET id = 1000000 WHERE id = %(active)s)
    INSERT INTO candidates_stagemove (application_id, {COPIED})
    SELECT 1000000, {COPIED} FROM candidates_stagemove WHERE application_id = %(active)s"""


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
        ENTERED_WITH_TWO_MOVES,
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
    refused("move_begins_where_the_last_ended", insert_move(number="last.number + 2"), id="a gap"),
    refused("move_is_numbered_once", insert_move(number="last.number", visit="1"), id="a number twice"),
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
        moving(
            prev_occurred_at="last.occurred_at - interval '1 day'",
            occurred_at="last.occurred_at - interval '1 h'",
            entered_at="last.occurred_at - interval '1 h'",
        ),
        id="tells another time of the move before",
    ),
    refused(
        "move_is_not_before_the_last",
        moving(occurred_at="last.occurred_at - interval '1 s'", entered_at="last.occurred_at - interval '1 s'"),
        id="happened before the move before it",
    ),
    refused(
        "permission denied",
        "UPDATE candidates_stagemove SET note = 'x' WHERE application_id = %(active)s",
        id="changed",
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
        insert_move(number="last.number", visit="1") + " ON CONFLICT (application_id, number) DO UPDATE SET note = 'x'",
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
    refused(
        "application_version_by_one",
        f"{REINSERTED} ON CONFLICT (id) DO UPDATE SET (version, stage_id, stage_entered_at, moved_at) = "
        "(excluded.version, excluded.stage_id, excluded.stage_entered_at, excluded.moved_at)",
        id="back to the first move by an upsert",
    ),
    refused(
        "application_version_by_one",
        "MERGE INTO candidates_application a USING candidates_stagemove m "
        "ON a.id = %(active)s AND m.application_id = a.id AND m.number = 1 WHEN MATCHED THEN UPDATE SET version = 1, "
        "stage_id = m.to_stage_id, stage_entered_at = m.entered_at, moved_at = m.occurred_at",
        id="back to the first move by a merge",
    ),
    refused("application_is_its_last_move", insert_application(), id="application without a move"),
    refused("move_is_followed", insert_move(), id="move that its application does not follow"),
    refused(
        "application_is_its_last_move",
        moving(application={"stage_id": "%(stage2)s"}),
        id="application follows to another stage",
    ),
    refused(
        "application_is_its_last_move",
        moving(application={"stage_entered_at": "last.entered_at"}),
        id="clock kept back",
    ),
    refused("move_is_followed", TWO_AT_ONCE, id="one statement with two moves, the application at the first"),
    refused(
        "application_version_by_one",
        TWO_AT_ONCE.replace("version = last.number + 1", "version = last.number + 2"),
        id="one statement with two moves, the application at the second",
    ),
    refused(
        "move_is_followed",
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
        f"WITH gone AS ({DELETED} RETURNING id) {REINSERTED.replace('VALUES (', 'SELECT ')[:-1]} FROM gone",
        id="deleted and inserted again in one statement",
    ),
    refused("application_is_not_deleted", DELETED, id="application deleted"),
    refused(
        "application_keeps_its_id",
        GIVEN_AWAY,
        REINSERTED,
        id="id and moves given to another row, which lets it begin again",
    ),
    refused(
        "application_keeps_its_id",
        ALONE.format("id = (SELECT max(id) + 1 FROM candidates_application)"),
        id="id changed",
    ),
]
