"""Home: what waits for each person, and the review of a new application."""

from datetime import timedelta

import pytest
from django.utils import timezone

from candidates.interviews import actions as interviews
from candidates.models import Application, StageMove
from candidates.moves import actions
from postings.models import TeamMember
from recruiting.outbox.models import Event, Message
from tests.candidates.board.test_board import an_interview
from tests.factories import CandidateFactory, a_key, a_posting, an_application

pytestmark = pytest.mark.django_db
QUERIES = 18


def home(browser) -> str:
    response = browser.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_new_applications_of_every_posting_i_may_act_on(posting, recruiter, hiring_manager, stranger, browser_of):
    an_application(posting, candidate=CandidateFactory(full_name="Camila Ferreyra"))
    secret = a_posting(confidential=True, title="Head of Finance")
    an_application(secret, candidate=CandidateFactory(full_name="Óscar Bermúdez"))
    for user in (recruiter, hiring_manager):
        text = home(browser_of(user))
        assert "Camila Ferreyra" in text and "in 1 posting," in text and "Óscar" not in text
    text = home(browser_of(stranger))
    assert "Camila" not in text and "Nothing waits for you" in text


@pytest.mark.parametrize("name", ["coordinator", "interviewer"])
def test_who_may_not_move_has_nothing_to_review(name, application, request, browser_of):
    text = home(browser_of(request.getfixturevalue(name)))
    assert str(application.candidate) not in text


def test_recruiters_begin_with_their_own_postings_and_can_see_everyones(posting, recruiter, browser_of):
    an_application(posting, candidate=CandidateFactory(full_name="Of Everyone"))
    browser = browser_of(recruiter)
    assert "Of Everyone" in home(browser) and not browser.get("/").context["mine"]  # nobody's team: all of them
    ours = a_posting(title="Data Engineer")
    an_application(ours, candidate=CandidateFactory(full_name="Of Mine"))
    TeamMember.objects.create(posting=ours, user=recruiter, role="recruiter")
    text = home(browser)
    assert "Of Mine" in text and "Of Everyone" not in text
    answer = browser.get("/", {"who": "everyone"})
    assert "Of Mine" in answer.content.decode() and "Of Everyone" in answer.content.decode()
    assert 'name="next" value="/?who=everyone"' in answer.content.decode()


def test_anonymous_is_sent_to_sign_in(client, db):
    assert client.get("/").headers["Location"].startswith("/account/login/")


def test_interviews_of_today_and_the_answer_i_owe(application, interviewer, browser_of):
    interview = an_interview(application, interviewer)
    text = home(browser_of(interviewer))
    assert "Invitations to answer" in text and f'href="/interviews/{interview.pk}/"' in text


def test_whoever_waits_past_the_target_stands_on_home(posting, recruiter, browser_of, time_machine):
    time_machine.move_to("2026-11-02T10:00:00Z", tick=False)
    application = an_application(posting, candidate=CandidateFactory(full_name="Late Person"))
    actions.advance(application.pk, version=1, by=recruiter)
    time_machine.move_to("2026-11-24T10:00:00Z", tick=False)
    text = home(browser_of(recruiter))
    assert "Past their target" in text and "Late Person" in text and "Every application is reviewed" in text


def test_reviewed_is_said_once_and_moves_nobody(application, recruiter, hiring_manager, browser_of):
    url = f"/applications/{application.pk}/review/"
    for user in (recruiter, hiring_manager):
        assert browser_of(user).post(url, {"next": "/"}).headers["Location"] == "/"
    now = Application.objects.get(pk=application.pk)
    assert (now.reviewed_by, now.version) == (recruiter, application.version)
    assert Event.objects.filter(topic="application.reviewed", subject_id=application.pk).count() == 1


