"""schema.org JobPosting, from JSON-LD and microdata, in the shapes that sites give it."""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from postings.importing.shapes import Fact, Item, stated

from .content import read_json
from .html import described
from .stating import (
    canonical,
    closing,
    employment,
    identity,
    named,
    pay,
    place,
    places,
    regions,
    rows,
    within,
    words,
    works,
    written_pay,
    years,
)

_GUARDS = re.compile(r"^\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*$")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_DEEPEST = 12
_REPAIRS = 20
_PROSE = {  # in the order in which a posting is read; the property's name as its heading
    "description": "", "responsibilities": "Responsibilities", "qualifications": "Qualifications",
    "experienceRequirements": "Experience", "educationRequirements": "Education", "skills": "Skills",
    "workHours": "Hours", "jobBenefits": "Benefits", "incentiveCompensation": "Incentives",
}  # fmt: skip
_RUN_TOGETHER = re.compile(r"(?<=[^\s\u00a0])(?:&nbsp;|\u00a0)(?=[A-Z\u00c0-\u00de])")


# ---------------------------------------------------------------- finding postings


def blocks(tree: LexborHTMLParser) -> Iterator[Any]:
    """Each JSON-LD block that can be read, whatever is wrong with the others."""
    for script in tree.css("script"):
        if "ld+json" in (script.attributes.get("type") or "").lower():
            held = _read_block(script.text())
            if held is not None:
                yield held


def _read_block(text: str) -> Any:
    text = _GUARDS.sub("", _GUARDS.sub("", text)).strip()
    for attempt in (text, html.unescape(text), _BAD_ESCAPE.sub(r"\\\\", text)):
        try:
            return read_json(attempt)
        except ValueError:
            continue
    return _repaired(_BAD_ESCAPE.sub(r"\\\\", text))


def _repaired(text: str) -> Any:
    """With the commas that are missing between two members, and without those before an end."""
    text = re.sub(r",(\s*[}\]])", r"\1", text)
    for _attempt in range(_REPAIRS):
        try:
            return read_json(text)
        except ValueError as error:
            at = getattr(error, "pos", None)
            if at is None or not str(error).startswith("Expecting ',' delimiter") or text[at : at + 1] != '"':
                return None
            text = f"{text[:at]},{text[at:]}"
    return None


def job_postings(held: Any) -> list[dict[str, Any]]:
    """The objects of the type JobPosting, with what they refer to by @id put in its place."""
    found, known = [], {}
    waiting = [(held, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("@id"), str) and len(value) > 1:
                known[value["@id"]] = value
            if is_job_posting(value):
                found.append(value)
        if isinstance(value, (dict, list)) and depth < _DEEPEST:
            inner = value.values() if isinstance(value, dict) else value
            waiting += [(each, depth + 1) for each in reversed(list(inner)) if isinstance(each, (dict, list))]
    return [_tidy(each, known) for each in found]


def is_job_posting(value: dict[str, Any]) -> bool:
    types = value.get("@type", value.get("type"))
    return any(
        re.split(r"[/:#]", each)[-1].lower() == "jobposting"
        for each in (types if isinstance(types, list) else [types])
        if isinstance(each, str)
    )


def _tidy(value: Any, known: dict[str, Any], depth: int = 0) -> Any:
    """Keys as schema.org spells them, where a site begins them with a capital."""
    if isinstance(value, list):
        return [_tidy(each, known, depth + 1) for each in value] if depth < _DEEPEST else []
    if not isinstance(value, dict):
        return value
    if depth >= _DEEPEST:
        return {}
    if set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str) and value["@id"] in known:
        value = known[value["@id"]]
    return {key[:1].lower() + key[1:]: _tidy(each, known, depth + 1) for key, each in value.items()}


def microdata(tree: LexborHTMLParser) -> list[dict[str, Any]]:
    """The same from itemscope and itemprop. Longer properties keep their HTML."""
    found = []
    for scope in tree.css("[itemscope][itemtype]"):
        kind = scope.attributes.get("itemtype") or ""
        if kind.rsplit("/", 1)[-1] == "JobPosting":
            found.append(_properties(scope))
    return found


