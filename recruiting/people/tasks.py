from celery import shared_task

from recruiting.people import actions


@shared_task(name="people.forget_sessions")
def forget_sessions(**_) -> int:
    """What a killed run had not forgotten, the next one does."""
    return actions.forget_sessions()
