"""XML in which anybody lists postings: Indeed's and its relatives'. No publisher is known by name: a record is what has
a title and two things more that a posting has, and its fields are known by theirs (meanings.py).

Read in a stream. Nothing in it tells more about removal than that a posting is no longer in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from postings.importing.shapes import Item, Record, stated
from postings.importing.text import storable

from .content import Content, Unreadable
from .fielded import Held, day_order, first, item_of
from .html import one_line
from .listing import make_record
from .markup import Mender, elements
from .meanings import PROSE, key_of, meaning_of
from .stating import canonical, host
from .totals import stated_total

name = "xml"
_NOT = re.compile(r"<!doctype html|<html|<rss(?![^>]*xmlns:g=)|<feed|<rdf:|<workzag-jobs", re.IGNORECASE)
_TELLING = {"description", "url", "company", "id", "location", "city", "salary", "salary_min", "employment_type",
            "requirements"}  # fmt: skip
_SURVEYED = 4 * 1024 * 1024
_ENOUGH = 200  # records in whose dates the order of day and month is looked for
_ABOUT = ":feed"  # in a record, what its feed says of all; no element has such a name
_DEEPEST = 6
_MISSING_MARK = re.compile(r"\s*!\[CDATA\[(.*)\]\]\s*", re.DOTALL)


@dataclass
class _Survey:
    """What the beginning of a feed tells: where its records are, and what it says of itself."""

    seen: Counter[tuple[str, ...]] = field(default_factory=Counter)
    meanings: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    head: dict[str, str] = field(default_factory=dict)
    dates: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def record(self) -> tuple[str, ...] | None:
        """The outermost that repeats; where nothing does, what looks most like a posting."""
        several = [path for path, count in self.seen.items() if count > 1]
        if several:
            return min(several, key=len)
        return max(self.seen, key=lambda path: (len(self.meanings[path]), len(path)), default=None)

    def about(self, content: Content) -> dict[str, str]:
        site = host(canonical(content.name)) or host(self.address)
        publisher = self.head.get("publisher", "")
        return {"publisher": publisher, "site": site, "order": day_order(self.dates)}


def recognises(content: Content) -> bool:
    opening = content.start[:4000]
    return opening[:1] == "<" and not _NOT.search(opening) and _survey(content).record is not None


def records(content: Content) -> Iterator[Record]:
    survey = _survey(content)
    if survey.record is None:
        raise Unreadable(_("Nothing in this XML has a title and what else a posting has."))
    about = survey.about(content)
    number = 0
    for element in elements(content, f"{{*}}{survey.record[-1]}"):
        if _path_of(element) != survey.record:
            continue
        number += 1
        raw = storable({**_flat(element), _ABOUT: about})
        held = _held(raw)
        known = first(held, "id")[1] or canonical(first(held, "url")[1])
        yield make_record(
            number, raw, known or None, one_line(first(held, "title")[1]),
            tenant=about["publisher"] or about["site"], passing=(_ABOUT,),
        )  # fmt: skip


def total(content: Content) -> int:
    """`expectedJobCount` and its like; what the first record says of itself can be among what the head holds, too."""
    return stated_total({name: value for name, value in _survey(content).head.items() if "job" in name})


def item(record: Record) -> Item:
    about = record.raw[_ABOUT]
    found = item_of(_held(record.raw), about["order"])
    if about["publisher"] and not any(fact.field == "source" for fact in found.facts):
        found.facts.append(stated("source", about["publisher"][:100], "publisher"))
    return found


# ---------------------------------------------------------------- an element as fields


def _held(raw: dict[str, Any]) -> Held:
    ranked: dict[str, list[tuple[int, list[str]]]] = {}
    for path, value in raw.items():
        meaning, rank = meaning_of(path)
        if meaning:
            values = value if isinstance(value, list) else [value]
            ranked.setdefault(meaning, []).extend((rank, [path, each]) for each in values)
    return {
        meaning: [pair for _rank, pair in sorted(found, key=lambda each: each[0])] for meaning, found in ranked.items()
    }


def _flat(element: etree._Element) -> dict[str, Any]:
    """By path, the words of everything inside; a list where a path comes several times."""
    found: dict[str, Any] = {}
    waiting: list[tuple[etree._Element, str]] = [(child, _local(child)) for child in reversed(element)]
    for key, value in element.attrib.items():
        _add(found, str(key), str(value))
    while waiting:
        inner, path = waiting.pop()
        if not path:
            continue
        if not len(inner):
            _add(found, path, inner.text or "")
        elif meaning_of(path)[0] in PROSE:
            _add(found, path, _markup(inner))
        elif path.count(".") < _DEEPEST:
            waiting += [(child, f"{path}.{_local(child)}") for child in reversed(inner) if _local(child)]
        for key, value in inner.attrib.items() if len(inner.attrib) else ():
            _add(found, f"{path}.{key}", str(value))
    return found


def _add(found: dict[str, Any], path: str, text: str) -> None:
    text = text.strip()
    if text.startswith("![CDATA[") and (match := _MISSING_MARK.fullmatch(text)):
        text = match[1]
    if not text:
        return
    before = found.get(path)
    if before is None:
        found[path] = text
    elif isinstance(before, list):
        before.append(text)
    else:
        found[path] = [before, text]


def _markup(element: etree._Element) -> str:
    """HTML that somebody wrote as elements instead of text."""
    inner = [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return (element.text or "") + "".join(inner)


def _local(element: etree._Element) -> str:
    """A name without its namespace; nothing for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _path_of(element: etree._Element) -> tuple[str, ...]:
    return (*(_local(each) for each in reversed(list(element.iterancestors()))), _local(element))


