"""Who gets what: every page × every role, by GET and by POST without a single field that it needs.

A stranger gets 404, a reader who may not act 403, nobody signed in the sign-in page; and where access is denied,
nothing changed and nothing was queued. A page that is not listed here fails.
"""

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from recruiting.outbox.models import Message
from recruiting.reminders.models import Reminder
from tests.matrix.world import RECRUITER, ROLES, World, addresses

pytestmark = pytest.mark.django_db

# administrator, recruiter, hiring manager, coordinator, interviewer, stranger
READERS = (200, 200, 200, 200, 200, 404)
EVERYBODY = (200,) * 6
MOVERS = (200, 200, 200, 403, 403, 404)
PLANNERS = (200, 200, 403, 200, 403, 404)
EDITORS = (200, 200, 403, 403, 403, 404)
IMPORTERS = (200, 200, 403, 403, 403, 403)
ADMINISTRATORS = (200, 403, 403, 403, 403, 403)
CREATORS = (200, 200, 200, 403, 403, 200)
NOT_SO = (405,) * 6  # the page has no such method


def answered(allowed: int, who: tuple[int, ...]) -> tuple[int, ...]:
    """The same people; what they sent is answered with ``allowed``."""
    return tuple(allowed if status == 200 else status for status in who)


STEPS = ("advance", "move", "reject", "withdraw", "close", "hire", "unhire", "reopen", "undo")
STATUSES = {"open": 409, "hold": 302, "resume": 409, "close": 409, "reopen": 409, "archive": 409, "unarchive": 409}
MATRIX = {
    "home": (EVERYBODY, NOT_SO),
    "candidates": (EVERYBODY, NOT_SO),
    "palette": (EVERYBODY, NOT_SO),
    "shortcuts": (EVERYBODY, NOT_SO),
    "postings": (EVERYBODY, NOT_SO),
    "board": (READERS, NOT_SO),
    "board_application": (READERS, NOT_SO),
    "board_stage": (READERS, NOT_SO),
    "posting_list": (READERS, NOT_SO),
    "posting": (READERS, NOT_SO),
    "candidate": (READERS, NOT_SO),
    "candidate_new": (MOVERS, answered(422, MOVERS)),
    "posting_new": (CREATORS, answered(422, CREATORS)),
    "posting_edit": (EDITORS, answered(422, EDITORS)),
    "opening_new": (EDITORS, answered(422, EDITORS)),
    "team_member_new": (EDITORS, answered(422, EDITORS)),
    "team_member_remove": (NOT_SO, answered(302, EDITORS)),
    **{f"posting_{verb}": (EDITORS, answered(status, EDITORS)) for verb, status in STATUSES.items()},
    **{f"application_{step}": (MOVERS, answered(422, MOVERS)) for step in STEPS},
    "application_review": (NOT_SO, answered(303, MOVERS)),
    "interviews": (EVERYBODY, NOT_SO),
    "interview": (READERS, NOT_SO),
    **{f"interview_{verb}": (PLANNERS, answered(422, PLANNERS)) for verb in ("plan", "reschedule", "change", "cancel")},
    "interview_answer": (NOT_SO, (403, 403, 403, 403, 302, 404)),  # who takes part, for themselves
    "interview_candidate_answer": (NOT_SO, answered(302, PLANNERS)),
    "interview_outcome": (NOT_SO, (422, 422, 403, 422, 422, 404)),  # it has not begun
    "imports": (IMPORTERS, NOT_SO),
    "import_run": (IMPORTERS, NOT_SO),
    "import_paste": (IMPORTERS, answered(422, IMPORTERS)),
    "import_correct": (IMPORTERS, answered(422, IMPORTERS)),
    "import_set_up": (NOT_SO, answered(422, IMPORTERS)),
    "import_discard": (NOT_SO, answered(302, IMPORTERS)),
    "import_decide": (NOT_SO, answered(302, IMPORTERS)),
    "settings": (answered(302, IMPORTERS), NOT_SO),
    "settings_organisation": (ADMINISTRATORS, answered(404, ADMINISTRATORS)),  # what is to be done is not said
    "settings_people": (ADMINISTRATORS, answered(404, ADMINISTRATORS)),
    "settings_pipelines": (IMPORTERS, answered(404, IMPORTERS)),
    "settings_pipeline": (IMPORTERS, answered(404, IMPORTERS)),
    "settings_reasons": (IMPORTERS, answered(404, IMPORTERS)),
    "settings_sources": (IMPORTERS, answered(404, IMPORTERS)),
    "posting_stages": (EDITORS, answered(404, EDITORS)),
    "outbox": (EVERYBODY, NOT_SO),
    "message": (READERS, NOT_SO),
    "message_decide": (NOT_SO, answered(302, PLANNERS)),
    "reminder_decide": (NOT_SO, answered(302, PLANNERS)),
}
# What a page needs before it asks who is there at all.
SENT = {
    "board_stage": {"rank": "0", "after": "0"},
    "interview_answer": {"answer": "accepted"},
    "interview_candidate_answer": {"answer": "accepted", "revision": "1"},
    "interview_outcome": {"status": "held", "revision": "1"},
}
# Pages of everybody's own account, or for nobody signed in: allauth's, tested by it.
ACCOUNTS = ("account_", "mfa_")
# Of a confidential posting: a recruiter who is not on its team is a stranger.
OF_A_POSTING = [name for name, (read, write) in MATRIX.items() if 404 in read[5:] + write[5:]]


