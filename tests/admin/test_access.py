"""Administrators get in, nobody else."""

import pytest
from django.contrib import admin
from django.urls import reverse

from candidates.models import StageMove
from recruiting.people.models import User

pytestmark = pytest.mark.django_db

ROLES = ["recruiter", "hiring_manager", "coordinator", "interviewer", "stranger"]


def addresses(application) -> list[str]:
    move = StageMove.objects.get(application=application)
    lists = [reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in admin.site._registry]
    return [
        reverse("admin:index"),
        *lists,
        reverse("admin:candidates_application_change", args=[application.pk]),
        reverse("admin:candidates_application_fix", args=[application.pk, "move"]),
        reverse("admin:candidates_stagemove_time", args=[move.pk]),
        reverse("admin:people_user_add"),
        reverse("admin:people_user_invitation", args=[move.actor_id]),
    ]


@pytest.mark.parametrize("role", ROLES)
def test_other_roles_are_refused_everywhere(role, request, browser_of, application):
    browser = browser_of(request.getfixturevalue(role))
    for address in addresses(application):
        answer = browser.get(address, follow=True)
        assert (answer.status_code, len(answer.redirect_chain)) == (403, 1), address


@pytest.mark.parametrize("role", ROLES)
def test_other_roles_change_nothing(role, request, browser_of, application):
    user = request.getfixturevalue(role)
    fix = reverse("admin:candidates_application_fix", args=[application.pk, "move"])
    stage = application.posting.stages.get(position=3)
    sent = {"stage": stage.pk, "version": 1, "key": "k", "reason": "because"}
    assert browser_of(user).post(fix, sent, follow=True).status_code == 403
    invited = {"email": "new@example.org", "name": "New", "role": "administrator", "time_zone": "UTC"}
    assert browser_of(user).post(reverse("admin:people_user_add"), invited, follow=True).status_code == 403
    application.refresh_from_db()
    assert application.version == 1
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_former_administrator_is_refused(administrator, browser_of):
    browser = browser_of(administrator)
    assert browser.get("/admin/").status_code == 200
    User.objects.filter(pk=administrator.pk).update(is_active=False)
    assert browser.get("/admin/").status_code == 302


def test_nobody_signs_in_past_allauth(client, application):
    for address in addresses(application):
        answer = client.get(address, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/account/login/?next="), address


def test_the_password_is_changed_in_one_place(administrator, browser_of):
    assert browser_of(administrator).get("/admin/password_change/").url == reverse("account_change_password")
