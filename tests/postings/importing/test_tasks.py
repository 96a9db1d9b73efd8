"""Imports by real workers: one that is killed in the middle of a posting, two at once, and a broker that is dead."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import psycopg
import pytest
from celery import current_app
from django.db import connection
from django.utils import timezone

from postings.importing import actions, apply, tasks, work
from postings.importing.models import ImportRow, ImportRun, PostingFact
from postings.models import Advert, Opening, Posting, TeamMember
from postings.pipelines.models import Stage
from tests import live, servers
from tests.factories import UserFactory, a_key
from tests.postings.importing.conftest import TEXT, setup_of, several

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("real processes")]
ROWS = 6


def a_run(text: str = TEXT, *, applying: bool = False) -> ImportRun:
    by = UserFactory()
    run = ImportRun.objects.get(pk=actions.paste(text=text, by=by, key=a_key()))
    if applying:
        tasks.read(run.pk)
        run.refresh_from_db()
        actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=by)
    return run


@contextlib.contextmanager
def worker():
    """A Celery worker as the Procfile starts it, of one process, on the test database."""
    command = [sys.executable, "-m", "celery", "-A", "recruiting.celery", "worker", "--loglevel", "WARNING"]
    process = subprocess.Popen([*command, "--concurrency", "1"], env=live.environment(), start_new_session=True)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the group that it leads: its child is in it
        process.wait(10)


def until(condition, *, what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        select.select([], [], [], 0.02)


def status(run: ImportRun) -> str:
    return ImportRun.objects.values_list("status", flat=True).get(pk=run.pk)


def outcomes(run: ImportRun) -> dict[str, int]:
    return dict(Counter(run.rows.values_list("outcome", flat=True)))


def made() -> dict[str, int]:
    models = {"postings": Posting, "adverts": Advert, "openings": Opening, "stages": Stage, "team members": TeamMember}
    return {name: model.objects.count() for name, model in models.items()}


def whole(count: int) -> dict[str, int]:
    """So many postings, none of them half."""
    return {"postings": count, "adverts": count, "openings": count, "stages": 6 * count, "team members": count}


def claims_run_out() -> None:
    ImportRun.objects.filter(claimed_until__isnull=False).update(claimed_until=timezone.now() - timedelta(seconds=1))


@contextlib.contextmanager
def rival_advert(row: ImportRow):
    """Another transaction writes the row's advert and does not commit: whoever makes the same one waits for it, its
    posting made and its advert not."""
    with psycopg.connect(servers.application_database_url()) as rival:
        posting = Posting.objects.create(title="rival")
        rival.execute(
            "INSERT INTO postings_advert (revision, posting_id, source_kind, tenant, external_id, source_name, title,"
            " text, url, digest, last_seen_at) VALUES (1, %s, 'paste', '', %s, '', 'rival', 'rival', '', '', now())",
            [posting.pk, row.external_id],
        )
        yield rival
        rival.rollback()
    posting.delete()


def test_a_worker_killed_in_the_middle_of_a_posting_loses_nothing_and_makes_none_twice():
    """The first takes the rows as one batch, which dies with it; the next takes them one by one, and what is done
    stays done."""
    run, killed = a_run(several(ROWS), applying=True), []
    with rival_advert(run.rows.get(number=4)):
        for applied in (0, 3):
            with worker() as doomed:
                until(
                    lambda done=applied: outcomes(run).get("applied", 0) == done and live.transactions_waiting() == 1,
                    what="the fourth row",
                )
                os.killpg(doomed.pid, signal.SIGKILL)
                doomed.wait(10)
            until(lambda: live.transactions_waiting() == 0, what="its connection is gone")
            killed.append(outcomes(run))
            rivals = {"postings": applied + 1}
            assert made() == whole(applied) | rivals, "the fourth is not there by half"
            claims_run_out()
            current_app.send_task("importing.sweep")

    with worker():
        until(lambda: status(run) == "applied", what="the third worker finishes")
    print(f"\nkilled workers: {killed} of {ROWS} rows; after the third {outcomes(run)}; {made()}")
    assert killed == [{"": 6}, {"applied": 3, "": 3}]
    assert outcomes(run) == {"applied": ROWS}
    assert made() == whole(ROWS)
    assert run.rows.values("posting").distinct().count() == ROWS
    assert not PostingFact.objects.filter(row__advert__isnull=True).exists()


def test_the_page_hands_both_steps_to_a_worker():
    with worker():
        run = a_run()
        until(lambda: status(run) == "ready", what="it is read")
        run.refresh_from_db()
        actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=run.started_by)
        until(lambda: status(run) == "applied", what="it is applied")
    assert outcomes(run) == {"applied": 1} and made() == whole(1)


def test_a_claimed_run_is_passed_over_until_its_claim_runs_out():
    run = a_run()
    assert work._claim(run.pk).pk == run.pk
    tasks.sweep()
    tasks.read(run.pk)
    assert status(run) == "reading"
    claims_run_out()
    tasks.sweep()
    assert status(run) == "ready"


def test_two_workers_claim_one_run_and_one_gets_it():
    run, both = a_run(), Barrier(2)
    rivals = []

    def claim():
        try:
            both.wait(10)
            rivals.append(work._claim(run.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(claim) for _ in range(2)]:
            done.result()
    assert sorted(claimed is not None for claimed in rivals) == [False, True]


def two_on_each_row(run: ImportRun) -> None:
    """Two workers, both past the claim (one's ran out while it still worked), on the same rows at the same time."""
    both = Barrier(2)

    def work():
        try:
            for row_id in list(run.rows.order_by("number").values_list("pk", flat=True)):
                both.wait(10)
                apply._apply_batch([row_id])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work) for _ in range(2)]:
            done.result()


