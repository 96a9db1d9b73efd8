"""Who administrates was hired, too: their own hiring is nowhere in their administration, and in everybody else's."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from candidates.interviews import actions as interview_actions
from candidates.models import Application, StageMove
from candidates.moves import actions
from recruiting.people.models import Role, User
from tests.admin.test_lists import address, make
from tests.factories import a_reason

pytestmark = pytest.mark.django_db
TELLING = {
    "Candidate", "CandidateEvent", "ContactPoint", "ContactPointEvent", "Application", "ApplicationEvent", "StageMove",
    "TimeCorrection", "Interview", "InterviewEvent", "Participant", "ParticipantEvent", "Message", "Reminder",
}  # fmt: skip


@pytest.fixture
def other(db) -> User:
    return User.objects.create(email="other@example.org", name="Other", role=Role.ADMINISTRATOR)


@pytest.fixture
def own(administrator, other, interviewer) -> Application:
    """An application of the administrator's own, with everything that can hang on one."""
    make(1, by=other)
    application = Application.objects.select_related("candidate").get()
    starts_at = timezone.now() + timedelta(days=2)
    planned = {"title": "Talk", "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), "time_zone": "UTC"}
    interview_actions._do_plan(application.pk, planned, [interviewer], other, "page")  # with its mail and reminders
    actions.reject(application.pk, reason_id=a_reason().pk, version=2, by=other)
    candidate = application.candidate
    candidate.save_edit(seen=candidate.revision, changes={"user": administrator})
    return application


def test_no_list_tells_of_it(own, administrator, other, browser_of):
    browsers = browser_of(administrator), browser_of(other)
    counts = {
        model.__name__: [browser.get(address(model)).context["cl"].result_count for browser in browsers]
        for model in admin.site._registry
    }
    hidden = {name for name, (mine, others) in counts.items() if mine < others}
    assert hidden == TELLING
    assert {name for name in hidden if counts[name][0]} == set()


def test_no_page_shows_or_mends_it(own, administrator, other, browser_of):
    move = StageMove.objects.filter(application=own).latest("number")
    pages = [address(type(row), what, row.pk) for row in (own, own.candidate) for what in ("change", "history")]
    pages += [address(StageMove, "change", move.pk), address(StageMove, "time", move.pk)]
    pages += [reverse("admin:candidates_application_fix", args=[own.pk, "reopen"])]
    assert [browser_of(other).get(page).status_code for page in pages] == [200] * len(pages)
    answers = [browser_of(administrator).get(page) for page in pages]
    index = reverse("admin:index")  # where Django sends from a form of a row that is not there
    assert {answer.status_code for answer in answers if answer.headers.get("Location") != index} == {404}
    fix = {"stage": own.stage_id, "version": 3, "key": "k", "reason": "because"}
    assert browser_of(administrator).post(pages[-1], fix).status_code == 404
    own.refresh_from_db()
    assert (own.status, own.version) == ("rejected", 3)
