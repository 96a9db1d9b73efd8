"""`manage.py up` is killed in the middle of moves and due reminders, and started again beside its orphans."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from recruiting.local.folder import write_private
from recruiting.local.postgres import Postgres
from recruiting.local.valkey import Valkey
from recruiting.reminders.models import Reminder
from tests.factories import UserFactory
from tests.faults.load import advances, post_all, versions
from tests.faults.processes import (
    REMINDERS,
    all_sent,
    connected_to,
    differences,
    make_reminders_due,
    moves_by_key,
    statuses,
    until,
)
from tests.faults.smtp import mail_server
from tests.live import LiveServer
from tests.local.test_up import Up, whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("processes"), pytest.mark.deep]
MOVES = 400


@pytest.fixture
def mail(monkeypatch):
    with mail_server() as mail:
        monkeypatch.setenv("EMAIL_URL", mail.url)
        yield mail


@pytest.fixture
def up(mail, tmp_path: Path):
    up = Up(tmp_path / "data")
    up.data.mkdir(mode=0o700)
    write_private(up.data / "secret_key", settings.SECRET_KEY)  # so that this test can sign its people in
    up.start()
    up.until(lambda: whole(up), "the whole of it")
    yield up
    up.process.terminate()
    up.process.wait(10)
    for server in (Postgres(up.folder), Valkey(up.folder)):
        server.stop()


def test_killed_during_moves_and_reminders_the_next_up_goes_on_with_them(up, mail):
    site = LiveServer(f"http://127.0.0.1:{up.port}", up.process)

    def strike(answered: int) -> None:
        if answered == MOVES // 3:
            up.process.kill()
            up.process.wait()
            up.log.write_text("")
            up.start()

    with connected_to(Postgres(up.folder)):
        make_reminders_due()
        requests, recruiter = advances(MOVES), UserFactory()
        first = post_all(site, recruiter, requests, after=strike)
        up.until(lambda: whole(up), "the whole of it, again")
        connection.close()
        promised, kept = {key for key, status in first.items() if status == 303}, set(moves_by_key())
        second = Counter(post_all(site, recruiter, requests).values())
        until(all_sent, what="all is sent", seconds=60)
        received = sorted(mail.times_received().values())
        print(
            f"\nup killed at answer {MOVES // 3}: {dict(Counter(first.values()))}, {len(kept)} moves kept; "
            f"all keys again: {dict(second)}; mail {received}"
        )
        assert promised <= kept and second == {303: MOVES}
        assert set(moves_by_key().values()) == {1} and versions() == {2: MOVES, 1: 1}
        assert statuses(Reminder) == {"handed_over": REMINDERS}
        # A worker ended between the mail server's 250 and its own commit sends that one message again.
        assert received[:-2] == [1] * (REMINDERS - 2) and set(received) <= {1, 2}
        assert differences() == []
