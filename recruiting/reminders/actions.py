"""Reminders are written, cancelled, suspended and revived in the transaction of what causes it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruiting.outbox.actions import cancel_queued, queue_mail, record
from recruiting.outbox.models import Door, Message
from recruiting.people.models import User
from recruiting.reminders import kinds, locks
from recruiting.reminders.models import Reminder, ReminderQuerySet
from recruiting.web.refusals import Refusal

Status, Because = Reminder.Status, Reminder.Because
BATCH = 50


def schedule(
    *,
    kind: str,
    subject_type: str,
    subject_id: int,
    subject_version: int,
    recipient_type: str,
    recipient_id: int,
    due_at: datetime,
    occurrence: int = 1,
    application_id: int | None = None,
    posting_id: int | None = None,
) -> Reminder:
    """Write a reminder, once: written again it is the same row, which a cancellation may have put to rest meanwhile.
    One that is past already is kept as skipped, so that nobody wonders where it is."""
    past = due_at <= timezone.now()
    state = {
        "due_at": due_at,
        "status": Status.SKIPPED if past else Status.PENDING,
        "because": "",
        "why_not": _("was past already when it was written") if past else "",
    }
    row, made = Reminder.objects.get_or_create(
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        subject_version=subject_version,
        recipient_type=recipient_type,
        recipient_id=recipient_id,
        occurrence=occurrence,
        defaults={"application_id": application_id, "posting_id": posting_id, **state},
    )
    if not made and row.status == Status.CANCELLED:
        Reminder.objects.filter(pk=row.pk).update(**state)
        row.refresh_from_db()
    return row


def cancel(reminders: ReminderQuerySet, *, because: str, code: str = "") -> int:
    """They will not be told; nor will what was handed over but has not left yet. How many rows rest for good, unless
    a ``code`` says what may bring them back."""
    ids = list(reminders.values_list("pk", flat=True))
    waiting = Reminder.objects.filter(pk__in=ids, status__in=[Status.PENDING, Status.SUSPENDED])
    cancelled = waiting.update(status=Status.CANCELLED, because=code, why_not=because)
    # In a statement of its own: a claimer that was first has its message by now.
    cancel_queued(Message.objects.filter(reminder__in=ids))
    return cancelled


def suspend_of_application(application_id: int) -> int:
    """An ended application reminds nobody, not by mail that waits for another attempt either; how many rows rest."""
    rows = Reminder.objects.filter(application_id=application_id)
    suspended = rows.filter(status=Status.PENDING).update(status=Status.SUSPENDED, because=Because.ENDED)
    return suspended + _take_back(rows.filter(status=Status.HANDED_OVER))


def _take_back(handed_over: ReminderQuerySet) -> int:
    """What has not left yet is a reminder again; what a colleague held stays held."""
    unsent = handed_over.filter(message__status__in=[Message.Status.QUEUED, Message.Status.HELD])
    waiting = dict(unsent.values_list("message_id", "message__held_for"))
    cancel_queued(Message.objects.filter(pk__in=waiting))
    # A sender that was first has its message still.
    ours = Message.objects.filter(pk__in=waiting, status=Message.Status.CANCELLED).values_list("pk", flat=True)
    by_person = [pk for pk in ours if waiting[pk] == Message.HeldFor.PERSON]
    again = {"status": Status.SUSPENDED, "message": None, "handed_over_at": None}
    held = {"because": Because.HELD, "why_not": _("held by a colleague")}
    taken = Reminder.objects.filter(message__in=by_person).update(**again, **held)
    return taken + Reminder.objects.filter(message__in=list(ours)).update(**again, because=Because.ON_ITS_WAY)


def revive_of_application(application_id: int) -> int:
    """The application lives again, and so do the same rows; what became due meanwhile is skipped, with why. What was
    on its way before the end sets out again, if it still holds."""
    rows = Reminder.objects.filter(application_id=application_id).resting()
    rows.filter(due_at__lte=timezone.now(), because=Because.ENDED).update(
        status=Status.SKIPPED, because="", why_not=_("was due while the application had ended")
    )
    return rows.update(status=Status.PENDING, because="")


def rest_again(reminders: ReminderQuerySet) -> int:
    """Cancelled with their subject, which takes place after all: they wait with their application again."""
    called_off = reminders.filter(status=Status.CANCELLED, because=Because.CALLED_OFF)
    return called_off.update(status=Status.SUSPENDED, because=Because.ENDED, why_not="")


def claim_due(*, batch: int = BATCH) -> int:
    """Hand what is due over to the outbox: claimed and its message written in one transaction, so that a crash
    leaves both or neither. How many rows were decided."""
    with transaction.atomic(durable=True):
        now = timezone.now()
        due = locks.take_due(now, batch)
        said = kinds.compose(due)
        for reminder in due:
            _hand_over(reminder, said.get(reminder.pk, ""), now)
        Reminder.objects.bulk_update(due, ["status", "why_not", "message", "handed_over_at"])
        return len(due)


def _hand_over(reminder: Reminder, said: kinds.Letter | str, now: datetime) -> None:
    if not isinstance(said, kinds.Letter):
        reminder.status, reminder.why_not = Status.SKIPPED, said or _("there is nothing to tell any more")
        return
    reminder.status, reminder.handed_over_at = Status.HANDED_OVER, now
    reminder.message = queue_mail(
        kind=reminder.kind,
        subject_type=reminder.subject_type,
        subject_id=reminder.subject_id,
        posting_id=reminder.posting_id,
        **said.fields(),
    )


# ---------------------------------------------------------------- decided by a person, on the outbox page


def hold(reminder: Reminder, *, by: User, door: str = Door.PAGE) -> None:
    held = {"status": Status.SUSPENDED, "because": Because.HELD, "why_not": _("held by a colleague")}
    _decide(Reminder.objects.filter(status=Status.PENDING), reminder, "held", by, door, held)


def release(reminder: Reminder, *, by: User, door: str = Door.PAGE) -> None:
    """At its time, or at once if that is past."""
    held = Reminder.objects.filter(status=Status.SUSPENDED, because=Because.HELD)
    _decide(held, reminder, "released", by, door, {"status": Status.PENDING, "because": "", "why_not": ""})


def cancel_one(reminder: Reminder, *, by: User, door: str = Door.PAGE) -> None:
    waiting = Reminder.objects.filter(status__in=[Status.PENDING, Status.SUSPENDED])
    cancelled = {"status": Status.CANCELLED, "because": "", "why_not": _("cancelled by a colleague")}
    _decide(waiting, reminder, "cancelled", by, door, cancelled)


def send_now(reminder: Reminder, *, by: User, door: str = Door.PAGE) -> None:
    """Due at once; what it says still has to hold."""
    now = {"due_at": timezone.now()}
    _decide(Reminder.objects.filter(status=Status.PENDING), reminder, "sent_now", by, door, now)


def _decide(rows, reminder: Reminder, what: str, by: User, door: str, changes: dict) -> None:
    with transaction.atomic(durable=True):
        if not rows.filter(pk=reminder.pk).update(**changes):
            status = Reminder.objects.get(pk=reminder.pk).get_status_display()
            raise Refusal(_("This reminder is %(status)s by now.") % {"status": status}, status=409)
        record(
            f"reminder.{what}",
            subject_type="reminder",
            subject_id=reminder.pk,
            posting_id=reminder.posting_id,
            by_id=by.pk,
            door=door,
        )
