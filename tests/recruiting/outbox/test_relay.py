"""Events are numbered after their commit, gapless."""

import threading

import pytest
from django.db import connection, transaction

from recruiting.outbox.actions import record
from recruiting.outbox.models import Event
from recruiting.outbox.relay import _ONE_RELAY, number_events

pytestmark = pytest.mark.django_db(transaction=True)


def an_event() -> Event:
    return record("test.happened", subject_type="test", subject_id=1, door="task")


def numbers() -> list[int | None]:
    return list(Event.objects.order_by("id").values_list("number", flat=True))


def in_a_thread(do):
    """With a connection of its own."""
    done = []

    def run():
        try:
            done.append(do())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    return done[0]


def test_numbers_follow_each_other_batch_by_batch():
    for _event in range(5):
        an_event()
    assert number_events(batch=3) == 3 and number_events() == 2 and number_events() == 0
    assert numbers() == [1, 2, 3, 4, 5]


def test_an_event_that_is_rolled_back_leaves_no_gap_and_one_committed_late_comes_later():
    an_event()
    with transaction.atomic():
        slow = an_event()  # has its id, and is not committed
        assert in_a_thread(lambda: (an_event(), number_events())[1]) == 2
    number_events()
    assert sorted(numbers()) == [1, 2, 3]
    assert Event.objects.get(pk=slow.pk).number == 3


def test_one_relay_at_a_time():
    an_event()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_RELAY])
        assert in_a_thread(number_events) == 0
    assert number_events() == 1


def test_a_number_is_given_once():
    from django.db import IntegrityError

    event = an_event()
    number_events()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(number=9)
