"""`bench import`, with a few rows: that it measures what it says, and nothing about how fast this machine is."""

import json
import os
import subprocess
import sys

import pytest

from recruiting.local.bench import Bar
from recruiting.local.bench.feed import jobs
from recruiting.local.folder import DATA, PROJECT


@pytest.mark.deep
def test_it_measures_every_bar_on_servers_of_its_own_and_leaves_nothing_behind():
    before = {path.name for path in DATA.glob("bench-*")}
    given = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    command = [sys.executable, PROJECT / "manage.py", "bench", "import", "--quick", "--json"]
    done = subprocess.run(command, env=given, stdout=subprocess.PIPE, text=True, timeout=900)
    told = json.loads(done.stdout)
    print("\n" + done.stdout)
    assert told["bench"] == "import"
    assert [(sorted(bar), bar["limit"]) for bar in told["bars"]] == [
        (["limit", "name", "ok", "value"], limit) for limit in (8, 100, 3_000, 100, 3_000, 200)
    ]
    assert done.returncode == (0 if all(bar["ok"] for bar in told["bars"]) else 1)
    assert told["measured"]["large feed"]["new"] > 0 and told["measured"]["large feed"]["known"] > 0
    assert {path.name for path in DATA.glob("bench-*")} == before


def test_a_bar_is_met_at_its_limit_and_not_beyond():
    assert Bar("rows/s", 100, 100).ok and not Bar("rows/s", 99.99, 100).ok
    assert Bar("MB", 200, 200, most=True).ok and not Bar("MB", 200.01, 200, most=True).ok
    assert Bar("MB", 1.234, 2, most=True).as_json() == {"name": "MB", "value": 1.23, "limit": 2, "ok": True}


def test_the_invented_postings_are_the_same_every_time_and_each_another():
    once, again = list(jobs(200)), list(jobs(200))
    assert once == again
    assert len({job.html for job in once}) == 200
