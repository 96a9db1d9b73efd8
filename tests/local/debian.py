"""Debian's PostgreSQL 15 and Redis: their binaries, run by us in a folder of the test's, as the launcher runs ours."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
import redis

from recruiting.local.folder import write_private
from recruiting.local.postgres import NOBODY, unprivileged
from recruiting.local.server import Server

POSTGRES = Path("/usr/lib/postgresql/15/bin")


def missing() -> list[str]:
    """The packages that are not here."""
    wanted = {"postgresql-15": POSTGRES / "postgres", "redis-server": shutil.which("redis-server")}
    return [package for package, found in wanted.items() if not found or not Path(found).exists()]


class DebianPostgres(Server):
    name = "Debian's PostgreSQL 15"
    program = "postgres"
    stop_signal = signal.SIGINT

    def prepare(self) -> None:
        if self.data.exists():
            return
        self.data.mkdir(mode=0o700)
        prefix, password = unprivileged(), self.folder.path / "password"
        if prefix[:1] == ["setpriv"]:
            os.chown(self.data, int(NOBODY), int(NOBODY))
        write_private(password, self.secret("postgres"))
        who = ["-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password}"]
        command = [*prefix, POSTGRES / "initdb", "-D", self.data, *who, "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)

    def command(self, port: int) -> list:
        options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"]
        return [*unprivileged(), POSTGRES / "postgres", "-D", self.data, *(p for o in options for p in ("-c", o))]

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres", self.secret("postgres")), connect_timeout=2).close()
            return True
        except psycopg.OperationalError:
            return False

    def url(self, role: str, password: str, database: str = "postgres") -> str:
        return f"postgres://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def as_superuser(self, *statements: str) -> None:
        with psycopg.connect(self.url("postgres", self.secret("postgres")), autocommit=True) as superuser:
            for statement in statements:
                superuser.execute(statement)


class DebianRedis(Server):
    name = "Debian's Redis"
    program = "redis-server"

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)

    def command(self, port: int) -> list:
        return ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", self.data, "--save", ""]

    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        try:
            return redis.Redis.from_url(self.url()).ping()
        except redis.ConnectionError:
            return False
