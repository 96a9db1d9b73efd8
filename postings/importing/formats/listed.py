"""Any other JSON that lists postings: its fields by the names that job boards give them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postings.importing.shapes import Fact, Item, Record

from .content import Content
from .html import described
from .listing import by_id, make_record, rows_of
from .stating import (
    canonical,
    closing,
    employment,
    named,
    pay,
    places,
    prose,
    regions,
    ticked,
    words,
    workplace,
    written_pay,
)
from .totals import stated_total

name = "json"
_NAMES = {
    "id": ("id", "job_id", "jobId", "uuid", "guid", "external_id", "reference", "ref", "slug"),
    "title": ("title", "job_title", "jobTitle", "position", "job_name"),
    "company": ("company_name", "companyName", "company", "employer", "employer_name", "organization"),
    "description": ("description", "description_html", "job_description", "jobDescription", "body", "content"),
    "requirements": ("requirements", "qualifications"),
    "url": ("url", "job_url", "jobUrl", "careers_url", "link", "apply_url", "applyUrl"),
    "location": ("location", "job_location", "candidate_required_location", "locations", "city"),
    "employment": ("employment_type", "employmentType", "job_type", "job_types", "jobType", "contract_type"),
    "workplace": ("workplace_type", "workplaceType", "workplace", "work_mode", "location_type"),
    "remote": ("remote", "is_remote", "isRemote"),
    "department": ("department",),
    "salary": ("salary", "salary_range", "compensation"),
    "minimum": ("salary_min", "min_salary", "minSalary", "min_amount", "salaryMin"),
    "maximum": ("salary_max", "max_salary", "maxSalary", "max_amount", "salaryMax"),
    "currency": ("salary_currency", "currency", "salaryCurrency"),
    "period": ("salary_period", "salary_frequency", "salary_interval", "interval", "salaryPeriod"),
    "closing": ("closing_date", "deadline", "application_deadline", "expires_at", "valid_through", "expiration_date"),
    "published": ("publication_date", "published_at", "date_posted", "datePosted", "created_at"),
}


def _key(row: dict[str, Any], field: str) -> str:
    """The name under which a row holds something of a field, else the first that it might."""
    names = _NAMES[field]
    return next((key for key in names if row.get(key) not in (None, "", [], {})), names[0])


def _looks(row: dict[str, Any]) -> bool:
    """A title, and two things more that a posting has."""
    if not words(row, _key(row, "title")):
        return False
    rest = ("company", "description", "url", "location", "employment", "salary")
    return sum(any(key in row for key in _NAMES[field]) for field in rest) >= 2


def recognises(content: Content) -> bool:
    return content.json is not None and bool(rows_of(content, _looks, "the board"))


def records(content: Content) -> Iterator[Record]:
    found = rows_of(content, _looks, "the board")
    for number, same in enumerate(by_id(found, *_NAMES["id"], *_NAMES["url"]), start=1):
        row = same[0]
        known = row.get(_key(row, "id")) or canonical(row.get(_key(row, "url")))
        yield make_record(number, row, known or None, words(row, _key(row, "title")))


def total(content: Content) -> int:
    return stated_total(content.json)


def item(record: Record) -> Item:
    return of_row(record.raw)


def of_row(row: dict[str, Any]) -> Item:
    def at(field: str) -> Any:
        return row.get(_key(row, field))

    facts = [
        *named("title", row, _key(row, "title")),
        *_company(row),
        *workplace(at("workplace"), _key(row, "workplace")),
        *ticked(at("remote"), _key(row, "remote")),
        *_places(row),
        *employment(at("employment"), _key(row, "employment")),
        *named("department", row, _key(row, "department"), most=200),
        *_pay(row),
        *closing(at("closing"), _key(row, "closing"), at("published")),
    ]
    asked = described(prose(row, _key(row, "requirements")))
    parts = [described(prose(row, _key(row, "description"))), f"## Requirements\n\n{asked}" if asked else ""]
    return Item(facts, "\n\n".join(filter(None, parts)), canonical(at("url")))


def _company(row: dict[str, Any]) -> Iterator[Fact]:
    key = _key(row, "company")
    if isinstance(row.get(key), dict):
        yield from named("company", row[key], f"{key}.name", most=200)
    else:
        yield from named("company", row, key, most=200)


def _places(row: dict[str, Any]) -> list[Fact]:
    key = _key(row, "location")
    value = row.get(key)
    names = []
    for each in value if isinstance(value, list) else [value]:
        names.append(words({"at": each}, "at") or words(each, "name") or words(each, "city"))
    return [*places(names, key), *regions(names, key)]


def _pay(row: dict[str, Any]) -> list[Fact]:
    low, high, currency, period = (_key(row, field) for field in ("minimum", "maximum", "currency", "period"))
    paths = (low, high, currency, period)
    whole = _key(row, "salary")
    return pay(row.get(low), row.get(high), row.get(currency), row.get(period), paths) or written_pay(
        row.get(whole), whole
    )
