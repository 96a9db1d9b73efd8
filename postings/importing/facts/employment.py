"""Kind of employment, and seniority where title or a labelled line states it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from postings.importing.shapes import Document, Fact, Line
from postings.importing.text import fold
from postings.importing.words import holds, pattern

_KINDS = {
    "full_time": r"full[ -]?time|horario completo|tempo integral|periodo integral|dedicacao exclusiva|tiempo completo"
        r"|jornada completa|vollzeit|temps plein|temps complet|plein temps|heltid|tempo pieno|fulltime|voltijd",
    "part_time": r"part[ -]?time|meio periodo|tempo parcial|medio tiempo|media jornada|tiempo parcial|teilzeit"
        r"|temps partiel|mi-temps|deltid|parttime|deeltijd",
    "permanent": r"permanent (?:position|contract|role|employment|job|full|staff|hire)|permanent(?=\W*(?:$|[,;/|)]))"
    r"|contrato sem termo|cdi"
        r"|contrat a duree indeterminee|(?:contrato|contrato de trabajo|vinculo) (?:de trabajo )?(?:por tiempo "
        r"|a tiempo |de duracao )?indefinido|indefinido|tempo indeterminato|unbefristete?[nrs]?|festanstellung"
        r"|festvertrag|tillsvidareanstallning|tillsvidare|vast contract",
    "fixed_term": r"fixed[ -]term|cdd|contrat a duree determinee|contrato (?:a |por )?(?:tempo |tiempo "
        r"|termo )?(?:determinado|certo)|contrato temporal|befristete?[nrs]?(?: stelle| vertrag"
        r"| arbeitsvertrag)?|visstidsanstallning|tempo determinato|temporary contract",
    "contractor": r"contractors?|(?:independent )?contract(?:or)? (?:role|position|basis|to hire|job)"
        r"|freelanc\w*|autonom[oa]s?"
        r"|(?:statut|tous|travailleurs?|profils?|etre|en) independants?|freiberuf\w+|free-lance|portage salarial"
        r"|b2b(?: contract)?|c2c|corp[ -]to[ -]corp|prestador(?:a)? de servicos|konsultuppdrag|zzp",
    "internship": r"internships?|intern position|estagio|estagiari[oa]|(?:contrato en )?practicas|pasantia"
        r"|becari[oa]|praktik(?:um|a)|werkstudent\w*|stagiaire|stage de \d+ mois|praktikplats|tirocinio",
    "temporary": r"temporary (?:position|role|job|employment|work)|temp(?:orary)?[ -]to[ -]perm|seasonal"
        r"|vaga temporaria|trabalho temporario|trabajo temporal|zeitarbeit|interim(?:aire)?|vikariat"
        r"|jobb temporar",
    "clt": r"clt",
    "pj": r"pj|pessoa juridica",
}  # fmt: skip
_PATTERNS = [(kind, pattern(words)) for kind, words in _KINDS.items()]
_ANY = pattern("|".join(_KINDS.values()))
_HINTS = ("time", "tiem", "temp", "horario", "integral", "exclusiva", "jornada", "zeit", "plein", "partiel", "tid",
          "tijd", "permanent", "contra", "cdi", "indefinido", "fristet", "anstell", "vertrag", "tillsvidare", "fixed",
          "cdd", "freelanc", "free-", "autonom", "independant", "freiberuf", "salarial", "b2b", "c2c", "corp",
          "prestador", "konsult", "zzp", "intern", "estagi", "practicas", "pasantia", "becari", "prakti", "werkstudent",
          "stag", "tirocinio", "season", "interim", "periodo", "vikariat", "clt", "pj", "pessoa")  # fmt: skip
_ABOUT_OTHERS = ("requirements", "preferred", "technologies", "company")  # what is asked, who asks; not what is offered
_CONTRACT_LABEL = re.compile(
    r"(?:employment|job|contract|work|position|engagement)(?: type| status)?|type|type of (?:employment"
    r"|contract|job)|contract|regime(?: de contratacao)?|contratacao|contratacion|tipo(?: de (?:contrato"
    r"|contratacao|contratacion|vaga|empleo|jornada))?|"
    r"(?:tipo de )?jornada|contrato|modalidade(?: de contratacao)?|modalidad(?: de contratacion)?"
    r"|vertrag(?:sart)?|anstellungsart|beschaftigungsart|arbeitszeit|contrat|type de contrat|statut"
    r"|anstallningsform|omfattning|dienstverband|hours|commitment"
)  # fmt: skip
_NOT_OFFERED = re.compile(
    r"\b(?:no|not|sem|sin|kein\w*|nao|ni)\b(?: \w+){0,2} $|\b(?:our|all|for|other"
    r"|other's) $|(?:employees|colaboradores) (?:who|that|are) (?:\w+ )?$|experience (?:as|with) (?:an? )?$"
)
_OTHERS = re.compile(
    r"^\s*(?:employees|experience|students?|members of staff|job offer|staff|ansatte|workers"
    r"|marketplace|platform|talent|devs? que|teams?|projects?|mitarbeiter)\b|^.{0,30}\b(?:experience)\b"
)
_SENIORITY = [
    ("internship", r"intern|internship|estagi\w+|praktik\w+|werkstudent\w*|stagiaire|trainee|becari[oa]"),
    ("junior", r"junior|jr\.?|entry[ -]level|berufseinsteiger\w*|debutant(?:e|\(e\))?"),
    ("mid", r"mid(?:-level)?|pleno|intermediate|intermediaire|semi[ -]?senior|ssr|medior"),
    ("principal", r"principal"),
    ("staff", r"staff"),
    ("senior", r"senior|sr\.?|confirmee?|experimente(?:\.?e)?"),
    ("lead", r"lead|leiter\w*|tech lead|head"),
]
_SENIORITIES = [(name, pattern(words)) for name, words in _SENIORITY]
_SENIORITY_LABEL = re.compile(
    r"seniority(?: level)?|level|nivel|senioridade|seniority|niveau|erfahrungsstufe"
    r"|labels?"
)
_DEPARTMENT_LABEL = re.compile(r"department|departamento|abteilung|departement|avdelning|afdeling|area|team")


def read_employment(document: Document, title: Fact | None) -> list[Fact]:
    """What a contract line or section says; only where there is none, what the prose says of the job."""
    stated = _unique(fact for line in document.body if _about_contract(line) for fact in _kinds(document, line, 0.9))
    if not stated:
        stated = _unique(fact for line in document.body for fact in _kinds(document, line, 0.75, prose=True))
        stated = _without_contrast(stated)
    if len(stated) > 4:
        stated = []  # every option of a form, none chosen
    return [*stated, *_seniority(document, title), *_department(document)]


def _without_contrast(stated: list[Fact]) -> list[Fact]:
    """Prose that names full time and part time speaks of several people, unless it offers both in one breath."""
    hours = {fact.value: fact for fact in stated if fact.value in ("full_time", "part_time")}
    if len(hours) == 2 and abs(hours["full_time"].start - hours["part_time"].start) > 40:
        return [fact for fact in stated if fact.value not in hours]
    return stated


def _about_contract(line: Line) -> bool:
    return line.kind != "heading" and (
        line.section == "contract" or bool(line.label and _CONTRACT_LABEL.fullmatch(line.label))
    )


def _kinds(document: Document, line: Line, sure: float, prose: bool = False) -> Iterator[Fact]:
    if line.section in ("source", "meta") or (prose and line.section == "apply"):
        return
    if not (holds(line.folded, _HINTS) and _ANY.search(line.folded)):
        return
    for kind, words in _PATTERNS:
        for match in words.finditer(line.folded):
            before, after = line.folded[: match.start()], line.folded[match.end() :]
            if _NOT_OFFERED.search(before[-40:]) or _OTHERS.match(after):
                continue
            if prose and match[0] == "b2b":
                continue  # what is sold to companies
            if kind in ("clt", "pj") and not line.text[match.start() : match.end()].isupper():
                continue
            opens = match.start() == 0 and len(line.text) > match.end() + 3
            aside = prose and not opens and line.section in _ABOUT_OTHERS
            if aside and kind not in ("clt", "pj", "contractor", "full_time"):
                continue
            yield document.fact("employment_type", kind, line, match.start(), match.end(), sure)


def _unique(facts: Iterator[Fact]) -> list[Fact]:
    found: dict[str, Fact] = {}
    for fact in facts:
        found.setdefault(fact.value, fact)
    return list(found.values())


def _seniority(document: Document, title: Fact | None) -> Iterator[Fact]:
    lines = [line for line in document.lines if title and line.starts[0] <= title.start < line.ends[-1]]
    lines += [line for line in document.body[:1] if title and fold(title.value) in line.folded]  # a mail's subject
    lines += [line for line in document.body if line.label and _SENIORITY_LABEL.fullmatch(line.label)]
    for line in lines[:3]:
        found = [(match.start(), name, match) for name, words in _SENIORITIES for match in words.finditer(line.folded)]
        if found and len({name for _, name, _ in found}) <= 2:
            _, name, match = min(found, key=lambda f: f[0])
            yield document.fact("seniority", name, line, match.start(), match.end(), 0.9)
            return


def _department(document: Document) -> Iterator[Fact]:
    for line in document.labelled(_DEPARTMENT_LABEL):
        if line.kind != "field" and len(line.value.split()) <= 5 and line.label != "team":
            yield document.whole("department", line.value.strip(" ."), line, 0.9)
            return
