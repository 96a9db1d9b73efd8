"""What a record's fields state, joined with what its text says.

Of each field the believed fact comes first and a different one stays behind it, to be shown as a conflict. A field
outweighs the text unless its format doubts it (a box that nobody need have looked at) and the text is surer.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from postings.importing.formats.markdown import read_markdown
from postings.importing.shapes import Document, Fact

from . import read_facts
from .employment import read_employment
from .languages import read_languages
from .money import basis_near, find_pay, has_basis
from .places import read_places
from .title import read_title_and_company

PAY = ("salary_min", "salary_max", "currency", "salary_period", "salary_basis")
PLACE = ("workplace", "remote")
MANY = ("employment_type", "region", "language", "skill_required", "skill_preferred")
OF_TITLE = ("seniority", "language", "region", *PLACE)  # what "Senior Analyst, Spanish speaking (remote)" says besides
SURE = 0.7  # a confidence from which on a field outweighs the text
_SAME = 0.005  # of an amount


def combine(stated: list[Fact], described: Document) -> list[Fact]:
    """The believed fact of each field first."""
    said = read_facts(described).facts
    title = next((fact for fact in stated if fact.field == "title"), None)
    if title is not None:  # a first line is no second title
        said = [*_said_by(title), *(fact for fact in said if fact.field != "title")]
    if any(fact.field == "company" and fact.confidence >= SURE for fact in stated):
        said = [fact for fact in said if fact.field != "company"]
    facts: list[Fact] = []
    doubted = [fact for fact in stated if fact.confidence < SURE]
    for fact in (*(fact for fact in stated if fact.confidence >= SURE), *said, *doubted):
        if fact.field not in (*PAY, *PLACE) and not _is_known(fact, facts):
            facts.append(fact)
    pay = _joined(stated, said, PAY)
    return [*facts, *_joined(stated, said, PLACE), *pay, *_basis(pay, described)]


def _basis(pay: list[Fact], described: Document) -> list[Fact]:
    """What a text says of the same two amounts in passing: "€75-90k OTE" in a list of benefits is no statement of pay
    by itself, but tells what the stated one is."""
    held = {fact.field: fact.value for fact in reversed(pay)}
    amounts = held.get("salary_min"), held.get("salary_max")
    if "salary_basis" in held or None in amounts:
        return []
    for line in described.body:
        for found in find_pay(line.text, line.folded) if has_basis(line.folded) else ():
            basis = basis_near(line.folded, found.start, found.end)
            if basis and found.low and found.high and (found.low.value, found.high.value) == amounts:
                return [described.fact("salary_basis", basis[0], line, basis[1], basis[2], 0.9)]
    return []


def _said_by(title: Fact) -> list[Fact]:
    """The facts within a title. Its words are all there is to show for them, so they have its path and no place."""
    return [
        replace(fact, start=None, end=None, path=title.path, confidence=min(fact.confidence, 0.85))
        for fact in _said_in(title.value)
    ]


@lru_cache(maxsize=1_000)  # the same job is advertised in many towns
def _said_in(title: str) -> list[Fact]:
    document = read_markdown("# " + title)
    named = next((fact for fact in read_title_and_company(document) if fact.field == "title"), None)
    found = [*read_places(document), *read_employment(document, named), *read_languages(document)]
    return [fact for fact in found if fact.field in OF_TITLE]


def _is_known(fact: Fact, facts: list[Fact]) -> bool:
    """Of what there may be several of, the same once more adds nothing."""
    return fact.field in MANY and any(
        other.field == fact.field and str(other.value).casefold() == str(fact.value).casefold() for other in facts
    )


def _joined(stated: list[Fact], said: list[Fact], group: tuple[str, ...]) -> list[Fact]:
    """Facts that only make sense together come from one place. The other place's stay behind them as far as they are
    rivals; what the believed place left open is filled from the other one only where the two agree."""
    first = sorted((fact for fact in stated if fact.field in group), key=lambda fact: -fact.confidence)
    second = [fact for fact in said if fact.field in group]
    if not first or not second:
        return first or second
    if _weight(second, group, own=False) > _weight(first, group, own=True):
        first, second = second, first
    names = {fact.field for fact in first}
    agree = _agree(first, second)
    return [*first, *(fact for fact in second if agree or fact.field in names)]


def _weight(facts: list[Fact], group: tuple[str, ...], *, own: bool) -> tuple[bool, float]:
    """A pay without an amount weighs nothing beside one that has one."""
    core = [fact for fact in facts if fact.field in ("salary_min", "salary_max")] if group is PAY else facts
    sure = max((fact.confidence for fact in core), default=0.0)
    return bool(core), sure if sure < SURE else 1.0 if own else 0.99


def _agree(first: list[Fact], second: list[Fact]) -> bool:
    """Every field that both fill has the same value, and they have one in common that tells them from others."""
    here, there = ({fact.field: fact.value for fact in reversed(facts)} for facts in (first, second))
    common = [name for name in here if name in there]
    telling = [name for name in common if name in (*PLACE, "salary_min", "salary_max")]
    return bool(telling) and all(_same(here[name], there[name]) for name in common if name != "salary_basis")


def _same(one: object, other: object) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= _SAME * max(abs(one), abs(other))
    return one == other
