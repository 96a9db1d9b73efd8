from postings.models import Posting


def hold_posting(posting_id: int) -> None:
    """Before a seat is taken or freed, a stage retired, the status changed. NO KEY: an insertion of applications,
    which only refers to the posting, does not wait for it."""
    Posting.objects.select_for_update(no_key=True).values_list("pk").get(pk=posting_id)
