"""The folder of a pair of local servers: what they remember (ports, passwords), and locks between commands."""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("FAIRLEAD_DATA") or PROJECT / ".data")


class CannotRun(Exception):
    """Something that only the person at the keyboard can change, told in one sentence."""


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._remembered = path / "servers.json"

    def make(self) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            next(self.path.iterdir(), None)
        except PermissionError as error:
            raise CannotRun(f"{self.path} belongs to another user: run as that user, or remove it.") from error

    def recall(self, server: str) -> dict[str, Any]:
        try:
            return json.loads(self._remembered.read_text()).get(server, {})
        except (FileNotFoundError, PermissionError):
            return {}

    def remember(self, server: str, **facts: Any) -> None:
        known = json.loads(self._remembered.read_text()) if self._remembered.exists() else {}
        known[server] = known.get(server, {}) | facts
        write_private(self._remembered, json.dumps(known, indent=1))

    @contextlib.contextmanager
    def locked(self, name: str) -> Iterator[None]:
        self.make()
        with (self.path / name).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, and readable by nobody else at any moment."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def secret_key(path: Path = DATA) -> str:
    """Django's SECRET_KEY of a local installation: made once."""
    file = path / "secret_key"
    if not file.exists():
        with Folder(path).locked("secret_key.lock"):
            if not file.exists():  # another process may have been first
                write_private(file, secrets.token_urlsafe(50))
    return file.read_text()
