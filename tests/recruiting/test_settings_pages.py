"""The settings through HTTP: who may, wrong input, two editors, the last administrator."""

import logging

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from candidates.models import EndReason, Source
from candidates.moves.actions import advance
from postings.models import TeamMember
from postings.pipelines.models import PipelineTemplate, Stage, TemplateStage
from recruiting.people.models import Organisation, Role, User
from recruiting.web.faults import server_error
from tests.factories import PASSWORD, an_application

pytestmark = pytest.mark.django_db


def sent(row, act="save", **fields):
    written = {f"r{row.pk}-{name}": value for name, value in fields.items()}
    return {"act": act, "row": row.pk, f"r{row.pk}-revision": row.revision, **written}


def a_person(user, **fields):
    return {"email": user.email, "name": user.name, "role": user.role, "time_zone": user.time_zone, **fields}


def test_an_administrator_invites_and_wrong_input_keeps_what_was_typed(administrator, browser_of):
    browser, page = browser_of(administrator), reverse("settings_people")
    wrong = {"act": "add", "new-email": "nonsense", "new-name": "Nina", "new-role": "recruiter", "new-time_zone": "UTC"}
    answer = browser.post(page, wrong)
    assert answer.status_code == 422 and b'value="Nina"' in answer.content
    assert browser.post(page, {**wrong, "new-email": "Nina@example.org"}).status_code == 302
    assert User.objects.get(email="nina@example.org").invited_by == administrator
    assert b"/account/password/reset/key/" in browser.get(page).content


def test_the_last_administrator_stays(administrator, browser_of):
    browser, page = browser_of(administrator), reverse("settings_people")
    assert browser.post(page, sent(administrator, "deactivate")).status_code == 409
    changed = sent(administrator, **a_person(administrator, role=Role.RECRUITER))
    assert browser.post(page, changed).status_code == 409
    administrator.refresh_from_db()
    assert administrator.is_administrator


def test_who_leaves_hands_over_and_cannot_sign_in(administrator, recruiter, posting, browser_of):
    TeamMember.objects.filter(posting=posting, responsible=True).update(user=recruiter)
    browser, page = browser_of(administrator), reverse("settings_people")
    assert posting.title in browser.get(page).content.decode()
    gone = browser_of(recruiter)
    assert browser.post(page, {**sent(recruiter, "deactivate"), "to": administrator.pk}).status_code == 302
    responsible = TeamMember.objects.get(posting=posting, role="recruiter", responsible=True)
    assert responsible.user == administrator
    assert gone.get("/").status_code == 302
    Client().post(reverse("account_login"), {"login": recruiter.email, "password": PASSWORD})
    assert gone.get("/").status_code == 302


def test_two_editors_of_the_organisation_both_see_both_values(administrator, browser_of):
    browser, page = browser_of(administrator), reverse("settings_organisation")
    assert browser.get(page).status_code == 200
    row = Organisation.current()
    Organisation.objects.update(name="Theirs", revision=row.revision + 1)
    fields = {"name": "Ours", "time_zone": "UTC", "working_days": [1, 2], "country": "", "locale": "en"}
    answer = browser.post(page, sent(row, **fields))
    assert answer.status_code == 409
    assert b"Theirs" in answer.content and b'value="Ours"' in answer.content
    row.refresh_from_db()
    assert browser.post(page, sent(row, **fields)).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.working_days) == ("Ours", [1, 2])


@pytest.mark.parametrize(("name", "model", "field"), [("reasons", EndReason, "status"), ("sources", Source, "kind")])
def test_lists_are_added_to_edited_and_retired(recruiter, browser_of, name, model, field):
    browser, page = browser_of(recruiter), reverse(f"settings_{name}")
    row = model.objects.order_by("pk")[0]
    value = {field: getattr(row, field), "position": 3}
    assert browser.post(page, sent(row, name="Renamed", **value)).status_code == 302
    row.refresh_from_db()
    assert row.name == "Renamed"
    assert browser.post(page, sent(row, "retire")).status_code == 302
    row.refresh_from_db()
    assert row.retired_at
    added = {"act": "add", "new-name": "Another", **{f"new-{key}": one for key, one in value.items()}}
    assert browser.post(page, added).status_code == 302
    assert browser.post(page, added).status_code == 422


def test_a_template_is_edited_and_no_posting_with_it(recruiter, posting, browser_of):
    template = PipelineTemplate.objects.get(is_default=True)
    browser, page = browser_of(recruiter), reverse("settings_pipeline", args=[template.pk])
    second, third = TemplateStage.objects.filter(template=template, position__in=(2, 3)).order_by("position")
    assert browser.post(page, sent(third, "up")).status_code == 302
    third.refresh_from_db()
    assert third.position == 2
    second.refresh_from_db()
    assert browser.post(page, sent(second, name="Call", kind=second.kind, target_days=3)).status_code == 302
    assert browser.post(page, {"act": "add", "new-name": "X", "new-kind": "applied"}).status_code == 409
    assert not Stage.objects.filter(posting=posting, name="Call").exists()
    templates = reverse("settings_pipelines")
    assert browser.post(templates, {"act": "add", "new-name": "Office"}).status_code == 302
    assert browser.post(templates, sent(template, "retire")).status_code == 409
    office = PipelineTemplate.objects.get(name="Office")
    assert browser.post(templates, sent(office, "default")).status_code == 302
    template.refresh_from_db()
    assert not template.is_default


def test_a_stage_with_somebody_in_it_is_not_retired(recruiter, posting, browser_of):
    browser, page = browser_of(recruiter), reverse("posting_stages", args=[posting.pk])
    assert browser.get(page).status_code == 200
    first, second, third = Stage.objects.filter(posting=posting).order_by("position")[:3]
    assert browser.post(page, sent(first, "retire")).status_code == 409
    application = an_application(posting, by=recruiter)
    advance(application.pk, version=1, by=recruiter)
    answer = browser.post(page, sent(second, "retire"))
    assert answer.status_code == 409 and str(application.candidate) in answer.content.decode()
    assert browser.post(page, sent(third, "retire")).status_code == 302
    assert browser.post(page, {"act": "add", "new-name": "Lunch", "new-kind": "interview"}).status_code == 302
    lunch = Stage.objects.get(posting=posting, name="Lunch")
    assert browser.post(page, sent(lunch, "up")).status_code == 302


def test_a_fault_names_a_reference_that_is_in_the_log(caplog):
    with caplog.at_level(logging.ERROR):
        answer = server_error(RequestFactory().get("/x/"))
    reference = caplog.records[-1].args[0]
    assert answer.status_code == 500 and reference in answer.content.decode()
