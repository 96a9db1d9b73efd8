"""A text with the words of its facts marked, as a reader sees it or as it came. Everything from it is escaped."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from postings.importing.formats.markdown import read_markdown
from postings.importing.shapes import Line

SURE, LIKELY = 0.9, 0.7
TITLE_WORDS = 16  # a text that begins with so short a line, no sentence, begins with its title


@dataclass(frozen=True)
class Mark:
    """Words of fact ``number``, from ``start`` to ``end`` of the text."""

    number: int
    start: int
    end: int
    sure: float


@dataclass(frozen=True)
class _Span:
    """Part of a line in one element; a mark that goes on in another line or element ends there, with its number."""

    start: int
    end: int
    mark: Mark | None = None
    ends: bool = True


@dataclass
class Block:
    kind: str  # heading, list, text, field, raw, record
    html: str = ""
    label: str = ""
    items: tuple[SafeString, ...] = ()


def _like_a_title(text: str) -> bool:
    return len(text.split()) <= TITLE_WORDS and not text.endswith(".")


def confidence(sure: float) -> str:
    return "sure" if sure >= SURE else "likely" if sure >= LIKELY else "check"


@dataclass
class Marked:
    """A text and the marks on it; marks of one fact that touch are one, as sure as the least sure of them."""

    text: str
    marks: list[Mark]
    lines: list[Line]

    @classmethod
    def of(cls, text: str, marks: Iterable[Mark]) -> "Marked":
        return cls(text, _merged(marks), [line for line in read_markdown(text).lines if line.kind != "rule"])

    def words(self, number: int) -> list[str]:
        """What is marked as this fact, each wording once, without the text's markup."""
        marks = [mark for mark in self.marks if mark.number == number]
        found = (
            " ".join(
                line.text[span.start : span.end] for line in self.lines for span in _spans(line, [mark]) if span.mark
            )
            for mark in marks
        )
        return [words for words in dict.fromkeys(found) if words]


def as_it_came(marked: Marked) -> list[Block]:
    spans = [_Span(mark.start, mark.end, mark) for mark in marked.marks]
    return [Block("raw", _html(marked.text, spans, set()))]


def as_read(marked: Marked) -> list[Block]:
    """Headings, lists and paragraphs without their markup."""
    begun = set[int]()
    blocks: list[Block] = []
    for line in marked.lines:
        html = _html(line.text, _spans(line, marked.marks), begun)
        if line.kind == "bullet" and blocks and blocks[-1].kind == "list":
            blocks[-1].items += (html,)
        elif line.kind == "bullet":
            blocks.append(Block("list", items=(html,)))
        elif not blocks and line.kind == "text" and _like_a_title(line.text):
            blocks.append(Block("heading", html))
        else:
            blocks.append(Block(line.kind, html, line.label if line.kind == "field" else ""))
    return blocks


def _merged(marks: Iterable[Mark]) -> list[Mark]:
    merged: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.number, m.start, m.end)):
        last = merged[-1] if merged else None
        if mark.start >= mark.end:
            continue
        if last and last.number == mark.number and mark.start <= last.end + 1:
            merged[-1] = replace(last, end=max(last.end, mark.end), sure=min(last.sure, mark.sure))
        else:
            merged.append(mark)
    return merged


def _spans(line: Line, marks: list[Mark]) -> list[_Span]:
    """Where marks and bold type lie in a line, whose characters know their place in the text."""
    spans = [] if line.kind == "heading" else [_Span(start, end) for start, end in line.bold]
    for mark in marks:
        start, end = bisect_left(line.starts, mark.start), bisect_left(line.starts, mark.end)
        if start < end:
            spans.append(_Span(start, end, mark, ends=mark.end <= line.ends[-1]))
    return spans


def _html(text: str, spans: list[_Span], begun: set[int]) -> SafeString:
    """Elements may not cross: where two spans do, the inner one is closed and opened again."""
    spans = sorted(spans, key=lambda span: (span.start, -span.end, span.mark.number if span.mark else 0))
    cuts = sorted({0, len(text), *(span.start for span in spans), *(span.end for span in spans)})
    parts: list[str] = []
    opened: list[_Span] = []
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        wanted = [span for span in spans if span.start <= start < span.end]
        kept = _common(opened, wanted)
        parts += [_close(span, at=start) for span in reversed(opened[kept:])]
        parts += [_open(span, begun) for span in wanted[kept:]]
        parts.append(escape(text[start:end]))
        opened = wanted
    parts += [_close(span, at=len(text)) for span in reversed(opened)]
    return mark_safe("".join(parts))  # every part is escaped, or made by format_html


def _common(first: list[_Span], second: list[_Span]) -> int:
    """How many spans both begin with."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))))


def _open(span: _Span, begun: set[int]) -> str:
    if span.mark is None:
        return "<b>"
    number, sure = span.mark.number, confidence(span.mark.sure)
    anchor = "" if number in begun else format_html(' id="w{}"', number)
    begun.add(number)
    return format_html('<mark{} data-fact="{}" data-conf="{}">', anchor, number, sure)


def _close(span: _Span, *, at: int) -> str:
    if span.mark is None:
        return "</b>"
    if at < span.end or not span.ends:
        return "</mark>"
    words = _("Fact %(number)s") % {"number": span.mark.number}
    return format_html('<a href="#f{0}" aria-label="{1}">{0}</a></mark>', span.mark.number, words)
