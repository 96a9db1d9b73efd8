"""Which column of a table is which field: as a person said, for every table with the same header; else as guessed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.http import Http404
from django.utils.translation import gettext as _

from postings.importing.formats import table
from postings.importing.formats.content import Content, Unreadable
from postings.importing.formats.registry import Format
from postings.importing.models import ImportRun, TableMapping
from postings.importing.shapes import Record
from recruiting.web.refusals import Refusal


class ColumnsUnknown(Exception):
    """No column of a table is known to be the title: only a person can say what is what."""


@dataclass(frozen=True)
class Header:
    """The columns of a table, and by what they are remembered."""

    fingerprint: str
    columns: list[table.Column]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def reader_of(run: ImportRun, format: Format, page: Content) -> Callable[[Content], Iterator[Record]]:
    """What tells the records of a run's pages. What the columns of a table are is kept with its run, so that it is read
    the same however often. Raises ColumnsUnknown."""
    if format is not table:
        return format.records
    if not run.mapping:
        mapping = mapping_of(run, _header(page))
        if "title" not in mapping.values():
            raise ColumnsUnknown
        run.mapping = mapping
        ImportRun.objects.filter(pk=run.pk).update(mapping=mapping)
    return partial(table.records, mapping=run.mapping)


def header_of(run: ImportRun) -> Header:
    """Of a run that was read as a table."""
    if run.format != table.name:
        raise Http404
    try:
        with run.contents() as pages:
            return _header(pages[0])
    except FileNotFoundError:
        raise Refusal(_("What was read is not among the files any more."), status=409) from None
    except Unreadable as why:
        raise Refusal(str(why), status=409) from None


def mapping_of(run: ImportRun, header: Header) -> dict[str, str]:
    """As it was read, else as it would be."""
    return run.mapping or _known(header) or {column.name: column.guess for column in header.columns}


def _header(content: Content) -> Header:
    return Header(table.fingerprint(content), table.columns(content))


def _known(header: Header) -> dict[str, str]:
    """What was said of the same header, whose names may be written with other capitals."""
    found = TableMapping.objects.filter(fingerprint=header.fingerprint).first()
    if found is None:
        return {}
    return {name: found.columns.get(before, "") for name, before in zip(header.names, found.header, strict=True)}
