import contextlib
import io
import tarfile
from pathlib import Path

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from postings.importing import actions
from recruiting.local import archive
from recruiting.local.folder import CannotRun
from tests import servers
from tests.factories import UserFactory, a_key


@pytest.fixture
def database():
    """A database of its own, in the owner's role."""
    server, name = servers.postgres(), f"archive_{servers.label()}"
    with psycopg.connect(server.owner_url("postgres"), autocommit=True) as owner:
        # Without FORCE, which may not end an autovacuum on a server of PostgreSQL 15; a plain one waits for it.
        owner.execute(f"DROP DATABASE IF EXISTS {name}")
        owner.execute(f"CREATE DATABASE {name}")
        yield server.owner_url(name)
        owner.execute(f"DROP DATABASE {name}")


@pytest.fixture
def files(tmp_path):
    """Where files are kept; one is there."""
    (tmp_path / "files" / "imports").mkdir(parents=True)
    (tmp_path / "files" / "imports" / "one").write_bytes(b"as it came")
    return tmp_path / "files"


def run(database, statement):
    with psycopg.connect(database) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def test_a_restored_database_is_what_was_backed_up_and_nothing_else(database, files, tmp_path):
    run(database, "CREATE TABLE people (name text); INSERT INTO people VALUES ('Ada'), ('Grace')")
    archive.write(database, tmp_path / "backup", files)
    run(database, "DELETE FROM people; CREATE TABLE made_since (id int)")
    archive.read(database, tmp_path / "backup", files)
    assert run(database, "SELECT name FROM people ORDER BY name") == [("Ada",), ("Grace",)]
    assert run(database, "SELECT to_regclass('made_since')") == [(None,)]


def before_the_end(whole: bytes) -> bytes:
    """Cut exactly between two members, which a tar's reader takes for its end."""
    with tarfile.open(fileobj=io.BytesIO(whole)) as tar:
        return whole[: tar.getmember("end").offset]


@pytest.mark.parametrize(
    "cut", [lambda whole: whole[: len(whole) // 2], before_the_end, lambda whole: b"not a backup", lambda whole: b""]
)
def test_a_file_cut_short_changes_nothing(database, files, tmp_path, cut):
    run(database, "CREATE TABLE people AS SELECT 'somebody ' || n AS name FROM generate_series(1, 20000) AS n")
    archive.write(database, tmp_path / "backup", files)
    (tmp_path / "backup").write_bytes(cut((tmp_path / "backup").read_bytes()))
    (files / "imports" / "one").unlink()
    with pytest.raises(CannotRun, match="no backup"):
        archive.read(database, tmp_path / "backup", files)
    assert run(database, "SELECT count(*) FROM people") == [(20000,)]
    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_a_backup_is_private_and_appears_whole(database, files, tmp_path):
    (tmp_path / "there").mkdir()
    archive.write(database, tmp_path / "there" / "backup", files)
    held = [(path.name, path.stat().st_mode & 0o777) for path in (tmp_path / "there").iterdir()]
    assert held == [("backup", 0o600)]


def test_what_was_kept_comes_back_private_beside_what_is_there(database, files, tmp_path):
    (files / ".restoring-killed").mkdir()
    (files / ".restoring-killed" / "half").write_bytes(b"x")
    archive.write(database, tmp_path / "backup", files)
    (files / "imports" / "one").unlink()
    (files / "imports" / "since").write_bytes(b"came since")
    archive.read(database, tmp_path / "backup", files)
    kept = {path.name: path.read_bytes() for path in (files / "imports").iterdir()}
    assert kept == {"one": b"as it came", "since": b"came since"}
    assert (files / "imports" / "one").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in files.glob(".restoring-*")] == [".restoring-killed"]


def test_a_backup_from_before_files_were_kept_is_restored(database, tmp_path):
    run(database, "CREATE TABLE people (name text); INSERT INTO people VALUES ('Ada')")
    archive.write(database, tmp_path / "backup", tmp_path / "none")
    with tarfile.open(tmp_path / "backup") as tar:
        (tmp_path / "old").write_bytes(tar.extractfile("database").read())
    run(database, "DROP TABLE people")
    archive.read(database, tmp_path / "old", tmp_path / "none")
    assert run(database, "SELECT name FROM people") == [("Ada",)]


@pytest.mark.parametrize("name", ["files/../../outside", "files//outside", "/outside", "elsewhere"])
def test_a_file_of_a_backup_goes_nowhere_else(database, files, tmp_path, name):
    archive.write(database, tmp_path / "backup", files)
    whole, forged = tmp_path / "backup", tmp_path / "forged"
    with tarfile.open(whole) as before, tarfile.open(forged, "w") as tar:
        for member in before:
            if member.name == "end":
                evil = tarfile.TarInfo(name)
                evil.size = 4
                tar.addfile(evil, io.BytesIO(b"evil"))
            tar.addfile(member, before.extractfile(member))
    with contextlib.suppress(CannotRun):
        archive.read(database, forged, files)
    assert b"evil" not in [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path != forged]


@pytest.mark.django_db(transaction=True)
def test_a_restored_run_still_has_what_came(database, tmp_path):
    """Of the application's own database: what its page names after a restore elsewhere is there, byte for byte."""
    text = b"title,company\nEngineer,Acme\n"
    run_id = actions.upload(file=ContentFile(text), name="jobs.csv", by=UserFactory(), key=a_key())
    archive.write(servers.owner_database_url(), tmp_path / "backup", Path(storages["private"].location))
    archive.read(database, tmp_path / "backup", tmp_path / "elsewhere")
    [(name,)] = run(database, f"SELECT file FROM importing_rawpage WHERE run_id = {run_id}")
    assert (tmp_path / "elsewhere" / name).read_bytes() == text


def test_connections_of_others_are_counted(database):
    assert archive.other_connections(database) == 0
    with psycopg.connect(database):
        assert archive.other_connections(database) == 1
