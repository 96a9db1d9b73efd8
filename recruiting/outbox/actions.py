"""Write down what happened, and the mail that follows from it, in the transaction that causes it."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from recruiting.outbox.models import Door, Event, IdempotencyKey, Message, MessageQuerySet
from recruiting.outbox.waking import wake_sender
from recruiting.people.models import User
from recruiting.web.refusals import Refusal

Status = Message.Status

UNDO_WINDOW_MINUTES = 10


class KeyReused(Refusal):
    """An idempotency key came again with another request body."""

    def __init__(self) -> None:
        super().__init__(_("This form was already used for something else. Open it again."))


def record(topic: str, **fields) -> Event:
    """Write an event, ids only. The relay numbers it after the commit. ``fields`` as in `event`."""
    return record_all([event(topic, **fields)])[0]


def record_all(events: Iterable[Event]) -> list[Event]:
    """Write many in one statement."""
    return Event.objects.bulk_create(events)


def event(
    topic: str,
    *,
    subject_type: str,
    subject_id: int,
    door: str,
    by_id: int | None = None,
    posting_id: int | None = None,
    at: datetime | None = None,
    payload: dict | None = None,
) -> Event:
    """What happened, not written yet."""
    return Event(
        topic=topic,
        subject_type=subject_type,
        subject_id=subject_id,
        door=door,
        actor_id=by_id,
        posting_id=posting_id,
        at=at or timezone.now(),
        payload=payload or {},
    )


def queue_mail(*, not_before: datetime | None = None, **fields) -> Message:
    """Write one e-mail, to be sent after the commit; ``fields`` are the Message's own.

    ``held_for`` with ``held_until`` keeps it back; ``cause_move_id`` lets it die with that move's undo.
    """
    status = Status.HELD if fields.get("held_for") else Status.QUEUED
    wake_sender()
    return Message.objects.create(
        status=status,
        not_before=not_before or timezone.now(),
        message_id=f"<{uuid.uuid4()}@fairlead>",
        **fields,
    )


def cancel_mail_of_move(move_id: int) -> int:
    """Mail held for the undo of a move dies with it. How many did; what was sent stays sent."""
    return Message.objects.filter(cause_move_id=move_id, status=Status.HELD).update(
        status=Status.CANCELLED, held_for="", held_until=None
    )


def cancel_queued(messages: MessageQuerySet) -> int:
    """What was not sent yet will not be. A sender that just took one was first."""
    return messages.filter(status__in=[Status.QUEUED, Status.HELD]).update(
        status=Status.CANCELLED, held_for="", held_until=None
    )


def hold(message: Message, *, by: User, door: str = Door.PAGE) -> None:
    """Keep a queued message until somebody sends or cancels it."""
    _decide(message, "held", by, door, was=[Status.QUEUED], status=Status.HELD, held_for=Message.HeldFor.PERSON)


def cancel(message: Message, *, by: User, door: str = Door.PAGE) -> None:
    _decide(
        message, "cancelled", by, door,
        was=[Status.QUEUED, Status.HELD], status=Status.CANCELLED, held_for="", held_until=None,
    )  # fmt: skip


def send_now(message: Message, *, by: User, door: str = Door.PAGE) -> None:
    """Release, send at once, or send again: whatever was not sent, with the same Message-ID and all attempts anew."""
    _decide(
        message, "sent_now", by, door,
        was=[Status.QUEUED, Status.HELD, Status.FAILED, Status.KEPT],
        status=Status.QUEUED, held_for="", held_until=None, not_before=timezone.now(), attempts=0,
    )  # fmt: skip


class DecidedMeanwhile(Refusal):
    """Somebody, or the sender, was first."""

    status = 409

    def __init__(self, message: Message):
        super().__init__(_("This mail is %(status)s by now.") % {"status": message.get_status_display()})


def _decide(message: Message, what: str, by: User, door: str, *, was: list[str], **changes) -> None:
    with transaction.atomic(durable=True):
        if not Message.objects.filter(pk=message.pk, status__in=was).update(**changes):
            raise DecidedMeanwhile(Message.objects.get(pk=message.pk))
        wake_sender()
        record(
            f"message.{what}",
            subject_type="message",
            subject_id=message.pk,
            posting_id=message.posting_id,
            by_id=by.pk,
            door=door,
        )


def once(*, by, key: str, action: str, body: object, do: Callable[[], dict]) -> dict:
    """Run ``do`` at most once for this actor and key, inside the caller's transaction; its result (ids) is kept
    and given again. The key is inserted first: a second request waits on it, then gets the first one's result."""
    sent = hash_of(body)
    try:
        with transaction.atomic():
            mine = IdempotencyKey.objects.create(actor=by, key=key, action=action, body_hash=sent)
    except IntegrityError:
        first = IdempotencyKey.objects.get(actor=by, key=key)
        if (first.action, first.body_hash) != (action, sent):
            raise KeyReused from None
        return first.result
    mine.result = do()
    mine.save(update_fields=["result"])
    return mine.result


def hash_of(body: object) -> str:
    """Of a request's body: a key stands for this one, and its text is kept nowhere."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: object) -> object:
    return value.pk if isinstance(value, Model) else str(value)
