"""What beat asks for again and again; each looks into the database for what there is to do."""

from celery import shared_task

from recruiting.outbox.relay import number_events
from recruiting.outbox.sender import send_due


@shared_task(name="outbox.relay")
def relay(**_) -> int:
    """At-least-once: an event without a number is numbered by the next run."""
    return number_events()


@shared_task(name="outbox.sweep")
def sweep(**_) -> int:
    """At-least-once at the mail server (a message whose answer was not heard goes again, with the same Message-ID);
    within the database each message is sent by one sender at a time."""
    return send_due()
