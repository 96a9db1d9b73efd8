"""An application's place in its column: a short text key, compared byte by byte (collation C)."""

from datetime import datetime

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def rank_at(moment: datetime) -> str:
    """The key of something that arrives now: after everything that came before, without reading the column."""
    number, key = int(moment.timestamp() * 1_000_000), ""
    while number:
        number, digit = divmod(number, 36)
        key = _DIGITS[digit] + key
    return key.rjust(11, "0")
