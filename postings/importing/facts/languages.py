"""Languages that the job asks for, with the CEFR level or the text's own word for it.

A language is asked for where a level, a skill word or a heading says so. A course among the benefits, a résumé in
English, the French market or the language of the company's own text is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from postings.importing.shapes import Document, Fact, Line
from postings.importing.text import fold
from postings.importing.words import any_of

_UI_LANGUAGES = ("en", "pt", "es", "de", "fr", "it", "nl", "sv")
_LEVEL = re.compile(
    r"(?<!\w)(?P<cefr>[abc][12])\s?(?P<up>\+)?(?!\w)(?:\s?(?:\+|or|ou|o|oder|/|-|–)+\s?[abc][12](?!\w))?"
    r"|(?<!\w)(?P<word>(?:very |muito |muy |sehr |tres |business |professional(?:ly)? )?"
    r"(?:fluent(?:ly)?|fluency|native|near-native|mother tongue|bilingual|proficien(?:t|cy)|advanced|excellent"
    r"|strong|good|intermediate|basic|conversational|working|professional|upper[ -]intermediate|solid|perfect"
    r"|great|"
    r"fluente?s?|fluencia|nativ[oa]s?|avancad[oa]|intermediari[oa]|basic[oa]|excelente|bom|boa|conversacao"
    r"|conversacional|tecnic[oa]|fluid[oa]|fluidez|avanzad[oa]|alt[oa]|buen[oa]?|medi[oa]|intermedi[oa]"
    r"|bilingue|competente|"
    r"fliessend\w*|flie(?:ss|ß)end\w*|verhandlungssicher\w*|muttersprach\w*|gute?[nrs]?|sehr gute?[nrs]?"
    r"|sicher\w*|fundierte?|perfekte?[nrs]?|ausgezeichnete?|exzellente?[nrs]?|"
    r"courant|couramment|bilingue|avance|intermediaire|bon(?:ne)?|excellente?|operationnel|professionnel"
    r"|maitris\w+|parfaite?(?:ment)?|god[at]?|flytande|obehindrat|goede?|vloeiend|ottim[oa]|buon[oa]))(?!\w)"
)
_SKILL = re.compile(
    r"\b(?:language|languages|spoken|written|speak\w*|verbal|communicat\w+|comunica\w+|read(?:ing)?|writ\w+"
    r"|level|knowledge|skills?|command|mandatory|required|must|indispensable|obrigatori\w+|"
    r"idiomas?|hablad\w+|falad\w+|escrit\w+|conhecimento|conocimiento|nivel|domini\w+|leitura|lectura"
    r"|conversa\w+|habla|fala|oral|comprension|"
    r"sprach\w*|wort|kenntnisse|schrift|sprichst|beherrsch\w+|niveau|langues?|parle\w*|parlez|ecrit\w*|lu"
    r"|anglophone|maitris\w+|communiquer|orale?|tal|skrift|sprak\w*|kunskaper|uttryck\w+|vaardigheden|taal"
    r"|lingu[ae]|scritt\w+)\b"
)
_OTHER_USE = re.compile(
    r"\b(?:resume|cv|curricul\w*|lebenslauf|bewerbungsunterlagen|classes?|lessons?|course|courses|courses?"
    r"|clases?|curso\w*|aulas?|cours|kurs\w*|training|academy|duolingo|cambly|auf (?:\w+isch|deutsch)\b"
    r"|apply in|candidature en"
    r"|in english only|translation|versao em|version en|website|site)\b"
)
_LABEL = re.compile(
    r"(?:languages?|idiomas?|sprachen?|sprachkenntnisse|langues?|spoken languages?"
    r"|language (?:requirements?|skills)|requerimiento de lenguaje|lingue|talen|sprak)(?: \w+){0,3}"
)
_NEAR = 45
_EITHER = re.compile(r"\s*(?:or|ou|o|oder|/)\s*")


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """The languages of ISO 639-1 under their names in eight languages, from the CLDR by Babel."""
    from babel import Locale

    english = {code: name for code, name in Locale("en").languages.items() if len(code) == 2}
    names = {
        fold(local): english[code]
        for ui in _UI_LANGUAGES
        for code, local in Locale(ui).languages.items()
        if code in english and len(local) > 3
    }
    names |= {
        "mandarin": "Chinese",
        "mandarim": "Chinese",
        "farsi": "Persian",
        "castellano": "Spanish",
        "flemish": "Dutch",
        "francaise": "French",
        "anglaise": "English",
    }
    for word in (
        "interlingua",
        "occidental",
        "sango",
        "ganda",
        "tonga",
        "panda",
        "south",
        "rundi",
        "sans",
        "afar",
        "nord",
    ):
        names.pop(word, None)
    return re.compile(
        rf"(?<!\w)(?:(?P<name>{any_of(names)})(?:es?)?(?:-? ?(?:kenntnisse\w*|sprach\w+|speaker"
        rf"|speaking|kunskaper))?(?P<open>-(?= ?(?:und|oder|/)))?(?!\w))"
    ), names


def names_language(folded: str) -> bool:
    """Whether these words are about a spoken language."""
    return bool(_names()[0].search(folded))


def read_languages(document: Document) -> list[Fact]:
    """One fact a language: the first that states a CEFR level, else the first that states any, else the first."""
    found: dict[str, list[Fact]] = {}
    for line in document.body:
        for fact in _in_line(document, line):
            found.setdefault(fact.value["language"], []).append(fact)
    return [max(facts, key=lambda f: (_rank(f.value["level"]), -f.start)) for facts in found.values()]


def _rank(level: str | None) -> int:
    return 0 if not level else 2 if re.match(r"[ABC][12]", level) else 1


def _in_line(document: Document, line: Line) -> Iterator[Fact]:
    elsewhere = ("benefits", "preferred", "source", "company", "apply", "pay", "location")
    if line.section in elsewhere and not line.label:
        return
    spelled, names = _names()
    labelled = bool(line.label) and bool(_LABEL.fullmatch(line.label) or spelled.fullmatch(line.label))
    before: tuple[int, str | None] = (-1, None)  # where the clause of the mention before began, and its level
    for match in spelled.finditer(line.folded):
        start, end = _clause(line, match)
        level = _level(line, match, start, end)
        if not (labelled or _asked(line, match, start, end, level)) or _said_of_something_else(line, match, start, end):
            continue
        word = level[0] if level else before[1] if start <= before[0] else None
        before = (match.start(), word)
        first = min(match.start(), level[1]) if level else match.start()
        last = max(match.end(), level[2]) if level else match.end()
        sure = 0.95 if labelled or (word and re.match("[ABC][12]", word)) else 0.85
        yield document.fact("language", {"language": names[match["name"]], "level": word}, line, first, last, sure)


def _asked(line: Line, match: re.Match[str], start: int, end: int, level: tuple[str, int, int] | None) -> bool:
    near = line.folded[start:end]
    if re.search(r"kenntnisse|sprach|kunskap|speak", match[0]) or _compound_follows(line.folded, match):
        return True
    wanted = line.section in ("requirements", "technologies", "")
    return bool(level and _related(near)) or (wanted and bool(_SKILL.search(near)))


def _said_of_something_else(line: Line, match: re.Match[str], start: int, end: int) -> bool:
    around = line.folded[max(start, match.start() - 40) : match.end() + 12]
    return bool(_OTHER_USE.search(around)) or _wish(line.folded, match, start, end)


def _related(near: str) -> bool:
    """A level word alone may speak of something else in the clause; it must be about so short a clause."""
    return len(near.split()) <= 14 or bool(_SKILL.search(near))


def _compound_follows(folded: str, match: re.Match[str]) -> bool:
    """ "Deutsch- und Englischkenntnisse": the first half leans on the second."""
    return bool(match["open"]) and bool(
        re.match(r"-? ?(?:und|oder|/) ?\w+(?:kenntnisse|sprach)", folded[match.end() - 1 :].lstrip("-"))
    )


def _clause(line: Line, match: re.Match[str]) -> tuple[int, int]:
    breaks = list(re.finditer(r"[;!?]|\.(?=\s|$)|\n", line.folded))
    start = max((m.end() for m in breaks if m.end() <= match.start()), default=0)
    end = min((m.start() for m in breaks if m.start() >= match.end()), default=len(line.text))
    return max(start, match.start() - 90), min(end, match.end() + 60)


def _level(line: Line, match: re.Match[str], start: int, end: int) -> tuple[str, int, int] | None:
    """The level nearest to the language, a CEFR level before a word; one level may serve two languages."""
    found = list(_LEVEL.finditer(line.folded, start, end))
    if not found:
        return None
    nearest = min(found, key=lambda m: (not m["cefr"] or _distance(m, match) > 60, _distance(m, match)))
    if _distance(nearest, match) > _NEAR + (25 if nearest["cefr"] else 0):
        return None
    if nearest["cefr"]:
        return nearest["cefr"].upper(), nearest.start(), nearest.end()
    first = next((m for m in found if m["word"] and _EITHER.fullmatch(line.folded, m.end(), nearest.start())), nearest)
    return (
        line.text[first.start() : first.end()],
        first.start(),
        first.end(),
    )  # "native or bilingual": the first will do


def _distance(level: re.Match[str], match: re.Match[str]) -> int:
    return max(match.start() - level.end(), level.start() - match.end(), 0)


_WISHED = re.compile(
    r"\b(?:a plus|is a bonus|preferred|nice to have|desejavel|deseable|valorable|wunschenswert"
    r"|von vorteil|un plus|atout|diferencial|optional)\b"
)


def _wish(folded: str, match: re.Match[str], start: int, end: int) -> bool:
    """ "German is a plus", but not "German and English (other languages a plus)"."""
    before = re.split(r"[,()]", folded[start : match.start()])[-1]
    after = folded[match.end() : end]
    own = re.split(r"[,()]", after)[0] if not re.match(r"\s*\((?!other|andere|outr|otr|autr)", after) else after[:30]
    return bool(_WISHED.search(before) or _WISHED.search(own))
