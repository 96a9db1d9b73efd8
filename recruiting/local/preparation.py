"""What a database needs before pages can be served: its tables, and in our own the demonstration data."""

import hashlib
import subprocess
import sys
from collections.abc import Callable, Mapping

from .folder import PROJECT, CannotRun
from .servers import Servers


class Preparation:
    def __init__(self, servers: Servers, environment: Mapping[str, str], *, with_demonstration: bool) -> None:
        self.environment = environment
        self.with_demonstration = with_demonstration and servers.postgres in servers.wanted
        self.said: str | None = None  # who can sign in, once it was made
        self.stamp = servers.postgres.migrated if servers.postgres in servers.wanted else None

    def was_made(self) -> bool:
        """By this very code. Then pages may come first; the commands run all the same, beside them."""
        return self.stamp is not None and self.stamp.exists() and self.stamp.read_text() == _migrations()

    def make(self, say: Callable[[str], None] = lambda text: None) -> str:
        """Idempotent. Returns what the demonstration has to say: who can sign in."""
        if self.said is None:
            say("migrations …")
            self._manage("migrate", "--verbosity=0")
            if self.with_demonstration:
                say("demonstration data …")
            self.said = self._manage("demo", "--if-empty") if self.with_demonstration else ""
            if self.stamp:
                self.stamp.write_text(_migrations())
        return self.said

    def _manage(self, *arguments: str) -> str:
        """In a session of its own: Ctrl-C reaches it through us alone."""
        done = subprocess.run(
            [sys.executable, PROJECT / "manage.py", *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        if done.returncode > 0:  # below: it was asked to stop
            raise CannotRun(f"`manage.py {arguments[0]}` failed; the reason stands above.")
        return done.stdout


def _migrations() -> str:
    digest = hashlib.sha256((PROJECT / "requirements.txt").read_bytes())
    for area in ("recruiting", "postings", "candidates"):
        for file in sorted((PROJECT / area).glob("**/migrations/*.py")):
            digest.update(str(file.relative_to(PROJECT)).encode() + file.read_bytes())
    return digest.hexdigest()
