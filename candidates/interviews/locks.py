"""Always the application before its interviews: an ending, which cancels them, comes the same way (docs/locking.md)."""

from candidates.interviews.models import Interview


def hold_interview(interview_id: int) -> None:
    Interview.objects.select_for_update(of=("self",), no_key=True).values_list("pk").get(pk=interview_id)


def hold_interviews(application_id: int) -> None:
    rows = Interview.objects.filter(application=application_id).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))