def test_two_workers_on_one_run_make_one_posting_of_each_row():
    run = a_run(several(ROWS), applying=True)
    two_on_each_row(run)
    print(f"\ntwo workers: {outcomes(run)}; {made()}")
    assert outcomes(run) == {"applied": ROWS} and made() == whole(ROWS)
    assert set(run.rows.values_list("verdict", flat=True)) == {"new"}


def test_without_the_lock_the_second_worker_runs_into_the_database(monkeypatch):
    """The twin: the database still allows one posting, but only by refusing the second when it is already made."""
    refused = []
    monkeypatch.setattr(apply, "hold_rows", lambda row_ids: None)
    monkeypatch.setattr(apply, "_say_known", refused.append)
    held, known = Barrier(2), apply.known_adverts

    def both_look_first(names):
        found = known(names)
        held.wait(10)
        return found

    run = a_run(applying=True)
    monkeypatch.setattr(apply, "known_adverts", both_look_first)
    two_on_each_row(run)
    assert refused == [run.rows.get().pk] and made() == whole(1)


def test_a_run_is_applied_only_as_it_was_decided():
    """The run's lock: whoever corrects a row while another presses apply waits, and is then refused."""
    run = a_run()
    tasks.read(run.pk)
    run.refresh_from_db()
    with ThreadPoolExecutor(1) as pool:
        with psycopg.connect(servers.application_database_url()) as rival:
            rival.execute("SELECT 1 FROM importing_importrun WHERE id = %s FOR UPDATE", [run.pk])
            correcting = pool.submit(_correct, run)
            until(lambda: live.transactions_waiting() == 1, what="the correction waits", seconds=2)
            rival.execute("UPDATE importing_importrun SET status = 'applying' WHERE id = %s", [run.pk])
            rival.commit()
        assert isinstance(correcting.result(), actions.NotReady)
    assert run.rows.get().corrections == {}


def _correct(run: ImportRun) -> Exception | None:
    try:
        actions.correct(run.rows.get().pk, seen=1, values={"title": "X"}, by=run.started_by)
    except actions.NotReady as refusal:
        return refusal
    finally:
        connection.close()
    return None


def test_without_the_lock_a_correction_comes_into_a_run_that_is_being_applied(monkeypatch):
    monkeypatch.setattr(actions, "hold_run", lambda run_id: None)
    run = a_run()
    tasks.read(run.pk)
    run.refresh_from_db()
    with psycopg.connect(servers.application_database_url()) as rival:
        rival.execute("UPDATE importing_importrun SET status = 'applying' WHERE id = %s", [run.pk])
        assert _correct(run) is None
        rival.commit()
    assert (status(run), run.rows.get().corrections) == ("applying", {"title": "X"})


def test_with_the_broker_dead_a_paste_is_kept_and_the_sweep_reads_it():
    with live.live_server(REDIS_URL="redis://127.0.0.1:1/0") as server:
        browser = server.signed_in(UserFactory())
        browser.get("/imports/new/")  # what only the first request costs
        began = time.monotonic()
        answer = browser.post("/imports/new/", data={"text": TEXT, "key": a_key()})
        took = time.monotonic() - began
    run = ImportRun.objects.get()
    print(f"\ndead broker: {answer.status_code} in {took:.2f} s")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/imports/{run.pk}/")
    assert took < 5 and status(run) == "reading"
    tasks.sweep()
    assert status(run) == "ready"


def test_a_run_that_another_is_just_taking_is_passed_over():
    run = a_run()
    with psycopg.connect(servers.application_database_url()) as rival:
        rival.execute("SELECT 1 FROM importing_importrun WHERE id = %s FOR NO KEY UPDATE", [run.pk])
        assert work._claim(None) is None
        rival.rollback()
    assert work._claim(None).pk == run.pk
