"""Who is told about an interview: the colleagues taking part, and the candidate where they are invited by mail."""

from dataclasses import dataclass

from candidates.interviews.models import Answer, Interview, Participant
from candidates.models import Candidate, ContactPoint
from recruiting.people.models import User
from recruiting.reminders.models import Recipient


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is told, in their own zone."""

    type: str
    id: int
    name: str
    calling_name: str
    address: str
    time_zone: str
    user: User | None = None


def of_user(user: User) -> Reader:
    return Reader(Recipient.USER, user.pk, user.name, user.get_short_name(), user.email, user.time_zone, user)


def of_candidate(candidate: Candidate, address: str, interview: Interview) -> Reader:
    zone = candidate.time_zone or interview.time_zone
    called = candidate.calling_name or candidate.full_name
    return Reader(Recipient.CANDIDATE, candidate.pk, candidate.full_name, called, address, zone)


def first_addresses(candidate_ids) -> dict[int, str]:
    """The e-mail address that each was written down with first."""
    emails = ContactPoint.objects.filter(candidate__in=candidate_ids, kind=ContactPoint.Kind.EMAIL).order_by("-pk")
    return dict(emails.values_list("candidate", "value"))


def why_no_mail(candidate: Candidate, address: str) -> str:
    if candidate.do_not_contact:
        return "do_not_contact"
    return "" if address else "no_address"


def readers(interview: Interview) -> list[Reader]:
    """Everybody who takes part and has not declined."""
    rows = Participant.objects.filter(interview=interview, user__is_active=True).exclude(answer=Answer.DECLINED)
    found = [of_user(row.user) for row in rows.select_related("user").order_by("pk")]
    return found + candidate_readers(interview)


def candidate_readers(interview: Interview) -> list[Reader]:
    if not interview.candidate_invited or interview.candidate_answer == Answer.DECLINED:
        return []
    candidate = interview.application.candidate
    address = first_addresses([candidate.pk]).get(candidate.pk, "")
    return [] if why_no_mail(candidate, address) else [of_candidate(candidate, address, interview)]
