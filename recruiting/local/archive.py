"""A whole database into one file and back, by PostgreSQL's own tools."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from .folder import CannotRun
from .postgres import binary

EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"


def write(url: str, file: Path) -> None:
    draft = file.with_name(file.name + ".part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", stdout=output)
    draft.replace(file)


def read(url: str, file: Path) -> None:
    """All or nothing: the file is unpacked to its end before anything is dropped, then read in one transaction."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "restore.sql")
        _run(url, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(file))
        _spare(script, b"SET transaction_timeout = 0;")
        once = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run(url, "psql", *once, f"--command={EMPTY}", f"--file={script}")


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
