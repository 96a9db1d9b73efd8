"""Skills of many trades by their names in five languages (skill_glossary.txt): one English name for each, so that
postings in different languages can be compared and found alike."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from postings.importing.shapes import Line
from postings.importing.text import fold
from postings.importing.words import any_of

GLOSSARY_FILE = Path(__file__).parent / "skill_glossary.txt"
_JOINED = re.compile(r"[\s-]+")


@cache
def glossary() -> dict[str, str]:
    """Each name, folded, to the English one."""
    names = {}
    for line in GLOSSARY_FILE.read_text(encoding="utf-8").splitlines():
        english, _, others = line.partition(" = ")
        if others:
            names |= {_key(name): english for name in (*others.split(" | "), english)}
    return names


@lru_cache(maxsize=5_000)  # lists of skills are alike
def english_name(words: str) -> str | None:
    """What a skill is called in English, where the glossary knows the whole of it."""
    return glossary().get(_key(words))


def terms_in(line: Line, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the glossary's names stand, the longest first."""
    return (match.span() for match in _terms().finditer(line.folded, start, end))


@cache
def _terms() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{any_of(glossary())})(?![\w-])".replace(r"\ ", "[ -]"))


def _key(name: str) -> str:
    return _JOINED.sub(" ", fold(name)).strip()
