"""Title and company. They often share a line ("Backend Developer @ Acme"), so they are read together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from postings.importing.shapes import Document, Fact, Line
from postings.importing.text import fold
from postings.importing.words import HYBRID, ONSITE, REMOTE, ROLE, SEEKS, holds

_TITLE_LABEL = re.compile(r"(?:job |position |role )?title|position|role|roles|job|job position|vaga|cargo"
    r"|puesto|posicion|stelle|jobtitel|position"
                          r"|poste|intitule(?: du poste)?|titulo|titre|titel|vacancy|vacante|tjanst|function"
                          r"|functie", re.IGNORECASE)  # fmt: skip
_ONLY_TITLES = re.compile(r"(?:job|position|role) title|jobtitel|intitule.*|vacancy|vacante|cargo|puesto|vaga")
_COMPANY_LABEL = re.compile(r"company(?: name)?|employer|organi[sz]ation|empresa|unternehmen|firma|arbeitgeber"
    r"|entreprise|societe|employeur|client"
                            r"|startup|friend|hiring organization|foretag|bedrijf|azienda|compania")  # fmt: skip
_FIELD_TITLES = ("roles", "role", "position", "job_title", "jobtitle", "job title", "poste", "cargo", "puesto", "title")
_PLACE_WORDS = re.compile(rf"\b(?:{REMOTE}|{HYBRID}|{ONSITE}|100 ?%|anywhere|worldwide)\b")
_ARTICLE = re.compile(r"(?:un(?:[.·(]?e\)?)?|une|an?|ein(?:e[nr]?)?|uma?|una)\s+(?=\S)", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?](?:\s|$)|\b(?:we|you|wir|nous|vous|somos)\b", re.IGNORECASE)
_AFTER_SEEKS = re.compile(
    r"\s*(?:for\s+)?(?:um\(a\)|un/a|un\(e\)|uma?|una?|une?|un\.e|an?|ein(?:e[nr]?)?)\s+(?:#?(?:talented"
    r"|experienced|exceptional|skilled|passionate|excepcional)\s+)*"
)
_TITLE_END = re.compile(
    r"\s(?:to|who|with|for|that|and|in|at|on|que|con|com|para|mit|der|die|zur|qui|pour|avec|en|\(m/|con)\b"
    r"|[.,;:!?\n(]| - "
)
_NAME = r"(?<!\w)[A-Z0-9À-Þ][\w&.'’-]{0,30}(?:[ ](?:[A-Z0-9À-Þ&][\w&.'’-]{0,30}|of|de|the|&)){0,5}"
_VERBS = re.compile(
    r"\s+(?:(?P<seeks>is (?:currently |now )?(?:hiring|recruiting|looking|seeking|searching)|are hiring|sucht\b"
    r"|recrute\b|recherche\b|busca\b|procura\b|está (?:buscando|contratando|em busca|en búsqueda|en busca|a contratar)"
    r"|söker\b)"
    r"|(?:is (?:an?|the|one of)|ist (?:ein|das|der|die)|est (?:un|une|le|la)|é (?:uma?|o|a)|es (?:una?|el|la))\s+"
    r"(?=.{0,80}(?:company|compan|startup|start-up|platform|provider|firm|agency|empresa|plataforma|consult"
    r"|Unternehmen|Anbieter|entreprise|société|fintech|SaaS|marketplace|institut|fabric|cliente?)))"
)
_NAME_BEFORE = re.compile(rf"(?P<name>{_NAME})$")
_ARTICLE_OF_A_NAME = re.compile(r"(?:A|O|Die|Der|Das|The) (?=\w)")
_LONGEST_NAME = 200
_NAMED_AFTER = [  # how sure, what each holds, and the words around the name
    (0.75, ("At", "Join", "Bei", "Chez", "Na", "No", "En", "Em", "Hos"), re.compile(
        rf"\b(?:At|Join|Bei|Chez|Na|No|En|Em|Hos)\s+(?P<name>{_NAME}),?\s+(?:we\b|you\b|wir\b|nous\b"
        rf"|nos\b|somos\b|our\b|as\b|vi\b|evolucionamos|acreditamos|trabalhamos|creemos)")),
    (0.69, ("We are", "We're", "Somos", "Wir sind", "Nous sommes"), re.compile(
        rf"\b(?:We are|We're|Somos (?:a |la )?|Wir sind|Nous sommes)\s+(?P<name>{_NAME})(?=\s*[(,.]"
        rf"|\s+(?:and|a|an|the|e|y|und|et|uma?|una?)\b)")),
    (0.66, ("equip", "équipe", "time", "eam"), re.compile(
        rf"(?:equipo|equipe|time|team|équipe|Team) (?:de|da|do|of|von|at|of)\s+(?P<name>{_NAME})")),
]  # fmt: skip
_COMMON_NAMES = {
    "a", "as", "como", "company", "company description", "description", "ein", "eine", "el", "elle", "es", "esta",
    "este", "he", "i", "il", "it", "job description", "la", "le", "notre", "nous", "now", "o", "os", "our",
    "our client", "remote", "senior", "she", "start-up", "startup", "team", "the", "the role", "there", "they",
    "this", "um", "uma", "un", "una", "us", "vous", "we", "what", "who", "wir", "you", "your",
}  # fmt: skip
_HOST = re.compile(r"(?:https?://|www\.|@)([\w.-]+\.[a-z]{2,})", re.IGNORECASE)


def read_title_and_company(document: Document) -> list[Fact]:
    names = _names(document)
    title = _title(document, names)
    company = _company(document, names, title)
    return [fact for fact in (title, company) if fact]


def _title(document: Document, names: list[Fact]) -> Fact | None:
    known = {fold(fact.value) for fact in names if fact.confidence >= names[0].confidence - 0.05}
    for key in _FIELD_TITLES:
        if line := document.fields.get(key):
            return _cut(document, line, 0, len(line.text), known, 0.9)
    for line in document.labelled(_TITLE_LABEL):
        sure = _ONLY_TITLES.fullmatch(line.label) or ROLE.search(line.folded_value)
        if line.kind != "field" and sure and len(line.value.split()) <= 14:
            return _cut(document, line, line.value_at, len(line.text), known, 0.95)
    if (line := _headline(document)) is not None:
        return _cut(document, line, 0, len(line.text), known, 0.9 if ROLE.search(line.folded) else 0.6)
    return _sought(document)


def _headline(document: Document) -> Line | None:
    """The first line, where it is a title: a heading without a section's name, or a short line."""
    for line in document.body[:6]:
        if line.kind == "rule" or (line.label and line.section) or line.section == "meta":
            continue
        if line.kind == "heading" and (not line.section or (ROLE.search(line.folded) and line.level < 4)):
            return line if len(line.text) <= 160 else None
        short = line.kind == "text" and len(line.text.split()) <= 16
        if short and ROLE.search(line.folded) and not _SENTENCE.search(line.text):
            return line
        if line.kind != "heading":
            return None
    return None


