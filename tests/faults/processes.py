"""The processes of an installation, started as the Procfile does and killed; and what a fault must not lose."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from candidates.interviews import actions
from candidates.interviews.models import Interview
from candidates.models import StageMove
from candidates.moves.history_check import check
from recruiting.local.postgres import DATABASE, OWNER, Postgres
from recruiting.outbox.models import Message
from recruiting.reminders.models import Reminder
from tests import live
from tests.factories import UserFactory, a_key, a_posting, an_application
from tests.faults.smtp import MailServer

PEOPLE = 4
REMINDERS = 2 * PEOPLE


@contextlib.contextmanager
def worker(mail: MailServer, *options: str, **env: str) -> Iterator[subprocess.Popen]:
    """A worker of one process, which sends to ``mail``."""
    celery = ["worker", "--loglevel", "WARNING", "--concurrency", "1", *options]
    with _celery(*celery, EMAIL_URL=mail.url, **env) as process:
        yield process


@contextlib.contextmanager
def beat(schedule: str, **env: str) -> Iterator[subprocess.Popen]:
    with _celery("beat", "--loglevel", "WARNING", "--schedule", schedule, "--pidfile=", **env) as process:
        yield process


@contextlib.contextmanager
def _celery(*arguments: str, **env: str) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "celery", "-A", "recruiting.celery", *arguments]
    process = subprocess.Popen(command, env=live.environment(**env), start_new_session=True)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # the group that it leads: its child is in it
    process.wait(10)


def until(condition: Callable[[], bool], *, what: str, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s; mail {statuses(Message)}"
        select.select([], [], [], 0.02)


def an_interview() -> Interview:
    application = an_application(a_posting())
    starts_at = timezone.now() + timedelta(days=3)
    planned = actions.plan(
        application.pk,
        title="Technical interview",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        time_zone="UTC",
        participants=[UserFactory() for _n in range(PEOPLE)],
        by=UserFactory(),
        key=a_key(),
    )
    return Interview.objects.get(pk=planned)


def make_reminders_due() -> None:
    """All of an interview's reminders; nothing else is to be sent."""
    an_interview()
    Message.objects.all().delete()
    assert Reminder.objects.update(due_at=timezone.now()) == REMINDERS


def statuses(model) -> dict[str, int]:
    return dict(Counter(model.objects.values_list("status", flat=True)))


def leases_run_out() -> None:
    Message.objects.filter(status="sending").update(lease_until=timezone.now() - timedelta(seconds=1))


def moves_by_key() -> Counter:
    return Counter(StageMove.objects.exclude(idempotency_key=None).values_list("idempotency_key", flat=True))


def differences() -> list[str]:
    """What check_history finds."""
    return [str(difference) for difference in check().differences]


@contextlib.contextmanager
def connected_to(postgres: Postgres) -> Iterator[None]:
    """This test's own connection leads to another server, in the application's role as ever."""
    was = dict(connection.settings_dict)
    there = {"NAME": DATABASE, "USER": OWNER, "PASSWORD": postgres.secret(OWNER), "PORT": postgres.port}
    connection.close()
    connection.settings_dict.update(there)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(was)


def all_sent() -> bool:
    """Whether all is; leases that a crash left run out at once, and no attempt waits."""
    now = timezone.now()
    Message.objects.filter(status="queued").update(not_before=now)
    Message.objects.filter(status="sending", lease_until__lt=now + timedelta(minutes=4)).update(lease_until=now)
    return statuses(Message) == {"sent": REMINDERS}
