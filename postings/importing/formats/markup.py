"""XML that others publish, element by element: nothing is fetched, no entity is expanded, and what is wrong in one
place costs no more than that."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from html.entities import html5
from typing import BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from .content import Content, Unreadable

_LONGEST_RECORD = 32 * 1024 * 1024


def elements(content: Content, tag: str) -> Iterator[etree._Element]:
    """Every element of that name, complete, and gone from memory when the next but one is asked for. Raises Unreadable
    where the end is missing, before half an element is given away: what was cut off must not look like the whole."""
    file = _Watched(content.open())
    reading = etree.iterparse(
        file, events=("end",), tag=tag, recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    before = None
    try:
        for _event, element in reading:
            if element.getroottree().docinfo.internalDTD is not None:
                raise Unreadable(_("This XML defines entities of its own; that is refused."))
            file.since = 0
            if before is not None:
                yield before
                _forget(before)
            before = element
    except (etree.XMLSyntaxError, OSError, EOFError, zlib.error):
        raise Unreadable(_("This XML could not be read to its end.")) from None
    if not file.ended_with(reading.root):
        raise Unreadable(_("This XML could not be read to its end."))
    if before is not None:
        yield before


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while element.getprevious() is not None and parent is not None:
        del parent[0]


class _Watched:
    """A file that remembers its end: a parser that forgives mistakes forgives a missing end, too, and is silent where
    it stopped at a limit of its own. On its way, what HTML knows and XML does not is mended."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.tail, self.since = file, b"", 0
        self.mender: Mender | None = None

    def read(self, size: int) -> bytes:
        while read := self.file.read(size):
            self.tail = (self.tail + read)[-2000:]
            self.since += len(read)
            if self.since > _LONGEST_RECORD:  # all of it would be held in memory
                raise Unreadable(_("This XML holds too much that is no posting."))
            self.mender = self.mender or Mender(read)
            if mended := self.mender.mend(read):
                return mended
        return self.mender.rest() if self.mender else b""

    def ended_with(self, root: etree._Element | None) -> bool:
        name = re.split("[}:]", str(root.tag))[-1].encode() if root is not None else b""
        ends = rb"</(?:[\w.-]+:)?%s\s*>\s*(?:<!--.*)?$" % re.escape(name)
        return re.search(ends, self.tail.replace(b"\0", b""), re.DOTALL) is not None


_LOOSE = re.compile(
    rb"<!\[CDATA\[|\]\]>|&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)(?:([a-zA-Z]\w{1,31});)?"
)
_LONGEST = 40  # of what _LOOSE looks at


class Mender:
    """`&ouml;` and a lone & outside CDATA, as XML wants them. Piece by piece, so that nothing is held."""

    def __init__(self, start: bytes) -> None:
        self.waiting, self.in_cdata = b"", False
        self.wide = b"\0" in start[:4] or start[:2] in (b"\xff\xfe", b"\xfe\xff")  # UTF-16 stays as it is

    def mend(self, piece: bytes) -> bytes:
        if self.wide:
            return piece
        piece = self.waiting + piece
        mended, end = self._mended(piece, len(piece) - _LONGEST)
        self.waiting = piece[end:]
        return mended

    def rest(self) -> bytes:
        mended, _end = self._mended(self.waiting, len(self.waiting))
        self.waiting = b""
        return mended

    def _mended(self, piece: bytes, cut: int) -> tuple[bytes, int]:
        """The beginning of the piece, up to the cut or the end of what began before it; and where that is."""
        done, at = [], 0
        for match in _LOOSE.finditer(piece):
            if match.start() >= cut:
                break
            if match[0][:1] != b"&":
                self.in_cdata = match[0] == b"<![CDATA["
            elif not self.in_cdata:
                done += [piece[at : match.start()], _as_xml(match)]
                at = match.end()
            cut = max(cut, match.end())
        end = max(cut, at, 0)
        return b"".join([*done, piece[at:end]]), end


def _as_xml(match: re.Match[bytes]) -> bytes:
    known = html5.get(f"{match[1].decode()};") if match[1] else None
    return "".join(f"&#{ord(char)};" for char in known).encode() if known else b"&amp;" + match[0][1:]


def child_text(element: etree._Element, *path: str) -> str:
    """The text at the end of a path of names, with that of its CDATA; nothing where there is none."""
    found = element.find("/".join(path))
    return "".join(found.itertext()).strip() if found is not None else ""
