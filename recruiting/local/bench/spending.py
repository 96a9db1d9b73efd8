"""What a piece of work takes of one core, also on a machine that does other things meanwhile."""

import contextlib
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psutil
from django.db import connection

_EVERY = 0.2  # seconds that the process works
_fastest = float("inf")  # of this run


@dataclass
class Spent:
    wall: float = 0.0
    worker: float = 0.0
    database: float = 0.0  # of the connection's process there
    pace: float = 0.0

    @property
    def slowed(self) -> float:
        """By how much others slowed it: shared cores do everything slower, and count its time all the same."""
        return self.pace / _fastest

    @property
    def core(self) -> float:
        """Seconds of one core that does nothing else. Worker and database take turns, so that without others the clock
        says about the same."""
        return (self.worker + self.database) / self.slowed

    def as_json(self) -> dict[str, float]:
        told = {"wall": self.wall, "worker": self.worker, "database": self.database, "slowed": self.slowed}
        return {name: round(value, 2) for name, value in told.items()}


class _Yardstick:
    """A fixed bit of arithmetic, done now and then in the midst of the work; the fastest of the whole run tells what
    others cost meanwhile. In the same thread, by a timer that counts what the process works: a thread beside it would
    wake on another core, and a core that just woke is half as fast."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def measure(self, *_: object) -> None:
        global _fastest  # the quietest moment may be in any part of the run
        self.times.append(_timed(_arithmetic))
        _fastest = min(_fastest, self.times[-1])


@contextlib.contextmanager
def spending() -> Iterator[Spent]:
    connection.ensure_connection()
    processes = [psutil.Process(), psutil.Process(connection.connection.info.backend_pid)]
    stick, spent = _Yardstick(), Spent()
    began, before = time.perf_counter(), [_cpu(process) for process in processes]
    stick.measure()
    signal.signal(signal.SIGVTALRM, stick.measure)
    signal.setitimer(signal.ITIMER_VIRTUAL, _EVERY, _EVERY)
    try:
        yield spent
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        spent.wall = time.perf_counter() - began
        spent.worker, spent.database = (_cpu(process) - was for process, was in zip(processes, before, strict=True))
        spent.worker -= sum(stick.times)
        spent.pace = statistics.median(stick.times)


def _arithmetic() -> int:
    return sum(number * number % 7 for number in range(20_000))


def _timed(do: Callable[[], object]) -> float:
    began = time.thread_time()
    do()
    return time.thread_time() - began


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system
