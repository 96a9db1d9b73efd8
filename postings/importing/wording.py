"""What was read, and what a run holds, in words."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from postings.importing.fields import Field
from postings.models import EmploymentType, PayPeriod, Workplace

_CHOICES: dict[str, type[TextChoices]] = {"workplace": Workplace, "employment": EmploymentType}


def shown(each: Field, held: dict[str, Any]) -> str:
    """A field's value in words, "" where it has none."""
    if each.name == "pay":
        return _pay(held)
    value = held.get(each.columns[0])
    if value in (None, "", []):
        return ""
    if each.many:
        return ", ".join(items(each, held))
    if each.name == "years":
        return number_format(Decimal(str(value)).normalize(), use_l10n=True)
    if each.name in _CHOICES:
        return str(_CHOICES[each.name](value).label)
    if each.name == "language":
        return _language(str(value))
    return date_format(date.fromisoformat(str(value))) if each.name == "closing" else str(value)


def items(each: Field, held: dict[str, Any]) -> list[str]:
    """Those of a field that holds many."""
    found = held.get(each.columns[0]) or []
    return [language_words(one) for one in found] if each.name == "languages" else list(found)


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def language_words(asked: dict[str, Any]) -> str:
    """ "English C1", "English, fluent", "English"."""
    level = asked.get("level") or ""
    between = " " if len(level) == 2 else ", "
    return f"{asked['language']}{between}{level}" if level else str(asked["language"])


def _pay(held: dict[str, Any]) -> str:
    bounds = [held.get("pay_min"), held.get("pay_max")]
    low, high = (_amount(bound) if bound is not None else "" for bound in bounds)
    if low and high and low != high:
        amount = f"{low}–{high}"
    elif low and not high:
        amount = _("from %(amount)s") % {"amount": low}
    elif high and not low:
        amount = _("up to %(amount)s") % {"amount": high}
    else:
        amount = low
    period = held.get("pay_period")
    per = _("a %(period)s") % {"period": PayPeriod(period).label} if period else ""
    return " ".join(filter(None, [held.get("pay_currency"), amount, per, held.get("pay_basis")]))


def _amount(bound: Any) -> str:
    amount = Decimal(str(bound))
    places = 0 if amount == amount.to_integral_value() else 2
    return number_format(amount, places, use_l10n=True, force_grouping=True)


def counts_in_words(run: Any) -> str:
    """What a run of ``runs()`` holds: "1 applied, 2 known already"."""
    same = run.same_count + run.same_rows
    parts = [
        (run.applied_rows, ngettext("%(n)s posting made", "%(n)s postings made", run.applied_rows)),
        (run.updated_rows, _("%(n)s updated")),
        (run.reverted_rows, _("%(n)s reverted")),
        (run.failed_rows, _("%(n)s failed")),
        (run.new_rows, _("%(n)s new")),
        (run.changed_rows, _("%(n)s changed")),
        (run.conflict_rows, _("%(n)s changed and edited here")),
        (same, _("%(n)s known already")),
        (run.rejected_rows, _("%(n)s not readable")),
        (run.unlisted_count, _("%(n)s no longer advertised")),
    ]
    return ", ".join(words % {"n": n} for n, words in parts if n)
