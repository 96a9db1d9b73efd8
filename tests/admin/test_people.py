"""People are invited, changed, and no longer let in."""

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from recruiting.outbox.models import Event, Message
from recruiting.people.models import Organisation, User
from tests.admin.test_editing import address, opened
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NEW = {"email": "Nova@Example.org", "name": "Nova Pessoa", "role": "recruiter", "time_zone": "Europe/Lisbon"}


@pytest.fixture
def browser(administrator, browser_of):
    return browser_of(administrator)


def invited(browser) -> User:
    answer = browser.post(reverse("admin:people_user_add"), NEW)
    user = User.objects.get(email="nova@example.org")
    assert answer.url == reverse("admin:people_user_invitation", args=[user.pk])
    return user


def link_for(browser, user) -> str:
    page = browser.post(reverse("admin:people_user_invitation", args=[user.pk])).content.decode()
    return re.search(r'value="http://127.0.0.1:8000(/account/password/reset/key/[^"]+)"', page)[1]


def test_somebody_invited_cannot_sign_in_before_they_set_a_password(browser, administrator):
    user = invited(browser)
    assert (user.name, user.role, user.time_zone, user.invited_by) == (
        "Nova Pessoa", "recruiter", "Europe/Lisbon", administrator,
    )  # fmt: skip
    assert not user.has_usable_password()
    assert Event.objects.filter(topic="user.invited", subject_id=user.pk, door="admin").count() == 1


def test_the_link_sets_the_password_once(browser, client):
    user = invited(browser)
    link = link_for(browser, user)
    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0]
    password = "a long enough passphrase"
    client.post(where, {"password1": password, "password2": password})
    client.post("/account/login/", {"login": user.email, "password": password})
    assert client.session["_auth_user_id"] == str(user.pk)
    client.logout()
    assert client.get(link, follow=True).redirect_chain == []  # the page that says it was used


def test_a_link_is_in_no_row_and_looking_makes_none(browser):
    user = invited(browser)
    page = browser.get(reverse("admin:people_user_invitation", args=[user.pk]))
    assert b"/reset/key/" not in page.content
    link_for(browser, user)
    assert not Message.objects.exists()
    assert [e.payload for e in Event.objects.filter(topic="user.password_link_made")] == [{}]


def test_with_a_mail_server_the_link_is_mailed(browser, settings):
    settings.EMAIL_CONFIGURED = True
    Organisation.current()
    Organisation.objects.update(sender_address="hiring@example.org")
    link_for(browser, invited(browser))
    (message,) = mail.outbox
    assert (message.to, message.from_email) == (["nova@example.org"], "hiring@example.org")
    assert "/account/password/reset/key/" in message.body


def test_an_address_is_invited_once(browser):
    invited(browser)
    answer = browser.post(reverse("admin:people_user_add"), {**NEW, "email": "NOVA@example.org"})
    assert "Somebody has this address already." in answer.content.decode()


def test_somebody_no_longer_let_in_is_out_at_once(browser, browser_of):
    user = UserFactory()
    theirs = browser_of(user)
    sent = opened(browser, user)
    del sent["is_active"]
    assert browser.post(address(user), {**sent, "reason": "Left on Friday."}).status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    assert theirs.get("/account/email/").status_code == 302
    record = User.pgh_event_model.objects.get(pgh_obj=user, pgh_label="update")
    assert record.pgh_context["reason"] == "Left on Friday."


def test_somebody_always_stays_who_can_administrate(browser, administrator):
    sent = {**opened(browser, administrator), "role": "recruiter", "reason": "I do not want to."}
    answer = browser.post(address(administrator), sent)
    assert "Nobody could administrate any more" in answer.content.decode()
    administrator.refresh_from_db()
    assert administrator.role == "administrator"


def test_the_old_address_is_no_way_in(browser, client):
    user = UserFactory(email="old@example.org")
    client.post("/account/login/", {"login": "old@example.org", "password": "correct horse battery staple"})
    assert client.session["_auth_user_id"] == str(user.pk)
    client.logout()
    sent = {**opened(browser, user), "email": "New@example.org", "reason": "Married."}
    assert browser.post(address(user), sent).status_code == 302
    for email, gets_in in (("old@example.org", False), ("new@example.org", True)):
        client.post("/account/login/", {"login": email, "password": "correct horse battery staple"})
        assert ("_auth_user_id" in client.session) is gets_in


def test_createsuperuser_makes_the_first_administrator(db, client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long enough passphrase")
    call_command("createsuperuser", interactive=False, email="first@example.org", name="First", verbosity=0)
    client.post("/account/login/", {"login": "first@example.org", "password": "a long enough passphrase"})
    assert client.get("/admin/").status_code == 200
