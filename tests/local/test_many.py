"""`demo --applications N`: what it loads is as if the product had written it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from candidates.models import Application, Candidate, StageMove
from candidates.moves import actions
from candidates.moves.history_check import check
from postings.models import Posting
from recruiting.local.demo import more_postings
from recruiting.outbox.models import Event
from tests.factories import an_application

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 2_000


@pytest.fixture
def as_owner(recruiter, posting):
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_two_thousand_work_like_any_other(as_owner, recruiter, browser_of, capsys):
    call_command("demo", applications=MANY)
    assert f"{MANY:,} applications and" in capsys.readouterr().out
    _are_spread()
    application = Application.objects.filter(status="active", posting__status="open", stage__position=2)[0]
    moved = actions.advance(application.pk, version=application.version, by=recruiter)
    actions.undo(application.pk, version=moved.number, by=recruiter)
    browser = browser_of(recruiter)
    board = browser.get(f"/postings/{application.posting_id}/board/")
    person = browser.get(f"/candidates/{application.candidate_id}/")
    assert (board.status_code, person.status_code) == (200, 200)
    assert str(application.candidate) in person.content.decode()
    an_application(application.posting, by=recruiter)  # under ids that are still free
    assert check().differences == []


def _are_spread():
    assert Application.objects.values("posting").distinct().count() == MANY // more_postings.EACH
    assert set(Application.objects.values_list("status", flat=True)) == {
        "active", "hired", "rejected", "withdrawn", "closed",
    }  # fmt: skip
    assert set(StageMove.objects.values_list("kind", flat=True)) == {*StageMove.Kind.values} - {"unhire"}
    assert set(Application.objects.filter(status="active").values_list("stage__position", flat=True)) == {*range(1, 7)}
    assert Candidate.objects.count() < MANY  # some applied twice
    assert Event.objects.filter(topic__startswith="application.", number=None).count() == 0


def test_nothing_is_kept_if_a_guarantee_is_broken(as_owner, monkeypatch):
    reasons = more_postings._reasons()
    monkeypatch.setattr(more_postings, "_reasons", lambda: reasons | {"rejected": reasons["closed"]})
    with pytest.raises(CommandError, match=r"Nothing was kept; of [\d,]+ differences, application \d+, move \d+: its"):
        call_command("demo", applications=MANY)
    assert (Application.objects.count(), Posting.objects.count()) == (0, 1)


def test_it_is_refused_on_another_machine(as_owner, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "database.example")
    with pytest.raises(CommandError, match="only into a database on this machine"):
        call_command("demo", applications=MANY)


def test_it_is_refused_to_whoever_may_not_turn_triggers_off(recruiter, posting):
    with pytest.raises(CommandError, match="by the owner of the tables"):
        call_command("demo", applications=MANY)
    assert Application.objects.count() == 0
