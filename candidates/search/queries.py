"""What the search and the palette read. The same number of queries, however much is found."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from candidates.models import Application, Candidate, CandidateQuerySet, ContactPoint
from candidates.search.filters import by_name, matching, point_key, words_of
from postings.models import Posting
from recruiting.people.models import Role, User

A_GROUP = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A person, why they were found, and their applications as far as they are seen."""

    candidate: Candidate
    why: list[tuple[str, str]]
    applications: list[Application]


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the palette."""

    label: str
    where: str
    url: str
    icon: str
    key: str = ""


def visible_people(user: User) -> CandidateQuerySet:
    return Candidate.objects.visible_to(user)


def best_first(people: CandidateQuerySet, typed: str) -> CandidateQuerySet:
    """Found by the name before found by an address."""
    named: Any = Value(False)
    if words_of(typed):
        named = Case(When(by_name(typed), then=Value(True)), default=Value(False), output_field=BooleanField())
    people = people.annotate(named=named)
    return people.order_by("-named", "folded_name", "pk")


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
    why = [(_("Name"), person.full_name)] if person.named else []
    same = [point for point in points if any(key in point.match_key for key in keys)]
    return why + [(str(point.get_kind_display()).capitalize(), point.value) for point in same[:2]]


def palette(user: User, typed: str, places: list[dict]) -> list[tuple[str, list[Option]]]:
    """Groups of what the words may mean: people, postings, what can be done, where one can go."""
    groups = [(_("Candidates"), _people(user, typed)), (_("Postings"), _postings(user, typed))]
    groups += [(_("Do"), _that(typed, _actions(user))), (_("Go to"), _that(typed, _places(places)))]
    return [(label, options) for label, options in groups if options]


def _people(user: User, typed: str) -> list[Option]:
    if not words_of(typed):
        return []
    people = best_first(matching(Candidate.objects.visible_to(user), typed), typed)[:A_GROUP]
    options = []
    for one in found(people, typed, user):
        row = next(iter(one.applications), None)
        where = f"{row.stage} · {row.posting}" if row else _("on no posting")
        by_name = one.candidate.named  # type: ignore[attr-defined]  # annotated by matching()
        why = "" if by_name else ", ".join(value for _kind, value in one.why)
        url = reverse("candidate", args=[one.candidate.pk])
        options.append(Option(one.candidate.full_name, why or where, url, "user-round"))
    return options


def _postings(user: User, typed: str) -> list[Option]:
    rows = Posting.objects.visible_to(user)
    for word in words_of(typed):
        rows = rows.filter(Q(title__icontains=word) | Q(department__icontains=word) | Q(company__icontains=word))
    if not words_of(typed):
        rows = rows.filter(status=Posting.Status.OPEN)
    return [
        Option(row.title, str(row.get_status_display()), reverse("board", args=[row.pk]), "square-kanban")
        for row in rows.order_by("title", "pk")[:A_GROUP]
    ]


def _actions(user: User) -> list[Option]:
    options = []
    if user.role != Role.INTERVIEWER:
        options.append(Option(_("New posting"), "", reverse("posting_new"), "plus"))
    if user.is_recruiter:
        options.append(Option(_("Paste a posting"), "", reverse("import_paste"), "clipboard-paste"))
    return options


def _places(places: list[dict]) -> list[Option]:
    options = [Option(str(place["label"]), "", place["url"], place["icon"], f"g {place['letter']}") for place in places]
    return [*options, Option(_("Keyboard shortcuts"), "", reverse("shortcuts"), "list", "?")]


def _that(typed: str, options: list[Option]) -> list[Option]:
    """Those that have every word."""
    words = [word.casefold() for word in words_of(typed)]
    return [option for option in options if all(word in option.label.casefold() for word in words)]
