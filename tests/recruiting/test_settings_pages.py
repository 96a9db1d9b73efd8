"""The settings through HTTP: who may, wrong input, two editors, the last administrator."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.interviews import actions as interviews
from candidates.interviews.models import Interview
from candidates.models import Application, Candidate, EndReason, Source
from candidates.moves.actions import advance
from postings.models import TeamMember
from postings.pipelines.models import PipelineTemplate, Stage, TemplateStage
from recruiting.outbox.models import Message
from recruiting.people.models import Organisation, Role, User
from recruiting.reminders.models import Reminder
from recruiting.web.faults import server_error
from tests.admin import test_editing as administration
from tests.factories import PASSWORD, UserFactory, a_key, an_application

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


@pytest.fixture
def leaver(recruiter, posting, administrator):
    """Responsible for a posting, for an application to it, and asked to an interview."""
    TeamMember.objects.filter(posting=posting, responsible=True).update(user=recruiter)
    application = an_application(posting, by=administrator)
    Application.objects.filter(pk=application.pk).update(recruiter=recruiter)
    starts_at = timezone.now() + timedelta(days=2)
    interviews.plan(
        application.pk, title="Call", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), time_zone="UTC",
        participants=[recruiter], by=administrator, key=a_key(),
    )  # fmt: skip
    return recruiter


def test_what_is_open_of_who_leaves_is_shown_and_never_left(administrator, leaver, posting, browser_of):
    browser, page = browser_of(administrator), reverse("settings_people")
    opened = browser.get(f"{page}?leaving={leaver.pk}").content.decode()
    interview = Interview.objects.get()
    for address in (reverse("posting", args=[posting.pk]), reverse("interview", args=[interview.pk])):
        assert f'href="{address}"' in opened
    assert "1 application to" in opened
    answer = browser.post(page, sent(leaver, "deactivate"))
    assert answer.status_code == 409 and b"Choose who takes over" in answer.content
    assert reverse("interview", args=[interview.pk]) in answer.content.decode()
    leaver.refresh_from_db()
    assert leaver.is_active


def test_nor_is_it_by_way_of_the_administration(administrator, leaver, browser_of):
    browser = browser_of(administrator)
    form = administration.opened(browser, leaver)
    del form["is_active"]
    answer = browser.post(administration.address(leaver), {**form, "reason": "Left on Friday."})
    assert "Choose who takes over" in answer.content.decode()
    leaver.refresh_from_db()
    assert leaver.is_active


def test_who_leaves_hands_over_and_cannot_sign_in(administrator, leaver, posting, browser_of):
    browser, page = browser_of(administrator), reverse("settings_people")
    gone = browser_of(leaver)
    assert browser.post(page, {**sent(leaver, "deactivate"), "to": administrator.pk}).status_code == 302
    responsible = TeamMember.objects.get(posting=posting, role="recruiter", responsible=True)
    assert responsible.user == Application.objects.get().recruiter == administrator
    assert Interview.objects.get().participants.get().user == administrator
    invited = Message.objects.filter(kind="interview.invitation", to_user=administrator)
    assert invited.count() == 1 and Reminder.objects.filter(status="pending", recipient_id=leaver.pk).count() == 0
    assert gone.get("/").status_code == 302
    Client().post(reverse("account_login"), {"login": leaver.email, "password": PASSWORD})
    assert gone.get("/").status_code == 302


def test_who_is_the_candidate_of_the_interview_does_not_take_it_over(administrator, leaver, browser_of):
    other = UserFactory()
    Candidate.objects.update(user=other)
    Application.objects.update(recruiter=administrator)
    page = reverse("settings_people")
    answer = browser_of(administrator).post(page, {**sent(leaver, "deactivate"), "to": other.pk})
    assert answer.status_code == 409 and b"is the candidate of an interview" in answer.content
    assert TeamMember.objects.get(responsible=True, role="recruiter").user == leaver
    assert User.objects.get(pk=leaver.pk).is_active


@pytest.mark.parametrize(
    ("role", "applied", "why"),
    [(Role.INTERVIEWER, False, b"go to a recruiter only"), (Role.RECRUITER, True, b"is one of the candidates")],
)
def test_an_application_is_handed_to_a_recruiter_who_sees_it(administrator, leaver, browser_of, role, applied, why):
    other = UserFactory(role=role)
    Candidate.objects.update(user=other if applied else None)
    page = reverse("settings_people")
    answer = browser_of(administrator).post(page, {**sent(leaver, "deactivate"), "to": other.pk})
    assert answer.status_code == 409 and why in answer.content
    assert Application.objects.get().recruiter == leaver
    assert User.objects.get(pk=leaver.pk).is_active


def test_an_act_on_what_somebody_changed_meanwhile_is_refused_with_both_values(administrator, recruiter, browser_of):
    browser, page = browser_of(administrator), reverse("settings_people")
    stale = sent(recruiter, "deactivate", **a_person(recruiter, name="As it was"))
    User.objects.filter(pk=recruiter.pk).update(name="Theirs", revision=recruiter.revision + 1)
    for act in ("deactivate", "link"):
        answer = browser.post(page, {**stale, "act": act})
        assert answer.status_code == 409
        assert b"Theirs" in answer.content and b'value="As it was"' in answer.content
    assert User.objects.get(pk=recruiter.pk).is_active


def test_stages_and_lists_are_not_reordered_or_retired_from_an_old_page(recruiter, posting, browser_of):
    browser = browser_of(recruiter)
    reason, stage = EndReason.objects.order_by("pk")[0], Stage.objects.get(posting=posting, position=3)
    step = TemplateStage.objects.get(template__is_default=True, position=3)
    EndReason.objects.update(revision=7)
    Stage.objects.update(revision=7)
    TemplateStage.objects.update(revision=7)
    pages = [
        (reverse("settings_reasons"), reason, "retire"),
        (reverse("posting_stages", args=[posting.pk]), stage, "up"),
        (reverse("posting_stages", args=[posting.pk]), stage, "retire"),
        (reverse("settings_pipeline", args=[step.template_id]), step, "down"),
        (reverse("settings_pipeline", args=[step.template_id]), step, "remove"),
    ]
    for page, row, act in pages:
        answer = browser.post(page, sent(row, act, name=row.name))
        assert answer.status_code == 409 and b"changed this meanwhile" in answer.content
        row = type(row).objects.get(pk=row.pk)
        assert row.revision == 7 and row.position in (0, 3) and not getattr(row, "retired_at", None)


def test_a_retired_stage_stands_in_the_fold_with_its_time(recruiter, posting, browser_of):
    browser, page = browser_of(recruiter), reverse("posting_stages", args=[posting.pk])
    assert b'<details class="set-gone"' not in browser.get(page).content
    stage = Stage.objects.get(posting=posting, position=3)
    assert browser.post(page, sent(stage, "retire")).status_code == 302
    answer = browser.get(page)
    assert [str(item["row"]) for item in answer.context["gone"]] == [stage.name]
    assert answer.context["gone"][0]["gone"].startswith("Retired ") and b"No longer in use" in answer.content
    assert stage.pk not in [item["row"].pk for item in answer.context["rows"]]


def test_people_cost_the_same_for_5_and_for_25(administrator, browser_of):
    browser, page = browser_of(administrator), reverse("settings_people")
    browser.get(page)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(page)
        return len(captured)

    UserFactory.create_batch(4)
    of_five = queries()
    UserFactory.create_batch(20)
    assert queries() == of_five


def test_two_editors_of_the_organisation_both_see_both_values(administrator, browser_of):
    browser, page = browser_of(administrator), reverse("settings_organisation")
    assert browser.get(page).status_code == 200
    row = Organisation.current()
    Organisation.objects.update(name="Theirs", revision=row.revision + 1)
    fields = {"name": "Ours", "time_zone": "UTC", "working_days": [1, 2], "country": ""}
    answer = browser.post(page, sent(row, **fields))
    assert answer.status_code == 409
    assert b"Theirs" in answer.content and b'value="Ours"' in answer.content
    row.refresh_from_db()
    assert browser.post(page, sent(row, **fields)).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.working_days) == ("Ours", [1, 2])
    revision = row.revision
    assert browser.post(page, sent(row, **fields)).status_code == 302  # saved again as it is
    row.refresh_from_db()
    assert row.revision == revision


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
