"""Two beats say the same twice, and one that dies says nothing more: neither repeats nor loses a reminder."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from recruiting.outbox.models import Message
from recruiting.reminders.models import Reminder
from tests.faults.processes import REMINDERS, beat, kill, make_reminders_due, statuses, until, worker
from tests.faults.smtp import mail_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("real processes"),
    pytest.mark.deep,
]


def test_of_two_beats_one_is_killed(tmp_path: Path):
    make_reminders_due()
    later = list(Reminder.objects.order_by("pk").values_list("pk", flat=True)[: REMINDERS // 2])
    Reminder.objects.filter(pk__in=later).update(due_at=timezone.now() + timedelta(days=1))
    with mail_server() as mail, beat(str(tmp_path / "1")) as first, beat(str(tmp_path / "2")), worker(mail):
        until(lambda: statuses(Message) == {"sent": REMINDERS // 2}, what="the first half is sent")
        kill(first)
        Reminder.objects.filter(pk__in=later).update(due_at=timezone.now())
        until(lambda: statuses(Message) == {"sent": REMINDERS}, what="the other half is sent")
        received = mail.times_received()
    print(f"\ntwo beats, one killed half-way: {sorted(received.values())} by Message-ID")
    assert sorted(received.values()) == [1] * REMINDERS
    assert statuses(Reminder) == {"handed_over": REMINDERS}
