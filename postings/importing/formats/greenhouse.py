"""Greenhouse's Job Board API: `GET https://boards-api.greenhouse.io/v1/boards/{token}/jobs?content=true`.

`content` is HTML, escaped once. Pay stands in it as a block of its own, with the currency's code behind. Workplace is
known from a board's own `metadata` alone. `updated_at` moves for whole boards at once and is no sign of an edit.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from postings.importing.shapes import Fact, Item, Record
from postings.importing.text import fold

from .content import Content
from .html import parse, to_markdown
from .listing import by_id, make_record, path_part, rows_of
from .stating import (
    ABOUT_EMPLOYMENT,
    ABOUT_WORKPLACE,
    canonical,
    closing,
    employment,
    named,
    places,
    prose,
    regions,
    rows,
    within,
    words,
    workplace,
    written_pay,
)

name = "greenhouse"
_HOSTS = ("job-boards.greenhouse.io", "boards.greenhouse.io", "job-boards.eu.greenhouse.io", "boards.eu.greenhouse.io")


def _looks(row: dict[str, Any]) -> bool:
    return "absolute_url" in row and ("internal_job_id" in row or isinstance(within(row, "location"), dict))


def _in_departments(held: Any) -> list[dict[str, Any]]:
    """The answer of /departments: jobs by department, in short."""
    listed = rows(within(held, "departments")) if not _looks(held if isinstance(held, dict) else {}) else []
    return [
        {"departments": [{"name": words(each, "name")}], **job} for each in listed for job in rows(each.get("jobs"))
    ]


def recognises(content: Content) -> bool:
    held = content.json
    if not isinstance(held, dict):
        return False
    empty = held.get("jobs") == [] and isinstance(within(held, "meta", "total"), int)
    return empty or bool(rows_of(content, _looks, "Greenhouse") or _in_departments(held))


def records(content: Content) -> Iterator[Record]:
    found = rows_of(content, _looks, "Greenhouse") or _in_departments(content.json)
    for number, same in enumerate(by_id(found, "id"), start=1):
        job = same[0]
        tenant = path_part(job.get("absolute_url"), *_HOSTS)
        yield make_record(number, job, job.get("id"), words(job, "title"), tenant=tenant, passing=("updated_at",))


def item(record: Record) -> Item:
    job = record.raw
    content = html.unescape(prose(job, "content"))
    facts = [
        *named("title", job, "title"),
        *named("company", job, "company_name", most=200),
        *_place(job),
        *[fact for at, each in enumerate(rows(job.get("metadata"))) for fact in _from_metadata(each, f"metadata.{at}")],
        *_departments(job),
        *_pay(content),
        *closing(job.get("application_deadline"), "application_deadline", job.get("first_published")),
    ]
    return Item(facts, to_markdown(content), canonical(job.get("absolute_url")))


def _place(job: dict[str, Any]) -> list[Fact]:
    named_places = re.split(r"\s*[|;]\s*", words(job, "location", "name"))
    offices = [words(office, "location") or words(office, "name") for office in rows(job.get("offices"))]
    return [
        *places(named_places, "location.name"),
        *regions(named_places, "location.name"),
        *regions(offices, "offices"),
    ]


def _from_metadata(each: dict[str, Any], path: str) -> list[Fact]:
    """Fields that a board made for itself; those whose name says what they are."""
    label, value = fold(words(each, "name")), each.get("value")
    if ABOUT_WORKPLACE.fullmatch(label):
        return workplace(value, path)
    return employment(value, path) if ABOUT_EMPLOYMENT.fullmatch(label) else []


def _departments(job: dict[str, Any]) -> Iterator[Fact]:
    for at, each in enumerate(rows(job.get("departments"))[:1]):
        yield from named("department", each, f"departments.{at}.name", most=200)


def _pay(content: str) -> list[Fact]:
    """The block that a board's pay transparency adds. Its title alone says the period, where it says it at all. Of
    several blocks, for several countries, none is the job's."""
    if "pay-range" not in content:
        return []
    blocks = parse(content).css(".pay-range")
    if len(blocks) != 1:
        return []
    around = blocks[0].parent
    title = around.css_first(".title") if around is not None else None
    said = f"{title.text(strip=True) if title else ''}: {blocks[0].text(separator=' ')}"
    return written_pay(said, "content.pay-range")
