"""What the machine found, as a story each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from candidates.interviews import actions as interviews
from candidates.moves import actions
from recruiting.reminders.models import Reminder
from tests.factories import a_key, a_reason

pytestmark = pytest.mark.django_db


def test_an_ending_undone_after_its_reopening_was_undone_brings_the_reminders_back(application, recruiter, interviewer):
    at = timezone.now() + timedelta(days=9)
    how = {"title": "Talk", "starts_at": at, "ends_at": at + timedelta(hours=1), "time_zone": "UTC"}
    interviews.plan(application.pk, participants=[interviewer], by=recruiter, key=a_key(), **how)
    cancelled = Reminder.objects.get(kind="interview.hour_before")
    Reminder.objects.filter(pk=cancelled.pk).update(status="cancelled", why_not="cancelled by a colleague")

    actions.close(application.pk, reason_id=a_reason("closed").pk, version=1, by=recruiter)
    actions.reopen(application.pk, version=2, by=recruiter)
    assert set(Reminder.objects.values_list("status", flat=True)) == {"cancelled"}
    actions.undo(application.pk, version=3, by=recruiter)
    actions.undo(application.pk, version=4, by=recruiter)

    statuses = dict(Reminder.objects.values_list("kind", "status"))
    assert statuses == {"interview.day_before": "pending", "interview.hour_before": "cancelled"}
