"""RSS, Atom and JSON Feed: the latest entries of a site, never all of them, so that what is absent says nothing.

A site writes company and title as one ("Galley: Cook", "Cook at Galley"); whether it does, all its titles together
tell. Fields of a namespace of its own (`joblisting:minimumSalary`) are known by their names (meanings.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import feedparser
import feedparser.api
from django.utils.translation import gettext as _

from postings.importing.shapes import Fact, Item, Record, stated
from postings.importing.text import fold, storable

from .content import Content, Unreadable
from .fielded import Held, day_order, first, item_of
from .html import one_line
from .listing import make_record
from .meanings import meaning_of
from .stating import DOUBTED, canonical, host, places, regions, words

feedparser.api.PREFERRED_XML_PARSERS.insert(0, "postings.importing.formats.buffered")
name = "feed"
window = True  # the latest entries: absence never unlists
MAX_BYTES = 30 * 1024 * 1024
_OPENS = re.compile(
    r"\s*(?:<\?xml[^>]*>|<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|\s)*<(?:rss|feed|rdf:RDF)\b", re.DOTALL
)
_ABOUT = ":feed"  # in a record, what its feed tells of all; no field has such a name
# What RSS, Atom and JSON Feed themselves name, before what meanings.py knows; the most telling of a meaning first.
_KNOWN = {
    key: (meaning, rank - 10)
    for meaning, keys in {
        "description": ("content", "content_html", "content_text", "summary"),
        "url": ("link", "url"),
        "published": ("published", "date_published"),
    }.items()
    for rank, key in enumerate(keys)
}
_TOGETHER = {": ": (0, 1), " at ": (1, 0), " @ ": (1, 0)}  # where company and title stand
_SITE = re.compile(r"\b(?:jobs?|careers?|remote|board|feed|rss|vacanc\w+|listings?|stellen\w*|empleos?|vagas?|emplois?"
                   r"|offres|search|latest|openings?)\b")  # fmt: skip


def recognises(content: Content) -> bool:
    return _OPENS.match(content.start[:4000]) is not None or _is_json_feed(content.json)


def _is_json_feed(held: Any) -> bool:
    return (
        isinstance(held, dict)
        and isinstance(held.get("items"), list)
        and words(held, "version").startswith("https://jsonfeed.org/version/")
    )


def records(content: Content) -> Iterator[Record]:
    held = content.json
    head, entries = _json_entries(held) if _is_json_feed(held) else _xml_entries(content)
    titles = [one_line(entry.get("title", "")) for entry in entries]
    about = {
        "title": head["title"],
        "together": _together(titles, head["title"]),
        "order": day_order(value for entry in entries for key, value in entry.items() if isinstance(value, str)),
    }
    tenant = host(canonical(content.name)) or host(canonical(head["link"]))
    for number, entry in enumerate(entries, start=1):
        raw = storable({**entry, _ABOUT: about})
        fields = _held(raw)
        known = first(fields, "id")[1] or entry.get("id") or canonical(first(fields, "url")[1])
        yield make_record(number, raw, known or None, titles[number - 1], tenant=tenant, passing=(_ABOUT, "updated"))


def item(record: Record) -> Item:
    """A tag for the region is one of a few that a site has: it says where people may be, not how the work is done."""
    about, raw = record.raw[_ABOUT], record.raw
    fields = _held(raw)
    region = [value for path, value in fields.pop("state", []) if path == "region"]
    found = item_of(fields, about["order"])
    facts = _with_company(found.facts, about, any(":" in key[1:] for key in raw))
    said = [fact for fact in places(region, "region") if fact.field == "location"] + regions(region, "region")
    return replace(found, facts=facts + [replace(fact, confidence=DOUBTED) for fact in said])


def _with_company(facts: list[Fact], about: dict[str, str], own_fields: bool) -> list[Fact]:
    """The company out of the title; else, where entries state a job's fields, so that the feed is an employer's, out of
    the feed's title."""
    if any(fact.field == "company" for fact in facts):
        return facts
    title = next((fact for fact in facts if fact.field == "title"), None)
    if title is not None and (parts := _parted(title.value, about["together"])):
        company = stated("company", parts[0][:200], title.path)
        return [replace(title, value=parts[1], words=parts[1]), company, *(fact for fact in facts if fact != title)]
    if own_fields and about["title"] and not _SITE.search(fold(about["title"])):
        return [*facts, stated("company", about["title"][:200], "channel.title", confidence=0.75)]
    return facts


