"""Plain text and markdown, also when its line breaks are lost, to a neutral Document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise, zip_longest

from postings.importing.shapes import Document, Line
from postings.importing.text import fold
from postings.importing.words import ROLE

from .inline import Run, read_inline
from .sections import WANTED, section_of

_SOURCE_LINE = re.compile(r"[^\n]+|(?<=\n)(?=\n)")
_BULLET = re.compile(
    r"\s*(?:[*+•·●▪◾◼■►➢➤✓✔✅‣◦○][\s*]*|[-–—]\s+|[-–](?=[^\W_])|\(?\d{1,2}[.)]\s+|[a-z]\)\s+|<li\b[^<>]*>\s*)(?=\S)"
)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(?=\S)|(?=#{2,6}[^\s#])\s*(#{2,6})(?=\S)")
_HTML_HEADING = re.compile(r"<h([1-6])\b[^<>]*>\s*(?=\S)", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:p|div|ul|ol|li|h[1-6]|table|tr|br|hr|section)\b[^<>\n]{0,500}>", re.IGNORECASE)
_QUOTE = re.compile(r"\s{0,3}>(?:\s?>)*\s?")
_QUOTED = re.compile(r"^[^\S\n]{0,3}(>(?:\s?>)*)", re.MULTILINE)
_CHAT = re.compile(
    r"\[?\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? \d{1,2}:\d\d(?::\d\d)?(?: [AP]M)?\]?(?: -)? [^:\n\[\]]{1,40}: (?=\S)"
)
_RULE = re.compile(r"\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|={3,}\s*)$")
_OF_RULES = "-*_="
_LABEL = re.compile(r"\W{0,6}([^\W\d_][^:()\n]{1,45}?)\s*:(?!//)\s*(?=\S)")
_LABEL_REACH = 60
_FIELD = re.compile(r"([A-Za-z][\w -]{0,40}):(?:\s+|$)(.*)")
_FLAT_STAR = re.compile(r"(?<=\S)\s+\*\s+(?=\S)")
_GLUED = re.compile(r"[•·●▪◾►➢✓✔✅]\s*(?=\S)")
_GLUED_QUESTION = re.compile(r"(?<=[^\s(\"'«])(?=¿)")
_GLUED_DASH = re.compile(r"(?<=[.;?!:])\s*-\s+(?=[^\W\d_])")
_WISHED = re.compile(
    r"(?:nice|bonus|plus|preferred|desir|diferencia|desejave|valorable|deseable|wunsch|ideal"
    r"|atout|meriterande|optional|opcional)"
)
_WORD = re.compile(r"[^\W_]")
_MAX_LINE = 20_000
_MAX_PIECE = 3_000

Span = tuple[int, int]


def read_markdown(original: str) -> Document:
    """Every line of the text with its kind, its label and the section that it stands in."""
    lines = list(_front_matter(original))
    start = lines[-1].ends[-1] if lines else 0
    if lines:
        start = _after_front_matter(original, start)
    lines += _joined(original, _lines(original, start))
    _mark_headings(lines)
    _mark_sections(lines)
    return Document(original, lines)


def _spans(original: str, start: int) -> Iterator[Span]:
    for match in _SOURCE_LINE.finditer(original[start:]):
        begin, end = match.start() + start, match.end() + start
        if "<" not in match[0] and end - begin <= _MAX_LINE:
            yield begin, end
            continue
        blocks = [tag.start() for tag in _BLOCK.finditer(original, begin, end)] if "<" in match[0] else []
        for first, last in pairwise(
            [begin, *(at for at in blocks if at > begin), end] if end > begin else [begin, end]
        ):
            for at in range(first, max(last, first + 1), _MAX_LINE):
                yield at, min(at + _MAX_LINE, last)


def _front_matter(original: str) -> Iterator[Line]:
    """YAML between two rules at the very top, read only as far as flat `key: value` lines go."""
    match = re.match(r"\s*---[ \t]*\n(.*?\n)---[ \t]*(?:\n|$)", original, re.DOTALL)
    if not match:
        return
    for start, end in _spans(match.group(1), 0):
        field = _FIELD.match(match.group(1), start, end)
        if field and field.group(2).strip(" '\"\r|>"):
            first, last = field.span(2)
            while first < last and match.group(1)[first] in " '\"":
                first += 1
            while last > first and match.group(1)[last - 1] in " '\"\r":
                last -= 1
            run, _ = read_inline(original, match.start(1) + first, match.start(1) + last)
            if run.text:
                yield Line(run.text, run.starts, run.ends, kind="field", label=fold(field.group(1)))


def _after_front_matter(original: str, start: int) -> int:
    close = re.compile(r"^---[ \t]*$", re.MULTILINE).search(original, start)
    return close.end() if close else start


def _lines(original: str, start: int) -> Iterator[Line]:
    bold = gap = fenced = False
    outermost = min((line.count(">") for line in _quotes(original)), default=0)
    for first, last in _spans(original, start):
        raw = original[first:last].lstrip()
        if not raw:
            bold, gap = False, True
            continue
        if raw.startswith("```"):
            fenced = not fenced
            continue
        if raw[0] in _OF_RULES and _RULE.match(original, first, last):
            gap = True
            yield Line("", [first], [last], kind="rule")
            continue
        quote = _QUOTE.match(original, first, last) if raw[0] == ">" else None
        if quote and quote[0].count(">") > outermost:
            continue  # what an answered mail quotes was said before it, of something else
        first = quote.end() if quote else first
        if original[first : first + 1] == "[" or original[first : first + 1].isdigit():  # "" at the end
            chat = _CHAT.match(original, first, last)
            first = chat.end() if chat else first
        run, bold = _marked(original, first, last, bold)
        for line in _pieces(run):
            line.after_gap, gap = gap, False
            yield line


def _quotes(original: str) -> Iterator[str]:
    return (match[1] for match in _QUOTED.finditer(original)) if ">" in original else iter(())


def _is_plain(text: str, start: int) -> bool:
    """Most lines begin with a letter, as no marker does but "a)"."""
    return text[start : start + 1].isalpha() and text[start + 1 : start + 2] != ")"


def _marked(original: str, first: int, last: int, bold: bool) -> tuple[Run, bool]:
    """The run of a source line, its leading marker kept as characters for the pieces to read."""
    marker = None
    if not _is_plain(original, first):
        marker = (_HTML_HEADING if original.startswith("<", first) else _HEADING).match(original, first, last)
        marker = marker or _BULLET.match(original, first, last)
    head = marker.end() if marker and not original.startswith("**", first + len(marker.group()) - 2) else first
    return read_inline(original, head, last, bold, shown_from=first)


def _pieces(run: Run) -> Iterator[Line]:
    size = len(run.text)
    cuts = {*_flat_cuts(run.text), *(_bold_cuts(run) if run.bold else ()), *_length_cuts(run.text)}
    for start, end in pairwise(sorted({0, size, *cuts})) if cuts else [(0, size)]:
        if line := _line(run, start, end):
            yield line


def _length_cuts(text: str) -> Iterator[int]:
    """No paragraph that a person wrote is this long; the patterns need a bound."""
    for at in range(_MAX_PIECE, len(text), _MAX_PIECE):
        yield text.rfind(" ", at - 100, at) + 1 or at


def _flat_cuts(text: str) -> Iterator[int]:
    """Bullets in the middle of a line: two make a list whose line breaks were lost."""
    stars = [m.start() for m in _FLAT_STAR.finditer(text)] if "*" in text else []
    if len(stars) > 1 or (stars and text[stars[0] - 1] in ".:;"):
        yield from stars
    if not text.isascii():
        glued = [len(text[: m.start()].rstrip()) for m in _GLUED.finditer(text)]
        if sum(at > 0 for at in glued) > 1:
            yield from glued
        yield from (m.start() for m in _GLUED_QUESTION.finditer(text))
    dashes = [m.start() for m in _GLUED_DASH.finditer(text)] if text.find("- ", 1) > 0 else []
    if len(dashes) > 1:
        yield from dashes


def _bold_cuts(run: Run) -> Iterator[int]:
    """Bold labels and bold headings in the middle of a line begin lines of their own."""
    text = run.text
    previous = -1
    for start, end in run.bold:
        words, rest = text[start:end].strip(), text[end:].lstrip()
        before = text[:start].rstrip()
        opens = not before or before[-1] in ".!?:;*)" or previous >= len(before)
        opens = opens or (rest[:2] == "* " and bool(section_of(fold(words))))
        previous = end
        if not words or len(words) > 60:
            continue
        if before and (words.endswith(":") or rest.startswith(":")) and before[-1] not in "*•·":
            yield start
        elif opens and _bold_heading(words, rest, before, run.is_bold(end + 1)):
            yield from (start, end)


def _bold_heading(words: str, rest: str, before: str, bold_follows: bool) -> bool:
    """ "**Requirements** * 7 years" and "**About the role** We are": a capital, no figures, a new start after."""
    if any(char.isdigit() for char in words) or not words[0].isupper() or before[-1:] in ("*", "•", "·"):
        return False
    starts = not rest or rest[0] in "*•·" or rest[0].isupper() or bold_follows
    return starts and bool(before or rest[:2] == "* ")


def _kind(text: str, start: int, end: int) -> tuple[str, int, int]:
    """What a line's marker makes of it, the level of a heading, and where its words begin."""
    if _is_plain(text, start):
        return "text", 0, start
    if marker := _HEADING.match(text, start, end):
        return "heading", len(marker.group(1) or marker.group(2)), marker.end()
    if marker := _HTML_HEADING.match(text, start, end):
        return "heading", int(marker[1]), marker.end()
    if marker := _BULLET.match(text, start, end):
        return "bullet", 0, marker.end()
    return "text", 0, start


