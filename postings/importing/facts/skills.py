"""Skills, required and preferred, from the text's own structure: what stands under such headings, after words like
"experience with", in lists and brackets, and names that look like names of technologies.

An open list of names (names.txt, see docs/importing.md) only confirms words that shape and place leave in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from postings.importing.shapes import Document, Fact, Line
from postings.importing.text import fold
from postings.importing.words import ROLE, holds

from .glossary import english_name, terms_in
from .languages import names_language
from .names import NO_NAME, Capitals, known_names, looks_technical, name_key, names_in
from .places import is_region
from .skill_words import (
    ALONE_NOTHING,
    AND,
    APPLY_HINTS,
    BEFORE_EXPERIENCE,
    EDUCATION,
    HEAD,
    LEAD,
    NO_SKILLS,
    SOFT,
    SOFT_ENDING,
    TAIL,
    TO_APPLY,
    WISH,
    WISH_AFTER,
)

_MOST = 80
_LONG_NOUN = 10  # a German compound says as much as two words elsewhere
_LONG_WORD = 5
_QUALITY = re.compile(r"(?:ed|ly|cal|nal|ive|able|ible|ous|ful)$")
_STOP = re.compile(r"[!?;](?=\s|$)|\.(?=\s+[A-ZÀ-Þ]|\s*$)")
_BRACKET = re.compile(r"\(([^()]*)\)?")
_SLASHED = re.compile(r"[^/]+")
_OF_A_NAME = re.compile(r"[+#]*")
_NO_KEY = re.compile(r"[^\w+#]+")
_VERSIONS = re.compile(r"[a-z]\d+(?: [a-z]\d+)*")

Span = tuple[int, int]
Item = tuple[int, int, list[Span]]  # of a list, with the names in it


def read_skills(document: Document, others: list[Fact]) -> list[Fact]:
    """Skills, given the facts already read: a line about pay or contract names none."""
    found = _Found(document, others)
    for wanted in (("requirements", "preferred"), ("technologies",)):
        listed = False
        for line in document.body:
            listed = line.kind == "bullet" if line.kind in ("bullet", "heading") else listed
            after_list = line.kind == "text" and listed and not line.label and not LEAD.search(line.folded)
            if line.section in wanted and not after_list and (line.kind != "heading" or _names_only(line)):
                found.read(line)
        if found.facts:
            return found.facts  # a stack that is described beside requirements is not required
    for line in _unannounced(document):
        found.read(line)
    if found.facts:
        return found.facts
    for line in _elsewhere(document):
        found.read_sparsely(line)
    return found.facts


def _unannounced(document: Document) -> Iterator[Line]:
    """Lists under a heading that says nothing, where a degree and two lines more speak of experience or knowledge."""
    lists = groupby(document.body, lambda line: line.kind == "bullet" and not line.section)
    for bullets in (list(lines) for listed, lines in lists if listed):
        leads = sum(bool(LEAD.search(line.folded)) for line in bullets)
        if leads >= 2 and any(EDUCATION.search(line.folded) for line in bullets):
            yield from bullets


def _names_only(line: Line) -> bool:
    """Subheadings under requirements are often the skill itself: "SQL Server"."""
    return line.level > 2 and len(line.text.split()) <= 4 and name_key(line.text.strip(" :")) in known_names()


def _elsewhere(document: Document) -> Iterator[Line]:
    """Where no heading announces requirements: the title, a front matter's technologies, "experience in X"."""
    for key in ("techno", "technologies", "stack", "skills", "tech", "tecnologias"):
        if key in document.fields:
            yield document.fields[key]
    for at, line in enumerate(document.body[:40]):
        if at == 0 or (LEAD.search(line.folded) and line.section not in ("company", "benefits", "apply", "source")):
            yield line


