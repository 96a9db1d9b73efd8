"""Reminders are written, suspended and revived in the transaction of what causes it."""

from django.utils import timezone

from recruiting.reminders.models import Reminder

Status = Reminder.Status


def suspend_of_application(application_id: int) -> int:
    """An ended application reminds nobody; how many rows rest now."""
    return Reminder.objects.filter(application_id=application_id, status=Status.PENDING).update(status=Status.SUSPENDED)


def revive_of_application(application_id: int) -> int:
    """The application lives again, and so do the same rows; what became due meanwhile is skipped, with why."""
    rows = Reminder.objects.filter(application_id=application_id, status=Status.SUSPENDED)
    rows.filter(due_at__lte=timezone.now()).update(
        status=Status.SKIPPED, why_not="was due while the application had ended"
    )
    return rows.update(status=Status.PENDING)