def _sought(document: Document) -> Fact | None:
    """ "We are looking for a Senior Frontend Developer to …" """
    for line in document.body:
        for seeks in SEEKS.finditer(line.folded):
            article = _AFTER_SEEKS.match(line.folded, seeks.end())
            start = article.end() if article else seeks.end() + 1
            if not article and not ROLE.match(line.folded, start):
                continue  # "we are looking for talent" names no job
            end = _TITLE_END.search(line.folded, start)
            stop = end.start() if end else len(line.text)
            if stop - start <= 80 and ROLE.search(line.folded[start:stop]):
                return document.fact("title", line.text[start:stop].strip(), line, start, stop, 0.7)
    return None


def _cut(document: Document, line: Line, start: int, end: int, known: set[str], confidence: float) -> Fact | None:
    """The line without brackets that tell the place, without the company's name, without an article."""
    while end > start and line.text[end - 1] in " .,;:-–|/":
        end -= 1
    while match := re.compile(r"\s*[\[(]([^\])]{1,60})[\])]\s*").match(line.text, start, end):
        if not (line.text[start] == "[" or _PLACE_WORDS.search(fold(match[1]))):
            break
        start = match.end()
    while match := re.compile(r"\s*[\[(]([^\[\]()]{1,60})[\])]\s*$").search(line.text[:end], start):
        inner = fold(match[1]).strip()
        aside = inner in known or _PLACE_WORDS.search(inner) or _WORKLOAD.fullmatch(inner)
        if not (aside or line.text[match.start() :].lstrip().startswith("[")):
            break
        end = match.start()
    start, end = _without_company(line, start, end, known)
    if (kind := _KIND_OF_OFFER.match(line.folded, start, end)) and ROLE.search(line.folded, kind.end(), end):
        start = kind.end()
    if article := _ARTICLE.match(line.text, start, end):
        start = article.end()
    if start >= end:
        return None
    value = re.sub(r"\s+", " ", line.text[start:end]).strip()
    return document.fact("title", value, line, start, end, confidence)