class _Found:
    def __init__(self, document: Document, others: list[Fact]) -> None:
        self.document = document
        self.facts: list[Fact] = []
        self.seen: set[str] = set()
        told = ("salary_min", "salary_max", "employment_type", "closing_on", "region")
        self.taken = [fact.start for fact in others if fact.field in told]
        language = next((fact.value for fact in others if fact.field == "posting_language"), None)
        self.capitals = Capitals(0, of_nouns=language == "de")
        self.english = english = language == "en"  # phrases without a name in them are trusted less elsewhere
        self.shortest, self.longest = (1, 5) if english else (2, 3)
        self.wish: re.Match[str] | None = None  # the clause's word that makes it a wish
        self.among_names = False  # the clause is a list that names technologies
        self.terms: list[tuple[int, int]] = []  # the glossary's names in the clause
        self.led_to = -1  # where the words begin that "experience with" leads to
        self.company = next((fold(fact.value) for fact in others if fact.field == "company"), "")

    def read(self, line: Line) -> None:
        taken = any(line.starts[0] <= start < line.ends[-1] for start in self.taken)
        taken = taken or (holds(line.folded, APPLY_HINTS) and TO_APPLY.search(line.folded))
        if taken or (line.label and NO_SKILLS.match(line.label)):
            return
        start = line.value_at if line.label and not LEAD.search(line.label) else 0
        for begin, end in _clauses(line, start):
            self._clause(line, begin, end)

    def read_sparsely(self, line: Line) -> None:
        for begin, stop in _clauses(line, 0):
            if line.kind == "text" and line is not self.document.body[0] and not LEAD.search(line.folded, begin, stop):
                continue
            self.capitals = Capitals(len(line.text), self.capitals.of_nouns)
            self.wish = WISH.search(line.folded, begin, stop)
            for start, end in names_in(line, begin, stop, self.capitals):
                self._put(self._side(line, start), line, start, end, 0.6)

    def _clause(self, line: Line, begin: int, end: int) -> None:
        outer, brackets = _without_brackets(line, begin, end)
        educated = bool(EDUCATION.search(line.folded, begin, end))
        self.terms = [] if educated else list(terms_in(line, begin, end))  # a field of study is no skill
        lead = self._lead(line, begin, end)
        soft = lead is None and any(SOFT.search(line.folded, a, b) for a, b in outer)
        plain = educated or soft or names_language(line.folded[begin:end])
        self.wish = next((match for a, b in outer if (match := WISH.search(line.folded, a, b))), None)
        opening = begin + len(line.text[begin:end]) - len(line.text[begin:end].lstrip())
        self.capitals = Capitals(end if plain else opening + 1, self.capitals.of_nouns)
        if not educated:
            self._experience_of(line, begin, end)
        items = self._clause_items(line, outer, lead)
        self.among_names = len(items) > 1 and any(names for *_, names in items)
        phrases = (lead is not None or _is_whole(line, begin, end, outer)) and not plain
        for start, stop, names in items:
            if phrases:
                self._phrase(line, start, stop, names, led=lead is not None)
            else:
                self._techs(self._side(line, start), line, (start, stop, names))
        for first, last in brackets:
            self._bracket(line, begin, end, first, last)

    def _lead(self, line: Line, begin: int, end: int) -> tuple[int, int] | None:
        """Where the words stand that lead to skills. A term that they reach into is what they lead to: in "connaissance
        des bases de données" "bases de" could lead, too."""
        lead = LEAD.search(line.folded, begin, end)
        if lead is None:
            return None
        first, last = lead.span()
        return first, min((a for a, b in self.terms if first < a < last < b), default=last)

    def _clause_items(self, line: Line, outer: list[tuple[int, int]], lead: tuple[int, int] | None) -> list[Item]:
        """What the clause lists, each with the names in it; names before what leads to a list are taken at once."""
        items: list[Item] = []
        self.led_to = -1
        for first, last in outer:
            if lead is not None and first < lead[1]:
                self._techs(self._side(line, first), line, self._item(line, first, min(lead[0], last)))
                self._within_lead(line, max(lead[0], first), min(lead[1], last))
                first = min(lead[1], last)
            items += [self._item(line, *span) for span in _items(line, first, last, self.terms)]
            if lead is not None and self.led_to < 0 and items:
                self.led_to = items[0][0]
        return items

    def _item(self, line: Line, start: int, stop: int) -> Item:
        return start, stop, list(names_in(line, start, stop, self.capitals))

    def _within_lead(self, line: Line, start: int, end: int) -> None:
        """ "Experience running Kubernetes in production": its words reach over a name."""
        for first, last in names_in(line, start, end, self.capitals):
            if name_key(line.text[first:last]) in known_names():
                self._put(self._side(line, first), line, first, last, 0.8)

    def _bracket(self, line: Line, begin: int, end: int, first: int, last: int) -> None:
        """ "(Redis, Memcached)" names skills, "(a plus)" says something of the clause before it."""
        wish = WISH.search(line.folded, first, last)
        named = [
            span for start, stop in _items(line, first, last, self.terms) for span in self._listed(line, start, stop)
        ]
        if wish and not named:
            self._promote(line, begin, end)
        field = "skill_preferred" if line.section == "preferred" or wish else "skill_required"
        for start, stop in named:
            self._put(field, line, start, stop, 0.8)

    def _listed(self, line: Line, start: int, stop: int) -> Iterator[tuple[int, int]]:
        item = line.text[start:stop].strip()
        name = (
            item[:1].isupper()
            and len(item.split()) <= 3
            and start >= self.capitals.names_from
            and not SOFT.search(line.folded, start, stop)
        )
        known = english_name(item) or (len(item) > 2 and name_key(item) in known_names())
        if known or (name and item not in NO_NAME and not names_language(fold(item))):
            yield start, stop
        else:
            yield from names_in(line, start, stop, self.capitals)

    def _side(self, line: Line, start: int) -> str:
        """ "Ideally X" wishes what follows; "X is a plus" the whole clause."""
        wish = self.wish
        wished = wish is not None and (wish.start() < start or bool(WISH_AFTER.match(wish[0])))
        return "skill_preferred" if wished or line.section == "preferred" else "skill_required"

    def _promote(self, line: Line, begin: int, end: int) -> None:
        first, last = line.starts[begin], line.ends[end - 1]
        self.facts = [
            replace(fact, field="skill_preferred") if first <= fact.start and fact.end <= last else fact
            for fact in self.facts
        ]

    def _phrase(self, line: Line, start: int, end: int, names: list[tuple[int, int]], *, led: bool) -> None:
        """An item after "experience with", or a bullet of its own: the whole of it, where it is short."""
        words, field = line.text[start:end].split(), self._side(line, start)
        several = line.text.count("/", start, end) > 1 or len(words) > self.longest
        soft = bool(SOFT.search(line.folded, start, end))
        term = english_name(line.text[start:end])
        translated = not self.english and any(start <= a and b <= end for a, b in self.terms)
        if not term and (translated or (names and (several or soft))):
            self._techs(field, line, (start, end, names), shortest=1)
        elif term or ((names or self._is_term(line, start, end, words, led=led)) and not soft):
            self._put(field, line, start, end, 0.85 if names or term else 0.7 if led else 0.6)
        else:
            self._techs(field, line, (start, end, names), shortest=1 if led else 2)

    def _experience_of(self, line: Line, begin: int, end: int) -> None:
        """ "SaaS sales experience" in English, where what is meant stands before the word."""
        if not self.english or line.folded.find(" experience", begin, end) < 0:
            return
        if not (found := BEFORE_EXPERIENCE.search(line.folded, begin, end)):
            return
        for start, stop in _items(line, *found.span("what"), self.terms):
            _start, _stop, names = self._item(line, start, stop)
            self._phrase(line, start, stop, names, led=True)

    def _is_term(self, line: Line, start: int, end: int, words: list[str], *, led: bool) -> bool:
        """Whether words without a name among them are trusted to be a skill: "relational databases"."""
        ends = line.text[end : end + 2] in ("", " (", ".", ";")
        alone = line.kind == "bullet" and not line.text[:start].strip() and ends
        if len(words) == 1 and self._is_single_term(words[0], alone=alone, led=start == self.led_to):
            return True
        if not self.shortest <= len(words) <= self.longest or len("".join(words)) < (3 if led else 4):
            return False
        if self.capitals.of_nouns and not words[-1][:1].isupper():
            return False
        return len(words) > 1 or ((led or alone) and not _QUALITY.search(words[0]))

    def _is_single_term(self, word: str, *, alone: bool, led: bool) -> bool:
        """One word: known, among names ("Sage, Excel, Cegid"), or long and in its place ("Wundmanagement")."""
        if len(word) < 3 or fold(word) in ALONE_NOTHING:
            return False
        if name_key(word) in known_names() or (self.among_names and word[0].isupper()):
            return True
        if self.capitals.of_nouns:
            long = word[0].isupper() and len(word) >= _LONG_NOUN and not SOFT_ENDING.search(fold(word))
            return long and (alone or led)
        return led and len(word) >= _LONG_WORD and not _QUALITY.search(word)

    def _techs(self, field: str, line: Line, item: Item, shortest: int = 2) -> None:
        """The names in a stretch of words, and the glossary's terms of so many words: one alone is trusted less."""
        start, end, names = item
        for first, last in self.terms:
            if start <= first and last <= end and len(line.text[first:last].split()) >= shortest:
                self._put(field, line, first, last, 0.7)
        for first, last in names:
            if line.text.count("/", first, last) < 2:
                self._put(field, line, first, last, 0.8)
                continue
            for part in _SLASHED.finditer(line.text, first, last):  # SQS/Kafka/RabbitMQ
                self._put(field, line, *part.span(), 0.8)

    def _put(self, field: str, line: Line, start: int, end: int, sure: float) -> None:
        value = " ".join(line.text[start:end].split()).strip(" .,;:()")
        value = (None if self.english else english_name(value)) or value
        key = _NO_KEY.sub(" ", fold(value)).strip()
        if (
            not key
            or key in self.seen
            or len(value) > 60
            or key == self.company
            or key in ALONE_NOTHING
            or is_region(key)
            or (ROLE.fullmatch(key) and not looks_technical(value))
            or len(self.facts) >= _MOST
        ):
            return
        if (len(key) < 2 and value not in ("C", "R")) or _VERSIONS.fullmatch(key):
            return  # D8->D9 and B2 are versions and levels
        fact = self.document.fact(field, value, line, start, end, sure)
        first, last = fact.start or 0, fact.end or 0
        if any((each.start or 0) <= first and last <= (each.end or 0) for each in self.facts[-3:]):
            return  # a part of what was just found
        self.seen.add(key)
        self.facts.append(fact)