def _properties(scope: LexborNode) -> dict[str, Any]:
    """The values of a scope and of the scopes within it, each by the scope that it stands in."""
    held: dict[int, dict[str, Any]] = {scope.mem_id: {}}
    for node in scope.css("[itemprop]"):
        owner = node.parent
        while owner is not None and owner.mem_id not in held:
            owner = owner.parent
        if owner is None or node.mem_id == scope.mem_id:
            continue
        value: Any = _value(node)
        if "itemscope" in node.attributes:
            value = held[node.mem_id] = {"@type": (node.attributes.get("itemtype") or "").rsplit("/", 1)[-1]}
        for key in (node.attributes.get("itemprop") or "").split():
            before = held[owner.mem_id].get(key)
            several = [*before, value] if isinstance(before, list) else [before, value]
            held[owner.mem_id][key] = value if before is None else several
    return held[scope.mem_id]


def _value(node: LexborNode) -> str:
    attributes = node.attributes
    for name in ("content", "datetime", "href", "src"):
        if attributes.get(name):
            return attributes[name] or ""
    if (attributes.get("itemprop") or "") in _PROSE:
        return node.inner_html or ""
    return node.text(separator=" ", strip=True)


def known_as(found: list[dict[str, Any]], page: str) -> list[str]:
    """Each posting of a page by its identifier, else its own address, else its page's where the page is of one job.
    Else by title, company and place, if it is the only one of these there, so that an edit of the rest makes no other;
    else by all that it says."""
    own = [_identifier(each) for each in found]
    unnamed = [each for each, name in zip(found, own, strict=True) if not name]
    of_one_job = len({_title(each) for each in unnamed}) == 1
    signs = Counter(map(_sign, unnamed))
    return [
        name or (page if page and of_one_job else _by_itself(each, page, signs))
        for each, name in zip(found, own, strict=True)
    ]


def _by_itself(posting: dict[str, Any], page: str, signs: Counter[str]) -> str:
    sign = _sign(posting)
    return hash_of(f"{page} {sign}" if sign and signs[sign] == 1 else str(posting))


def _sign(posting: dict[str, Any]) -> str:
    """Title, company and place; nothing where one of the first two is missing, which says too little."""
    title, company = _title(posting), next((fact.value for fact in _company(posting.get("hiringOrganization"))), "")
    places = [str(fact.value) for fact in _place(posting) if fact.field == "location"]
    return " | ".join([title, company, *places]) if title and company else ""


def _title(posting: dict[str, Any]) -> str:
    return words(posting, "title") or words(posting, "name")


def _identifier(posting: dict[str, Any]) -> str | None:
    for held in rows(posting.get("identifier")):
        if found := identity(held.get("value")):
            return found
    value = posting.get("identifier")
    found = identity(value[0] if isinstance(value, list) and value else value)
    return found or identity(canonical(posting.get("url")))


