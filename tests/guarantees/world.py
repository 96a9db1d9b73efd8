"""A small world of committed rows, and raw SQL that attacks it from a psql prompt with the application's role."""

import contextlib
from collections.abc import Iterator

import psycopg
from django.utils import timezone
from psycopg import sql

from candidates.moves import actions
from postings.models import Advert, Opening, Posting
from postings.pipelines.models import Stage
from recruiting.outbox.actions import record
from recruiting.outbox.models import Event, IdempotencyKey
from recruiting.people.models import Role
from recruiting.reminders.models import Reminder
from tests import servers
from tests.factories import CandidateFactory, UserFactory, a_posting, a_reason, an_application

World = dict[str, object]


def build() -> World:
    """Ids by the names that the attacks use, as in ``%(active)s``."""
    by = UserFactory(role=Role.ADMINISTRATOR)
    here, elsewhere = a_posting(by=by, openings=3), a_posting(by=by, openings=1)
    Opening.objects.filter(posting=here, number=3).update(cancelled_at=timezone.now(), cancelled_because="frozen")
    world = {
        "by": by.pk,
        "colleague": UserFactory().pk,
        "posting": here.pk,
        "elsewhere": elsewhere.pk,
        "reason": a_reason().pk,
    }
    world |= {f"stage{stage.position}": stage.pk for stage in Stage.objects.filter(posting=here)}
    world |= {f"foreign{stage.position}": stage.pk for stage in Stage.objects.filter(posting=elsewhere)}
    world |= {f"opening{opening.number}": opening.pk for opening in Opening.objects.filter(posting=here)}
    world |= {"foreign_opening": Opening.objects.get(posting=elsewhere).pk}
    return world | _applications(here, by, world) | _others(here, by) | {"now": timezone.now()}


def _applications(here: Posting, by, world: World) -> World:
    """``active``: three moves. ``hired``: holds opening 1. ``ended`` and ``again``: one candidate, twice on the
    posting. ``alone``: ended, no other. Stage 5 is retired, and ``left_behind`` ended there."""
    active, hired, ended, alone, left_behind, other = (an_application(here, by=by) for _ in range(6))
    actions.advance(active.pk, version=1, by=by, key="moved")
    actions.advance(active.pk, version=2, by=by)
    actions.hire(hired.pk, version=1, by=by)
    actions.move(left_behind.pk, stage_id=world["stage5"], version=1, by=by)
    reason = {"reason_id": world["reason"], "by": by}
    actions.reject(ended.pk, version=1, **reason)
    actions.reject(alone.pk, version=1, **reason)
    actions.reject(left_behind.pk, version=2, **reason)
    again = an_application(here, by=by, candidate=ended.candidate)
    Stage.objects.filter(pk=world["stage5"]).update(retired_at=timezone.now())
    closed = a_posting(by=by)
    on_closed = an_application(closed, by=by)
    actions.reject(on_closed.pk, version=1, **reason)
    Posting.objects.filter(pk=closed.pk).update(status="closed")
    rows = {
        "active": active, "hired": hired, "ended": ended, "alone": alone, "left_behind": left_behind, "other": other,
        "again": again, "on_closed": on_closed,
    }  # fmt: skip
    draft = a_posting(by=by, status="draft")
    return {name: row.pk for name, row in rows.items()} | {
        "candidate": CandidateFactory().pk,
        "candidate_of_active": active.candidate_id,
        "source": active.source_id,
        "draft": draft.pk,
        "draft_stage": draft.stages.get(position=1).pk,
        "closed": closed.pk,
        "closed_stage": on_closed.stage_id,
    }


def _others(here: Posting, by) -> World:
    event = record("test.numbered", subject_type="posting", subject_id=here.pk, door="task", by_id=by.pk)
    Event.objects.filter(pk=event.pk).update(number=1)
    Advert.objects.create(
        posting=here, source_kind="paste", tenant="", external_id="x", title="t", text="t", last_seen_at=timezone.now()
    )
    Reminder.objects.create(
        kind="interview.soon", subject_type="interview", subject_id=1, subject_version=1, recipient_type="user",
        recipient_id=by.pk, due_at=timezone.now(),
    )  # fmt: skip
    key = IdempotencyKey.objects.create(actor=by, key="used", action="posting.create", body_hash="a" * 64)
    return {"event": event.pk, "key": key.pk}


# ---------------------------------------------------------------- the psql prompt


@contextlib.contextmanager
def prompt() -> Iterator[psycopg.Connection]:
    """Logged in as the application's role, as a person would; whatever was not committed is rolled back."""
    with contextlib.closing(psycopg.connect(servers.application_database_url())) as connection:
        connection.execute("SET lock_timeout = '10s'")
        yield connection


def run(world: World, *statements: str) -> None:
    """The statements in one transaction of their own, up to where COMMIT would check what is deferred."""
    with prompt() as connection:
        for statement in (*statements, "SET CONSTRAINTS ALL IMMEDIATE"):
            connection.execute(statement, world)


def refusal(world: World, *statements: str) -> str:
    """The constraint that refuses them, or ``permission denied``; '' where nothing does."""
    try:
        run(world, *statements)
    except psycopg.errors.IntegrityError as error:
        return error.diag.constraint_name or f"{error.diag.column_name} is null"
    except psycopg.errors.InsufficientPrivilege as error:
        said = error.diag.message_primary
        return "permission denied" if said.startswith(("permission denied", "must be owner")) else said
    return ""


