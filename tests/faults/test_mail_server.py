"""A mail server that refuses, is out of order for a while, or hangs up on what it was just given."""

from collections import Counter

import pytest
from django.utils import timezone

from recruiting.outbox.models import Message
from recruiting.people.models import User
from recruiting.reminders.models import Reminder
from tests.faults.processes import REMINDERS, differences, make_reminders_due, statuses, until, worker
from tests.faults.smtp import mail_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("real processes")]


def its_time_has_come() -> None:
    """The minutes before another attempt are over."""
    Message.objects.filter(status="queued").update(not_before=timezone.now())


def test_each_trouble_of_a_mail_server_ends_as_it_should(tmp_path):
    make_reminders_due()
    gone, busy, hung_up = (f"person-of-{trouble}@example.org" for trouble in ("5xx", "4xx", "drop"))
    with mail_server() as mail, worker(mail, "--beat", "--schedule", str(tmp_path / "beat")):
        rename_first_three(gone, busy, hung_up)
        mail.refuse = {gone: "550 5.1.1 no such person", busy: "451 4.3.0 out of order"}
        mail.hang_up = {hung_up: 4}
        until(lambda: attempts(busy, hung_up) == {1: 4}, what="both were tried")
        its_time_has_come()
        until(lambda: attempts(busy, hung_up) == {2: 4}, what="both were tried again")
        del mail.refuse[busy]
        its_time_has_come()
        until(lambda: statuses(Message) == {"sent": REMINDERS - 2, "failed": 2}, what="the rest is sent")
        received = mail.times_received()
    words = set(Message.objects.filter(status="failed").values_list("last_error", flat=True))
    print(f"\na bad mail server: {statuses(Message)}, attempts {attempts(busy, hung_up)}, {sorted(received.values())}")
    assert words == {"550 5.1.1 no such person"}
    assert sorted(received.values()) == [1] * (REMINDERS - 2)
    assert set(received) == set(Message.objects.filter(status="sent").values_list("message_id", flat=True))
    assert attempts(busy, hung_up) == {3: 4} and attempts(gone) == {1: 2}
    assert statuses(Reminder) == {"handed_over": REMINDERS}
    assert differences() == []


def rename_first_three(*addresses: str) -> None:
    """Two reminders each."""
    people = sorted(set(Reminder.objects.values_list("recipient_id", flat=True)))
    for pk, address in zip(people, addresses, strict=False):
        User.objects.filter(pk=pk).update(email=address)


def attempts(*addresses: str) -> dict[int, int]:
    """How many messages had how many, of those that are not being sent right now."""
    rows = Message.objects.filter(to_address__in=addresses).exclude(status="sending")
    return dict(Counter(rows.values_list("attempts", flat=True)))
