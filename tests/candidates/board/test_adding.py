"""Putting somebody on a posting by hand."""

import pytest
from django.utils import timezone

from candidates.contacts import match_key
from candidates.models import Application, Candidate, ContactPoint, Source, StageMove
from candidates.moves import actions
from postings.models import Posting
from tests.factories import CandidateFactory, a_key, a_posting, a_reason, an_application

pytestmark = pytest.mark.django_db


def url(posting) -> str:
    return f"/postings/{posting.pk}/candidates/new/"


def typed(**more) -> dict:
    return {
        "full_name": "Zsófia Szentgyörgyi",
        "source": Source.objects.get(name="Referral").pk,
        "key": a_key(),
        **more,
    }


def known_as(email="zsofia@mailbox.example", **fields) -> Candidate:
    candidate = CandidateFactory(**fields)
    ContactPoint.objects.create(candidate=candidate, kind="email", value=email, match_key=match_key("email", email))
    return candidate


def test_everything_typed_is_written(posting, recruiter, browser_of):
    data = typed(
        calling_name="Zsófi",
        headline="Platform engineer",
        location="Budapest",
        emails="zsofia@mailbox.example\r\nz.s@work.example",
        phones="+36 1 555 0142",
        links="https://www.example.org/zsofia/",
        recruiter=recruiter.pk,
        pay_expected="4500",
        pay_currency="eur",
        pay_period="month",
        note="met at the conference",
    )
    response = browser_of(recruiter).post(url(posting), data)
    application = Application.objects.select_related("candidate", "source").get(posting=posting)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/postings/{posting.pk}/board/{application.pk}/"
    person = application.candidate
    assert (person.full_name, person.calling_name, person.headline, person.location) == (
        "Zsófia Szentgyörgyi", "Zsófi", "Platform engineer", "Budapest",
    )  # fmt: skip
    assert list(person.contact_points.order_by("pk").values_list("kind", "match_key")) == [
        ("email", "zsofia@mailbox.example"),
        ("email", "z.s@work.example"),
        ("phone", "+3615550142"),
        ("link", "example.org/zsofia"),
    ]
    assert (application.source.name, application.recruiter) == ("Referral", recruiter)
    assert (application.pay_expected, application.pay_currency, application.pay_period) == (4500, "EUR", "month")
    assert StageMove.objects.get(application=application).note == "met at the conference"


def test_an_arrival_in_the_past_is_when_it_was_typed(posting, recruiter, browser_of):
    browser_of(recruiter).post(url(posting), typed(occurred_at="2026-01-05T09:30"))
    assert Application.objects.get(posting=posting).stage_entered_at.isoformat() == "2026-01-05T09:30:00+00:00"


def test_one_key_twice_adds_one_person(posting, recruiter, browser_of):
    data = typed(emails="zsofia@mailbox.example")
    answers = [browser_of(recruiter).post(url(posting), data) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Candidate.objects.filter(full_name="Zsófia Szentgyörgyi").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"full_name": ""}, "This field is required."),
        ({"emails": "zsofia@"}, "“zsofia@” is not an e-mail address."),
        ({"phones": "call me"}, "“call me” is not a phone number."),
        ({"links": "javascript:alert(1)"}, "is not a link that begins with https://."),
        ({"pay_expected": "4500"}, "An amount needs its currency."),
        ({"occurred_at": "soon"}, "Enter a valid date/time."),
    ],
)
def test_wrong_input_writes_nothing_and_keeps_what_was_typed(posting, recruiter, browser_of, wrong, words):
    response = browser_of(recruiter).post(url(posting), typed(headline="kept words", **wrong))
    text = response.content.decode()
    assert response.status_code == 422 and words in text and "kept words" in text
    assert not Application.objects.filter(posting=posting).exists() and not Candidate.objects.exists()


