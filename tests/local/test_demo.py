from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command, get_commands
from django.db import connection
from django.utils import timezone

from candidates.interviews.models import Interview
from candidates.models import Application, Candidate, StageMove, TimeCorrection
from postings.importing.models import ImportRun
from postings.models import Posting
from recruiting.local.demo.happenings import HOME
from recruiting.people.models import Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_owner():
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def tally(rows, field):
    return Counter(rows.values_list(field, flat=True))


@pytest.mark.django_db(transaction=True)  # check_history reads in one snapshot of its own
def test_what_it_loads(as_owner):
    call_command("demo")
    _counts()
    _interviews_are_around_today()
    _it_tells_of_ninety_days_and_of_nothing_to_come()
    if "check_history" in get_commands():
        call_command("check_history")


def _counts():
    assert tally(Posting.objects, "status") == {"open": 2, "on_hold": 1, "closed": 1}
    assert Posting.objects.filter(confidential=True).count() == 1
    run = ImportRun.objects.get()
    assert (run.status, run.rows.get().posting.skills_required) == (
        "applied", ["Ruby on Rails", "PostgreSQL", "Redis"],
    )  # fmt: skip
    assert Candidate.objects.count() == 60
    assert tally(Application.objects, "status") == {
        "active": 37, "rejected": 13, "withdrawn": 6, "hired": 3, "closed": 2,
    }  # fmt: skip
    assert tally(StageMove.objects, "kind") == {
        "enter": 61, "move": 116, "reject": 14, "withdraw": 6, "close": 2, "hire": 4, "unhire": 1, "undo": 1,
        "reopen": 1,
    }  # fmt: skip
    assert tally(User.objects, "role") == {
        Role.ADMINISTRATOR: 1, Role.RECRUITER: 2, Role.HIRING_MANAGER: 3, Role.INTERVIEWER: 5,
    }  # fmt: skip
    assert TimeCorrection.objects.count() == 1


def _interviews_are_around_today():
    today = timezone.now().astimezone(HOME).date()
    days = Counter((i.starts_at.astimezone(HOME).date() - today).days for i in Interview.objects.all())
    assert {day: days[day] for day in (0, 1)} == {0: 3, 1: 3}
    assert tally(Interview.objects, "status") == {"held": 7, "scheduled": 7}


def _it_tells_of_ninety_days_and_of_nothing_to_come():
    now = timezone.now()
    times = list(StageMove.objects.order_by("occurred_at").values_list("occurred_at", flat=True))
    assert now - timedelta(days=91) < times[0] < now - timedelta(days=80)
    assert times[-1] < now
    assert not Application.pgh_event_model.objects.filter(pgh_created_at__gt=now).exists()


def test_it_loads_at_any_hour(as_owner):
    """A few minutes into a Sunday, on the day when the clocks change."""
    now = datetime(2026, 10, 25, 0, 3, tzinfo=UTC)
    with time_machine.travel(now):
        call_command("demo")
    assert StageMove.objects.count() == 206
    assert not StageMove.objects.filter(occurred_at__gt=now).exists()
    assert Interview.objects.count() == 14


def test_its_people_can_sign_in_with_the_password_it_says(as_owner, client, capsys):
    call_command("demo")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 12
    password = lines[0].split("“")[1].split("”")[0]
    client.post("/account/login/", {"login": lines[1].split()[0], "password": password})
    assert client.session["_auth_user_id"] == str(User.objects.get(role=Role.ADMINISTRATOR).pk)
    _nobody_is_named_whose_password_was_changed(capsys)


def _nobody_is_named_whose_password_was_changed(capsys):
    user = User.objects.get(email="ines@fairlead.example")
    user.set_password("a password of my own")
    user.save(update_fields=["password"])
    call_command("demo", "--sign-ins")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 11
    assert not [line for line in lines if "ines@" in line]


def test_it_leaves_a_database_with_postings_alone(posting, as_owner, capsys):
    call_command("demo", "--if-empty")
    assert capsys.readouterr().out == ""
    with pytest.raises(CommandError, match="an empty database"):
        call_command("demo")
    assert Posting.objects.get() == posting


def test_the_application_itself_may_not_load_it(db):
    with pytest.raises(CommandError, match="MIGRATION_DATABASE_URL"):
        call_command("demo")
