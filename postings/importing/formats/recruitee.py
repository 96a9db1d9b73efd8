"""Recruitee's careers site: `GET https://{company}.recruitee.com/api/offers`.

Requirements are apart from the description, figures of pay are strings, and times are no ISO. A location's note may
say that people elsewhere are welcome too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postings.importing.shapes import Fact, Item, Record, stated

from .content import Content
from .html import described
from .listing import by_id, make_record, rows_of
from .stating import (
    canonical,
    closing,
    employment,
    host,
    named,
    pay,
    place,
    places,
    prose,
    regions,
    rows,
    ticked,
    within,
    words,
    works,
)

name = "recruitee"
_WORKPLACES = {"remote": "remote", "hybrid": "hybrid", "on_site": "onsite"}
_SENIORITY = {"entry_level": "junior", "mid_level": "mid", "senior": "senior"}


def _looks(row: dict[str, Any]) -> bool:
    return "careers_url" in row and "title" in row and "slug" in row


def recognises(content: Content) -> bool:
    held = content.json
    return isinstance(held, dict) and (held.get("offers") == [] or bool(rows_of(content, _looks, "Recruitee")))


def records(content: Content) -> Iterator[Record]:
    for number, same in enumerate(by_id(rows_of(content, _looks, "Recruitee"), "id"), start=1):
        offer, site = same[0], host(canonical(same[0].get("careers_url")))
        tenant = site.removesuffix(".recruitee.com") if site.endswith(".recruitee.com") else ""
        yield make_record(number, offer, offer.get("id"), words(offer, "title"), tenant=tenant, passing=("updated_at",))


def item(record: Record) -> Item:
    offer = record.raw
    level = _SENIORITY.get(words(offer, "experience_code"))
    facts = [
        *named("title", offer, "title"),
        *named("company", offer, "company_name", most=200),
        *_workplace(offer),
        *_places(offer),
        *employment(offer.get("employment_type_code"), "employment_type_code"),
        *([stated("seniority", level, "experience_code", words(offer, "experience_code"))] if level else []),
        *named("department", offer, "department", most=200),
        *_pay(offer),
        *closing(offer.get("close_at"), "close_at", offer.get("published_at")),
    ]
    listed = words(offer, "status") in ("", "published")
    return Item(facts, _text(offer), canonical(offer.get("careers_url")), listed)


def _workplace(offer: dict[str, Any]) -> list[Fact]:
    """Of three boxes one is ticked. Where there is but one box, it says less."""
    chosen = [key for key in _WORKPLACES if offer.get(key) is True]
    if len(chosen) == 1 and ("hybrid" in offer or "on_site" in offer):
        return works(_WORKPLACES[chosen[0]], chosen[0], True)
    return [] if len(chosen) > 1 else ticked(offer.get("remote"), "remote")


def _places(offer: dict[str, Any]) -> list[Fact]:
    listed = rows(offer.get("locations"))
    names = [place(words(each, "city"), words(each, "country")) or words(each, "name") for each in listed]
    countries = [each.get("country_code") or each.get("country") for each in listed]
    if not any(names):
        return [*places([words(offer, "location")], "location"), *regions([offer.get("country_code")], "country_code")]
    return [*places(names, "locations"), *regions(countries, "locations.country_code")]


def _pay(offer: dict[str, Any]) -> list[Fact]:
    held = offer.get("salary")
    paths = ("salary.min", "salary.max", "salary.currency", "salary.period")
    low, high, currency, period = (within(held, path.split(".")[1]) for path in paths)
    return pay(low, high, currency, period, paths)


def _text(offer: dict[str, Any]) -> str:
    asked = described(prose(offer, "requirements"))
    if asked and not asked.startswith(("#", "**")):
        asked = f"## Requirements\n\n{asked}"
    notes = [f"Location: {note}" for each in rows(offer.get("locations")) if (note := words(each, "note"))]
    return "\n\n".join(filter(None, [described(prose(offer, "description")), asked, *dict.fromkeys(notes)]))
