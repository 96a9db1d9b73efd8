"""The pages of interviews: who gets them, what they ask for, and what they answer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidates.interviews import actions
from candidates.interviews.models import Answer, Interview
from candidates.models import Application
from candidates.moves import actions as moves
from postings.models import Posting
from recruiting.outbox.models import Message
from tests.candidates.interviews.conftest import START
from tests.factories import UserFactory, a_key, a_reason, on_team

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}

# What each of the cast is answered on the page of an interview, and when they try to plan.
ROLES = {
    "administrator": (200, 200),
    "recruiter": (200, 200),
    "coordinator": (200, 200),
    "hiring_manager": (200, 403),
    "tomasz": (200, 403),  # takes part
    "stranger": (404, 404),
}


@pytest.fixture
def typed(tomasz):
    """typed(…): what somebody typed into the form."""

    def data(**fields):
        return {
            "title": "Technical interview", "on": "2026-03-26", "at": "14:00", "minutes": "60",
            "time_zone": "Europe/Lisbon", "place": "Room 2", "participants": [tomasz.pk], "key": a_key(),
        } | fields  # fmt: skip

    return data


def url(name, row) -> str:
    return reverse(name, args=[row.pk])


def rows_written() -> tuple[int, int]:
    return Interview.objects.count(), Message.objects.count()


# ---------------------------------------------------------------- who


@pytest.mark.parametrize("who", ROLES)
def test_who_sees_an_interview_and_who_plans(plan, application, browser_of, request, who):
    interview, browser = plan(), browser_of(request.getfixturevalue(who))
    sees, plans = ROLES[who]
    assert browser.get(url("interview", interview)).status_code == sees
    assert browser.get(url("interview_plan", application)).status_code == plans
    for form in ("interview_reschedule", "interview_change", "interview_cancel"):
        assert browser.get(url(form, interview)).status_code == plans


@pytest.mark.parametrize("who", ["hiring_manager", "tomasz", "stranger"])
def test_who_may_not_plan_changes_nothing(plan, application, browser_of, request, who, typed):
    interview, browser = plan(), browser_of(request.getfixturevalue(who))
    before, expected = rows_written(), ROLES[who][1]
    posts = {
        url("interview_plan", application): typed(),
        url("interview_reschedule", interview): typed(at="15:00", revision=1),
        url("interview_change", interview): typed(place="Elsewhere", revision=1),
        url("interview_cancel", interview): {"because": "x", "revision": 1},
        url("interview_candidate_answer", interview): {"answer": "declined", "revision": 1},
    }
    assert [browser.post(path, data).status_code for path, data in posts.items()] == [expected] * 5
    assert rows_written() == before and Interview.objects.get().revision == 1


def test_nobody_signed_in_is_led_to_the_sign_in(plan, application, client):
    interview = plan()
    for path in (reverse("interviews"), url("interview", interview), url("interview_plan", application)):
        assert client.get(path).url.startswith("/account/login/")


def test_an_interviewer_on_the_team_sees_only_interviews_of_their_own(plan, posting, browser_of, clock, tomasz):
    interview, other = plan(), on_team(posting, "interviewer")
    assert browser_of(other).get(url("interview", interview)).status_code == 404
    clock.move_to(START + timedelta(days=14))
    browser = browser_of(tomasz)
    assert browser.get(url("interview", interview)).status_code == 200
    clock.shift(timedelta(hours=2))
    assert browser.get(url("interview", interview)).status_code == 404


def test_of_a_confidential_posting_only_its_team_sees_anything(plan, posting, browser_of, recruiter):
    interview = plan()
    Posting.objects.filter(pk=posting.pk).update(confidential=True)
    assert browser_of(recruiter).get(url("interview", interview)).status_code == 404
    assert b"Technical interview" not in browser_of(recruiter).get(reverse("interviews")).content


def test_nobody_sees_the_interviews_of_their_own_application(plan, application, browser_of, recruiter):
    interview = plan()
    application.candidate.user = recruiter
    application.candidate.save(update_fields=["user"])
    assert browser_of(recruiter).get(url("interview", interview)).status_code == 404
    assert browser_of(recruiter).get(url("interview_plan", application)).status_code == 404


# ---------------------------------------------------------------- planning


def test_planning_leads_to_the_interview(application, browser_of, coordinator, typed):
    answer = browser_of(coordinator).post(url("interview_plan", application), typed())
    interview = Interview.objects.get()
    assert (answer.status_code, answer.url) == (302, url("interview", interview))
    assert (interview.starts_at, interview.ends_at - interview.starts_at) == (START, timedelta(hours=1))


def test_the_same_form_sent_twice_plans_once(application, browser_of, recruiter, typed):
    browser, data = browser_of(recruiter), typed()
    answers = [browser.post(url("interview_plan", application), data) for _twice in range(2)]
    assert answers[0].url == answers[1].url and rows_written() == (1, 1)


def test_in_a_dialog_the_answer_leads_out_of_it(application, browser_of, recruiter, typed):
    browser, path = browser_of(recruiter), url("interview_plan", application)
    part, whole = browser.get(path, headers=HTMX), browser.get(path)
    assert b"<html" not in part.content and part.content.strip().startswith(b"<section")
    assert b"<html" in whole.content and b'id="interview-plan"' in whole.content
    assert "HX-Request" in part["Vary"]
    done = browser.post(path, typed(), headers=HTMX)
    assert done["HX-Redirect"] == url("interview", Interview.objects.get())


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"on": "2026-03-29", "at": "01:30"}, "at", "01:30 does not happen on 29 March 2026 in Europe/Lisbon"),
        ({"on": "2026-10-25", "at": "01:30"}, "which", "01:30 comes twice on 25 October 2026 in Europe/Lisbon"),
        ({"on": "2026-03-23"}, "at", "This time is past."),
        ({"title": " "}, "title", "required"),
        ({"minutes": "0"}, "minutes", "greater than or equal to 5"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "Mars/Olympus"),
        ({"participants": ["999999"]}, "participants", "999999"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    application, browser_of, recruiter, typed, wrong, field, words, headers
):
    answer = browser_of(recruiter).post(url("interview_plan", application), typed(**wrong), headers=headers)
    assert answer.status_code == 422 and rows_written() == (0, 0)
    form = answer.context["form"]
    assert list(form.errors) == [field] and words in str(form.errors[field])
    assert b'value="Room 2"' in answer.content


@pytest.mark.parametrize(("which", "utc_hour"), [("first", 0), ("second", 1)])
def test_a_time_that_comes_twice_is_chosen(application, browser_of, recruiter, typed, which, utc_hour):
    data = typed(on="2026-10-25", at="01:30", which=which)
    assert browser_of(recruiter).post(url("interview_plan", application), data).status_code == 302
    assert Interview.objects.get().starts_at.hour == utc_hour


def test_a_time_is_what_the_clock_of_the_chosen_zone_shows(application, browser_of, recruiter, typed):
    browser_of(recruiter).post(url("interview_plan", application), typed(time_zone="Asia/Kolkata"))
    interview = Interview.objects.get()
    assert (interview.starts_at.hour, interview.starts_at.minute, interview.time_zone) == (8, 30, "Asia/Kolkata")


def test_an_ended_application_says_so_and_plans_nothing(application, browser_of, recruiter, typed):
    moves.reject(application.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    browser, path = browser_of(recruiter), url("interview_plan", application)
    assert b"This application has ended" in browser.get(path).content
    assert browser.post(path, typed()).status_code == 409 and rows_written() == (0, 0)


# ---------------------------------------------------------------- changing


def test_another_time(plan, browser_of, coordinator, typed):
    interview = plan()
    browser, path = browser_of(coordinator), url("interview_reschedule", interview)
    page = browser.get(path).content
    assert b'value="2026-03-26"' in page and b'value="14:00"' in page
    assert browser.post(path, typed(on="2026-03-27", revision=1)).status_code == 302
    assert Interview.objects.get().starts_at == START + timedelta(days=1)


def test_what_somebody_saved_meanwhile_is_shown_beside_what_was_typed(plan, browser_of, recruiter, typed, tomasz):
    interview = plan()
    browser, path = browser_of(recruiter), url("interview_change", interview)
    actions.change(
        interview.pk, title="Team interview", place="Room 5", participants=[tomasz], candidate_invited=False,
        revision=1, by=recruiter,
    )  # fmt: skip
    stale = browser.post(path, typed(place="Room 8", revision=1))
    assert stale.status_code == 409
    assert b"Team interview, Thursday 26 March 2026" in stale.content and b"Room 5" in stale.content
    assert b'value="Room 8"' in stale.content and b'name="revision" value="2"' in stale.content
    assert browser.post(path, typed(place="Room 8", revision=2)).status_code == 302
    assert Interview.objects.get().place == "Room 8"


def test_cancelling_asks_why(plan, browser_of, recruiter):
    interview = plan()
    browser, path = browser_of(recruiter), url("interview_cancel", interview)
    assert browser.post(path, {"because": "", "revision": 1}).status_code == 422
    assert browser.post(path, {"because": "Room flooded", "revision": 1}).status_code == 302
    assert b"Room flooded" in browser.get(url("interview", interview)).content
    assert browser.get(path).status_code == 409  # it is cancelled by now


def test_get_changes_nothing(plan, browser_of, recruiter):
    interview, browser = plan(), browser_of(recruiter)
    for name in ("interview_answer", "interview_candidate_answer", "interview_outcome"):
        assert browser.get(url(name, interview)).status_code == 405


def test_a_participant_answers_and_says_how_it_went(plan, browser_of, tomasz, clock):
    interview, browser = plan(), browser_of(tomasz)
    assert b"Your answer" in browser.get(url("interview", interview)).content
    assert browser.post(url("interview_answer", interview), {"answer": "accepted"}).status_code == 302
    assert Interview.objects.get().participants.get().answer == Answer.ACCEPTED
    assert browser.post(url("interview_answer", interview), {"answer": "perhaps"}).status_code == 404
    outcome = {"status": "held", "revision": 1}
    assert browser.post(url("interview_outcome", interview), outcome).status_code == 422  # not yet
    clock.move_to(START + timedelta(hours=2))
    assert b"How did it go?" in browser.get(url("interview", interview)).content
    assert browser.post(url("interview_outcome", interview), outcome).status_code == 302
    assert Interview.objects.get().status == "held"


def test_who_takes_no_part_does_not_answer(plan, browser_of, recruiter):
    assert browser_of(recruiter).post(url("interview_answer", plan()), {"answer": "accepted"}).status_code == 403


# ---------------------------------------------------------------- reading


def test_times_are_the_readers_and_the_zone_is_written(plan, browser_of, tomasz):
    interview = plan()
    page = browser_of(tomasz).get(url("interview", interview)).content.decode()
    assert "15:00–16:00 (Europe/Warsaw, UTC+1)" in page and "14:00–15:00 (Europe/Lisbon, UTC+0)" in page
    listed = browser_of(tomasz).get(reverse("interviews") + "?view=list").content.decode()
    assert "times in Europe/Warsaw, UTC+1" in listed and "Thu 26 Mar, 15:00–16:00" in listed


def test_reminders_are_shown_before_they_go_and_mail_after(plan, browser_of, recruiter, clock):
    from recruiting.reminders.actions import claim_due

    interview, browser = plan(), browser_of(recruiter)
    context = browser.get(url("interview", interview)).context
    assert [row.words for row in context["reminders"]] == [
        "Reminder, the day before · Ines Interviewer",
        "Reminder, an hour before · Ines Interviewer",
    ]
    assert len(context["messages_of"]) == 1
    clock.move_to(START - timedelta(minutes=30))
    assert claim_due() == 2
    context = browser.get(url("interview", interview)).context
    assert (len(context["reminders"]), len(context["messages_of"])) == (0, 3)


def test_lists_are_filtered_by_the_address(plan, browser_of, recruiter, tomasz, clock):
    plan(title="Today", starts_at=START - timedelta(days=2, hours=-1))
    plan(title="Thursday", participants=[])
    clock.move_to(START - timedelta(days=1))
    path = reverse("interviews") + "?view=list"

    def titles(user, query=""):
        return [row.title for row in browser_of(user).get(path + query).context["rows"]]

    assert titles(recruiter) == ["Thursday"]
    assert titles(recruiter, "&show=past") == ["Today"]
    assert titles(recruiter, "&who=mine&show=past") == []
    assert titles(tomasz, "&show=past") == titles(tomasz, "&who=mine&show=past") == ["Today"]


def test_who_waits_for_an_interview_is_listed_for_who_plans(
    plan, application, browser_of, recruiter, coordinator, tomasz
):
    path = reverse("interviews")
    stage = application.posting.stages.get(position=4)
    moves.move(application.pk, stage_id=stage.pk, version=1, by=recruiter)
    for planner in (recruiter, coordinator):
        assert browser_of(planner).get(path).context["to_schedule"] == [Application.objects.get(pk=application.pk)]
    assert browser_of(tomasz).get(path).context["to_schedule"] == []
    plan()
    assert browser_of(recruiter).get(path).context["to_schedule"] == []


@pytest.mark.parametrize("view", ["list", "week&week=2026-W13"])
def test_lists_cost_the_same_for_5_rows_and_for_25(plan, browser_of, recruiter, view):
    browser, path = browser_of(recruiter), reverse("interviews") + f"?view={view}"
    browser.get(path)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(path)
        return len(captured)

    people = [UserFactory() for _n in range(3)]
    for _n in range(5):
        plan(participants=people)
    of_five = queries()
    for _n in range(20):
        plan(participants=people)
    assert queries() == of_five
