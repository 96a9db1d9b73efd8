"""Who waits for whom, asked of the server itself: no test guesses it from the time that passed."""

import time
from collections.abc import Callable

import psycopg

from tests import servers

DEADLINE = 20


def until(true: Callable[[psycopg.Connection], bool], what: str) -> None:
    """Ask the server again and again; a condition that never comes true fails the test."""
    deadline = time.monotonic() + DEADLINE
    with psycopg.connect(servers.owner_database_url(), autocommit=True) as server:
        while not true(server):
            assert time.monotonic() < deadline, f"{what} within {DEADLINE} s"


def is_waiting(server: psycopg.Connection, pid: int) -> bool:
    """Whether the connection with that process id waits for a lock that another transaction holds."""
    return server.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid]).fetchone()[0]
