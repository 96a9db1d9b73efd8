"""The servers of a bench: a PostgreSQL and a Valkey of its own, in a folder that goes with them. Nobody else's are
asked."""

import contextlib
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

from recruiting.local import processes
from recruiting.local.folder import DATA
from recruiting.local.preparation import Preparation
from recruiting.local.servers import Servers

SOMEBODYS = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "APPLICATION_ROLE", "REDIS_URL", "EMAIL_URL", "DATABASE_POOL")


@contextlib.contextmanager
def own_servers() -> Iterator[Path]:
    """Django is set up on them, in the application's role; the folder is the bench's to write into. The database keeps
    what it commits as a deployment does: that is part of the time."""
    for name in SOMEBODYS:
        os.environ.pop(name, None)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that the servers are stopped, too
    DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=DATA, ignore_cleanup_errors=True) as folder:
        servers = Servers(Path(folder))
        try:
            servers.start()
            os.environ.update(_environment(servers, folder))
            Preparation(servers, os.environ, with_demonstration=False).make()
            django.setup()
            yield Path(folder)
        finally:
            servers.stop()


def _environment(servers: Servers, folder: str) -> dict[str, str]:
    found = processes.environment(servers.addresses(), port=0, reload=False)
    del found[processes.MARK]  # a bench is nothing that `up` should find and end
    return found | {"FILES_ROOT": f"{folder}/files", "SECRET_KEY": secrets.token_urlsafe(50)}
