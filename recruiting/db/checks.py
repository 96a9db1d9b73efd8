"""What `check` cannot see in the code: whose the tables are."""

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, connection

_OWNER = """SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class
    WHERE relname = 'candidates_stagemove' AND relkind = 'r'"""


def owns_the_tables() -> bool:
    """Whether this connection's role could turn off what the database guarantees."""
    with connection.cursor() as cursor:
        cursor.execute(_OWNER)
        return bool((cursor.fetchone() or [False])[0])


def turns_triggers_off(connection=connection) -> bool:
    """Whether this connection's role may load rows past triggers and foreign keys, in a session of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        return cursor.fetchone()[0]


@register(Tags.security, deploy=True)
def application_owns_nothing(app_configs, **_) -> list[CheckMessage]:
    try:
        if not owns_the_tables():
            return []
    except DatabaseError:
        return []  # no database here to ask; the settings are still worth checking
    return [
        Warning(
            "The application's database role owns its tables, so the application could turn off what the database "
            "guarantees.",
            hint="Give the application a role of its own in DATABASE_URL, and the owner in MIGRATION_DATABASE_URL.",
            id="fairlead.W001",
        )
    ]
