"""The query string of the search, as a queryset of people."""

import django_filters
from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from candidates.models import Application, Candidate, CandidateQuerySet, ContactPoint, Source, Status
from postings.models import Posting
from postings.pipelines.models import StageKind
from recruiting.db.folding import Fold

WORDS = 8
SHORT = 4


def _postings(request):
    return Posting.objects.visible_to(request.user).order_by("title", "pk")


def _sources(request):
    return Source.objects.order_by("name")


class CandidateFilter(django_filters.FilterSet):
    """The choices mean one application that has all of them; only those that the reader sees count."""

    q = django_filters.CharFilter(label=_("Find candidates"))
    posting = django_filters.ModelChoiceFilter(queryset=_postings, label=_("Posting"), empty_label=_("Any posting"))
    kind = django_filters.ChoiceFilter(choices=StageKind.choices, label=_("Stage"), empty_label=_("Any stage"))
    status = django_filters.ChoiceFilter(choices=Status.choices, label=_("Status"), empty_label=_("Any status"))
    source = django_filters.ModelChoiceFilter(queryset=_sources, label=_("Source"), empty_label=_("Any source"))

    class Meta:
        model = Candidate
        fields: list[str] = []

    def filter_queryset(self, queryset: CandidateQuerySet) -> CandidateQuerySet:
        return matching(self._chosen(queryset), self.form.cleaned_data.get("q", ""))

    def nearest(self) -> CandidateQuerySet:
        """With the same choices, whose names are nearly what was typed."""
        return similar(self._chosen(self.queryset.all()), self.form.cleaned_data.get("q", ""))

    def _chosen(self, queryset: CandidateQuerySet) -> CandidateQuerySet:
        asked = self.form.cleaned_data
        lookups = {"posting": "posting", "kind": "stage__kind", "status": "status", "source": "source"}
        chosen = {lookup: asked[name] for name, lookup in lookups.items() if asked.get(name)}
        if chosen:
            seen = Application.objects.visible_to(self.request.user).filter(**chosen)
            queryset = queryset.filter(pk__in=seen.values("candidate"))
        return queryset


def matching(people: CandidateQuerySet, typed: str) -> CandidateQuerySet:
    """Every word begins a word of the name, or stands in an address, a phone number or a link."""
    for word in words_of(typed):
        points = ContactPoint.objects.filter(candidate=OuterRef("pk"), match_key__contains=point_key(word))
        people = people.filter(Q(folded_name__contains=Fold(Value(word))) | Exists(points))
    return people


def similar(people: CandidateQuerySet, typed: str) -> CandidateQuerySet:
    """For a slip of the keys: names with a word like each of these. A short word is like too many others."""
    for word in words_of(typed):
        lookup = "contains" if len(word) < SHORT else "trigram_strict_word_similar"
        people = people.filter(**{f"folded_name__{lookup}": Fold(Value(word))})
    return people if words_of(typed) else people.none()


def by_name(typed: str) -> Q:
    found = Q()
    for word in words_of(typed):
        found &= Q(folded_name__contains=Fold(Value(word)))
    return found


def words_of(typed: str) -> list[str]:
    return typed.split()[:WORDS]


def point_key(word: str) -> str:
    """A phone number is typed with all sorts of marks in it."""
    digits = "".join(letter for letter in word if letter.isdigit())
    return digits if len(digits) > 3 and not any(letter.isalpha() for letter in word) else word.casefold()
