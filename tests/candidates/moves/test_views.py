"""Moves through HTTP: with htmx and without, by everybody of the cast."""

import pytest
from django.contrib.messages import get_messages

from candidates.models import Application, StageMove, Status
from candidates.moves import actions
from postings.models import Opening, Posting
from tests.factories import CandidateFactory, a_key, a_posting, a_reason, an_application

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "work"}


def url(application, verb):
    return f"/applications/{application.pk}/{verb}/"


def board(application):
    return f"/postings/{application.posting_id}/board/"


def post(browser, application, verb, *, version=1, headers=None, **data):
    sent = {"version": version, "key": a_key(), "next": board(application), **data}
    return browser.post(url(application, verb), sent, headers=headers or {})


def stood(application):
    now = Application.objects.select_related("stage").get(pk=application.pk)
    return now.stage.position, now.status, now.version


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# ---------------------------------------------------------------- moving


def test_advance_goes_back_to_where_it_was_pressed_and_offers_undo(application, recruiter, browser_of):
    response = post(browser_of(recruiter), application, "advance")
    assert (response.status_code, response.headers["Location"]) == (303, board(application))
    (message,) = get_messages(response.wsgi_request)
    assert str(message) == f"{application.candidate} is in Recruiter screen"
    assert message.extra_tags.startswith(url(application, "undo") + "?version=2&")
    assert stood(application) == (2, "active", 2)


def test_htmx_follows_to_the_board_as_a_part_with_the_notice(application, recruiter, browser_of):
    sent = {"version": 1, "key": a_key(), "next": board(application)}
    response = browser_of(recruiter).post(url(application, "advance"), sent, headers=HTMX, follow=True)
    text = response.content.decode()
    assert response.status_code == 200 and response.redirect_chain == [(board(application), 303)]
    assert "<html" not in text and 'id="work"' in text
    assert 'data-hx-swap-oob="beforeend"' in text and "is in Recruiter screen" in text
    assert response.headers["HX-Trigger"] == "closeDialog"


def test_the_undo_of_the_notice_needs_nothing_but_its_address(application, recruiter, browser_of):
    browser = browser_of(recruiter)
    (message,) = get_messages(post(browser, application, "advance").wsgi_request)
    response = browser.post(message.extra_tags)
    assert (response.status_code, response.headers["Location"]) == (303, board(application))
    assert f"Undone: {application.candidate} is in Applied again" in said(response)
    assert stood(application) == (1, "active", 3)


def test_move_reject_withdraw_close_reopen(posting, recruiter, browser_of):
    browser, stage = browser_of(recruiter), posting.stages.get(position=4)
    moved = an_application(posting)
    assert post(browser, moved, "move", stage=stage.pk, note="straight on").status_code == 303
    assert stood(moved) == (4, "active", 2)
    assert StageMove.objects.get(application=moved, number=2).note == "straight on"
    for verb, status in (("reject", "rejected"), ("withdraw", "withdrawn"), ("close", "closed")):
        ended = an_application(posting)
        assert post(browser, ended, verb, reason=a_reason(status).pk).status_code == 303
        assert stood(ended) == (1, status, 2)
        assert post(browser, ended, "reopen", version=2).status_code == 303
        assert stood(ended) == (1, "active", 3)


def test_hire_and_unhire(application, recruiter, browser_of):
    browser = browser_of(recruiter)
    response = post(browser, application, "hire")
    assert said(response) == [f"{application.candidate} is hired and takes Opening 1"]
    assert post(browser, application, "unhire", version=2, reason=a_reason("withdrawn").pk).status_code == 303
    assert stood(application) == (1, "active", 3)


def test_one_key_twice_moves_once_and_answers_the_same(application, recruiter, browser_of):
    browser, key = browser_of(recruiter), a_key()
    first = post(browser, application, "advance", key=key)
    again = post(browser, application, "advance", key=key)
    assert (first.status_code, first.headers["Location"]) == (again.status_code, again.headers["Location"])
    assert stood(application) == (2, "active", 2)


