"""Where the work is done: remote, hybrid or on site; the place as written; countries and regions by English names.

Location line, title and body are three witnesses; a statement about the job outweighs a tag in a list of places,
and what a text only says about its teams or allows on some days is not a statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from postings.importing.shapes import Document, Fact, Line
from postings.importing.text import fold
from postings.importing.words import HYBRID, ONSITE, REMOTE, any_of, holds, pattern

_LOCATION_LABEL = re.compile(
    r".*\b(?:locations?|based in)|local(?:izacao|idade|izacion)?|local de trabalho|ubicacion"
    r"|lugar(?: de trabajo)?|standort|arbeitsort|einsatzort|lieu(?: de travail)?|localisation|"
    r"where|workplace(?: type)?|work (?:model|mode|location|type)|modelo de (?:trabajo|trabalho)"
    r"|modalidade?(?: de trabajo| de trabalho)?|remote(?: work| ok)?|job type|placeringsort|ort|"
    r"plats|locatie|sede|arbeitsmodell|teletravail|presentiel|remoto|regiao|region|cidade|ciudad|stadt|ville"
    r"|city|country|pais|pays|land"
)  # fmt: skip
_PIN = re.compile(r"^\W*(?:🌎|🌍|🌏|📍|🗺|🏠|🏢)")
_FULLY = re.compile(
    rf"(?:100 ?%|fully|full|totally|completely|entirely|totalmente|completamente|totalement"
    rf"|entierement|vollstandig|komplett|all)[ -]?(?:\w+ )?(?:\w+ )?{REMOTE}|{REMOTE}\W{{0,3}}(?:100 ?%|only"
    rf"|total)|(?:100 ?%) (?:de forma |em regime )?{REMOTE}"
)
_POSITION = (
    r"(?:position|role|job|opportunity|work(?!ing)|contract|vaga|posicion|posicao|puesto|trabajo|trabalho"
    r"|modalidad\w*|modalidade|regime|modelo|formato|empleo|poste|stelle|arbeit\w*|travail\w*|vacancy"
    r"|contrat\w*|distans\w*)"
)
_REMOTE_JOB = pattern(
    rf"{REMOTE}[ ,]+(?:\w+ )?{_POSITION}s?|{_POSITION}s?(?:\W+(?!or|ou|o)\w+){{0,3}}\W+{REMOTE}"
    rf"|work(?:ing)? remotely|from anywhere|(?:de|desde|em) qualquer lugar|desde cualquier (?:lugar|parte)|"
    rf"von uberall|de n'importe ou|teletrabajo|teletrabalho|entweder remote|(?:either|choose).{{0,20}} remote"
    rf"|principalement a distance|tele-?travail|trabajo remoto|trabalho remoto|travail a distance"
)
_HYBRID_JOB = pattern(
    rf"(?:come|work|be) (?:in|into|at|from) (?:the|our) [^.]{{0,20}}office [^.]{{0,15}}(?:\d|one|two|three|once"
    rf"|twice)(?: days?| times?)? (?:a|per) week|office (?:at least |minimum |min\.? )?(?:once|twice|\d days?"
    rf"|\d times?) (?:a|per) week|"
    rf"{HYBRID}[ ,-]+(?:\w+ )?{_POSITION}s?|{_POSITION}s?(?:\W+\w+){{0,3}}\W+{HYBRID}"
    rf"|\d(?: ?[-–] ?\d)? (?:days?|dias?|tage|jours?)[^.]{{0,12}} (?:per |a |in |na |no |im |en |por "
    rf"|de )+(?:the )?(?:week in |semana )?(?:the )?(?:office|escritorio|oficina|buro|bureau|presencia\w*)"
)
_ONSITE_JOB = pattern(
    rf"{ONSITE}[ ,]+(?:\w+ )?{_POSITION}s?|{_POSITION}s?(?:\W+\w+){{0,2}}\W+(?<!non ){ONSITE}"
    rf"|100 ?% (?:on-?site|presencial|vor ort)|(?:trabajar|trabalhar|work)\b[^.]{{0,40}} (?:en|em|in) (?:una?"
    rf"|uma|an?|our|nuestra|nossa) (?:\w+ )?(?:oficina|escritorio|office)\b"
)
_NOT_REMOTE = pattern(
    rf"(?:not|no|nao|kein\w*|pas(?: de)?"
    rf"|non)\b(?: \w+){{0,3}} (?:{_POSITION} )?(?:fully )?{REMOTE}|{REMOTE}\W{{1,3}}(?:no|not|nao|nein|non)"
)
_SOME_DAYS = re.compile(
    r"\b(?:days?|dias?|tage|jours?|semaine|week|semana|woche)\b.{0,40}|\b(?:possib\w+|moglich\w*|occasional\w*"
    r"|sometimes|ocasional\w*|flexible|option\w*|vid behov|bei bedarf|when needed|policy|politica|mojligh\w+"
    r"|souvent|oft)\b"
)
_OFFICE = re.compile(
    r"\b(?:(?<!home )(?<!home-)(?<!mobile )offices?|oficinas?|escritorios?|buros?"
    r"|burostandort\w*|bureaux?|locaux|presence|presencia\w*|presentiel|vor ort|on-?site|sede|kontor\w*)\b"
)
_OPTIONS = re.compile(
    rf"{HYBRID}.{{0,25}}{ONSITE}|{ONSITE}.{{0,25}}{HYBRID}|{REMOTE}[,/ ]+(?:or |o |ou "
    rf"|oder )?{HYBRID}[,/ ]"
)
_OR = r"[\w ()/]{0,12}\W+(?:or|ou|o|oder|y/o|/)\W+(?:work |fully |full |100 ?% )?"
_CHOICE = pattern(rf"(?:{HYBRID}|{ONSITE}){_OR}{REMOTE}|{REMOTE}{_OR}(?:{HYBRID}|{ONSITE})")
_LISTED_CHOICE = pattern(
    rf"(?:can|may|choose|podes|puedes|kannst"
    rf"|pouvez)\W[^.;]{{0,40}}{HYBRID}[^.;]{{0,30}}, (?:work )?{REMOTE}[^.;]{{0,5}} or"
)
_OTHER_REMOTE = re.compile(
    rf"\b(?:teams?|equipes?|equipos?|collaborat\w+|communicat\w+|comunicacao"
    rf"|comunicacion|access|support|clients?|sensing|control|experien\w+|learning|servers?|culture|procedure"
    rf"|desktop)\b.{{0,25}}{REMOTE}|{REMOTE} (?:teams?|access|support|sensing|desktop|control|collab\w+"
    rf"|communicat\w+|learning|monitor\w+|servers?|procedure|git|repositor\w+|/distribu\w+)|{REMOTE}/distribu"
    rf"|experien\w+ (?:\w+ ){{0,3}}{REMOTE}"
)
_WORDS = [("hybrid", pattern(HYBRID)), ("remote", pattern(REMOTE)), ("onsite", pattern(ONSITE))]
_ANYWHERE = re.compile(
    r"\b(?:anywhere in|from anywhere in|any country in|any part of|(?:located|based|residing|reside|live|living"
    r"|resident) (?:in|within)|residentes? (?:em|en|no|na)|residir (?:em|en)|qualquer lugar d[oae]"
    r"|cualquier (?:lugar|parte|pais) de|"
    r"wohnhaft in|wohnsitz in|residant (?:en|au|dans)|bases? (?:en|au|a)|a travers (?:la|le|l')|remote (?:in"
    r"|from|within|across)|remoto (?:em|en|desde)|desde|eligible to work in|authori[sz]ed to work in"
    r"|open to candidates (?:in|from)|candidates (?:in|from)|trabajar en|trabalhar em)\s*(?:the |o |a |la |el "
    r"|las |los |le )?"
)
_REGION_HINTS = ("anywhere", "any ", "located", "based", "resid", "live", "living", "lugar", "parte", "pais", "wohn",
                 "travers", "remot", "desde", "eligible", "authori", "candidates", "trabaj",
                 "trabalh", "base")  # fmt: skip
_WORLD = re.compile(
    r"\b(?:worldwide|anywhere(?: in the world| on the globe| on earth)?(?!\s+in\b)"
    r"|global(?:ly)? remote|mundo todo|todo el mundo|qualquer lugar do mundo|cualquier parte del mundo|weltweit"
    r"|monde entier)\b"
)
_ALIASES = {
    "latam": "Latin America", "latinoamerica": "Latin America", "uk": "United Kingdom",
    "u.k.": "United Kingdom", "great britain": "United Kingdom", "england": "United Kingdom",
    "usa": "United States", "u.s.": "United States", "u.s.a.": "United States", "us": "United States",
    "eua": "United States", "eeuu": "United States", "ee.uu.": "United States",
    "estados unidos": "United States", "emea": "EMEA", "apac": "APAC", "dach": "DACH", "eu": "European Union",
    "european union": "European Union", "uae": "United Arab Emirates",
    "holland": "Netherlands", "czech republic": "Czechia", "south korea": "South Korea", "nordics": "Nordics",
    "mena": "MENA", "amer": "Americas", "anz": "ANZ", "benelux": "Benelux",
}  # fmt: skip
_UI_LANGUAGES = ("en", "pt", "es", "de", "fr", "it", "nl", "sv")


@cache
def _regions() -> tuple[re.Pattern[str], dict[str, str]]:
    """Countries and parts of the world under their names in eight languages, from the CLDR by Babel."""
    from babel import Locale  # reads its tables when first asked

    english = {
        code: name
        for code, name in Locale("en").territories.items()
        if code not in ("001", "ZZ", "EU", "QO", "XA", "XB")
    }
    names = {
        fold(local): english[code]
        for language in _UI_LANGUAGES
        for code, local in Locale(language).territories.items()
        if code in english
    }
    names |= {fold(english[code]): english[code] for code in english} | _ALIASES
    names = {name: value[0].upper() + value[1:] for name, value in names.items() if len(name) > 1}
    for name in ("niger", "chad", "jersey", "reunion", "man", "oman", "guinea", "mali", "sant lucia"):
        if name in ("man", "reunion", "jersey"):
            names.pop(name, None)
    return re.compile(rf"(?<![\w.-]){any_of(names)}(?![\w-])"), names


def regions_in(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, int, int]]:
    spelled, names = _regions()
    for match in spelled.finditer(fold(text), start, len(text) if end is None else end):
        written = text[match.start() : match.end()]
        if len(written) > 3 and written[0].islower():
            continue
        if len(written) <= 3 and not written.isupper() and "." not in written:
            continue
        yield names[match[0]], match.start(), match.end()


def is_region(folded: str) -> bool:
    """Whether words are nothing but a country's or region's name."""
    return folded in _regions()[1]


def read_places(document: Document) -> list[Fact]:
    places = list(_location_lines(document))
    return [*_workplace(document, places), *_location(document, places), *_read_regions(document, places)]


def _location_lines(document: Document) -> Iterator[Line]:
    """Lines that are about the place: a pin, a label, or what stands under such a heading."""
    yield from (line for key, line in document.fields.items() if key in ("location", "lieu", "local", "standort"))
    for line in document.body:
        if line.kind == "heading" and not (line.label or _PIN.match(line.text)):
            continue
        if (
            _PIN.match(line.text)
            or (line.label and _LOCATION_LABEL.fullmatch(line.label))
            or (line.section == "location" and len(line.text.split()) <= 25)
        ):
            yield line


Witness = tuple[float, str, Line, int, int]


def _workplace(document: Document, places: list[Line]) -> Iterator[Fact]:
    witnesses = list(_witnesses(document, places))
    if not witnesses:
        return
    best: dict[str, Witness] = {}
    for witness in witnesses:
        if witness[1] not in best or witness[0] > best[witness[1]][0]:
            best[witness[1]] = witness
    first, *others = sorted(best.values(), key=lambda w: (-w[0], w[1] != "hybrid"))
    weight, value, line, start, end = first
    if weight < 1 or any(other[0] == weight and {value, other[1]} == {"remote", "onsite"} for other in others):
        return
    if value == "not remote":
        yield document.fact("remote", False, line, start, end, 0.8)
        return
    sure = 0.95 if weight >= 3 else 0.8 if weight >= 2 else 0.6
    yield document.fact("workplace", value, line, start, end, sure)
    yield document.fact("remote", value == "remote", line, start, end, sure)


def _witnesses(document: Document, places: list[Line]) -> Iterator[Witness]:
    for at, line in enumerate(document.body):
        if line.section == "source" or line.kind == "rule":
            continue
        short = at == 0 or any(line is place for place in places)
        if short and (choice := _chosen(line, 0, len(line.text))):
            yield choice
            continue
        if any(line is place for place in places):
            yield from _from_place(line)
        elif at == 0 or (line.label and re.fullmatch(r"labels?|tags?", line.label)):
            yield from _from_title(line)
        else:
            yield from _from_body(line)
            yield from _as_an_item(line, near_top=at < 4)


def _from_place(line: Line) -> Iterator[Witness]:
    """ "Location: Berlin (hybrid)" speaks of the job; "Remote, Berlin, Germany" is a list of tags, and weak."""
    found = [(value, m) for value, words in _WORDS for m in words.finditer(line.folded)]
    label = line.label if line.label and _LOCATION_LABEL.fullmatch(line.label) else ""
    if re.fullmatch(r"\W*(?:no|nao|nein|non)\b.*", line.folded_value) and re.search(REMOTE, label):
        yield 3.0, "not remote", line, 0, len(line.text)
        return
    if re.search(ONSITE, label) and re.match(r"\W*(?:option|opcional|facultati)", line.folded_value):
        yield 3.0, "remote", line, 0, len(line.text)
        return
    if len({value for value, _ in found}) > 1 and _OPTIONS.search(line.folded):
        found = [f for f in found if f[0] == "hybrid"]
    prose = len(line.text.split()) > 12 and not _FULLY.search(line.folded)
    for value, match in found:
        listed = re.match(r"\s*,\s*\w", line.folded[match.end() :]) and not line.label
        offered = (
            value == "remote"
            and (_SOME_DAYS.search(line.folded) or _OFFICE.search(line.folded))
            and not _FULLY.search(line.folded)
        )
        weight = 0.5 if listed or offered or _OTHER_REMOTE.search(line.folded) else 2.0 if prose else 3.0
        yield weight, value, line, match.start(), match.end()
    if not found and (world := _WORLD.search(line.folded)):
        yield 2.5, "remote", line, *world.span()


def _from_title(line: Line) -> Iterator[Witness]:
    for value, words in _WORDS:
        for match in words.finditer(line.folded):
            yield (2.9 if value == "remote" else 3.0), value, line, match.start(), match.end()


def _chosen(line: Line, start: int, end: int) -> Witness | None:
    """ "Hybrid or remote" leaves it to the person, who may then work remotely."""
    found = _CHOICE.search(line.folded, start, end) or _LISTED_CHOICE.search(line.folded, start, end)
    if not found or _OPTIONS.search(line.folded, start, end):
        return None
    return 3.1, "remote", line, found.start(), found.end()


_ITEM = re.compile(
    rf"(?:^|[,;|·:]|(?P<bracket>\())\s*(?:100 ?% )?(?:(?P<hybrid>{HYBRID})|(?P<onsite>{ONSITE}))\s*(?=[,;|·.)]|$)"
)


def _as_an_item(line: Line, *, near_top: bool) -> Iterator[Witness]:
    """ "Contract: full-time, on site" and, under the title, "Acme, Porto (hybrid, two days a week)"."""
    about_job = near_top or line.section in ("contract", "location") or line.label
    if about_job and len(line.text) <= 160 and holds(line.folded, _HINTS):
        for match in _ITEM.finditer(line.folded):
            if match["bracket"] or not near_top or line.label:
                yield 2.5, "hybrid" if match["hybrid"] else "onsite", line, match.start(), match.end()


_HINTS = ("remot", "distan", "tele", "home", "hibrid", "hybrid", "ibrido", "presen", "site", "office",
"oficina", "escrit", "where", "qualquer", "cualquier", "uberall",
          "importe", "mobil", "wfh", "vor ort", "smart work", "thuis", "buro", "bureau", "person", "pa plats",
          "sur place")  # fmt: skip


def _from_body(line: Line) -> Iterator[Witness]:
    if not holds(line.folded, _HINTS):
        return  # most lines; the patterns below are slow
    for start, end in _sentences(line.folded):
        said = line.folded[start:end]
        if not holds(said, _HINTS):
            continue
        if _OPTIONS.search(said) or re.search(r"\b(?:if|si|se|wenn|falls)\b.{0,80}(?:hibrid|hybrid|presencial)", said):
            continue
        if choice := _chosen(line, start, end):
            yield choice
            continue
        if denied := _NOT_REMOTE.search(said):
            yield 2.6, "not remote", line, start + denied.start(), start + denied.end()
            continue
        if full := _FULLY.search(said):
            yield 3.0, "remote", line, start + full.start(), start + full.end()
            continue
        for value, job in (("hybrid", _HYBRID_JOB), ("onsite", _ONSITE_JOB), ("remote", _REMOTE_JOB)):
            if match := job.search(said):
                yield from _judged(value, said, line, start, match)
        if line.kind != "text" and (only := re.match(rf"\W*{REMOTE}\W*$|\W*{HYBRID}\b", said)):
            yield (
                2.5,
                ("remote" if re.match(rf"\W*{REMOTE}", said) else "hybrid"),
                line,
                start + only.start(),
                start + only.end(),
            )


def _judged(value: str, said: str, line: Line, start: int, match: re.Match[str]) -> Iterator[Witness]:
    place = (line, start + match.start(), start + match.end())
    if value == "remote":
        if _OTHER_REMOTE.search(said) and line.section not in ("contract", "location"):
            return
        if line.section == "benefits" and re.search(r"\b(?:auxilio|ayuda|budget|zuschuss|stipend)\b", said):
            return
        office, days = _OFFICE.search(said), _SOME_DAYS.search(said)
        choice = re.search(r"entweder remote|either|choose", said)
        if (
            office
            and days
            and re.search(
                r"\d|plusieurs|deux|trois|two|three|dos|tres|dois|zwei|drei|several|varios|mehrere|algunos|alguns", said
            )
            and not choice
        ):
            yield 2.8, "hybrid", *place
        elif (office or days) and not choice:
            yield 0.5, "remote", *place
        else:
            yield 2.0, "remote", *place
    else:
        yield 2.4, value, *place


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for stop in re.finditer(r"[.!?;](?=\s|$)", text):
        yield at, stop.start()
        at = stop.end()
    if at < len(text):
        yield at, len(text)


def _location(document: Document, places: list[Line]) -> Iterator[Fact]:
    for line in places:
        text = re.sub(r"^[^\w(]+", "", line.value).strip(" .")
        if text and len(text) <= 200 and (line.label or _PIN.match(line.text) or len(text.split()) <= 8):
            start = line.text.find(text, line.value_at)
            yield document.fact("location", text, line, start, start + len(text), 0.9 if line.label else 0.8)
            return


def _read_regions(document: Document, places: list[Line]) -> Iterator[Fact]:
    seen: set[str] = set()
    for name, line, start, end, sure in _region_mentions(document, places):
        if name not in seen:
            seen.add(name)
            yield document.fact("region", name, line, start, end, sure)


def _region_mentions(document: Document, places: list[Line]) -> Iterator[tuple[str, Line, int, int, float]]:
    for line in places:
        for name, start, end in regions_in(line.text):
            yield name, line, start, end, 0.9
        if world := _WORLD.search(line.folded):
            yield "Worldwide", line, *world.span(), 0.9
    title = next((line for line in document.body if line.kind != "rule"), None)
    if title is not None and title not in places:
        if world := _WORLD.search(title.folded):
            yield "Worldwide", title, *world.span(), 0.8
        for bracket in re.finditer(r"[\[(][^\])]+[\])]", title.text):
            for name, start, end in regions_in(title.text, *bracket.span()):
                yield name, title, start, end, 0.8
    for line in document.body:
        if line.section not in ("company", "source"):
            yield from _said_regions(line)


def _said_regions(line: Line) -> Iterator[tuple[str, Line, int, int, float]]:
    for lead in _ANYWHERE.finditer(line.folded) if holds(line.folded, _REGION_HINTS) else ():
        stop = re.compile(r"[.;!?]|$").search(line.folded, lead.end())
        for name, start, end in regions_in(
            line.text, lead.end(), min(stop.start() if stop else len(line.text), lead.end() + 80)
        ):
            yield name, line, start, end, 0.8
