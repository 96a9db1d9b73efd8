"""What came of a run, as a table to take away. No cell of it is a formula in anybody's spreadsheet."""

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from postings.importing.models import ImportRow, ImportRun
from postings.models import Posting
from recruiting.people.models import User

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class _Line:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def lines(run: ImportRun, user: User) -> Iterator[str]:
    """CSV, a line at a time, of the rows that ``user`` may see."""
    writer = csv.writer(_Line())
    yield "\ufeff"  # without it, a spreadsheet takes UTF-8 for something else
    yield writer.writerow(
        [_("number"), _("line"), _("id"), _("title"), _("verdict"), _("decision"), _("outcome"), _("reason"),
         _("changes"), _("address"), _("posting")]
    )  # fmt: skip
    rows = ImportRow.objects.visible_to(user).filter(run=run).defer("text", "record").order_by("number")
    seen = Exists(Posting.objects.visible_to(user).filter(pk=OuterRef("posting")))
    for row in rows.annotate(seen=seen).iterator(chunk_size=500):
        yield writer.writerow([safe(value) for value in _values(row)])


def _values(row: Any) -> list[Any]:
    """What a posting holds is not told where it is hidden from who asks, though the row came from them."""
    changed = row.changes if row.seen else {}
    changes = "; ".join(f"{column}: {was!r} → {to!r}" for column, (was, to) in changed.items())
    return [
        row.number,
        row.line,
        row.external_id,
        row.title,
        row.get_verdict_display(),
        row.get_decision_display(),
        row.get_outcome_display(),
        row.reason,
        changes,
        row.url,
        row.posting_id if row.seen else None,
    ]


def safe(value: Any) -> Any:
    """A text that a spreadsheet would calculate is marked as text; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
