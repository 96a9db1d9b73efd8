"""Tables: CSV in any usual spelling, and the first sheet of an XLSX file that has a header.

Which column is which is guessed from its name, then from what stands in it; a person may say otherwise. Two tables with
the same header are the same kind of table: its fingerprint is the tenant, so that ids 1, 2, 3 of two do not collide.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from postings.importing.shapes import Item, Record
from postings.importing.text import storable

from . import csv_file, sheets
from .content import Content, Unreadable
from .fielded import day_of, day_order, first, item_of
from .html import one_line
from .listing import make_record
from .meanings import MEANINGS, meaning_of
from .stating import canonical

name = "table"
TARGETS = (*(meaning for meaning in MEANINGS if meaning != "more"), "region")
_SEVERAL = ("skill_required", "skill_preferred", "language", "employment_type")  # several columns may hold them
_MOST_COLUMNS = 500
_HEADER_WITHIN = 10  # rows; above it people put a name and a date
_LOOKED_AT = 60  # rows
_SHOWN = 4
_ORDER = ":order"  # what the other dates of its table tell of a row's; no meaning has such a name
_LONGEST_NAME = 80
_SENTENCE = re.compile(r"[.!?;]\s|[.!?]$")


@dataclass(frozen=True)
class Column:
    """A column as a person sees it: its name, some of what stands in it, and what it seems to be ("": nothing)."""

    name: str
    samples: list[str]
    guess: str


@dataclass(frozen=True)
class _Row:
    line: int
    cells: list[str]


@dataclass(frozen=True)
class _Table:
    """A header with the rows below it that were looked at."""

    names: list[str]
    header_line: int
    sample: list[_Row]


def recognises(content: Content) -> bool:
    """A workbook; else lines that fall into cells as a header's names do. Prose with commas does not."""
    if sheets.is_workbook(content):
        return True
    rows: list[_Row] = []
    with suppress(Unreadable):  # what is wrong further down is told by who reads it all
        rows.extend(islice(_rows(content), _LOOKED_AT))
    table = _table(rows)
    if table is None or not table.sample:
        return False
    known = {meaning_of(each)[0] for each in table.names} - {""}
    even = [row for row in table.sample if len(row.cells) == len(table.names)]
    named = known and content.name.lower().endswith((".csv", ".tsv"))
    if named or (len(known) >= 3 and "title" in known):
        return len(even) * 2 >= len(table.sample)
    least = 2 if len(known) >= 2 else 3  # columns, and rows below them, where nothing but their evenness tells
    plain = all(not _SENTENCE.search(each) for each in table.names)
    return plain and min(len(table.names), len(table.sample) + 1) >= least and len(even) == len(table.sample)


def columns(content: Content) -> list[Column]:
    table = _read_table(content)
    guesses = _guesses(table)
    return [
        Column(name, list(islice(dict.fromkeys(cell for cell in _column(table, at) if cell), _SHOWN)), guesses[name])
        for at, name in enumerate(table.names)
    ]


def fingerprint(content: Content) -> str:
    return _fingerprint(_read_table(content).names)


def records(content: Content, mapping: Mapping[str, str] | None = None) -> Iterator[Record]:
    """A record for every row that holds anything. ``mapping`` tells for a column's name what it is; what it does not
    name is not read. Each record holds its cells by their meaning, and the others under an empty one."""
    table = _read_table(content)
    meanings = [(mapping if mapping is not None else _guesses(table)).get(name, "") for name in table.names]
    dates = {"closing_on", "published"}
    order = day_order(cell for at, each in enumerate(meanings) if each in dates for cell in _column(table, at))
    tenant, number = _fingerprint(table.names)[:16], 0
    for row in _rows(content):
        if row.line > table.header_line and any(row.cells):
            number += 1
            yield _record(number, row, table.names, meanings, order, tenant)


def item(record: Record) -> Item:
    held = dict(record.raw)
    order = held.pop(_ORDER)
    held["state"] = [*held.get("state", []), *held.pop("region", [])]
    return item_of(held, order)


