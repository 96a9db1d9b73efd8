"""The web process dies in the middle of moves; whoever got no answer sends the same form again."""

import os
import signal

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
            answers, rest = post_all(site, recruiter, rest, after=strike)
            told.append(f"killed at answer {death}: {sum(answers.values())} answered, {len(rest)} not")
            assert site.process.wait(10) == -signal.SIGKILL
            assert set(answers) == {303} and rest != []
    made = moves_by_key()
    with live_server() as site:
        answers, lost = post_all(site, recruiter, requests)
    print(f"\n{'; '.join(told)}; {len(made)} moves were made; all {number} keys again: {dict(answers)}")
    assert (answers, lost) == ({303: number}, [])
    assert moves_by_key() == {data["key"]: 1 for _path, data in requests}
    assert versions() == {2: number}
    assert Event.objects.filter(topic="application.move").count() == number
    assert differences() == []


def at_answer(number: int, pid: int):
    def strike(answered: int) -> None:
        if answered == number:
            os.kill(pid, signal.SIGKILL)

    return strike
