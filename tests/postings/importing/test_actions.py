"""What people and workers do with an import, one by one."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from postings.importing import actions, queries, verdicts, work
from postings.importing.comparing import facts_of
from postings.importing.models import ImportRow, ImportRun
from postings.models import Advert, Posting, TeamMember
from recruiting.db.models import EditedMeanwhile
from recruiting.outbox.actions import KeyReused
from recruiting.outbox.models import Door, Event
from recruiting.web.refusals import Forbidden, Refusal
from tests.factories import a_key
from tests.postings.importing.conftest import TEXT, apply_now, setup_of, several

pytestmark = pytest.mark.django_db
SEED = Path(__file__).parents[4] / "shared/postings/samples/freetext/seed_000.txt"


# ---------------------------------------------------------------- paste and read


def test_a_pasted_text_is_kept_as_it_came_and_waits_for_a_worker(recruiter, text):
    raw = text.replace("\n", "\r\n")
    run = ImportRun.objects.get(pk=actions.paste(text=raw, by=recruiter, key="k"))
    assert (run.status, run.raw, run.started_by, run.recruiter) == ("reading", raw, recruiter, recruiter)
    assert list(ImportRun.objects.due(timezone.now())) == [run]


def test_a_key_seen_before_answers_with_the_first_run(recruiter, text):
    first = actions.paste(text=text, by=recruiter, key="k")
    assert actions.paste(text=text, by=recruiter, key="k") == first
    assert ImportRun.objects.count() == 1
    with pytest.raises(KeyReused):
        actions.paste(text=text + "!", by=recruiter, key="k")


def test_a_text_is_read_into_a_row_with_its_facts_and_their_words(pasted):
    run = pasted()
    row = run.rows.get()
    assert (run.status, row.verdict, row.decision, row.title) == ("ready", "new", "accept", "Backend Engineer")
    for fact in row.facts.all():
        assert row.text[fact.starts : fact.ends] == fact.words
    assert row.facts.get(field="min_years_experience").value == 4


def test_several_postings_in_one_text_are_rows_whose_facts_stand_in_their_own_part(pasted):
    run = pasted(several(3))
    rows = list(run.rows.order_by("number"))
    assert [row.title for row in rows] == ["Backend Engineer", "Data Analyst", "Product Designer"]
    for row in rows:
        assert row.text.startswith("# ") and row.text.count("## Requirements") == 1
        for fact in row.facts.all():
            assert row.text[fact.starts : fact.ends] == fact.words


@pytest.mark.parametrize("words", ["We had a lovely summer party, thanks to all.", "$" * 500])
def test_a_text_without_a_posting_says_so(pasted, words):
    run = pasted(words)
    row = run.rows.get()
    assert (run.status, row.verdict, row.text) == ("ready", "rejected", words)
    assert "No posting was found" in row.reason


def test_what_a_reader_trips_over_costs_that_run_alone(recruiter, monkeypatch, text):
    def trips(_text):
        raise ZeroDivisionError

    monkeypatch.setattr(verdicts, "read_text", trips)
    run_id = actions.paste(text=text, by=recruiter, key=a_key())
    work.work_on(run_id)
    run = ImportRun.objects.get(pk=run_id)
    assert (run.status, run.claimed_until) == ("failed", None)
    assert "fault of ours" in run.error and run.raw == text


def test_a_text_that_kills_its_worker_is_given_up_after_three(recruiter, text):
    run_id = actions.paste(text=text, by=recruiter, key=a_key())
    ImportRun.objects.update(format="paste")  # each comes as far as to see what it is
    for _worker in range(3):
        assert work._claim(run_id).pk == run_id
        assert work._claim(run_id) is None
        ImportRun.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    work.work_on(run_id)
    run = ImportRun.objects.get(pk=run_id)
    assert run.status == "failed" and "Three workers died" in run.error


def test_the_same_words_are_known_whatever_their_spaces_and_case(pasted, recruiter):
    apply_now(pasted(), recruiter)
    posting = Posting.objects.get()
    before = Advert.objects.get().last_seen_at
    again = pasted(f"\n\n{TEXT.upper()}  \n".replace("\n", "\r\n"))
    row = again.rows.get()
    assert (row.verdict, row.posting, row.decision) == ("same", posting, "open")
    assert row.facts.count() == 0 and Advert.objects.get().last_seen_at > before
    with pytest.raises(Refusal, match="nothing to apply"):
        actions.apply(again.pk, seen=again.revision, setup=setup_of(again), by=recruiter)
    assert Posting.objects.count() == 1


def test_the_same_text_twice_in_one_paste_is_one_posting(pasted, recruiter):
    run = apply_now(pasted(f"{TEXT}\n---\n\n{TEXT}"), recruiter)
    assert [(row.verdict, row.outcome) for row in run.rows.order_by("number")] == [("new", "applied"), ("same", "")]
    assert Posting.objects.count() == 1


def test_an_edit_of_a_page_that_names_no_id_and_no_address_is_a_change(recruiter):
    def given(text: str) -> ImportRun:
        job = {"@type": "JobPosting", "title": "Cook", "hiringOrganization": {"name": "Galley"}, "description": text}
        page = f'<html><script type="application/ld+json">{json.dumps(job)}</script></html>'.encode()
        run_id = actions.upload(file=ContentFile(page), name="", by=recruiter, key=a_key())
        work.work_on(run_id)
        return ImportRun.objects.get(pk=run_id)

    apply_now(given("We feed crews."))
    row = given("We feed larger crews.").rows.get()
    assert (row.source_kind, row.verdict, "description" in row.changes) == ("page", "changed", True)


# ---------------------------------------------------------------- decide and correct


def test_a_corrected_field_is_the_postings_and_its_own_from_then_on(pasted, recruiter):
    row = pasted().rows.get()
    actions.correct(row.pk, seen=1, values={"minimum_years": Decimal("5.5")}, by=recruiter)
    actions.correct(row.pk, seen=2, values={"title": "Platform Engineer"}, by=recruiter)
    actions.correct(row.pk, seen=3, values={"source_name": "our site"}, by=recruiter)
    row.refresh_from_db()
    assert row.title == "Platform Engineer"
    apply_now(row.run, recruiter)
    posting = Posting.objects.get()
    assert (posting.title, posting.minimum_years) == ("Platform Engineer", Decimal("5.5"))
    assert posting.edited_fields == ["minimum_years", "title"]
    assert posting.adverts.get().source_name == "our site"
    assert next(f.value for f in facts_of(posting.adverts.get()) if f.field == "min_years_experience") == 4


def test_a_correction_may_leave_a_field_empty_and_may_be_taken_back(pasted, recruiter):
    row = pasted().rows.get()
    actions.correct(row.pk, seen=1, values={"location": "", "title": "X"}, by=recruiter)
    actions.take_as_read(row.pk, seen=2, columns=("title",), by=recruiter)
    row.refresh_from_db()
    assert (row.title, row.corrections) == ("Backend Engineer", {"location": ""})
    apply_now(row.run, recruiter)
    assert Posting.objects.get().location == "" and Posting.objects.get().edited_fields == ["location"]


def test_a_row_edited_meanwhile_is_not_overwritten(pasted, recruiter):
    row = pasted().rows.get()
    actions.correct(row.pk, seen=1, values={"title": "First"}, by=recruiter)
    with pytest.raises(EditedMeanwhile):
        actions.correct(row.pk, seen=1, values={"title": "Second"}, by=recruiter)
    with pytest.raises(EditedMeanwhile):
        actions.decide(row.pk, seen=1, decision="skip", by=recruiter)
    row.refresh_from_db()
    assert (row.title, row.decision) == ("First", "accept")


def test_a_skipped_row_becomes_no_posting(pasted, recruiter):
    run = pasted(several(3))
    actions.decide(run.rows.get(number=2).pk, seen=1, decision="skip", by=recruiter)
    apply_now(run, recruiter)
    assert sorted(Posting.objects.values_list("title", flat=True)) == ["Backend Engineer", "Product Designer"]
    assert run.status == "applied" and run.rows.get(number=2).outcome == ""


def test_a_run_without_an_accepted_row_or_with_an_untitled_one_is_not_applied(pasted, recruiter):
    run = pasted()
    row = run.rows.get()
    ImportRow.objects.update(title="")
    with pytest.raises(actions.CannotApply, match="no title for posting 1"):
        actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=recruiter)
    actions.decide(row.pk, seen=1, decision="skip", by=recruiter)
    with pytest.raises(actions.CannotApply, match="nothing to apply"):
        actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=recruiter)
    assert ImportRun.objects.get().status == "ready"


def test_a_discarded_run_is_neither_read_nor_applied_nor_changed(recruiter, pasted, text):
    waiting = ImportRun.objects.get(pk=actions.paste(text=text, by=recruiter, key=a_key()))
    actions.discard(waiting.pk, seen=waiting.revision, by=recruiter)
    assert work.work_on(waiting.pk) is None
    run = pasted()
    actions.discard(run.pk, seen=run.revision, by=recruiter)
    with pytest.raises(actions.NotReady, match="discarded"):
        actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=recruiter)
    with pytest.raises(actions.NotReady):
        actions.correct(run.rows.get().pk, seen=1, values={"title": "X"}, by=recruiter)
    assert Posting.objects.count() == 0


# ---------------------------------------------------------------- apply


def test_apply_makes_the_posting_with_all_that_belongs_to_it(pasted, recruiter, administrator):
    run = apply_now(pasted(), administrator, openings=3, department="Platform", posting_status="open")
    posting, row = Posting.objects.get(), run.rows.get()
    assert (posting.status, posting.department, posting.edited_fields) == ("open", "Platform", ["department"])
    assert (posting.created_by, posting.opened_at is not None) == (administrator, True)
    assert (posting.openings.count(), posting.stages.count()) == (3, 6)
    assert [(m.user, m.role, m.responsible) for m in posting.team.all()] == [
        (recruiter, TeamMember.Role.RECRUITER, True)
    ]
    advert = posting.adverts.get()
    assert (advert.external_id, advert.text, advert.source_kind) == (row.external_id, row.text, "paste")
    assert facts_of(advert) == list(row.facts.order_by("pk")) != []
    assert (run.status, row.outcome, row.posting) == ("applied", "applied", posting)
    topics = list(Event.objects.filter(posting_id=posting.pk).order_by("pk").values_list("topic", "door"))
    assert topics == [("posting.created", Door.IMPORT), ("posting.status_changed", Door.IMPORT)]


def test_what_the_text_does_not_state_stays_empty(pasted, recruiter):
    bare = "# Backend Engineer\n\n## Requirements\n- Python\n\n## How to apply\n- Send your CV\n"
    apply_now(pasted(bare), recruiter)
    posting = Posting.objects.get()
    empty = {
        "company": "", "workplace": "", "location": "", "regions": [], "employment_type": "", "pay_min": None,
        "pay_max": None, "pay_currency": "", "pay_period": "", "pay_basis": "", "minimum_years": None,
        "language_requirements": [], "closing_on": None, "department": "",
    }  # fmt: skip
    assert {name: getattr(posting, name) for name in empty} == empty
    assert posting.adverts.get().source_name == ""


def test_of_alternatives_the_first_known_is_the_field(pasted, recruiter):
    row = pasted().rows.get()
    row.facts.filter(field="employment_type").delete()
    row.facts.create(field="employment_type", value="gig|contractor|clt", words="", starts=0, ends=0, confidence=1)
    assert queries.values(row)["employment_type"] == "contractor"


def test_a_value_that_does_not_fit_its_column_stays_out_of_it(pasted, recruiter):
    row = pasted().rows.get()
    row.facts.filter(field="location").update(value="x" * 301)
    row.facts.create(field="currency", value="dollars", words="", starts=0, ends=0, confidence=1)
    row.facts.filter(field="currency").exclude(value="dollars").delete()
    apply_now(row.run, recruiter)
    posting = Posting.objects.get()
    assert (posting.location, posting.pay_currency, posting.pay_min) == ("", "", 3000)


def test_a_bad_row_costs_only_itself(pasted, recruiter):
    run = pasted(several(3))
    bad = run.rows.get(number=2)
    ImportRow.objects.filter(pk=bad.pk).update(corrections={"title": "x" * 301})
    apply_now(run, recruiter)
    outcomes = dict(run.rows.order_by("number").values_list("number", "outcome"))
    assert outcomes == {1: "applied", 2: "failed", 3: "applied"} and run.status == "applied"
    bad.refresh_from_db()
    assert bad.posting is None and bad.reason == "The database did not take it."
    assert Posting.objects.count() == Advert.objects.count() == 2


def test_one_who_may_no_longer_make_postings_is_told_on_each_row(pasted, recruiter):
    run = pasted()
    actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=recruiter)
    type(recruiter).objects.filter(pk=recruiter.pk).update(role="interviewer")
    work.work_on(run.pk)
    row = run.rows.get()
    assert (row.outcome, Posting.objects.count()) == ("failed", 0) and "may not import any more" in row.reason


def test_apply_pressed_twice_by_one_is_one_and_by_another_is_refused(pasted, recruiter, administrator):
    run = pasted()
    for _press in range(2):
        actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=recruiter)
    with pytest.raises(actions.NotReady, match="applying"):
        actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=administrator)
    work.work_on(run.pk)
    assert work.work_on(run.pk) is None
    assert Posting.objects.count() == 1
    assert Event.objects.filter(topic="import.apply_asked").count() == 1


def test_two_runs_of_one_text_make_one_posting_and_the_later_row_names_it(pasted, recruiter):
    first, second = pasted(), pasted()
    apply_now(first, recruiter)
    apply_now(second, recruiter)
    row = second.rows.get()
    assert (row.verdict, row.outcome, row.posting) == ("same", "", Posting.objects.get())
    assert second.status == "applied" and "meanwhile" in row.reason


def test_only_recruiters_act(pasted, recruiter, stranger):
    run = pasted()
    row = run.rows.get()
    for act in (
        lambda: actions.paste(text="x", by=stranger, key=a_key()),
        lambda: actions.set_up(run.pk, seen=run.revision, setup=setup_of(run), by=stranger),
        lambda: actions.correct(row.pk, seen=1, values={"title": "X"}, by=stranger),
        lambda: actions.take_as_read(row.pk, seen=1, columns=("title",), by=stranger),
        lambda: actions.decide(row.pk, seen=1, decision="skip", by=stranger),
        lambda: actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=stranger),
        lambda: actions.discard(run.pk, seen=run.revision, by=stranger),
    ):
        with pytest.raises(Forbidden):
            act()
    row.refresh_from_db()
    assert (ImportRun.objects.get().status, row.revision, row.corrections) == ("ready", 1, {})


@pytest.mark.skipif(not SEED.exists(), reason=f"the sample {SEED} is not beside this checkout")
def test_the_seed_posting_end_to_end(pasted, recruiter):
    apply_now(pasted(SEED.read_text()), recruiter)
    posting = Posting.objects.get()
    assert posting.title == "Senior / Principal Backend Engineer (Ruby on Rails)"
    assert (posting.workplace, posting.regions, posting.employment_type) == ("remote", ["Latin America"], "full_time")
    assert (posting.pay_min, posting.pay_max, posting.pay_currency, posting.pay_period) == (8000, 8000, "USD", "month")
    assert (posting.minimum_years, posting.language, posting.pay_basis) == (7, "en", "")
    assert posting.language_requirements == [{"language": "English", "level": "C1"}]
    assert "Ruby on Rails" in posting.skills_required and "Sidekiq" in posting.skills_preferred
    assert (posting.stages.count(), posting.openings.count(), posting.status) == (6, 1, "draft")
    assert posting.team.get().user == recruiter and posting.edited_fields == []
    assert posting.adverts.get().source_name == "linkedin"
