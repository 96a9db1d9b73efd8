"""Personio's feed: `GET https://{company}.jobs.personio.de/xml?language=en`.

Descriptions are HTML in CDATA or escaped. A feed may hold one id twice, or none, and names no address of a posting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from lxml import etree

from postings.importing.shapes import Fact, Item, Record
from postings.importing.text import storable

from .content import Content
from .html import described
from .listing import by_id, make_record
from .markup import child_text, elements
from .stating import canonical, employment, host, named, places, prose, regions, rows, words, years

name = "personio"
_FIELDS = ("id", "name", "subcompany", "department", "employmentType", "schedule", "seniority", "yearsOfExperience",
           "occupation", "recruitingCategory", "createdAt")  # fmt: skip
_HOST = re.compile(r"[\w-]+(?:\.|-)jobs\.personio\.(?:de|com)")
_YEARS = re.compile(r"(?:lt|gt)?-?(\d{1,2})(?:-\d{1,2})?")


def recognises(content: Content) -> bool:
    return content.start[:1] == "<" and "<workzag-jobs" in content.start


def records(content: Content) -> Iterator[Record]:
    site = host(canonical(content.name))
    address = f"https://{site}/job/" if _HOST.fullmatch(site) else ""
    positions = (_position(element) for element in elements(content, "position"))
    for number, same in enumerate(by_id(positions, "id"), start=1):
        offices = list(dict.fromkeys(office for each in same for office in each["offices"]))
        raw = {**same[0], "offices": offices, "page": address + same[0]["id"] if address else ""}
        tenant = re.split(r"[.-]jobs\.", site)[0] if address else ""
        yield make_record(number, raw, raw["id"] or None, words(raw, "name"), tenant=tenant)


def _position(element: etree._Element) -> dict[str, Any]:
    offices = [child_text(element, "office")]
    offices += ["".join(each.itertext()).strip() for each in element.findall("additionalOffices/office")]
    descriptions = [
        {"name": child_text(each, "name"), "value": child_text(each, "value")}
        for each in element.findall("jobDescriptions/jobDescription")
    ]
    held = {field: child_text(element, field) for field in _FIELDS}
    return storable({**held, "offices": [each for each in offices if each], "descriptions": descriptions})


def item(record: Record) -> Item:
    raw = record.raw
    facts = [
        *named("title", raw, "name"),
        *named("company", raw, "subcompany", most=200),
        *places(raw["offices"], "office"),
        *regions(raw["offices"], "office"),
        *employment(raw["employmentType"], "employmentType"),
        *employment(raw["schedule"], "schedule"),
        *named("department", raw, "department", most=200),
        *_experience(raw["yearsOfExperience"]),
    ]
    parts = [_part(each) for each in rows(raw["descriptions"])]
    return Item(facts, "\n\n".join(filter(None, parts)), canonical(raw["page"]))


def _experience(written: str) -> list[Fact]:
    """ "7-10" asks for seven years, "lt-1" for less than one."""
    match = _YEARS.fullmatch(written)
    if not match:
        return []
    return years(0 if written.startswith("lt") else int(match[1]), "yearsOfExperience", written)


def _part(held: dict[str, Any]) -> str:
    text, heading = described(prose(held, "value")), words(held, "name")
    return f"## {described(escape(heading))}\n\n{text}" if text and heading else text
