from datetime import datetime

from recruiting.outbox.models import Message


def take_due(now: datetime, limit: int) -> list[Message]:
    """Due messages that no other sender is just taking, the longest waiting first."""
    due = Message.objects.due(now).order_by("not_before", "id")
    return list(due.select_for_update(skip_locked=True, no_key=True)[:limit])
