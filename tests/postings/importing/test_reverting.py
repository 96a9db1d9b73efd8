"""Rows of one posting, taken back one after the other, and what a plan to revert says before."""

import pytest

from postings.actions import add_opening, edit_posting, set_team_member
from postings.importing import actions, queries
from postings.importing.models import ImportRun
from postings.models import Advert, Posting, TeamMember
from postings.pipelines.editing import edit_stage
from tests.factories import UserFactory
from tests.postings.importing.conftest import apply_now, job, revert_now

pytestmark = pytest.mark.django_db
NOTHING = {"away": 0, "adverts": 0, "back": 0, "stay": 0, "others": 0}


def outcomes(run: ImportRun) -> dict[int, str]:
    return dict(run.rows.order_by("number").values_list("number", "outcome"))


def said(posting: Posting) -> dict:
    return Posting.objects.values("title", "location", "description", "edited_fields").get(pk=posting.pk)


@pytest.fixture
def two_adverts(board, recruiter) -> Posting:
    """A posting with two adverts, so that one look can bring two rows of it."""
    text = "## Requirements\n" + "".join(f"- We look for experience number {n}\n" for n in range(20))
    apply_now(board(job("1", title="Data Engineer", text=text)))
    row = board(job("2", title="Data Engineer", text=text)).rows.get()
    actions.join(row.pk, seen=row.revision, joins=True, by=recruiter)
    apply_now(row.run)
    return Posting.objects.get()


def changed_by_two_rows(board, recruiter) -> ImportRun:
    run = board(job("1", title="Data Engineer", location="Porto"), job("2", title="Data Engineer", location="Faro"))
    assert list(run.rows.values_list("verdict", flat=True)) == ["changed"] * 2
    second = run.rows.get(number=2)
    actions.correct(second.pk, seen=second.revision, values={"department": "Data"}, by=recruiter)
    return apply_now(run)


def test_two_rows_of_one_posting_are_both_taken_back(board, recruiter, two_adverts):
    before = said(two_adverts)
    adverts = list(Advert.objects.order_by("pk").values("text", "digest", "title"))
    run = changed_by_two_rows(board, recruiter)
    now = Posting.objects.get()
    assert (now.location, now.department) == ("Porto", "Data")
    assert queries.revert_plan(run, recruiter) == NOTHING | {"back": 2}
    revert_now(run)
    assert (run.status, outcomes(run)) == ("reverted", {1: "reverted", 2: "reverted"})
    assert said(two_adverts) == before
    assert list(Advert.objects.order_by("pk").values("text", "digest", "title")) == adverts


def test_an_edit_between_two_rows_and_their_revert_keeps_both(board, recruiter, two_adverts):
    run = changed_by_two_rows(board, recruiter)
    posting = Posting.objects.get()
    edit_posting(posting.pk, seen=posting.revision, changes={"seniority": "Senior"}, by=recruiter)
    assert queries.revert_plan(run, recruiter) == NOTHING | {"stay": 2}
    revert_now(run)
    assert outcomes(run) == {1: "applied", 2: "applied"}
    assert all("edited the posting since" in reason for reason in run.rows.values_list("reason", flat=True))


def test_a_later_import_taken_back_leaves_the_earlier_one_to_be_taken_back(board):
    first = apply_now(board(job("1")))
    second = apply_now(board(job("1", location="Porto")))
    revert_now(first)
    assert outcomes(first) == {1: "applied"}
    revert_now(second)
    revert_now(first)
    assert (outcomes(second), outcomes(first)) == ({1: "reverted"}, {1: "reverted"})
    assert Posting.objects.get().status == "archived"


def test_rows_that_were_applied_out_of_order_go_back_last_first(board, recruiter, two_adverts):
    """The first row was applied after the second: it failed at first, say."""
    before = said(two_adverts)
    run = board(job("1", title="Data Engineer", location="Porto"), job("2", title="Data Engineer", text="## Other"))
    run.rows.filter(number=1).update(decision="skip")
    apply_now(run)
    run.rows.filter(number=1).update(decision="accept")
    ImportRun.objects.filter(pk=run.pk).update(status="ready", applied_by=None)
    apply_now(run)
    assert outcomes(run) == {1: "applied", 2: "applied"}
    revert_now(run)
    assert outcomes(run) == {1: "reverted", 2: "reverted"} and said(two_adverts) == before


def test_a_plan_counts_what_is_done_and_nothing_that_is_hidden(board, recruiter, administrator):
    run = apply_now(board(job("1"), job("2"), job("3")), by=administrator)
    Posting.objects.filter(title="Engineer 1").update(confidential=True)
    TeamMember.objects.filter(posting__title="Engineer 1").delete()
    other = UserFactory(role="recruiter")
    assert queries.revert_plan(run, administrator) == NOTHING | {"away": 3}
    assert queries.revert_plan(run, other) == NOTHING | {"away": 2}
    assert queries.revert_plan(run, recruiter) == NOTHING | {"away": 2, "others": 1}, "whose text it was"
    revert_now(run, by=other)
    assert outcomes(run) == {1: "applied", 2: "reverted", 3: "reverted"}


def test_an_advert_that_joined_since_can_still_be_taken_back(board, recruiter):
    text = "## Requirements\n" + "".join(f"- We look for experience number {n}\n" for n in range(20))
    apply_now(board(job("1", title="Data Engineer", text=text)))
    changed = apply_now(board(job("1", title="Data Engineer", text=text, location="Porto")))
    row = board(job("2", title="Data Engineer", text=text)).rows.get()
    actions.join(row.pk, seen=row.revision, joins=True, by=recruiter)
    joined = apply_now(row.run)
    revert_now(changed)
    revert_now(joined)
    assert (outcomes(changed), outcomes(joined)) == ({1: "reverted"}, {1: "reverted"})
    assert Posting.objects.get().location == "Lisbon" and Advert.objects.count() == 1


def by_an_opening(posting, recruiter):
    add_opening(posting.pk, because="More work", by=recruiter)


def by_the_team(posting, recruiter):
    set_team_member(posting, user=UserFactory(), role="interviewer", by=recruiter)


def by_a_stage(posting, recruiter):
    stage = posting.stages.get(position=2)
    edit_stage(stage, seen=stage.revision, changes={"name": "First call"}, by=recruiter)


@pytest.mark.parametrize("handled", [by_an_opening, by_the_team, by_a_stage])
def test_what_somebody_set_up_further_stays(board, recruiter, handled):
    run = apply_now(board(job("1"), job("2", title="Cook")))
    handled(run.rows.get(number=1).posting, recruiter)
    assert queries.revert_plan(run, recruiter) == NOTHING | {"away": 1, "stay": 1}
    revert_now(run)
    assert outcomes(run) == {1: "applied", 2: "reverted"}
    assert "openings, team or stages" in run.rows.get(number=1).reason
