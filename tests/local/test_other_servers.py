"""On Debian's PostgreSQL 15 and Redis: the tests of what a server decides, and a deployment as the documents say."""

import os
import re
import subprocess
import sys

import pytest

from recruiting.local.folder import PROJECT, Folder
from tests.local.debian import DebianPostgres, DebianRedis, missing

pytestmark = [pytest.mark.deep, pytest.mark.xdist_group("processes")]
# What a server decides: migrations, the race, keys and triggers, the demonstration, backups, folding, a worker's queue.
FILES = [
    "tests/concurrency/test_race.py", "tests/guarantees", "tests/local/test_demo.py", "tests/local/test_many.py",
    "tests/local/test_role.py", "tests/local/test_archive.py", "tests/candidates/search",
    "tests/postings/importing/test_tasks.py",
]  # fmt: skip
PASSWORD = "secret"


@pytest.fixture
def others(tmp_path):
    if packages := missing():
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"Not here: {' and '.join(packages)} of Debian 12; apt-get install {' '.join(packages)}")
    folder = Folder(tmp_path / "debian")
    servers = DebianPostgres(folder), DebianRedis(folder)
    for server in servers:
        server.start()
    yield servers
    for server in servers:
        server.stop()


def statements(document: str, verbs: str = "CREATE|GRANT") -> list[str]:
    """What a document tells PostgreSQL's superuser to say."""
    text = (PROJECT / document).read_text().replace("…", PASSWORD)
    return re.findall(rf"^ {{4}}((?:{verbs}) .*);$", text, re.MULTILINE)


def environment(**more: str) -> dict[str, str]:
    """As somebody's shell has it: nothing of this run."""
    ours = re.compile(
        r"(DJANGO_.*|(MIGRATION_)?DATABASE_URL|REDIS_URL|KEY_PREFIX|APPLICATION_ROLE|SECRET_KEY|PUBLIC_URL"
        r"|FAIRLEAD_.*|PYTEST_.*|TEST_.*)$"
    )
    return {name: value for name, value in os.environ.items() if not ours.match(name)} | more


def test_the_tests_of_what_a_server_decides(others, tmp_path):
    postgres, redis = others
    postgres.as_superuser(*statements("CONTRIBUTING.md"))
    given = {
        "TEST_DATABASE_URL": postgres.url("fairlead", PASSWORD),
        "TEST_MIGRATION_DATABASE_URL": postgres.url("fairlead_owner", PASSWORD),
        "TEST_REDIS_URL": redis.url(),
        "FAIRLEAD_DATA": str(tmp_path / "data"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *FILES],
        cwd=PROJECT, env=environment(**given), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    print(f"\nPostgreSQL 15 and Redis: {done.stdout.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stdout[-6000:]
    assert " skipped" not in done.stdout.splitlines()[-1]
    assert not (tmp_path / "data" / "test" / "postgres").exists()  # nothing of our own was started


def test_a_deployment_as_the_documents_say(others, tmp_path):
    """Two roles that are nobody's superuser; what is loaded, backed up and restored agrees."""
    postgres, redis = others
    postgres.as_superuser(*statements("docs/operations.md", "CREATE"))
    manage = Deployment(postgres, redis)
    manage("migrate", "--verbosity=0")
    manage("check", "--deploy", "--fail-level=WARNING")
    manage("demo")
    assert manage("check_history") == "61 applications, 206 moves: all agree\n"
    assert "GRANT SET ON PARAMETER" in manage("demo", "--applications=1000", refused=True)
    postgres.as_superuser(*statements("docs/operations.md", "GRANT SET"))
    manage("demo", "--applications=1000")
    manage("backup", str(tmp_path / "backup"))
    manage("restore", str(tmp_path / "backup"), "--yes")
    said = manage("check_history")
    print(f"\nPostgreSQL 15, restored: {said}")
    assert re.fullmatch(r"1,061 applications, [23],\d{3} moves: all agree\n", said)


class Deployment:
    def __init__(self, postgres: DebianPostgres, redis: DebianRedis) -> None:
        self.environment = environment(
            DATABASE_URL=postgres.url("fairlead", PASSWORD, "fairlead"),
            MIGRATION_DATABASE_URL=postgres.url("fairlead_owner", PASSWORD, "fairlead"),
            REDIS_URL=redis.url(),
            SECRET_KEY="a key of a deployment, long enough, used nowhere else: 8f1c0a",
            PUBLIC_URL="https://fairlead.example",
            ALLOWED_HOSTS="fairlead.example",
            CSRF_TRUSTED_ORIGINS="https://fairlead.example",
            FAIRLEAD_NO_BOOTSTRAP="1",
        )

    def __call__(self, *arguments: str, refused: bool = False) -> str:
        """What the command says; its errors, where it has to refuse."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=PROJECT, env=self.environment, capture_output=True, text=True)
        assert (done.returncode != 0) == refused, done.stdout + done.stderr
        return done.stderr if refused else done.stdout
