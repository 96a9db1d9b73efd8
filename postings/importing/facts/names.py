"""Names of technologies: the shape of one, and an open list of them (names.txt; docs/importing.md says whence)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from postings.importing.shapes import Line
from postings.importing.text import fold

from .skill_words import SOFT

NAMES_FILE = Path(__file__).parent / "names.txt"
REMEMBERED = 5_000  # words: postings use the same ones over and over
_TECH = re.compile(
    r"(?<![\w@./-])(?:[A-Za-z]*[a-z][A-Z][\w]*|[A-Z]{2,}[\w]*|[A-Za-z]+[+#]{1,2}|\.NET"
    r"|[A-Za-z][\w-]*\.(?:js|net|io|py)|[A-Za-z]+\d[\w.]*|\d{2,4}\.\d+[\w.]*)(?:[/-](?:[A-Z][\w+#.]*"
    r"|\d+))*(?![\w])",
    re.ASCII,
)
NO_NAME = {
    "IT", "CV", "HR", "US", "USA", "EU", "UK", "EUR", "USD", "BRL", "PJ", "CLT", "OK", "CEO", "CTO", "PCD", "EEO",
    "FAQ", "RH", "ID", "LATAM", "GMT", "EST", "PST", "UTC", "CET", "PhD", "BS", "MS", "BA", "B1", "B2", "C1", "C2",
    "A1", "A2", "AM", "PM", "SR", "SSR", "JR", "TI", "BSC", "MSC", "WFH", "PTO", "II", "III",
}  # fmt: skip
_BREAK = re.compile(r"[,;()]")
_WORD = re.compile(r"[^\s,;()|]+")
_ORDINARY_AFTER = re.compile(r" [a-z]")
_INNER = re.compile(r"(?<=\w)[\s.-]+(?=\w)")


def looks_technical(word: str) -> bool:
    """Node.js, C++, SQL, HTML5, TCP/IP: shapes that ordinary words do not have."""
    return len(word) <= 40 and bool(_TECH.fullmatch(word)) and word not in NO_NAME


@cache
def known_names() -> dict[str, str]:
    """Folded name to its usual spelling."""
    lines = (line.strip() for line in NAMES_FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("# "))
    return {name_key(line): line for line in lines if line}


@lru_cache(maxsize=REMEMBERED)
def name_key(name: str) -> str:
    """Node.js, Node JS and NodeJS are one name."""
    return _INNER.sub("", fold(name))


@cache
def opening_words() -> frozenset[str]:
    """The first words of the names of several words, folded, so that most words need no closer look."""
    return frozenset(fold(name.split()[0]) for name in known_names().values() if " " in name)


@dataclass(frozen=True)
class Capitals:
    """What a capital letter means in a clause."""

    names_from: int  # where in the line a capital alone begins to mean a name
    of_nouns: bool = False  # German writes every noun so


def names_in(line: Line, start: int, end: int, capitals: Capitals) -> Iterator[tuple[int, int]]:
    """Names of technologies: by their shape (Node.js, C++, SQL) or because the open list knows them; a capital beside
    one belongs to it (AWS Data Pipeline), and so does a capital in mid-sentence where nouns have none."""
    words, text = [], line.text
    for match in _WORD.finditer(text, start, end):
        begin, stop = match.span()
        words.append((begin, stop if text[stop - 1] not in ".:!?" else begin + len(match[0].rstrip(".:!?"))))
    index = 0
    while index < len(words):
        first, stop = words[index]
        count = 0 if _is_ordinary(text[first:stop]) else _words_of_name(line, words, index, capitals)
        if not count:
            index += 1
            continue
        first, stop = index, index + count
        if not capitals.of_nouns:
            while stop < len(words) and _side_by_side(line, words[stop - 1], words[stop]):
                stop += 1
            while first > 1 and _side_by_side(line, words[first - 1], words[first]):
                first -= 1
        yield words[first][0], words[stop - 1][1]
        index = stop


@lru_cache(maxsize=REMEMBERED)
def _is_ordinary(word: str) -> bool:
    """Whether it is no name and begins none, wherever it stands: most words are so."""
    return not (
        word[:1].isupper() or fold(word) in opening_words() or name_key(word) in known_names() or looks_technical(word)
    )


def _words_of_name(line: Line, words: list[tuple[int, int]], index: int, capitals: Capitals) -> int:
    """How many words from here on are a name; 0 where none begins."""
    first, last = words[index]
    longest = 4 if line.folded[first:last] in opening_words() else 2 if line.text[first].isupper() else 1
    for count in range(min(longest, len(words) - index), 1, -1):
        spelled = line.text[first : words[index + count - 1][1]]
        if not _BREAK.search(spelled) and name_key(spelled) in known_names():
            return count
    spelled = line.text[first:last]
    if len(spelled) < 2 or spelled in NO_NAME:
        return int(spelled in ("C", "R"))
    return int(_is_listed(line, first, spelled, capitals) or _is_shaped(first, spelled, capitals))


def _is_listed(line: Line, first: int, spelled: str, capitals: Capitals) -> bool:
    """The open list holds ordinary words too ("Solid", "Make"): those need a capital in mid-sentence."""
    usual = known_names().get(name_key(spelled))
    if not usual:
        return False
    if usual.istitle() and first < capitals.names_from:
        begins = not line.text[:first].strip(" (\"'") or line.text[:first].rstrip()[-1] in ".:!?;"
        alone = line.text[:first].rstrip(" (").endswith((",", "/"))
        if (begins or capitals.of_nouns) and not alone and _ORDINARY_AFTER.match(line.text, first + len(spelled)):
            return False
    return usual == spelled or (spelled[0].isupper() and len(spelled) > 3)


def _is_shaped(first: int, spelled: str, capitals: Capitals) -> bool:
    if spelled.isupper() and max(map(len, re.split(r"[/-]", spelled))) > 6:
        return False
    capital = spelled[0].isupper() and first >= capitals.names_from and not capitals.of_nouns
    return (capital and not SOFT.search(fold(spelled))) or looks_technical(spelled)


def _side_by_side(line: Line, one: tuple[int, int], two: tuple[int, int]) -> bool:
    """Whether two capitalised words stand next to each other."""
    capital = line.text[one[0]].isupper() and line.text[two[0]].isupper()
    return capital and two[0] - one[1] == 1 and line.text[one[1]] == " "
