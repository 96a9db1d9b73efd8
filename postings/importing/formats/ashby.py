"""Ashby's Job Postings API: `GET https://api.ashbyhq.com/posting-api/job-board/{name}?includeCompensation=true`.

`isRemote` is true of hybrid jobs too: `workplaceType` says which. Of the compensation only components of the type
Salary are pay; that they include commission stands in words beside them. The company is named nowhere but in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from postings.importing.shapes import Fact, Item, Record

from .content import Content
from .html import described
from .listing import by_id, make_record, path_part, rows_of
from .stating import (
    canonical,
    employment,
    named,
    pay,
    places,
    prose,
    regions,
    rows,
    ticked,
    within,
    words,
    workplace,
)

name = "ashby"


def _looks(row: dict[str, Any]) -> bool:
    return "jobUrl" in row and ("isListed" in row or "descriptionHtml" in row or "workplaceType" in row)


def recognises(content: Content) -> bool:
    held = content.json
    if not isinstance(held, dict):
        return False
    return (held.get("jobs") == [] and "apiVersion" in held) or bool(rows_of(content, _looks, "Ashby"))


def records(content: Content) -> Iterator[Record]:
    for number, same in enumerate(by_id(rows_of(content, _looks, "Ashby"), "id"), start=1):
        job = same[0]
        tenant = path_part(job.get("jobUrl"), "jobs.ashbyhq.com")
        yield make_record(number, job, job.get("id"), words(job, "title"), tenant=tenant)


def item(record: Record) -> Item:
    job = record.raw
    text = described(prose(job, "descriptionHtml") or prose(job, "descriptionPlain"))
    facts = [
        *named("title", job, "title"),
        *_place(job),
        *employment(job.get("employmentType"), "employmentType"),
        *named("department", job, "department", most=200),
        *_pay(job),
    ]
    return Item(facts, text, canonical(job.get("jobUrl")), listed=job.get("isListed") is not False)


def _place(job: dict[str, Any]) -> list[Fact]:
    others = rows(job.get("secondaryLocations"))
    names = [words(job, "location"), *(words(each, "location") for each in others)]
    countries = [within(each, "address", "postalAddress", "addressCountry") for each in (job, *others)]
    return [
        *(workplace(job.get("workplaceType"), "workplaceType") or ticked(job.get("isRemote"), "isRemote")),
        *places(names, "location"),
        *(regions(countries, "address.postalAddress.addressCountry") or regions(names, "location")),
    ]


def _pay(job: dict[str, Any]) -> list[Fact]:
    """The summary is over all tiers, which may be for several places."""
    held = within(job, "compensation")
    if job.get("shouldDisplayCompensationOnJobPostings") is False:
        return []
    tiers = rows(within(held, "compensationTiers"))
    about = [words(tier, key) for tier in tiers for key in ("additionalInformation", "tierSummary", "title")]
    for path, each in _salaries(held, tiers):
        return pay(
            each.get("minValue"),
            each.get("maxValue"),
            each.get("currencyCode"),
            each.get("interval"),
            (f"{path}.minValue", f"{path}.maxValue", f"{path}.currencyCode", f"{path}.interval"),
            *about,
        )
    return []


def _salaries(held: Any, tiers: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    listed = [("compensation.summaryComponents", within(held, "summaryComponents"))]
    listed += [
        (f"compensation.compensationTiers.{at}.components", each.get("components")) for at, each in enumerate(tiers)
    ]
    for path, components in listed:
        for at, component in enumerate(rows(components)):
            if component.get("compensationType") == "Salary":
                yield f"{path}.{at}", component
