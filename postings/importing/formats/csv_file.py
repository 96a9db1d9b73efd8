"""The rows of a CSV file in any usual spelling: its characters, what parts its cells, and where each row begins."""

from __future__ import annotations

import codecs
import csv
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _

from .content import Content, Unreadable

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 5_000_000
_PIECE = 1024 * 1024
_LOOKED_AT = 20  # rows in which the delimiter is looked for
_END = "\ufdd0"  # no character, for a line of its own below the last, which an open quotation mark would swallow
csv.field_size_limit(_LONGEST_CELL)


def rows(content: Content) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins, read in a stream."""
    encoding = _encoding(content)
    if encoding is None:
        return
    delimiter = _delimiter(content.head, encoding)
    text = io.TextIOWrapper(content.open(), encoding=encoding, errors="replace", newline="")
    try:
        lines = (each.replace(_END, "\ufffd") for each in text)
        reader, line = csv.reader(chain(lines, [_END]), delimiter=delimiter, skipinitialspace=True), 0
        for cells in reader:
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                raise csv.Error
            yield line + 1, cells
            line = reader.line_num
    except csv.Error:  # where the next row begins, nobody can say; and what was cut off must not look like the whole
        why = _("The row that begins on line %(line)s could not be read: a quotation mark is never closed.")
        raise Unreadable(why % {"line": line + 1}) from None
    except (OSError, EOFError, zlib.error):
        raise Unreadable(_("This packed file is damaged.")) from None
    finally:
        text.detach()


def _encoding(content: Content) -> str | None:
    """UTF-8 if all of it is; UTF-16 by its mark; else the old Western encoding. None: no text."""
    head = content.head
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if b"\0" in head:
        return None
    file, decoder = content.open(), codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    except (OSError, EOFError, zlib.error):
        raise Unreadable(_("This packed file is damaged.")) from None
    return "utf-8-sig"


def _delimiter(head: bytes, encoding: str) -> str:
    """What parts the first rows into the same number of cells, the more the better."""
    text = head.decode(encoding, errors="replace")

    def evenness(delimiter: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        try:
            for at, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
                if at < _LOOKED_AT and len(cells) > 1:
                    widths[len(cells)] += 1
                elif at >= _LOOKED_AT:
                    break
        except csv.Error:
            pass
        width, count = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
        return count, width

    return max(_DELIMITERS, key=evenness)
