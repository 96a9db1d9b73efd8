"""The shapes that formats, facts and the pages share: a record as it came, an item, a document's lines, a fact, a
posting as read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

from .text import fold


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of a posting. Read from its text, `words` is exactly text[start:end]; stated by a field of its
    record, `path` names that field ("salaryRange.min"), and start and end are None."""

    field: str
    value: Any
    words: str
    start: int | None
    end: int | None
    confidence: float
    path: str = ""


def stated(field: str, value: Any, path: str, words: Any = None, confidence: float = 0.95) -> Fact:
    """A fact that a record's own field states; `words` is what stands there, where the value is not that itself."""
    return Fact(field, value, str(value if words is None else words), None, None, confidence, path)


@dataclass(frozen=True)
class Record:
    """One posting as it came, cheap to make: enough to tell whether it is known and unchanged. `raw` can be JSON."""

    number: int  # among the records of its input, from 1
    external_id: str | None  # as its source names it, within one tenant
    raw: dict[str, Any]
    tenant: str = ""
    line: int | None = None  # of a table, as an editor counts
    problem: str = ""  # why no posting can be made of it; it is shown, and costs only itself
    passing: tuple[str, ...] = ()  # keys of raw that change while the posting stays the same
    partial: bool = False  # a list's row, which says that the posting is there but not what it says

    @cached_property
    def digest(self) -> str:
        """Of all that came and says something of the posting: the same again is the same."""
        raw = {key: value for key, value in self.raw.items() if key not in self.passing} if self.passing else self.raw
        return hashlib.sha256(_as_bytes(raw)).hexdigest()


def _as_bytes(raw: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(raw, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a number beyond 64 bits
        return json.dumps(raw, ensure_ascii=False, sort_keys=True, default=str).encode()


@dataclass(frozen=True)
class Item:
    """The neutral shape of a record: what its fields state, and its description as markdown."""

    facts: list[Fact] = field(default_factory=list)  # the believed one of a field first
    text: str = ""
    url: str = ""
    listed: bool = True  # False: its source says that it is not, or no longer, advertised
    problem: str = ""


@dataclass
class Line:
    """A line as a reader sees it, without markup; every character knows where it stood in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    kind: str = "text"  # heading, bullet, text, field (front matter)
    level: int = 0  # of a heading; 7 and more where only bold type or a colon makes it one
    label: str = ""  # "Salary" of "Salary: 3k", folded
    value_at: int = 0  # where the value after the label begins
    section: str = ""  # requirements, preferred, benefits, … see formats/sections.py
    bold: list[tuple[int, int]] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)
    after_gap: bool = False

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @property
    def value(self) -> str:
        return self.text[self.value_at :]

    @property
    def folded_value(self) -> str:
        return self.folded[self.value_at :]


@dataclass
class Document:
    """The neutral shape: one posting's lines in order, over the original text."""

    original: str
    lines: list[Line]

    def fact(self, name: str, value: Any, line: Line, start: int, end: int, confidence: float) -> Fact:
        """A fact whose words are the line's characters start to end, taken from the original."""
        while start < end and line.text[start].isspace():
            start += 1
        while end > start and line.text[end - 1].isspace():
            end -= 1
        first, last = line.starts[start], line.ends[max(end - 1, start)]
        return Fact(name, value, self.original[first:last], first, last, confidence)

    def whole(self, name: str, value: Any, line: Line, confidence: float) -> Fact:
        return self.fact(name, value, line, line.value_at, len(line.text), confidence)

    @cached_property
    def body(self) -> list[Line]:
        return [line for line in self.lines if line.kind != "field"]

    @cached_property
    def fields(self) -> dict[str, Line]:
        """Front matter by key; the first of a key counts."""
        found: dict[str, Line] = {}
        for line in self.lines:
            if line.kind == "field":
                found.setdefault(line.label, line)
        return found

    def labelled(self, pattern: Any) -> Iterator[Line]:
        """Lines whose label matches the whole of a compiled pattern."""
        return (line for line in self.lines if line.label and pattern.fullmatch(line.label))


@dataclass
class ReadPosting:
    """What one posting says. A fact that the text does not state is absent, and None in the answer."""

    text: str
    facts: list[Fact]
    external_id: str | None = None
    url: str = ""
    listed: bool = True
    problem: str = ""

    def get(self, name: str) -> Any:
        return next((fact.value for fact in self.facts if fact.field == name), None)

    def all(self, name: str) -> list[Any]:
        return [fact.value for fact in self.facts if fact.field == name]

    def as_json(self) -> dict[str, Any]:
        """The contract of `read_posting --json`."""
        single = ("title", "company", "remote", "workplace", "location")
        pay = ("salary_min", "salary_max", "currency", "salary_period", "salary_basis")
        rest = ("min_years_experience", "seniority", "department", "closing_on", "posting_language", "source")
        return {
            "external_id": self.external_id,
            **{name: self.get(name) for name in single},
            "regions": self.all("region") or None,
            "employment_type": "|".join(self.all("employment_type")) or None,
            **{name: self.get(name) for name in pay},
            "language_requirements": self.all("language") or None,
            "skills_required": self.all("skill_required"),
            "skills_preferred": self.all("skill_preferred"),
            **{name: self.get(name) for name in rest},
            "facts": [
                {"field": f.field, "value": f.value, "words": f.words, "start": f.start, "end": f.end,
                 "path": f.path, "confidence": f.confidence}
                for f in self.facts
            ],
        }  # fmt: skip
