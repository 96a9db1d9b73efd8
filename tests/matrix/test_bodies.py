"""What every page is sent, sent otherwise: as another type, each field twice, and with columns its form has not."""

import json

import pytest
from django.db import connection, transaction

from tests.matrix.test_permissions import changed, state
from tests.matrix.urls import PAGES, address
from tests.matrix.world import ADMINISTRATOR, World

pytestmark = pytest.mark.django_db
WRITING = {name: page for name, page in PAGES.items() if page.post[0] not in (403, 404, 405)}
# Columns that a person never sends, with values that are found again wherever one of them is written.
NUMBER, DAY, WORD = 987_654_321, "1987-06-05", "smuggled"
COLUMNS = {
    **dict.fromkeys(["id", "pk", "version", "number", "rank", "digest", "undoes", "sequence", "time_version"], NUMBER),
    **dict.fromkeys(["user", "user_id", "actor", "created_by", "by", "started_by", "planned_by", "applied_by"], NUMBER),
    **dict.fromkeys(["candidate", "candidate_id", "posting_id", "application", "application_id", "opening"], NUMBER),
    **dict.fromkeys(["organisation", "merged_into", "advert", "run", "row_id", "template_id", "stage_id"], NUMBER),
    **dict.fromkeys(["created_at", "moved_at", "stage_entered_at", "retired_at", "sent_at", "last_seen_at"], DAY),
    **dict.fromkeys(["hired_on", "deactivated_at", "not_before", "held_until", "read_at", "due_at"], DAY),
    **dict.fromkeys(["door", "topic", "raw", "raw_hash", "to_address", "message_id", "external_id", "tenant"], WORD),
    **dict.fromkeys(["password", "username", "match_key", "slug", "why_not", "last_error", "corrections"], WORD),
    "is_staff": "on", "is_superuser": "on", "confirmed": "on",
}  # fmt: skip


@pytest.fixture
def world():
    made = World()
    connection.run_on_commit.clear()
    return made


@pytest.fixture
def sent(world):
    """Sends a page's request, changed by ``how``; the status, and what it had changed, which is undone again."""
    browser = world.browser(ADMINISTRATOR)

    def send(name: str, body, **how) -> tuple[int, dict[str, object], set[str]]:
        before, nothing_done = state(), transaction.savepoint()
        status = browser.post(address(world, name), body, **how).status_code
        done = changed(before, state()), smuggled()
        transaction.savepoint_rollback(nothing_done)
        connection.run_on_commit.clear()
        return status, *done

    return send


def smuggled() -> set[str]:
    """The tables in which one of the smuggled values stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_session'")
        tables = [name for (name,) in cursor.fetchall()]
        found = f"{NUMBER}|{DAY}|{WORD}"
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' FROM \"{t}\" r WHERE r::text ~ '{found}'" for t in tables))
        return {name for (name,) in cursor.fetchall()}


def plain(world: World, name: str) -> dict[str, object]:
    return dict(PAGES[name].sent(world))


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data"])
def test_a_body_that_is_no_form_does_nothing(world, sent, content_type):
    """Where the form says what is to be done; a deed without a form needs none."""
    wrong = {}
    for name in WRITING:
        if body := plain(world, name):
            status, done, _ = sent(name, json.dumps(body, default=str), content_type=content_type)
            if done or not 400 <= status < 500:
                wrong[name] = status, done
    assert wrong == {}


def test_each_field_twice_is_as_if_the_last_were_alone(world, sent):
    """Where several may be chosen, an odd one among them is refused."""
    wrong = {}
    for name, page in WRITING.items():
        body = plain(world, name)
        several = any(isinstance(value, list) for value in body.values())
        twice = {field: ["odd", *(value if isinstance(value, list) else [value])] for field, value in body.items()}
        status, done, _ = sent(name, twice)
        if status != (422 if several else page.post[0]) or (status >= 400 and done):
            wrong[name] = status, done
    assert wrong == {}


def test_a_column_that_is_not_in_the_form_is_not_written(world, sent):
    wrong = {}
    for name, page in WRITING.items():
        body = plain(world, name)
        prefixes = {"", *(f"{field.partition('-')[0]}-" for field in body if "-" in field)}
        more = {f"{prefix}{column}": value for prefix in prefixes for column, value in COLUMNS.items()}
        status, _, found = sent(name, more | body)
        if status != page.post[0] or found:
            wrong[name] = status, found
    assert wrong == {}