def test_a_key_for_another_request_is_refused_with_a_page(posting, application, recruiter, browser_of):
    browser, key, other = browser_of(recruiter), a_key(), an_application(posting)
    post(browser, application, "advance", key=key)
    response = post(browser, other, "advance", key=key)
    assert response.status_code == 422 and "already used" in response.content.decode()
    assert stood(other) == (1, "active", 1)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", "postings/"])
def test_the_way_back_is_only_ever_ours(application, recruiter, browser_of, elsewhere):
    response = post(browser_of(recruiter), application, "advance", next=elsewhere)
    assert response.headers["Location"] == board(application)


# ---------------------------------------------------------------- refused


def test_a_stale_version_is_refused_on_the_card_with_who_where_and_when(
    application, recruiter, administrator, browser_of, time_machine
):
    time_machine.move_to("2026-11-24T14:01:00Z", tick=False)
    application = an_application(application.posting)
    actions.advance(application.pk, version=1, by=administrator)
    response = post(browser_of(recruiter), application, "advance")
    text = response.content.decode()
    assert response.status_code == 409
    sentence = f"{administrator} moved {application.candidate} from Applied to Recruiter screen at 14:01."
    assert f"<b>Not moved.</b> {sentence}" in text
    assert f'id="a-{application.pk}"' in text and "data-refused" in text
    assert "Move anyway" in text and "Leave it" in text and "<html" in text
    assert stood(application) == (2, "active", 2)


def test_htmx_gets_the_same_as_a_part(application, recruiter, administrator, browser_of):
    actions.advance(application.pk, version=1, by=administrator)
    response = post(browser_of(recruiter), application, "advance", headers=HTMX)
    text = response.content.decode()
    assert response.status_code == 409 and "<html" not in text
    assert 'id="work"' in text and "data-refused" in text and "from Applied to Recruiter screen" in text


def test_move_anyway_carries_the_version_as_of_now_and_keeps_what_was_typed(
    application, recruiter, administrator, browser_of
):
    actions.advance(application.pk, version=1, by=administrator)
    stage = application.posting.stages.get(position=5)
    browser = browser_of(recruiter)
    text = post(browser, application, "move", stage=stage.pk, note="she asked").content.decode()
    for name, value in (("version", 2), ("stage", stage.pk), ("note", "she asked"), ("next", board(application))):
        assert f'<input type="hidden" name="{name}" value="{value}">' in text
    assert "What you had written is kept:" in text
    assert post(browser, application, "move", version=2, stage=stage.pk, note="she asked").status_code == 303
    assert stood(application) == (5, "active", 3)


def test_in_the_panel_and_on_the_candidates_page_the_refusal_stands_there(
    application, recruiter, administrator, browser_of
):
    actions.advance(application.pk, version=1, by=administrator)
    browser = browser_of(recruiter)
    panel = f"{board(application)}{application.pk}/"
    own = f"/candidates/{application.candidate_id}/?application={application.pk}"
    for page, mark in ((panel, 'class="panel"'), (own, "person-head")):
        response = post(browser, application, "advance", next=page)
        text = response.content.decode()
        assert response.status_code == 409 and mark in text
        assert text.count("Not moved.") == 1 and "Move anyway" in text


def test_from_a_page_that_shows_no_refusals_it_is_told_in_the_panel(application, recruiter, administrator, browser_of):
    actions.advance(application.pk, version=1, by=administrator)
    response = post(browser_of(recruiter), application, "advance", next="/postings/")
    assert response.status_code == 409 and 'class="panel"' in response.content.decode()


def test_a_refused_card_that_is_not_on_the_board_is_told_above_it(application, recruiter, administrator, browser_of):
    actions.reject(application.pk, reason_id=a_reason().pk, version=1, by=administrator)
    text = post(browser_of(recruiter), application, "advance").content.decode()
    assert f"{administrator} rejected {application.candidate} in Applied" in text
    assert f'id="a-{application.pk}"' not in text