_WORKLOAD = re.compile(r"\d+ ?%?(?: ?[-–] ?\d+)? ?%|\d+ ?h(?:/\w+|ours?)?")
_KIND_OF_OFFER = re.compile(
    r"(?:(?:mission|offre|stage|alternance|oferta|vaga|vacante|stellenangebot|job|hiring|we(?:'| a)re hiring|freelance"
    r"|emploi|empleo|offer|cdi|cdd|d'|de )\s?)+\s*[:–—|-]\s+"
)
_JOINTS = re.compile(r"\s+@\s*|\s+[|]\s+|\s+[-–—]\s+|\s+(?:at|en|bei|chez|na|no|em|hos|pour)\s+(?=[A-Z0-9À-Þ])")


def _without_company(line: Line, start: int, end: int, known: set[str]) -> tuple[int, int]:
    joints = list(_JOINTS.finditer(line.text, start, end))
    for joint in joints:
        rest = fold(line.text[joint.end() : end]).strip(" .")
        if (joint[0].strip() == "@" or rest in known) and joint.start() > start:
            if joint[0].strip() == "|":  # title | project | company
                joint = next(other for other in joints if other[0].strip() == "|")
            return _without_company(line, start, joint.start(), known)
        if fold(line.text[start : joint.start()]).strip() in known:
            return joint.end(), end
    return start, end


def _names(document: Document) -> list[Fact]:
    """Every name that might be the company's, the surest first."""
    found = sorted(_candidates(document), key=lambda fact: -fact.confidence)
    return [fact for fact in found if fold(fact.value) not in _COMMON_NAMES and _can_be_name(fact.value)]


def _can_be_name(name: str) -> bool:
    return 1 < len(name) <= 60 and any(char.isalpha() for char in name)


_CLIENTS = ("client", "kunde", "mandant")
_FOR_CLIENT = re.compile(
    r"\bour client\b(?: is|,| company)|\bfor (?:our|a|one of our) clients?\b"
    r"|\bnosso cliente\b|\bnuestro cliente\b|\bunser(?:en)? (?:kunde|mandant)\w*|\bnotre client\b"
)


def _candidates(document: Document) -> Iterator[Fact]:
    for key in ("company", "startup", "friend", "empresa", "organization", "employer", "entreprise", "firma"):
        if line := document.fields.get(key):
            yield document.whole("company", line.text.strip(), line, 0.95)
    for line in document.labelled(_COMPANY_LABEL):
        if line.kind != "field" and len(line.value.split()) <= 6:
            yield document.whole("company", line.value.strip(" ."), line, 0.95)
    yield from _second_heading(document)
    yield from _beside_title(document)
    yield from _by_legal_form(document)
    if any(holds(line.folded, _CLIENTS) and _FOR_CLIENT.search(line.folded) for line in document.body):
        return  # an agency speaks; who it speaks of is not the employer
    yield from _about_headings(document)
    for line in document.body:
        if line.section == "source":
            continue
        for start, end, sure in _named_in_prose(line.text):
            name = line.text[start:end].strip(" .")
            if fold(name) not in _COMMON_NAMES and not ROLE.search(fold(name)):
                yield document.fact("company", name, line, start, end, sure)


_LEGAL_FORM = re.compile(
    rf"(?P<name>{_NAME} (?:g?GmbH|AG|SE|KG|GmbH & Co\. KG|e\. ?V\.|Ltd\.?|LLC|Inc\.?|PLC|S\.?A\.?|S\.?A\.?R\.?L\.?"
    rf"|SAS|S\.?L\.?U?\.?|Lda\.?|Ltda\.?|B\.?V\.?|AB|S\.?p\.?A\.?))(?:\s*[,|–-].*)?"
)


def _by_legal_form(document: Document) -> Iterator[Fact]:
    """A line of its own near the top that ends as companies' names do."""
    for line in document.body[:6]:
        if match := _LEGAL_FORM.fullmatch(line.text):
            yield document.fact("company", match["name"], line, *match.span("name"), 0.85)


