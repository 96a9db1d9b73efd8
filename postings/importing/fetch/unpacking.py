"""gzip in pieces, so that neither a bomb nor an honest feed is ever held in memory."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterable, Iterator

from postings.importing.fetch.outcomes import Failure

PIECE = 64 * 1024
MAGIC = b"\x1f\x8b"


def gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack one or several members, in pieces of at most 64 KB however much a chunk unpacks to."""
    member = None
    try:
        for chunk in chunks:
            full = False
            while chunk or full:
                if member is None:
                    member = zlib.decompressobj(wbits=31)
                piece = member.decompress(chunk, PIECE)
                chunk, full = member.unconsumed_tail, len(piece) == PIECE
                if member.eof:  # between members and after the last one stand zeros at most
                    chunk, full, member = member.unused_data.lstrip(b"\0"), False, None
                yield piece
    except zlib.error:
        raise Failure("damaged") from None
    if member is not None:
        raise Failure("damaged")  # cut off


def peel(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A file that is itself gzip, as large feeds are offered, comes out unpacked; everything else as it is."""
    chunks, first = iter(chunks), b""
    while len(first) < len(MAGIC) and (more := next(chunks, None)) is not None:
        first += more
    whole = itertools.chain([first], chunks)
    return gunzip(whole) if first.startswith(MAGIC) else whole
