"""One line's markup: takes away escapes, emphasis, links and tags, and remembers where each character stood."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""(?P<escape>\\(?=[!-/:-@\[-`{-~]))
    |(?P<image>!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\))
    |\[(?P<label>(?:[^\[\]\n]|\[[^\[\]\n]{0,60}\]){0,400})\]\(\s*(?P<url>[^()\s]{0,2000})[^()\n]{0,200}\)
    |<(?P<auto>(?:https?://|mailto:)[^<>\s]{1,2000})>
    |(?P<tag></?[a-zA-Z][^<>\n]{0,2000}>)
    |(?P<comment><!--.{0,2000}?-->)
    |(?P<bold>\*\*+|__+)
    |(?P<star>\*(?=\S)|(?<=\S)\*)
    |(?P<under>(?<![^\W_])_(?=[^\W_])|(?<=\S)_(?![^\W_])|^_|_$)
    |(?P<code>`+)
    |(?P<entity>&(?:\#\d{1,6}|\#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,12});)""",
    re.VERBOSE,
)
_MARKUP = re.compile(r"[\\*_\[<`&!]")
_REPLACED = {
    **dict.fromkeys(
        "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "
    ),
    **dict.fromkeys("\u200b\u200c\u2060\ufeff\u00ad\ufe0f\u200e\u200f", ""),
    **dict.fromkeys("\u2018\u2019\u201b\u00b4\u02bc", "'"),
    **dict.fromkeys("\u2010\u2011\u2212", "-"),
}
_UNUSUAL = re.compile(
    rf"[\r\x0b\x0c\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u3099\u309a{''.join(_REPLACED)}]"
)


@dataclass
class Run:
    """Characters with their places; bold[i] says whether character i was set in bold type."""

    chars: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)

    def put(self, char: str, start: int, end: int, bold: bool) -> None:
        self.chars.append(char)
        self.starts.append(start)
        self.ends.append(end)
        self.bold.append(bold)

    @property
    def text(self) -> str:
        return "".join(self.chars)


def read_inline(source: str, start: int, end: int, bold: bool = False) -> tuple[Run, bool]:
    """The characters of source[start:end] as read, and whether bold type is still open at its end."""
    run = Run()
    bold = _read(source, start, end, run, bold)
    return run, bold


def _read(source: str, start: int, end: int, run: Run, bold: bool) -> bool:
    at = start
    if not _MARKUP.search(source, start, end):
        _plain(source, start, end, run, bold)
        return bold
    for token in _TOKEN.finditer(source, start, end):
        if token.start() < at:
            continue
        _plain(source, at, token.start(), run, bold)
        at = token.end()
        kind = token.lastgroup
        if kind == "escape":
            _plain(source, at, at + 1, run, bold)
            at += 1
        elif kind == "url":
            before = len(run.chars)
            bold = _read(source, *token.span("label"), run, bold)
            run.links.append((before, len(run.chars), token["url"]))
        elif kind == "auto":
            before = len(run.chars)
            _plain(source, *token.span("auto"), run, bold)
            run.links.append((before, len(run.chars), token["auto"]))
        elif kind == "bold":
            bold = not bold
        elif kind == "star" and _lone_star(source, token.start()):
            _plain(source, token.start(), at, run, bold)
        elif kind == "entity":
            for char in html.unescape(token.group()):
                run.put(_REPLACED.get(char, char) or " ", token.start(), token.end(), bold)
    _plain(source, at, end, run, bold)
    return bold


def _lone_star(source: str, at: int) -> bool:
    """A footnote or a star beside a number is no emphasis."""
    before, after = source[at - 1 : at], source[at + 1 : at + 2]
    return before.isdigit() and after.isdigit()


def _plain(source: str, start: int, end: int, run: Run, bold: bool) -> None:
    at = start
    for unusual in _UNUSUAL.finditer(source, start, end):
        _ordinary(source, at, unusual.start(), run, bold)
        at = unusual.end()
        _one(source, unusual.start(), run, bold)
    _ordinary(source, at, end, run, bold)


def _ordinary(source: str, start: int, end: int, run: Run, bold: bool) -> None:
    if start < end:
        run.chars += source[start:end]
        run.starts += range(start, end)
        run.ends += range(start + 1, end + 1)
        run.bold += [bold] * (end - start)


def _one(source: str, at: int, run: Run, bold: bool) -> None:
    """A character that is replaced, dropped, or joined with the letter before it."""
    char = source[at]
    if unicodedata.combining(char) and run.chars and run.ends[-1] == at:
        whole = unicodedata.normalize("NFC", run.chars[-1] + char)
        run.ends[-1] = at + 1
        if len(whole) == 1:
            run.chars[-1] = whole
    elif (char := _REPLACED.get(char, char)) != "":
        run.put(" " if char in "\r\x0b\x0c" else char, at, at + 1, bold)
