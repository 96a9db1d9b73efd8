import psycopg
import pytest

from recruiting.local import archive
from recruiting.local.folder import CannotRun
from tests import servers


@pytest.fixture
def database():
    """A database of its own, in the owner's role."""
    server, name = servers.postgres(), f"archive_{servers.label()}"
    with psycopg.connect(server.owner_url("postgres"), autocommit=True) as owner:
        owner.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        owner.execute(f"CREATE DATABASE {name}")
        yield server.owner_url(name)
        owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(database, statement):
    with psycopg.connect(database) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def test_a_restored_database_is_what_was_backed_up_and_nothing_else(database, tmp_path):
    run(database, "CREATE TABLE people (name text); INSERT INTO people VALUES ('Ada'), ('Grace')")
    archive.write(database, tmp_path / "backup")
    run(database, "DELETE FROM people; CREATE TABLE made_since (id int)")
    archive.read(database, tmp_path / "backup")
    assert run(database, "SELECT name FROM people ORDER BY name") == [("Ada",), ("Grace",)]
    assert run(database, "SELECT to_regclass('made_since')") == [(None,)]


def test_a_file_cut_short_changes_nothing(database, tmp_path):
    run(database, "CREATE TABLE people AS SELECT 'somebody ' || n AS name FROM generate_series(1, 20000) AS n")
    archive.write(database, tmp_path / "backup")
    whole = (tmp_path / "backup").read_bytes()
    (tmp_path / "backup").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CannotRun, match="pg_restore failed"):
        archive.read(database, tmp_path / "backup")
    assert run(database, "SELECT count(*) FROM people") == [(20000,)]


def test_a_backup_is_private_and_appears_whole(database, tmp_path):
    archive.write(database, tmp_path / "backup")
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("backup", 0o600)]


def test_connections_of_others_are_counted(database):
    assert archive.other_connections(database) == 0
    with psycopg.connect(database):
        assert archive.other_connections(database) == 1
