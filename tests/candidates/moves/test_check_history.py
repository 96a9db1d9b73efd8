"""check_history: a whole life agrees with its moves, and the command says where one does not.

What each of its queries finds is in tests/guarantees/test_queries.py.
"""

import io
import subprocess
import sys

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidates.moves import actions
from recruiting.local.folder import PROJECT
from recruiting.people.models import Role
from tests import servers
from tests.factories import UserFactory, a_posting, an_application
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


def test_the_command_ends_with_1_and_says_where(administrator):
    from tests.live import environment

    application = an_application(by=administrator)
    falsify("UPDATE candidates_application SET version = 7 WHERE id = %(id)s", {"id": application.pk})
    done = subprocess.run(
        [sys.executable, "manage.py", "check_history"], cwd=PROJECT, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stdout == f"application {application.pk}: is not what its last move says\n"
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
    assert counts[0] == counts[1]
