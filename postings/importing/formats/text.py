"""Plain text and markdown: what no other format recognises, as long as it is text."""

from collections.abc import Iterator

from postings.importing.formats.content import Content
from postings.importing.shapes import Item, Record

name = "paste"


def recognises(content: Content) -> bool:
    return b"\0" not in content.head or content.head[:2] in (b"\xff\xfe", b"\xfe\xff")


def records(content: Content) -> Iterator[Record]:
    """The whole text: how many postings it holds, only reading tells."""
    yield Record(1, None, {"text": content.text.replace("\r\n", "\n").replace("\r", "\n")})


def item(record: Record) -> Item:
    return Item(text=record.raw["text"])
