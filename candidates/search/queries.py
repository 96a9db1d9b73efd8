"""What the search reads. The same number of queries, however much is found."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramStrictWordSimilarity
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _

from candidates.models import Application, Candidate, CandidateQuerySet, ContactPoint
from candidates.search.filters import by_name, point_key, words_of
from recruiting.db.folding import Fold
from recruiting.people.models import User


@dataclass(frozen=True, slots=True)
class Found:
    """A person, why they were found, and their applications as far as they are seen."""

    candidate: Candidate
    why: list[tuple[str, str]]
    applications: list[Application]


def visible_people(user: User) -> CandidateQuerySet:
    return Candidate.objects.visible_to(user)


def best_first(people: CandidateQuerySet, typed: str) -> CandidateQuerySet:
    """Whose name begins so before who is called so, and those before who is found by an address."""
    named: Any = Value(0)
    if words_of(typed):
        begins = Q(folded_name__startswith=Fold(Value(typed)))
        named = Case(When(begins, then=Value(2)), When(by_name(typed), then=Value(1)), default=Value(0))
    people = people.annotate(named=named)
    return people.order_by("-named", "folded_name", "pk")


def likest_first(people: CandidateQuerySet, typed: str) -> CandidateQuerySet:
    near = TrigramStrictWordSimilarity(Fold(Value(typed)), "folded_name")  # type: ignore[arg-type]
    return people.annotate(named=Value(1), near=near).order_by("-near", "folded_name", "pk")


def found(people: Iterable[Any], typed: str, user: User) -> list[Found]:
    people = list(people)
    points, applications = defaultdict(list), defaultdict(list)
    if words_of(typed):
        for point in ContactPoint.objects.filter(candidate__in=people).order_by("pk"):
            points[point.candidate_id].append(point)
    rows = Application.objects.visible_to(user).filter(candidate__in=people).select_related("posting", "stage")
    for row in rows.order_by("-moved_at", "pk"):
        applications[row.candidate_id].append(row)
    return [Found(one, _why(one, points[one.pk], typed), applications[one.pk]) for one in people]


def _why(person: Any, points: list[ContactPoint], typed: str) -> list[tuple[str, str]]:
    keys = [point_key(word) for word in words_of(typed)]
    why = [(_("Name"), "")] if person.named else []  # the words are marked where the name stands
    same = [point for point in points if any(key in point.match_key for key in keys)]
    return why + [(str(point.get_kind_display()).capitalize(), point.value) for point in same[:2]]
