from datetime import datetime

from recruiting.reminders.models import Reminder


def take_due(now: datetime, limit: int) -> list[Reminder]:
    """Due reminders that no other claimer is just taking; the index holds only pending ones."""
    due = Reminder.objects.filter(status=Reminder.Status.PENDING, due_at__lte=now).order_by("due_at", "id")
    return list(due.select_for_update(skip_locked=True, no_key=True)[:limit])
