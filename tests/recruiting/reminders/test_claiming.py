"""Every due reminder is handed over exactly once, by however many claimers."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from recruiting.outbox.actions import hold
from recruiting.outbox.models import Message
from recruiting.reminders import actions, kinds, locks
from recruiting.reminders.models import Reminder
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    """A kind of the tests' own. Subject 13 holds no more; subject 66 cannot be written at all."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register("test.kind", "Test", _compose)


def _compose(reminders):
    if any(reminder.subject_id == 66 for reminder in reminders):
        raise ValueError("a fault in the writer")
    letter = kinds.Letter(
        to_user=None,
        to_name="Somebody",
        to_address="somebody@example.org",
        to_time_zone="UTC",
        title="t",
        body="b",
        why="w",
    )
    return {r.pk: "no longer needed" if r.subject_id == 13 else letter for r in reminders}


def due(count: int, *, ago=timedelta(minutes=1), first=1000, **fields) -> None:
    how = {
        "kind": "test.kind",
        "subject_type": "test",
        "subject_version": 1,
        "recipient_type": "user",
        "recipient_id": 1,
    }
    Reminder.objects.bulk_create(
        Reminder(subject_id=first + n, due_at=timezone.now() - ago, **(how | fields)) for n in range(count)
    )


def states() -> dict[str, int]:
    return dict(Counter(Reminder.objects.values_list("status", flat=True)))


def in_threads(count: int, do) -> list:
    """All at once, each with a connection of its own."""
    barrier, done = threading.Barrier(count), []

    def run():
        try:
            barrier.wait(10)
            done.append(do())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return done


def test_claiming_writes_the_message_with_it():
    due(1)
    assert actions.claim_due() == 1
    reminder = Reminder.objects.get()
    assert (reminder.status, reminder.message.status, reminder.message.to_name) == ("handed_over", "queued", "Somebody")
    assert actions.claim_due() == 0


def test_only_what_is_due_in_its_order():
    due(2, ago=timedelta(minutes=1))
    due(2, ago=timedelta(minutes=9), first=2000)
    due(1, ago=-timedelta(minutes=1), first=3000)
    assert actions.claim_due(batch=2) == 2
    assert set(Reminder.objects.filter(status="handed_over").values_list("subject_id", flat=True)) == {2000, 2001}
    assert actions.claim_due() == 2
    assert states() == {"handed_over": 4, "pending": 1}


def test_one_that_holds_no_more_is_skipped_with_why_and_one_that_cannot_be_written_costs_only_itself():
    due(1, first=13)
    due(1, first=66)
    due(3)
    due(1, first=1, kind="forgotten.kind")
    assert actions.claim_due() == 6
    assert states() == {"handed_over": 3, "skipped": 3}
    assert set(Reminder.objects.filter(status="skipped").values_list("why_not", flat=True)) == {
        "no longer needed",
        "it could not be written; the log says why",
        "nobody knows this kind of reminder any more",
    }


def test_two_claimers_at_once_hand_over_every_due_reminder_exactly_once():
    due(400)

    def all_of_mine() -> int:
        claimed = 0
        while batch := actions.claim_due():
            claimed += batch
        return claimed

    claimed = in_threads(2, all_of_mine)
    print(f"claimed by each: {claimed}; messages: {Message.objects.count()}")
    assert sum(claimed) == 400 and states() == {"handed_over": 400}
    assert Message.objects.count() == 400


def test_a_claimer_passes_by_what_another_is_just_claiming():
    due(5)
    with transaction.atomic():
        assert len(locks.take_due(timezone.now(), 3)) == 3
        assert in_threads(1, actions.claim_due) == [2]
    assert states() == {"handed_over": 2, "pending": 3}


def test_the_same_reminder_is_written_once_and_a_cancelled_one_lives_again():
    how = {
        "kind": "test.kind", "subject_type": "test", "subject_id": 1, "subject_version": 1,
        "recipient_type": "user", "recipient_id": 1, "due_at": timezone.now() + timedelta(hours=1),
    }  # fmt: skip
    first = actions.schedule(**how)
    assert actions.schedule(**how) == first and Reminder.objects.count() == 1
    assert actions.cancel(Reminder.objects.of("test", 1), because="not needed") == 1
    assert states() == {"cancelled": 1}
    assert actions.schedule(**how) == first and states() == {"pending": 1}


def test_what_a_person_held_outlasts_the_end_of_its_application():
    by = UserFactory()
    due(2, ago=-timedelta(hours=1), application_id=7)
    held, other = Reminder.objects.order_by("pk")
    actions.hold(held, by=by)
    assert actions.suspend_of_application(7) == 1
    assert actions.revive_of_application(7) == 1
    assert states() == {"suspended": 1, "pending": 1}
    actions.release(held, by=by)
    actions.cancel_one(other, by=by)
    assert states() == {"pending": 1, "cancelled": 1}


def test_mail_on_its_way_when_its_application_ends_sets_out_again_when_that_is_undone():
    """Its server did not answer; meanwhile the application ended, and that was undone. What became due in between
    is skipped, what has left is left."""
    by = UserFactory()
    due(4, application_id=7)
    assert actions.claim_due() == 4
    waiting, left, held, _other = Message.objects.order_by("pk")
    Message.objects.filter(pk=waiting.pk).update(attempts=1, not_before=timezone.now() + timedelta(minutes=5))
    Message.objects.filter(pk=left.pk).update(status="sent")
    hold(held, by=by)
    due(1, first=2000, ago=-timedelta(hours=1), application_id=7)
    late = Reminder.objects.get(subject_id=2000)

    assert actions.suspend_of_application(7) == 4
    assert states() == {"suspended": 4, "handed_over": 1}
    Reminder.objects.filter(pk=late.pk).update(due_at=timezone.now())
    assert actions.revive_of_application(7) == 2
    assert states() == {"pending": 2, "suspended": 1, "skipped": 1, "handed_over": 1}
    assert actions.claim_due() == 2
    assert dict(Counter(Message.objects.values_list("status", flat=True))) == {"cancelled": 3, "sent": 1, "queued": 2}
    assert Reminder.objects.get(status="suspended").because == "held"


def test_what_a_sender_has_just_taken_stays_with_it():
    due(1, application_id=7)
    actions.claim_due()
    Message.objects.update(status="sending", lease_until=timezone.now() + timedelta(minutes=1))
    assert actions.suspend_of_application(7) == 0
    assert states() == {"handed_over": 1} and Message.objects.get().status == "sending"
