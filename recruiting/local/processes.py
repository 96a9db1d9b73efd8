"""Web, worker and beat under `up`: the Procfile's lines run by honcho, kept alive, and found again if they are left."""

import contextlib
import multiprocessing
import os
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil
from honcho.compat import ProcessManager
from honcho.environ import parse_procfile
from honcho.manager import Manager

from .folder import DATA, PROJECT, CannotRun
from .server import end, is_alive

MARK = "FAIRLEAD_UP"  # in the environment of every process under `up`, and so of their children too
LOOK_SECONDS = 1.0
TOO_SHORT_A_LIFE = 5.0


def environment(addresses: Mapping[str, str], *, port: int, reload: bool) -> dict[str, str]:
    """What the Procfile's lines read, beside what the caller set."""
    given = {
        "DJANGO_SETTINGS_MODULE": "recruiting.settings",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "BEAT_SCHEDULE": str(DATA / "beat-schedule"),
        "PYTHONUNBUFFERED": "1",
        "FAIRLEAD_NO_BOOTSTRAP": "1",
        MARK: str(DATA),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }
    if reload:
        watched = ("recruiting", "postings", "candidates", "templates")
        options = ["--reload", "--reload-include", "*.html", *(f"--reload-dir={folder}" for folder in watched)]
        given |= {"DEBUG": "1", "WEB_OPTIONS": shlex.join(options)}
    return {"PUBLIC_URL": f"http://127.0.0.1:{port}"} | os.environ | addresses | given


def end_leftovers() -> None:
    """What an `up` that was killed left running, grandchildren too: our mark is in their environment."""
    left = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.pid != os.getpid() and process.environ().get(MARK) == str(DATA):
                process.terminate()
                left.append(process)
    end(left, patience=3)


class Keeper(Manager):
    """honcho's manager ends everything when one process dies; this one starts that process again.

    It looks at its processes itself, because honcho hears of a death only when the last child has let go of the
    output: the workers of a killed web server hold it, and the port, for ever.
    """

    def __init__(self, tend: Callable[[], None], page_is_there: threading.Event) -> None:
        super().__init__()
        self.tend = tend
        self._page_is_there = page_is_there
        self._later: dict[str, dict[str, Any]] = {}
        self._procmgr = _LeadersFirst()
        self._looked_at = 0.0
        self._asked_to_stop = False
        self.failed = False

    def run(self, environment: dict[str, str]) -> int:
        for name, command in parse_procfile((PROJECT / "Procfile").read_text()).processes.items():
            self.add_process(name, command, env=environment, cwd=str(PROJECT))
        # On two processors all at once would be twice as long until somebody sees a page.
        self._later = {name: self._processes.pop(name) for name in list(self._processes) if name != "web"}
        self.loop()
        return 1 if self.failed else 0

    def terminate(self) -> None:
        self._asked_to_stop = True
        if self._all_started():  # else honcho's loop comes back to it once every process has a pid
            super().terminate()

    def _any_stopped(self) -> bool:
        """Called in every turn of honcho's loop: whether to stop, counting its seconds of patience from now on."""
        if not self._asked_to_stop and time.monotonic() - self._looked_at > LOOK_SECONDS:
            self._looked_at = time.monotonic()
            self._look()
        return self._asked_to_stop

    def _all_stopped(self) -> bool:
        return self._asked_to_stop and super()._all_stopped()

    def _look(self) -> None:
        try:
            self.tend()
        except CannotRun as reason:
            self._give_up(str(reason))
        if self._later and self._page_is_there.is_set():
            self._processes |= self._later
            for name in self._later:
                self._begin(name)
            self._later = {}
        for name, process in self._processes.items():
            if process.get("returncode") is not None:
                self._start_again(name, process)
            elif process.get("pid") and not _lives(process["pid"]):
                self._procmgr.kill(process["pid"])  # the rest of its group

    def _start_again(self, name: str, process: dict[str, Any]) -> None:
        if time.monotonic() - process["started"] < TOO_SHORT_A_LIFE:
            self._give_up(f"{name} does not stay up; the reason stands above.")
            return
        self._system_print(f"{name} died and is started again\n")
        del process["returncode"], process["pid"]
        self.returncode = None
        self._begin(name)

    def _start(self) -> None:
        for name in self._processes:
            self._begin(name)

    def _begin(self, name: str) -> None:
        process = self._processes[name]
        runner = multiprocessing.Process(name=name, target=process["obj"].run, args=(self.events, True))
        process |= {"process": runner, "started": time.monotonic()}
        runner.start()

    def _give_up(self, reason: str) -> None:
        self._system_print(f"{reason}\n")
        self.failed = True
        self.terminate()


class _LeadersFirst(ProcessManager):
    """honcho asks every process of a group to stop; Celery's children would drop the task that they are at."""

    def terminate(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


def _lives(pid: int) -> bool:
    try:
        return is_alive(psutil.Process(pid))
    except psutil.NoSuchProcess:
        return False