# ---------------------------------------------------------------- moves as SQL

MOVE = {
    "number": "last.number + 1",
    "kind": "'move'",
    "from_stage_id": "last.to_stage_id",
    "from_status": "last.to_status",
    "from_entered_at": "last.entered_at",
    "prev_occurred_at": "last.occurred_at",
    "to_stage_id": "%(stage4)s",
    "to_status": "'active'",
    "entered_at": "now()",
    "visit": "last.number + 1",
    "occurred_at": "now()",
    "actor_id": "%(by)s",
    "door": "'outside'",
    "end_reason_id": "NULL::bigint",
    "note": "''",
    "opening_id": "NULL::bigint",
    "undoes": "NULL::int",
    "idempotency_key": "NULL",
}
ENDING = {
    "kind": "'reject'", "to_stage_id": "last.to_stage_id", "to_status": "'rejected'", "entered_at": "last.entered_at",
    "visit": "last.visit", "end_reason_id": "%(reason)s::bigint",
}  # fmt: skip
HIRE = ENDING | {"kind": "'hire'", "to_status": "'hired'", "end_reason_id": "NULL::bigint"}
REOPENING = {"kind": "'reopen'", "to_stage_id": "last.to_stage_id"}


def insert_move(of: str = "active", **changes: str) -> str:
    """One move after the last one of application ``of``, alone."""
    values = MOVE | changes
    return (
        f"INSERT INTO candidates_stagemove (application_id, {', '.join(values)}) "
        f"SELECT last.application_id, {', '.join(values.values())} FROM candidates_stagemove last "
        f"WHERE last.application_id = %({of})s ORDER BY last.number DESC LIMIT 1"
    )


def moving(of: str = "active", *, application: dict[str, str] | None = None, **changes: str) -> str:
    """A move and the application that follows it, in one statement; ``application``: what it says otherwise."""
    values = MOVE | changes
    follows = {
        "stage_id": values["to_stage_id"],
        "status": values["to_status"],
        "version": values["number"],
        "stage_entered_at": values["entered_at"],
        "moved_at": values["occurred_at"],
        "opening_id": "NULL::bigint",
    } | (application or {})
    changed = ", ".join(f"{column} = {value}" for column, value in follows.items())
    return (
        f"WITH followed AS (UPDATE candidates_application a SET {changed} FROM candidates_stagemove last "
        f"WHERE a.id = %({of})s AND last.application_id = a.id AND last.number = a.version) "
        + insert_move(of, **changes)
    )


def hiring(of: str, opening: str | None) -> str:
    holds = f"%({opening})s::bigint" if opening else "NULL::bigint"
    return moving(of, **HIRE, application={"opening_id": holds})


APPLICATION = {
    "candidate_id": "%(candidate)s",
    "posting_id": "%(posting)s",
    "stage_id": "%(stage1)s",
    "status": "'active'",
    "stage_entered_at": "%(now)s",
    "moved_at": "%(now)s",
    "version": "1",
    "rank": "'a'",
    "source_id": "%(source)s",
    "pay_currency": "''",
    "pay_period": "''",
    "revision": "1",
}
FIRST = {
    "number": "1", "kind": "'enter'", "to_stage_id": "%(stage1)s", "to_status": "'active'", "entered_at": "%(now)s",
    "visit": "1", "occurred_at": "%(now)s", "actor_id": "%(by)s", "door": "'outside'", "note": "''",
}  # fmt: skip


def insert_application(**values: str) -> str:
    values = APPLICATION | values
    return f"INSERT INTO candidates_application ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def entering(*, move: dict[str, str] | None = None, **application: str) -> str:
    """An application and its first move in one statement."""
    first = FIRST | (move or {})
    return (
        f"WITH entered AS ({insert_application(**application)} RETURNING id) "
        f"INSERT INTO candidates_stagemove (application_id, {', '.join(first)}) "
        f"SELECT id, {', '.join(first.values())} FROM entered"
    )


# ---------------------------------------------------------------- other rows as SQL

ALONE = "UPDATE candidates_application SET {} WHERE id = %(active)s"


def reminder(**changes: str) -> str:
    values = {
        "kind": "'interview.soon'", "subject_type": "'interview'", "subject_id": "1", "subject_version": "1",
        "recipient_type": "'user'", "recipient_id": "%(by)s", "occurrence": "1", "due_at": "now()",
        "status": "'pending'", "why_not": "''", "created_at": "now()",
    } | changes  # fmt: skip
    return f"INSERT INTO reminders_reminder ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def advert(**changes: str) -> str:
    values = {
        "posting_id": "%(elsewhere)s", "source_kind": "'paste'", "tenant": "''", "external_id": "'x'",
        "source_name": "''", "title": "'t'", "text": "'t'", "url": "''", "digest": "''",
        "last_seen_at": "now()", "revision": "1",
    } | changes  # fmt: skip
    return f"INSERT INTO postings_advert ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def key(**changes: str) -> str:
    values = {
        "actor_id": "%(by)s", "key": "'used'", "action": "'posting.create'", "body_hash": "repeat('b', 64)",
        "result": "'{}'", "created_at": "now()",
    } | changes  # fmt: skip
    return f"INSERT INTO outbox_idempotencykey ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def tables(connection: psycopg.Connection) -> list[sql.Identifier]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [sql.Identifier(name) for (name,) in rows]