def _line(run: Run, start: int, end: int) -> Line | None:
    text = run.text
    kind, level, start = _kind(text, start, end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if not _WORD.search(text, start, end):
        return None
    line = Line(text[start:end], run.starts[start:end], run.ends[start:end], kind, level)
    if run.bold:
        line.bold = [(max(a, start) - start, min(b, end) - start) for a, b in run.bold if a < end and b > start]
    if run.links:
        line.links = [(max(a, start) - start, min(b, end) - start, u) for a, b, u in run.links if a < end and b > start]
    if ":" in line.text[:_LABEL_REACH] and (label := _LABEL.match(line.text)) and len(label.group(1).split()) <= 6:
        line.label, line.value_at = line.folded[slice(*label.span(1))].strip(), label.end()
    return line


def _joined(original: str, lines: Iterator[Line]) -> list[Line]:
    """Mails wrap at some column: a line that goes on in lower case belongs to the one before it."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and _goes_on(last, line):
            shift = len(last.text) + 1
            last.text += " " + line.text
            last.starts, last.ends = (
                [*last.starts, last.ends[-1], *line.starts],
                [*last.ends, max(last.ends[-1], line.starts[0]), *line.ends],
            )
            last.bold += [(a + shift, b + shift) for a, b in line.bold]
            last.links += [(a + shift, b + shift, u) for a, b, u in line.links]
            last.__dict__.pop("folded", None)
        else:
            joined.append(line)
    return joined


def _goes_on(last: Line, line: Line) -> bool:
    if line.after_gap or line.kind != "text" or last.kind not in ("text", "bullet") or line.label:
        return False
    ended = last.text[-1] in ".!?:;" or (line.starts[0] - last.ends[-1] > 40)
    wrapped = 50 <= len(last.text) <= _MAX_PIECE
    begins = line.text[0].islower() or line.text[0].isdigit() or line.text[0] in "(&"
    return wrapped and begins and not ended and not line.text.startswith("http")


def _mark_headings(lines: list[Line]) -> None:
    shown = [line for line in lines if line.kind not in ("field", "rule")]
    for line, following in zip_longest(shown, shown[1:]):
        if line.kind == "heading":
            continue
        lists = following is not None and following.kind == "bullet"
        if line.kind == "bullet" and not (_all_bold(line) and line.text.endswith(":")):
            continue
        if _looks_like_heading(line, lists):
            line.kind, line.level = "heading", 7 if _all_bold(line) else 8


def _all_bold(line: Line) -> bool:
    return sum(b - a for a, b in line.bold) >= len(line.text.rstrip(" :.")) - 1


def _looks_like_heading(line: Line, before_list: bool) -> bool:
    text, words = line.text, len(line.text.split())
    if line.label or words > 30 or (text.endswith((".", ",", ";")) and not text.endswith("...")):
        return False
    if text.endswith(":"):
        return before_list or words <= 8
    if _all_bold(line) and words <= 12:
        return True
    if not text[0].isalpha() and not text.endswith("?") and words > 6:
        return False
    if text.isupper() and 4 <= len(text) <= 60 and words <= 7:
        return bool(section_of(line.folded)) or before_list
    return (words <= 6 and bool(section_of(line.folded)) and (before_list or line.after_gap or words <= 3)) or (
        before_list and words <= 12 and not any(c.isdigit() for c in text) and bool(section_of(line.folded))
    )


def _mark_sections(lines: list[Line]) -> None:
    """A heading opens its section; one that says nothing stays within the section above it when it is deeper."""
    current, level = "", 0
    top = list(islice((line for line in lines if line.kind not in ("field", "rule")), 3))
    for at, line in enumerate(lines):
        if line.kind == "heading":
            kind = "" if _is_title(lines, at, top) else section_of(line.folded)
            listed = any(after.kind == "bullet" for after in lines[at + 1 : at + 3])
            rank = min(line.level, 7)  # bold type and a colon make headings of one rank
            goes_on = rank == level and listed and current in ("requirements", "preferred")
            beneath = rank > level or goes_on
            if kind or not beneath:
                current, level = kind, rank
        line.section = current
        if line.label and line.kind != "field":
            line.section = _own_section(line.label, current)
            current = "source" if line.section == "source" else current


def _is_title(lines: list[Line], at: int, top: list[Line]) -> bool:
    """ "Full-stack developer" on top is a title, "Acme Technology" under it with no text of its own a company."""
    if lines[at] is top[0]:
        return bool(ROLE.search(top[0].folded))
    if len(top) < 3 or lines[at] is not top[1] or lines[at + 1] is not top[2]:
        return False
    return all(line.kind == "heading" for line in top) and top[2].level > top[1].level


def _own_section(label: str, current: str) -> str:
    """A labelled line speaks for itself, but "Test stack: X" under a list of wishes stays a wish."""
    own = section_of(label)
    if not own or (own in ("responsibilities", "preferred") and not _WISHED.match(label)):
        return current
    if own == "responsibilities" or (current in WANTED and own in ("requirements", "technologies")):
        return current
    return own
