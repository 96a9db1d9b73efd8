"""Which part of a text is what was typed, by the same folding as the search: {{ name|marked:typed }}."""

import unicodedata

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from recruiting.db.folding import PLAIN, WHOLE

register = template.Library()
_PLAIN = str.maketrans(WHOLE, PLAIN)


@register.filter
def marked(text: str, typed: str) -> SafeString:
    text = str(text)
    folded, places = _folded(text)
    marks = set()
    for word in str(typed).split():
        word = _folded(word)[0]
        starts = _starts(folded, word)
        for start in starts:
            marks.update(places[start : start + len(word)])
    pieces, at = [], 0
    while at < len(text):
        until = at
        while until < len(text) and (until in marks) == (at in marks):
            until += 1
        piece = conditional_escape(text[at:until])
        pieces.append(f"<mark>{piece}</mark>" if at in marks else piece)
        at = until
    return mark_safe("".join(pieces))


def _folded(text: str) -> tuple[str, list[int]]:
    """Without case and accents, and of each letter where it stands in ``text``."""
    letters, places = [], []
    for at, letter in enumerate(text):
        plain = unicodedata.normalize("NFKD", letter.translate(_PLAIN)).lower()
        for one in plain:
            if not unicodedata.combining(one):
                letters.append(one)
                places.append(at)
    return "".join(letters), places


def _starts(folded: str, word: str) -> list[int]:
    """Where words begin so; if none does, wherever it stands."""
    found, at = [], folded.find(word) if word else -1
    while at >= 0:
        found.append(at)
        at = folded.find(word, at + len(word))
    return [at for at in found if at == 0 or not folded[at - 1].isalnum()] or found
