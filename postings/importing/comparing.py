"""What an advert said when it was last applied, beside what it says now, beside what its posting holds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Min

from postings.importing.fields import ADVERT_COLUMNS, FIELDS, values_of
from postings.importing.models import ImportRow, PostingFact
from postings.models import Advert, Posting

COLUMNS = [column for each in FIELDS for column in each.columns if column not in ADVERT_COLUMNS]


@dataclass
class Known:
    """An advert that is known already."""

    pk: int
    posting_id: int
    digest: str
    unlisted: bool


@dataclass(frozen=True)
class Held:
    """What an advert and its posting hold, and what the advert said when it was last applied."""

    advert: Advert
    is_first: bool  # of its posting's adverts
    said: dict[str, Any]

    def changes(self, values: dict[str, Any], text: str) -> dict[str, list[Any]]:
        """By column, the posting's value and the one that the advert says now: only where it says something else than
        before. Of a posting's further adverts only the text is theirs to change."""
        changed = {} if text == self.advert.text else {"description": [self.advert.text, text]}
        if not self.is_first:
            return changed
        for column in COLUMNS:
            now, before = as_column(column, values.get(column)), as_column(column, self.said.get(column))
            held = getattr(self.advert.posting, column)
            if now != before and now != held:
                changed[column] = [held, now]
        return changed

    def edited_among(self, changes: dict[str, Any]) -> bool:
        return not set(changes).isdisjoint(self.advert.posting.edited_fields)


def held_by(advert_ids: Collection[int]) -> dict[int, Held]:
    """By advert. Four queries for any number of them."""
    if not advert_ids:
        return {}
    adverts = Advert.objects.select_related("posting").filter(pk__in=advert_ids)
    others = Advert.objects.filter(posting__adverts__in=advert_ids).values("posting")
    first = set(others.annotate(first=Min("pk")).values_list("first", flat=True))
    facts: dict[int, list[PostingFact]] = {pk: [] for pk in advert_ids}
    last = _last_applied(advert__in=advert_ids)
    for fact in PostingFact.objects.filter(row__in=last).annotate(of=F("row__advert")).order_by("pk"):
        facts[fact.of].append(fact)
    return {each.pk: Held(each, each.pk in first, values_of(facts[each.pk], {})) for each in adverts}


def known_adverts(names: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], Known]:
    """By (kind, tenant, external id), those of the names that are known. A query for each kind and tenant."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for kind, tenant, external_id in names:
        wanted.setdefault((kind, tenant), []).append(external_id)
    return {
        (kind, tenant, external_id): Known(pk, posting_id, digest, unlisted_at is not None)
        for (kind, tenant), ids in wanted.items()
        for pk, external_id, posting_id, digest, unlisted_at in Advert.objects.filter(
            source_kind=kind, tenant=tenant, external_id__in=ids
        ).values_list("pk", "external_id", "posting_id", "digest", "unlisted_at")
    }


def facts_of(advert: Advert) -> list[PostingFact]:
    """The facts that hold for an advert: those of the last row of it that was applied."""
    return list(PostingFact.objects.filter(row__in=_last_applied(advert=advert)).order_by("pk"))


def facts_of_posting(posting: Posting) -> list[PostingFact]:
    """Those of all its adverts, the first advert's first."""
    return list(
        PostingFact.objects.filter(row__in=_last_applied(advert__posting=posting)).order_by("row__advert", "pk")
    )


def _last_applied(**which: Any) -> list[int]:
    """By advert the last row that was applied."""
    applied = ImportRow.objects.filter(outcome=ImportRow.Outcome.APPLIED, **which)
    return list(applied.order_by().values("advert").annotate(last=Max("pk")).values_list("last", flat=True))


def as_column(column: str, value: Any) -> Any:
    """As the posting's column holds it; what is not stated is what an empty column holds."""
    field = Posting._meta.get_field(column)
    return field.get_default() if value is None else field.to_python(value)  # type: ignore[union-attr]
