"""Users, their roles, and the one row of settings."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from recruiting.db.constraints import constraint_of
from recruiting.people.models import Organisation, Role, User, is_time_zone
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "administrator", "recruiter"),
    [
        (Role.ADMINISTRATOR, True, True),
        (Role.RECRUITER, False, True),
        (Role.HIRING_MANAGER, False, False),
        (Role.INTERVIEWER, False, False),
    ],
)
def test_a_role_is_the_only_permission(role, administrator, recruiter):
    user = UserFactory(role=role)
    assert (user.is_administrator, user.is_recruiter) == (administrator, recruiter)
    assert user.is_staff == user.is_superuser == user.has_perm("anything") == administrator
    assert user.has_module_perms("candidates") == user.has_perms(["anything"]) == administrator


@pytest.mark.parametrize("role", Role.values)
def test_whoever_may_not_sign_in_may_nothing(role):
    user = UserFactory(role=role, is_active=False)
    assert not (user.is_administrator or user.is_recruiter or user.is_staff or user.has_perm("anything"))


def test_createsuperuser_makes_the_first_administrator(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="Ada@Example.org", name="Ada", interactive=False, verbosity=0)
    ada = User.objects.get()
    assert (ada.email, ada.role, ada.check_password(PASSWORD)) == ("ada@example.org", Role.ADMINISTRATOR, True)


def test_an_address_is_known_once_whatever_its_case():
    ana = UserFactory(email="ana@example.org")
    assert User.objects.get_by_natural_key("ANA@example.org") == ana
    with pytest.raises(IntegrityError) as error:
        UserFactory(email="Ana@example.org")
    assert constraint_of(error.value) == "user_email_is_lower_case"


def test_a_role_that_does_not_exist_gives_no_right():
    user = UserFactory()
    User.objects.filter(pk=user.pk).update(role="owner")
    user.refresh_from_db()
    assert not (user.is_recruiter or user.is_administrator)


def test_there_is_one_organisation():
    assert Organisation.current() == Organisation.current()
    with pytest.raises(IntegrityError) as error:
        Organisation.objects.create(pk=2)
    assert constraint_of(error.value) == "organisation_is_one"


@pytest.mark.parametrize("name", ["", "Lisbon", "europe/lisbon ", "../../etc/passwd"])
def test_a_time_zone_is_one_of_iana(name):
    is_time_zone("Europe/Lisbon")
    with pytest.raises(ValidationError):
        is_time_zone(name)


def test_signing_in_is_by_address_and_password(client: Client):
    user = UserFactory(email="ana@example.org")
    wrong = client.post("/account/login/", {"login": "ana@example.org", "password": "wrong"})
    assert wrong.status_code == 200 and "_auth_user_id" not in client.session
    answer = client.post("/account/login/", {"login": "Ana@Example.org", "password": PASSWORD})
    assert (answer.status_code, client.session["_auth_user_id"]) == (302, str(user.pk))


def test_whoever_was_shut_out_does_not_come_in(client: Client):
    UserFactory(email="ana@example.org", is_active=False)
    client.post("/account/login/", {"login": "ana@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_nobody_registers_themselves(client: Client):
    new = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    for answer in (client.get("/account/signup/"), client.post("/account/signup/", new)):
        assert "account/signup_closed.html" in {template.name for template in answer.templates}
    assert not User.objects.exists()


def test_every_page_shows_its_times_in_the_readers_zone(rf):
    from recruiting.people.middleware import own_time_zone

    request = rf.get("/")
    request.user = UserFactory(time_zone="Asia/Tokyo")
    assert own_time_zone(lambda _: timezone.get_current_timezone_name())(request) == "Asia/Tokyo"
    timezone.deactivate()
