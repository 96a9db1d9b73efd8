"""Lever's Postings API: `GET https://api.lever.co/v0/postings/{site}?mode=json`.

The description comes in parts, requirements among the `lists`, whose items stand without their list. `salaryRange` may
be reached only with commission, which the words beside it say. The company is named nowhere but in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from postings.importing.shapes import Fact, Item, Record

from .content import Content
from .html import described, to_markdown
from .listing import by_id, make_record, path_part, rows_of
from .stating import canonical, employment, named, pay, places, prose, regions, rows, within, words, workplace

name = "lever"
_HOSTS = ("jobs.lever.co", "jobs.eu.lever.co")


def _looks(row: dict[str, Any]) -> bool:
    return "text" in row and ("hostedUrl" in row or "applyUrl" in row) and ("categories" in row or "createdAt" in row)


def recognises(content: Content) -> bool:
    return content.json is not None and bool(rows_of(content, _looks, "Lever"))


def records(content: Content) -> Iterator[Record]:
    for number, same in enumerate(by_id(rows_of(content, _looks, "Lever"), "id"), start=1):
        job = same[0]
        tenant = path_part(job.get("hostedUrl"), *_HOSTS)
        yield make_record(number, job, job.get("id"), words(job, "text"), tenant=tenant)


def item(record: Record) -> Item:
    job = record.raw
    categories = within(job, "categories") or {}
    facts = [
        *named("title", job, "text"),
        *_place(job, categories),
        *workplace(job.get("workplaceType"), "workplaceType"),
        *employment(within(categories, "commitment"), "categories.commitment"),
        *_department(categories),
        *_pay(job),
    ]
    return Item(facts, _text(job), canonical(job.get("hostedUrl")))


def _place(job: dict[str, Any], categories: Any) -> list[Fact]:
    listed = within(categories, "allLocations")
    names = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    names = names or [words(categories, "location")]
    return [
        *places(names, "categories.location"),
        *(regions([job.get("country")], "country") or regions(names, "categories.location")),
    ]


def _department(categories: Any) -> Iterator[Fact]:
    field = "department" if words(categories, "department") else "team"
    yield from named("department", categories, f"categories.{field}", most=200)


def _pay(job: dict[str, Any]) -> list[Fact]:
    held = within(job, "salaryRange") or {}
    path = "salaryRange."
    return pay(
        within(held, "min"),
        within(held, "max"),
        within(held, "currency"),
        within(held, "interval"),
        (path + "min", path + "max", path + "currency", path + "interval"),
        prose(job, "salaryDescriptionPlain") or prose(job, "salaryDescription"),
    )


def _text(job: dict[str, Any]) -> str:
    whole = prose(job, "description") or prose(job, "opening") + prose(job, "descriptionBody")
    if not whole and "descriptionPlain" in job:
        return described(prose(job, "descriptionPlain"))
    lists = [
        f"<h3>{escape(words(each, 'text'))}</h3><ul>{prose(each, 'content')}</ul>" for each in rows(job.get("lists"))
    ]
    parts = [whole, *lists, prose(job, "salaryDescription"), prose(job, "additional")]
    return to_markdown("".join(f"<section>{part}</section>" for part in parts if part))
