"""`demo --applications N`: what it loads is as if the product had written it."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from candidates.models import Application, Candidate, StageMove
from candidates.moves import actions
from candidates.moves.history_check import check
from postings.models import Posting
from recruiting.local.demo import more_postings
from recruiting.local.folder import PROJECT, Folder
from recruiting.local.postgres import Postgres
from recruiting.outbox.models import Event
from tests import servers
from tests.factories import an_application

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 2_000
LIMIT = 300  # seconds, for a million


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


@pytest.mark.deep
@pytest.mark.xdist_group("real processes")
def test_a_million_in_five_minutes(tmp_path):
    """On a server as `up` starts it, which waits for the disk."""
    server = Postgres(Folder(tmp_path / "a million"))
    server.start()
    try:
        addresses = {"DATABASE_URL": server.application_url(), "MIGRATION_DATABASE_URL": server.owner_url()}
        _manage(addresses, "migrate", "--verbosity=0")
        said = _manage(addresses, "demo", "--applications", "1000000")
    finally:
        server.stop()
        shutil.rmtree(tmp_path / "a million")
    lines = [line for line in said.splitlines() if re.match(r" +\d+ s  ", line)]
    print("\n" + "\n".join([*lines[:1], *lines[-2:]]))
    assert re.search(r"1,000,061 applications and 3,\d{3},\d{3} moves are there; .* none broken$", lines[-1])
    assert int(lines[-1].split()[0]) < LIMIT


def _manage(addresses: dict[str, str], *arguments: str) -> str:
    unwanted = ("DJANGO_SETTINGS_MODULE", "APPLICATION_ROLE")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    more = {"FAIRLEAD_NO_BOOTSTRAP": "1", "REDIS_URL": servers.redis_url()}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=PROJECT, env=environment | addresses | more, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout
