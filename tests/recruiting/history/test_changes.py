"""History: every change of a row, whichever way it came, with who, through which door and why."""

import pghistory
import psycopg
import pytest
from django.db import connection

from candidates.models import Application, Candidate, ContactPoint
from candidates.moves import actions
from postings.models import Posting
from recruiting.history.queries import Change, changes_of, changes_of_row, history_of
from recruiting.history.tracking import door
from recruiting.outbox.models import Door
from recruiting.people.models import User
from tests import servers
from tests.factories import CandidateFactory, UserFactory

pytestmark = pytest.mark.django_db


def told(change: Change) -> dict[str, tuple[object, object]]:
    return {field.field.name: (field.old, field.new) for field in change.fields}


def test_insert_update_and_delete_with_who_door_and_reason(recruiter):
    with door(user=recruiter.pk, door="page"):
        candidate = CandidateFactory()
        point = ContactPoint.objects.create(candidate=candidate, kind="email", value="a@x.org", match_key="a@x.org")
    with door(user=recruiter.pk, door="admin", reason="typed wrong"):
        point.save_edit(seen=1, changes={"value": "b@x.org", "match_key": "b@x.org"})
        point_id = point.pk
        point.delete()
    deleted, updated, inserted = changes_of_row(ContactPoint, point_id)
    assert [c.kind for c in (inserted, updated, deleted)] == ["insert", "update", "delete"]
    assert {c.who for c in (inserted, updated, deleted)} == {recruiter}
    assert (inserted.door, updated.door, updated.why) == (Door.PAGE, Door.ADMIN, "typed wrong")
    assert told(inserted)["value"] == (None, "a@x.org")
    assert told(updated) == {"value": ("a@x.org", "b@x.org"), "match_key": ("a@x.org", "b@x.org")}
    assert deleted.fields == ()


def test_a_bulk_update_and_raw_sql_are_in_it(recruiter):
    one, other = CandidateFactory(), CandidateFactory()
    with door(user=recruiter.pk, door="task", reason="moved office"):
        Candidate.objects.update(location="Porto")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE candidates_candidate SET location = 'Lisbon' WHERE id = %s", [one.pk])
    by_sql, in_bulk, _ = changes_of(one)
    assert told(by_sql) == {"location": ("Porto", "Lisbon")}
    assert told(in_bulk) == told(changes_of(other)[0]) == {"location": ("", "Porto")}
    assert {(c.who, c.door, c.why) for c in (by_sql, in_bulk)} == {(recruiter, Door.TASK, "moved office")}


def test_a_move_is_in_the_history_of_its_application_with_who_and_door(application, recruiter):
    with door(user=recruiter.pk, door="page"):
        actions.advance(application.pk, version=1, by=recruiter)
    _review, change, *_ = changes_of(application)  # who moves a new one has reviewed it
    assert (change.who, change.door) == (recruiter, Door.PAGE)
    assert set(told(change)) == {"stage", "stage_entered_at", "moved_at", "version", "rank"}


def test_a_change_of_rank_alone_makes_no_row(application):
    before = len(changes_of(application))
    Application.objects.filter(pk=application.pk).update(rank="zz")
    assert len(changes_of(application)) == before
    Application.objects.filter(pk=application.pk).update(rank="zzz", pay_currency="EUR")
    assert told(changes_of(application)[0]) == {"rank": (application.rank, "zzz"), "pay_currency": ("", "EUR")}


def test_signing_in_makes_no_row_and_a_password_is_never_copied(recruiter):
    before = len(changes_of(recruiter))
    User.objects.filter(pk=recruiter.pk).update(last_login="2026-01-01T00:00Z")
    User.objects.filter(pk=recruiter.pk).update(password="secret")
    assert len(changes_of(recruiter)) == before
    assert "password" not in {field.name for field in history_of(User)._meta.fields}


def test_a_request_says_who_and_which_door(browser_of, administrator, rf):
    from recruiting.history.middleware import HistoryMiddleware

    candidate = CandidateFactory()

    def view(request):
        Candidate.objects.filter(pk=candidate.pk).update(headline=request.path)

    for path in ("/candidates/1/", "/admin/candidates/candidate/1/change/"):
        request = rf.post(path)
        request.user = administrator
        HistoryMiddleware(view)(request)
    in_admin, on_page, _ = changes_of(candidate)
    assert (on_page.who, on_page.door) == (administrator, Door.PAGE)
    assert (in_admin.who, in_admin.door) == (administrator, Door.ADMIN)


def test_a_choice_is_told_by_its_label_and_empty_fields_of_an_insert_are_left_out(posting):
    Posting.objects.filter(pk=posting.pk).update(status="on_hold")
    latest, *_, first = changes_of(posting)
    (change,) = latest.fields
    assert (change.name, change.old_text, change.new_text) == ("status", "Open", "On hold")
    assert "company" not in told(first) and told(first)["title"] == (None, "Backend Engineer")


def test_the_number_of_queries_does_not_follow_the_number_of_changes(django_assert_num_queries):
    candidate, users = CandidateFactory(), [UserFactory() for _ in range(5)]
    for user in users:
        with door(user=user.pk, door="page"):
            Candidate.objects.filter(pk=candidate.pk).update(headline=user.name)
    with django_assert_num_queries(2):
        assert len(changes_of(candidate)) == 6


@pytest.mark.django_db(transaction=True)
def test_a_change_from_outside_the_application_has_no_context():
    candidate = CandidateFactory()
    with psycopg.connect(servers.application_database_url()) as outside:
        outside.execute("UPDATE candidates_candidate SET headline = 'x' WHERE id = %s", [candidate.pk])
    change = changes_of(candidate)[0]
    assert (change.who, change.door, change.why) == (None, Door.OUTSIDE, "")
    assert told(change) == {"headline": ("", "x")}


def test_the_context_ends_with_its_block(recruiter):
    candidate = CandidateFactory()
    with pghistory.context(user=recruiter.pk, door="page"):
        pass
    Candidate.objects.filter(pk=candidate.pk).update(headline="x")
    assert changes_of(candidate)[0].who is None
