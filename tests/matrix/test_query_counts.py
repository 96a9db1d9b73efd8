"""How many queries each page makes, recorded in query_counts.json, so that a change shows in its diff.

`RECORD_QUERY_COUNTS=1 pytest tests/matrix/test_query_counts.py` writes the file anew. That a list makes the same
number for 5 rows and for 25 is tested beside each list.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.matrix.urls import PAGES, address
from tests.matrix.world import ADMINISTRATOR, World

pytestmark = pytest.mark.django_db
RECORDED = Path(__file__).with_name("query_counts.json")
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")


def queries_of(browser, address: str, sent: dict[str, str] | None) -> int:
    with CaptureQueriesContext(connection) as captured:
        browser.get(address, sent)
    return sum(not query["sql"].startswith(NOT_COUNTED) for query in captured.captured_queries)


def test_each_page_makes_as_many_queries_as_recorded(browser_of):
    world = World()
    browser = browser_of(world.people[ADMINISTRATOR])
    pages = [name for name, page in PAGES.items() if page.get[0] == 200]
    counts = {name: queries_of(browser, address(world, name), PAGES[name].asked) for name in sorted(pages)}
    if os.environ.get("RECORD_QUERY_COUNTS"):
        RECORDED.write_text(json.dumps(counts, indent=1) + "\n")
    assert counts == json.loads(RECORDED.read_text())
