import contextlib
import fcntl
import http.client
import os
import signal
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator

from django.core.management import BaseCommand, CommandError

from recruiting.local import processes
from recruiting.local.folder import DATA, CannotRun
from recruiting.local.preparation import Preparation
from recruiting.local.servers import Servers


class Command(BaseCommand):
    help = "Make everything ready and serve the application on 127.0.0.1."
    requires_system_checks = ()  # migrate, one step on, makes them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="8000 unless given")
        parser.add_argument("--empty", action="store_true", help="no demonstration data")
        parser.add_argument("--reload", action="store_true", help="for development: reload the code, show errors")

    def handle(self, port: int, empty: bool, reload: bool, **options) -> None:
        with _stoppable():
            try:
                with _only_one(port):
                    processes.end_leftovers()
                    _check_port(port)
                    self._serve(port, empty, reload)
            except CannotRun as reason:
                raise CommandError(reason) from reason

    def _serve(self, port: int, empty: bool, reload: bool) -> None:
        servers = Servers()
        try:
            for server in servers.wanted:
                self._say(f"{server.name} …")
                server.start()
            addresses = servers.addresses()
            environment = processes.environment(addresses, port=port, reload=reload)
            preparation = Preparation(servers, environment, with_demonstration=not empty)
            if not preparation.was_made():
                preparation.make(self._say)
            self._say("web, worker and beat …")
            page_is_there = threading.Event()
            threading.Thread(target=self._welcome, args=(port, preparation, page_is_there), daemon=True).start()
            failed = processes.Keeper(lambda: _keep(servers, addresses), page_is_there).run(environment)
        finally:
            _stop_undisturbed(servers)
        self._say("stopped")
        if failed:
            sys.exit(1)

    def _welcome(self, port: int, preparation: Preparation, page_is_there: threading.Event) -> None:
        while not _answers(port):
            time.sleep(0.05)
        self._say(f"\nFairlead is at http://127.0.0.1:{port}/ (Ctrl-C stops it)")
        page_is_there.set()
        try:
            self._say(preparation.make())
        except CannotRun as reason:
            self._say(str(reason))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Before any work: a shell that starts us in the background has SIGINT ignored, and a closed terminal is a stop."""

    def stop(number: int, frame: object) -> None:
        sys.exit(0)

    def hang_up(number: int, frame: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)  # whatever SIGTERM means at that moment, honcho's included

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, hang_up)
    yield


@contextlib.contextmanager
def _only_one(port: int) -> Iterator[None]:
    DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (DATA / "up.lock").open("a+") as file:
        try:
            # lockf, not flock: honcho's forks would go on holding the lock of an `up` that was killed.
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            raise CannotRun(f"Fairlead is running already: {file.read().strip()}.") from error
        file.truncate(0)
        file.write(f"http://127.0.0.1:{port}/, process {os.getpid()}")
        file.flush()
        yield


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise CannotRun(f"Port {port} is kept for the system: choose another with --port.") from error
        except (OSError, OverflowError) as error:
            raise CannotRun(f"Port {port} is taken by another program: choose another with --port.") from error


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _keep(servers: Servers, addresses: dict[str, str]) -> None:
    """A server that was killed comes back; the processes know it only by its old address."""
    servers.start_those_that_died()
    if servers.addresses() != addresses:
        raise CannotRun("A local server died and its port was taken meanwhile: start again.")


def _stop_undisturbed(servers: Servers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    processes.end_leftovers()
    servers.stop()
