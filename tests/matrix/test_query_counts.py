"""How many queries each page makes, recorded in query_counts.json, so that a change shows in its diff.

`RECORD_QUERY_COUNTS=1 pytest tests/matrix/test_query_counts.py` writes the file anew. That a list makes the same
number for 5 rows and for 25 is tested for all of them at once, and with other rows beside some lists.
"""

import json
import os
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from candidates.interviews import actions as interviews
from candidates.models import EndReason, Source
from postings.importing.models import ImportRow, ImportRun
from postings.models import Opening
from postings.pipelines.models import PipelineTemplate, Stage, TemplateStage
from tests.factories import a_key, a_posting, an_application, on_team
from tests.matrix.urls import PAGES, address
from tests.matrix.world import ADMINISTRATOR, World

pytestmark = pytest.mark.django_db
RECORDED = Path(__file__).with_name("query_counts.json")
_numbers = count(100)
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")


def queries_of(browser, address: str, sent: dict[str, str] | None) -> int:
    with CaptureQueriesContext(connection) as captured:
        browser.get(address, sent)
    return sum(not query["sql"].startswith(NOT_COUNTED) for query in captured.captured_queries)


def counts_of(browser, world: World) -> dict[str, int]:
    pages = [name for name, page in PAGES.items() if page.get[0] == 200]
    return {name: queries_of(browser, address(world, name), PAGES[name].asked) for name in sorted(pages)}


def fill(world: World, more: int) -> None:
    """That many more of whatever stands in a list."""
    begins = timezone.now() + timedelta(days=2)
    for _ in range(more):
        number = next(_numbers)
        application = an_application(world.posting, by=world.by)
        talk = {"title": "Talk", "time_zone": "UTC", "participants": [on_team(world.posting, "interviewer")]}
        ends = begins + timedelta(hours=1)
        interviews.plan(application.pk, starts_at=begins, ends_at=ends, by=world.by, key=a_key(), **talk)
        an_application(a_posting(by=world.by), by=world.by)
        Opening.objects.create(posting=world.posting, number=number)
        told = {"external_id": f"x{number}", "title": "Cook", "text": "Cook", "verdict": "new"}
        ImportRow.objects.create(run=world.run, number=number, **told)
        run = ImportRun.objects.create(
            kind="paste", status="ready", raw="", raw_hash="x", started_by=world.by, openings=1, posting_status="draft"
        )
        ImportRow.objects.create(run=run, number=1, **told)
        Source.objects.create(name=f"Source {number}", kind="board")
        EndReason.objects.create(name=f"Reason {number}", status="rejected", position=number)
        PipelineTemplate.objects.create(name=f"Template {number}")
        TemplateStage.objects.create(template=world.template, name=f"Stage {number}", position=number, kind="review")
        Stage.objects.create(posting=world.posting, name=f"Stage {number}", position=number, kind="review")


def test_every_page_asks_as_much_for_many_rows_as_for_few(browser_of):
    world = World()
    browser = browser_of(world.people[ADMINISTRATOR])
    fill(world, 5)
    few = counts_of(browser, world)
    fill(world, 20)
    many = counts_of(browser, world)
    # The outbox asks less: its first page is full of mail, and asks nothing about reminders.
    assert {name: (few[name], many[name]) for name in few if many[name] != few[name] and name != "outbox"} == {}
    assert many["outbox"] <= few["outbox"]


def test_each_page_makes_as_many_queries_as_recorded(browser_of):
    world = World()
    counts = counts_of(browser_of(world.people[ADMINISTRATOR]), world)
    if os.environ.get("RECORD_QUERY_COUNTS"):
        RECORDED.write_text(json.dumps(counts, indent=1) + "\n")
    assert counts == json.loads(RECORDED.read_text())
