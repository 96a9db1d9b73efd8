"""XML that others publish, element by element: nothing is fetched, no entity is expanded, and what is wrong in one
place costs no more than that."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from .content import Content, Unreadable


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
    it stopped at a limit of its own."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.tail = file, b""

    def read(self, size: int) -> bytes:
        read = self.file.read(size)
        self.tail = (self.tail + read)[-2000:]
        return read

    def ended_with(self, root: etree._Element | None) -> bool:
        name = re.split("[}:]", str(root.tag))[-1].encode() if root is not None else b""
        return re.search(rb"</(?:[\w.-]+:)?%s\s*>\s*(?:<!--.*)?$" % re.escape(name), self.tail, re.DOTALL) is not None


def child_text(element: etree._Element, *path: str) -> str:
    """The text at the end of a path of names, with that of its CDATA; nothing where there is none."""
    found = element.find("/".join(path))
    return "".join(found.itertext()).strip() if found is not None else ""
