"""Who changed a row, when, through which door and why; from the rows that the database's triggers wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import pghistory.core
from django.db import models

from recruiting.outbox.models import Door
from recruiting.people.models import User

# A row of a history table: pghistory makes those models when it loads, so no stub knows their columns.
Recorded = Any

# Raised by every edit: it tells nothing that the other fields do not.
_SILENT = {"revision"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: models.Field
    old: object
    new: object

    @property
    def name(self) -> str:
        return str(self.field.verbose_name)

    @property
    def old_text(self) -> str:
        return self._text(self.old)

    @property
    def new_text(self) -> str:
        return self._text(self.new)

    def _text(self, value: object) -> str:
        """The label of a choice; a related row by its id."""
        return "" if value is None else str(dict(self.field.flatchoices).get(value, value))


@dataclass(frozen=True, slots=True)
class Change:
    """``who`` is None where no user was signed in; ``door`` is Door.OUTSIDE where nothing of ours made the change."""

    kind: str  # insert, update, delete
    at: datetime
    who: User | None
    door: Door
    why: str
    fields: tuple[FieldChange, ...]

    def get_door_display(self) -> str:
        return str(self.door.label)


def changes_of(obj: models.Model) -> list[Change]:
    """The changes of one row, the latest first. Three queries at most, whatever their number."""
    return changes_of_row(type(obj), obj.pk)


def changes_of_row(model: type[models.Model], pk: object) -> list[Change]:
    """As ``changes_of``, also for a row that was deleted."""
    recorded = list(history_of(model).objects.filter(pgh_obj_id=pk).order_by("pgh_id"))
    users = User.objects.in_bulk({_context(row).get("user") for row in recorded} - {None})
    changes = [_change(before, row, users) for before, row in pairwise([None, *recorded])]
    return changes[::-1]


def history_of(model: type[models.Model]) -> Any:
    """The model of its history table."""
    (recorded,) = pghistory.core.event_models(tracks_model=model)
    return recorded


def _change(before: Recorded | None, row: Recorded, users: dict[Any, User]) -> Change:
    context = _context(row)
    kind = row.pgh_label
    return Change(
        kind=kind,
        at=row.pgh_created_at,
        who=users.get(context.get("user")),
        door=Door(context.get("door", Door.OUTSIDE)),
        why=context.get("reason", ""),
        fields=() if kind == "delete" else tuple(_differences(before, row)),
    )


def _differences(before: Recorded | None, row: Recorded) -> Iterator[FieldChange]:
    """What an insert set, and what an update changed since the row before it."""
    for field in row._meta.local_fields:
        if field.name.startswith("pgh_") or field.name in _SILENT or field.name == "id":
            continue
        old = getattr(before, field.attname) if before else None
        new = getattr(row, field.attname)
        if old != new and (before or new not in (None, "", [])):
            yield FieldChange(field, old, new)


def _context(row: Recorded) -> dict[str, Any]:
    return row.pgh_context or {}
