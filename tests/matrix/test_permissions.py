"""Who gets what: every page × every role, by GET and by POST of what the page asks for.

A stranger gets 404, a reader who may not act 403, nobody signed in the sign-in page; and where access is denied,
nothing changed in any table and nothing was queued. A page that is not listed in urls.py fails.
"""

import html
from urllib.parse import quote

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests import servers
from tests.factories import a_posting
from tests.matrix.urls import ACCOUNTS, PAGES, PUBLIC, address, arguments
from tests.matrix.world import ADDRESS, APPLICANT, PERSON, RECRUITER, ROLES, TALK, TITLE, World

pytestmark = pytest.mark.django_db
ANONYMOUS = "anonymous"
SEARCHED = ("postings", "candidates", "palette", "interviews", "outbox", "imports")


@pytest.fixture
def world():
    made = World()
    connection.run_on_commit.clear()  # a worker is told once a transaction: else nobody would be told any more
    return made


@pytest.fixture
def browsers(world) -> dict[str, Client]:
    """Signed in before anything is looked at: that alone writes when somebody was last here."""
    return {role: world.browser(role) for role in (*ROLES, ANONYMOUS)}


def state() -> dict[str, object]:
    """Every table's content, what the transaction would do after its commit, and what lies in the queue."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_session'")
        tables = sorted(name for (name,) in cursor.fetchall())
        each = (f"SELECT '{t}', count(*), sum(hashtextextended(r::text, 0)) FROM \"{t}\" r" for t in tables)
        cursor.execute(" UNION ALL ".join(each))
        contents = {table: (count, content) for table, count, content in cursor.fetchall()}
    with redis.Redis.from_url(servers.redis_url()) as broker:
        queues = broker.keys(f"{settings.KEY_PREFIX}:*celery*")
        queued = {queue: broker.llen(queue) for queue in queues if broker.type(queue) == b"list"}
    return {**contents, "after the commit": len(connection.run_on_commit), "queued": queued}


def changed(before: dict, after: dict) -> dict[str, object]:
    return {key: (before.get(key), after.get(key)) for key in {*before, *after} if before.get(key) != after.get(key)}


def table_of(column: str) -> list[tuple[str, str, int]]:
    return [
        (name, role, expected)
        for name, page in PAGES.items()
        for role, expected in zip(ROLES, getattr(page, column), strict=True)
    ]


def test_every_page_is_listed():
    listed = {name.partition(" ")[0] for name in PAGES} | set(ACCOUNTS) | PUBLIC
    assert set(arguments()) == listed


def test_what_everybody_gets_is_the_same_for_all_and_never_asks_who_it_is(browsers):
    for name in PUBLIC:
        answers = [browser.get(reverse(name)) for browser in browsers.values()]
        assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}


def test_who_gets_a_page_and_a_look_changes_nothing(world, browsers):
    before = state()
    wrong = {}
    for name, role, expected in table_of("get"):
        got = browsers[role].get(address(world, name), PAGES[name].asked).status_code
        if got != expected:
            wrong[name, role] = f"expected {expected}, got {got}"
    assert wrong == {}
    assert changed(before, state()) == {}


def test_where_it_is_denied_nothing_changed_and_nothing_was_queued(world, browsers):
    before, denied, wrong = state(), 0, {}
    for name, role, expected in table_of("post"):
        if expected in (403, 404):
            got = browsers[role].post(address(world, name), PAGES[name].sent(world)).status_code
            denied += 1
            if got != expected:
                wrong[name, role] = f"expected {expected}, got {got}"
    print(f"\n{denied} denied requests")
    assert wrong == {}
    assert changed(before, state()) == {}


def test_who_may_act_does_and_the_same_request_is_what_the_others_are_denied(world, browsers):
    before, wrong, idle = state(), {}, []
    for name, role, expected in table_of("post"):
        if expected in (403, 404):
            continue
        nothing_done = transaction.savepoint()
        got = browsers[role].post(address(world, name), PAGES[name].sent(world)).status_code
        if got != expected:
            wrong[name, role] = f"expected {expected}, got {got}"
        if role == ROLES[0] and (got < 400) != bool(changed(before, state())):
            idle.append(name)
        transaction.savepoint_rollback(nothing_done)
        connection.run_on_commit.clear()
    assert wrong == {}
    assert idle == []  # accepted and nothing done, or refused and something done


def test_nobody_signed_in_is_asked_to_sign_in_and_comes_back(world, browsers):
    before, wrong = state(), {}
    for name, page in PAGES.items():
        url = address(world, name)
        for method, asked in (("get", page.asked), ("post", page.sent(world))):
            answer = getattr(browsers[ANONYMOUS], method)(url, asked)
            comes_back = f"{reverse('account_login')}?next={quote(answer.wsgi_request.get_full_path())}"
            if answer.status_code != 405 and answer.headers.get("Location") != comes_back:
                wrong[name, method] = answer.status_code, answer.headers.get("Location")
    assert wrong == {}
    assert changed(before, state()) == {}


def test_nobody_meets_their_own_application(world, browsers):
    """An administrator's own: not on the board, nor in a list, a search, or the mail about it."""
    told = pages_that_tell(world, browsers[APPLICANT], [PERSON, ADDRESS, TALK])
    assert told == {}


def test_a_confidential_posting_is_not_there_for_a_recruiter_who_is_not_on_it():
    world = World(confidential=True)
    browser = world.browser(RECRUITER)
    of_it = [(n, column) for n, page in PAGES.items() for column in ("get", "post") if getattr(page, column)[-1] == 404]
    statuses = {}
    for name, method in of_it:
        sent = PAGES[name].asked if method == "get" else PAGES[name].sent(world)
        statuses[name, method] = getattr(browser, method)(address(world, name), sent).status_code
    assert {page: status for page, status in statuses.items() if status != 404} == {}


def test_a_confidential_posting_leaves_no_trace_for_a_recruiter_who_is_not_on_it():
    world = World(confidential=True)
    assert pages_that_tell(world, world.browser(RECRUITER), [TITLE, PERSON, ADDRESS, TALK]) == {}


def test_adding_somebody_does_not_tell_that_they_are_on_a_confidential_posting():
    world = World(confidential=True)
    other = a_posting(by=world.by, title="Cook")
    sent = {"full_name": PERSON, "emails": ADDRESS, "source": world.source.pk, "key": "again"}
    answer = world.browser(RECRUITER).post(reverse("candidate_new", args=[other.pk]), sent)
    assert answer.status_code == 302 and str(other.pk) in answer.headers["Location"]


def pages_that_tell(world: World, browser: Client, words: list[str]) -> dict[tuple[str, str], list[str]]:
    """The pages, plain and searched for each of the words, that say one of them of their own accord."""
    shown = [(name, "") for name, page in PAGES.items() if page.get[0] == 200]
    told = {}
    for name, typed in shown + [(name, word) for name in SEARCHED for word in words]:
        answer = browser.get(address(world, name), {**PAGES[name].asked, **({"q": typed} if typed else {})})
        text = html.unescape(answer.getvalue().decode())
        said = [word for word in words if word in text and word != typed]
        if said:
            told[name, typed] = said
    return told
