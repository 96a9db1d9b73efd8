"""The race, over HTTP, against the real web process with 20 threads and a pool of 20 connections.

The row is held by the test until all have arrived at its lock, so that they truly wait for one another.
"""

import contextlib
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from candidates.models import Application, StageMove
from recruiting.outbox.models import Event
from recruiting.people.models import Role
from tests import servers
from tests.factories import UserFactory, a_key, a_posting, an_application
from tests.live import live_server, transactions_waiting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("real processes")]
MANY = 20


@pytest.fixture
def server():
    with live_server(threads=MANY) as server:
        yield server


@contextlib.contextmanager
def held(table: str, row_id: int):
    """Somebody else's transaction has the row; whoever wants it queues up behind."""
    with psycopg.connect(servers.application_database_url()) as rival:
        rival.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR UPDATE", [row_id])
        yield
        rival.rollback()


def at_once(server, users, requests):
    """Post all ``requests`` (path, data) at the same moment, each by its own user's browser; the answers, and how
    many transactions were seen waiting."""
    browsers = [server.signed_in(user) for user in users]

    def post(browser, path, data):
        return browser.post(path, data=data)

    with ThreadPoolExecutor(len(browsers)) as pool:
        # Every thread has imported, rendered and connected before the race begins.
        list(pool.map(lambda browser, request: browser.get(request[0]), browsers, requests))
        answers = [pool.submit(post, b, *request) for b, request in zip(browsers, requests, strict=True)]
        yield most_seen_waiting(len(browsers))
        yield [answer.result() for answer in answers]


def most_seen_waiting(everybody: int) -> int:
    """Look until all wait, but no longer than the first of them can: the lock timeout is 3 s."""
    waiting, deadline = 0, time.monotonic() + 30
    while waiting < everybody and time.monotonic() < deadline:
        now_waiting = transactions_waiting()
        if now_waiting and not waiting:
            deadline = time.monotonic() + 2
        waiting = max(waiting, now_waiting)
    return waiting


def race(server, users, requests, *, table, row_id):
    running = at_once(server, users, requests)
    with held(table, row_id):
        waiting = next(running)
    return waiting, next(running)


def test_twenty_advance_at_once_and_the_candidate_advances_once(server):
    people = [UserFactory(role=Role.RECRUITER) for _ in range(MANY)]
    application = an_application(a_posting())
    requests = [(f"/applications/{application.pk}/advance/", {"version": 1, "key": a_key()}) for _ in people]

    waiting, answers = race(server, people, requests, table="candidates_application", row_id=application.pk)

    statuses = Counter(answer.status_code for answer in answers)
    moves = StageMove.objects.filter(application=application, kind="move")
    print(f"\nadvance: {dict(statuses)}, {moves.count()} move, {waiting} transactions seen waiting")
    assert statuses == {303: 1, 409: MANY - 1}
    assert moves.count() == 1 and Application.objects.get(pk=application.pk).version == 2
    winner = moves.get().actor
    refused = [answer.text for answer in answers if answer.status_code == 409]
    assert all(str(winner) in text and "from Applied to Recruiter screen" in text for text in refused)
    assert Event.objects.filter(topic="application.move_refused").count() == MANY - 1
    assert waiting >= 2


def test_two_hires_and_one_opening(server):
    posting = a_posting(openings=1)
    people = [UserFactory(role=Role.RECRUITER) for _ in range(2)]
    applications = [an_application(posting) for _ in people]
    requests = [(f"/applications/{a.pk}/hire/", {"version": 1, "key": a_key()}) for a in applications]

    waiting, answers = race(server, people, requests, table="postings_posting", row_id=posting.pk)

    statuses = Counter(answer.status_code for answer in answers)
    hired = Application.objects.filter(posting=posting, status="hired").count()
    print(f"\nlast opening: {dict(statuses)}, {hired} hired, {waiting} transactions seen waiting")
    assert statuses == {303: 1, 409: 1}
    assert hired == 1
    assert waiting == 2


def test_twenty_replays_of_one_key_make_one_move_and_get_equal_answers(server):
    person = UserFactory(role=Role.RECRUITER)
    application = an_application(a_posting())
    request = (f"/applications/{application.pk}/advance/", {"version": 1, "key": a_key()})

    waiting, answers = race(
        server, [person] * MANY, [request] * MANY, table="candidates_application", row_id=application.pk
    )

    said = Counter((answer.status_code, answer.headers.get("location")) for answer in answers)
    moves = StageMove.objects.filter(application=application, kind="move").count()
    print(f"\none key: {dict(said)}, {moves} move, {waiting} transactions seen waiting")
    assert moves == 1
    assert list(said.values()) == [MANY] and next(iter(said))[0] == 303
    assert waiting >= 2
