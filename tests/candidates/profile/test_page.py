"""A candidate's page through HTTP: what happened, what can be done, and for whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from candidates.models import ContactPoint, StageMove
from candidates.moves import actions
from candidates.moves.refusals import MovedMeanwhile
from tests.candidates.board.test_board import an_interview
from tests.factories import CandidateFactory, a_posting, a_reason, an_application

pytestmark = pytest.mark.django_db
QUERIES = 14


def url(candidate, application=None) -> str:
    return f"/candidates/{candidate.pk}/" + (f"?application={application.pk}" if application else "")


def text_of(browser, path) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_person_and_where_the_application_stands(posting, recruiter, browser_of):
    person = CandidateFactory(full_name="Zsófia Szentgyörgyi", headline="Platform engineer", location="Budapest")
    ContactPoint.objects.create(candidate=person, kind="email", value="z@example.org", match_key="z@example.org")
    application = an_application(posting, candidate=person, recruiter=recruiter, pay=(4500, "EUR", "month"))
    actions.advance(application.pk, version=1, by=recruiter)
    text = text_of(browser_of(recruiter), url(person))
    for words in ("Zsófia Szentgyörgyi", "Platform engineer", "Budapest", 'href="mailto:z@example.org"'):
        assert words in text
    assert 'data-at="done"><b>Applied</b>' in text and 'aria-current="step"><b>Recruiter screen</b>' in text
    assert "Advance to Technical task" in text and "Move to…" in text and "Reject…" in text
    assert "Referral" in text and "EUR 4,500 a month" in text


def test_the_timeline_tells_moves_undone_moves_refusals_corrections_and_interviews(
    posting, recruiter, administrator, interviewer, browser_of, time_machine
):
    time_machine.move_to("2026-11-20T10:00:00Z", tick=False)
    application = an_application(posting)
    time_machine.move_to("2026-11-23T10:00:00Z", tick=False)
    actions.advance(application.pk, version=1, by=recruiter)
    with pytest.raises(MovedMeanwhile):
        actions.advance(application.pk, version=1, by=administrator)
    actions.reject(application.pk, reason_id=a_reason().pk, version=2, by=recruiter, note="not this time")
    actions.undo(application.pk, version=3, by=administrator)
    move = StageMove.objects.get(application=application, number=2)
    actions.correct_time(move.pk, new_at=move.occurred_at - timedelta(days=1), by=administrator, reason="typed late")
    time_machine.move_to("2026-11-24T10:00:00Z", tick=False)
    an_interview(application, interviewer)
    text = text_of(browser_of(recruiter), url(application.candidate))
    name = application.candidate
    assert f"{recruiter} moved {name} from Applied to Recruiter screen" in text
    assert f"<del>{recruiter} rejected {name} in Recruiter screen</del>" in text
    assert f"undone by {administrator} at" in text and "not this time" in text
    assert f"{administrator} was refused a move" in text and "Not seen before it: " in text
    assert f"{administrator} corrected when move 2 happened" in text and "typed late" in text
    assert f"Team interview with {interviewer}" in text and "Open the interview" in text
    assert '<time datetime="2026-11-23T10:00:00+0000">10:00</time>' in text
    days = [part.split("</h3>")[0] for part in text.split('class="day-head">')[1:]]
    assert days[0] == "Next" and days[-2:] == ["Sunday 22 November", "Friday 20 November"]


def test_only_the_last_standing_move_offers_its_undo_and_only_to_who_may(
    application, recruiter, coordinator, browser_of
):
    actions.advance(application.pk, version=1, by=recruiter)
    actions.advance(application.pk, version=2, by=recruiter)
    assert text_of(browser_of(recruiter), url(application.candidate)).count("Undo this move") == 1
    text = text_of(browser_of(coordinator), url(application.candidate))
    assert "Undo this move" not in text and "Advance to" not in text and "Asks for" not in text


def test_applications_are_tabs_and_the_address_names_one(posting, recruiter, browser_of):
    person = CandidateFactory()
    first = an_application(posting, candidate=person)
    second = an_application(a_posting(title="Data Engineer"), candidate=person)
    actions.reject(second.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    browser = browser_of(recruiter)
    assert "Advance to" in text_of(browser, url(person, first))
    text = text_of(browser, url(person, second))
    assert "Reopen…" in text and "Advance to" not in text and "Rejected, Skills do not match" in text
    assert "Advance to" in text_of(browser, url(person)), "the active one comes first"
    assert "Advance to" in text_of(browser, url(person) + "?application=nonsense")


def test_a_hired_one_can_be_taken_back_and_holds_an_opening(application, recruiter, browser_of):
    actions.hire(application.pk, version=1, by=recruiter)
    text = text_of(browser_of(recruiter), url(application.candidate))
    assert "Take back the hire…" in text and "Opening 1" in text and 'aria-current="step"><b>Hired</b>' in text


def test_what_one_may_not_see_is_not_there(posting, administrator, hiring_manager, stranger, browser_of, client):
    person = CandidateFactory()
    mine = an_application(posting, candidate=person, pay=(4500, "EUR", "month"))
    other = an_application(a_posting(by=administrator, title="Secret Job"), candidate=person)
    text = text_of(browser_of(hiring_manager), url(person, other))
    assert "Secret Job" not in text and "4,500" not in text and mine.posting.title in text
    assert browser_of(stranger).get(url(person)).status_code == 404
    assert client.get(url(person)).headers["Location"].startswith("/account/login/")


def test_somebody_on_no_posting_has_a_page_for_recruiters(recruiter, hiring_manager, browser_of):
    person = CandidateFactory()
    assert "On no posting" in text_of(browser_of(recruiter), url(person))
    assert browser_of(hiring_manager).get(url(person)).status_code == 404


def test_a_link_that_is_none_is_text(application, recruiter, browser_of):
    value = "javascript:alert(1)"
    ContactPoint.objects.create(candidate=application.candidate, kind="link", value=value, match_key=value)
    text = text_of(browser_of(recruiter), url(application.candidate))
    assert value in text and f'href="{value}"' not in text


@pytest.mark.parametrize("moves", [5, 25])
def test_the_page_makes_the_same_queries_for_five_and_twenty_five(
    posting, recruiter, browser_of, django_assert_num_queries, moves
):
    application = an_application(posting)
    stages = list(posting.stages.order_by("position"))
    for version in range(1, moves):
        goal = stages[version % 2].pk
        actions.move(application.pk, stage_id=goal, version=version, by=recruiter)
    browser = browser_of(recruiter)
    browser.get(url(application.candidate))
    with django_assert_num_queries(QUERIES):
        assert text_of(browser, url(application.candidate)).count('<li class="event"') == moves
    assert timezone.now() > application.moved_at
