"""The lock of an application. Where a seat is taken or freed, postings.locks.hold_posting comes first; the locks of its
interviews come after: docs/locking.md."""

from candidates.models import Application


def hold_application(application_id: int) -> None:
    """Before it moves, or an interview is added: its end would miss the new one. Of that table alone, and reading
    nothing: a SELECT that waited has its own row fresh and its joins stale, so everything is read in the next
    statement."""
    Application.objects.select_for_update(of=("self",), no_key=True).values_list("pk").get(pk=application_id)
