"""A whole database, by PostgreSQL's own tools, and the files beside it, into one file and back.

It is a tar of `database` (pg_dump's custom format), `files/…`, and `end`: without that it was cut off. A file from
before files were kept is the first alone.
"""

import contextlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import IO

import psycopg
from psycopg.conninfo import conninfo_to_dict

from .folder import CannotRun
from .postgres import binary

DATABASE, FILES, END = "database", "files/", "end"
ALONE = b"PGDMP"  # how pg_dump's custom format begins
EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"


def write(url: str, file: Path, files: Path) -> None:
    """The database first: a file that it names was there before, and files are not changed. A later one costs room."""
    draft, dump = (file.with_name(file.name + ending) for ending in (".part", ".database"))
    try:
        with _private(dump) as output:  # a tar has to know its size before
            _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", stdout=output)
        with _private(draft) as output, tarfile.open(fileobj=output, mode="w|") as tar:
            tar.add(dump, DATABASE)
            for path in sorted(each for each in files.glob("[!.]*/**/*") if each.is_file()):
                with contextlib.suppress(FileNotFoundError):  # removed meanwhile, since nothing named it
                    tar.add(path, FILES + path.relative_to(files).as_posix(), filter=_without_owner)
            tar.addfile(tarfile.TarInfo(END))
        draft.replace(file)
    finally:
        dump.unlink(missing_ok=True)


def read(url: str, file: Path, files: Path) -> None:
    """All or nothing: the file is unpacked to its end before anything is dropped, then the database is read in one
    transaction. Files are put beside those that are there: their names are nobody else's."""
    files.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory(dir=files, prefix=".restoring-") as came:
        dump, script = Path(folder, "database"), Path(folder, "restore.sql")
        _unpack(file, dump, Path(came))
        _run(url, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
        _spare(script, b"SET transaction_timeout = 0;")
        for path in [each for each in Path(came).rglob("*") if each.is_file()]:
            kept = files / path.relative_to(came)
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.replace(kept)
        once = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run(url, "psql", *once, f"--command={EMPTY}", f"--file={script}")


def _unpack(file: Path, dump: Path, came: Path) -> None:
    """Only what `write` puts there, each to its place; whatever else a tar can hold is nothing of ours."""
    with file.open("rb") as opened:
        if opened.read(len(ALONE)) == ALONE:
            dump.symlink_to(file.resolve())
            return
    last = ""
    try:
        with tarfile.open(file, mode="r|") as tar:
            for member in tar:
                last = member.name
                inner = PurePosixPath(last.removeprefix(FILES))
                if last == DATABASE:
                    _copy(tar, member, dump)
                elif last.startswith(FILES) and member.isreg() and ".." not in inner.parts and not inner.is_absolute():
                    _copy(tar, member, came / inner)
    except (tarfile.TarError, EOFError) as reason:
        raise CannotRun(f"{file} is no backup, or damaged: {reason}.") from reason
    if last != END or not dump.exists():
        raise CannotRun(f"{file} is no backup, or was cut off.")


def _copy(tar: tarfile.TarFile, member: tarfile.TarInfo, to: Path) -> None:
    held = tar.extractfile(member)
    if held is None:
        raise tarfile.ReadError(f"{member.name} is no file")
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with held, _private(to) as output:
        shutil.copyfileobj(held, output, 1024 * 1024)


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _spare(script: Path, statement: bytes) -> None:
    """Blank a statement at the script's beginning that a server before PostgreSQL 17 does not know; it says what is
    the default anyway."""
    with script.open("r+b") as file:
        at = file.read(4096).find(statement)
        if at >= 0:
            file.seek(at)
            file.write(b" " * len(statement))


def other_connections(url: str) -> int:
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(url) as connection:
        return connection.execute(others).fetchone()[0]


def _run(url: str, program: str, *arguments: str, stdout: object = subprocess.DEVNULL) -> None:
    # Through the environment: arguments can be read by everybody on the machine, and this holds the password.
    known = conninfo_to_dict(url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    environment = {name: str(known[key]) for key, name in names.items() if key in known}
    environment |= {f"PG{key.upper()}": str(known[key]) for key in ("sslmode", "sslrootcert") if key in known}
    done = subprocess.run(
        [_tool(program, known), *arguments],
        env=os.environ | {"PGOPTIONS": "-c client_min_messages=warning"} | environment,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise CannotRun(f"{program} failed: {words[0] if words else done.returncode}")


def _tool(program: str, address: dict) -> str:
    """The wheel's knows no TLS: for a server elsewhere, the machine's own comes first."""
    elsewhere = address.get("host") not in (None, "127.0.0.1", "localhost")
    return (elsewhere and shutil.which(program)) or str(binary(program))
