from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from candidates.interviews import actions
from candidates.interviews.models import Interview
from candidates.models import ContactPoint
from tests.concurrency.test_locks import rival, unlocked  # noqa: F401
from tests.factories import a_key

# A Tuesday; every test of interviews begins here.
NOW = datetime(2026, 3, 24, 10, 0, tzinfo=ZoneInfo("Europe/Lisbon"))
START = datetime(2026, 3, 26, 14, 0, tzinfo=ZoneInfo("Europe/Lisbon"))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def tomasz(interviewer):
    """The interviewer of the cast reads times in Warsaw."""
    type(interviewer).objects.filter(pk=interviewer.pk).update(time_zone="Europe/Warsaw")
    interviewer.refresh_from_db()
    return interviewer


@pytest.fixture
def address(application):
    return ContactPoint.objects.create(
        candidate=application.candidate,
        kind="email",
        value="luciana@mailbox.example",
        match_key="luciana@mailbox.example",
    )


@pytest.fixture
def plan(application, recruiter, tomasz):
    """plan(…) plans an interview with the usual ones and returns it."""

    def planned(**how) -> Interview:
        how.setdefault("starts_at", START)
        how.setdefault("ends_at", how["starts_at"] + timedelta(hours=1))
        fields = {
            "title": "Technical interview",
            "time_zone": "Europe/Lisbon",
            "place": "Room 2",
            "participants": [tomasz],
            "by": recruiter,
            "key": a_key(),
        } | how
        return Interview.objects.get(pk=actions.plan(application.pk, **fields))

    return planned
