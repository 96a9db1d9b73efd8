"""How names are compared: without case, accents and punctuation, a space before every word. By the database alone,
so that what is stored and what is typed are folded by one rule."""

from django.db.models import Func, TextField

# What normalisation leaves whole, though nobody types it.
WHOLE, PLAIN = "ØøŁłĐđÐðıŦŧĦħ", "oolldddditthh"


class Fold(Func):
    """“Đorđević, Åsa-Łucja” is “ dordevic asa lucja”. Immutable, so that it can be stored."""

    output_field = TextField()
    template = (
        rf"(' ' || btrim(regexp_replace(lower(translate(regexp_replace(normalize((%(expressions)s)::text, NFKD), "
        rf"'[\u0300-\u036f]', '', 'g'), '{WHOLE}', '{PLAIN}')), '[-\s.,;:()/_''’`]+', ' ', 'g')))"
    )
