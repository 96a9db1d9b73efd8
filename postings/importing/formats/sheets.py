"""The rows of an XLSX file's first sheet that has any: what its cells show, never what they compute."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from .content import Content, Unreadable

_MAX_UNPACKED = 300 * 1024 * 1024
_MAX_TIMES = 300  # its packed size
_MAX_COLUMNS = 501
_FIRST_ROWS = 20


def is_workbook(content: Content) -> bool:
    return content.head[:4] == b"PK\x03\x04" and "xl/workbook.xml" in _members(content)


def _members(content: Content) -> dict[str, int]:
    """By name the size of each packed file. Raises Unreadable where that is what a bomb has."""
    try:
        with zipfile.ZipFile(content.open()) as packed:
            held = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return {}
    unpacked, size = sum(each.file_size for each in held), sum(each.compress_size for each in held)
    if unpacked > min(_MAX_UNPACKED, max(size, 1024) * _MAX_TIMES):
        raise Unreadable(_("This workbook unpacks to far more than it seems; it is not opened."))
    return {each.filename: each.file_size for each in held}


def rows(content: Content) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number, as a spreadsheet counts."""
    _members(content)
    try:
        book = load_workbook(content.open(), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file says of its size is not believed
            found = sheet.iter_rows(max_col=_MAX_COLUMNS, values_only=True)
            beginning = list(islice(found, _FIRST_ROWS))
            if any(sum(map(bool, map(_shown, row))) > 1 for row in beginning):
                for number, row in enumerate(chain(beginning, found), start=1):
                    yield number, _without_end([_shown(value) for value in row])
                return
    except Unreadable:
        raise
    except Exception as error:  # a workbook is a hundred files that refer to one another, and any may be broken
        raise Unreadable(_("This workbook could not be read.")) from error


def _without_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _shown(value: Any) -> str:
    """A cell's value as the words that a text table would have; an error is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    said = str(value)
    return "" if said.startswith("#") and said.rstrip("!?").isupper() and " " not in said else said
