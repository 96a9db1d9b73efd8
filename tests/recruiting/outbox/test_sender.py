"""Sending over a real SMTP server, and the states a message goes through."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from recruiting.outbox import sender
from recruiting.outbox.actions import cancel_mail_of_move, queue_mail
from recruiting.outbox.models import Message
from tests.faults.smtp import mail_server
from tests.live import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.EMAIL_CONFIGURED = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def a_message(name="Åsa Öberg", address="asa@example.org", **fields) -> Message:
    how = {"kind": "test", "subject_type": "test", "subject_id": 1, "why": "a test", "title": "Grüße", "body": "Olá\n"}
    return queue_mail(to_name=name, to_address=address, **(how | fields))


def fresh(message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_a_due_message_is_sent_with_its_own_id(server):
    message = a_message()
    assert sender.send_due() == 1
    (mail,) = server.received
    assert (mail["Message-ID"], mail["To"], mail["Subject"]) == (
        message.message_id, "Åsa Öberg <asa@example.org>", "Grüße",
    )  # fmt: skip
    assert mail["Auto-Submitted"] == "auto-generated" and mail.get_content().strip() == "Olá"
    now = fresh(message)
    assert (now.status, now.attempts, now.lease_until) == ("sent", 1, None) and now.sent_at


def test_what_is_not_due_stays(server):
    later = timezone.now() + timedelta(minutes=1)
    a_message(not_before=later)
    a_message(held_for="undo", held_until=later)
    a_message(held_for="person")
    assert sender.send_due() == 0 and server.received == []


def test_mail_held_for_an_undo_that_is_over_goes_and_one_that_was_undone_does_not(server):
    past = timezone.now() - timedelta(seconds=1)
    goes = a_message(held_for="undo", held_until=past, cause_move_id=1)
    dies = a_message(held_for="undo", held_until=past, cause_move_id=2)
    assert cancel_mail_of_move(2) == 1
    assert sender.send_due() == 1
    assert (fresh(goes).status, fresh(dies).status) == ("sent", "cancelled")
    assert cancel_mail_of_move(1) == 0  # sent mail cannot be undone


def test_without_a_mail_server_a_due_message_is_kept(settings):
    assert settings.EMAIL_CONFIGURED is False
    message, later = a_message(), a_message(not_before=timezone.now() + timedelta(hours=1))
    assert sender.send_due() == 1
    assert (fresh(message).status, fresh(later).status) == ("kept", "queued")


def test_a_permanent_refusal_fails_with_the_servers_words_and_costs_nobody_else_theirs(server):
    server.refuse["gone@example.org"] = "550 5.1.1 mailbox unavailable"
    refused, sent = a_message(address="gone@example.org"), a_message()
    assert sender.send_due() == 1
    assert (fresh(refused).status, fresh(refused).last_error) == ("failed", "550 5.1.1 mailbox unavailable")
    assert fresh(sent).status == "sent"


def test_a_temporary_refusal_is_retried_five_times_with_growing_waits(server):
    server.refuse["full@example.org"] = "452 4.2.2 mailbox full"
    message, waits = a_message(address="full@example.org"), []
    for _attempt in range(5):
        before = timezone.now()
        sender.send_due()
        now = fresh(message)
        assert (now.status, now.last_error) == ("queued", "452 4.2.2 mailbox full")
        waits.append(round((now.not_before - before).total_seconds() / 60))
        assert sender.send_due() == 0 and fresh(message).attempts == now.attempts  # not before its time
        Message.objects.update(not_before=timezone.now())
    assert waits == [1, 5, 20, 60, 240]
    sender.send_due()
    assert (fresh(message).status, fresh(message).attempts) == ("failed", 6)


def test_a_server_that_does_not_answer_is_a_temporary_error(server, settings):
    message, settings.EMAIL_PORT = a_message(), free_port()
    sender.send_due()
    assert fresh(message).status == "queued" and "ConnectionRefusedError" in fresh(message).last_error
    settings.EMAIL_PORT = server.port
    Message.objects.update(not_before=timezone.now())
    assert sender.send_due() == 1 and fresh(message).attempts == 2


def test_an_address_that_cannot_be_written_fails_alone(server):
    wrong, sent = a_message(address="a@b@c\n.example"), a_message()
    assert sender.send_due() == 1
    assert (fresh(wrong).status, fresh(sent).status) == ("failed", "sent")


def test_a_lease_that_ended_is_taken_over_and_its_former_holder_writes_nothing(server):
    message = a_message()
    (mine,) = sender.claim()
    assert sender.claim() == []  # nobody else's while the lease runs
    Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert sender.send_due() == 1
    assert sender._send([mine], time.monotonic() + 9) == 0 and len(server.received) == 1
    assert fresh(message).status == "sent"


def test_a_run_that_takes_too_long_gives_the_rest_of_its_batch_back(server):
    message = a_message()
    assert sender._send(sender.claim(), time.monotonic()) == 0
    assert (fresh(message).status, fresh(message).attempts, server.received) == ("queued", 0, [])
    assert sender.send_due() == 1


def test_a_message_whose_senders_always_die_is_given_up(server):
    message = a_message()
    Message.objects.update(attempts=6)
    assert sender.send_due() == 0
    assert fresh(message).status == "failed" and "cut off" in fresh(message).last_error
    assert server.received == []


def test_the_sender_is_the_organisations(server):
    from recruiting.people.models import Organisation

    Organisation.current()
    Organisation.objects.update(sender_address="Halyard Jobs <jobs@halyard.example>")
    a_message()
    sender.send_due()
    assert server.received[0]["From"] == "Halyard Jobs <jobs@halyard.example>"
    assert settings.DEFAULT_FROM_EMAIL != "Halyard Jobs <jobs@halyard.example>"
