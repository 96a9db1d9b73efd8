"""What a run says of each record, what applying it does, and what reverting it brings back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candidates.models import Source
from candidates.moves.entering import enter
from postings.actions import edit_posting
from postings.importing import actions, work
from postings.importing import verdicts as reading
from postings.importing.adverts import take_apart
from postings.importing.comparing import facts_of
from postings.importing.models import ImportRun, ImportSource, PostingFact
from postings.models import Advert, Posting, TeamMember
from recruiting.outbox.models import Event
from recruiting.web.refusals import Refusal
from tests.factories import CandidateFactory, UserFactory
from tests.postings.importing.conftest import apply_now, job, revert_now, worked_on

pytestmark = pytest.mark.django_db


def verdicts(run: ImportRun) -> dict[int, str]:
    return dict(run.rows.order_by("number").values_list("number", "verdict"))


def outcomes(run: ImportRun) -> dict[int, str]:
    return dict(run.rows.order_by("number").values_list("number", "outcome"))


def posting_of(id: str) -> Posting:
    return Advert.objects.get(external_id=id).posting


def edit(posting: Posting, by, **changes) -> None:
    edit_posting(posting.pk, seen=posting.revision, changes=changes, by=by)


# ---------------------------------------------------------------- verdicts


def test_a_file_is_read_record_by_record_in_the_format_that_it_is(board):
    run = board(job("1"), job("2"), {"title": "Without an id"})
    assert (run.status, run.format, run.read_to) == ("ready", "json", 3)
    assert verdicts(run) == {1: "new", 2: "new", 3: "rejected"}
    row = run.rows.get(number=1)
    assert (row.external_id, row.tenant, row.source_kind, row.record) == ("1", "acme", "json", job("1"))
    stated = row.facts.get(field="location")
    assert (stated.value, stated.path, stated.starts) == ("Lisbon", "location", None)
    said = row.facts.get(field="skill_required")
    assert row.text[said.starts : said.ends] == said.words == "Python 1" or said.value == "Python"
    assert "no id" in run.rows.get(number=3).reason


def test_the_same_again_writes_no_row_and_sees_the_adverts(board):
    apply_now(board(job("1"), job("2")))
    before = dict(Advert.objects.values_list("pk", "last_seen_at"))
    revisions = list(Posting.objects.values_list("revision", flat=True))
    again = board(job("1"), job("2"))
    assert (again.status, again.same_count, again.rows.count()) == ("ready", 2, 0)
    assert all(seen > before[pk] for pk, seen in Advert.objects.values_list("pk", "last_seen_at"))
    assert list(Posting.objects.values_list("revision", flat=True)) == revisions


def test_a_changed_record_shows_the_old_value_and_the_new(board):
    apply_now(board(job("1")))
    run = board(job("1", location="Porto", text="## Requirements\n- Go\n"))
    row = run.rows.get()
    assert (row.verdict, row.decision, row.posting) == ("changed", "accept", posting_of("1"))
    assert row.changes["location"] == ["Lisbon", "Porto"]
    assert set(row.changes) == {"location", "description", "skills_required"}


def test_any_number_of_changed_records_takes_one_number_of_queries(board):
    apply_now(board(*(job(str(number)) for number in range(1, 9))))
    with CaptureQueriesContext(connection) as two:
        board(*(job(str(number), location="Porto") for number in range(1, 3)))
    with CaptureQueriesContext(connection) as eight:
        run = board(*(job(str(number), location="Braga") for number in range(1, 9)))
    assert set(verdicts(run).values()) == {"changed"}
    assert run.rows.get(number=8).changes["location"] == ["Lisbon", "Braga"]
    assert len(eight) == len(two)


def test_what_says_the_same_in_other_words_is_the_same(board):
    apply_now(board(job("1")))
    run = board(job("1", updated_at="today"))
    assert (run.same_count, run.rows.count()) == (1, 0)
    assert board(job("1", updated_at="today")).same_count == 1


def test_a_field_that_a_person_edited_is_a_conflict_and_stays(board, recruiter):
    apply_now(board(job("1")))
    edit(posting_of("1"), recruiter, location="Lisbon or Porto")
    run = board(job("1", location="Faro", department="Platform"))
    row = run.rows.get()
    assert (row.verdict, row.changes["location"]) == ("conflict", ["Lisbon or Porto", "Faro"])
    apply_now(run)
    posting = posting_of("1")
    assert (posting.location, posting.department) == ("Lisbon or Porto", "Platform")


def test_theirs_is_taken_where_a_person_says_so(board, recruiter):
    apply_now(board(job("1")))
    edit(posting_of("1"), recruiter, location="Lisbon or Porto")
    run = board(job("1", location="Faro"))
    row = run.rows.get()
    actions.correct(row.pk, seen=row.revision, values={"location": "Faro"}, by=recruiter)
    apply_now(run)
    assert posting_of("1").location == "Faro"


def test_an_edit_after_the_preview_was_faster(board, recruiter):
    apply_now(board(job("1")))
    run = board(job("1", location="Porto"))
    edit(posting_of("1"), recruiter, location="Braga")
    apply_now(run)
    assert posting_of("1").location == "Braga"
    assert run.rows.get().outcome == "applied"


def test_one_id_twice_in_a_run_is_one_posting(board):
    run = board(job("1"), job("1", title="Again"))
    assert verdicts(run) == {1: "new", 2: "same"}
    assert "posting 1" in run.rows.get(number=2).reason


def test_a_record_that_cannot_be_read_costs_only_itself(board):
    run = board(job("1"), job("2", kills=True), job("3"))
    assert verdicts(run) == {1: "new", 2: "rejected", 3: "new"}
    assert "fault of ours" in run.rows.get(number=2).reason


def test_a_worker_that_died_is_followed_record_by_record_from_where_it_was(board, monkeypatch):
    run = board(job("1"), job("2"), job("3"))
    PostingFact.objects.all().delete()
    run.rows.filter(number__gt=1).delete()
    ImportRun.objects.filter(pk=run.pk).update(status="reading", read_to=1, attempts=3)
    worked_on(run)
    assert verdicts(run) == {1: "new", 2: "rejected", 3: "new"}
    assert "Three workers died" in run.rows.get(number=2).reason


def test_of_two_at_one_run_the_slower_stops(board):
    """A claim ran out while its worker still lived: whoever comes second with a batch writes nothing of it."""
    run = board(job("1"), job("2"))
    late = ImportRun.objects.get(pk=run.pk)
    late.read_to = 0
    ImportRun.objects.filter(pk=run.pk).update(status="reading")
    with late.contents() as pages:
        assert not reading._judge_batch(late, list(reading.found_in(late, pages)))
    assert run.rows.count() == 2


def test_a_worker_that_reads_a_run_as_it_was_stops_when_somebody_has_it_read_as_something_else(board, recruiter):
    run = board(job("1"), job("2"))
    late = ImportRun.objects.get(pk=run.pk)
    late.read_to = 0
    actions.read_as(run.pk, seen=run.revision, format="paste", by=recruiter)
    with late.contents() as pages:
        assert not reading._judge_batch(late, list(reading.found_in(late, pages)))
    assert not run.rows.exists()


# ---------------------------------------------------------------- listed


@pytest.fixture
def source(administrator):
    return ImportSource.objects.create(
        name="Acme",
        kind="json",
        tenant="acme",
        url="https://acme.example/",
        owner=administrator,
        next_at=timezone.now(),
    )


def test_what_a_complete_list_does_not_hold_is_unlisted_and_its_posting_stays(board, source):
    apply_now(board(job("1"), job("2"), complete=source))
    run = board(job("1"), complete=source)
    assert (run.unlisted_count, run.same_count) == (1, 1)
    gone = Advert.objects.get(external_id="2")
    assert gone.unlisted_at is not None and gone.posting.status == "draft"
    board(job("1"), job("2"), complete=source)
    gone.refresh_from_db()
    assert gone.unlisted_at is None


def test_an_empty_list_unlists_nothing(board, source):
    apply_now(board(job("1"), complete=source))
    run = board(complete=source)
    assert (run.status, run.unlisted_count, verdicts(run)) == ("ready", 0, {1: "rejected"})
    assert Advert.objects.get().unlisted_at is None


def test_an_upload_unlists_nothing(board):
    apply_now(board(job("1"), job("2")))
    board(job("1"))
    assert not Advert.objects.filter(unlisted_at__isnull=False).exists()


def test_what_its_source_hides_is_not_new_and_unlists_what_is_known(board):
    apply_now(board(job("1")))
    run = board(job("1", listed=False), job("2", listed=False))
    assert verdicts(run) == {2: "rejected"}
    assert Advert.objects.get().unlisted_at is not None


# ---------------------------------------------------------------- set up


def test_twelve_postings_are_set_up_in_one_go_and_one_otherwise(board, recruiter):
    manager, coordinator = UserFactory(role="hiring_manager"), UserFactory()
    run = board(*(job(str(n)) for n in range(1, 13)))
    row = run.rows.get(number=12)
    actions.set_up_row(row.pk, seen=row.revision, setup={"openings": 3, "department": "Sales"}, by=recruiter)
    apply_now(
        run, hiring_manager=manager, coordinator=coordinator, department="Platform", openings=2, posting_status="open"
    )
    assert set(outcomes(run).values()) == {"applied"}
    openings = {posting.title: posting.openings.count() for posting in Posting.objects.all()}
    assert openings == {f"Engineer {n}": 2 for n in range(1, 12)} | {"Engineer 12": 3}
    assert sorted(Posting.objects.values_list("department", flat=True)) == ["Platform"] * 11 + ["Sales"]
    team = sorted(TeamMember.objects.filter(posting=posting_of("12")).values_list("user", "role", "responsible"))
    assert team == sorted([
        (recruiter.pk, "recruiter", True), (manager.pk, "hiring_manager", False), (coordinator.pk, "coordinator", True)
    ])  # fmt: skip
    assert set(Posting.objects.values_list("status", flat=True)) == {"open"}


def test_all_are_skipped_or_accepted_at_once(board, recruiter):
    run = board(job("1"), job("2"))
    assert actions.decide_all(run.pk, seen=run.revision, decision="skip", by=recruiter) == 2
    run.refresh_from_db()
    assert not run.rows.to_apply().exists()
    assert actions.decide_all(run.pk, seen=run.revision, decision="accept", verdict="new", by=recruiter) == 2


def test_a_bad_row_of_a_batch_costs_only_itself(board):
    run = board(*(job(str(n)) for n in range(1, 6)))
    run.rows.filter(number=3).update(corrections={"title": "x" * 301})
    apply_now(run)
    assert outcomes(run) == {1: "applied", 2: "applied", 3: "failed", 4: "applied", 5: "applied"}
    assert Posting.objects.count() == Advert.objects.count() == 4


# ---------------------------------------------------------------- one job, several adverts


def long(words: str = "") -> str:
    return (
        "## Requirements\n" + "".join(f"- We look for experience number {n} with Python\n" for n in range(20)) + words
    )


def test_the_same_job_posted_again_is_suggested_as_another_advert_and_never_merged_alone(board, recruiter):
    apply_now(board(job("1", title="Data Engineer (m/f/d)", text=long())))
    run = board(job("2", title="Data Engineer - Porto", text=long("Porto.")))
    row = run.rows.get()
    assert (row.verdict, row.resembles, row.joins) == ("new", posting_of("1"), False)
    assert "of the words" in row.resembles_because
    apply_now(run)
    assert Posting.objects.count() == 2


def test_a_row_that_joins_becomes_another_advert_and_leaves_the_posting_as_it_is(board, recruiter):
    apply_now(board(job("1", title="Data Engineer", text=long())))
    posting = posting_of("1")
    run = board(job("2", title="Data Engineer", location="Porto", text=long("Porto.")))
    row = run.rows.get()
    actions.join(row.pk, seen=row.revision, joins=True, by=recruiter)
    apply_now(run)
    assert posting.adverts.count() == 2 and Posting.objects.get().location == "Lisbon"
    # What the second advert says later changes itself alone.
    later = board(job("2", title="Data Engineer", location="Braga", text=long("Braga.")))
    assert set(later.rows.get().changes) == {"description"}
    apply_now(later)
    assert Posting.objects.get().location == "Lisbon" and posting_of("2").adverts.last().text.endswith("Braga.")


def test_another_job_is_not_suggested(board):
    apply_now(board(job("1", title="Data Engineer", text=long())))
    other = "## Requirements\n- You sell machines to farmers in the north\n"
    assert board(job("2", title="Data Engineer", text=other)).rows.get().resembles is None
    assert board(job("3", title="Nurse", text=long())).rows.get().resembles is None


# ---------------------------------------------------------------- revert


def test_revert_puts_away_what_was_made_and_the_same_can_be_imported_anew(board):
    run = apply_now(board(job("1"), job("2")))
    revert_now(run)
    assert (run.status, outcomes(run)) == ("reverted", {1: "reverted", 2: "reverted"})
    assert set(Posting.objects.values_list("status", flat=True)) == {"archived"} and not Advert.objects.exists()
    assert verdicts(board(job("1"))) == {1: "new"}


def test_revert_brings_back_what_a_change_overwrote(board):
    apply_now(board(job("1")))
    before = Posting.objects.values("location", "description", "skills_required", "edited_fields").get()
    advert = Advert.objects.values("title", "text", "digest", "url").get()
    run = apply_now(board(job("1", location="Porto", text="## Requirements\n- Go\n")))
    assert posting_of("1").location == "Porto"
    revert_now(run)
    assert Posting.objects.values("location", "description", "skills_required", "edited_fields").get() == before
    assert Advert.objects.values("title", "text", "digest", "url").get() == advert
    assert {fact.value for fact in facts_of(Advert.objects.get()) if fact.field == "location"} == {"Lisbon"}


def test_revert_refuses_rows_edited_since_and_says_so(board, recruiter):
    run = apply_now(board(job("1"), job("2")))
    edit(posting_of("2"), recruiter, location="Porto")
    revert_now(run)
    assert (run.status, outcomes(run)) == ("reverted", {1: "reverted", 2: "applied"})
    assert "edited the posting since" in run.rows.get(number=2).reason
    assert posting_of("2").status == "draft"


def test_revert_leaves_a_posting_that_somebody_applied_to(board, recruiter):
    run = apply_now(board(job("1")), posting_status="open")
    enter(CandidateFactory(), posting_of("1"), by=recruiter, source=Source.objects.get(name="Referral"))
    revert_now(run)
    assert outcomes(run) == {1: "applied"} and posting_of("1").status == "open"
    assert "applied to it" in run.rows.get().reason


def test_the_rows_that_stayed_can_be_tried_again(board, recruiter):
    run = apply_now(board(job("1")))
    posting = posting_of("1")
    edit(posting, recruiter, location="Porto")
    revert_now(run)
    assert outcomes(run) == {1: "applied"}
    run.rows.update(posting_revision=Posting.objects.get(pk=posting.pk).revision)
    revert_now(run)
    assert outcomes(run) == {1: "reverted"}


def test_revert_pressed_twice_is_one_and_only_of_what_was_applied(board, recruiter):
    run = board(job("1"))
    with pytest.raises(actions.NotReady):
        actions.revert(run.pk, seen=run.revision, by=recruiter)
    apply_now(run)
    revert_now(run)
    assert Event.objects.filter(topic="import.revert_asked").count() == 1
    assert work.work_on(run.pk) is None


def test_a_wrong_guess_is_corrected_and_all_is_read_anew(board, recruiter):
    run = board(job("1"))
    actions.read_as(run.pk, seen=run.revision, format="paste", by=recruiter)
    worked_on(run)
    assert (run.format, verdicts(run)) == ("paste", {1: "rejected"})
    with pytest.raises(Refusal):
        actions.apply(run.pk, seen=run.revision, setup={}, by=recruiter)


def test_a_file_that_is_gone_is_said(board):
    run = board(job("1"))
    run.pages.get().file.delete(save=False)
    ImportRun.objects.filter(pk=run.pk).update(status="reading", claimed_until=timezone.now() - timedelta(seconds=1))
    worked_on(run)
    assert run.status == "failed" and "not among the files" in run.error


def test_adverts_are_taken_apart_again(board, recruiter):
    apply_now(board(job("1", title="Data Engineer", text=long())))
    run = board(job("2", title="Data Engineer", location="Porto", text=long("Porto.")))
    row = run.rows.get()
    actions.join(row.pk, seen=row.revision, joins=True, by=recruiter)
    apply_now(run)
    first, second = posting_of("1"), Advert.objects.get(external_id="2")
    made = take_apart(second.pk, by=recruiter)
    assert (made.title, made.location, made.status) == ("Data Engineer", "Porto", "draft")
    assert (made.stages.count(), made.openings.count()) == (6, 1)
    assert posting_of("2") == made and posting_of("1") == first
    with pytest.raises(Refusal, match="only advert"):
        take_apart(second.pk, by=recruiter)
    # What its source says later is the new posting's.
    apply_now(board(job("2", title="Data Engineer", location="Braga", text=long("Porto."))))
    assert (posting_of("2").location, posting_of("1").location) == ("Braga", "Lisbon")
