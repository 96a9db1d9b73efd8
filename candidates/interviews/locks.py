"""Always the application before its interviews: an ending, which cancels them, comes the same way (docs/locking.md)."""

from candidates.interviews.models import Interview
from candidates.models import Application


def hold_application(application_id: int) -> None:
    """Before an interview is added: the application must not end meanwhile, or its end would miss the new one."""
    Application.objects.select_for_update(of=("self",), no_key=True).values_list("pk").get(pk=application_id)


def hold_interview(interview_id: int) -> None:
    Interview.objects.select_for_update(of=("self",), no_key=True).values_list("pk").get(pk=interview_id)


def hold_interviews(application_id: int) -> None:
    rows = Interview.objects.filter(application=application_id).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))
