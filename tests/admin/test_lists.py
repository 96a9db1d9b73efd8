"""Every model is there, can be searched and filtered, and a list costs the same for 5 rows and for 25."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.interviews.models import Interview, Participant
from candidates.models import ContactPoint, StageMove
from candidates.moves import actions
from recruiting.outbox.models import Event
from tests.factories import a_posting, an_application

pytestmark = pytest.mark.django_db

OURS = ("people", "history", "outbox", "reminders", "postings", "pipelines", "importing", "candidates", "interviews")
INLINE = re.compile(rb"<style|\sstyle=|<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+=", re.IGNORECASE)


def address(model, what="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def make(count: int, by) -> None:
    for number in range(count):
        posting = a_posting(by=by, openings=1)
        application = an_application(posting, by=by, recruiter=by)
        candidate = application.candidate
        ContactPoint.objects.create(candidate=candidate, kind="email", value="x@example.org", match_key="x@example.org")
        actions.advance(application.pk, version=1, by=by)
        move = StageMove.objects.get(application=application, number=2)
        actions.correct_time(move.pk, new_at=timezone.now(), by=by, reason="typed wrong")
        starts_at = timezone.now() + timedelta(days=number)
        interview = Interview.objects.create(
            application=application,
            title="Talk",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            time_zone="UTC",
            planned_by=by,
        )
        Participant.objects.create(interview=interview, user=by)


def test_every_model_of_ours_is_registered():
    registered = set(admin.site._registry)
    assert {m for m in apps.get_models() if m._meta.app_label in OURS and m._meta.managed} - registered == set()


def test_nothing_else_is_registered():
    assert {m._meta.app_label for m in admin.site._registry} <= set(OURS)


def test_a_list_costs_the_same_for_five_rows_and_for_twenty_five(administrator, browser_of):
    browser = browser_of(administrator)

    def costs() -> dict[str, int]:
        found = {}
        for model in admin.site._registry:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get(address(model)).status_code == 200
            found[model._meta.label] = len(queries)
        return found

    make(5, administrator)
    few = costs()
    make(20, administrator)
    assert costs() == few


def test_every_list_can_be_searched_and_filtered(administrator, browser_of, application):
    browser = browser_of(administrator)
    for model, model_admin in admin.site._registry.items():
        assert model_admin.search_fields and model_admin.list_filter, model
        answer = browser.get(address(model), {"q": "7"})
        assert answer.status_code == 200, model


def test_nothing_can_be_deleted(administrator, browser_of, application):
    browser = browser_of(administrator)
    for model in admin.site._registry:
        row = model._base_manager.first()
        if row is not None:
            assert browser.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403, model
    answer = browser.post(
        address(type(application)), {"action": "delete_selected", "_selected_action": application.pk, "post": "yes"}
    )
    assert answer.status_code == 302
    assert type(application).objects.filter(pk=application.pk).count() == 1


def test_what_is_written_once_can_only_be_looked_at(administrator, browser_of, application):
    actions.advance(application.pk, version=1, by=administrator)
    browser = browser_of(administrator)
    for model in (StageMove, Event, type(application).pgh_event_model):
        row = model.objects.first()
        page = browser.get(address(model, "change", row.pk))
        assert page.status_code == 200
        assert b'name="_save"' not in page.content
        assert b"historylink" not in page.content
        assert browser.post(address(model, "change", row.pk), {"note": "x"}).status_code == 403
        assert browser.get(address(model, "add")).status_code == 403


def test_pages_have_no_inline_script_or_style(administrator, browser_of):
    make(1, administrator)
    browser = browser_of(administrator)
    for model in admin.site._registry:
        pages = [address(model)]
        row = model._base_manager.first()
        if row is not None:
            pages.append(address(model, "change", row.pk))
        for page in pages:
            found = browser.get(page)
            assert found.status_code == 200, page
            assert INLINE.findall(found.content) == [], page


def test_the_history_of_a_row_says_what_changed(administrator, browser_of, application):
    actions.advance(application.pk, version=1, by=administrator)
    page = browser_of(administrator).get(address(type(application), "history", application.pk))
    # Moved; and, since somebody moved it, reviewed.
    assert [row["change"].kind for row in page.context["changes"]] == ["update", "update", "insert"]
    assert "<del>1</del> → <ins>2</ins>" in page.content.decode()
    assert "<del>Applied</del> → <ins>Recruiter screen</ins>" in page.content.decode()
    records = browser_of(administrator).get(page.context["records"])
    assert records.context["cl"].result_count == 3
