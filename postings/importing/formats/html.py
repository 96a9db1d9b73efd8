"""HTML to the markdown that people read beside the facts: headings, lists, paragraphs, bold labels. Addresses, pictures
and whatever is hidden stay behind."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_CHARS = 2_000_000  # a page of 2 MB is mostly script
_TAG = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|b|strong|em|i|u|h[1-6]|a|table|tr|td|section|article|font|hr|pre|dl)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|br|div|span|ul|ol|li|b|strong|em|h[1-6]|a|table)\b.{0,300}?&gt;", re.IGNORECASE)
_DROPPED = frozenset((
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "canvas", "audio", "video",
    "map", "head", "title", "select", "option", "button", "textarea", "input", "img", "picture",
))  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "details", "div", "dl", "fieldset", "figure",
    "footer", "form", "header", "hr", "html", "main", "nav", "p", "pre", "section", "summary", "table", "tbody",
    "tfoot", "thead", "tr", "ul", "ol",
))  # fmt: skip
_GAPS = frozenset(("p", "ul", "ol", "dl", "table", "blockquote", "pre", "section", "article", "hr"))
_INLINE = frozenset(  # most elements, so they are asked for first
    ("span", "a", "em", "i", "u", "font", "small", "sub", "sup", "label", "code", "abbr", "mark", "s")
)
_CELLS = ("td", "th")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = ("b", "strong")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPECIAL = re.compile(r"[\\*`_<\]&~]")  # most text has none of these, and this is quick to see
_MARKDOWN = re.compile(r"\\(?=[!-/:-@\[-`{-~])|[*`]|(?<!\w)_|_(?!\w)|<(?=[a-zA-Z/!?])|\](?=\()|&(?=#?\w{1,30};)|~(?=~)")
_LINE_START = re.compile(r"^(?=#{1,6}(?:\s|$)|>|=+\s*$|-{3,}\s*$|\+\s)")
_TYPED_BULLET = re.compile(r"(?:\\\*|[•·●▪◦‣])\s*(?=\S)")
_END_OPTIONAL = "p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|optgroup|colgroup|rt|rp"
_VOID = "area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|param"
_NESTING = re.compile(rf"<(/?)(?!(?:{_END_OPTIONAL}|{_VOID})\b)[a-zA-Z][^<>]{{0,2000}}>", re.IGNORECASE)
_DEEPEST = 500  # no editor nests like this; the parser's time grows with the square of the depth


def described(source: str) -> str:
    """A description of which its field does not say whether it is HTML, HTML escaped once more, or text."""
    if not _TAG.search(source) and _ESCAPED_TAG.search(source):
        source = html.unescape(source)
    return to_markdown(source) if _TAG.search(source) else plain(source)


def plain(source: str) -> str:
    """Text without tags: its lines stay as they are, its entities are read."""
    text = html.unescape(source) if "&" in source else source
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = re.sub(r"<(?=[a-zA-Z/!?])", r"\\<", text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


def one_line(source: str) -> str:
    """A title or a name: no tags, no entities, single spaces."""
    text = source
    if "<" in text and _TAG.search(text):
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())


def parse(source: str) -> LexborHTMLParser:
    """A tree of bounded depth."""
    source = source[:MAX_CHARS]
    if source.count("<") > 4 * _DEEPEST and _depth(source) > _DEEPEST:
        source = re.sub(r"<[^<>]*>", "\n", source)
    return LexborHTMLParser(source)


def to_markdown(source: str) -> str:
    root = parse(source).root
    folded = source.lower()
    hides = "hidden" in folded or "none" in folded
    return node_to_markdown(root, hides=hides) if root is not None else ""


def node_to_markdown(root: LexborNode, *, hides: bool = True, without: frozenset[str] = frozenset()) -> str:
    """A part of a page; ``without`` names elements to leave out, ``hides`` whether any may be hidden."""
    writer = _Writer()
    for node, tag, entered in _walk(root, _DROPPED | without, hides):
        if not entered:
            writer.leave(tag)
        elif tag == "-text":
            writer.text(node.text_content or "")
        else:
            writer.enter(tag, node)
    writer.end_line()
    return "\n".join(writer.lines)


def _depth(source: str) -> int:
    depth = deepest = 0
    for tag in _NESTING.finditer(source):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _walk(root: LexborNode, dropped: frozenset[str], hides: bool) -> Iterator[tuple[LexborNode, str, bool]]:
    """Every node that is shown, when it begins and, for elements, when it ends. Without recursion: pages nest."""
    open_nodes: list[tuple[LexborNode, str]] = []
    node: LexborNode | None = root.first_child
    while node is not None or open_nodes:
        if node is None:
            node, tag = open_nodes.pop()
            yield node, tag, False
            node = node.next
            continue
        tag = node.tag or ""
        if tag in dropped or (hides and tag != "-text" and _is_hidden(node)):
            node = node.next
            continue
        yield node, tag, True
        if tag == "-text":
            node = node.next
        else:
            open_nodes.append((node, tag))
            node = node.first_child


def _is_hidden(node: LexborNode) -> bool:
    held = node.attributes
    return "hidden" in held or held.get("aria-hidden") == "true" or bool(_HIDDEN_STYLE.search(held.get("style") or ""))


class _Writer:
    """Lines as they become known. ``marker`` begins the next line; ``gap`` asks for an empty one before it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.pieces: list[tuple[str, bool]] = []
        self.lists: list[int | None] = []  # open lists: the number of the last item, None where they have none
        self.marker = ""
        self.indent = ""
        self.gap = False
        self.bold = self.heading = self.verbatim = 0
        self.between_cells = ""

    def enter(self, tag: str, node: LexborNode) -> None:
        if tag in _INLINE:
            return
        if tag in _BOLD:
            self.bold += 1
        elif tag == "br":
            self.end_line(br=True)
        elif tag == "li":
            self._begin_item()
        elif tag in _HEADINGS:
            self.end_line(gap=True)
            self.heading = _HEADINGS[tag]
        elif tag in _CELLS:
            self._begin_cell()
        elif tag == "dt":
            self.end_line()
            self.bold += 1
        elif tag in _BLOCKS:
            self.end_line(gap=tag in _GAPS and not (self.lists or self.marker))
            self._enter_block(tag, node)

    def _enter_block(self, tag: str, node: LexborNode) -> None:
        if tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "pre":
            self.verbatim += 1
        elif tag == "tr":
            self.between_cells = _between_cells(node)

    def leave(self, tag: str) -> None:
        if tag in _INLINE:
            return
        if tag in _BOLD:
            self.bold = max(self.bold - 1, 0)
        elif tag == "dt":
            ended = bool(self.pieces) and self.pieces[-1][0].rstrip().endswith(":")
            self.pieces += [("" if ended else ":", True), (" ", False)]
            self.bold -= 1
        elif tag in _HEADINGS:
            self.end_line(gap=True)
            self.heading = 0
        elif tag in ("li", "dd"):
            self.end_line()
            self.marker = ""
        elif tag in _BLOCKS:
            self.end_line(gap=tag in _GAPS and not (tag == "p" and self.lists))
            self._leave_block(tag)

    def _leave_block(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.lists.pop()
            self.gap = not self.lists
            self.indent = "  " * min(len(self.lists), 4)
        elif tag == "pre":
            self.verbatim -= 1
        elif tag == "tr":
            self.between_cells = ""

    def text(self, text: str) -> None:
        if self.verbatim and "\n" in text:
            for at, line in enumerate(text.split("\n")):
                if at:
                    self.end_line(br=True)
                self.text(line)
            return
        words = " ".join(text.split())
        if not words:
            if text and self.pieces:
                self.pieces.append((" ", bool(self.bold)))
            return
        before, after = " " if text[0].isspace() else "", " " if text[-1].isspace() else ""
        if _SPECIAL.search(words):
            words = _MARKDOWN.sub(r"\\\g<0>", words)
        self.pieces.append((before + words + after, bool(self.bold) and not self.heading))

    def end_line(self, gap: bool = False, br: bool = False) -> None:
        """Write what has come in as a line. Two breaks in a row part paragraphs."""
        line = _joined(self.pieces) if self.pieces else ""
        self.pieces = []
        if not line:
            self.gap = self.gap or gap or br
            return
        if self.heading:
            line = f"{'#' * self.heading} {line}"
        elif not self.marker:
            line = _LINE_START.sub(r"\\", _TYPED_BULLET.sub("- ", line, count=1) if _is_typed(line) else line, count=1)
        if self.gap and self.lines:
            self.lines.append("")
        self.lines.append(self.indent + self.marker + line)
        if self.marker:
            self.indent, self.marker = self.indent + "  ", ""
        self.gap = gap

    def _begin_item(self) -> None:
        self.end_line()
        self.gap = self.gap and not (self.lists and len(self.lists) > 1)
        self.indent = "  " * min(max(len(self.lists) - 1, 0), 4)
        self.marker = "- "
        if self.lists and self.lists[-1] is not None:
            self.lists[-1] += 1
            self.marker = f"{self.lists[-1]}. "

    def _begin_cell(self) -> None:
        if self.between_cells and self.pieces:
            ended = self.between_cells == ": " and self.pieces[-1][0].rstrip().endswith(":")
            self.pieces.append((" " if ended else self.between_cells, False))
        else:
            self.end_line()


def _is_typed(line: str) -> bool:
    return bool(_TYPED_BULLET.match(line))


def _between_cells(row: LexborNode) -> str:
    """ "Location: Berlin" of a row of two, bars between more; nothing where cells only lay out the page."""
    cells = [node for node in row.iter() if node.tag in _CELLS]
    if len(cells) < 2 or any(cell.css_first("p, div, table, ul, ol, br, h1, h2, h3, h4") for cell in cells):
        return ""
    return ": " if len(cells) == 2 else " | "


def _joined(pieces: list[tuple[str, bool]]) -> str:
    """A line's pieces with the marks of bold type around words, never around spaces."""
    line = ""
    for text, bold in _runs(pieces) if len(pieces) > 1 else pieces:
        words = text.strip()
        if not bold or not any(char.isalnum() for char in words):
            after_mark = line.endswith("**") and words[:1].isalnum() and not text[:1].isspace()
            line += f" {text}" if after_mark and not line[-3].isalnum() else text
            continue
        before = " " if text[0].isspace() or (line[-1:].isalnum() and not words[0].isalnum()) else ""
        line += f"{before}**{words}**{' ' if text[-1].isspace() else ''}"
    return " ".join(line.split())


def _runs(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Neighbours of one weight as one; a space has its neighbour's."""
    runs: list[tuple[str, bool]] = []
    for text, bold in pieces:
        if runs and (runs[-1][1] == bold or not text.strip()):
            runs[-1] = (runs[-1][0] + text, runs[-1][1])
        else:
            runs.append((text, bold))
    return runs
