"""Whether a new posting is perhaps one that is there already: on another board, in another city, posted again.

Only ever a suggestion, with its reason. The same title at the same company is a beginning; how much of the text is the
same decides.
"""

import re
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from postings.importing.models import ImportRow
from postings.models import Posting

SAME_WORDS = 88  # of 100, of the words of both texts in any order
COMPARED = 6_000  # characters of each text
_GENDER = re.compile(r"\((?:[mfdwxhe]\s*[/|,]\s*){1,3}[mfdwxhe]\)|\s+[-–|(].*$", re.IGNORECASE)


class Likeness:
    """Asks the database once for each title and company of a batch."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, str], list[Posting]] = {}

    def mark(self, row: ImportRow, values: dict[str, Any]) -> None:
        """Say on a new row which posting it resembles, and why."""
        title, company = plain_title(values.get("title", "")), values.get("company", "")
        if not title:
            return
        alike = [
            (fuzz.token_sort_ratio(row.text[:COMPARED], posting.description[:COMPARED]), posting)
            for posting in self._of(title, company)
        ]
        score, posting = max(alike, key=lambda pair: pair[0], default=(0, None))
        if posting is not None and score >= SAME_WORDS:
            words = _("The same title, and %(score)s %% of the words are the same.")
            row.resembles, row.resembles_because = posting, words % {"score": round(score)}

    def _of(self, title: str, company: str) -> list[Posting]:
        if (title, company) not in self._asked:
            named = Posting.objects.filter(company__iexact=company, title__istartswith=title)
            live = named.exclude(status=Posting.Status.ARCHIVED).only("title", "description")
            self._asked[title, company] = list(live.order_by("-pk")[:20])
        return self._asked[title, company]


def plain_title(title: str) -> str:
    """Without what differs from one board to the next: "(m/f/d)", a city behind a dash."""
    return _GENDER.sub("", title).strip()
