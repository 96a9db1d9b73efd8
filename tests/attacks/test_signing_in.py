"""Guessing passwords, keeping sessions, and what the log may say of it."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recruiting.people import actions
from recruiting.people.models import Organisation, User
from tests.factories import PASSWORD, a_posting, an_application

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_yet():
    cache.clear()  # allauth counts there


def sign_in(browser: Client, user: User, password: str = PASSWORD):
    return browser.post("/account/login/", {"login": user.email, "password": password})


def is_in(browser: Client) -> bool:
    return browser.get("/postings/").status_code == 200


def test_after_five_wrong_passwords_the_right_one_waits_too(recruiter):
    for guess in range(5):
        assert "is not right" in sign_in(Client(), recruiter, f"a wrong guess {guess}").text
    refused = sign_in(Client(), recruiter)
    assert refused.status_code == 200 and "Too many failed" in refused.text


def test_an_address_that_is_nobodys_gets_the_same_answer(recruiter):
    known = sign_in(Client(), recruiter, "not the password")
    unknown = Client().post("/account/login/", {"login": "nobody@example.org", "password": "not the password"})
    reset = [
        Client().post("/account/password/reset/", {"email": email}).headers["Location"]
        for email in (recruiter.email, "nobody@example.org")
    ]
    errors = [answer.context["form"].errors for answer in (known, unknown)]
    assert errors[0] == errors[1] and reset[0] == reset[1]


def test_a_session_ends_two_weeks_after_the_sign_in_however_much_it_is_used(recruiter):
    browser, began = Client(), timezone.now()
    with time_machine.travel(began, tick=False) as clock:
        assert sign_in(browser, recruiter).status_code == 302
        for _day in range(13):
            clock.shift(timedelta(days=1))
            session = browser.session
            session["used"] = str(timezone.now())
            session.save()
            assert is_in(browser)
        clock.shift(timedelta(days=1, seconds=1))
        assert not is_in(browser)


def test_who_is_deactivated_is_out_at_once(recruiter, administrator):
    browser = Client()
    sign_in(browser, recruiter)
    assert is_in(browser)
    actions._do_change(recruiter, seen=recruiter.revision, changes={"is_active": False}, by=administrator)
    assert not is_in(browser)
    assert sign_in(browser, recruiter).headers["Location"] == "/account/inactive/"


def test_another_password_ends_the_sessions_elsewhere(recruiter):
    here, elsewhere = Client(), Client()
    sign_in(here, recruiter)
    sign_in(elsewhere, recruiter)
    new = {"oldpassword": PASSWORD, "password1": "an entirely new one", "password2": "an entirely new one"}
    assert here.post("/account/password/change/", new).status_code == 302
    assert not is_in(elsewhere)


@pytest.mark.parametrize("name", ["account_email", "mfa_activate_totp", "mfa_generate_recovery_codes"])
def test_what_one_signs_in_by_is_changed_after_the_password_again(recruiter, name):
    browser = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(browser, recruiter)
        clock.shift(timedelta(minutes=6))
        answer = browser.get(reverse(name))
        if name == "account_email":
            answer = browser.post(reverse(name), {"action_add": "", "email": "other@example.org"})
    assert answer.headers["Location"].startswith("/account/reauthenticate/")


@pytest.mark.parametrize(
    "password",
    ["elevenchars", "passwordpassword", "fairlead2026", "RecruitingFairlead1", "Fernhill-Fairlead-1", "ritarecruiter"],
)
def test_passwords_that_are_guessed_first_are_refused(recruiter, password):
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Fernhill Ltd"})
    with pytest.raises(ValidationError):
        validate_password(password, recruiter)


@pytest.mark.parametrize(
    "password", ["x" * 5 + "y" * 300, "583920174652", "only small letters", "日本語のながいパスワードです"]
)
def test_long_ones_of_whatever_signs_are_taken(recruiter, password):
    validate_password(password, recruiter)


def test_the_log_says_who_by_number(recruiter, stranger, caplog):
    browser = Client()
    with caplog.at_level(logging.INFO):
        sign_in(browser, recruiter, "a wrong one")
        sign_in(browser, recruiter)
        secret = an_application(a_posting(confidential=True))
        browser.get(f"/candidates/{secret.candidate_id}/", {"q": "Ana Almeida"})
        browser.get("/nowhere%0aERROR forged/")
        browser.post("/account/logout/")
    said = [
        (record.levelname, record.getMessage()) for record in caplog.records if record.name.startswith("recruiting")
    ]
    assert said == [
        ("WARNING", "sign-in failed from 127.0.0.1"),
        ("INFO", f"signed in: user {recruiter.pk} from 127.0.0.1"),
        ("WARNING", f"404 to user {recruiter.pk}: GET /candidates/{secret.candidate_id}/"),
        ("WARNING", f"404 to user {recruiter.pk}: GET /nowhere\\nERROR forged/"),
        ("INFO", f"signed out: user {recruiter.pk}"),
    ]
    everything = " ".join(record.getMessage() for record in caplog.records)
    assert recruiter.email not in everything and "Ana" not in everything
