"""What somebody sends who means no good, or whose browser went mad: answered, never a server error."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from candidates.interviews import actions as interview_actions
from candidates.interviews.models import Interview
from postings.importing import actions as importing
from postings.importing import work
from recruiting.outbox.models import Message
from tests.factories import a_key, a_reason

pytestmark = pytest.mark.django_db
NUL, HUGE, LONG = "Ana\x00", "9" * 40, "x" * 5000
ODD = ["", "abc", "-1", "0", "1.5", HUGE, "9" * 5000, NUL, "\uff11", "[]", "' OR 1=1 --", "\u202e", "💥"]


@pytest.fixture
def attacker(administrator) -> Client:
    """May do everything, so that what is sent arrives; the server's error comes back as a page."""
    client = Client(raise_request_exception=False)
    client.force_login(administrator)
    return client


@pytest.fixture
def interview(application, administrator, interviewer) -> Interview:
    starts_at = timezone.now() + timedelta(days=2)
    planned = interview_actions._do_plan(
        application.pk,
        {"title": "Interview", "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), "time_zone": "UTC"},
        [interviewer],
        administrator,
        "page",
    )
    return Interview.objects.get(pk=planned.pk)


@pytest.fixture
def run_id(administrator) -> int:
    """An import that was read."""
    text = "# Backend Engineer\n\nLocation: Lisbon, Portugal\n\n## Requirements\n- Python\n"
    run_id = importing.paste(text=text, by=administrator, key=a_key())
    work.work_on(run_id)
    return run_id


@pytest.fixture
def table_id(administrator) -> int:
    """One of a table whose columns nobody knows."""
    table = ContentFile(b"zzz,yyy\n" + b"Cook,Faro\n" * 4)
    run_id = importing.upload(file=table, name="jobs.csv", by=administrator, key=a_key())
    work.work_on(run_id)
    return run_id


@pytest.fixture
def places(posting, application, interview, run_id, table_id) -> dict[str, str]:
    """Every page that reads what it is sent."""
    a, p, i = application.pk, posting.pk, interview.pk
    verbs = ("advance", "move", "reject", "withdraw", "close", "hire", "unhire", "reopen", "undo")
    steps = {verb: f"/applications/{a}/{verb}/" for verb in verbs}
    interviews = {verb: f"/interviews/{i}/{verb}/" for verb in ("reschedule", "change", "cancel", "answer", "outcome")}
    message = Message.objects.first().pk
    return {
        **steps,
        **interviews,
        "candidate answer": f"/interviews/{i}/candidate-answer/",
        "plan": f"/interviews/plan/{a}/",
        "interviews": "/interviews/",
        "postings": "/postings/",
        "board": f"/postings/{p}/board/",
        "board stage": f"/postings/{p}/board/stage/{application.stage_id}/",
        "panel": f"/postings/{p}/board/{a}/",
        "list": f"/postings/{p}/list/",
        "candidate new": f"/postings/{p}/candidates/new/",
        "candidate": f"/candidates/{application.candidate_id}/",
        "posting": f"/postings/{p}/",
        "posting new": "/postings/new/",
        "posting edit": f"/postings/{p}/edit/",
        "opening": f"/postings/{p}/openings/new/",
        "team": f"/postings/{p}/team/new/",
        "outbox": "/outbox/",
        "message": f"/outbox/{message}/",
        "hold": f"/outbox/{message}/hold/",
        "imports": "/imports/",
        "paste": "/imports/new/",
        "run": f"/imports/{run_id}/",
        "set up": f"/imports/{run_id}/set-up/",
        "decide": f"/imports/{run_id}/1/decide/",
        "correct title": f"/imports/{run_id}/1/title/",
        "correct pay": f"/imports/{run_id}/1/pay/",
        "correct skills": f"/imports/{run_id}/1/required/",
        "correct languages": f"/imports/{run_id}/1/languages/",
        "correct closing": f"/imports/{run_id}/1/closing/",
        "row set up": f"/imports/{run_id}/1/set-up/",
        "join": f"/imports/{run_id}/1/join/",
        "take": f"/imports/{run_id}/1/take/",
        "decide all": f"/imports/{run_id}/decide/",
        "read as": f"/imports/{run_id}/read-as/",
        "columns": f"/imports/{table_id}/columns/",
        "revert": f"/imports/{run_id}/revert/",
        "source new": "/imports/sources/new/",
        "discard": f"/imports/{run_id}/discard/",
        "sign in": "/account/login/",
        "password": "/account/password/reset/",
        "admin": "/admin/candidates/application/",
        "admin move": f"/admin/candidates/application/{a}/fix/move/",
        "admin people": "/admin/people/user/",
    }


# The names that any of the pages reads.
NAMES = [
    "version", "key", "next", "note", "stage", "reason", "add_opening_because", "occurred_at_0", "occurred_at",
    "title", "on", "at", "minutes", "time_zone", "which", "place", "participants", "candidate_invited", "revision",
    "because", "answer", "status", "q", "show", "who", "page", "state", "name", "find", "turn", "late", "full_name",
    "email", "phone", "link", "source", "headline", "location", "candidate", "confirm", "template", "openings",
    "company", "description", "pay_min", "pay_max", "pay_currency", "closing_on", "minimum_years", "regions",
    "user", "role", "text", "published_on",
    "columns", "column-0", "joins", "theirs", "as_read", "format", "verdict", "every", "owner", "url", "recruiter",
    "hiring_manager", "coordinator", "pay_period", "language_requirements", "skills_required", "row", "files",
    "value", "seen", "choice", "decision", "department", "posting_status", "login", "password", "o", "p", "e", "sort",
]  # fmt: skip


QUICK = {NUL, HUGE, "0001-01-01", "9999-12-31"}
ANYTHING = [
    pytest.param(value, id=f"value {n}", marks=[] if value in QUICK else pytest.mark.deep)
    for n, value in enumerate([*ODD, LONG, "0001-01-01", "9999-12-31", "9999-12-31T23:59", "23:59"])
]


def failures(answers) -> list[tuple]:
    """Of (what was sent, its answer): those that ended in a server's error."""
    return [(*sent, str(got.exc_info[1])[:90]) for sent, got in answers if got.status_code >= 500]


@pytest.mark.parametrize("value", ANYTHING)
def test_an_odd_value_in_every_field_of_every_page(attacker, places, value):
    data = dict.fromkeys(NAMES, value)
    answers = [((place, "get"), attacker.get(path, data)) for place, path in places.items()]
    answers += [((place, "post"), attacker.post(path, data)) for place, path in places.items()]
    assert failures(answers) == []


@pytest.mark.deep
@pytest.mark.parametrize(
    "place", ["move", "reject", "hire", "undo", "reopen", "plan", "reschedule", "change", "cancel"]
)
def test_one_odd_value_where_all_the_others_are_right(attacker, places, application, interviewer, place):
    right = {
        "version": "1", "stage": application.posting.stages.last().pk, "reason": a_reason().pk, "revision": "1",
        "title": "Talk", "on": "2031-03-30", "at": "10:00", "minutes": "60", "time_zone": "Europe/Lisbon",
        "participants": interviewer.pk, "because": "So", "note": "A note", "key": "", "next": "", "occurred_at": "",
    }  # fmt: skip
    sent = [(name, value.values[0]) for name in right for value in ANYTHING]
    answers = [(one, attacker.post(places[place], {**right, "key": a_key(), one[0]: one[1]})) for one in sent]
    assert failures(answers) == []


@pytest.mark.parametrize(
    ("on", "at", "zone", "minutes"),
    [
        ("9999-12-31", "23:59", "America/New_York", "1440"),
        ("9999-12-31", "23:59", "UTC", "1440"),
        ("0001-01-01", "00:00", "Asia/Tokyo", "60"),
        ("2031-03-30", "01:30", "Europe/Lisbon", "60"),
        ("2031-10-26", "01:30", "Europe/Lisbon", "60"),
        ("2031-01-01", "10:00", "Mars/Olympus", "60"),
        ("2031-02-30", "10:00", "UTC", "60"),
        ("2031-01-01", "25:00", "UTC", "60"),
        ("2031-01-01", "10:00", "UTC", "-60"),
    ],
)
def test_times_that_do_not_happen_plan_nothing(attacker, places, on, at, zone, minutes):
    data = {"title": "Talk", "on": on, "at": at, "time_zone": zone, "minutes": minutes, "key": a_key()}
    for place in ("plan", "reschedule"):
        assert attacker.post(places[place], {**data, "revision": "1"}).status_code == 422, place
    assert Interview.objects.count() == 1


@pytest.mark.parametrize("ident", [HUGE, "9223372036854775808", "2147483648", "0"])
def test_forged_ids_are_not_found(attacker, places, ident):
    forged = {"/".join(ident if part.isdigit() else part for part in path.split("/")) for path in places.values()}
    forged -= set(places.values())
    assert {attacker.post(path).status_code for path in forged if "/admin/" not in path} <= {404, 405}
    assert {attacker.get(path).status_code for path in forged} <= {302, 404, 405}


@pytest.mark.parametrize("method", ["head", "options", "put", "delete", "patch", "trace"])
def test_other_methods(attacker, places, method):
    answers = {path: getattr(attacker, method)(path).status_code for path in places.values()}
    assert {path: status for path, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken"])
def test_a_cookie_with_a_nul(places, cookie):
    client = Client(raise_request_exception=False)
    client.cookies[cookie] = "a" * 20 + "\x00" + "b" * 12
    assert client.get("/postings/").status_code == 400


def test_a_nul_in_the_path(attacker):
    for path in ("/postings/%00/", "/%00", "/static/%00", "/outbox/1/%00/", "/admin/%00/", "/imports/1/1/%00/"):
        assert attacker.get(path).status_code in (400, 404), path


def test_a_refused_move_with_a_nul_in_the_address_that_it_came_from(attacker, places, posting):
    back = f"/postings/{posting.pk}/board/?q=%00&name=%00&find=%00"
    assert attacker.post(places["advance"], {"version": "7", "next": back}).status_code == 409


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_an_arrival_at_the_beginning_of_the_calendar_is_refused(attacker, administrator, posting, application, zone):
    """In Tokyo it would be a year that PostgreSQL keeps and Python cannot read."""
    type(administrator).objects.update(time_zone=zone)
    new = {"full_name": "Ana", "source": application.source_id, "key": a_key(), "occurred_at": "0001-01-01T00:00"}
    answer = attacker.post(f"/postings/{posting.pk}/candidates/new/", new)
    assert answer.status_code == 422
    assert "1900" in answer.text
