"""check_history: a whole life agrees with its moves, and every kind of falsified row is found."""

import io
import subprocess
import sys

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidates.moves import actions
from candidates.moves.history_check import Difference, check
from recruiting.local.folder import PROJECT
from recruiting.people.models import Role
from tests import servers
from tests.factories import UserFactory, a_posting, a_reason, an_application
from tests.guarantees.world import build
from tests.lives import a_whole_life

pytestmark = pytest.mark.django_db(transaction=True)


def run() -> str:
    out = io.StringIO()
    call_command("check_history", stdout=out)
    return out.getvalue()


def falsify(statement: str, values: dict[str, object]) -> None:
    """Past every key and trigger, as only the owner can."""
    with psycopg.connect(servers.owner_database_url()) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(statement, values)


def test_everything_agrees():
    build()
    by = UserFactory(role=Role.ADMINISTRATOR)
    application = a_whole_life(by)
    last = application.moves.get(number=6)
    actions.correct_time(last.pk, new_at=last.prev_occurred_at, by=by, reason="typed wrong")
    assert run() == "9 applications, 35 moves: all agree\n"


def test_nothing_to_check():
    assert run() == "0 applications, 0 moves: all agree\n"


MOVES = "UPDATE candidates_stagemove SET {} WHERE application_id = %(active)s AND number = {}"
FALSE = {
    "the application's stage": (
        "UPDATE candidates_application SET stage_id = %(stage4)s WHERE id = %(active)s",
        ["application {active}: stage is not that of the last move"],
    ),
    "the application's version": (
        "UPDATE candidates_application SET version = 2 WHERE id = %(active)s",
        ["application {active}: version is not that of the last move"],
    ),
    "the application's clock": (
        "UPDATE candidates_application SET stage_entered_at = now() WHERE id = %(active)s",
        ["application {active}: stage_entered_at is not that of the last move"],
    ),
    "when it last moved": (
        "UPDATE candidates_application SET moved_at = now() WHERE id = %(active)s",
        ["application {active}: moved_at is not that of the last move"],
    ),
    "a number": (MOVES.format("number = 4", 3), [
        "application {active}, move 4: the numbers have a gap",
        "application {active}, move 4: its visit is not what the moves before it lead to",
        "application {active}: version is not that of the last move",
    ]),
    "where a move began": (MOVES.format("from_stage_id = %(stage4)s", 3), [
        "application {active}, move 3: from_stage_id is not where the move before it ended",
    ]),
    "a clock within the moves": (MOVES.format("visit = 1, entered_at = entered_at - interval '1 day'", 2), [
        "application {active}, move 2: its clock is not what the moves before it lead to",
        "application {active}, move 2: its visit is not what the moves before it lead to",
        "application {active}, move 3: from_entered_at is not where the move before it ended",
    ]),
    "a move into another posting's stage": (MOVES.format("to_stage_id = %(foreign2)s", 2), [
        "application {active}, move 2: goes to a stage of another posting",
        "application {active}, move 3: from_stage_id is not where the move before it ended",
    ]),
    "a kind": (MOVES.format("kind = 'reopen'", 2), ["application {active}, move 2: a reopen does not go this way"]),
    "an undo that restores something else": (MOVES.format("kind = 'undo', undoes = 2", 3), [
        "application {active}, move 3: its stage is not what the moves before it lead to",
        "application {active}, move 3: its clock is not what the moves before it lead to",
        "application {active}, move 3: its visit is not what the moves before it lead to",
        "application {active}: stage is not that of the last move",
        "application {active}: stage_entered_at is not that of the last move",
    ]),
    "an end reason": (
        "UPDATE candidates_stagemove SET end_reason_id = %(closing)s WHERE application_id = %(alone)s AND number = 2",
        ["application {alone}, move 2: its end reason is missing, another one or of another status"],
    ),
    "another opening": (
        "UPDATE candidates_application SET opening_id = %(opening2)s WHERE id = %(hired)s",
        [
            "application {hired}: opening is not that of the last move",
        ],
    ),
    "an opening cancelled": (
        "UPDATE postings_opening SET cancelled_at = now(), cancelled_because = 'x' WHERE id = %(opening1)s",
        ["application {hired}: its opening is cancelled or another posting's"],
    ),
    "a move gone": ("DELETE FROM candidates_stagemove WHERE application_id = %(other)s", [
        "application {other}: has no move",
    ]),
    "an application gone": ("DELETE FROM candidates_application WHERE id = %(other)s", [
        "application {other}: has moves but no row",
    ]),
    "a stage retired": (
        "UPDATE pipelines_stage SET retired_at = now() WHERE id = %(stage3)s",
        ["application {active}: active in a retired stage"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "said"), FALSE.values(), ids=FALSE.keys())
def test_a_falsified_row_is_found(statement, said):
    world = build() | {"closing": a_reason("closed").pk}
    falsify(statement, world)
    out = io.StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("check_history", stdout=out)
    assert failed.value.returncode == 1
    assert out.getvalue().splitlines() == [line.format(**world) for line in said]


def test_an_undo_of_another_move_is_found(administrator):
    application = a_whole_life(administrator)
    falsify(
        "UPDATE candidates_stagemove SET undoes = 4 WHERE application_id = %(id)s AND number = 5",
        {"id": application.pk},
    )
    first, *_ = check().differences
    assert first == Difference(application.pk, 5, "undoes another move than the last standing one")


def test_the_command_ends_with_1_and_says_where(administrator):
    from tests.live import environment

    application = an_application(by=administrator)
    falsify("UPDATE candidates_application SET version = 7 WHERE id = %(id)s", {"id": application.pk})
    done = subprocess.run(
        [sys.executable, "manage.py", "check_history"], cwd=PROJECT, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stdout == f"application {application.pk}: version is not that of the last move\n"
    assert "1 applications, 1 moves: 1 differences" in done.stderr


def test_the_number_of_queries_does_not_follow_the_number_of_applications(administrator):
    posting = a_posting(by=administrator)
    counts = []
    for _ in range(2):
        for _ in range(5):
            an_application(posting, by=administrator)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            run()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5