def _parted(title: str, sign: str) -> tuple[str, str] | None:
    """Company and title of a title that holds both."""
    if not sign or sign not in title:
        return None
    company_first = _TOGETHER[sign][0] == 0
    one, two = title.split(sign, 1) if company_first else title.rsplit(sign, 1)[::-1]
    return (one.strip(), two.strip()) if one.strip() and two.strip() else None


def _together(titles: list[str], site: str) -> str:
    """The sign between company and title, if every title has it and it parts several companies."""
    for sign in _TOGETHER:
        companies = {parts[0] for title in titles if (parts := _parted(title, sign))}
        if titles and all(sign in title for title in titles) and len(companies) > 1:
            return sign
    return ""


def _held(raw: dict[str, Any]) -> Held:
    ranked: dict[str, list[tuple[int, list[str]]]] = {}
    for key, value in raw.items():
        meaning, rank = _KNOWN.get(key) or meaning_of(key.rpartition(":")[2])
        if meaning and key not in (_ABOUT, "id"):
            values = value if isinstance(value, list) else [value]
            ranked.setdefault(meaning, []).extend((rank, [key, each]) for each in values)
    return {
        meaning: [pair for _r, pair in sorted(found, key=lambda each: each[0])] for meaning, found in ranked.items()
    }


# ---------------------------------------------------------------- entries as fields


def _json_entries(held: dict[str, Any]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    entries = [
        {key: value if isinstance(value, str) else words(each, key) for key, value in each.items()
         if isinstance(value, (str, int, float))}
        for each in held["items"] if isinstance(each, dict)
    ]  # fmt: skip
    return {"title": words(held, "title"), "link": words(held, "home_page_url") or words(held, "feed_url")}, entries


def _xml_entries(content: Content) -> tuple[dict[str, str], list[dict[str, Any]]]:
    raw = content.open().read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise Unreadable(_("This feed is larger than %(size)s MB.") % {"size": MAX_BYTES // 1024 // 1024})
    if b"<!ENTITY" in raw:
        raise Unreadable(_("This XML defines entities of its own; that is refused."))
    try:
        parsed = feedparser.parse(BytesIO(raw), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # it promises none, and what a stranger sends is not its fault alone
        raise Unreadable(_("This feed could not be read.")) from error
    prefixes = [prefix for prefix in parsed.get("namespaces", {}) if prefix]
    head = {"title": one_line(parsed.feed.get("title", "")), "link": parsed.feed.get("link", "")}
    return head, [_entry(each, prefixes) for each in parsed.entries]


def _entry(entry: Any, prefixes: list[str]) -> dict[str, Any]:
    """Its words by name; a name of another namespace as "joblisting:jobid"."""
    found: dict[str, Any] = {}
    for key, value in entry.items():
        prefix = next((each for each in prefixes if key.startswith(f"{each}_")), "")
        known = f"{prefix}:{key[len(prefix) + 1 :]}" if prefix else key
        if isinstance(value, str) and value.strip() and not key.endswith(("_detail", "_parsed")):
            found[known] = value.strip()
    if texts := [each.get("value", "") for each in entry.get("content", [])]:
        found["content"] = max(texts, key=len)
    if terms := [each["term"] for each in entry.get("tags", []) if each.get("term")]:
        found["tags"] = terms
    return found