@pytest.fixture
def world():
    return World()


def ask(world: World, name: str, verb: str, role: str | None) -> int:
    """The status; whatever it wrote is taken back."""
    browser = Client(raise_request_exception=False)
    if role:
        browser.force_login(world.people[role])
    send = {"get": browser.get, "post": browser.post}[verb]
    before = transaction.savepoint()
    answer = send(world.address(name), SENT.get(name, {"nothing": "of use"}))
    transaction.savepoint_rollback(before)
    return answer.status_code


def cells():
    return [(name, verb, who) for name, row in MATRIX.items() for verb, who in zip(("get", "post"), row, strict=True)]


def traces() -> dict[str, object]:
    """What any write would leave: rows, history, events, mail and reminders with how they stand."""
    left_out = {"sessions", "pghistory"}  # signing in; views over the history
    counts = {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.app_label not in left_out
    }
    mail = sorted(Message.objects.values_list("pk", "status"))
    return {**counts, "mail": mail, "reminders": sorted(Reminder.objects.values_list("pk", "status"))}


def test_every_page_is_listed():
    pages = {name for name in addresses() if not name.startswith(ACCOUNTS)}
    assert pages == set(MATRIX)


def test_who_gets_a_page_and_who_may_act(world):
    wrong = {}
    for name, verb, expected in cells():
        got = tuple(ask(world, name, verb, role) for role in ROLES)
        if got != expected:
            wrong[name, verb] = f"expected {expected}, got {got}"
    assert wrong == {}


def test_nobody_signed_in_is_asked_to_sign_in(world):
    statuses = {(name, verb): ask(world, name, verb, None) for name in MATRIX for verb in ("get", "post")}
    let_in = {page: status for page, status in statuses.items() if status not in (302, 405)}
    assert let_in == {}


def test_where_access_is_denied_nothing_changed_and_nothing_was_queued(world):
    before, denied = traces(), 0
    for name, (_read, write) in MATRIX.items():
        for role, expected in zip(ROLES, write, strict=True):
            if expected in (403, 404):
                browser = Client(raise_request_exception=False)
                browser.force_login(world.people[role])
                denied += browser.post(world.address(name), SENT.get(name, {"version": "1"})).status_code in (403, 404)
    print(f"\n{denied} denied requests")
    assert denied == sum(write.count(403) + write.count(404) for _read, write in MATRIX.values())
    after = traces()
    # Signing in is the only thing that any of them did.
    assert {key: (before[key], after[key]) for key in before if before[key] != after[key]} == {}


def test_a_confidential_posting_is_not_there_for_a_recruiter_who_is_not_on_it():
    world = World(confidential=True)
    asked = [(name, verb) for name, verb, who in cells() if name in OF_A_POSTING and who != NOT_SO]
    statuses = {(name, verb): ask(world, name, verb, RECRUITER) for name, verb in asked}
    assert {page: status for page, status in statuses.items() if status != 404} == {}