def _clauses(line: Line, start: int) -> Iterator[tuple[int, int]]:
    at = start
    for stop in _STOP.finditer(line.text):
        if stop.start() > at:
            yield at, stop.start()
        at = max(at, stop.end())
    if at < len(line.text):
        yield at, len(line.text)


def _is_whole(line: Line, begin: int, end: int, outer: list[tuple[int, int]]) -> bool:
    """Whether the clause is nothing but a list or a short phrase, which needs no words that lead to it."""
    return (
        (line.kind in ("bullet", "heading") and sum(len(line.text[a:b].split()) for a, b in outer) <= 7)
        or (line.section == "technologies" and "," in line.text[begin:end])
        or bool(line.label and line.value_at)
    )


def _without_brackets(line: Line, begin: int, end: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    outer, inner, at = [], [], begin
    for match in _BRACKET.finditer(line.text, begin, end):
        if match.start() > at:
            outer.append((at, match.start()))
        inner.append(match.span(1))
        at = match.end()
    if at < end:
        outer.append((at, end))
    return outer, inner


def _items(line: Line, first: int, last: int, whole: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What stands between commas and "and", but for an "and" within a term: "health and safety"."""
    at = first
    for match in [*AND.finditer(line.folded, first, last), None]:
        if match and any(a < match.start() and match.end() < b for a, b in whole):
            continue
        start, end = at, match.start() if match else last
        at = match.end() if match else last
        if head := HEAD.match(line.folded, start, end):
            start = head.end()
        while tail := TAIL.search(line.folded[:end], max(start, end - 80)):
            kept = _OF_A_NAME.match(line.folded, tail.start())
            cut = kept.end() if kept else tail.start()
            if cut >= end:
                break
            end = cut
        if start < end:
            yield start, end