def test_what_cannot_be_done_at_all_offers_no_anyway(application, recruiter, browser_of):
    actions.reject(application.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    response = post(browser_of(recruiter), application, "advance", version=2)
    text = response.content.decode()
    assert response.status_code == 409 and "It has ended: rejected." in text and "Move anyway" not in text


# ---------------------------------------------------------------- the last opening


@pytest.fixture
def full(administrator):
    """An application on a posting whose only opening is taken."""
    posting = a_posting(by=administrator, openings=1)
    actions.hire(an_application(posting).pk, version=1, by=administrator)
    return an_application(posting)


def test_no_opening_left_a_recruiter_gives_a_reason_and_hires(full, recruiter, browser_of):
    browser = browser_of(recruiter)
    assert "Add an opening and hire" in browser.get(url(full, "hire")).content.decode()
    response = post(browser, full, "hire")
    assert response.status_code == 422 and stood(full) == (1, "active", 1)
    assert post(browser, full, "hire", add_opening_because="two are leaving").status_code == 303
    assert stood(full) == (1, "hired", 2)
    assert Opening.objects.get(posting=full.posting, number=2).added_because == "two are leaving"


def test_no_opening_left_a_hiring_manager_is_told_and_adds_none(full, browser_of):
    from tests.factories import on_team

    browser = browser_of(on_team(full.posting, "hiring_manager"))
    assert "A recruiter can add one." in browser.get(url(full, "hire")).content.decode()
    assert post(browser, full, "hire").status_code == 409
    assert post(browser, full, "hire", add_opening_because="because").status_code == 403
    assert stood(full) == (1, "active", 1) and Opening.objects.filter(posting=full.posting).count() == 1


def test_an_opening_taken_meanwhile_is_refused_with_the_way_on(
    application, posting, recruiter, administrator, browser_of, monkeypatch
):
    """The form was opened with two openings left; both went before it was sent."""
    from candidates.moves import forms, queries

    some = Opening.objects.filter(posting=posting).first()
    for _ in range(2):
        actions.hire(an_application(posting).pk, version=1, by=administrator)
    held = queries.lowest_available
    seen = iter([some])  # what the form saw
    monkeypatch.setattr(forms.queries, "lowest_available", lambda pk: next(seen, None) or held(pk))
    response = post(browser_of(recruiter), application, "hire")
    text = response.content.decode()
    assert response.status_code == 409 and "Every opening of this posting is filled" in text
    assert "Add an opening and hire…" in text


# ---------------------------------------------------------------- forms


VERBS = ["advance", "move", "reject", "withdraw", "close", "hire", "reopen", "undo"]


@pytest.mark.parametrize("verb", VERBS)
def test_every_form_has_a_page_of_its_own_and_a_part_for_the_dialog(application, recruiter, browser_of, verb):
    browser = browser_of(recruiter)
    whole = browser.get(url(application, verb), {"next": board(application)}).content.decode()
    part = browser.get(url(application, verb), headers={"HX-Request": "true", "HX-Target": "dialog"}).content.decode()
    assert "<html" in whole and "data-hx-post" not in whole
    assert "<html" not in part and f'data-hx-post="{url(application, verb)}"' in part
    for text in (whole, part):
        assert 'name="version" value="1"' in text and 'name="key"' in text
    assert stood(application) == (1, "active", 1)


def test_wrong_input_keeps_what_was_typed(application, recruiter, browser_of):
    response = post(browser_of(recruiter), application, "reject", note="kept words", occurred_at="yesterday")
    text = response.content.decode()
    assert response.status_code == 422 and "kept words" in text and 'value="yesterday"' in text
    assert text.count("errorlist") == 2
    part = post(browser_of(recruiter), application, "reject", headers=HTMX)
    assert part.status_code == 422 and part.headers["HX-Retarget"] == "#dialog"
    assert stood(application) == (1, "active", 1)


def test_the_version_is_part_of_the_form(application, recruiter, browser_of):
    response = browser_of(recruiter).post(url(application, "advance"), {"key": a_key()})
    assert response.status_code == 422 and stood(application) == (1, "active", 1)


def test_a_typed_time_is_in_the_readers_zone(application, recruiter, browser_of, time_machine):
    time_machine.move_to("2026-11-24T14:00:00Z")
    type(recruiter).objects.filter(pk=recruiter.pk).update(time_zone="America/Sao_Paulo")
    old = an_application(application.posting)
    time_machine.move_to("2026-11-24T18:00:00Z")
    response = post(browser_of(recruiter), old, "reject", reason=a_reason().pk, occurred_at="2026-11-24T12:30")
    assert response.status_code == 303
    assert StageMove.objects.get(application=old, number=2).occurred_at.isoformat() == "2026-11-24T15:30:00+00:00"


def test_rejecting_and_hiring_name_the_persons_other_active_applications(application, recruiter, browser_of):
    other = an_application(a_posting(title="Data Engineer"), candidate=application.candidate)
    for verb in ("reject", "hire"):
        text = browser_of(recruiter).get(url(application, verb)).content.decode()
        assert "active elsewhere" in text and "Data Engineer, Applied" in text
    assert stood(other) == (1, "active", 1)


def test_what_will_be_undone_is_said(application, recruiter, browser_of):
    actions.advance(application.pk, version=1, by=recruiter)
    text = browser_of(recruiter).get(url(application, "undo")).content.decode()
    assert f"{recruiter} moved {application.candidate} from Applied to Recruiter screen" in text


def test_a_retired_stage_asks_for_another_when_reopened(application, recruiter, browser_of):
    from django.utils import timezone

    actions.advance(application.pk, version=1, by=recruiter)
    actions.reject(application.pk, reason_id=a_reason().pk, version=2, by=recruiter)
    application.posting.stages.filter(position=2).update(retired_at=timezone.now())
    browser = browser_of(recruiter)
    asked = browser.get(url(application, "reopen")).content.decode()
    assert "Choose a stage" in asked and "The one it was left in" not in asked
    assert post(browser, application, "reopen", version=3).status_code == 422
    third = application.posting.stages.get(position=3)
    assert post(browser, application, "reopen", version=3, stage=third.pk).status_code == 303
    assert stood(application) == (3, "active", 4)


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize("verb", VERBS)
def test_strangers_get_404_readers_403_and_nobody_is_sent_to_sign_in(
    application, coordinator, interviewer, stranger, browser_of, client, verb
):
    sent = {"version": 1, "reason": a_reason().pk, "stage": application.posting.stages.get(position=2).pk}
    for user, status in ((stranger, 404), (interviewer, 404), (coordinator, 403)):
        browser = browser_of(user)
        assert browser.get(url(application, verb)).status_code == status
        assert browser.post(url(application, verb), sent).status_code == status
    for response in (client.get(url(application, verb)), client.post(url(application, verb), sent)):
        assert response.status_code == 302 and response.headers["Location"].startswith("/account/login/")
    assert stood(application) == (1, "active", 1)
    assert StageMove.objects.filter(application=application).count() == 1


def test_who_may_move_moves(posting, administrator, recruiter, hiring_manager, browser_of):
    for user in (administrator, recruiter, hiring_manager):
        application = an_application(posting)
        assert post(browser_of(user), application, "advance").status_code == 303
        assert stood(application) == (2, "active", 2)


def test_a_recruiter_who_is_the_candidate_does_not_even_see_it(posting, recruiter, browser_of):
    mine = an_application(posting, candidate=CandidateFactory(user=recruiter))
    assert post(browser_of(recruiter), mine, "advance").status_code == 404


def test_nothing_moves_by_get(application, recruiter, browser_of):
    browser_of(recruiter).get(url(application, "advance"), {"version": 1, "key": a_key()})
    assert stood(application) == (1, "active", 1)


def test_into_a_closed_posting_nobody_is_reopened(application, recruiter, browser_of):
    actions.reject(application.pk, reason_id=a_reason().pk, version=1, by=recruiter)
    Posting.objects.filter(pk=application.posting_id).update(status="closed")
    response = post(browser_of(recruiter), application, "reopen", version=2)
    assert response.status_code == 409 and "The posting is closed." in response.content.decode()
    assert stood(application) == (1, Status.REJECTED, 2)
