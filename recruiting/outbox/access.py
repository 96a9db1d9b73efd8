"""Who sees which mail and reminders, and who decides about them.

That follows from postings and candidates, which stand on this app and which it cannot know: the app that knows
(candidates.interviews) registers its rules. Without rules nobody sees but what is addressed to themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Case, Q, QuerySet, Value, When
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from recruiting.web.refusals import Forbidden

NOTHING, EVERYTHING = Q(pk__in=[]), Q(pk__isnull=False)  # an empty Q, joined by OR, is neither


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Each says it as a Q over posting_id, subject_type and subject_id, which messages and reminders both have."""

    seen_by: Callable[[object], Q] = lambda user: NOTHING
    decided_by: Callable[[object], Q] = lambda user: NOTHING
    hidden_from: Callable[[object], Q] = lambda user: NOTHING


Rows = TypeVar("Rows", bound="QuerySet[Any, Any]")
_rules = [Rules()]


def register(rules: Rules) -> None:
    _rules[0] = rules


def visible(rows: Rows, user, addressed: Q) -> Rows:
    """The rows that ``user`` may see; each says in ``may_decide`` whether they may hold, cancel or send it."""
    rules = _rules[0]
    may_decide = Case(When(rules.decided_by(user), then=Value(True)), default=Value(False))
    seen = rows.filter(addressed | rules.seen_by(user)).exclude(rules.hidden_from(user))
    return seen.annotate(may_decide=may_decide)


def get_visible(model, user, pk: int):
    return get_object_or_404(model.objects.visible_to(user), pk=pk)


def get_to_decide(model, user, pk: int):
    row = get_visible(model, user, pk)
    if not row.may_decide:
        raise Forbidden(_("You can read this, but not decide about it."))
    return row
