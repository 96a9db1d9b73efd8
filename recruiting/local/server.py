"""What PostgreSQL and Valkey have in common as servers of ours: started, found again, and stopped, by pid."""

import contextlib
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil

from .folder import CannotRun, Folder

START_SECONDS = 60  # after a crash PostgreSQL replays what it had not written yet
RETRY_SECONDS = 10


class Server:
    name: str  # as people know it
    program: str  # the name of its process
    stop_signal = signal.SIGTERM

    def __init__(self, folder: Folder, *, throwaway: bool = False) -> None:
        self.folder = folder
        self.throwaway = throwaway  # the data of a test: never worth waiting for the disk
        self.data = folder.path / self.program
        self.log = folder.path / f"{self.program}.log"

    def prepare(self) -> None:
        """Make its data folder, where there is none."""
        raise NotImplementedError

    def command(self, port: int) -> list[str | Path]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    @property
    def port(self) -> int:
        return self.folder.recall(self.program)["port"]

    def secret(self, name: str) -> str:
        """A password, made when it is first asked for."""
        if name not in self.folder.recall(self.program):
            self.folder.remember(self.program, **{name: secrets.token_urlsafe(24)})
        return self.folder.recall(self.program)[name]

    def process(self) -> psutil.Process | None:
        """The server that runs, whoever started it. A pid is used again; a pid with its start time is not."""
        facts = self.folder.recall(self.program)
        try:
            process = psutil.Process(facts["pid"])
            return process if is_alive(process) and abs(process.create_time() - facts["started"]) < 1 else None
        except (KeyError, psutil.NoSuchProcess):
            return None

    def start(self) -> None:
        self.folder.make()
        with self.folder.locked(f"{self.program}.lock"):
            if self.process() and self._becomes_ready():
                return
            self._end_strays()
            self.prepare()
            deadline = time.monotonic() + RETRY_SECONDS
            while not (self._launch() and self._becomes_ready()):
                if time.monotonic() > deadline:
                    raise CannotRun(f"{self.name} did not start: {self._last_words()} (more in {self.log}).")
                time.sleep(0.2)

    def stop(self) -> None:
        with self.folder.locked(f"{self.program}.lock"):
            process = self.process()
            if process:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(self.stop_signal)
                end([process], patience=4)

    def _launch(self) -> bool:
        port = self._free_port()
        with self.log.open("ab") as log:
            child = subprocess.Popen(
                [str(part) for part in self.command(port)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for us; we stop the servers last
            )
        try:
            self.folder.remember(
                self.program, port=port, pid=child.pid, started=psutil.Process(child.pid).create_time()
            )
        except psutil.NoSuchProcess:
            return False
        return True

    def _becomes_ready(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while self.process() and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.02)
        return False

    def _free_port(self) -> int:
        """The same as last time, if nobody took it meanwhile."""
        for wanted in (self.folder.recall(self.program).get("port", 0), 0):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", wanted))
                except OSError:
                    continue
                return probe.getsockname()[1]
        raise CannotRun("This machine has no free port on 127.0.0.1.")

    def _end_strays(self) -> None:
        """What a killed server or a killed start left running on this data, known by the folder it works in."""
        strays = []
        for process in psutil.process_iter(["name"]):
            try:
                if (process.info["name"] or "").startswith(self.program) and Path(process.cwd()) == self.data:
                    strays.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        for process in strays:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(self.stop_signal)
        end(strays, patience=4)

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return lines[-1] if lines else "it said nothing"


def end(processes: list[psutil.Process], *, patience: float) -> None:
    """Wait for processes that were asked to stop, and kill those that do not."""
    deadline = time.monotonic() + patience
    while (processes := [process for process in processes if is_alive(process)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
            process.wait(2)


def is_alive(process: psutil.Process) -> bool:
    """A zombie is not: in a container there may be nobody who collects other people's children."""
    with contextlib.suppress(psutil.NoSuchProcess):
        if process.status() == psutil.STATUS_ZOMBIE:
            with contextlib.suppress(psutil.TimeoutExpired):
                process.wait(0)  # ours are collected here
            return False
        return process.is_running()
    return False
