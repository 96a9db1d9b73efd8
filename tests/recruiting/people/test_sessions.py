"""Where somebody is signed in: they see it, sign out elsewhere, and nobody keeps what has ended."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recruiting.people.tasks import forget_sessions
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = "/account/sessions/"


def signed_in(user, browser: str) -> Client:
    client = Client(headers={"user-agent": browser})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def test_all_of_ones_own_are_listed_and_nobody_elses(recruiter, administrator):
    here = signed_in(recruiter, "Here 1.0")
    signed_in(recruiter, "<b>There</b>")
    signed_in(administrator, "Elsewhere 3.0")
    page = here.get(PAGE).text
    assert "Here 1.0" in page and "&lt;b&gt;There&lt;/b&gt;" in page and "Elsewhere 3.0" not in page
    assert page.count("this browser") == 1


def test_signing_out_everywhere_else_ends_the_others_and_not_this_one(recruiter, administrator):
    here, there = signed_in(recruiter, "Here"), signed_in(recruiter, "There")
    other = signed_in(administrator, "Other")
    assert here.post(PAGE)["Location"] == PAGE
    assert [each.get("/postings/").status_code for each in (here, there, other)] == [200, 302, 200]
    assert "nowhere else" in here.get(PAGE).text


def test_what_has_ended_is_forgotten(recruiter, administrator):
    out, over, stays = (signed_in(user, "x") for user in (recruiter, recruiter, administrator))
    out.post(reverse("account_logout"))
    Session.objects.filter(session_key=over.session.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    assert forget_sessions() == 2
    assert [row.user for row in UserSession.objects.all()] == [administrator]
    assert not Session.objects.filter(session_key=over.session.session_key).exists()
    assert stays.get("/postings/").status_code == 200
