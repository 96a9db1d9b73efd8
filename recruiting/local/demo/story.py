"""Load the demonstration: make everything in the order in which it happened, through the code of the pages."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from candidates.actions import _do_create_candidate, ensure_default_lists
from candidates.models import Candidate, Source, StageMove
from candidates.moves import actions
from candidates.moves.entering import _do_enter
from postings.actions import _do_change_status, _do_create_posting
from postings.models import Posting, TeamMember
from postings.pipelines.actions import ensure_default_template
from recruiting.history.tracking import door
from recruiting.local.demo import meetings, people
from recruiting.local.demo.backdating import backdate
from recruiting.local.demo.happenings import Calendar, Way
from recruiting.local.demo.importing import import_posting
from recruiting.local.demo.people import COLLEAGUES, PASSWORD, Person, applicants
from recruiting.local.demo.postings import BACKEND_TEXT, JOBS, Job
from recruiting.outbox.models import Door
from recruiting.people.models import Organisation, User


def load(now: datetime | None = None) -> None:
    """Everything or nothing, into a database without postings."""
    calendar = Calendar(now or timezone.now())
    with transaction.atomic(durable=True):
        Organisation.objects.update_or_create(
            pk=1, defaults={"name": "Fairlead Demonstration", "time_zone": "Europe/Lisbon", "country": "PT"}
        )
        ensure_default_lists()
        cast = _invite_colleagues()
        demonstration = Demonstration(calendar, cast)
        demonstration.run()
        backdate(demonstration.posting_times)
    meetings.hold_and_plan(calendar, cast)
    _correct_a_time(cast["marta"])


def sign_ins() -> list[str]:
    """Lines that say who of the demonstration can sign in, while their password is still the one given here."""
    hashes = dict(User.objects.filter(is_active=True).values_list("email", "password"))
    known = {value: check_password(PASSWORD, value) for value in {hashes.get(c.email, "") for c in COLLEAGUES} if value}
    found = [c for c in COLLEAGUES if known.get(hashes.get(c.email, ""))]
    if not found:
        return []
    width = max(len(c.email) for c in found)
    lines = [f"  {c.email.ljust(width)}  {c.name}, {c.what}" for c in found]
    return [f"Sign in with the password “{PASSWORD}” as one of", *lines]


def _invite_colleagues() -> dict[str, User]:
    """By the part of their address before the @. One hash for all: hashing is slow on purpose."""
    hashed = make_password(PASSWORD)
    cast = {}
    for colleague in COLLEAGUES:
        cast[colleague.email.split("@")[0]] = User.objects.create(
            email=colleague.email,
            name=colleague.name,
            role=colleague.role,
            time_zone=colleague.time_zone,
            password=hashed,
            invited_by=cast.get("marta"),
        )
    return cast


class Demonstration:
    def __init__(self, calendar: Calendar, cast: dict[str, User]) -> None:
        self.calendar, self.cast = calendar, cast
        self.sources = {source.name: source for source in Source.objects.all()}
        self.candidates: dict[str, Candidate] = {}
        self.posting_times: dict[int, list[datetime]] = {}

    def run(self) -> None:
        calls = [call for job in JOBS for call in self._job(job)]
        for at, do in sorted(calls, key=lambda call: call[0]):
            do(at)

    def _job(self, job: Job) -> Iterator[tuple[datetime, Callable[[datetime], None]]]:
        posting = self._create(job)
        opened = self.calendar.at(job.opened, 9, 12)
        yield opened, lambda at: self._change_status(posting, "open", job, at)
        for person in applicants(job.key):
            arrived = max(self.calendar.some_time(person.arrived, working=False), opened + timedelta(hours=1))
            way = Way(person, self.calendar, self.cast[job.recruiter], self._decider(job), arrived)
            yield arrived, lambda at, way=way: self._enter(way, posting, at)
            yield from way.happenings()
        if job.becomes:
            stopped = self.calendar.at(job.stopped, 18, 5)
            yield stopped, lambda at: self._change_status(posting, job.becomes, job, at)

    def _decider(self, job: Job) -> User:
        return self.cast[job.team["hiring_manager"][0]]

    def _create(self, job: Job) -> Posting:
        by, at = self.cast[job.recruiter], self.calendar.at(job.opened, 9, 2)
        with door(user=by.pk, door=Door.PAGE if job.fields else Door.IMPORT):
            posting = (
                self._write(job, by)
                if job.fields
                else import_posting(BACKEND_TEXT, by=by, openings=job.openings, at=at)
            )
        with door(user=by.pk, door=Door.PAGE):
            TeamMember.objects.bulk_create(
                TeamMember(
                    posting=posting,
                    user=self.cast[name],
                    role=role,
                    responsible=role == TeamMember.Role.COORDINATOR,
                )
                for role, names in job.team.items()
                for name in names
            )
        self.posting_times[posting.pk] = [at]
        return posting

    def _write(self, job: Job, by: User) -> Posting:
        return _do_create_posting(template=ensure_default_template(), by=by, openings=job.openings, **job.fields)

    def _change_status(self, posting: Posting, to: str, job: Job, at: datetime) -> None:
        by = self.cast[job.recruiter]
        with door(user=by.pk, door=Door.PAGE):
            _do_change_status(posting, to, by, Door.PAGE)
        self.posting_times[posting.pk].append(at)

    def _enter(self, way: Way, posting: Posting, at: datetime) -> None:
        with door(user=way.recruiter.pk, door=Door.PAGE):
            move = _do_enter(
                self._candidate(way.person),
                posting,
                source=self.sources[way.person.source],
                by=way.recruiter,
                key=None,
                recruiter=way.recruiter,
                occurred_at=at,
                pay=self._pay(posting),
            )
        way.application_id = move.application_id

    def _candidate(self, person: Person) -> Candidate:
        if person.name not in self.candidates:
            self.candidates[person.name] = _do_create_candidate(
                full_name=person.name,
                calling_name=person.calling_name,
                headline=person.headline,
                location=person.location,
                time_zone=person.time_zone,
                contact_points=self._contact_points(person),
            )
        return self.candidates[person.name]

    def _contact_points(self, person: Person) -> list[tuple[str, str]]:
        """Domains and numbers that are kept for examples and belong to nobody."""
        name, number = ascii_name(person.name), len(self.candidates)
        found = [("email", f"{name}@mailbox.example")]
        if number % 2:
            found.append(("phone", f"+1 202 555 01{number:02}"))
        if number % 3 == 0:
            found.append(("link", f"https://pages.example/{name}"))
        return found

    def _pay(self, posting: Posting) -> tuple[object, str, str]:
        if not posting.pay_min or self.calendar.dice.random() < 0.4:
            return None, "", ""
        step = int(posting.pay_max - posting.pay_min) // 8
        amount = int(posting.pay_min) + step * self.calendar.dice.randint(-1, 10)
        return amount, posting.pay_currency, posting.pay_period


def ascii_name(name: str) -> str:
    letters = name.translate(
        str.maketrans({"Đ": "D", "đ": "d", "ł": "l", "Þ": "Th", "ð": "d", "ß": "ss", "\u0131": "i"})
    )
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode().lower()
    return ".".join("".join(c for c in word if c.isalnum()) for word in plain.split())


def _correct_a_time(by: User) -> None:
    move = StageMove.objects.filter(application__candidate__full_name=people.CORRECTED).order_by("-number")[0]
    reason = "Tomasz sent the task a day later than was typed; the mail stands in the timeline."
    with door(user=by.pk, door=Door.ADMIN, reason=reason):
        actions.correct_time(move.pk, new_at=move.occurred_at + timedelta(days=1), by=by, reason=reason)