@pytest.mark.parametrize(("name", "status"), [("coordinator", 403), ("stranger", 404)])
def test_who_may_not_move_may_not_review(name, status, application, request, browser_of):
    response = browser_of(request.getfixturevalue(name)).post(f"/applications/{application.pk}/review/", {})
    assert response.status_code == status
    assert Application.objects.get(pk=application.pk).reviewed_at is None
    assert not Event.objects.filter(topic="application.reviewed").exists()


def test_whoever_moves_a_new_application_has_reviewed_it(application, recruiter):
    actions.advance(application.pk, version=1, by=recruiter, key=a_key())
    assert Application.objects.get(pk=application.pk).reviewed_by == recruiter
    assert StageMove.objects.filter(application=application).count() == 2


def test_the_button_leaves_with_the_review(application, recruiter, browser_of):
    browser = browser_of(recruiter)
    page = f"/candidates/{application.candidate_id}/"
    button = f'action="/applications/{application.pk}/review/"'
    assert button in browser.get(page).content.decode()
    browser.post(f"/applications/{application.pk}/review/", {"next": page})
    assert button not in browser.get(page).content.decode()


@pytest.mark.parametrize("n", [5, 25])
def test_home_asks_as_much_for_many_as_for_few(n, posting, recruiter, browser_of, django_assert_num_queries):
    for _ in range(n):
        an_interview(an_application(posting), recruiter)
    browser = browser_of(recruiter)
    home(browser)
    with django_assert_num_queries(QUERIES):
        home(browser)


def test_a_day_is_the_readers_own(application, interviewer, browser_of, time_machine):
    time_machine.move_to("2026-11-24T02:00:00Z", tick=False)
    interviewer.time_zone = "America/Los_Angeles"  # still Monday there
    interviewer.save(update_fields=["time_zone"])
    interview = an_interview(application, interviewer)
    starts = timezone.now() + timedelta(hours=8)  # Tuesday, 02:00 there
    type(interview).objects.filter(pk=interview.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=1))
    text = home(browser_of(interviewer))
    assert "Monday 23 November" in text and "None today" in text


def test_postings_with_new_applications_have_their_share(posting, recruiter, browser_of):
    other = a_posting(title="Data Engineer")
    for _n in range(3):
        an_application(other)
    an_application(posting)
    rows = browser_of(recruiter).get("/").context["new_on"]
    assert [(row.title, row.count, row.share) for row in rows] == [("Data Engineer", 3, 100), (posting.title, 1, 33)]


def test_on_home_one_decides_and_holds(posting, recruiter, interviewer, browser_of, time_machine):
    time_machine.move_to("2026-11-02T10:00:00Z", tick=False)
    late = an_application(posting)
    actions.advance(late.pk, version=1, by=recruiter)
    time_machine.move_to("2026-11-24T10:00:00Z", tick=False)
    browser = browser_of(recruiter)
    (row,) = browser.get("/").context["past"]["rows"]
    assert row.act[0] == "Decide" and browser.get(row.act[1]).status_code == 200
    plan_an_interview(an_application(posting), recruiter, interviewer)
    text = home(browser)
    mail = Message.objects.get(status="queued")
    assert f'action="/outbox/{mail.pk}/hold/"' in text
    assert browser.post(f"/outbox/{mail.pk}/hold/", {"back": "/"}).headers["Location"] == "/"
    assert Message.objects.get(pk=mail.pk).status == "held"


def plan_an_interview(application, by, whom) -> None:
    at = timezone.now() + timedelta(days=3)
    how = {"title": "Talk", "starts_at": at, "ends_at": at + timedelta(hours=1), "time_zone": "UTC"}
    interviews.plan(application.pk, participants=[whom], by=by, key=a_key(), **how)


def test_on_a_phone_recruiters_find_the_outbox_under_more(recruiter, hiring_manager, browser_of):
    context = browser_of(recruiter).get("/").context
    assert len(context["bar_tabs"]) == 4 and [item["url"] for item in context["more_tabs"]] == ["/imports/", "/outbox/"]
    context = browser_of(hiring_manager).get("/").context
    assert len(context["bar_tabs"]) == 5 and context["more_tabs"] == []
