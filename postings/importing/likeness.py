"""Whether a new posting is perhaps one that is there already: on another board, in another city, posted again.

Only ever a suggestion, with its reason. The same title at the same company is a beginning; how much of the text is the
same decides. Two queries for all the new rows of a batch: one for each row took a tenth of a first import.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Value
from django.db.models.functions import Left, Upper
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from postings.importing.models import ImportRow
from postings.models import Posting

SAME_WORDS = 88  # of 100, of the words of both texts in any order
COMPARED = 6_000  # characters of each text
MOST = 20  # of those with the same title, the newest
_GENDER = re.compile(r"\((?:[mfdwxhe]\s*[/|,]\s*){1,3}[mfdwxhe]\)|\s+[-–|(].*$", re.IGNORECASE)


def mark(new: Iterable[tuple[ImportRow, dict[str, Any]]]) -> None:
    """Say on new rows, each beside its values, which posting each resembles, and why."""
    names = [(row, _name(values)) for row, values in new]
    alike = _named_alike({name for _row, name in names if name[0]})
    texts = dict(
        Posting.objects.filter(pk__in={pk for pks in alike.values() for pk in pks}).values_list(
            "pk", Left("description", COMPARED)
        )
    )
    for row, name in names:
        _mark(row, {pk: texts[pk] for pk in alike.get(name, ()) if pk in texts})


def _name(values: dict[str, Any]) -> tuple[str, str]:
    return plain_title(values.get("title", "")).casefold(), values.get("company", "").casefold()


def _named_alike(names: set[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    """By title and company, the newest postings of that company whose titles begin so."""
    companies = Posting.objects.alias(named=Upper("company")).filter(
        named__in=[Upper(Value(company)) for company in sorted({company for _title, company in names})]
    )
    live = companies.exclude(status=Posting.Status.ARCHIVED).order_by("-pk")
    titles: dict[str, list[tuple[str, int]]] = {}
    for pk, title, company in live.values_list("pk", "title", "company"):
        titles.setdefault(company.casefold(), []).append((title.casefold(), pk))
    return {
        (wanted, company): [pk for title, pk in titles.get(company, ()) if title.startswith(wanted)][:MOST]
        for wanted, company in names
    }


def _mark(row: ImportRow, texts: dict[int, str]) -> None:
    alike = [(fuzz.token_sort_ratio(row.text[:COMPARED], text), pk) for pk, text in texts.items()]
    score, posting_id = max(alike, default=(0, None))
    if posting_id is not None and score >= SAME_WORDS:
        words = _("The same title, and %(score)s %% of the words are the same.")
        row.resembles_id, row.resembles_because = posting_id, words % {"score": round(score)}


def plain_title(title: str) -> str:
    """Without what differs from one board to the next: "(m/f/d)", a city behind a dash."""
    return _GENDER.sub("", title).strip()
