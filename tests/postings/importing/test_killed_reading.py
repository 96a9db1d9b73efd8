"""A worker that is killed while it reads or reverts, and two that read one run: each record gets exactly one row."""

import json
import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection

from postings.importing import actions, tasks, verdicts
from postings.importing.models import ImportRow, ImportRun, PostingFact
from postings.models import Advert, Posting
from tests import live, servers
from tests.factories import UserFactory, a_key
from tests.postings.importing.conftest import setup_of
from tests.postings.importing.test_tasks import claims_run_out, outcomes, status, until, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("real processes")]
BATCH = verdicts.BATCH


def a_board(count: int) -> ImportRun:
    """A run of so many jobs as Greenhouse lists them, waiting to be read."""
    listed = [
        {
            "id": number,
            "internal_job_id": number,
            "title": f"Engineer {number}",
            "absolute_url": f"https://boards.greenhouse.io/acme/jobs/{number}",
            "location": {"name": "Lisbon"},
            "content": "&lt;p&gt;We look for Python.&lt;/p&gt;",
        }
        for number in range(1, count + 1)
    ]
    raw = ContentFile(json.dumps({"jobs": listed}).encode())
    return ImportRun.objects.get(pk=actions.upload(file=raw, name="jobs.json", by=UserFactory(), key=a_key()))


def numbers(run: ImportRun) -> list[int]:
    return list(run.rows.order_by("number").values_list("number", flat=True))


def read_to(run: ImportRun) -> int:
    return ImportRun.objects.values_list("read_to", flat=True).get(pk=run.pk)


def kill(doomed) -> None:
    os.killpg(doomed.pid, signal.SIGKILL)
    doomed.wait(10)
    until(lambda: live.transactions_waiting() == 0, what="its connection is gone")
    claims_run_out()
    current_app.send_task("importing.sweep")


def test_a_worker_killed_while_it_reads_is_followed_from_behind_its_last_batch():
    """A rival row, not committed, stands in the second batch: the worker waits in it, its rows not written."""
    run = a_board(BATCH + 15)
    with psycopg.connect(servers.application_database_url()) as rival:
        rival.execute(
            "INSERT INTO importing_importrow (revision, run_id, number, source_kind, tenant, external_id, url, digest,"
            " title, text, verdict, reason, changes, corrections, corrected_over, decision, outcome,"
            " resembles_because, joins, before, department, posting_status)"
            " VALUES (1, %s, %s, 'json', '', 'rival', '', '', '', '', 'new', '', '{}',"
            " '{}', '{}', 'open', '', '', false, '{}', '', '')",
            [run.pk, BATCH + 7],
        )
        with worker() as doomed:
            until(lambda: live.transactions_waiting() == 1, what="the second batch waits", seconds=90)
            kill(doomed)
        before = (read_to(run), run.rows.count(), PostingFact.objects.values("row").distinct().count())
        rival.rollback()
    first = set(run.rows.values_list("pk", flat=True))
    with worker():
        until(lambda: status(run) == "ready", what="the second worker reads on", seconds=90)
    print(f"\nkilled at {before}; after the second worker {read_to(run)}, {run.rows.count()} rows")
    assert before == (BATCH, BATCH, BATCH)
    assert numbers(run) == list(range(1, BATCH + 16)), "each record has one row"
    assert first < set(run.rows.values_list("pk", flat=True)), "what the first had read is not read anew"
    assert not ImportRow.objects.filter(facts__isnull=True).exists()


def test_a_worker_killed_while_it_reverts_is_followed_by_one_that_ends_it():
    run = a_board(5)
    by = run.started_by
    tasks.read(run.pk)
    run.refresh_from_db()
    actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=by)
    tasks.apply(run.pk)
    run.refresh_from_db()
    actions.revert(run.pk, seen=run.revision, by=by)
    third = run.rows.get(number=3).posting_id
    with psycopg.connect(servers.application_database_url()) as rival:
        rival.execute("SELECT 1 FROM postings_posting WHERE id = %s FOR NO KEY UPDATE", [third])
        with worker() as doomed:
            until(lambda: live.transactions_waiting() == 1, what="the third row waits")
            kill(doomed)
        killed = outcomes(run)
        rival.rollback()
    with worker():
        until(lambda: status(run) == "reverted", what="the second worker ends it")
    states = dict(Counter(Posting.objects.values_list("status", flat=True)))
    print(f"\nkilled at {killed}; after the second worker {outcomes(run)}, postings {states}")
    assert killed == {"reverted": 2, "applied": 3}
    assert outcomes(run) == {"reverted": 5} and states == {"archived": 5} and not Advert.objects.exists()


def two_read(run: ImportRun) -> list[object]:
    """Two workers, both past the claim, judge the same batch at the same time. What came of each."""
    both = Barrier(2)

    def judge() -> object:
        mine = ImportRun.objects.get(pk=run.pk)
        try:
            with mine.contents() as pages:
                batch = list(verdicts.found_in(mine, pages))
                both.wait(10)
                return verdicts._judge_batch(mine, batch)
        except IntegrityError as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [done.result() for done in [pool.submit(judge) for _ in range(2)]]


def test_of_two_that_read_one_batch_one_writes_it():
    run = a_board(20)
    came = two_read(run)
    print(f"\ntwo readers: {came}; {run.rows.count()} rows, read to {read_to(run)}")
    assert sorted(came) == [False, True]
    assert numbers(run) == list(range(1, 21)) and read_to(run) == 20


def test_without_the_runs_lock_the_second_runs_into_the_database(monkeypatch):
    """The twin: both find that reading has come to 0, and only the number's constraint stands between them."""
    monkeypatch.setattr(verdicts, "hold_run", lambda run_id: None)
    run, held, write = a_board(20), Barrier(2), verdicts._Batch._do_write

    def both_have_looked(batch) -> None:
        held.wait(10)
        write(batch)

    monkeypatch.setattr(verdicts._Batch, "_do_write", both_have_looked)
    came = two_read(run)
    assert "IntegrityError" in came and True in came
    assert numbers(run) == list(range(1, 21))
