"""The two local servers together: those of them whose address the environment does not give."""

import os
from pathlib import Path

from .folder import DATA, Folder, secret_key
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
