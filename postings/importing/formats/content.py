"""What came in, as bytes of a seekable file: looked at by every format, read by one."""

from __future__ import annotations

import gzip
import io
import json
import math
import zlib
from functools import cached_property
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from postings.importing.text import storable

SNIFFED = 64 * 1024
MOST_TIMES = 300  # the size of a packed file; feeds are packed to a tenth or so
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # the marks of UTF-16
MAX_WHOLE = 100 * 1024 * 1024  # JSON and text are read whole, unpacked; what is larger comes as XML or a table


class Unreadable(Exception):
    """What came is not what its format should be; the message is for people."""


class _Unpacked(gzip.GzipFile):
    """What a packed file holds, as long as that is no more than any honest one would."""

    def __init__(self, file: BinaryIO) -> None:
        self.most = max(file.seek(0, io.SEEK_END) * MOST_TIMES, 1024 * 1024)
        file.seek(0)
        super().__init__(fileobj=file)

    def read(self, size: int | None = -1) -> bytes:
        return self._judged(super().read(size))

    def read1(self, size: int = -1) -> bytes:
        return self._judged(super().read1(size))

    def _judged(self, read: bytes) -> bytes:
        if self.tell() > self.most:
            raise Unreadable(_("This packed file unpacks to far more than it seems; it is not read."))
        return read


class Content:
    """Bytes with what is known about them. ``name`` is a file's name or address, and only ever a hint."""

    def __init__(self, file: BinaryIO, *, name: str = "", content_type: str = "") -> None:
        file.seek(0)
        if file.read(2) == b"\x1f\x8b":
            file = _Unpacked(file)  # type: ignore[assignment]
        self.file, self.name, self.content_type = file, name, content_type

    @classmethod
    def of(cls, raw: bytes, *, name: str = "") -> Content:
        return cls(io.BytesIO(raw), name=name)

    def open(self) -> BinaryIO:
        """The file from its beginning; for what is large and is read in a stream."""
        self.file.seek(0)
        return self.file

    def _read(self, size: int) -> bytes:
        try:
            return self.open().read(size)
        except (OSError, EOFError, zlib.error):
            raise Unreadable(_("This packed file is damaged.")) from None

    @cached_property
    def head(self) -> bytes:
        return self._read(SNIFFED)

    @cached_property
    def start(self) -> str:
        """The beginning as text, without a mark or spaces before it."""
        encoding = "utf-16" if self.head[:2] in _WIDE else "utf-8-sig"
        return self.head.decode(encoding, errors="replace").lstrip()

    @cached_property
    def text(self) -> str:
        """UTF-8 with or without its mark, UTF-16 by its mark; else the old Western encoding, which every byte fits."""
        raw = self._read(MAX_WHOLE)
        if raw[:2] in _WIDE:
            return storable(raw.decode("utf-16", errors="replace"))
        try:
            return storable(raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return storable(raw.decode("cp1252", errors="replace"))

    @cached_property
    def json(self) -> Any:
        """The JSON it holds, or None: cheap to ask of what is none."""
        if self.start[:1] not in ("{", "["):
            return None
        try:
            return read_json(self.text)
        except ValueError:
            return None


def read_json(text: str) -> Any:
    """JSON as people publish it, control characters and all; what no database holds is left out. Raises ValueError."""
    try:
        found = json.loads(text, strict=False, parse_float=_finite, parse_constant=lambda name: None)
    except RecursionError:
        raise ValueError("nested too deep") from None
    return storable(found) if "\\u0000" in text or "\\ud" in text or "\\uD" in text else found


def _finite(written: str) -> float | None:
    value = float(written)
    return value if math.isfinite(value) else None
