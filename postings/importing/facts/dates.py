"""Until when people may apply: only a whole date in a clause that says so; 03/04/2026 is not guessed at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from postings.importing.shapes import Document, Fact, Line
from postings.importing.text import fold
from postings.importing.words import any_of

_CLOSES = re.compile(
    r"\b(?:apply (?:by|before|until)|(?:no|not) later than|ate ao dia|al mas tardar"
    r"|spatestens|au plus tard|applications? (?:close\w*|due|accepted until|until|deadline|by)"
    r"|closing date|deadline|closes? on|last (?:day|date) to apply|valid (?:through|until)|open until|"
    r"inscri\w+ ate|candidat\w+ ate|prazo|data limite|encerra\w*|fecha (?:limite|de cierre)|hasta el|plazo"
    r"|postula\w* (?:hasta|antes)|bewerbungs(?:frist|schluss)|bewerb\w+.{0,40}bis|bis (?:zum|spatestens)|"
    r"date limite|avant le|jusqu'au|cloture|senast|sista ansokningsdag|apply_until|deadline_date|closing_date"
    r"|valid_through|scadenza|entro il|uiterlijk)\b"
)
_UI_LANGUAGES = ("en", "pt", "es", "de", "fr", "it", "nl", "sv")
_ISO = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
_FIGURES = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](20\d\d)(?!\d)")


@cache
def _months() -> tuple[dict[str, int], re.Pattern[str], re.Pattern[str]]:
    from babel import Locale

    names: dict[str, int] = {}
    for language in _UI_LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in Locale(language).months["format"][width].items():
                names.setdefault(fold(name).strip("."), number)
    spelled = any_of(names)
    day_first = re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|o|º|\.)?\s*(?:de |of |/"
        rf"|-)?\s*(?P<month>{spelled})\.?,?\s*(?:de |del |/|-)?\s*(?P<year>20\d\d)(?!\d)"
    )
    month_first = re.compile(
        rf"(?<!\w)(?P<month>{spelled})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd"
        rf"|th)?,?\s+(?P<year>20\d\d)(?!\d)"
    )
    return names, day_first, month_first


def read_closing(document: Document) -> list[Fact]:
    return [fact for line in document.lines for fact in _closing(document, line)][:1]


def _closing(document: Document, line: Line) -> Iterator[Fact]:
    if "20" not in line.text:
        return  # no whole date without its century
    words = line.folded if line.kind != "field" else f"{line.label} {line.folded}"
    said = _CLOSES.search(words)
    if not said:
        return
    at = said.end() if line.kind != "field" else 0
    for value, start, end in dates_in(line.folded):
        if 0 <= start - at <= 60 or line.kind == "field":
            yield document.fact("closing_on", value.isoformat(), line, start, end, 0.9)
            return


def dates_in(folded: str) -> Iterator[tuple[date, int, int]]:
    names, day_first, month_first = _months()
    found: list[tuple[int, int, int, re.Match[str]]] = [
        (int(m[1]), int(m[2]), int(m[3]), m) for m in _ISO.finditer(folded)
    ]
    for pattern in (day_first, month_first):
        found += [(int(m["year"]), names[m["month"]], int(m["day"]), m) for m in pattern.finditer(folded)]
    for m in _FIGURES.finditer(folded):
        first, second = int(m[1]), int(m[2])
        dotted = "." in m[0]  # 03.04.2026 is written by people who put the day first
        if first > 12 or dotted or first == second:
            found.append((int(m[3]), second, first, m))
        elif second > 12:
            found.append((int(m[3]), first, second, m))
    for year, month, day, match in sorted(found, key=lambda f: f[3].start()):
        try:
            yield date(year, month, day), match.start(), match.end()
        except ValueError:
            continue
