"""What the pages of imports read, shaped for them."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from postings.importing.fields import FIELDS, Field, read_values, values_of
from postings.importing.highlighting import Block, Mark, Marked, as_it_came, as_read, confidence
from postings.importing.models import ImportRow, ImportRun, PostingFact, seen_by
from postings.models import EmploymentType, PayPeriod, Posting, Workplace
from postings.pipelines.models import PipelineTemplate
from recruiting.people.models import Role, User

Verdict, Decision, Outcome = ImportRow.Verdict, ImportRow.Decision, ImportRow.Outcome

_CHOICES: dict[str, type[TextChoices]] = {"workplace": Workplace, "employment": EmploymentType}
WORDS_SHOWN = 3
COUNTS = {
    "new": Q(rows__verdict=Verdict.NEW, rows__outcome=Outcome.NONE),
    "same": Q(rows__verdict=Verdict.SAME),
    "rejected": Q(rows__verdict=Verdict.REJECTED),
    "applied": Q(rows__outcome=Outcome.APPLIED),
    "failed": Q(rows__outcome=Outcome.FAILED),
}


@dataclass
class FieldLine:
    """A line of the preview: what the posting will hold, from which words, how sure, or set by whom."""

    field: Field
    number: int | None = None
    value: str = ""
    was: str = ""
    corrected: bool = False
    words: list[str] = dataclasses.field(default_factory=list)
    sure: str = ""
    unfit: bool = False


@dataclass
class RowView:
    row: ImportRow
    blocks: list[Block]
    lines: list[FieldLine]
    posting: Posting | None


def runs(user: User) -> QuerySet[ImportRun]:
    """Newest first, with their counts and the title of the first posting; the texts themselves stay where they are."""
    first = ImportRow.objects.visible_to(user).filter(run=OuterRef("pk")).order_by("number").values("title")[:1]
    seen = seen_by(user, of="rows__")
    counted = {f"{name}_count": Count("rows", filter=condition & seen) for name, condition in COUNTS.items()}
    return (
        ImportRun.objects.visible_to(user)
        .select_related("started_by")
        .defer("raw")
        .annotate(first_title=Subquery(first), rows_count=Count("rows", filter=seen), **counted)
        .order_by("-pk")
    )


def recruiters() -> QuerySet[User]:
    return User.objects.filter(is_active=True, role__in=[Role.ADMINISTRATOR, Role.RECRUITER]).order_by("name", "pk")


def templates() -> QuerySet[PipelineTemplate]:
    return PipelineTemplate.objects.filter(retired_at__isnull=True).order_by("-is_default", "name")


def rows(run: ImportRun, user: User) -> list[ImportRow]:
    """A run's rows, each with the posting that came of it or is the same: ``shown_posting``, None where hidden."""
    found = list(ImportRow.objects.visible_to(user).filter(run=run).defer("text").order_by("number"))
    visible = _visible(user, found)
    for row in found:
        row.shown_posting = visible.get(row.posting_id)  # type: ignore[attr-defined]
    return found


def row_view(row: ImportRow, user: User, *, raw: bool) -> RowView:
    facts = list(row.facts.order_by("starts", "pk"))
    marked = _marked(row, facts)
    numbered = _numbers(facts)
    lines = [_line(each, facts, numbered, row, marked) for each in FIELDS] if row.verdict == Verdict.NEW else []
    lines.sort(key=lambda line: (line.number is None, line.number or 0))
    return RowView(
        row, as_it_came(marked) if raw else as_read(marked), lines, _visible(user, [row]).get(row.posting_id)
    )


def words_of(row: ImportRow, each: Field) -> list[str]:
    """What the text says of one field."""
    facts = list(row.facts.order_by("starts", "pk"))
    return _marked(row, facts).words(_numbers(facts).get(each.facts[0], 0))


def values(row: ImportRow) -> dict[str, Any]:
    return values_of(row.facts.all(), row.corrections)


def progress(found: Iterable[ImportRow]) -> dict[str, int]:
    """How far applying is: how many of the accepted rows are done."""
    accepted = [row for row in found if row.verdict == Verdict.NEW and row.decision == Decision.ACCEPT]
    return {"total": len(accepted), "done": sum(row.outcome != Outcome.NONE for row in accepted)}


def _visible(user: User, found: list[ImportRow]) -> dict[int | None, Posting]:
    wanted = {row.posting_id for row in found if row.posting_id}
    return Posting.objects.visible_to(user).in_bulk(wanted) if wanted else {}


def _numbers(facts: list[PostingFact]) -> dict[str, int]:
    """By fact's name the number of its line: lines are numbered as they are listed."""
    stated = {fact.field for fact in facts}
    lines = [each for each in FIELDS if stated & set(each.facts)]
    return {name: number for number, each in enumerate(lines, start=1) for name in each.facts}


def _marked(row: ImportRow, facts: list[PostingFact]) -> Marked:
    numbered = _numbers(facts)
    return Marked.of(
        row.text,
        (
            Mark(numbered[fact.field], fact.starts, fact.ends, float(fact.confidence))
            for fact in facts
            if fact.field in numbered
        ),
    )


def _line(each: Field, facts: list[PostingFact], numbered: dict[str, int], row: ImportRow, marked: Marked) -> FieldLine:
    mine = [fact for fact in facts if fact.field in each.facts]
    read, number = read_values(each, mine), numbered.get(each.facts[0])
    by_hand = {column: row.corrections[column] for column in each.columns if column in row.corrections}
    return FieldLine(
        field=each,
        number=number,
        value=shown(each, {**read, **by_hand}),
        was=shown(each, read) if by_hand else "",
        corrected=bool(by_hand),
        words=marked.words(number)[:WORDS_SHOWN] if number else [],
        sure=confidence(min(float(fact.confidence) for fact in mine)) if mine else "",
        unfit=bool(mine) and not read,
    )


def shown(each: Field, held: dict[str, Any]) -> str:
    """A field's value in words, "" where it has none."""
    if each.name == "pay":
        return _pay(held)
    value = held.get(each.columns[0])
    if value in (None, "", []):
        return ""
    if each.name == "languages":
        return ", ".join(language_words(one) for one in value)
    if each.many:
        return ", ".join(value)
    if each.name == "years":
        return number_format(Decimal(str(value)).normalize(), use_l10n=True)
    if each.name in _CHOICES:
        return str(_CHOICES[each.name](value).label)
    if each.name == "language":
        return _language(str(value))
    return date_format(date.fromisoformat(str(value))) if each.name == "closing" else str(value)


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


def holds_nothing_new(run: ImportRun, new: int) -> bool:
    return run.status == ImportRun.Status.READY and not new


def counts_in_words(run: Any) -> str:
    """What a run of ``runs()`` holds: "1 applied, 2 known already"."""
    parts = [
        (run.applied_count, ngettext("%(n)s posting made", "%(n)s postings made", run.applied_count)),
        (run.failed_count, _("%(n)s failed")),
        (run.new_count, _("%(n)s new")),
        (run.same_count, _("%(n)s known already")),
        (run.rejected_count, _("%(n)s not readable")),
    ]
    return ", ".join(words % {"n": n} for n, words in parts if n)