def _record(number: int, row: _Row, names: list[str], meanings: list[str], order: str, tenant: str) -> Record:
    held: dict[str, list[list[str]]] = {}
    for name, meaning, cell in zip(names, meanings, row.cells, strict=False):
        if cell:
            held.setdefault(meaning, []).append([name, cell])
    title = one_line(first(held, "title")[1])
    known = first(held, "id")[1] or canonical(first(held, "url")[1]) or _of_words(title, held)
    raw = storable({**held, _ORDER: order})
    record = make_record(number, raw, known, title, line=row.line, tenant=tenant, passing=(_ORDER,))
    if any(row.cells[len(names) :]) and not record.problem:
        problem = _("It has more cells than the header has names: a separator stands within a cell.")
        return Record(number, record.external_id, raw, tenant, row.line, problem, (_ORDER,))
    return record


def _of_words(title: str, held: dict[str, list[list[str]]]) -> str:
    """Where a row has neither id nor address: what it offers, whose it is, and where."""
    said = (title, *(first(held, each)[1] for each in ("company", "location", "city", "country")))
    return hashlib.sha256("\x1f".join(" ".join(each.casefold().split()) for each in said).encode()).hexdigest()


# ---------------------------------------------------------------- the table


def _rows(content: Content) -> Iterator[_Row]:
    found = sheets.rows(content) if sheets.is_workbook(content) else csv_file.rows(content)
    for line, cells in found:
        if len(cells) > _MOST_COLUMNS:
            raise Unreadable(_("This table has more than %(most)s columns.") % {"most": _MOST_COLUMNS})
        yield _Row(line, [storable(cell).strip() for cell in cells])


def _read_table(content: Content) -> _Table:
    table = _table(list(islice(_rows(content), _LOOKED_AT)))
    if table is None:
        raise Unreadable(_("This table has no row with names of columns."))
    return table


def _table(rows: list[_Row]) -> _Table | None:
    """The header is the first row with two known names; else the first with two cells."""
    wide = [at for at, row in enumerate(rows[:_HEADER_WITHIN]) if sum(map(bool, row.cells)) >= 2]
    named = [at for at in wide if sum(bool(meaning_of(cell)[0]) for cell in rows[at].cells if _is_name(cell)) >= 2]
    at = next(iter(named or wide), None)
    if at is None or not all(_is_name(cell) for cell in rows[at].cells):
        return None
    sample = [row for row in rows[at + 1 :] if any(row.cells)]
    return _Table(_names(rows[at].cells), rows[at].line, sample)


def _is_name(cell: str) -> bool:
    return len(cell) <= _LONGEST_NAME and "\n" not in cell


def _names(cells: list[str]) -> list[str]:
    """Each once: a column without a name is known by its place, a second of a name by its number."""
    found: list[str] = []
    for at, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or _("Column %(number)s") % {"number": at}
        again = 2
        while name in found:
            name, again = f"{' '.join(cell.split())} ({again})", again + 1
        found.append(name)
    return found


def _column(table: _Table, at: int) -> list[str]:
    return [row.cells[at] if at < len(row.cells) else "" for row in table.sample]


def _fingerprint(names: list[str]) -> str:
    return hashlib.sha256("\x1f".join(each.casefold() for each in names).encode()).hexdigest()


# ---------------------------------------------------------------- guessing


def _guesses(table: _Table) -> dict[str, str]:
    """By name what each column seems to be; of two that could be the same the better name, else the first."""
    named = sorted(
        (rank, at, meaning) for at, name in enumerate(table.names) for meaning, rank in [meaning_of(name)] if meaning
    )
    found: dict[int, str] = {}
    for _rank, at, meaning in named:
        if meaning in TARGETS and (meaning in _SEVERAL or meaning not in found.values()):
            found[at] = meaning
    for at in range(len(table.names)):
        if at not in found and (seems := _by_values(_column(table, at))) and seems not in found.values():
            found[at] = seems
    return {name: found.get(at, "") for at, name in enumerate(table.names)}


def _by_values(cells: list[str]) -> str:
    """What only one meaning looks like."""
    held = [cell for cell in cells if cell]
    if held and all(canonical(cell) for cell in held) and len(set(held)) == len(held):
        return "url"
    if held and sum(map(len, held)) / len(held) > 300 and not any(day_of(cell) for cell in held[:3]):
        return "description"
    return ""
