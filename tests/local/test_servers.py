import socket

import psycopg
import pytest

from recruiting.local.folder import CannotRun, Folder
from recruiting.local.postgres import Postgres
from recruiting.local.server import is_alive
from recruiting.local.valkey import Valkey


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "with a space" / "and a name longer than a socket's path may be".ljust(110, "."))


@pytest.fixture(params=[Postgres, Valkey])
def server(request, folder):
    server = request.param(folder, throwaway=True)
    server.start()
    yield server
    server.stop()


def test_stop_leaves_no_process(server):
    process = server.process()
    server.stop()
    assert not is_alive(process)
    assert server.process() is None


def test_a_killed_server_starts_again_on_its_port(server):
    port, killed = server.port, server.process()
    killed.kill()
    server.start()
    assert (server.port, server.answers()) == (port, True)
    assert server.process().pid != killed.pid


def test_a_running_server_is_found_and_not_started_twice(server, folder):
    running = server.process()
    again = type(server)(folder, throwaway=True)
    again.start()
    assert again.process() == running


def test_a_server_that_nobody_remembers_is_ended_before_another_works_on_its_data(server, folder):
    forgotten = server.process()
    folder.remember(server.program, pid=0, started=0)
    server.start()
    assert not is_alive(forgotten)
    assert server.answers()


def test_a_port_that_somebody_took_meanwhile_is_left_to_them(server):
    server.stop()
    with socket.create_server(("127.0.0.1", server.port)) as other:
        server.start()
        assert server.port != other.getsockname()[1]


def test_committed_rows_survive_a_kill(folder):
    server = Postgres(folder)
    server.start()
    with psycopg.connect(server.owner_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server.process().kill()
    server.start()
    with psycopg.connect(server.owner_url()) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchall() == [(42,)]
    server.stop()


def test_data_of_another_major_version_is_refused(folder):
    folder.make()
    server = Postgres(folder)
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(CannotRun, match="written by PostgreSQL 17 and this is 18"):
        server.start()


def test_what_the_folder_keeps_is_private(server, folder):
    kept = [folder.path, *(path for path in folder.path.iterdir() if path.suffix in (".json", ".conf"))]
    assert {path.name: path.stat().st_mode & 0o077 for path in kept} == {path.name: 0 for path in kept}
