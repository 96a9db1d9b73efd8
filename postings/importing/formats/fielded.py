"""An item from fields whose meaning is known (meanings.py), whoever named them: a feed, a table's header, or a person
who said which column is which."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from postings.importing.facts.dates import dates_in
from postings.importing.facts.employment import read_employment
from postings.importing.facts.experience import read_years
from postings.importing.facts.languages import read_languages
from postings.importing.shapes import Document, Fact, Item, stated
from postings.importing.text import fold

from .html import described, one_line
from .markdown import read_markdown
from .stating import (
    amount,
    canonical,
    closing,
    currency,
    day,
    employment,
    period,
    place,
    places,
    regions,
    ticked,
    workplace,
    written_pay,
    years,
)

Held = dict[str, list[list[str]]]  # by meaning, pairs of a field's name and what it holds; the most believed first
_HEADINGS = {
    "responsibilities": "Responsibilities",
    "requirements": "Requirements",
    "benefits": "Benefits",
    "more": "Additional information",
}
_YES = {"true", "yes", "y", "1", "x", "ja", "sim", "si", "oui", "remote"}
_NO = {"false", "no", "n", "0", "nein", "nao", "non"}
_PLAIN = re.compile(r"\d{1,12}(?:\.\d{1,2})?")
_SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(20\d\d)(?!\d)")
_MOST_SKILLS = 60


def item_of(held: Held, order: str = "") -> Item:
    """``order`` is "day" or "month" where the other dates of its source tell which of them 03/04/2026 begins with."""
    facts = [
        *_named(held, "title", 300),
        *_named(held, "company", 200),
        *_workplace(held),
        *_places(held),
        *[fact for path, value in held.get("employment_type", []) for fact in employment(_parted(value), path)],
        *_named(held, "department", 200),
        *_pay(held),
        *_experience(held),
        *[fact for path, value in held.get("language", []) for fact in _read(read_languages, "Languages", value, path)],
        *_skills(held, "skill_required"),
        *_skills(held, "skill_preferred"),
        *_closing(held, order),
        *_language(held),
        *_named(held, "source", 100),
    ]
    return Item(_once_each(facts), text_of(held), canonical(html.unescape(first(held, "url")[1])))


def first(held: Held, meaning: str) -> tuple[str, str]:
    """The most believed field of a meaning that holds anything: its name and that."""
    return next(((path, value) for path, value in held.get(meaning, []) if value.strip()), ("", ""))


def text_of(held: Held) -> str:
    parts = [described(first(held, "description")[1])]
    for meaning, heading in _HEADINGS.items():
        if text := described(first(held, meaning)[1]):
            parts.append(f"## {heading}\n\n{text}")
    return "\n\n".join(filter(None, parts))


def _named(held: Held, meaning: str, most: int) -> list[Fact]:
    path, value = first(held, meaning)
    return [stated(meaning, found[:most], path)] if (found := one_line(value)) else []


def _parted(value: str) -> Any:
    """ "fulltime, parttime" is two."""
    return [part for part in re.split(r"[,;|/\n]", value) if part.strip()]


def _once_each(facts: list[Fact]) -> list[Fact]:
    found: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        found.setdefault((fact.field, str(fact.value)), fact)
    return list(found.values())


# ---------------------------------------------------------------- place


def _workplace(held: Held) -> list[Fact]:
    for meaning in ("workplace", "remote"):
        path, value = first(held, meaning)
        said = fold(value.strip())
        box = said in _YES or said in _NO
        if found := ticked(said in _YES, path) if box else workplace(value, path):
            return found
    return []


def _places(held: Held) -> list[Fact]:
    """Location, city, state and country as one place; where there are several, each city or location as it stands."""
    meanings = ("location", "city", "state", "country")
    parts = [[(path, one_line(value)) for path, value in held.get(each, []) if value.strip()] for each in meanings]
    named = parts[0] or parts[1] or parts[2] or parts[3]
    if not named:
        return []
    path, said = named[0]
    if max(map(len, parts)) == 1:
        rest = [value for part in parts[1:] for _path, value in part if not _within(value, said)]
        said = place(said, *rest) if "remote" not in fold(said) else said
        names = [said]
    else:
        names = [value for _path, value in named]
    countries = [fact for at, value in parts[3] for fact in regions([value], at)]
    wide = [name for name in names if len(name) > 3]  # two capitals alone may be a state
    return [*places(names, path), *(countries or regions(wide, path))]


def _within(part: str, said: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fold(part))}(?!\w)", fold(said)) is not None


# ---------------------------------------------------------------- pay


def _pay(held: Held) -> list[Fact]:
    """Amounts in fields of their own, else in words; and what neither says of currency and period, from their fields.
    Of several statements the first counts, as long as minimum and maximum tell which belong together."""
    lows, highs = held.get("salary_min", []), held.get("salary_max", [])
    if lows and highs and len(lows) != len(highs):
        return []
    facts = [*_figure(lows, "salary_min"), *_figure(highs, "salary_max")]
    amounts = {fact.field: fact for fact in facts if fact.field.startswith("salary_m")}
    if len(amounts) == 2 and amounts["salary_min"].value > amounts["salary_max"].value:
        return []
    facts = _once_by_field(facts) or written_pay(*first(held, "salary")[::-1])
    if not facts:
        return []
    known = {fact.field for fact in facts}
    for field, reads in (("currency", currency), ("salary_period", period)):
        said = {value: path for path, found in held.get(field, []) if (value := reads(found))}
        if field not in known and len(said) == 1:
            facts += [stated(field, value, path) for value, path in said.items()]
    return facts


def _figure(cells: list[list[str]], field: str) -> list[Fact]:
    """A plain number, or one as people write it: "50.000 €"."""
    for path, value in cells[:1]:
        if _PLAIN.fullmatch(value.strip()):
            found = amount(value)
            return [stated(field, found, path, value)] if found is not None else []
        facts = written_pay(value, path)
        if len({fact.value for fact in facts if fact.field in ("salary_min", "salary_max")}) == 1:
            figure = next(fact for fact in facts if fact.field in ("salary_min", "salary_max"))
            rest = [fact for fact in facts if fact.field in ("currency", "salary_period")]
            return [replace(figure, field=field), *rest]
    return []


def _once_by_field(facts: list[Fact]) -> list[Fact]:
    found: dict[str, Fact] = {}
    for fact in facts:
        found.setdefault(fact.field, fact)
    return list(found.values())


# ---------------------------------------------------------------- the rest


def _read(reader: Callable[[Document], list[Fact]], label: str, value: str, path: str) -> list[Fact]:
    """What a reader of texts reads from "Label: value", as stated by that field."""
    found = reader(read_markdown(f"{label}: {one_line(value)[:300]}"))
    return [replace(fact, start=None, end=None, path=path, confidence=min(fact.confidence, 0.9)) for fact in found]


def _experience(held: Held) -> list[Fact]:
    """Years and level: "Senior (5+ years)" in either field says both."""
    facts = []
    for path, value in (first(held, "min_years_experience"), first(held, "seniority")):
        if re.fullmatch(r"\s*\d{1,2}(?:\.0)?\s*", value) and path == first(held, "min_years_experience")[0]:
            facts += years(int(float(value)), path, value.strip())
        elif value:
            spaced = value.replace("_", " ")
            facts += _read(read_years, "Experience", spaced, path)
            facts += _read(_levels, "Seniority", spaced, path)
    return _once_by_field(facts)


def _levels(document: Document) -> list[Fact]:
    """One level; "Mid-Senior" names two, and says which of them it is no more than a range does."""
    facts = [fact for fact in read_employment(document, None) if fact.field == "seniority"]
    rest = document.original
    for fact in facts:
        rest = rest[: fact.start] + rest[fact.end :]
    others = read_employment(read_markdown(rest), None) if facts else []
    return [] if any(other.field == "seniority" and other.value != facts[0].value for other in others) else facts


def _skills(held: Held, meaning: str) -> list[Fact]:
    """One for each of a list; its strongest sign parts it, so that a comma may stand within a skill."""
    facts = []
    for path, value in held.get(meaning, []):
        sign = next((sign for sign in "|;\n," if sign in value), ",")
        parts = (one_line(part).strip(" \"'[]") for part in value.split(sign))
        facts += [stated(meaning, part, path) for part in parts if 0 < len(part) <= 100]
    return facts[:_MOST_SKILLS]


def _closing(held: Held, order: str) -> list[Fact]:
    path, written = first(held, "closing_on")
    ends, since = day_of(written, order), day_of(first(held, "published")[1], order)
    if ends is None:
        return []
    facts = closing(ends.isoformat(), path, since.isoformat() if since else None)
    return [replace(fact, words=one_line(written)[:60]) for fact in facts]


def _language(held: Held) -> list[Fact]:
    path, value = first(held, "posting_language")
    match = re.fullmatch(r"([a-z]{2})(?:[-_][a-z]{2})?", value.strip().lower())
    return [stated("posting_language", match[1], path, value.strip())] if match else []


def day_of(written: str, order: str = "") -> date | None:
    """A date as machines write it, or people: 2026-04-03, "Fri, 03 Apr 2026 10:00:00 GMT", 3.4.2026."""
    if not written or (found := day(written)):
        return found if written else None
    if found := next((value for value, _start, _end in dates_in(fold(written[:80]))), None):
        return found
    match = _SLASHED.match(written)
    if not match or not order:
        return None
    days, months = (int(match[1]), int(match[2])) if order == "day" else (int(match[2]), int(match[1]))
    try:
        return date(int(match[3]), months, days)
    except ValueError:
        return None


def day_order(written: Iterable[str]) -> str:
    """Whether days or months come first in these dates; nothing where none of them tells, or they disagree."""
    orders = set()
    for each in written:
        if match := _SLASHED.match(each):
            orders |= {"day"} if int(match[1]) > 12 else {"month"} if int(match[2]) > 12 else set()
    return orders.pop() if len(orders) == 1 else ""
