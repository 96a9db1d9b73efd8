"""Interviews: some were held, some are today and tomorrow."""

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from candidates.interviews import actions
from candidates.interviews.models import Interview, Participant
from candidates.models import Application, Status
from recruiting.history.tracking import door
from recruiting.local.demo.happenings import Calendar
from recruiting.outbox.models import Door
from recruiting.people.models import User


class Meeting(NamedTuple):
    """``days`` ago, or to come if below zero; hour and minute are the organisation's."""

    candidate: str
    title: str
    days: int
    hour: int
    minute: int
    minutes: int
    with_whom: list[str]


CALL = "https://meet.example/fairlead"
MEETINGS = [
    Meeting("Soledad Arrieta", "Technical interview", 52, 14, 0, 60, ["priya", "sean"]),
    Meeting("Soledad Arrieta", "Team interview", 43, 15, 30, 45, ["rute", "tomasz"]),
    Meeting("Henrique Yamamoto", "Technical interview", 29, 15, 0, 60, ["priya"]),
    Meeting("Henrique Yamamoto", "Team interview", 11, 16, 0, 45, ["rute", "sean"]),
    Meeting("Fernanda Krause", "Technical interview", 24, 14, 30, 60, ["sean"]),
    Meeting("Nils Åkerström", "Conversation about leading", 8, 10, 0, 60, ["dana", "yuki"]),
    Meeting("Gabriela Montenegro", "Technical interview", 3, 16, 0, 60, ["priya", "sean"]),
    Meeting("Martín Echeverría", "Technical interview", 0, 9, 30, 60, ["priya"]),
    Meeting("Fernanda Krause", "Team interview", 0, 14, 0, 45, ["rute", "tomasz"]),
    Meeting("Alejandro Quiroga", "Team interview", 0, 17, 30, 45, ["sean", "tomasz"]),
    Meeting("Tiago Couto", "Technical interview", -1, 10, 0, 60, ["priya", "sean"]),
    Meeting("Bianca Rizzo", "Team interview", -1, 15, 0, 45, ["rute", "tomasz"]),
    Meeting("Nadia Benkirane", "Telephone screen", -1, 16, 30, 30, ["kofi"]),
    Meeting("Paula Andrea Sarmiento", "Technical interview", -3, 15, 30, 60, ["sean"]),
]  # fmt: skip


def hold_and_plan(calendar: Calendar, cast: dict[str, User]) -> None:
    """What has begun is written down; what is to come is planned, with its invitations and reminders."""
    for meeting in MEETINGS:
        starts_at = calendar.at(meeting.days, meeting.hour, meeting.minute)
        running = Application.objects.filter(candidate__full_name=meeting.candidate).exclude(status=Status.REJECTED)
        what = {
            "title": meeting.title,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=meeting.minutes),
            "time_zone": "Europe/Lisbon",
            "place": CALL,
        }
        people = [cast[name] for name in meeting.with_whom]
        do = _plan if starts_at > timezone.now() else _write_down
        with door(user=cast["bruno"].pk, door=Door.PAGE):
            do(running.get(), meeting, what, people, cast["bruno"])


def _plan(application: Application, meeting: Meeting, what: dict, people: list[User], by: User) -> None:
    key = f"demonstration {application.pk} {meeting.title}"
    actions.plan(application.pk, participants=people, by=by, key=key, candidate_invited=True, **what)


def _write_down(application: Application, meeting: Meeting, what: dict, people: list[User], by: User) -> None:
    """Nobody plans in the past, so there is no action for it."""
    status = Interview.Status.HELD if meeting.days else Interview.Status.SCHEDULED
    with transaction.atomic():
        interview = Interview.objects.create(application=application, status=status, planned_by=by, **what)
        Participant.objects.bulk_create(Participant(interview=interview, user=user) for user in people)
