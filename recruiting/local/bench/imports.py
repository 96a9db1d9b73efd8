"""`bench import`: how many postings a second, in how much memory. Imported once Django is set up."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count, cycle, islice
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.utils import timezone

from postings.importing import actions, verdicts, work
from postings.importing.models import ImportRow, ImportRun, PostingFact
from postings.importing.reading import read_text
from postings.models import Advert, Posting
from recruiting.local.folder import PROJECT
from recruiting.people.models import Role, User

from . import Bar
from .feed import Job, jobs, write_board, write_xml
from .memory import MEGABYTE
from .spending import Spent, spending

FEEDS = {"XML feed": write_xml, "JSON board": write_board}
AGAIN = 3
NEWS = 50  # of the large feed, every so manyeth posting is new
TEXTS = (PROJECT / "tests" / "postings" / "importing" / "unseen", PROJECT.parent / "shared/postings/samples/freetext")


def measure(folder: Path, *, quick: bool) -> tuple[list[Bar], dict[str, Any]]:
    """The bars, and what else was measured."""
    bench = _Bench(folder, rows=100 if quick else 10_000, megabytes=1 if quick else 500)
    bars = [*bench.reading()]
    for name, write in FEEDS.items():
        bars += bench.importing(name, write)
    bars.append(bench.memory())
    return bars, bench.measured


class _Bench:
    def __init__(self, folder: Path, *, rows: int, megabytes: int) -> None:
        self.folder, self.rows, self.megabytes = folder, rows, megabytes
        self.by = User.objects.create(email="bench@fairlead.example", name="Bench", role=Role.RECRUITER)
        self.measured: dict[str, Any] = {"rows": rows, "megabytes": megabytes}

    # ------------------------------------------------------------ facts

    def reading(self) -> Iterator[Bar]:
        texts = [job.text for job in jobs(100)] + list(_texts())
        read_text(texts[0])  # the vocabularies are read once in a worker's life
        with spending() as spent:
            times = [statistics.median(_milliseconds(partial(read_text, text)) for _ in range(3)) for text in texts]
        self.measured["texts"] = {"texts": len(texts), "characters": round(statistics.mean(map(len, texts)))}
        self.measured["texts"] |= spent.as_json()
        yield Bar("facts of one text, median, ms", statistics.median(times) / spent.slowed, 8, most=True)

    # ------------------------------------------------------------ a feed, and the same again

    def importing(self, name: str, write: Callable[[IO[bytes], Iterable[Job]], None]) -> Iterator[Bar]:
        feed = self.folder / "feed"
        with feed.open("wb") as file:
            write(file, jobs(self.rows))
        read, applied = self._first(feed)
        again = [self._again(feed) for _ in range(AGAIN)]
        self.measured[name] = {"read": read.as_json(), "applied": applied.as_json()}
        self.measured[name] |= {"again": [each.as_json() for each in again]}
        first = self.rows / (read.core + applied.core)
        second = statistics.median(self.rows / each.core for each in again)
        self.measured[name]["ratio"] = round(second / first, 1)
        yield Bar(f"{name}: first import, rows/s of one core", first, 100)
        yield Bar(f"{name}: the same again, rows/s of one core", second, 3_000)

    def _first(self, feed: Path) -> tuple[Spent, Spent]:
        before = Posting.objects.count()
        with spending() as read:
            run = self._read(feed)
        setup = {name: getattr(run, name) for name in ("template", "recruiter", "openings", "posting_status")}
        run = actions.apply(run.pk, seen=run.revision, setup=setup, by=self.by)
        with spending() as applied:
            _work_to_the_end(run)
        _expect(Posting.objects.count() - before, self.rows, "postings made")
        return read, applied

    def _again(self, feed: Path) -> Spent:
        before = _written()
        with spending() as again:
            run = self._read(feed)
        _expect(run.same_count, self.rows, "records that are the same")
        _expect(_written(), before, "rows, facts and postings")
        return again

    def _read(self, feed: Path) -> ImportRun:
        run = self._begin(feed)
        _work_to_the_end(run)
        _expect(run.status, ImportRun.Status.READY, "its status")
        return run

    def _begin(self, feed: Path) -> ImportRun:
        with feed.open("rb") as file:
            run_id = actions.upload(file=File(file), name=feed.name, by=self.by, key=f"{feed}{time.monotonic()}")
        return ImportRun.objects.get(pk=run_id)

    # ------------------------------------------------------------ memory

    def memory(self) -> Bar:
        """A large feed of which nearly everything is known, as on every day but the first, in a worker of its own."""
        feed = self.folder / "large.xml"
        with feed.open("wb") as file:
            write_xml(file, _until(file, self.megabytes * MEGABYTE))
        run = self._begin(feed)
        feed.unlink()
        self.measured["large feed"] = {"known": self._make_known(run)}
        command = [sys.executable, "-m", "recruiting.local.bench.memory", str(run.pk)]
        told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout)
        run.refresh_from_db()
        _expect(run.status, ImportRun.Status.READY, "its status")
        self.measured["large feed"] |= told | {"new": run.rows.count()}
        return Bar("memory over the idle worker, MB", told["peak"] - told["idle"], 200, most=True)

    def _make_known(self, run: ImportRun) -> int:
        posting, known = Posting.objects.create(title="Bench", created_by=self.by), 0
        with run.contents() as pages:
            for batch in verdicts._batches(verdicts.found_in(run, pages), size=5_000):
                adverts = [_advert(each, posting) for each in batch if each.record.number % NEWS]
                known += len(Advert.objects.bulk_create(adverts))
        return known


def _advert(found: verdicts.Found, posting: Posting) -> Advert:
    return Advert(
        posting=posting, source_kind=found.kind, tenant=found.tenant, external_id=found.record.external_id,
        title="Bench", text="", digest=found.record.digest, last_seen_at=timezone.now(),
    )  # fmt: skip


def _until(file: IO[bytes], size: int) -> Iterator[Job]:
    """A thousand jobs over and over, each time under another id, until the file is large enough."""
    for job, number in zip(cycle(list(jobs(1_000))), count(1), strict=False):
        if file.tell() >= size:
            return
        yield replace(job, id=f"L{number:07}")


def _work_to_the_end(run: ImportRun) -> None:
    """A worker lets go of a long run now and then, and the next task goes on."""
    while run.status in ImportRun.AT_WORK:
        work.work_on(run.pk)
        run.refresh_from_db()


def _written() -> list[int]:
    return [model.objects.count() for model in (ImportRow, PostingFact, Posting, Advert)]


def _texts() -> Iterator[str]:
    """Those that people wrote, where they are there."""
    for folder in TEXTS:
        for file in sorted(islice(folder.glob("*.md"), 100)):
            yield file.read_text()


def _milliseconds(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return (time.process_time() - began) * 1000


def _expect(found: object, wanted: object, what: str) -> None:
    if found != wanted:
        raise AssertionError(f"{what}: {found}, not {wanted}. What was measured is not what was to be measured.")
