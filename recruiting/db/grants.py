"""What the application's role may do. It owns nothing, so it cannot disable a trigger or drop a constraint."""

import pghistory.models
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def append_only_tables() -> list[str]:
    """Moves, events, corrections and every history table: SELECT and INSERT at most."""
    return [
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "append_only", False)
        or (issubclass(model, pghistory.models.Event) and model._meta.managed and not model._meta.abstract)
    ]


def is_migrated(using: str) -> bool:
    """Whether every table is there: `migrate` can be told to stop half-way, and tells everybody all the same."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def grant_to_application(using: str = "default", **_) -> None:
    """After every migrate, as the owner: the application's role gets exactly what its code needs. Idempotent."""
    role = settings.APPLICATION_ROLE
    if not is_migrated(using):
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [role])
        if not cursor.fetchone():
            return  # one role for everything: `check --deploy` says so
        quoted = connection.ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        for table in append_only_tables():
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {quoted}")
        # A temporary table would hide the real one of its name from the history's triggers.
        database = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {quoted}")
        cursor.execute(f"REVOKE INSERT ON candidates_timecorrection FROM {quoted}")  # its function writes it
        cursor.execute(f"GRANT EXECUTE ON FUNCTION correct_move_time TO {quoted}")
        # The relay numbers an event after its commit; a trigger lets that happen once.
        cursor.execute(f"GRANT UPDATE (number) ON outbox_event TO {quoted}")
