"""Mail and reminders through real workers, a real broker and a real mail server, any of which dies."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import redis
from celery import current_app
from django.utils import timezone

from candidates.models import Application
from recruiting.outbox.models import Event, Message
from recruiting.reminders.models import Reminder
from tests import live, servers
from tests.factories import UserFactory, a_key, a_reason
from tests.faults.processes import (
    PEOPLE,
    REMINDERS,
    an_interview,
    kill,
    leases_run_out,
    make_reminders_due,
    statuses,
    until,
    worker,
)
from tests.faults.smtp import mail_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("real processes")]
SOON = timedelta(seconds=3)  # whoever waits for a broker, and tries again, takes longer
DEAD_BROKER = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def empty_broker():
    """Nothing that another test's killed worker left unacknowledged."""
    with redis.Redis.from_url(servers.redis_url()) as client:
        client.flushdb()


@pytest.fixture
def due_reminders() -> None:
    make_reminders_due()


def test_killed_while_claiming_nothing_is_claimed_and_the_next_worker_claims_all(due_reminders):
    with mail_server() as mail:
        with psycopg.connect(servers.owner_database_url()) as blocker:
            # The claimer has its reminders locked, and waits to write their messages.
            blocker.execute("LOCK TABLE outbox_message IN SHARE ROW EXCLUSIVE MODE")
            current_app.send_task("reminders.claim_due")
            with worker(mail) as first:
                until(lambda: live.transactions_waiting() == 1, what="it claims")
                kill(first)
            until(lambda: live.transactions_waiting() == 0, what="its connection is gone")
            blocker.rollback()
        killed = statuses(Reminder), Message.objects.count()
        current_app.send_task("reminders.claim_due")
        with worker(mail):
            until(lambda: statuses(Message) == {"sent": REMINDERS}, what="all are sent")
        print(f"\nkilled while claiming: {killed}; then sent {sorted(mail.times_received().values())}")
        assert killed == ({"pending": REMINDERS}, 0)
        assert statuses(Reminder) == {"handed_over": REMINDERS}
        assert sorted(mail.times_received().values()) == [1] * REMINDERS


@pytest.mark.parametrize(
    ("point", "received_before", "received_in_all"),
    [
        pytest.param("EHLO", 0, [1] * REMINDERS, id="after the claim"),
        pytest.param("RCPT", 0, [1] * REMINDERS, id="before DATA"),
        pytest.param("250", 1, [1] * (REMINDERS - 1) + [2], id="after the 250"),
    ],
)
def test_a_sender_killed_loses_nothing_and_repeats_only_what_the_server_had_just_taken(
    due_reminders, point, received_before, received_in_all
):
    with mail_server() as mail:
        current_app.send_task("reminders.claim_due")
        with worker(mail) as first:
            mail.kill_at, mail.victim = point, first.pid
            until(lambda: first.poll() is not None, what="it is killed")
        killed, before = statuses(Message), len(mail.received)
        leases_run_out()
        current_app.send_task("outbox.sweep")
        with worker(mail):
            until(lambda: statuses(Message) == {"sent": REMINDERS}, what="all are sent")
        received = mail.times_received()
    print(f"\nkilled at {point}: {killed}, {before} received; then {sorted(received.values())} by Message-ID")
    assert (killed, before) == ({"sending": REMINDERS}, received_before)
    assert sorted(received.values()) == received_in_all
    assert set(received) == set(Message.objects.values_list("message_id", flat=True))
    assert statuses(Reminder) == {"handed_over": REMINDERS}


def test_with_the_broker_dead_a_move_is_answered_and_its_mail_and_event_go_out_when_the_sweeper_runs(tmp_path: Path):
    interview, recruiter = an_interview(), UserFactory()
    Message.objects.all().delete()
    path = f"/applications/{interview.application_id}/reject/"
    with live.live_server(REDIS_URL=DEAD_BROKER) as site, site.signed_in(recruiter) as browser:
        browser.get(path)
        answer = browser.post(path, data={"reason": a_reason().pk, "version": 1, "key": a_key()})
    assert (answer.status_code, answer.elapsed < SOON) == (303, True)
    assert Application.objects.get(pk=interview.application_id).status == "rejected"
    assert statuses(Message) == {"held": PEOPLE}
    Message.objects.update(held_until=timezone.now())  # the ten minutes are over
    unnumbered = Event.objects.filter(number__isnull=True).count()
    with mail_server() as mail:
        with worker(mail, "--beat", "--schedule", str(tmp_path / "beat")):
            until(lambda: statuses(Message) == {"sent": PEOPLE}, what="the sweeper sends")
            until(lambda: not Event.objects.filter(number__isnull=True).exists(), what="the relay numbers")
        received = mail.times_received()
    numbers = sorted(Event.objects.values_list("number", flat=True))
    print(f"\ndead broker: {answer.status_code} in {answer.elapsed}; {unnumbered} events waited; {len(received)} sent")
    assert sorted(received.values()) == [1] * PEOPLE
    assert numbers == list(range(1, len(numbers) + 1)) and unnumbered == len(numbers)


def test_with_the_broker_dead_a_cancellation_is_answered_as_quickly():
    interview, recruiter = an_interview(), UserFactory()
    path = f"/interviews/{interview.pk}/cancel/"
    with live.live_server(REDIS_URL=DEAD_BROKER) as site, site.signed_in(recruiter) as browser:
        browser.get(path)
        answer = browser.post(path, data={"because": "Room flooded", "revision": 1})
    assert (answer.status_code, answer.elapsed < SOON) == (302, True)
    assert statuses(Message) == {"queued": 2 * PEOPLE}


def test_a_broker_wiped_empty_and_two_beats_lose_nothing_and_send_nothing_twice(due_reminders, tmp_path: Path):
    with mail_server() as mail:
        current_app.send_task("reminders.claim_due")
        with redis.Redis.from_url(servers.redis_url()) as client:
            client.flushdb()
        first, second = ("--beat", "--schedule", str(tmp_path / "1")), ("--beat", "--schedule", str(tmp_path / "2"))
        with worker(mail, *first, "-n", "one@%h"), worker(mail, *second, "-n", "two@%h"):
            until(lambda: statuses(Message) == {"sent": REMINDERS}, what="all are sent")
        received = mail.times_received()
    print(f"\ntwo beats, two workers, an emptied broker: {sorted(received.values())} by Message-ID")
    assert sorted(received.values()) == [1] * REMINDERS
