"""The outbox as a page: messages, and the reminders that will become messages, in one order."""

import heapq
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recruiting.outbox.models import Message
from recruiting.people.models import User
from recruiting.reminders import kinds
from recruiting.reminders.models import Recipient, Reminder

State, Waits = Message.Status, Reminder.Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What belongs together on the page, and the fields it is ordered by."""

    label: object
    messages: Sequence[str]
    reminders: Sequence[str] = ()
    by: tuple[str, str] = ("created_at", "created_at")
    latest_first: bool = True


GROUPS = {
    "failed": Group(label=gettext_lazy("Failed"), messages=[State.FAILED], by=("not_before", "due_at")),
    "waiting": Group(
        label=gettext_lazy("To be sent"),
        messages=[State.QUEUED, State.SENDING],
        reminders=[Waits.PENDING],
        by=("not_before", "due_at"),
        latest_first=False,
    ),
    "held": Group(label=gettext_lazy("Held"), messages=[State.HELD], reminders=[Waits.SUSPENDED]),
    "kept": Group(label=gettext_lazy("Kept here"), messages=[State.KEPT], by=("not_before", "due_at")),
    "sent": Group(label=gettext_lazy("Sent"), messages=[State.SENT], by=("sent_at", "due_at")),
    "dropped": Group(
        label=gettext_lazy("Not sent"), messages=[State.CANCELLED], reminders=[Waits.CANCELLED, Waits.SKIPPED]
    ),
}


@dataclass(slots=True, kw_only=True)
class Row:
    """A message or a reminder as the page prints it."""

    id: int
    is_reminder: bool
    when: str
    there: str
    to_name: str
    to_address: str
    title: str
    kind: str
    why: str
    state: str
    tone: str
    trouble: str = ""
    body: str = ""
    verbs: Sequence[tuple[str, object]] = ()


class Listing:
    """The rows of a group that ``user`` sees: two tables merged, sliced like one (Django's Paginator needs no more)."""

    def __init__(self, user: User, group: Group, count: int, find: str = ""):
        self.user, self.group, self.count_known, self.find = user, group, count, find

    def __len__(self) -> int:
        return self.count_known

    def __getitem__(self, part: slice) -> list[Row]:
        minus = "-" if self.group.latest_first else ""
        of_messages, of_reminders = (f"{minus}{by}" for by in self.group.by)
        messages, reminders = _seen(self.user, self.find)
        both: list[Iterable[Message | Reminder]] = [
            messages.filter(status__in=self.group.messages).order_by(of_messages, f"{minus}pk")[: part.stop],
            reminders.filter(status__in=self.group.reminders).order_by(of_reminders, f"{minus}pk")[: part.stop],
        ]
        merged = heapq.merge(*both, key=self._when, reverse=self.group.latest_first)
        return shaped(list(merged)[part])

    def _when(self, row: Message | Reminder) -> datetime:
        return getattr(row, self.group.by[isinstance(row, Reminder)])


def _seen(user: User, find: str):
    """All that the person sees, or the mail that they look for: a reminder has no words before it is mail."""
    messages, reminders = Message.objects.visible_to(user), Reminder.objects.visible_to(user)
    if find:
        wanted = Q(to_name__icontains=find) | Q(to_address__icontains=find) | Q(title__icontains=find)
        return messages.filter(wanted), reminders.none()
    return messages, reminders


def counts(user: User, find: str = "") -> dict[str, int]:
    """How many of each group the person sees, in two queries."""
    by_status: dict[tuple[type, str], int] = {}
    for rows in _seen(user, find):
        counted = rows.order_by().values_list("status").annotate(Count("pk"))
        by_status |= {(rows.model, status): count for status, count in counted}
    return {
        name: sum(by_status.get((Message, status), 0) for status in group.messages)
        + sum(by_status.get((Reminder, status), 0) for status in group.reminders)
        for name, group in GROUPS.items()
    }


def shaped(rows: list[Message | Reminder]) -> list[Row]:
    reminders = [row for row in rows if isinstance(row, Reminder)]
    said = kinds.compose([r for r in reminders if r.status in (Waits.PENDING, Waits.SUSPENDED)])
    users = {r.recipient_id for r in reminders if r.recipient_type == Recipient.USER}
    names = {user.pk: user for user in User.objects.filter(pk__in=users)} if users else {}
    return [
        _of_reminder(row, said.get(row.pk), names) if isinstance(row, Reminder) else of_message(row) for row in rows
    ]


TONES = {State.SENT: "good", State.FAILED: "bad", State.HELD: "due"}


def of_message(message: Message) -> Row:
    return Row(
        id=message.pk,
        is_reminder=False,
        when=_moment(_time_of(message)),
        there=_there(_time_of(message), message.to_time_zone),
        to_name=message.to_name,
        to_address=message.to_address,
        title=message.title,
        kind=kinds.label(message.kind),
        why=message.why,
        state=_state(message),
        tone=TONES.get(State(message.status), "idle"),
        trouble=_trouble(message),
        body=message.body,
        verbs=VERBS.get(State(message.status), []) if message.may_decide else [],
    )


VERBS = {
    State.QUEUED: [("hold", gettext_lazy("Hold")), ("cancel", gettext_lazy("Cancel"))],
    State.HELD: [("send", gettext_lazy("Send now")), ("cancel", gettext_lazy("Cancel"))],
    State.FAILED: [("send", gettext_lazy("Send again"))],
    State.KEPT: [("send", gettext_lazy("Send now"))],
}

REMINDER_VERBS = {
    Waits.PENDING: [
        ("send", gettext_lazy("Send now")),
        ("hold", gettext_lazy("Hold")),
        ("cancel", gettext_lazy("Cancel")),
    ],
    Waits.SUSPENDED: [("release", gettext_lazy("Release")), ("cancel", gettext_lazy("Cancel"))],
}


def _of_reminder(reminder: Reminder, said: kinds.Letter | str | None, users: dict[int, User]) -> Row:
    user = users.get(reminder.recipient_id) if reminder.recipient_type == Recipient.USER else None
    letter = said if isinstance(said, kinds.Letter) else None
    resting = reminder.status == Waits.SUSPENDED and reminder.because in Reminder.WITH_THE_APPLICATION
    why_not = _("its application has ended") if resting else reminder.why_not or (said if said and not letter else "")
    name = letter.to_name if letter else str(user or reminder.get_recipient_type_display())
    zone = letter.to_time_zone if letter else user.time_zone if user else ""
    verbs = [] if resting or not reminder.may_decide else REMINDER_VERBS.get(Waits(reminder.status), [])
    return Row(
        id=reminder.pk,
        is_reminder=True,
        when=_moment(reminder.due_at),
        there=_there(reminder.due_at, zone),
        to_name=name,
        to_address=letter.to_address if letter else user.email if user else "",
        title=letter.title if letter else kinds.label(reminder.kind),
        kind=kinds.label(reminder.kind),
        why=letter.why if letter else "",
        state=_("Will not be sent") if why_not and reminder.status == Waits.PENDING else _reminder_state(reminder),
        tone="due" if reminder.status == Waits.SUSPENDED else "idle",
        trouble=str(why_not).capitalize() + "." if why_not else "",
        body=letter.body if letter else "",
        verbs=verbs,
    )


def _reminder_state(reminder: Reminder) -> str:
    return _("Queued") if reminder.status == Waits.PENDING else str(reminder.get_status_display()).capitalize()


def _time_of(message: Message) -> datetime:
    return message.sent_at or message.held_until or message.not_before


def _state(message: Message) -> str:
    if message.status == State.HELD:
        return _("Held %(for)s") % {"for": message.get_held_for_display()}
    if message.status == State.KEPT:
        return _("Kept here")  # the banner says once why
    return str(message.get_status_display()).capitalize()


def _trouble(message: Message) -> str:
    if not message.last_error:
        return ""
    tries = ngettext("%(n)s attempt", "%(n)s attempts", message.attempts) % {"n": message.attempts}
    return f"{message.last_error} ({tries})"


def _moment(at: datetime) -> str:
    local, today = timezone.localtime(at), timezone.localdate()
    if local.date() == today:
        return _("Today %(time)s") % {"time": f"{local:%H:%M}"}
    return date_format(local, "D j M, H:i" if local.year == today.year else "j M Y, H:i")


def _there(at: datetime, zone: str) -> str:
    """The same moment on the recipient's clock, where that shows another time."""
    if not zone:
        return ""
    wall = at.astimezone(zoneinfo.ZoneInfo(zone))
    if wall.utcoffset() == timezone.localtime(at).utcoffset():
        return ""
    return _("%(time)s in %(zone)s") % {"time": f"{wall:%H:%M}", "zone": zone.replace("_", " ")}
