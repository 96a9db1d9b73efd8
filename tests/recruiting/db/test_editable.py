"""Two editors of one row: the second is told, and neither loses what they typed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from candidates.models import Candidate
from recruiting.db.models import EditedMeanwhile
from tests.factories import CandidateFactory
from tests.waiting import is_waiting, until

pytestmark = pytest.mark.django_db


def test_an_edit_raises_the_revision_and_writes_only_what_was_changed():
    candidate = CandidateFactory(headline="Engineer")
    Candidate.objects.filter(pk=candidate.pk).update(location="Porto")  # not known to the one who edits
    candidate.save_edit(seen=1, changes={"headline": "Lead engineer"})
    assert (candidate.revision, candidate.headline, candidate.location) == (2, "Lead engineer", "Porto")


def test_the_second_editor_gets_the_row_as_it_is_now_beside_what_they_typed():
    opened_by_one = CandidateFactory(headline="Engineer")
    opened_by_other = Candidate.objects.get(pk=opened_by_one.pk)
    opened_by_one.save_edit(seen=1, changes={"headline": "Lead engineer"})
    typed = {"headline": "Principal engineer"}
    with pytest.raises(EditedMeanwhile) as refused:
        opened_by_other.save_edit(seen=1, changes=typed)
    assert (refused.value.status, refused.value.current.headline, refused.value.current.revision) == (
        409, "Lead engineer", 2,
    )  # fmt: skip
    assert Candidate.objects.get(pk=opened_by_one.pk).headline == "Lead engineer"
    # Having seen it, they decide: nothing that either typed is lost.
    refused.value.current.save_edit(seen=2, changes=typed)
    assert Candidate.objects.get(pk=opened_by_one.pk).headline == "Principal engineer"


def test_an_edit_never_brings_a_deleted_row_back():
    candidate = CandidateFactory()
    Candidate.objects.filter(pk=candidate.pk).delete()
    with pytest.raises(Candidate.DoesNotExist):
        candidate.save_edit(seen=1, changes={"headline": "x"})
    assert not Candidate.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_edits_at_the_same_moment():
    """The second waits for the first one's row, and then finds another revision."""
    candidate = CandidateFactory(headline="Engineer")

    def other() -> str:
        try:
            Candidate(pk=candidate.pk).save_edit(seen=1, changes={"headline": "Principal engineer"})
        except EditedMeanwhile as refused:
            return refused.current.headline
        finally:
            connection.close()
        return "written"

    def connect() -> int:
        connection.ensure_connection()
        return connection.connection.info.backend_pid

    with ThreadPoolExecutor(1) as thread:
        pid = thread.submit(connect).result()
        with transaction.atomic():
            candidate.save_edit(seen=1, changes={"headline": "Lead engineer"})
            running = thread.submit(other)
            until(lambda server: is_waiting(server, pid), "the second editor waits")
        assert running.result() == "Lead engineer"
