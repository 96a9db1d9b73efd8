"""What an ending does to interviews, and its undo. Called by candidates.moves, under the application's lock."""

from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.interviews import locks, notices, recipients, reminders
from candidates.interviews.actions import _record
from candidates.interviews.models import Interview
from candidates.models import Application, StageMove
from recruiting.outbox.models import Message
from recruiting.reminders.actions import cancel as cancel_reminders
from recruiting.reminders.actions import rest_again
from recruiting.reminders.models import Reminder

State = Interview.Status


def cancel_for_end(application: Application, move: StageMove) -> None:
    """Cancel what is still to come. The mail waits for the undo; the reminders rest with the application's."""
    locks.hold_interviews(application.pk)
    now = timezone.now()
    for interview in _of(application).filter(status=State.SCHEDULED, starts_at__gt=now):
        told = recipients.readers(interview)
        _save(interview, status=State.CANCELLED, cancelled_because=_("the application ended"), cancelled_by=move.pk)
        _record(interview, "cancelled", move.actor, move.door, {"move": move.number})
        why = _("the application ended")
        notices.tell(interview, told, "cancelled", why=why, cause_move_id=move.pk, now=now)


def plan_again(application: Application, undone: StageMove, undo: StageMove) -> None:
    """The ending never happened. Whoever was told of it already is told that the interview takes place after all."""
    locks.hold_interviews(application.pk)
    now = timezone.now()
    for interview in _of(application).filter(status=State.CANCELLED, cancelled_by_move_id=undone.pk):
        _save(interview, status=State.SCHEDULED, cancelled_because="", cancelled_by=None)
        # A reopening, undone since, may have put them to rest for good; what a person cancelled stays so.
        rest_again(reminders.of(interview))
        _record(interview, "planned_again", undo.actor, undo.door, {"move": undo.number})
        if interview.starts_at > now:
            knew = _told_of(undone, interview)
            readers = [reader for reader in recipients.readers(interview) if reader.address in knew]
            notices.tell(interview, readers, "again", why=_("the ending was undone"))


def rest_cancelled(application_id: int) -> None:
    """Before an application's reminders are revived: those of interviews that stay cancelled are not."""
    cancelled = Interview.objects.filter(application=application_id, status=State.CANCELLED).values("pk")
    rows = Reminder.objects.filter(application_id=application_id, subject_type="interview", subject_id__in=cancelled)
    cancel_reminders(rows, because=_("the interview is cancelled"), code=Reminder.Because.CALLED_OFF)


def _of(application: Application):
    related = Interview.objects.select_related("application__candidate", "application__posting")
    return related.filter(application=application).order_by("pk")


def _save(interview: Interview, *, status: str, cancelled_because: str, cancelled_by: int | None) -> None:
    changes: dict[str, object] = {
        "status": status,
        "cancelled_because": cancelled_because,
        "cancelled_by_move_id": cancelled_by,
    }
    interview.save_edit(seen=interview.revision, changes=changes | {"sequence": interview.sequence + 1})


def _told_of(undone: StageMove, interview: Interview) -> set[str]:
    """The addresses that mail about the undone ending left for; what was held has died by now."""
    mail = Message.objects.filter(cause_move_id=undone.pk, subject_type="interview", subject_id=interview.pk)
    return set(mail.exclude(status=Message.Status.CANCELLED).values_list("to_address", flat=True))
