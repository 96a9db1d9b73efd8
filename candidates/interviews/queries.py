"""What the pages of interviews read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from candidates.interviews import recipients, times
from candidates.interviews.models import Answer, Interview
from candidates.interviews.reminders import NO_MAIL
from candidates.models import Application, Candidate
from postings.models import TeamMember
from postings.pipelines.models import StageKind
from recruiting.outbox.models import Message
from recruiting.people.models import User
from recruiting.reminders import kinds
from recruiting.reminders.models import Recipient, Reminder

State = Interview.Status


@dataclass(frozen=True, slots=True)
class Row:
    """An interview as a list prints it."""

    id: int
    title: str
    candidate: str
    posting: str
    when: str
    there: str
    people: str
    state: str
    tone: str


def _seen(user: User, *, mine: bool) -> QuerySet[Interview]:
    rows = Interview.objects.visible_to(user)
    if mine:
        rows = rows.filter(participants__user=user)
    return rows.select_related("application__candidate", "application__posting").prefetch_related("participants__user")


def between(user: User, begins: datetime, ends: datetime, *, mine: bool) -> QuerySet[Interview]:
    """Whatever their state, those that a part of this time belongs to."""
    rows = _seen(user, mine=mine).filter(starts_at__lt=ends, ends_at__gt=begins)
    return rows.order_by("starts_at", "id")


def interviews(user: User, *, past: bool, mine: bool, now: datetime) -> QuerySet[Interview]:
    """Upcoming ones as they come; past and cancelled ones, the latest first."""
    rows = _seen(user, mine=mine)
    upcoming = Q(pk__in=Interview.objects.upcoming(now).values("pk"))
    if past:
        return rows.exclude(upcoming).order_by("-starts_at", "-id")
    return rows.filter(upcoming).order_by("starts_at", "id")


def shaped(interview: Interview, user: User, now: datetime) -> Row:
    state, tone = standing(interview, now)
    people = [_("you") if row.user_id == user.pk else str(row.user) for row in in_order(interview)]
    return Row(
        id=interview.pk,
        title=interview.title,
        candidate=str(interview.application.candidate),
        posting=str(interview.application.posting),
        when=times.short_span(interview.starts_at, interview.ends_at),
        there=there(interview),
        people=", ".join(people),
        state=state,
        tone=tone,
    )


def there(interview: Interview) -> str:
    """What the clock shows where the candidate is, where that is another time than here."""
    zone = interview.application.candidate.time_zone or interview.time_zone
    wall = times.wall(interview.starts_at, zone)
    if wall == timezone.localtime(interview.starts_at).replace(tzinfo=None):
        return ""
    return f"{wall:%H:%M} {times.town(zone)}"


def standing(interview: Interview, now: datetime) -> tuple[str, str]:
    """How it stands, in a word, and its tone."""
    if interview.status != State.SCHEDULED:
        tones = {State.HELD: "good", State.NO_SHOW: "bad", State.CANCELLED: "idle"}
        return str(interview.get_status_display()).capitalize(), tones[State(interview.status)]
    if interview.ends_at <= now:
        return _("Say how it went"), "due"
    answers = [row.answer for row in in_order(interview)]
    answers += [interview.candidate_answer] if interview.candidate_invited else []
    if Answer.DECLINED in answers:
        return _("Declined by somebody"), "bad"
    if answers and all(answer == Answer.ACCEPTED for answer in answers):
        return _("Confirmed"), "good"
    return _("Not confirmed"), "due"


def in_order(interview: Interview):
    return sorted(interview.participants.all(), key=lambda row: row.pk)


def in_words(interview: Interview) -> str:
    """The interview in one line, for whoever is told that it changed."""
    when = times.span(interview.starts_at, interview.ends_at, interview.time_zone)
    return ", ".join(filter(None, [interview.title, when, interview.place]))


def to_schedule(user: User, *, limit: int = 20) -> list[Application]:
    """Active applications in an interview stage without an interview to come, the longest waiting first, of the
    postings whose interviews ``user`` may plan."""
    upcoming = Interview.objects.upcoming(timezone.now()).filter(application=OuterRef("pk"))
    held = Interview.objects.filter(
        application=OuterRef("pk"), status=State.HELD, starts_at__gte=OuterRef("stage_entered_at")
    )
    rows = Application.objects.visible_to(user).active().filter(stage__kind=StageKind.INTERVIEW)
    if not user.is_recruiter:
        coordinated = TeamMember.objects.filter(user=user, role=TeamMember.Role.COORDINATOR)
        rows = rows.filter(posting__in=coordinated.values("posting"))
    rows = rows.filter(~Exists(upcoming), ~Exists(held)).select_related("candidate", "posting", "stage")
    return list(rows.order_by("stage_entered_at", "pk")[:limit])


def possible_participants(application: Application) -> list[User]:
    """Every colleague but the candidate."""
    rows = User.objects.filter(is_active=True)
    if application.candidate.user_id:
        rows = rows.exclude(pk=application.candidate.user_id)
    return list(rows.order_by("name", "email"))


def team_ids(application: Application) -> set[int]:
    return set(TeamMember.objects.filter(posting=application.posting_id).values_list("user", flat=True))


def why_not_by_mail(candidate: Candidate) -> str:
    """Why the candidate cannot be invited by mail, or nothing."""
    without = recipients.why_no_mail(candidate, recipients.first_addresses([candidate.pk]).get(candidate.pk, ""))
    return str(NO_MAIL[without]).capitalize() + "." if without else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A reminder as the page of its interview prints it."""

    due_at: datetime
    words: str
    state: str


def reminders_of(interview: Interview, user: User) -> list[Told]:
    """Before they go, what is still to come first; what was handed over is a message by then."""
    rows = Reminder.objects.of("interview", interview.pk).exclude(status=Reminder.Status.HANDED_OVER)
    names = {row.user_id: str(row.user) for row in interview.participants.all()}
    candidate = str(interview.application.candidate)

    def told(row: Reminder) -> Told:
        name = candidate if row.recipient_type == Recipient.CANDIDATE else names.get(row.recipient_id, "")
        words = " · ".join(filter(None, [kinds.label(row.kind), name, row.why_not]))
        return Told(row.due_at, words, str(row.get_status_display()).capitalize())

    found = rows.visible_to(user).order_by("due_at", "pk")
    return [told(row) for row in sorted(found, key=lambda row: row.status != Reminder.Status.PENDING)]


def messages_of(interview: Interview, user: User) -> list[Message]:
    rows = Message.objects.filter(subject_type="interview", subject_id=interview.pk)
    return list(rows.visible_to(user).order_by("-pk"))
