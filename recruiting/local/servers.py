"""The two local servers together: those of them whose address the environment does not give."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from .folder import DATA, CannotRun, Folder, secret_key
from .postgres import Postgres
from .server import Server
from .valkey import Valkey


class Servers:
    def __init__(self, path: Path = DATA, *, throwaway: bool = False) -> None:
        folder = Folder(path)
        self.postgres = Postgres(folder, throwaway=throwaway)
        self.valkey = Valkey(folder, throwaway=throwaway)
        self.wanted: list[Server] = []
        if "DATABASE_URL" not in os.environ:
            self.wanted.append(self.postgres)
        if "REDIS_URL" not in os.environ:
            self.wanted.append(self.valkey)

    def start(self) -> None:
        for server in self.wanted:
            server.start()

    def start_those_that_died(self) -> None:
        for server in self.wanted:
            if not server.process():
                server.start()

    def stop(self) -> None:
        for server in reversed(self.wanted):
            server.stop()

    def addresses(self) -> dict[str, str]:
        """What the settings read, for those that run."""
        found = {}
        if self.postgres in self.wanted and self.postgres.process():
            found["DATABASE_URL"] = self.postgres.application_url()
            found["MIGRATION_DATABASE_URL"] = self.postgres.owner_url()
            found["SECRET_KEY"] = secret_key()
        if self.valkey in self.wanted and self.valkey.process():
            found["REDIS_URL"] = self.valkey.url()
        return found


@contextlib.contextmanager
def owner_database() -> Iterator[str]:
    """The address of the database in its owner's role; the local one is started for as long, if it does not run."""
    given = os.environ.get("MIGRATION_DATABASE_URL") or os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    postgres = Servers().postgres
    if not postgres.data.exists():
        raise CannotRun("There is no database yet: `python3 manage.py up` makes one, or set DATABASE_URL.")
    ours = not postgres.process()
    postgres.start()
    try:
        yield postgres.owner_url()
    finally:
        if ours:
            postgres.stop()
