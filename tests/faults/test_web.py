"""The web process dies in the middle of moves; whoever got no answer sends the same form again."""

import os
import signal
from collections import Counter

import pytest

from recruiting.outbox.models import Event
from tests.factories import UserFactory
from tests.faults.load import advances, post_all, versions
from tests.faults.processes import differences, moves_by_key
from tests.live import live_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("real processes")]


@pytest.mark.parametrize(
    ("number", "deaths"),
    [pytest.param(60, [15], id="once"), pytest.param(400, [60, 90, 120], id="three times", marks=pytest.mark.deep)],
)
def test_a_web_process_killed_under_load_makes_each_key_one_move(number, deaths):
    requests, recruiter = advances(number), UserFactory()
    rest, told = requests, []
    for death in deaths:
        with live_server() as site:
            strike = at_answer(death, site.process.pid)
            answers = post_all(site, recruiter, rest, after=strike)
            rest = [request for request in rest if not answers[request[1]["key"]]]
            told.append(f"killed at answer {death}: {len(answers) - len(rest)} answered, {len(rest)} not")
            assert site.process.wait(10) == -signal.SIGKILL
            assert set(answers.values()) == {303, 0}
    made = moves_by_key()
    with live_server() as site:
        again = Counter(post_all(site, recruiter, requests).values())
    print(f"\n{'; '.join(told)}; {len(made)} moves were made; all {number} keys again: {dict(again)}")
    assert again == {303: number}
    assert moves_by_key() == {data["key"]: 1 for _path, data in requests}
    assert versions() == {2: number}
    assert Event.objects.filter(topic="application.move").count() == number
    assert differences() == []


def at_answer(number: int, pid: int):
    def strike(answered: int) -> None:
        if answered == number:
            os.kill(pid, signal.SIGKILL)

    return strike
