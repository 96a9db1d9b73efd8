"""What the palette offers: what can be done with what one looks at, people, postings, places. The same number of
queries, however much is found."""

from dataclasses import dataclass
from urllib.parse import parse_qs

from django.db.models import Q
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _

from candidates import access
from candidates.models import Application, Candidate
from candidates.moves import dossier
from candidates.search.filters import matching, similar, words_of
from candidates.search.queries import best_first, found, likest_first
from postings.access import may_edit
from postings.models import Posting
from recruiting.people.models import Role, User

A_GROUP = 6


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the palette."""

    label: str
    where: str
    url: str
    icon: str
    key: str = ""
    dialog: bool = False  # its form opens over the page that is looked at


@dataclass(frozen=True, slots=True)
class Here:
    """What is looked at: the page that the palette lies over, and the card that had the focus there."""

    address: str = ""
    card: int = 0

    @property
    def page(self) -> ResolverMatch | None:
        try:
            return resolve(self.address.partition("?")[0]) if self.address else None
        except Resolver404:
            return None

    def number(self, name: str) -> int:
        return self.page.kwargs.get(name, 0) if self.page else 0

    @property
    def asked(self) -> int:
        """?application=7"""
        sent = parse_qs(self.address.partition("?")[2]).get("application", [""])[0]
        return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


def palette(user: User, typed: str, places: list[dict], here: Here) -> list[tuple[str, list[Option]]]:
    """Groups of what the words may mean, the nearest first."""
    groups = [_about(user, typed, here), _of_posting(user, typed, here)]
    groups += [(_("Candidates"), _people(user, typed)), (_("Postings"), _postings(user, typed))]
    groups += [(_("Do"), _that(typed, _actions(user))), (_("Go to"), _that(typed, _places(places)))]
    return [(label, options) for label, options in groups if options]


def _about(user: User, typed: str, here: Here) -> tuple[str, list[Option]]:
    """What this person may do with the application that is looked at."""
    application = _looked_at(user, here)
    if application is None:
        return "", []
    back = here.address or reverse("candidate", args=[application.candidate_id])
    options = [
        Option(act.label, "", act.url, act.icon or dossier.ICONS.get(act.verb, "arrow-right"), act.key, dialog=True)
        for act in dossier.every_act(application, user=user, here=back)
    ]
    profile = reverse("candidate", args=[application.candidate_id], query={"application": application.pk})
    options.append(Option(_("Open the profile"), str(application.posting), profile, "user-round"))
    return str(application.candidate), _that(typed, options)


def _looked_at(user: User, here: Here) -> Application | None:
    rows = Application.objects.visible_to(user).select_related("candidate", "posting", "stage")
    if one := here.card or here.number("application_id") or here.asked:
        return rows.filter(pk=one).first()
    if person := here.number("candidate_id"):
        return rows.filter(candidate=person).order_by("-moved_at", "-pk").first()
    return None


def _of_posting(user: User, typed: str, here: Here) -> tuple[str, list[Option]]:
    asked = here.number("posting_id")
    posting = Posting.objects.visible_to(user).filter(pk=asked).first() if asked else None
    if posting is None:
        return "", []
    ways = [
        (_("Add a candidate"), "candidate_new", "user-plus", access.may_add(user, posting)),
        (_("Board"), "board", "square-kanban", True),
        (_("List"), "posting_list", "list", True),
        (_("Posting, openings and team"), "posting", "file-text", True),
        (_("Stages"), "posting_stages", "list", may_edit(user, posting)),
    ]
    options = [Option(label, "", reverse(name, args=[asked]), icon) for label, name, icon, may in ways if may]
    return str(posting), _that(typed, options)


def _people(user: User, typed: str) -> list[Option]:
    if not words_of(typed):
        return []
    seen = Candidate.objects.visible_to(user)
    people = list(best_first(matching(seen, typed), typed)[:A_GROUP])
    people = people or list(likest_first(similar(seen, typed), typed)[:A_GROUP])
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
        options.append(Option(_("Import postings"), "", reverse("import_new"), "clipboard-paste"))
    return options


def _places(places: list[dict]) -> list[Option]:
    options = [Option(str(place["label"]), "", place["url"], place["icon"], f"g {place['letter']}") for place in places]
    return [*options, Option(_("Keyboard shortcuts"), "", reverse("shortcuts"), "list", "?", dialog=True)]


def _that(typed: str, options: list[Option]) -> list[Option]:
    """Those that have every word."""
    words = [word.casefold() for word in words_of(typed)]
    return [option for option in options if all(word in option.label.casefold() for word in words)]
