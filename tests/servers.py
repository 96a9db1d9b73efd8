"""The servers under test: a PostgreSQL and a Valkey of their own in .data/test.

Runs that overlap share them, each with databases of its own; the last one stops them. Workers of pytest-xdist each
have a test database, a number of Valkey's databases and a prefix for keys, queues and channels.

With TEST_DATABASE_URL and TEST_MIGRATION_DATABASE_URL, or TEST_REDIS_URL, servers that somebody runs are used instead:
CONTRIBUTING.md says what they need.
"""

import atexit
import contextlib
import fcntl
import os
import sys
from typing import IO, Protocol
from urllib.parse import urlsplit

import psycopg
import redis
from django.db import connection
from psycopg import sql

from recruiting.local.folder import DATA
from recruiting.local.servers import Servers

RUN = "FAIRLEAD_TEST_RUN"  # the number of this run among those that overlap, told to the workers
FOLDER = DATA / "test"


def prepare() -> None:
    """Called by tests/settings.py, before anything reads an address."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        os.environ[RUN] = str(_begin())
    os.environ |= {
        "DATABASE_URL": postgres().owner_url(_name()),
        "MIGRATION_DATABASE_URL": postgres().owner_url(_name()),
        "APPLICATION_ROLE": _application(),
        "REDIS_URL": redis_url(),
        "KEY_PREFIX": f"test_{label()}",
        "SECRET_KEY": "only for tests",
        "FILES_ROOT": str(FOLDER / "files" / label()),
        "PUBLIC_URL": "http://127.0.0.1:8000",
    }
    for name in ("EMAIL_URL", "DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"):
        os.environ.pop(name, None)
    with redis.Redis.from_url(redis_url()) as client:
        client.flushdb()


def application_database_url() -> str:
    """This worker's test database for a process of its own, in the application's role as in a deployment."""
    return postgres().application_url(connection.settings_dict["NAME"])


def owner_database_url() -> str:
    return postgres().owner_url(connection.settings_dict["NAME"])


def redis_url() -> str:
    """A database of this worker's own; of a given server those from its address on, which one run has at a time."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    if given := os.environ.get("TEST_REDIS_URL"):
        address = urlsplit(given)
        return address._replace(path=f"/{int(address.path.strip('/') or 0) + worker}").geturl()
    return _servers().valkey.url(int(os.environ[RUN]) * 32 + worker % 32)


@contextlib.contextmanager
def application_role():
    """Every connection opened inside has stepped down from the owner, who makes the tables, to the application."""
    options = connection.settings_dict["OPTIONS"]
    as_owner = options.get("options", "")
    options["options"] = f"{as_owner} -c role={_application()}"
    connection.close()
    try:
        yield
    finally:
        options["options"] = as_owner
        connection.close()


class Postgres(Protocol):
    def owner_url(self, database: str) -> str: ...

    def application_url(self, database: str) -> str: ...


class Given:
    """Somebody's PostgreSQL, under the addresses of its two roles."""

    def owner_url(self, database: str) -> str:
        return urlsplit(os.environ["TEST_MIGRATION_DATABASE_URL"])._replace(path=f"/{database}").geturl()

    def application_url(self, database: str) -> str:
        return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{database}").geturl()


def postgres() -> Postgres:
    return Given() if "TEST_DATABASE_URL" in os.environ else _servers().postgres


def _servers() -> Servers:
    """Those of our own that are needed."""
    servers = Servers(FOLDER, throwaway=True)
    ours = {"TEST_DATABASE_URL": servers.postgres, "TEST_REDIS_URL": servers.valkey}
    servers.wanted = [server for name, server in ours.items() if name not in os.environ]
    return servers


def _application() -> str:
    return urlsplit(postgres().application_url("")).username or ""


def label() -> str:
    """Of this worker in this run: for the names of what it makes for itself."""
    return f"{os.environ[RUN]}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def _name() -> str:
    """Django puts `test_` before it, pytest-django the worker behind it."""
    return f"fairlead_{os.environ[RUN]}"


def _begin() -> int:
    for name in ("DATABASE_URL", "REDIS_URL"):  # never a server that is somebody's
        os.environ.pop(name, None)
    servers = _servers()
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, run = _first_free_run()
    users = (FOLDER / "users.lock").open("a")
    fcntl.flock(users, fcntl.LOCK_SH)  # waits for a run that is just stopping them
    atexit.register(_end, servers, run, users)  # also where Django does not even start
    servers.start()
    if "--reuse-db" not in sys.argv:
        _drop_leftovers(f"test_fairlead_{number}", postgres().owner_url("postgres"))
    return number


def _end(servers: Servers, run: IO[str], users: IO[str]) -> None:
    run.close()
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody else uses them
        servers.stop()
    users.close()


def _first_free_run() -> tuple[int, IO[str]]:
    for number in range(32):
        run = (FOLDER / f"run-{number}.lock").open("a")
        try:
            fcntl.flock(run, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return number, run
        except BlockingIOError:
            run.close()
    raise RuntimeError("32 test runs at once are enough.")


def _drop_leftovers(name: str, url: str) -> None:
    """What a killed run left, with whatever is still connected to it."""
    with psycopg.connect(url, autocommit=True) as owner:
        found = owner.execute("SELECT datname FROM pg_database WHERE datname = %s OR datname ^@ %s", [name, name + "_"])
        for (database,) in found.fetchall():
            owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))
