"""Which formats there are, in the order in which they are asked; the first that recognises a content reads it."""

from collections.abc import Iterator
from typing import Protocol

from django.utils.translation import gettext as _

from postings.importing.formats import (
    ashby,
    feed,
    greenhouse,
    lever,
    listed,
    page,
    personio,
    recruitee,
    sheets,
    smartrecruiters,
    table,
    teamtailor,
    text,
    workable,
    xml_feed,
)
from postings.importing.formats.content import Content, Unreadable
from postings.importing.shapes import Item, Record


class Format(Protocol):
    """What a module of formats/ holds. ``records`` is cheap for each record and streams where the input can be large;
    ``item`` is asked for those alone that are new or changed. Both raise only Unreadable."""

    name: str  # an Advert.SourceKind, and the name by which a person corrects a wrong guess

    def recognises(self, content: Content) -> bool: ...
    def records(self, content: Content) -> Iterator[Record]: ...
    def item(self, record: Record) -> Item: ...


FORMATS: tuple[Format, ...] = (
    greenhouse,
    lever,
    ashby,
    recruitee,
    smartrecruiters,
    workable,
    teamtailor,
    personio,
    xml_feed,
    feed,
    page,
    listed,
    table,
    text,  # last: it takes what nobody else does
)
BY_NAME = {each.name: each for each in FORMATS}


def may_hold_postings(content: Content) -> bool:
    """Told by its first bytes, while whoever gives it still waits. Raises Unreadable where it is damaged."""
    return text.recognises(content) or sheets.is_workbook(content)


def recognise(content: Content) -> Format:
    """The format of a content. Raises Unreadable where it is none that postings come in."""
    found = next((each for each in FORMATS if each.recognises(content)), None)
    if found is None:
        raise Unreadable(_("This is no text, and none of the files that postings come in."))
    return found
