"""`manage.py up` as a person runs it, with data of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

import httpx
import psutil
import psycopg
import pytest

from recruiting.local.folder import PROJECT, Folder
from recruiting.local.postgres import Postgres
from recruiting.local.server import is_alive
from recruiting.local.valkey import Valkey
from tests.live import free_port

pytestmark = [pytest.mark.deep, pytest.mark.xdist_group("processes")]
NOT_INHERITED = (
    "DJANGO_SETTINGS_MODULE",
    "DATABASE_URL",
    "MIGRATION_DATABASE_URL",
    "REDIS_URL",
    "KEY_PREFIX",
    "APPLICATION_ROLE",
    "PUBLIC_URL",
)


class Up:
    def __init__(self, data, *, port: int | None = None) -> None:
        self.data, self.port = data, port or free_port()
        self.log = data.with_name("up.log")
        self.folder = Folder(data)

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        self.process = subprocess.Popen(
            [sys.executable, PROJECT / "manage.py", "up", "--empty", "--port", str(self.port)],
            env=environment | {"FAIRLEAD_DATA": str(self.data)},
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
        )

    def until(self, condition: Callable[[], object], what: str, seconds: float = 180) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"{what} did not come; {self.log.read_text()[-2000:]}"
            assert self.process.poll() is None, f"up ended; {self.log.read_text()[-2000:]}"
            try:
                self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def pids(self) -> dict[str, int]:
        """Of each part that runs: the last start that the log tells of."""
        told = re.findall(r"(\w+) started \(pid=(\d+)\)", self.log.read_text())
        servers = json.loads((self.data / "servers.json").read_text())
        return {name: int(pid) for name, pid in told} | {name: facts["pid"] for name, facts in servers.items()}

    def processes(self) -> list[psutil.Process]:
        """All that runs for this data: the marked ones, and the servers."""
        found = []
        for process in psutil.process_iter():
            try:
                marked = process.environ().get("FAIRLEAD_UP") == str(self.data)
                if marked or process.cwd().startswith(str(self.data)):
                    found.append(process)
            except psutil.Error:
                continue
        return found


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Migrated once, by the first that starts on it."""
    return tmp_path_factory.mktemp("up") / "a data folder"


@pytest.fixture
def up(data):
    up = Up(data)
    up.log.write_text("")
    up.start()
    yield up
    if up.process.poll() is None:
        up.process.terminate()
        up.process.wait(10)
    for server in (Postgres(up.folder), Valkey(up.folder)):
        server.stop()


def whole(up: Up) -> bool:
    return up.is_ready() and {"web", "worker", "beat", "postgres", "valkey-server"} <= up.pids().keys()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_of_it_within_eight_seconds(up, number):
    up.until(lambda: whole(up), "the whole of it")
    up.process.send_signal(number)
    assert up.process.wait(8) == 0
    assert up.processes() == []


def test_whatever_part_is_killed_comes_back(up):
    up.until(lambda: whole(up), "the whole of it")
    killed = up.pids()
    time_to_live = time.monotonic() + 6  # a part that dies younger than five seconds would only die again
    up.until(lambda: time.monotonic() > time_to_live, "age")
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    up.until(lambda: whole(up) and not set(killed.values()) & set(up.pids().values()), "every part, anew")


def test_after_a_kill_the_next_up_recovers_with_all_data_and_no_orphan(up):
    up.until(lambda: whole(up), "the whole of it")
    owner = Postgres(up.folder).owner_url()
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    orphans = [process for process in up.processes() if "postgres" not in process.name()]
    up.process.kill()
    up.process.wait()
    up.log.write_text("")
    up.start()
    up.until(lambda: whole(up), "the whole of it, again")
    with psycopg.connect(Postgres(up.folder).owner_url()) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchall() == [(42,)]
    still = [process for process in orphans if is_alive(process) and "valkey" not in process.name()]
    assert still == []


def test_a_second_up_says_that_the_first_runs(up, tmp_path):
    up.until(up.is_ready, "a page")
    second = Up(up.data)
    second.log = tmp_path / "second.log"
    second.start()
    assert second.process.wait(60) == 1
    assert second.log.read_text().strip() == (
        f"CommandError: Fairlead is running already: http://127.0.0.1:{up.port}/, process {up.process.pid}."
    )


def test_a_port_held_by_somebody_else(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]
        up = Up(tmp_path / "data", port=port)
        up.start()
        assert up.process.wait(60) == 1
    assert up.log.read_text().strip() == (
        f"CommandError: Port {port} is taken by another program: choose another with --port."
    )
    assert not (up.data / "postgres").exists()
