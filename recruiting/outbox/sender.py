"""Sends what is due. The row is the truth: a sender holds a message by its lease and by nothing else.

claim (batch, SKIP LOCKED, lease of 5 minutes) → for each: begin (the lease renewed, the attempt counted) → SMTP →
finish. Every step is conditional on the lease still being this sender's own, so that one who was away too long
neither sends nor writes over what the next one did. docs/outbox.md says what each crash leaves behind.
"""

import logging
import smtplib
import time
from datetime import timedelta
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from recruiting.outbox import locks
from recruiting.outbox.models import Message
from recruiting.people.models import Organisation

logger = logging.getLogger(__name__)
Status = Message.Status

BATCH = 10
LEASE = timedelta(minutes=5)
WAITS = [timedelta(minutes=m) for m in (1, 5, 20, 60, 240)]  # before the second, third … sixth and last attempt
SECONDS_A_RUN = 20  # a slow server must not keep the worker from its other tasks


def send_due() -> int:
    """Everything due, batch by batch. How many messages left, or were kept where no mail server is configured."""
    if not settings.EMAIL_CONFIGURED:
        return keep_due()
    until, done = time.monotonic() + SECONDS_A_RUN, 0
    while time.monotonic() < until and (batch := claim()):
        done += _send(batch, until)
    return done


def keep_due() -> int:
    """Without a mail server a due message stays in its row, where the outbox page shows it."""
    now = timezone.now()
    return Message.objects.due(now).update(status=Status.KEPT, held_for="", held_until=None, lease_until=None)


def claim(batch: int = BATCH) -> list[Message]:
    """Take a batch, each row for this sender alone until its lease ends."""
    with transaction.atomic(durable=True):
        now = timezone.now()
        messages = locks.take_due(now, batch)
        _write(messages, status=Status.SENDING, lease_until=now + LEASE, held_for="", held_until=None)
        return messages


def _write(messages: list[Message], **changes) -> None:
    Message.objects.filter(pk__in=[m.pk for m in messages]).update(**changes)
    for message in messages:
        for field, value in changes.items():
            setattr(message, field, value)


def _send(batch: list[Message], until: float) -> int:
    """What the time does not suffice for goes back to the queue at once, not when its lease ends."""
    connection, sender, sent = get_connection(), _from(), 0
    try:
        for message in batch:
            if time.monotonic() < until:
                sent += _send_one(message, connection, sender)
            else:
                _finish(message, status=Status.QUEUED)
    finally:
        _drop(connection)
    return sent


def _send_one(message: Message, connection, sender: str) -> bool:
    if not _begin(message):
        return False
    try:
        connection.open()  # once for the batch: it does nothing while it is open
        _email(message, connection, sender).send()
    except Exception as error:
        _drop(connection)
        _failed(message, error)
        return False
    return _finish(message, status=Status.SENT, sent_at=timezone.now(), last_error="")


def _begin(message: Message) -> bool:
    """Whether the message is still ours to send. The attempt counts from here on, whatever becomes of it."""
    if message.attempts > len(WAITS):
        words = _("Given up after %(count)s attempts, the last of which was cut off.") % {"count": message.attempts}
        _finish(message, status=Status.FAILED, last_error=words)
        return False
    lease_until = timezone.now() + LEASE
    if not _ours(message).update(attempts=F("attempts") + 1, lease_until=lease_until):
        return False
    message.attempts += 1
    message.lease_until = lease_until
    return True


def _ours(message: Message):
    return Message.objects.filter(pk=message.pk, status=Status.SENDING, lease_until=message.lease_until)


def _finish(message: Message, **changes) -> bool:
    return bool(_ours(message).update(lease_until=None, **changes))


def _failed(message: Message, error: Exception) -> None:
    words = _words(error)
    logger.warning("message %s, attempt %s: %s", message.pk, message.attempts, type(error).__name__)
    if _is_permanent(error) or message.attempts > len(WAITS):
        _finish(message, status=Status.FAILED, last_error=words)
        return
    wait = WAITS[message.attempts - 1]
    _finish(message, status=Status.QUEUED, not_before=timezone.now() + wait, last_error=words)


def _is_permanent(error: Exception) -> bool:
    """The server said no to this very message. That it did not answer, or did not let us in, may pass."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in error.recipients.values())
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, smtplib.SMTPNotSupportedError | ValueError)  # an address that cannot be written


def _words(error: Exception) -> str:
    """What the server said, as it said it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(said)}" for code, said in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _drop(connection) -> None:
    """The next message gets a new connection; closing one that is broken raises too."""
    try:
        connection.close()
    except OSError:
        connection.connection = None


def _email(message: Message, connection, sender: str) -> EmailMessage:
    return EmailMessage(
        subject=_one_line(message.title),
        body=message.body,
        from_email=sender,
        to=[formataddr((_one_line(message.to_name), message.to_address))],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _from() -> str:
    return Organisation.current().sender_address or settings.DEFAULT_FROM_EMAIL


def _one_line(text: str) -> str:
    return " ".join(text.split())
