"""Folding: text without case and accents, of the same length, so that a match tells its place."""

import unicodedata


class _Folding(dict[int, str]):
    """Filled as characters are met: one base character for each, never more (offsets must hold)."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFD", char)[0].lower()
        self[code] = base if len(base) == 1 else char
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_FOLDING)
