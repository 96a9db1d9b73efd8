"""Teamtailor's `jobs.json`: a JSON Feed whose items hold a schema.org JobPosting in `_jobposting`.

An item's id is not the one in its address. The company may be named by the feed alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postings.importing.shapes import Item, Record

from . import listed
from .content import Content
from .html import described
from .listing import by_id, make_record, rows_of
from .schema import is_job_posting, job_postings, of_posting
from .stating import DOUBTED, canonical, host, named, prose, rows, within, words

name = "teamtailor"


def _looks(row: dict[str, Any]) -> bool:
    return isinstance(row.get("_jobposting"), dict)


def recognises(content: Content) -> bool:
    held = content.json
    if not isinstance(held, dict) or "jsonfeed.org" not in words(held, "version"):
        return False
    empty = held.get("items") == [] and "teamtailor" in words(held, "feed_url")
    return empty or any(_looks(each) for each in rows(held.get("items")))


def records(content: Content) -> Iterator[Record]:
    found = rows_of(content, _looks, "Teamtailor")
    site, publisher = host(words(content.json, "feed_url")), words(content.json, "title")
    tenant = site.removesuffix(".teamtailor.com") if site.endswith(".teamtailor.com") else ""
    for number, same in enumerate(by_id(found, "id"), start=1):
        raw = {**same[0], "feed": publisher}
        yield make_record(number, raw, raw.get("id"), _title(raw), tenant=tenant)


def item(record: Record) -> Item:
    raw = record.raw
    held = within(raw, "_jobposting")
    posting = job_postings(held)[0] if is_job_posting(held) else None
    found = of_posting(posting) if posting else listed.of_row(held)
    facts = list(found.facts)
    if not any(fact.field == "title" for fact in facts):
        facts = [*named("title", raw, "title"), *facts]
    if not any(fact.field == "company" for fact in facts):
        facts += named("company", raw, "feed", most=200, confidence=DOUBTED)
    text = found.text or described(prose(raw, "content_html") or prose(raw, "content_text"))
    return Item(facts, text, canonical(raw.get("url")) or found.url)


def _title(raw: dict[str, Any]) -> str:
    return words(raw, "title") or words(raw, "_jobposting", "title")
