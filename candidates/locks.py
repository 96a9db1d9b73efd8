"""The lock of an application. Where a seat is taken or freed, postings.locks.hold_posting comes first; the locks of its
interviews come after: docs/locking.md."""

from candidates.models import Application
from recruiting.people.models import User


def hold_application(application_id: int) -> None:
    """Before it moves, or an interview is added: its end would miss the new one. Of that table alone, and reading
    nothing: a SELECT that waited has its own row fresh and its joins stale, so everything is read in the next
    statement."""
    Application.objects.select_for_update(of=("self",), no_key=True).values_list("pk").get(pk=application_id)


def hold_applications_of(recruiter: User) -> list[int]:
    """Before all that run get another responsible recruiter: in the order of their ids, as everything that holds
    several."""
    rows = Application.objects.active().filter(recruiter=recruiter).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