def hash_of(text: str) -> str:
    """Of the words alone, so that spaces and case make no other."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()


# ---------------------------------------------------------------- what a posting states


def of_posting(posting: dict[str, Any], page: str = "") -> Item:
    title = "title" if words(posting, "title") else "name"
    facts = [
        *named("title", posting, title),
        *_company(posting.get("hiringOrganization")),
        *_place(posting),
        *employment(posting.get("employmentType"), "employmentType"),
        *_pay(posting),
        *_experience(posting),
        *closing(posting.get("validThrough"), "validThrough", posting.get("datePosted")),
    ]
    return Item(facts, text_of(posting), canonical(posting.get("url")) or page)


def _company(held: Any) -> Iterator[Fact]:
    for each in held if isinstance(held, list) else [held]:
        if isinstance(each, dict):
            yield from named("company", each, "hiringOrganization.name", most=200)
        elif words({"name": each}, "name"):
            yield stated("company", words({"name": each}, "name")[:200], "hiringOrganization")
        return


def _place(posting: dict[str, Any]) -> list[Fact]:
    spots = posting.get("jobLocation")
    spots = spots if isinstance(spots, list) else [spots]
    addresses = [place_of(within(spot, "address") if isinstance(spot, dict) else spot) for spot in spots]
    names = [words(spot, "name") for spot in spots]
    if len(spots) > 1 and len(set(addresses)) == 1 and len(set(names)) == len(names):
        addresses = names  # one office's address, put beside every place's name
    facts = places(addresses, "jobLocation")
    countries = [each for spot in spots for each in _countries(within(spot, "address"))]
    allowed = [words(each, "name") for each in rows(posting.get("applicantLocationRequirements"))]
    facts = [fact for fact in facts if fact.field == "location"]
    if "TELECOMMUTE" in str(posting.get("jobLocationType")).upper():
        facts += works("remote", "jobLocationType", words(posting, "jobLocationType") or "TELECOMMUTE")
    facts += regions(allowed, "applicantLocationRequirements")
    return facts + regions(countries, "jobLocation.address.addressCountry")


def place_of(address: Any) -> str:
    """ "Berlin, Germany" of a PostalAddress, or of a string."""
    if not isinstance(address, dict):
        return words({"at": address}, "at")
    country = next(iter(_countries(address)), "")
    return place(words(address, "addressLocality"), words(address, "addressRegion"), country)


def _countries(address: Any) -> list[str]:
    """A code, a name, or an object with a name, which may be a list of one name many times over."""
    value = within(address, "addressCountry")
    value = within(value, "name") if isinstance(value, dict) else value
    listed = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(found for each in listed if (found := words({"name": each}, "name"))))


def _pay(posting: dict[str, Any]) -> list[Fact]:
    """MonetaryAmount with a value or a range, or a bare figure with salaryCurrency beside it; else words."""
    base = posting.get("baseSalary")
    base = base[0] if isinstance(base, list) and base else base
    beside = posting.get("salaryCurrency")
    if not isinstance(base, dict):
        paths = ("baseSalary", "baseSalary", "salaryCurrency", "")
        return pay(base, base, beside, None, paths) or written_pay(base, "baseSalary")
    value = base.get("value")
    value = value[0] if isinstance(value, list) and value else value
    held, path = (value, "baseSalary.value.") if isinstance(value, dict) else (base, "baseSalary.")
    single = within(held, "value") if isinstance(value, dict) else value
    bounds = [within(held, key) for key in ("minValue", "maxValue")]
    names = ("minValue", "maxValue") if any(bounds) else ("value", "value")
    low, high = bounds if any(bounds) else (single, single)
    coin = "baseSalary.currency" if base.get("currency") else "salaryCurrency"
    paths = (path + names[0], path + names[1], coin, path + "unitText")
    found = pay(low, high, base.get("currency") or beside, held.get("unitText") or base.get("unitText"), paths)
    return found or written_pay(single, path + "value")


def _experience(posting: dict[str, Any]) -> list[Fact]:
    for each in rows(posting.get("experienceRequirements")):
        months = identity(each.get("monthsOfExperience"))
        if months and re.fullmatch(r"\d{1,3}(?:\.\d+)?", months):
            path = "experienceRequirements.monthsOfExperience"
            return years(float(months) / 12, path, f"{months} months")
    return []


def text_of(posting: dict[str, Any]) -> str:
    """The description, then what stands in properties of its own and not in the description already."""
    text = ""
    for key, heading in _PROSE.items():
        part = "\n".join(filter(None, map(_part, _values(posting.get(key)))))
        if part and _plain(part) not in _plain(text):
            text += f"\n\n## {heading}\n\n{part}" if heading else part
    return text.strip()


def _values(value: Any) -> list[str]:
    """Strings and named terms. A list of short ones is a list to read, too."""
    listed = value if isinstance(value, list) else [value]
    found = [each if isinstance(each, str) else within(each, "name") or within(each, "description") for each in listed]
    kept = [each for each in found if isinstance(each, str) and each.strip()]
    return [f"- {each}" for each in kept] if len(kept) > 1 and all(len(each) < 120 for each in kept) else kept


def _part(written: str) -> str:
    """A property's text. Some sites write line breaks as two characters, or lists with nothing but hard spaces."""
    if "\\n" in written:
        written = written.replace("\\r", "").replace("\\n", "\n")
    if len(_RUN_TOGETHER.findall(written)) > 1 and "<" not in written and "\n" not in written:
        written = "\n".join(f"- {each}" for each in _RUN_TOGETHER.split(written))
    return described(written)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text)
