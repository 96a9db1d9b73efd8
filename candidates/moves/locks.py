"""The locks of a move, in the one order: posting, then application. docs/locking.md tells why."""

from candidates.models import Application
from postings.models import Posting


def hold_posting(posting_id: int) -> None:
    """Where a seat is taken or freed. NO KEY: an insertion of applications does not wait for it."""
    Posting.objects.select_for_update(no_key=True).values_list("pk").get(pk=posting_id)


def hold_application(application_id: int) -> None:
    """Of that table alone, and reading nothing: a SELECT that waited has its own row fresh and its joins stale,
    so everything is read in the next statement."""
    Application.objects.select_for_update(of=("self",), no_key=True).values_list("pk").get(pk=application_id)
