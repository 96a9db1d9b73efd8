"""Somebody has applied to a posting that all may see, and to a confidential one: whoever is not on its team finds no
trace of the second, on any page, in any answer."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from candidates.interviews import actions as interviews
from candidates.models import Candidate, ContactPoint
from candidates.moves import actions
from tests.factories import UserFactory, a_key, a_posting, a_reason, an_application
from tests.matrix.urls import PAGES, address
from tests.matrix.world import ADMINISTRATOR, HIRING_MANAGER, INTERVIEWER, RECRUITER, World

pytestmark = pytest.mark.django_db
SECRET = "Zzyzx"
LOOKED_FOR = dict.fromkeys(["q", "find", "name"], SECRET[:4])  # its beginning, for a page may repeat what was typed


@pytest.fixture
def world():
    """As the matrix has it; with everything that a confidential posting leaves, each marked with the secret word."""
    world = World()
    administrator = world.people[ADMINISTRATOR]
    posting = a_posting(by=administrator, confidential=True, title=f"{SECRET} chief", department=f"{SECRET} office")
    posting.stages.update(name=f"{SECRET} stage")
    candidate = world.application.candidate
    secret = an_application(posting, by=administrator, candidate=candidate, note=f"{SECRET} note")
    starts_at = timezone.now() + timedelta(days=3)
    interviews.plan(
        secret.pk, title=f"{SECRET} talk", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), time_zone="UTC",
        participants=[UserFactory()], by=administrator, key=a_key(),
    )  # fmt: skip
    elsewhere = an_application(posting, by=administrator)
    Candidate.objects.filter(pk=elsewhere.candidate_id).update(full_name=f"{SECRET} Person")
    ContactPoint.objects.create(candidate=elsewhere.candidate, kind="email", value="same@example.org")
    actions.close(elsewhere.pk, reason_id=a_reason("closed").pk, version=1, by=administrator)
    return world


@pytest.mark.parametrize("role", [RECRUITER, HIRING_MANAGER, INTERVIEWER])
def test_no_page_names_a_confidential_posting_to_who_is_not_on_it(world, role, browser_of):
    browser = browser_of(world.people[role])
    told = []
    for name, asked in PAGES.items():
        for probe in ({}, LOOKED_FOR):
            page = browser.get(address(world, name), {**asked.asked, **probe})
            if SECRET in page.getvalue().decode():
                told.append((name, probe))
    assert told == []


@pytest.mark.parametrize("verb", ["reject", "withdraw", "close", "hire"])
def test_an_ending_names_only_what_its_mover_may_see(world, verb, browser_of):
    address = f"/applications/{world.application.pk}/{verb}/"
    assert SECRET in browser_of(world.people[ADMINISTRATOR]).get(address).text
    assert SECRET not in browser_of(world.people[RECRUITER]).get(address).text


def test_adding_somebody_who_is_known_only_there_adds_a_new_person(world, browser_of):
    new = {"full_name": "Noa", "email": "same@example.org", "emails": "same@example.org", "key": a_key(),
           "source": world.application.source_id}  # fmt: skip
    answer = browser_of(world.people[RECRUITER]).post(f"/postings/{world.posting.pk}/candidates/new/", new)
    assert answer.status_code == 302


def test_what_is_hidden_and_what_is_not_there_answer_alike(world, browser_of):
    browser, secret = browser_of(world.people[RECRUITER]), a_posting(confidential=True)
    hidden = an_application(secret)
    for there, nowhere in [
        (f"/postings/{secret.pk}/", "/postings/999999/"),
        (f"/postings/{secret.pk}/board/", "/postings/999999/board/"),
        (f"/applications/{hidden.pk}/advance/", "/applications/999999/advance/"),
        (f"/candidates/{hidden.candidate_id}/", "/candidates/999999/"),
    ]:
        for ask in (browser.get, browser.post):
            answers = [ask(path) for path in (there, nowhere)]
            assert answers[0].status_code == answers[1].status_code in (404, 405)
            texts = [re.sub(r'value="\w{64}"', "", answer.text) for answer in answers]
            assert texts[0].replace(there, "") == texts[1].replace(nowhere, "")


def test_the_administration_is_for_administrators(world, browser_of):
    for role in (RECRUITER, HIRING_MANAGER, INTERVIEWER):
        browser = browser_of(world.people[role])
        for path in (
            "/admin/", "/admin/people/user/", f"/admin/candidates/application/{world.application.pk}/change/",
            f"/admin/candidates/application/{world.application.pk}/history/", "/admin/outbox/event/",
        ):  # fmt: skip
            answer = browser.get(path)
            assert answer.status_code in (302, 403) and SECRET not in answer.text, (role, path)
