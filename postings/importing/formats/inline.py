"""One line's markup: takes away escapes, emphasis, links and tags, and remembers where each character stood."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""(?=[\\!\[<*_`&])(?:(?P<escape>\\(?=[!-/:-@\[-`{-~]))
    |(?P<image>!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\))
    |\[(?P<label>(?:[^\[\]\n]|\[[^\[\]\n]{0,60}\]){0,400})\]\(\s*(?P<url>[^()\s]{0,2000})[^()\n]{0,200}\)
    |<(?P<auto>(?:https?://|mailto:)[^<>\s]{1,2000})>
    |(?P<tag></?[a-zA-Z][^<>\n]{0,2000}>)
    |(?P<comment><!--.{0,2000}?-->)
    |(?P<bold>\*\*+|__+)
    |(?P<star>\*(?=\S)|(?<=\S)\*)
    |(?P<under>(?<![^\W_])_(?=[^\W_])|(?<=\S)_(?![^\W_])|^_|_$)
    |(?P<code>`+)
    |(?P<entity>&(?:\#\d{1,6}|\#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,12});))""",
    re.VERBOSE,
)
_BOLD_TAG = re.compile(r"</?(?:b|strong)>", re.IGNORECASE)
_REPLACED = {
    **dict.fromkeys(
        "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "
    ),
    **dict.fromkeys("\u200b\u200c\u2060\ufeff\u00ad\ufe0f\u200e\u200f", ""),
    **dict.fromkeys("\u2018\u2019\u201b\u00b4\u02bc", "'"),
    **dict.fromkeys("\u2010\u2011\u2212", "-"),
}
_UNUSUAL_CHARS = "\r\x0b\x0c\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u3099\u309a" + "".join(
    _REPLACED
)
_UNUSUAL = re.compile(rf"[{_UNUSUAL_CHARS}]")
_SPECIAL = re.compile(rf"[\\*_\[<`&!{_UNUSUAL_CHARS}]")

Span = tuple[int, int]


@dataclass(slots=True)
class Run:
    """Characters with their places, and the spans of them that were set in bold type."""

    text: str = ""
    starts: Sequence[int] = field(default_factory=list)
    ends: Sequence[int] = field(default_factory=list)
    bold: list[Span] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, source: str, start: int, end: int) -> Run:
        """What stands there as it stands there; ranges, since most lines have no markup."""
        return cls(source[start:end], range(start, end), range(start + 1, end + 1))

    def is_bold(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.bold)

    def after(self, source: str, start: int, end: int) -> Run:
        """This run with what stands before it, as it stands there: its marker."""
        shift = end - start
        if not shift:
            return self
        return Run(
            source[start:end] + self.text,
            [*range(start, end), *self.starts],
            [*range(start + 1, end + 1), *self.ends],
            [(a + shift, b + shift) for a, b in self.bold],
            [(a + shift, b + shift, url) for a, b, url in self.links],
        )


class _Writer:
    """A run in the making."""

    def __init__(self, source: str, bold: bool) -> None:
        self.source, self.bold_from = source, 0 if bold else None
        self.chars: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.bold: list[Span] = []
        self.links: list[tuple[int, int, str]] = []

    def put(self, char: str, start: int, end: int) -> None:
        self.chars.append(char)
        self.starts.append(start)
        self.ends.append(end)

    def turn_bold(self) -> None:
        """Bold type begins here, or ends."""
        at = len(self.chars)
        if self.bold_from is None:
            self.bold_from = at
            return
        if self.bold_from < at:
            self.bold.append((self.bold_from, at))
        self.bold_from = None

    def read(self, start: int, end: int) -> None:
        at = start
        for token in _TOKEN.finditer(self.source, start, end):
            if token.start() < at:
                continue
            self.plain(at, token.start())
            at = token.end()
            kind = token.lastgroup
            if kind == "escape":
                self.plain(at, at + 1)
                at += 1
            elif kind in ("url", "auto"):
                before = len(self.chars)
                if kind == "url":
                    self.read(*token.span("label"))
                else:
                    self.plain(*token.span("auto"))
                self.links.append((before, len(self.chars), token[kind]))
            elif kind == "bold" or (kind == "tag" and _BOLD_TAG.fullmatch(token[0])):
                self.turn_bold()
            elif kind == "star" and _lone_star(self.source, token.start()):
                self.plain(token.start(), at)
            elif kind == "entity":
                for char in html.unescape(token.group()):
                    self.put(_REPLACED.get(char, char) or " ", *token.span())
        self.plain(at, end)

    def plain(self, start: int, end: int) -> None:
        at = start
        for unusual in _UNUSUAL.finditer(self.source, start, end):
            self._ordinary(at, unusual.start())
            at = unusual.end()
            self._one(unusual.start())
        self._ordinary(at, end)

    def _ordinary(self, start: int, end: int) -> None:
        self.chars += self.source[start:end]
        self.starts += range(start, end)
        self.ends += range(start + 1, end + 1)

    def _one(self, at: int) -> None:
        """A character that is replaced, dropped, or joined with the letter before it."""
        char = self.source[at]
        if unicodedata.combining(char) and self.chars and self.ends[-1] == at:
            whole = unicodedata.normalize("NFC", self.chars[-1] + char)
            self.ends[-1] = at + 1
            if len(whole) == 1:
                self.chars[-1] = whole
        elif (char := _REPLACED.get(char, char)) != "":
            self.put(" " if char in "\r\x0b\x0c" else char, at, at + 1)

    def run(self) -> tuple[Run, bool]:
        open_still = self.bold_from is not None
        if open_still:
            self.turn_bold()
        return Run("".join(self.chars), self.starts, self.ends, self.bold, self.links), open_still


def read_inline(
    source: str, start: int, end: int, bold: bool = False, shown_from: int | None = None
) -> tuple[Run, bool]:
    """The characters of source[start:end] as read, and whether bold type is still open at its end. What stands before
    them, from ``shown_from`` on, is a marker and stays as it is."""
    if not bold and not _SPECIAL.search(source, start, end):
        return Run.of(source, start if shown_from is None else shown_from, end), False
    writer = _Writer(source, bold)
    writer.read(start, end)
    run, open_still = writer.run()
    return run if shown_from is None else run.after(source, shown_from, start), open_still


def _lone_star(source: str, at: int) -> bool:
    """A footnote or a star beside a number is no emphasis."""
    before, after = source[at - 1 : at], source[at + 1 : at + 2]
    return before.isdigit() and after.isdigit()
