"""PostgreSQL and Valkey die, of an installation of its own, in the middle of moves and due reminders."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from recruiting.local.folder import PROJECT, Folder
from recruiting.local.postgres import Postgres
from recruiting.local.valkey import Valkey
from recruiting.outbox.models import Event, Message
from recruiting.reminders.models import Reminder
from tests.factories import UserFactory
from tests.faults.load import advances, post_all, versions
from tests.faults.processes import (
    REMINDERS,
    all_sent,
    beat,
    connected_to,
    differences,
    make_reminders_due,
    moves_by_key,
    statuses,
    until,
    worker,
)
from tests.faults.smtp import mail_server
from tests.live import environment, live_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("real processes"),
    pytest.mark.deep,
]
MOVES = 120


@contextlib.contextmanager
def own_database(path: Path) -> Iterator[tuple[Postgres, dict[str, str]]]:
    """A PostgreSQL that keeps what it committed, migrated; this test's own connection leads there, too."""
    postgres = Postgres(Folder(path))
    postgres.start()
    urls = {"DATABASE_URL": postgres.application_url(), "MIGRATION_DATABASE_URL": postgres.owner_url()}
    subprocess.run([sys.executable, PROJECT / "manage.py", "migrate", "-v0"], env=environment(**urls), check=True)
    try:
        with connected_to(postgres):
            yield postgres, urls
    finally:
        postgres.stop()


def kill(server: Postgres | Valkey) -> None:
    process = server.process()
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)


def half_due_later() -> list[int]:
    """Half of the reminders are due tomorrow; their ids."""
    later = list(Reminder.objects.order_by("pk").values_list("pk", flat=True)[: REMINDERS // 2])
    Reminder.objects.filter(pk__in=later).update(due_at=timezone.now() + timedelta(days=1))
    return later


def test_postgresql_killed_during_moves_and_reminders_has_what_it_had_committed(tmp_path: Path):
    with own_database(tmp_path / "data") as (postgres, urls), mail_server() as mail:
        make_reminders_due()
        requests, recruiter = advances(MOVES), UserFactory()

        def strike(answered: int) -> None:
            if answered == MOVES // 3:
                kill(postgres)
                postgres.start()

        with live_server(**urls) as site, worker(mail, **urls), beat(str(tmp_path / "beat"), **urls):
            first = post_all(site, recruiter, requests, after=strike)
            connection.close()  # it was to the server that died
            promised = {key for key, status in first.items() if status == 303}
            kept = set(moves_by_key())
            second = Counter(post_all(site, recruiter, requests).values())
            kill(postgres)
            postgres.start()
            connection.close()
            third = Counter(post_all(site, recruiter, requests).values())
            until(all_sent, what="all is sent", seconds=60)
            until(lambda: not Event.objects.filter(number__isnull=True).exists(), what="the relay numbers")
        received = sorted(mail.times_received().values())
        print(
            f"\nPostgreSQL killed at answer {MOVES // 3}: {dict(Counter(first.values()))}, {len(kept)} moves kept; "
            f"all keys again: {dict(second)}; after another, at rest: {dict(third)}; mail {received}"
        )
        assert promised <= kept
        assert second == third == {303: MOVES}
        assert set(moves_by_key().values()) == {1} and versions() == {2: MOVES, 1: 1}
        assert statuses(Reminder) == {"handed_over": REMINDERS}
        # Repeated at most what the mail server took while the row could not be written: one sender, one message.
        assert received[:-1] == [1] * (REMINDERS - 1) and received[-1] in (1, 2)
        assert differences() == []


def test_postgresql_killed_in_the_middle_of_a_request_is_answered_with_503(tmp_path: Path):
    with own_database(tmp_path / "data") as (postgres, urls):
        [(path, data)], recruiter = advances(1), UserFactory()
        with live_server(**urls) as site, site.signed_in(recruiter) as browser, ThreadPoolExecutor(1) as pool:
            with contextlib.closing(psycopg.connect(postgres.owner_url())) as rival:
                rival.execute("SELECT 1 FROM candidates_application FOR UPDATE")
                answering = pool.submit(browser.post, path, data=data)
                until(somebody_waits, what="the move waits for its lock", seconds=3)
                kill(postgres)
                lost = answering.result()
            without = browser.get("/postings/")
            postgres.start()
            connection.close()
            again = browser.post(path, data=data)
        print(
            f"\nin the middle of a request {lost.status_code}, without a server {without.status_code}, "
            f"sent again {again.status_code}"
        )
        assert [(answer.status_code, answer.headers.get("Retry-After")) for answer in (lost, without, again)] == [
            (503, "5"), (503, "5"), (303, None),
        ]  # fmt: skip
        assert "The database does not answer" in lost.text and "The database does not answer" in without.text
        assert versions() == {2: 1}


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock')")
        return cursor.fetchone()[0]


def test_valkey_killed_and_emptied_during_moves_and_reminders_loses_nothing(tmp_path: Path):
    valkey = Valkey(Folder(tmp_path / "data"), throwaway=True)
    valkey.start()
    make_reminders_due()
    later = half_due_later()
    requests, recruiter = advances(MOVES), UserFactory()

    def strike(answered: int) -> None:
        if answered == MOVES // 3:
            kill(valkey)
            shutil.rmtree(valkey.data)
        if answered == 2 * MOVES // 3:
            valkey.start()

    url = {"REDIS_URL": valkey.url()}
    try:
        schedule = str(tmp_path / "beat")
        with (
            mail_server() as mail,
            live_server(**url) as site,
            worker(mail, **url) as process,
            beat(schedule, **url) as clock,
        ):
            until(lambda: statuses(Message) == {"sent": REMINDERS // 2}, what="the first half is sent")
            answers = Counter(post_all(site, recruiter, requests, after=strike).values())
            Reminder.objects.filter(pk__in=later).update(due_at=timezone.now())
            until(lambda: statuses(Message) == {"sent": REMINDERS}, what="the other half is sent", seconds=60)
            until(lambda: not Event.objects.filter(number__isnull=True).exists(), what="the relay numbers")
            assert process.poll() is clock.poll() is None
            received = sorted(mail.times_received().values())
    finally:
        valkey.stop()
    print(f"\nValkey killed and emptied: {dict(answers)} answered, mail {received}")
    assert answers == {303: MOVES}
    assert received == [1] * REMINDERS
    assert versions() == {2: MOVES, 1: 1} and differences() == []
