"""The reminders of an interview: on the morning of the day before, and an hour before, to each in their own zone."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.interviews import times
from candidates.interviews.models import Answer, Interview
from candidates.interviews.notices import LABELS, title_and_body
from candidates.interviews.recipients import Reader, first_addresses, of_candidate, of_user, why_no_mail
from candidates.models import Status
from recruiting.people.models import Organisation
from recruiting.reminders import actions, kinds
from recruiting.reminders.models import Recipient, Reminder

MORNING = time(9)
NO_MAIL = {
    "do_not_contact": gettext_lazy("the candidate is not to be contacted"),
    "no_address": gettext_lazy("the candidate has no e-mail address"),
}


def day_before(interview: Interview, zone: str) -> datetime:
    """Nine in the morning, there, of the day before the day that it is there."""
    day = times.wall(interview.starts_at, zone).date() - timedelta(days=1)
    return times.instant(datetime.combine(day, MORNING), zone)


def hour_before(interview: Interview, zone: str) -> datetime:
    return interview.starts_at - timedelta(hours=1)


KINDS: dict[str, tuple[object, Callable[[Interview, str], datetime]]] = {
    "interview.day_before": (gettext_lazy("Reminder, the day before"), day_before),
    "interview.hour_before": (gettext_lazy("Reminder, an hour before"), hour_before),
}


def register() -> None:
    for name, (label, _when) in KINDS.items():
        kinds.register(name, label, compose)
    for word, label in LABELS.items():
        kinds.name_mail(f"interview.{word}", label)


def schedule(interview: Interview, reader: Reader) -> None:
    for name, (_label, when) in KINDS.items():
        actions.schedule(
            kind=name,
            subject_type="interview",
            subject_id=interview.pk,
            subject_version=interview.time_version,
            recipient_type=reader.type,
            recipient_id=reader.id,
            due_at=when(interview, reader.time_zone),
            application_id=interview.application_id,
            posting_id=interview.application.posting_id,
        )


def of(interview: Interview):
    return Reminder.objects.of("interview", interview.pk)


def of_reader(interview: Interview, type: str, id: int):
    return of(interview).filter(recipient_type=type, recipient_id=id)


def compose(reminders: Sequence[Reminder]) -> dict[int, kinds.Letter | str]:
    """A letter for each that still holds, as things are now; else why it does not. The same few queries for any
    number of them."""
    rows = Interview.objects.filter(pk__in={r.subject_id for r in reminders})
    rows = rows.select_related("application__candidate", "application__posting").prefetch_related("participants__user")
    interviews = {row.pk: row for row in rows}
    addresses = first_addresses({row.application.candidate_id for row in interviews.values()})
    organisation = Organisation.current().name
    said: dict[int, kinds.Letter | str] = {}
    for reminder in reminders:
        interview = interviews.get(reminder.subject_id)
        reader = _reader(reminder, interview, addresses) if interview else _("the interview is gone")
        if interview and isinstance(reader, Reader):
            said[reminder.pk] = _letter(interview, reader, organisation)
        else:
            said[reminder.pk] = str(reader)
    return said


def _letter(interview: Interview, reader: Reader, organisation: str) -> kinds.Letter:
    title, body = title_and_body(interview, reader, "reminder", organisation=organisation)
    words = {"title": interview.title, "when": times.span(interview.starts_at, interview.ends_at, reader.time_zone)}
    return kinds.Letter(
        to_user=reader.user,
        to_name=reader.name,
        to_address=reader.address,
        to_time_zone=reader.time_zone,
        title=title,
        body=body,
        why=_("“%(title)s” is on %(when)s") % words,
    )


def _why_not(reminder: Reminder, interview: Interview) -> str:
    if interview.status != Interview.Status.SCHEDULED:
        return _("the interview is %(status)s") % {"status": interview.get_status_display()}
    if interview.time_version != reminder.subject_version:
        return _("the interview has another time")
    if interview.starts_at <= timezone.now():
        return _("the interview has begun")
    if interview.application.status != Status.ACTIVE:
        return _("the application has ended")
    return ""


def _reader(reminder: Reminder, interview: Interview, addresses: dict[int, str]) -> Reader | str:
    """Who is reminded, or why nobody is."""
    if why_not := _why_not(reminder, interview):
        return why_not
    if reminder.recipient_type == Recipient.USER:
        rows = [row for row in interview.participants.all() if row.user_id == reminder.recipient_id]
        if not rows or not rows[0].user.is_active:
            return _("they do not take part any more")
        return _("they declined") if rows[0].answer == Answer.DECLINED else of_user(rows[0].user)
    if not interview.candidate_invited or interview.candidate_answer == Answer.DECLINED:
        return _("the candidate does not take part")
    candidate = interview.application.candidate
    address = addresses.get(candidate.pk, "")
    without = why_no_mail(candidate, address)
    return str(NO_MAIL[without]) if without else of_candidate(candidate, address, interview)
