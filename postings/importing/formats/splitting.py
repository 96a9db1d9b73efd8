"""One text may hold several postings, or none: a template that nobody filled in, a page about something else."""

from __future__ import annotations

import itertools
import re

from postings.importing.shapes import Document, Line
from postings.importing.words import ROLE, SEEKS

_TITLE_LABEL = re.compile(
    r"(?:job )?title|(?:open )?position(?: \d+)?|role|vaga|cargo|puesto|stelle|poste"
    r"|jobtitel|titre|titulo|vacancy",
    re.IGNORECASE,
)
_TELLING = frozenset(
    (
        "requirements",
        "preferred",
        "technologies",
        "responsibilities",
        "benefits",
        "apply",
        "location",
        "pay",
        "contract",
        "company",
    )
)
_YEARS = re.compile(r"\d\+? ?(?:years?|anos?|ans|jahren?) .{0,30}(?:experien|erfahr)")
_ASKED = re.compile(
    r"\b(?:resume|cv|curriculo|curriculum|candidat\w+|postul\w+|bewerb\w+|full[ -]?time|part[ -]?time|salary"
    r"|salario|salaire|gehalt|freelance|clt|cdi|vollzeit|remote|remoto)\b"
)
_PLACEHOLDER = re.compile(
    r"\W*(?:informe|descreva|insira|preencha|coloque|indique|liste|describe|enter|insert|fill in|add (?:a|the"
    r"|your)|provide|replace|write|list (?:the|your)|explain|"
    r"beschreibe\w*|fugen? sie|geben sie|tragen sie|decrivez|indiquez|renseignez|inserez|listez|escriba|inserta"
    r"|anade|detalla|\.\.\.|xxx|todo|lorem ipsum|n/?a\b)"
    r"|\W*[\[<{].*[\]>}]\W*$"
)  # fmt: skip


def split(document: Document) -> list[Document]:
    """The postings of a document, in order."""
    parts = [part for part in _parts(document) if is_posting(part)]
    if len(parts) > 1:
        return parts
    return [document] if is_posting(document) else []


def _parts(document: Document) -> list[Document]:
    lines = document.body
    cuts = [at for at in range(len(lines)) if _opens(lines, at)]
    if len(cuts) < 2 or not _alike([lines[at] for at in cuts]):
        return []
    ends = [*cuts[1:], len(lines)]
    return [Document(document.original, lines[start:end]) for start, end in zip(cuts, ends, strict=True)]


def _opens(lines: list[Line], at: int) -> bool:
    """A line that begins a posting: a heading that names a job, its label, or the first line after a rule."""
    line = lines[at]
    if line.kind == "rule" or len(line.text.split()) > 16:
        return False
    if _is_labelled_title(line):
        return True
    if line.text.endswith((".", ":", "?")):
        return False
    if line.kind == "heading" and line.level < 7:
        return (not line.section or line.section == "responsibilities") and bool(ROLE.search(line.folded))
    begins = at == 0 or lines[at - 1].kind == "rule"
    named = begins and line.kind in ("text", "heading") and ROLE.search(line.folded)
    return bool(named) and not SEEKS.search(line.folded)


def _is_labelled_title(line: Line) -> bool:
    return bool(line.label and _TITLE_LABEL.fullmatch(line.label) and ROLE.search(line.folded_value))


def _alike(lines: list[Line]) -> bool:
    """Headings of postings have one level, or stand after rules, or have the same label."""
    return (
        len(
            {
                (line.kind == "heading" and line.level < 7, line.level if line.level < 7 else 0, bool(line.label))
                for line in lines
            }
        )
        == 1
    )


def is_posting(document: Document) -> bool:
    """A title on top, somebody sought or years asked for; and what such a text says besides."""
    lines = [line for line in document.body if line.text]
    if not lines or _is_template(document):
        return False
    strong = int(
        _titled(lines[0])
        or _is_labelled_title(lines[0])
        or any(_titled_field(line) for line in document.fields.values())
    )
    strong += any(_seeks_somebody(line) for line in lines)
    strong += any(_YEARS.search(line.folded) for line in lines)
    sections = {line.section for line in lines}
    strong += "requirements" in sections and len(sections & {"responsibilities", "benefits", "apply", "preferred"}) > 1
    weak = len(sections & _TELLING)
    weak += any(_ASKED.search(line.folded) for line in lines)
    return strong > 0 and 2 * strong + weak >= 3


def _seeks_somebody(line: Line) -> bool:
    """ "looking for a developer": the job within a few words of the search."""
    return any(ROLE.search(line.folded, seeks.end(), seeks.end() + 80) for seeks in SEEKS.finditer(line.folded))


def _titled_field(line: Line) -> bool:
    return line.label in ("roles", "role", "position", "job_title", "poste") or (
        line.label == "title" and bool(ROLE.search(line.folded))
    )


def _titled(line: Line) -> bool:
    return not line.label and bool(ROLE.search(line.folded)) and len(line.text.split()) <= 16


def _is_template(document: Document) -> bool:
    """Most sections hold only an instruction to fill them in."""
    filled = empty = 0
    lines = document.body
    for line, following in itertools.pairwise(lines):
        if line.kind != "heading" or line.section == "meta" or following.kind in ("heading", "bullet"):
            continue
        if _PLACEHOLDER.match(following.folded):
            empty += 1
        else:
            filled += 1
    return empty >= 2 and empty > filled
