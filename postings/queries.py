"""What the pages of a posting read, shaped for them."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from postings.access import may_edit, memberships
from postings.importing.comparing import facts_of_posting
from postings.importing.fields import ADVERT_COLUMNS, FIELDS
from postings.importing.queries import shown
from postings.models import Advert, Opening, Posting, TeamMember
from postings.pipelines.models import PipelineTemplate, Stage
from recruiting.people.models import User
from recruiting.web.markdown import to_html

TONES = {"open": "good", "on_hold": "due"}
ICONS = {  # of what is done to its status
    "open": "check",
    "hold": "pause",
    "resume": "arrow-right",
    "close": "x",
    "reopen": "undo-2",
    "archive": "inbox",
    "unarchive": "inbox",
}


def with_openings(rows: QuerySet[Posting]) -> QuerySet[Posting]:
    """Each with the number of its openings and of those that somebody holds."""
    standing = Q(openings__cancelled_at__isnull=True)
    return rows.annotate(
        n_openings=Count("openings", filter=standing, distinct=True),
        n_filled=Count("openings", filter=standing & Q(openings__application__isnull=False), distinct=True),
    )


def days_open(posting: Posting, now: datetime) -> int | None:
    return ((posting.closed_at or now) - posting.opened_at).days if posting.opened_at else None


def place(posting: Posting) -> str:
    """“remote, Latin America”; what is not stated says so."""
    where = posting.location or ", ".join(posting.regions)
    how = str(posting.get_workplace_display())
    if how and where.casefold().startswith(how.casefold()):
        return where
    return ", ".join(part for part in (how, where) if part) or _("place not stated")


def head(posting: Posting, *, openings: int, filled: int, now: datetime) -> dict[str, object]:
    """What stands beside the title on every page of a posting."""
    days = days_open(posting, now)
    return {
        "status": posting.get_status_display(),
        "tone": TONES.get(posting.status, "idle"),
        "days": days,
        "days_word": ngettext("day", "days", days or 0),
        "filled": _("%(filled)s of %(openings)s") % {"filled": filled, "openings": openings},
        "department": posting.department or _("department not stated"),
        "place": place(posting),
        "confidential": posting.confidential,
    }


def counted_openings(posting: Posting) -> tuple[int, int]:
    """Openings that stand, and how many of them are filled."""
    standing = Opening.objects.filter(posting=posting, cancelled_at__isnull=True)
    counts = standing.aggregate(openings=Count("pk"), filled=Count("application"))
    return counts["openings"], counts["filled"]


def posting_page(posting: Posting, *, user: User, now: datetime) -> dict[str, object]:
    openings = _openings(posting, names=sees_people(user, posting), user=user)
    standing = [row for row in openings if not row["cancelled"]]
    team = (
        TeamMember.objects.filter(posting=posting).select_related("user").order_by("-responsible", "role", "user__name")
    )
    adverts = _adverts(posting)
    return {
        "posting": posting,
        "head": head(posting, openings=len(standing), filled=sum(row["filled"] for row in standing), now=now),
        "text": to_html(posting.description),
        "facts": facts(posting),
        "adverts": adverts,
        "may_take_apart": len(adverts) > 1 and user.is_recruiter and may_edit(user, posting),
        "openings": openings,
        "filled": sum(row["filled"] for row in standing),
        "team": list(team),
        "stages": list(Stage.objects.filter(posting=posting).in_order()),
        "may_edit": may_edit(user, posting),
        "statuses": ways(user, posting),
    }


def ways(user: User, posting: Posting) -> list[dict]:
    """Where its status may go next, as buttons. The likeliest first."""
    if not user.is_recruiter:
        return []
    names = {
        Posting.Status.DRAFT: [("open", _("Open…")), ("close", _("Close…"))],
        Posting.Status.OPEN: [("hold", _("Put on hold…")), ("close", _("Close…"))],
        Posting.Status.ON_HOLD: [("resume", _("Resume…")), ("close", _("Close…"))],
        Posting.Status.CLOSED: [("reopen", _("Open again…")), ("archive", _("Archive…"))],
        Posting.Status.ARCHIVED: [("unarchive", _("Take out of the archive…"))],
    }
    return [
        {"verb": f"posting_{verb}", "label": label, "icon": ICONS[verb]}
        for verb, label in names[Posting.Status(posting.status)]
    ]


def menu(user: User, posting: Posting) -> list[dict]:
    """What can be done with a posting that the person sees, from its board and its list."""
    edits = [("posting_edit", _("Edit…"), "pencil"), ("team_member_new", _("Add a colleague…"), "user-plus")]
    recruits = [("opening_new", _("Add an opening…"), "plus"), ("posting_stages", _("Stages…"), "list")]
    offered = edits if user.is_recruiter or may_edit(user, posting) else []
    offered = offered + (recruits if user.is_recruiter else [])
    offered += [(way["verb"], way["label"], way["icon"]) for way in ways(user, posting)]
    return [{"url": reverse(name, args=[posting.pk]), "label": label, "icon": icon} for name, label, icon in offered]


def sees_people(user: User, posting: Posting) -> bool:
    """Whether candidates' names may stand on the posting's page: not for those who only interview."""
    return user.is_recruiter or bool(memberships(user, posting) - {TeamMember.Role.INTERVIEWER})


def _openings(posting: Posting, *, names: bool, user: User) -> list[dict]:
    rows = Opening.objects.filter(posting=posting).select_related("application__candidate").order_by("number")
    return [_opening(row, names=names, user=user) for row in rows]


def _opening(row: Opening, *, names: bool, user: User) -> dict:
    holder = getattr(row, "application", None)
    shown = holder if names and holder and holder.candidate.user_id != user.pk else None
    said = []
    if row.target_start_on:
        said.append(_("wanted by %(day)s") % {"day": date_format(row.target_start_on, "j F Y")})
    if row.added_because:
        said.append(row.added_because)
    if row.cancelled_at:
        said.append(_("cancelled: %(why)s") % {"why": row.cancelled_because})
    return {
        "number": row.number,
        "holder": shown,
        "filled": holder is not None,
        "cancelled": row.cancelled_at is not None,
        "words": " · ".join(said) or _("no date set"),
    }


def _adverts(posting: Posting) -> list[dict]:
    rows = Advert.objects.filter(posting=posting).order_by("pk")
    return [
        {
            "id": row.pk,
            "name": row.source_name or row.get_source_kind_display(),
            "title": row.title,
            "listed": row.unlisted_at is None,
            "seen": date_format(timezone.localtime(row.last_seen_at), "j M Y"),
        }
        for row in rows
    ]


def facts(posting: Posting) -> list[dict]:
    """Every field that is read from a text, with the words it was read from; what was not stated says so."""
    read: dict[str, list[str]] = {}
    for fact in facts_of_posting(posting):
        read.setdefault(fact.field, []).append(" ".join(fact.words.split()))
    edited = set(posting.edited_fields)
    rows = []
    for each in FIELDS:
        if not ADVERT_COLUMNS.isdisjoint(each.columns):
            continue
        words = dict.fromkeys(words for name in each.facts for words in read.get(name, []))
        value = shown(each, {column: getattr(posting, column) for column in each.columns})
        by_hand = not edited.isdisjoint(each.columns)
        rows.append({"label": each.label, "value": value, "words": list(words)[:3], "by_hand": by_hand})
    return rows


def templates() -> QuerySet[PipelineTemplate]:
    return PipelineTemplate.objects.filter(retired_at__isnull=True).order_by("-is_default", "name")


def colleagues() -> QuerySet[User]:
    return User.objects.filter(is_active=True).order_by("name")


def departments(user: User) -> list[str]:
    rows = Posting.objects.visible_to(user).exclude(department="").values_list("department", flat=True)
    return list(rows.distinct().order_by("department"))
