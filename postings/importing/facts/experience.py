"""Years of experience asked for: a number, a word for years and a word for experience in one clause.

Companies tell their age in the same words ("nuestros 25 años de experiencia"); those clauses are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from postings.importing.shapes import Document, Fact, Line
from postings.importing.words import holds

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "um": 1, "dois": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8, "nove": 9, "dez": 10,
    "un": 1, "dos": 2, "cuatro": 4, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "ein": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8, "zehn": 10,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "dix": 10,
    "tva": 2, "tre": 3, "fyra": 4, "fem": 5,
}  # fmt: skip
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_NUMBER = rf"(?P<low>\d{{1,2}}|{_WORDS})"
_YEAR = r"(?:years?|yrs?\.?|anos?|annees?|ans?|jahren?|jahre?|jaar|ars?|anni)"
_YEARS = re.compile(
    rf"(?<![\w.,/-])\+?\s?{_NUMBER}(?![.,]\d)\s*(?:\+|plus|or more|ou mais|o mas|ou plus|oder mehr|e piu"
    rf"|\(\w+\))?\s*"
    rf"(?:(?:{_YEAR}\s+)?(?:-|–|—|to|a|bis|ou|or|till|y|and|et|und|e|/)\s*(?:\d{{1,2}}|{_WORDS})\s*\+?\s*)?"
    rf"(?:or more |o mas |ou mais |ou plus |oder mehr )?"
    rf"(?<![^\W\d]){_YEAR}(?!\w)"
)
_ADJECTIVE = re.compile(r"(?<!\w)(?P<low>zwei|drei|vier|funf|sechs|sieben|acht|zehn|\d{1,2}-?)jahrige[rns]?\b")
_EXPERIENCE = re.compile(
    r"\b(?:experien\w+|expertise|hands-on|track record|working (?:with|in|as|on)|work(?:ed)? (?:with|in|as|on)"
    r"|esperienza|ervaring|erfarenhet\w*|"
    r"\w*erfahrung\w*|practice|background in|(?:actuando|atuando|trabalhando|trabajando) (?:como|com|con|en|na"
    r"|no)|de pratica|vivencia)\b"
)
_HINTS = ("experien", "erfahr", "expertise", "work", "hands-on", "track", "practi", "pratica", "background", "vivenc",
          "ando ", "esperien", "ervaring", "erfaren")  # fmt: skip
_COMPANY_AGE = re.compile(
    r"\b(?:our|nuestr[oa]s?|nossos?|nossas?|unser\w*|notre|nos)\b.{0,30}$|\b(?:we|wir|nous|somos"
    r"|vi)\b(?:(?!look|seek|search|requir|need|expect|want|such|recherch|cherch|busc|procur|esper).){0,60}$"
    r"|\b(?:since|durante|nearly|almost|seit|depuis|history|founded|il y a|ha mais de|hace mas de|casi|presente"
    r"|no mercado|en el mercado)\b.{0,30}$"
)
_AGE_AFTER = re.compile(
    r"^.{0,60}?\b(?:we|nos convierten|makes us|in business|in the market|no mercado"
    r"|en el mercado|am markt|in the industry, we|of innovation|de historia|de servicio|of service|old\b"
    r"|de idade|de edad)\b"
)
_ZERO = re.compile(
    r"\bno (?:prior |previous |work )?experience (?:is )?(?:required|needed|necessary)"
    r"|\bexperience (?:is )?not (?:required|necessary|needed)|experience\b.{0,90}\bnon (?:obligatoire|requise"
    r"|exigee|necessaire)"
    r"|(?:nao (?:e necessari[oa]|precisa de|exige)|sem) experiencia\b(?! previa em)"
    r"|experiencia nao (?:e )?(?:necessaria|obrigatoria|exigida)|(?:no (?:se requiere|es necesaria|necesita)"
    r"|sin) experiencia\b|experiencia no (?:requerida|necesaria)"
    r"|(?:keine|ohne) (?:berufs)?erfahrung (?:notig|erforderlich|notwendig)"
    r"|(?:berufs)?erfahrung (?:ist )?nicht (?:notig|erforderlich)|aucune experience (?:requise|exigee)"
    r"|sans experience"
)  # fmt: skip
_LABEL = re.compile(r".*(?:experien[cz]|erfahrung|erfarenhet|ervaring|esperienza).*|seniority")
_CLAUSE = re.compile(r"[;!?]|\.(?=\s|$)")


def read_years(document: Document) -> list[Fact]:
    """The years that all must have: the largest asked for, since a tool's years lie within a trade's."""
    found = [fact for line in document.body for fact in _in_line(document, line)]
    if found:
        return [max(found, key=lambda fact: (round(fact.confidence, 1), fact.value))]
    return [fact for line in document.body for fact in _none_needed(document, line)][:1]


def _in_line(document: Document, line: Line) -> Iterator[Fact]:
    if line.section in ("preferred", "benefits", "source", "apply"):
        return
    labelled = bool(line.label and _LABEL.fullmatch(line.label))
    if not (labelled or holds(line.folded, _HINTS)):
        return
    for pattern in (_YEARS, _ADJECTIVE):
        for match in pattern.finditer(line.folded):
            low = match["low"].rstrip("-")
            years = int(low) if low.isdigit() else _NUMBERS.get(low, 0)
            start, end = _clause(line.folded, match.start(), match.end())
            before, after = line.folded[start : match.start()], line.folded[match.end() : end]
            if not 0 < years <= 20 or (line.section == "company" and not labelled):
                continue
            asked = (
                labelled
                or _EXPERIENCE.search(before[-90:])
                or _EXPERIENCE.search(after[:60])
                or line.folded[match.start() :].find("erfahrung", 0, 60) > 0
            )
            if (
                asked
                and not _COMPANY_AGE.search(before)
                and not _AGE_AFTER.search(after)
                and not _wish(line.folded[start:end])
            ):
                sure = 0.95 if labelled or line.section in ("requirements", "technologies") else 0.8
                yield document.fact(
                    "min_years_experience", years, line, match.start(), _end(line, match.end(), end), sure
                )


def _wish(clause: str) -> bool:
    return bool(
        re.search(
            r"\b(?:a plus|preferred|nice to have|desejavel|deseable|valorable|wunschenswert"
            r"|von vorteil|idealerweise|un plus|atout|souhaite)",
            clause,
        )
    )


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    first = max((m.end() for m in _CLAUSE.finditer(text, 0, start)), default=0)
    last = next((m.start() for m in _CLAUSE.finditer(text, end)), len(text))
    return first, last


def _end(line: Line, end: int, clause_end: int) -> int:
    """The words shown reach to the word for experience, if it follows closely."""
    match = _EXPERIENCE.search(line.folded, end, min(clause_end, end + 40))
    return match.end() if match else end


def _none_needed(document: Document, line: Line) -> Iterator[Fact]:
    if holds(line.folded, ("experien", "erfahrung")) and (match := _ZERO.search(line.folded)):
        yield document.fact("min_years_experience", 0, line, *match.span(), 0.7)
