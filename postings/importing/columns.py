"""Which column of a table is which field: as a person said, for every table with the same header; else as guessed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from postings.importing.formats import table
from postings.importing.formats.content import Content, Unreadable
from postings.importing.formats.registry import Format
from postings.importing.models import ImportRun, ImportRunQuerySet, TableMapping
from postings.importing.shapes import Record
from recruiting.web.refusals import Refusal


class ColumnsUnknown(Exception):
    """No column of a table is known to be the title, or not which list it is: only a person can say what is what."""


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
    if not run.mapping or run.tenant is None:
        header = _header(page)
        mapping, tenant = mapping_of(run, header), _list_of(run, header) if run.tenant is None else run.tenant
        if "title" not in mapping.values():
            raise ColumnsUnknown
        run.mapping, run.tenant = mapping, tenant
        ImportRun.objects.filter(pk=run.pk).update(mapping=mapping, tenant=tenant)
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


def lists_of(run: ImportRun, header: Header, user) -> list[tuple[str, str]]:
    """Tables with the same header that were given before: under what their ids are known, and the last one in words."""
    if run.source_id:
        return []
    last = {each.tenant: each for each in _given_before(run, header).visible_to(user).defer("raw").order_by("pk")}
    words = _("A newer state of %(name)s (%(run)s, %(day)s)")
    return [
        (tenant, words % {"name": each.name, "run": each, "day": date_format(timezone.localdate(each.started_at))})
        for tenant, each in last.items()
    ]


def another_list(run: ImportRun, header: Header) -> str:
    """A name of its own for the ids of a table, whose header others have, too."""
    return f"{_plain_list(header)}-{run.pk}"


def _list_of(run: ImportRun, header: Header) -> str:
    """Under what the ids of a table are known. Two employers' tables can have one header and the same ids: where such a
    one was given before, only a person knows whether this is a newer state of it; unless it is the very same."""
    before = _given_before(run, header)
    if not before.exists():
        return _plain_list(header)
    same = before.filter(raw_hash=run.raw_hash).order_by("-pk").values_list("tenant", flat=True).first()
    if same is None:
        raise ColumnsUnknown
    return same


def _given_before(run: ImportRun, header: Header) -> ImportRunQuerySet:
    Status = ImportRun.Status
    runs = ImportRun.objects.filter(source__isnull=True, tenant__startswith=_plain_list(header), format=table.name)
    return runs.exclude(pk=run.pk).exclude(status__in=[Status.DISCARDED, Status.FAILED, Status.REVERTED])


def _plain_list(header: Header) -> str:
    return header.fingerprint[:16]


def _header(content: Content) -> Header:
    return Header(table.fingerprint(content), table.columns(content))


def _known(header: Header) -> dict[str, str]:
    """What was said of the same header, whose names may be written with other capitals."""
    found = TableMapping.objects.filter(fingerprint=header.fingerprint).first()
    if found is None:
        return {}
    return {name: found.columns.get(before, "") for name, before in zip(header.names, found.header, strict=True)}
