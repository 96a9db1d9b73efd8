"""Workable's widget, `GET https://apply.workable.com/api/v1/widget/accounts/{account}?details=true`, and its API.

There is a row for every place of a job, with one shortcode. A place that is hidden stands for none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postings.importing.shapes import Fact, Item, Record

from .content import Content
from .html import described
from .listing import by_id, make_record, rows_of
from .stating import (
    canonical,
    employment,
    named,
    place,
    places,
    prose,
    regions,
    rows,
    ticked,
    within,
    words,
    workplace,
)

name = "workable"
_UNLISTED = ("draft", "closed", "archived")  # of the API for partners; elsewhere `state` is a part of a country


def _looks(row: dict[str, Any]) -> bool:
    return "shortcode" in row and "title" in row


def recognises(content: Content) -> bool:
    held = content.json
    empty = isinstance(held, dict) and held.get("jobs") == [] and {"name", "description"} <= set(held)
    return empty or (held is not None and bool(rows_of(content, _looks, "Workable")))


def records(content: Content) -> Iterator[Record]:
    found = rows_of(content, _looks, "Workable")
    account = words(content.json, "name") if found and not _looks(content.json) else ""
    for number, same in enumerate(by_id(found, "shortcode"), start=1):
        spots = [spot for row in same for spot in _spots(row)]
        job = {**same[0], "locations": spots, **({"account": account} if account else {})}
        yield make_record(number, job, job.get("shortcode"), words(job, "title"))


def _spots(row: dict[str, Any]) -> list[dict[str, Any]]:
    """A row's places; where it lists none, its own."""
    where = row.get("location") if isinstance(row.get("location"), dict) else row
    own = {"city": within(where, "city"), "region": within(where, "region") or within(row, "state"),
           "country": within(where, "country"), "countryCode": within(where, "country_code")}  # fmt: skip
    return rows(row.get("locations")) or ([own] if own["city"] or own["country"] else [])


def item(record: Record) -> Item:
    job = record.raw
    facts = [
        *named("title", job, "title"),
        *named("company", job, "account", most=200),
        *_place(job),
        *employment(job.get("employment_type"), "employment_type"),
        *named("department", job, "department", most=200),
    ]
    parts = [described(prose(job, key)) for key in ("description", "requirements", "benefits")]
    url = canonical(job.get("url")) or canonical(job.get("shortlink"))
    return Item(facts, "\n\n".join(filter(None, parts)), url, listed=words(job, "state") not in _UNLISTED)


def _place(job: dict[str, Any]) -> list[Fact]:
    shown = [each for each in rows(job.get("locations")) if each.get("hidden") is not True]
    names = [place(words(each, "city"), words(each, "region"), words(each, "country")) for each in shown]
    said = workplace(job.get("workplace") or job.get("workplace_type"), "workplace")
    return [
        *(said or ticked(job.get("telecommuting"), "telecommuting")),
        *places(names, "locations"),
        *regions([each.get("countryCode") or each.get("country") for each in shown], "locations.countryCode"),
    ]
