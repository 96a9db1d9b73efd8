"""Django's flush, for a database whose tables the application does not own; transaction tests end with it."""

import contextlib
from collections.abc import Iterator

from django.core.management import CommandError
from django.core.management.commands import flush
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections

from recruiting.db.checks import turns_triggers_off


class Command(flush.Command):
    def handle(self, **options) -> None:
        connection = connections[options["database"]]
        with _as_login_role(connection):
            with _without_triggers(connection):
                super().handle(**options | {"inhibit_post_migrate": True})
            if not options.get("inhibit_post_migrate"):
                emit_post_migrate_signal(options["verbosity"], options["interactive"], options["database"])


@contextlib.contextmanager
def _as_login_role(connection) -> Iterator[None]:
    """Tests log in as the owner and step down; this steps up again for a moment."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        if not turns_triggers_off(connection):
            raise CommandError("flush empties tables that this role may not: give the owner's MIGRATION_DATABASE_URL.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@contextlib.contextmanager
def _without_triggers(connection) -> Iterator[None]:
    """TRUNCATE is refused by triggers on the append-only tables, whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET session_replication_role")