# ---------------------------------------------------------------- the survey


def _survey(content: Content) -> _Survey:
    """The first records of a feed, read with no more than its beginning in memory."""
    survey = _Survey()
    parser = etree.XMLPullParser(
        events=("start", "end"), recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    walk = _Walk(survey)
    try:
        for piece in _beginning(content):
            parser.feed(piece)
            for event, element in parser.read_events():
                walk.step(event, element)
            if survey.seen and max(survey.seen.values()) >= _ENOUGH:
                break
    except etree.XMLSyntaxError:
        pass  # what is wrong is told by who reads it all
    return survey


def _beginning(content: Content) -> Iterator[bytes]:
    mender, size = Mender(content.head), 64 * 1024
    file = content.open()
    for _piece in range(_SURVEYED // size):
        read = file.read(size)
        yield mender.mend(read) if read else mender.rest()
        if not read:
            return


class _Walk:
    """Through the elements, with the meanings of the children of each that is open."""

    def __init__(self, survey: _Survey) -> None:
        self.survey = survey
        self.open: list[tuple[str, set[str]]] = []

    def step(self, event: str, element: etree._Element) -> None:
        if event == "start":
            self.open.append((_local(element), set()))
            return
        path = tuple(name for name, _held in self.open)
        _name, held = self.open.pop()
        if "title" in held and len(held & _TELLING) >= 2:
            self.survey.seen[path] += 1
            self.survey.meanings.setdefault(path, set()).update(held)
            element.clear()
        elif self.open and (len(element) == 0 or meaning_of(path[-1])[0] in PROSE):
            self._leaf(path[-1], "".join(element.itertext()).strip())

    def _leaf(self, name: str, text: str) -> None:
        meaning = meaning_of(name)[0]
        if meaning and text:
            self.open[-1][1].add(meaning)
        if meaning in ("published", "closing_on"):
            self.survey.dates.append(text)
        elif meaning == "url" and not self.survey.address:
            self.survey.address = canonical(text)
        if not self.survey.seen:
            self.survey.head.setdefault(key_of(name), one_line(text)[:200])
