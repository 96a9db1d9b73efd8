"""Data fixes of applications and moves: the actions of the pages, with a reason, through the door of the admin."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from candidates.models import Application, StageMove, Status, TimeCorrection
from candidates.moves import actions
from recruiting.outbox.models import Event
from tests.factories import a_key, a_reason, an_application

pytestmark = pytest.mark.django_db
WHY = "The hiring manager wrote it on Monday."


@pytest.fixture
def browser(administrator, browser_of):
    return browser_of(administrator)


def fix(application, name):
    return reverse("admin:candidates_application_fix", args=[application.pk, name])


def sent(application, **more):
    version = Application.objects.values_list("version", flat=True).get(pk=application.pk)
    return {"version": version, "key": a_key(), "reason": WHY, **more}


def last_move(application) -> StageMove:
    return StageMove.objects.filter(application=application).order_by("-number")[0]


def said(move):
    return move.kind, move.door, move.note


def stage(application, position):
    return application.posting.stages.get(position=position)


def test_move_to_a_stage(browser, application, administrator):
    answer = browser.post(fix(application, "move"), sent(application, stage=stage(application, 4).pk))
    assert answer.url == reverse("admin:candidates_application_change", args=[application.pk])
    move = last_move(application)
    assert said(move) == ("move", "admin", WHY)
    assert (move.to_stage, move.actor) == (stage(application, 4), administrator)
    record = Application.pgh_event_model.objects.filter(pgh_obj=application).order_by("-pk")[0]
    assert (record.pgh_context["reason"], record.pgh_context["door"]) == (WHY, "admin")


def test_un_reject(browser, application, administrator):
    actions.reject(application.pk, reason_id=a_reason().pk, version=1, by=administrator)
    browser.post(fix(application, "reopen"), sent(application, stage=stage(application, 2).pk))
    assert said(last_move(application)) == ("reopen", "admin", WHY)
    application.refresh_from_db()
    assert (application.status, application.stage, application.version) == ("active", stage(application, 2), 3)


def test_un_hire(browser, application, administrator):
    actions.hire(application.pk, version=1, by=administrator)
    browser.post(fix(application, "unhire"), sent(application, end_reason=a_reason(Status.WITHDRAWN).pk))
    assert said(last_move(application)) == ("unhire", "admin", WHY)
    application.refresh_from_db()
    assert (application.status, application.opening) == ("active", None)


def test_undo_past_its_time(browser, application, administrator):
    actions.advance(application.pk, version=1, by=administrator)
    page = browser.get(fix(application, "undo")).content.decode()
    assert "2. Ada Administrator moved" in page
    browser.post(fix(application, "undo"), sent(application))
    assert said(last_move(application)) == ("undo", "admin", WHY)
    application.refresh_from_db()
    assert application.stage == stage(application, 1)


@pytest.mark.parametrize("name", ["move", "reopen", "unhire", "undo"])
def test_get_changes_nothing_and_a_reason_is_needed(browser, application, name):
    assert browser.get(fix(application, name)).status_code == 200
    values = sent(application, stage=stage(application, 2).pk, end_reason=a_reason().pk, reason="")
    answer = browser.post(fix(application, name), values)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert last_move(application).number == 1


def test_moved_meanwhile_is_refused_at_the_form_with_who_and_sending_it_again_is_deliberate(
    browser, application, recruiter
):
    values = sent(application, stage=stage(application, 4).pk)
    actions.advance(application.pk, version=1, by=recruiter)

    answer = browser.post(fix(application, "move"), values)
    assert answer.status_code == 409
    assert f"{recruiter} moved {application.candidate} from Applied to Recruiter screen" in answer.content.decode()
    assert last_move(application).number == 2
    assert Event.objects.filter(topic="application.move_refused", door="admin").count() == 1

    form = answer.context["form"]
    again = {name: form[name].value() for name in ("stage", "version", "key", "reason")}
    assert browser.post(fix(application, "move"), again).status_code == 302
    assert (last_move(application).number, last_move(application).to_stage) == (3, stage(application, 4))


def test_a_form_sent_twice_acts_once(browser, application):
    values = sent(application, stage=stage(application, 4).pk)
    assert browser.post(fix(application, "move"), values).status_code == 302
    assert browser.post(fix(application, "move"), values).status_code == 302
    assert last_move(application).number == 2


def test_what_is_not_possible_is_said_at_the_form(browser, application):
    answer = browser.post(fix(application, "reopen"), sent(application, stage=stage(application, 2).pk))
    assert answer.status_code == 409
    assert "It has not ended." in answer.content.decode()


def test_an_unknown_fix_or_application_is_not_found(browser, application):
    assert browser.get(fix(application, "promote")).status_code == 404
    missing = reverse("admin:candidates_application_fix", args=[application.pk + 1, "move"])
    assert browser.get(missing).status_code == 404


def test_the_page_offers_the_fixes_that_are_possible(browser, application, administrator):
    address = reverse("admin:candidates_application_change", args=[application.pk])
    assert [f.name for f in browser.get(address).context["fixes"]] == ["move"]
    actions.reject(application.pk, reason_id=a_reason().pk, version=1, by=administrator)
    assert [f.name for f in browser.get(address).context["fixes"]] == ["reopen", "undo"]
    assert [m.kind for m in browser.get(address).context["moves"]] == ["enter", "reject"]


def test_a_changelist_action_leads_to_the_page_of_one(browser, application, posting, administrator):
    address = reverse("admin:candidates_application_changelist")
    one = browser.post(address, {"action": "fix_reopen", "_selected_action": application.pk})
    assert one.url == fix(application, "reopen")
    two = [application.pk, an_application(posting, by=administrator).pk]
    answer = browser.post(address, {"action": "fix_reopen", "_selected_action": two}, follow=True)
    assert "exactly one" in answer.content.decode()


# ---------------------------------------------------------------- when a move happened


def time(move):
    return reverse("admin:candidates_stagemove_time", args=[move.pk])


@pytest.fixture
def in_bogota(administrator):
    administrator.time_zone = "America/Bogota"
    administrator.save(update_fields=["time_zone"])


def test_correct_the_time_typed_in_the_zone_of_the_administrator(browser, posting, administrator, in_bogota):
    entered = timezone.now() - timedelta(days=9)
    application = an_application(posting, by=administrator, occurred_at=entered)
    actions.advance(application.pk, version=1, by=administrator)
    move = last_move(application)
    page = browser.get(time(move)).content.decode()
    assert "America/Bogota" in page
    day = (timezone.now() - timedelta(days=3)).date()
    answer = browser.post(time(move), sent(application, happened_at=f"{day}T09:30:00"))
    assert answer.status_code == 302
    wanted = datetime(day.year, day.month, day.day, 9, 30, tzinfo=ZoneInfo("America/Bogota"))
    move.refresh_from_db()
    application.refresh_from_db()
    assert (move.occurred_at, application.stage_entered_at, application.version) == (wanted, wanted, 2)
    correction = TimeCorrection.objects.get()
    assert (correction.by, correction.reason, correction.new_at) == (administrator, WHY, wanted)


@pytest.mark.parametrize(("days", "says"), [(-1, "did not happen in the future"), (30, "before the move before it")])
def test_a_time_that_cannot_be_is_refused_at_the_form(browser, application, administrator, days, says):
    actions.advance(application.pk, version=1, by=administrator)
    move = last_move(application)
    typed = timezone.now() - timedelta(days=days)
    answer = browser.post(time(move), sent(application, happened_at=typed.strftime("%Y-%m-%dT%H:%M:%S")))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not TimeCorrection.objects.exists()


def test_a_time_is_not_corrected_of_an_application_that_moved_meanwhile(browser, application, administrator):
    values = sent(application, happened_at=timezone.now().strftime("%Y-%m-%dT%H:%M:%S"))
    move = last_move(application)
    actions.advance(application.pk, version=1, by=administrator)
    assert browser.post(time(move), values).status_code == 409
    assert not TimeCorrection.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fix_outside_of_a_test_transaction(browser, administrator):
    """A durable action raises inside a transaction, which a test would hide."""
    application = an_application(by=administrator)
    values = sent(application, stage=stage(application, 2).pk)
    assert browser.post(fix(application, "move"), values).status_code == 302
    assert browser.post(fix(application, "undo"), sent(application)).status_code == 302
    assert last_move(application).number == 3
