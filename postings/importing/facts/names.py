"""Names of technologies: the shape of one, and an open list of them (names.txt; docs/importing.md says whence)."""

import re
from functools import cache
from pathlib import Path

from postings.importing.text import fold

NAMES_FILE = Path(__file__).parent / "names.txt"
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
_INNER = re.compile(r"(?<=\w)[\s.-]+(?=\w)")


def looks_technical(word: str) -> bool:
    """Node.js, C++, SQL, HTML5, TCP/IP: shapes that ordinary words do not have."""
    return len(word) <= 40 and bool(_TECH.fullmatch(word)) and word not in NO_NAME


@cache
def known_names() -> dict[str, str]:
    """Folded name to its usual spelling."""
    lines = (line.strip() for line in NAMES_FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("# "))
    return {name_key(line): line for line in lines if line}


def name_key(name: str) -> str:
    """Node.js, Node JS and NodeJS are one name."""
    return _INNER.sub("", fold(name))


@cache
def opening_letters() -> frozenset[str]:
    """The first letters of the names of several words, so that most words need no closer look."""
    return frozenset(name_key(name.split()[0])[:3] for name in known_names().values() if " " in name)
