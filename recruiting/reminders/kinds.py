"""Which reminders there are. The app that owns the subject registers a kind: only it knows what to say, in whose
zone, and whether it still holds."""

import dataclasses
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from recruiting.people.models import User
from recruiting.reminders.models import Reminder

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A reminder as its recipient reads it, times in their zone."""

    to_user: User | None
    to_name: str
    to_address: str
    to_time_zone: str
    title: str
    body: str
    why: str

    def fields(self) -> dict[str, Any]:
        """As a Message has them."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


# For many reminders of a kind at once: by id the letter, or the sentence that says why it holds no more.
Compose = Callable[[Sequence[Reminder]], dict[int, Letter | str]]

_kinds: dict[str, Compose] = {}
_labels: dict[str, object] = {}


def register(name: str, label: object, compose: Compose) -> None:
    _kinds[name] = compose
    name_mail(name, label)


def name_mail(name: str, label: object) -> None:
    """What the outbox calls mail of this kind, reminder or not."""
    _labels[name] = label


def label(name: str) -> str:
    return str(_labels.get(name, name))


def compose(reminders: Sequence[Reminder]) -> dict[int, Letter | str]:
    """What each says, or why not. One that cannot be written never costs the others theirs."""
    by_kind: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in reminders:
        by_kind[reminder.kind].append(reminder)
    said: dict[int, Letter | str] = {}
    for name, rows in by_kind.items():
        said |= _compose_kind(name, rows)
    return said


def _compose_kind(name: str, rows: list[Reminder]) -> dict[int, Letter | str]:
    if name not in _kinds:
        return {row.pk: _("nobody knows this kind of reminder any more") for row in rows}
    try:
        with transaction.atomic():
            return _kinds[name](rows)
    except Exception:
        logger.exception("reminders of kind %s, %s of them", name, len(rows))
        if len(rows) == 1:
            return {rows[0].pk: _("it could not be written; the log says why")}
        return {pk: said for row in rows for pk, said in _compose_kind(name, [row]).items()}
