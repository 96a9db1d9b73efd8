"""Folding: text without case and accents, of the same length, so that a match tells its place. And what of a text the
database can hold."""

import re
import unicodedata
from typing import Any


class _Folding(dict[int, str]):
    """Filled as characters are met: one base character for each, never more (offsets must hold)."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFD", char)[0].lower()
        self[code] = base if len(base) == 1 else char
        return self[code]


_FOLDING = _Folding()
_ACCENTED = re.compile(r"[^\x00-\x7f]+")


def fold(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals become two characters
        return text.translate(_FOLDING)
    return lowered if text.isascii() else _ACCENTED.sub(lambda run: run[0].translate(_FOLDING), lowered)


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """JSON without what PostgreSQL refuses: NUL, and halves of characters that never met their other half."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [storable(each) for each in value]
    if isinstance(value, dict):
        return {storable(key): storable(each) for key, each in value.items()}
    return value
