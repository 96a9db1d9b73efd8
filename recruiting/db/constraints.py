"""Guarantees that Django has no constraint for, written so that makemigrations sees them.

Both are added at the end of their migration (``deferred_sql``), so that tables may refer to one another.
"""

from collections.abc import Sequence

from django.db import IntegrityError, models
from django.db.backends.ddl_references import Statement, Table


class _AtTheEnd(models.BaseConstraint):
    """A constraint that is its own SQL statement, run when every table of the migration stands."""

    def constraint_sql(self, model, schema_editor):
        schema_editor.deferred_sql.append(self._statement(model, schema_editor))

    create_sql = constraint_sql

    def validate(self, model, instance, exclude=None, using=None):
        """Nothing to check in Python: the database decides, in the statement that writes."""

    def __eq__(self, other):
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    __hash__ = models.BaseConstraint.__hash__


class CompositeForeignKey(_AtTheEnd):
    """``(fields) -> to (to_fields)``, checked at the end of every statement and never later.

    Not deferrable on purpose: deferred, two moves in one transaction could pass through another posting's
    stage, because only the last row version would be checked at commit. A row in which any of the fields is
    null is not checked at all (MATCH SIMPLE): pair it with a CHECK where a partly null key would be a hole.
    """

    def __init__(self, *, fields: Sequence[str], to: str, to_fields: Sequence[str], name: str):
        super().__init__(name=name)
        self.fields, self.to, self.to_fields = tuple(fields), to, tuple(to_fields)

    def _statement(self, model, schema_editor):
        quote = schema_editor.quote_name
        target = model._meta.apps.get_model(self.to)

        def columns(of, names):
            return ", ".join(quote(of._meta.get_field(name).column) for name in names)

        return Statement(
            f"ALTER TABLE %(table)s ADD CONSTRAINT {quote(self.name)} FOREIGN KEY ({columns(model, self.fields)}) "
            f"REFERENCES {quote(target._meta.db_table)} ({columns(target, self.to_fields)}) NOT DEFERRABLE",
            table=Table(model._meta.db_table, quote),
        )

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            f"ALTER TABLE %(table)s DROP CONSTRAINT {quote(self.name)}", table=Table(model._meta.db_table, quote)
        )

    def deconstruct(self):
        path, _, kwargs = super().deconstruct()
        return path, (), {**kwargs, "fields": self.fields, "to": self.to, "to_fields": self.to_fields}


class RefusingTrigger(_AtTheEnd):
    """A trigger in plain SQL that refuses what no key can express. It knows no setting that turns it off.

    ``when``: the trigger's timing, event and, for a row trigger, its WHEN, around ``{table}``, as in
    ``"BEFORE DELETE ON {table} FOR EACH ROW"``. ``unless`` is SQL over NEW and OLD; the trigger raises where it
    finds no row (``None``: always). The error carries the constraint's name, like any other.
    """

    def __init__(self, *, name: str, when: str, message: str, unless: str | None = None):
        super().__init__(name=name)
        self.when, self.message, self.unless = when, message, unless

    def _statement(self, model, schema_editor):
        quote = schema_editor.quote_name
        raising = (
            f"RAISE EXCEPTION '{self.message}' USING ERRCODE = 'integrity_constraint_violation', "
            f"CONSTRAINT = '{self.name}', TABLE = TG_TABLE_NAME;"
        )
        # A temporary table of the same name would else be read in place of the real one.
        path = "SET search_path = public, pg_temp " if self.unless else ""
        body = f"PERFORM 1 FROM {self.unless}; IF NOT FOUND THEN {raising} END IF;" if self.unless else raising
        # %% because the schema editor runs a Statement through str.__mod__ with its parts.
        sql = (
            f"CREATE FUNCTION {quote(self.name)}() RETURNS trigger LANGUAGE plpgsql {path}AS "
            f"$body$ BEGIN {body} RETURN NULL; END $body$; "
            f"CREATE TRIGGER {quote(self.name)} {self.when} EXECUTE FUNCTION {quote(self.name)}()"
        ).replace("{table}", quote(model._meta.db_table))
        return Statement(sql.replace("%", "%%") + "%(table)s", table=_Unsaid(model._meta.db_table, quote))

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            f"DROP TRIGGER {quote(self.name)} ON %(table)s; DROP FUNCTION {quote(self.name)}()",
            table=Table(model._meta.db_table, quote),
        )

    def deconstruct(self):
        path, _, kwargs = super().deconstruct()
        return path, (), {**kwargs, "when": self.when, "message": self.message, "unless": self.unless}


class _Unsaid(Table):
    """The statement's table, for Django's bookkeeping of deferred SQL, printed as nothing."""

    def __str__(self):
        return ""


def append_only(table: str, *, but_for: Sequence[str] = ()) -> list[RefusingTrigger]:
    """Rows are written once: no UPDATE (but of the columns named), no DELETE, no TRUNCATE, by anybody."""
    message = "rows of this table are never changed"
    same = "to_jsonb(OLD) - '{%s}'::text[] IS DISTINCT FROM to_jsonb(NEW) - '{%s}'::text[]" % ((",".join(but_for),) * 2)
    return [
        RefusingTrigger(
            name=f"{table}_not_updated",
            when="AFTER UPDATE ON {table} FOR EACH ROW" + (f" WHEN ({same})" if but_for else ""),
            message=message,
        ),
        RefusingTrigger(name=f"{table}_not_deleted", when="BEFORE DELETE ON {table} FOR EACH ROW", message=message),
        RefusingTrigger(
            name=f"{table}_not_truncated", when="BEFORE TRUNCATE ON {table} FOR EACH STATEMENT", message=message
        ),
    ]


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that refused; '' where the database named none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
