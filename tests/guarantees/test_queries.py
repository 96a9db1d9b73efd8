"""Each guarantee as a query: it finds nothing in a whole world, and exactly the row that somebody falsified.

The owner falsifies with triggers and foreign keys off, drops the key that would still refuse, looks, and rolls back.
"""

from datetime import timedelta

import psycopg
import pytest
from django.core.management import call_command
from django.utils import timezone

from candidates.interviews.models import Interview
from candidates.models import EndReason
from candidates.moves.guarantees import GUARANTEES
from candidates.moves.history_check import broken
from recruiting.db.references import dangling
from recruiting.outbox.models import Message
from recruiting.people.models import User
from tests import servers
from tests.factories import a_reason
from tests.guarantees.world import advert, build, key, reminder
from tests.lives import a_whole_life

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The world of the attacks, somebody who lived through every kind of move, and what hangs on them."""
    with django_db_blocker.unblock():
        try:
            world = build()
            by = User.objects.get(pk=world["by"])
            lived = a_whole_life(by)
            yield world | _more(world, lived, by)
        finally:
            call_command("flush", interactive=False, verbosity=0)


def _more(world, lived, by) -> dict[str, object]:
    start = timezone.now() + timedelta(days=1)
    interview = Interview.objects.create(
        application_id=world["active"], title="Interview", starts_at=start, ends_at=start + timedelta(hours=1),
        time_zone="UTC", planned_by=by,
    )  # fmt: skip
    message = Message.objects.create(
        kind="x", subject_type="application", subject_id=lived.pk, to_name="x", to_address="x@example.org", title="x",
        body="x", why="x", status=Message.Status.CANCELLED, not_before=start, message_id="x",
        cause_move_id=lived.moves.get(number=3).pk,
    )  # fmt: skip
    reasons = EndReason.objects.filter(status="rejected").order_by("position")
    return {
        "lived": lived.pk, "interview": interview.pk, "message": message.pk, "another_reason": reasons[1].pk,
        "closing": a_reason("closed").pk,
    }  # fmt: skip


def move(of: str, number: int, changes: str) -> str:
    return f"UPDATE candidates_stagemove SET {changes} WHERE application_id = %({of})s AND number = {number}"


def application(of: str, changes: str) -> str:
    return f"UPDATE candidates_application SET {changes} WHERE id = %({of})s"


def without(table: str, constraint: str) -> str:
    return f"ALTER TABLE {table} DROP CONSTRAINT {constraint} CASCADE"


# Which guarantee, the offenders it names (or how many), and what was falsified.
FALSE = [
    ("its stage belongs to another posting", ["application {active}"],
     application("active", "stage_id = %(foreign2)s")),
    ("goes to a stage of another posting", ["application {active}, move 2"],
     move("active", 2, "to_stage_id = %(foreign2)s")),
    ("active beside another one of the same candidate", ["application {ended}", "application {again}"],
     "DROP INDEX application_active_is_one", application("ended", "status = 'active'")),
    ("active on a posting that takes nobody", ["application {active}", "application {other}", "application {again}"],
     "UPDATE postings_posting SET status = 'closed' WHERE id = %(posting)s"),
    ("active in a retired stage", ["application {active}"],
     "UPDATE pipelines_stage SET retired_at = now() WHERE id = %(stage3)s"),
    ("has two moves of this number", ["application {active}, move 2"],
     without("candidates_stagemove", "move_is_numbered_once"), move("active", 3, "number = 2, visit = 2")),
    ("does not begin where the move before it ended", ["application {active}, move 3"],
     move("active", 3, "from_stage_id = %(stage4)s")),
    ("does not begin where the move before it ended", ["application {active}, move 4"],
     move("active", 3, "number = 4")),
    ("happened before the move before it", ["application {active}, move 3"],
     without("candidates_stagemove", "move_is_not_before_the_last"),
     move("active", 3, "prev_occurred_at = occurred_at + interval '1 s'")),
    *(("is not what its last move says", ["application {active}"], application("active", change)) for change in (
        "stage_id = %(stage4)s", "version = 2", "stage_entered_at = now()", "moved_at = now()", "status = 'closed'")),
    ("is not what its last move says", ["application {other}"],
     "DELETE FROM candidates_stagemove WHERE application_id = %(other)s"),
    ("no application follows this move", ["application {active}, move 3"], application("active", "version = 2")),
    ("no application follows this move", ["application {other}, move 1"],
     "DELETE FROM candidates_application WHERE id = %(other)s"),
    ("changes neither stage nor status", ["application {active}, move 2"],
     without("candidates_stagemove", "move_changes_something"), move("active", 2, "to_stage_id = from_stage_id")),
    ("hired without an opening, or with one but not hired", ["application {hired}"],
     without("candidates_application", "application_hired_holds_opening"), application("hired", "opening_id = NULL")),
    ("its opening is cancelled or another posting's", ["application {hired}"],
     "UPDATE postings_opening SET cancelled_at = now(), cancelled_because = 'x' WHERE id = %(opening1)s"),
    ("its opening is cancelled or another posting's", ["application {hired}"],
     application("hired", "opening_id = %(foreign_opening)s")),
    ("holds an opening that another one holds", ["application {hired}", "application {other}"],
     without("candidates_application", "candidates_application_opening_id_key"),
     application("other", "status = 'hired', opening_id = %(opening1)s")),
    ("holds another opening than its last move took", ["application {hired}"],
     application("hired", "opening_id = %(opening2)s")),
    *(("names another opening than it took or freed", [f"application {{{of}}}, move {number}"],
       move(of, number, f"opening_id = {opening}"))
      for of, number, opening in (("hired", 2, "NULL"), ("active", 2, "%(opening2)s"), ("lived", 13, "NULL"))),
    ("names another opening than it took or freed", ["application {lived}, move 12", "application {lived}, move 13"],
     move("lived", 12, "opening_id = NULL")),
    ("is written twice", 2, without("reminders_reminder", "reminder_is_written_once"), reminder()),
    ("is known twice", 2, without("postings_advert", "advert_is_known_once"), advert()),
    ("is used twice", 2, without("outbox_idempotencykey", "key_is_used_once"), key()),
    ("has a key that another move has", 2, without("candidates_stagemove", "move_key_is_used_once"),
     move("other", 1, "idempotency_key = 'moved'")),
    ("does not go this way", ["application {active}, move 2"], move("active", 2, "kind = 'reopen'")),
    ("undoes another move than the last standing one", ["application {lived}, move 14"],
     move("lived", 14, "undoes = 6")),
    ("undoes another move than the last standing one", ["application {lived}, move 13", "application {lived}, move 14"],
     move("lived", 13, "undoes = 10")),
    ("undoes what another move has undone", ["application {lived}, move 5"],
     without("candidates_stagemove", "move_is_undone_once"), move("lived", 5, "undoes = 3")),
    *(("its stage, status or clock is not what the moves before it lead to", [f"application {{{of}}}, move {number}"],
       move(of, number, change))
      for of, number, change in (
          ("active", 2, "visit = 1, entered_at = entered_at - interval '1 day'"),
          ("alone", 2, "to_stage_id = %(stage2)s"),
          ("lived", 4, "entered_at = entered_at - interval '1 day'"))),
    ("its end reason is missing, another one or of another status", ["application {alone}, move 2"],
     move("alone", 2, "end_reason_id = %(closing)s")),
    ("its end reason is missing, another one or of another status", ["application {lived}, move 9"],
     move("lived", 9, "end_reason_id = %(another_reason)s")),
    ("has no event, or more than one", ["application {other}, move 1"],
     "DELETE FROM outbox_event WHERE subject_type = 'application' AND subject_id = %(other)s"),
    ("its number does not follow the one before it", ["event {event}"],
     "UPDATE outbox_event SET number = 5 WHERE id = %(event)s"),
    ("waits though its application ended", 1, reminder(occurrence="2", application_id="%(alone)s")),
    ("rests though its application is active", 1,
     reminder(occurrence="2", application_id="%(active)s", status="'suspended'", because="'ended'")),
    ("waits though its interview is off", 1,
     "UPDATE interviews_interview SET status = 'cancelled', cancelled_because = 'x'",
     "UPDATE reminders_reminder SET subject_id = %(interview)s"),
    ("waits though its move was undone", ["message {message}"],
     "UPDATE outbox_message SET status = 'queued' WHERE id = %(message)s"),
]  # fmt: skip


@pytest.fixture
def owner():
    with psycopg.connect(servers.owner_database_url()) as owner:
        owner.execute("SET session_replication_role = replica")
        yield owner
        owner.rollback()


def test_nothing_is_found_where_nothing_is_wrong(world, owner):
    assert [*broken(owner.cursor()), *dangling(owner.cursor())] == []


@pytest.mark.parametrize(("what", "offenders", "statements"), [(what, who, how) for what, who, *how in FALSE])
def test_a_falsified_row_is_found(world, owner, what, offenders, statements):
    for statement in statements:
        owner.execute(statement, world)
    found = [str(difference) for difference in broken(owner.cursor()) if difference.what == what]
    expected = offenders if isinstance(offenders, int) else [f"{who.format(**world)}: {what}" for who in offenders]
    assert (len(found) if isinstance(offenders, int) else found) == expected


def test_every_guarantee_is_falsified_above():
    assert {what for what, *_ in FALSE} == {guarantee.broken for guarantee in GUARANTEES}
    assert {guarantee.number for guarantee in GUARANTEES} == set(range(10))


def test_a_row_that_refers_to_nothing_is_found(world, owner):
    owner.execute(application("active", "source_id = 0"), world)
    ((table, key, count),) = dangling(owner.cursor())
    assert (table, count) == ("candidates_application", 1)
    assert key.startswith("candidates_applicati_source_id_")
