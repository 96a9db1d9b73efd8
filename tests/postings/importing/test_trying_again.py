"""Rows that could not be applied: why in words, nothing half done, and another try by somebody who may."""

import pytest
from django.utils import timezone

from postings.importing import actions, work
from postings.importing.models import ImportRun
from postings.models import Advert, Posting
from postings.pipelines.models import PipelineTemplate
from tests.factories import UserFactory
from tests.postings.importing.conftest import apply_now, job, revert_now, setup_of
from tests.postings.importing.test_views import text_of

pytestmark = pytest.mark.django_db


def outcomes(run: ImportRun) -> dict[int, str]:
    return dict(run.rows.order_by("number").values_list("number", "outcome"))


def asked(run: ImportRun, by, **setup) -> ImportRun:
    """Apply was pressed, and no worker came yet."""
    run.refresh_from_db()
    actions.apply(run.pk, seen=run.revision, setup=setup_of(run, **setup), by=by)
    run.refresh_from_db()
    return run


def worked(run: ImportRun) -> ImportRun:
    assert work.work_on(run.pk) == run.pk
    run.refresh_from_db()
    return run


def nothing_was_made() -> bool:
    return not Posting.objects.exists() and not Advert.objects.exists()


def test_what_the_applier_may_not_change_is_applied_by_somebody_who_may(board, administrator, recruiter):
    apply_now(board(job("1"), by=administrator))
    Posting.objects.update(confidential=True)
    run = board(job("1", location="Porto"), job("2"), by=administrator)
    apply_now(run, by=recruiter)
    assert (run.status, outcomes(run)) == ("applied", {1: "failed", 2: "applied"})
    apply_now(run, by=administrator)
    assert (run.status, outcomes(run), run.applied_by) == ("applied", {1: "applied", 2: "applied"}, administrator)
    assert Advert.objects.get(external_id="1").posting.location == "Porto"
    assert Posting.objects.count() == 2, "what was applied is not applied again"


def test_who_does_not_see_a_failed_row_tries_nothing(board, administrator, recruiter):
    apply_now(board(job("1"), by=administrator))
    Posting.objects.update(confidential=True)
    run = apply_now(board(job("1", location="Porto"), job("2"), by=administrator), by=recruiter)
    with pytest.raises(actions.NotReady, match="applied"):
        actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=recruiter)
    assert outcomes(run) == {1: "failed", 2: "applied"}


def test_a_row_that_the_database_refused_is_corrected_and_tried_again(board, recruiter):
    run = board(job("1"), job("2"))
    run.rows.filter(number=1).update(corrections={"title": "x" * 301})
    apply_now(run)
    row = run.rows.get(number=1)
    actions.correct(row.pk, seen=row.revision, values={"title": "Engineer"}, by=recruiter)
    apply_now(run)
    assert outcomes(run) == {1: "applied", 2: "applied"}
    assert sorted(Posting.objects.values_list("title", flat=True)) == ["Engineer", "Engineer 2"]
    revert_now(run)
    assert set(outcomes(run).values()) == {"reverted"}


def test_only_what_failed_is_open_once_a_run_is_applied(board, recruiter):
    run = board(job("1"), job("2"), job("3"))
    run.rows.filter(number=1).update(corrections={"title": "x" * 301})
    run.rows.filter(number=3).update(decision="skip")
    apply_now(run)
    for row in run.rows.filter(number__in=[2, 3]):
        with pytest.raises(actions.NotReady):
            actions.correct(row.pk, seen=row.revision, values={"title": "X"}, by=recruiter)
        with pytest.raises(actions.NotReady):
            actions.decide(row.pk, seen=row.revision, decision="accept", by=recruiter)
    failed = run.rows.get(number=1)
    actions.decide(failed.pk, seen=failed.revision, decision="skip", by=recruiter)
    with pytest.raises(actions.NotReady):
        actions.apply(run.pk, seen=run.revision, setup=setup_of(run), by=recruiter)