def _named_in_prose(text: str) -> Iterator[tuple[int, int, float]]:
    """ "At Acme, we", "We are Acme"; and "Acme is hiring": from the verb back, since a name has no such mark."""
    for sure, hints, pattern in _NAMED_AFTER:
        for match in pattern.finditer(text) if holds(text, hints) else ():
            yield *match.span("name"), sure
    for verb in _VERBS.finditer(text):
        from_here = max(verb.start() - _LONGEST_NAME, 0)
        if name := _NAME_BEFORE.search(text[from_here : verb.start()]):
            article = _ARTICLE_OF_A_NAME.match(name["name"])
            start = from_here + name.start() + (article.end() if article else 0)
            yield start, from_here + name.end(), 0.72 if verb["seeks"] else 0.63


_ABOUT = re.compile(
    rf"(?:About|Sobre(?: [ao])?|Über|À propos de|Acerca de|Om|Over|Work at|Life at"
    rf"|Who is)\s+(?P<name>{_NAME})\W*$"
)
_ABOUT_WHAT = re.compile(
    r"\b(?:us|you|role|job|position|team|company|opportunity|project|vaga|empresa|nos"
    r"|nosotros|puesto|voce|uns|oss|kandidat\w*|candidate|client)\b"
)


def _about_headings(document: Document) -> Iterator[Fact]:
    for line in document.body:
        if (
            line.kind == "heading"
            and (match := _ABOUT.match(line.text))
            and not _ABOUT_WHAT.search(fold(match["name"]))
        ):
            yield document.fact("company", match["name"].strip(" ."), line, *match.span("name"), 0.8)


def _second_heading(document: Document) -> Iterator[Fact]:
    """Aggregators print the company as a heading of its own right under the title."""
    heads = document.body[:3]
    if len(heads) < 2 or any(line.kind != "heading" or line.level > 6 for line in heads[:2]):
        return
    line = heads[1]
    if heads[0].level < line.level and not line.section and line.text[0].isalnum() and len(line.text.split()) <= 7:
        yield document.whole("company", line.text.strip(), line, 0.9)


def _beside_title(document: Document) -> Iterator[Fact]:
    """ "Developer @ Acme", "[Acme]" at the end, and "Developer - Acme" where an address confirms the name."""
    line = _headline(document)
    if line is None:
        return
    for match in re.finditer(r"(?:@\s*([^\[\]()|,]+?)|\[([^\[\]]+)\])\s*$", line.text):
        group = 1 if match[1] else 2
        if match.start() and not _PLACE_WORDS.search(fold(match[group])):
            yield document.fact("company", match[group].strip(), line, *match.span(group), 0.9)
    hosts = _hosts(document)
    for match in re.finditer(r"[^|()\[\]–—@]+?(?=\s+[-|]\s+|\s*[|()\[\]–—@]|$)", line.text):
        piece = re.sub(r"^(?:\s|-\s)+", "", match[0])
        last = re.search(r"\s(?:at|en|bei|chez|na|no|em|hos)\s+(\S.*)$", piece)
        for name in filter(None, (piece, last and last[1])):
            key = re.sub(r"[^a-z0-9]", "", fold(name))
            if len(key) > 2 and any(key in host for host in hosts) and not ROLE.search(fold(name)):
                start = match.end() - len(name)
                yield document.fact("company", _spelled(document, name.strip()), line, start, match.end(), 0.88)


def _hosts(document: Document) -> list[str]:
    """The names in the text's own addresses, without the ending: contact@acme-labs.com gives acmelabs."""
    found = _HOST.findall(
        " ".join([*(line.text for line in document.body), *(u for line in document.body for *_, u in line.links)])
    )
    return [re.sub(r"[^a-z0-9]", "", host.casefold().rsplit(".", 1)[0]) for host in found]


def _spelled(document: Document, name: str) -> str:
    """NUBI in a shouted title is Nubi where the text says so."""
    if not name.isupper():
        return name
    for line in document.body:
        if match := re.search(rf"\b{re.escape(name.capitalize())}\b", line.text):
            return match[0]
    return name


def _company(document: Document, names: list[Fact], title: Fact | None) -> Fact | None:
    return next((fact for fact in names if title is None or fold(fact.value) != fold(title.value)), None)
