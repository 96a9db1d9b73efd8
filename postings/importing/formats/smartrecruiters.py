"""SmartRecruiters' Posting API: `GET https://api.smartrecruiters.com/v1/companies/{id}/postings`, and one by one.

The list has no texts; an answer for one posting has them in sections. Where people work may stand in a field that the
company made for itself, while `remote` and `hybrid` stay as they were set at first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Any

from postings.importing.shapes import Fact, Item, Record, stated
from postings.importing.text import fold

from .content import Content
from .html import to_markdown
from .listing import by_id, make_record, rows_of
from .stating import (
    ABOUT_EMPLOYMENT,
    ABOUT_WORKPLACE,
    DOUBTED,
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
    works,
)

name = "smartrecruiters"
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


def _looks(row: dict[str, Any]) -> bool:
    return "name" in row and "id" in row and ("jobAd" in row or "releasedDate" in row or "typeOfEmployment" in row)


def recognises(content: Content) -> bool:
    held = content.json
    empty = isinstance(held, dict) and held.get("content") == [] and "totalFound" in held
    return empty or (held is not None and bool(rows_of(content, _looks, "SmartRecruiters")))


def records(content: Content) -> Iterator[Record]:
    for number, same in enumerate(by_id(rows_of(content, _looks, "SmartRecruiters"), "id"), start=1):
        job = same[0]
        tenant = words(job, "company", "identifier")
        record = make_record(number, job, job.get("id"), words(job, "name"), tenant=tenant)
        yield replace(record, partial="jobAd" not in job)


def item(record: Record) -> Item:
    job = record.raw
    facts = [
        *named("title", job, "name"),
        *named("company", within(job, "company"), "company.name", most=200),
        *_workplace(job),
        *_places(within(job, "location")),
        *_employment(job),
        *named("department", within(job, "department"), "department.label", most=200),
        *_language(words(job, "language", "code")),
    ]
    return Item(facts, _text(within(job, "jobAd", "sections")), _url(job), listed=job.get("active") is not False)


def _custom(job: dict[str, Any], about: Any) -> Iterator[tuple[str, str]]:
    for at, each in enumerate(rows(job.get("customField"))):
        if about.fullmatch(fold(words(each, "fieldLabel"))):
            yield words(each, "valueLabel"), f"customField.{at}.valueLabel"


def _workplace(job: dict[str, Any]) -> list[Fact]:
    own = [fact for value, path in _custom(job, ABOUT_WORKPLACE) for fact in workplace(value, path)]
    where = within(job, "location") or {}
    if within(where, "hybrid") is True:
        return own + works("hybrid", "location.hybrid", True, DOUBTED if own else 0.95)
    return own + ticked(within(where, "remote"), "location.remote")


def _places(where: Any) -> list[Fact]:
    whole = words(where, "fullLocation") or place(*(words(where, key) for key in ("city", "region")))
    return [*places([whole], "location"), *regions([within(where, "country")], "location.country")]


def _employment(job: dict[str, Any]) -> list[Fact]:
    held = within(job, "typeOfEmployment")
    found = [fact for key in ("label", "id") for fact in employment(within(held, key), f"typeOfEmployment.{key}")]
    return found + [fact for value, path in _custom(job, ABOUT_EMPLOYMENT) for fact in employment(value, path)]


def _language(code: str) -> Iterator[Fact]:
    """Of the board, mostly; the text itself knows better, where there is one."""
    if code[:2].isalpha() and code[2:3] in ("", "-", "_"):
        yield stated("posting_language", code[:2].lower(), "language.code", code, DOUBTED)


def _text(sections: Any) -> str:
    found = [(words(sections, key, "title"), prose(sections, key, "text")) for key in _SECTIONS]
    return to_markdown("".join(f"<h2>{escape(title)}</h2><div>{text}</div>" for title, text in found if text.strip()))


def _url(job: dict[str, Any]) -> str:
    """A list gives the API's address alone; a posting's page is named after company and id."""
    company, known_as = words(job, "company", "identifier"), words(job, "id")
    built = f"https://jobs.smartrecruiters.com/{company}/{known_as}" if company and known_as else ""
    return canonical(job.get("postingUrl")) or canonical(job.get("applyUrl")) or canonical(built)