def test_another_try_pressed_twice_is_one(board, recruiter):
    run = board(job("1"))
    run.rows.update(corrections={"title": "x" * 301})
    apply_now(run)
    seen = run.revision
    for _press in range(2):
        actions.apply(run.pk, seen=seen, setup=setup_of(run), by=recruiter)
    worked(run)
    actions.apply(run.pk, seen=seen, setup=setup_of(run), by=recruiter)
    assert work.work_on(run.pk) is None and run.rows.get().outcome == "failed"


def test_who_was_deactivated_since_applies_nothing_and_a_colleague_does(board, recruiter, administrator):
    run = asked(board(job("1"), job("2")), recruiter)
    type(recruiter).objects.filter(pk=recruiter.pk).update(is_active=False)
    worked(run)
    assert nothing_was_made() and outcomes(run) == {1: "failed", 2: "failed"}
    assert set(run.rows.values_list("reason", flat=True)) == {
        f"{recruiter}, who asked for it, may not import any more. Somebody else can try again."
    }
    worked(asked(run, administrator, recruiter=administrator))
    assert outcomes(run) == {1: "applied", 2: "applied"}


def test_who_was_deactivated_since_takes_nothing_back(board, recruiter, administrator):
    run = apply_now(board(job("1")))
    actions.revert(run.pk, seen=run.revision, by=recruiter)
    type(recruiter).objects.filter(pk=recruiter.pk).update(is_active=False)
    worked(run)
    assert outcomes(run) == {1: "applied"} and "may not import any more" in run.rows.get().reason
    revert_now(run, by=administrator)
    assert outcomes(run) == {1: "reverted"}


def retired(run: ImportRun) -> str:
    PipelineTemplate.objects.filter(pk=run.template_id).update(retired_at=timezone.now())
    return f"The pipeline {run.template} is retired. Choose another."


def gone(name: str):
    def leave(run: ImportRun) -> str:
        person = getattr(run, name)
        type(person).objects.filter(pk=person.pk).update(is_active=False)
        return f"{person} does not work here any more. Choose somebody else."

    return leave


def no_recruiter(run: ImportRun) -> str:
    type(run.recruiter).objects.filter(pk=run.recruiter_id).update(role="interviewer")
    return f"{run.recruiter} is no recruiter any more. Choose somebody else."


@pytest.mark.parametrize(
    "happens",
    [retired, gone("recruiter"), gone("hiring_manager"), gone("coordinator"), no_recruiter],
    ids=["template retired", "recruiter left", "hiring manager left", "coordinator left", "recruiter no more"],
)
def test_what_a_posting_was_to_begin_with_is_not_there_any_more(board, recruiter, administrator, happens):
    people = {name: UserFactory() for name in ("recruiter", "hiring_manager", "coordinator")}
    run = asked(board(job("1")), recruiter, **people)
    why = happens(run)
    worked(run)
    assert (nothing_was_made(), run.status, run.rows.get().reason) == (True, "applied", why)
    template = PipelineTemplate.objects.create(name="Another")
    fresh = {"recruiter": administrator, "hiring_manager": None, "coordinator": None, "template": template}
    worked(asked(run, recruiter, **fresh))
    assert outcomes(run) == {1: "applied"}


def test_the_page_offers_another_try_with_how_it_begins(board, recruiter, administrator, browser_of):
    run = asked(board(job("1"), job("2")), recruiter)
    type(recruiter).objects.filter(pk=recruiter.pk).update(is_active=False)
    worked(run)
    browser, page = browser_of(administrator), f"/imports/{run.pk}/"
    words = text_of(browser.get(page))
    assert "Try the 2 that failed again" in words and "may not import any more" in words
    setup = {"template": run.template_id, "recruiter": administrator.pk, "openings": 1, "posting_status": "draft"}
    answer = browser.post(page + "set-up/", {**setup, "seen": run.revision, "apply": "1"})
    assert answer.status_code == 302
    worked(run)
    assert outcomes(run) == {1: "applied", 2: "applied"}
    assert "that failed again" not in text_of(browser.get(page))
