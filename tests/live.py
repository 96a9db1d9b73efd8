"""The real web process on the test database, as a deployment runs it: uvicorn, threads, a pool, the application's
role. Only for transactional tests: what they write must be committed to be seen."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from recruiting.people.models import User
from tests import servers

CSRF = "a" * 32


def environment(**more: str) -> dict[str, str]:
    """What a process of its own needs to work on this worker's test database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "recruiting.settings",
        "DATABASE_URL": servers.application_database_url(),
        "MIGRATION_DATABASE_URL": servers.owner_database_url(),
        "REDIS_URL": servers.redis_url(),
        "KEY_PREFIX": settings.KEY_PREFIX,
        "SECRET_KEY": settings.SECRET_KEY,
        "FAIRLEAD_NO_BOOTSTRAP": "1",
        **more,
    }


@dataclass
class LiveServer:
    url: str
    process: subprocess.Popen[bytes]

    def signed_in(self, user: User, **headers: str) -> httpx.Client:
        """A browser of ``user``'s that needs no sign-in form; its posts carry a CSRF token."""
        cookies = {"sessionid": session_of(user), "csrftoken": CSRF}
        return httpx.Client(
            base_url=self.url, cookies=cookies, headers={"X-CSRFToken": CSRF, **headers}, timeout=30, trust_env=False
        )


@contextlib.contextmanager
def live_server(*, threads: int = 4, **env: str) -> Iterator[LiveServer]:
    """One web process with ``threads`` threads and a pool of as many connections."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "recruiting.asgi:application", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--log-level", "warning", "--timeout-graceful-shutdown", "3"],
        env=environment(WEB_THREADS=str(threads), DATABASE_POOL="1", **env),
    )
    try:
        server = LiveServer(f"http://127.0.0.1:{port}", process)
        _wait_until_ready(server)
        yield server
    finally:
        process.terminate()
        process.wait(10)


def session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def transactions_waiting() -> int:
    """How many of this test database's transactions wait for a lock right now."""
    with psycopg.connect(servers.owner_database_url(), autocommit=True) as owner:
        row = owner.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
        return row[0]


def _wait_until_ready(server: LiveServer) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert server.process.poll() is None, "the web process ended before it was ready"
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{server.url}/readyz", trust_env=False).status_code == 200:
                return
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.process.wait(0.05)
    raise AssertionError("the web process was not ready within 30 s")
