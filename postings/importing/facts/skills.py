"""Skills, required and preferred, from the text's own structure: what stands under such headings, after words like
"experience with", in lists and brackets, and names that look like names of technologies.

An open list of names (names.txt, see docs/importing.md) only confirms words that shape and place leave in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from postings.importing.shapes import Document, Fact, Line
from postings.importing.text import fold
from postings.importing.words import ROLE

from .languages import names_language
from .names import NO_NAME, Capitals, known_names, looks_technical, name_key, names_in
from .skill_words import (
    AND,
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
    for line in _elsewhere(document):
        found.read_sparsely(line)
    return found.facts


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
        english = language == "en"  # phrases without a name in them are trusted less elsewhere
        self.shortest, self.longest = (1, 5) if english else (2, 3)
        self.wish: re.Match[str] | None = None  # the clause's word that makes it a wish
        self.among_names = False  # the clause is a list that names technologies
        self.led_to = -1  # where the words begin that "experience with" leads to
        self.company = next((fold(fact.value) for fact in others if fact.field == "company"), "")

    def read(self, line: Line) -> None:
        taken = any(line.starts[0] <= start < line.ends[-1] for start in self.taken) or TO_APPLY.search(line.folded)
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
        lead = LEAD.search(line.folded, begin, end)
        length = sum(len(line.text[a:b].split()) for a, b in outer)
        whole = (
            (line.kind in ("bullet", "heading") and length <= 7)
            or (line.section == "technologies" and "," in line.text[begin:end])
            or bool(line.label and line.value_at)
        )
        plain = names_language(line.folded[begin:end]) or bool(EDUCATION.search(line.folded, begin, end))
        plain = plain or (lead is None and any(SOFT.search(line.folded, a, b) for a, b in outer))
        self.wish = next((match for a, b in outer if (match := WISH.search(line.folded, a, b))), None)
        self.capitals = Capitals(end if plain else begin + 1, self.capitals.of_nouns)
        items = []
        self.led_to = -1
        for first, last in outer:
            if lead is not None and first < lead.end():
                self._techs(self._side(line, first), line, first, min(lead.start(), last))
                first = min(lead.end(), last)
            items += [
                (start, stop, list(names_in(line, start, stop, self.capitals)))
                for start, stop in _items(line, first, last)
            ]
            if lead is not None and self.led_to < 0 and items:
                self.led_to = items[0][0]
        self.among_names = len(items) > 1 and any(names for *_, names in items)
        for start, stop, names in items:
            if (lead is not None or whole) and not plain:
                self._phrase(line, start, stop, names, led=lead is not None)
            else:
                self._techs(self._side(line, start), line, start, stop)
        for first, last in brackets:
            self._bracket(line, begin, end, first, last)

    def _bracket(self, line: Line, begin: int, end: int, first: int, last: int) -> None:
        """ "(Redis, Memcached)" names skills, "(a plus)" says something of the clause before it."""
        wish = WISH.search(line.folded, first, last)
        named = [span for start, stop in _items(line, first, last) for span in self._listed(line, start, stop)]
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
        if (name and item not in NO_NAME and not names_language(fold(item))) or (
            len(item) > 2 and name_key(item) in known_names()
        ):
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
        if names and (several or SOFT.search(line.folded, start, end)):
            self._techs(field, line, start, end)
        elif (names or self._is_term(line, start, end, words, led=led)) and not SOFT.search(line.folded, start, end):
            self._put(field, line, start, end, 0.85 if names else 0.7 if led else 0.6)

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
        return len(words) > 1 or ((led or alone) and not re.search(r"(?:ed|ly)$", words[0]))

    def _is_single_term(self, word: str, *, alone: bool, led: bool) -> bool:
        """One word: known, among names ("Sage, Excel, Cegid"), or long and in its place ("Wundmanagement")."""
        if len(word) < 3:
            return False
        if name_key(word) in known_names() or (self.among_names and word[0].isupper()):
            return True
        if self.capitals.of_nouns:
            long = word[0].isupper() and len(word) >= _LONG_NOUN and not SOFT_ENDING.search(fold(word))
            return long and (alone or led)
        return led and len(word) >= _LONG_WORD

    def _techs(self, field: str, line: Line, start: int, end: int) -> None:
        for first, last in names_in(line, start, end, self.capitals):
            if line.text.count("/", first, last) < 2:
                self._put(field, line, first, last, 0.8)
                continue
            for part in re.compile(r"[^/]+").finditer(line.text, first, last):  # SQS/Kafka/RabbitMQ
                self._put(field, line, *part.span(), 0.8)

    def _put(self, field: str, line: Line, start: int, end: int, sure: float) -> None:
        value = re.sub(r"\s+", " ", line.text[start:end]).strip(" .,;:()")
        key = re.sub(r"[^\w+#]+", " ", fold(value)).strip()
        if (
            not key
            or key in self.seen
            or len(value) > 60
            or key == self.company
            or (ROLE.fullmatch(key) and not looks_technical(value))
            or len(self.facts) >= _MOST
        ):
            return
        if (len(key) < 2 and value not in ("C", "R")) or re.fullmatch(r"[a-z]\d+(?: [a-z]\d+)*", key):
            return  # D8->D9 and B2 are versions and levels
        self.seen.add(key)
        self.facts.append(self.document.fact(field, value, line, start, end, sure))


def _clauses(line: Line, start: int) -> Iterator[tuple[int, int]]:
    at = start
    for stop in re.finditer(r"[!?;](?=\s|$)|\.(?=\s+[A-ZÀ-Þ]|\s*$)", line.text):
        if stop.start() > at:
            yield at, stop.start()
        at = max(at, stop.end())
    if at < len(line.text):
        yield at, len(line.text)


def _without_brackets(line: Line, begin: int, end: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    outer, inner, at = [], [], begin
    for match in re.compile(r"\(([^()]*)\)?").finditer(line.text, begin, end):
        if match.start() > at:
            outer.append((at, match.start()))
        inner.append(match.span(1))
        at = match.end()
    if at < end:
        outer.append((at, end))
    return outer, inner


def _items(line: Line, first: int, last: int) -> Iterator[tuple[int, int]]:
    at = first
    for match in [*AND.finditer(line.folded, first, last), None]:
        start, end = at, match.start() if match else last
        at = match.end() if match else last
        if head := HEAD.match(line.folded, start, end):
            start = head.end()
        while tail := TAIL.search(line.folded[:end], max(start, end - 80)):
            kept = re.compile(r"[+#]*").match(line.folded, tail.start())
            cut = kept.end() if kept else tail.start()
            if cut >= end:
                break
            end = cut
        if start < end:
            yield start, end
