"""The query string of a list, as a queryset."""

import django_filters
from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candidates.models import Application, Status
from candidates.moves import turn
from candidates.moves.clock import Clock, past_target
from candidates.search.filters import words_of
from postings.models import Posting, TeamMember
from postings.pipelines.models import Stage
from recruiting.db.folding import Fold

ACTORS = ("us", "interviewer", "candidate")


def actors() -> list[tuple[str, str]]:
    """Each with its word."""
    return list(zip(ACTORS, (gettext("Us"), gettext("Interviewer"), gettext("Candidate")), strict=True))


class PostingFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=Posting.Status.choices)
    department = django_filters.CharFilter(lookup_expr="iexact")
    q = django_filters.CharFilter(method="find", label=_("Find a posting"))
    mine = django_filters.BooleanFilter(method="only_mine")

    class Meta:
        model = Posting
        fields = ["status", "department"]

    def find(self, rows: QuerySet, name: str, words: str) -> QuerySet:
        """Every word somewhere in title, company, department or place."""
        for word in words.split()[:8]:
            places = ("title", "company", "department", "location")
            found = Q()
            for place in places:
                found |= Q(**{f"{place}__icontains": word})
            rows = rows.filter(found)
        return rows

    def only_mine(self, rows: QuerySet, name: str, mine: bool) -> QuerySet:
        if not mine:
            return rows
        return rows.filter(pk__in=TeamMember.objects.filter(user=self.request.user).values("posting"))


def named(rows: QuerySet, name: str, typed: str) -> QuerySet:
    """As the search finds them: every word begins a word of the name, whatever its accents."""
    for word in words_of(typed):
        rows = rows.filter(candidate__folded_name__contains=Fold(Value(word)))
    return rows


class BoardFilter(django_filters.FilterSet):
    """Which cards a board shows; its heads always count all."""

    acts = django_filters.ChoiceFilter(choices=[(who, who) for who in ACTORS], method="acts_next")
    past = django_filters.BooleanFilter(method="past_the_target")
    q = django_filters.CharFilter(method=named)

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, asked, rows: QuerySet, *, stages: list[Stage], clock: Clock):
        super().__init__(asked, rows)
        self.stages, self.clock = stages, clock

    def acts_next(self, rows: QuerySet, name: str, who: str) -> QuerySet:
        return rows.annotate(answer=turn.next_answer(self.clock.now)).filter(turn.turn_of(who))

    def past_the_target(self, rows: QuerySet, name: str, past: bool) -> QuerySet:
        return rows.filter(past_target(self.stages, self.clock)) if past else rows


class ApplicationFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=[*Status.choices, ("ended", _("Ended"))], method="stands")
    stage = django_filters.NumberFilter(field_name="stage")
    q = django_filters.CharFilter(method=named)

    class Meta:
        model = Application
        fields = ["stage"]

    def stands(self, rows: QuerySet, name: str, status: str) -> QuerySet:
        if status == "ended":
            return rows.exclude(status__in=[Status.ACTIVE, Status.HIRED])
        return rows.filter(status=status)