def test_a_future_arrival_is_refused(posting, recruiter, browser_of):
    year = timezone.now().year + 1
    assert browser_of(recruiter).post(url(posting), typed(occurred_at=f"{year}-01-05T09:30")).status_code == 422
    assert not Application.objects.filter(posting=posting).exists()


# ---------------------------------------------------------------- known already


def test_somebody_known_is_offered_instead(posting, recruiter, browser_of):
    person, browser = known_as(full_name="Zsófia Sz."), browser_of(recruiter)
    data = typed(emails="ZSOFIA@mailbox.example ")
    response = browser.post(url(posting), data)
    text = response.content.decode()
    assert response.status_code == 409 and "Put Zsófia Sz. on this posting" in text
    assert not Application.objects.filter(posting=posting).exists()
    browser.post(url(posting), {**data, "person": person.pk})
    assert Application.objects.get(posting=posting).candidate == person
    assert Candidate.objects.count() == 1


def test_or_added_as_another_person_all_the_same(posting, recruiter, browser_of):
    known_as()
    browser_of(recruiter).post(url(posting), typed(emails="zsofia@mailbox.example", person="new"))
    assert Application.objects.get(posting=posting).candidate.full_name == "Zsófia Szentgyörgyi"
    assert Candidate.objects.count() == 2


def test_somebody_who_is_here_already_is_shown_where(posting, recruiter, browser_of):
    person = known_as()
    here = an_application(posting, candidate=person)
    text = browser_of(recruiter).post(url(posting), typed(emails="zsofia@mailbox.example")).content.decode()
    assert f"/postings/{posting.pk}/board/{here.pk}/" in text and "Already here, in Applied" in text
    refused = browser_of(recruiter).post(url(posting), typed(emails="zsofia@mailbox.example", person=person.pk))
    assert refused.status_code == 409 and Application.objects.filter(posting=posting).count() == 1
    actions.reject(here.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    browser_of(recruiter).post(url(posting), typed(emails="zsofia@mailbox.example", person=person.pk))
    assert Application.objects.filter(posting=posting).count() == 2


def test_whom_one_may_not_see_one_is_not_told_of(posting, hiring_manager, administrator, browser_of):
    person = known_as()
    an_application(a_posting(by=administrator), candidate=person)
    data = typed(emails="zsofia@mailbox.example")
    assert browser_of(hiring_manager).post(url(posting), {**data, "person": person.pk}).status_code == 404
    assert browser_of(hiring_manager).post(url(posting), data).status_code == 302
    assert Candidate.objects.count() == 2


# ---------------------------------------------------------------- who may


def test_who_may_add(posting, recruiter, hiring_manager, coordinator, interviewer, stranger, browser_of, client):
    for user, status in ((stranger, 404), (interviewer, 403), (coordinator, 403)):
        browser = browser_of(user)
        assert browser.get(url(posting)).status_code == status
        assert browser.post(url(posting), typed()).status_code == status
    assert client.post(url(posting), typed()).headers["Location"].startswith("/account/login/")
    assert not Candidate.objects.exists()
    for user in (recruiter, hiring_manager):
        assert browser_of(user).post(url(posting), typed()).status_code == 302
    assert Application.objects.filter(posting=posting).count() == 2


def test_a_hiring_manager_neither_types_nor_reads_pay(posting, hiring_manager, browser_of):
    browser = browser_of(hiring_manager)
    assert "pay_expected" not in browser.get(url(posting)).content.decode()
    browser.post(url(posting), typed(pay_expected="4500", pay_currency="EUR"))
    assert Application.objects.get(posting=posting).pay_expected is None


@pytest.mark.parametrize("status", ["draft", "closed", "archived"])
def test_a_posting_that_takes_nobody_refuses(posting, recruiter, browser_of, status):
    Posting.objects.filter(pk=posting.pk).update(status=status)
    response = browser_of(recruiter).post(url(posting), typed())
    assert response.status_code == 409 and not Candidate.objects.exists()
    assert "Add candidate" not in browser_of(recruiter).get(f"/postings/{posting.pk}/board/").content.decode()
