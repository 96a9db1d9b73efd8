"""What happened, and when: every step of every application as a call at a time, in the order of a calendar."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from candidates import locks
from candidates.models import Application, EndReason, StageMove, Status
from candidates.moves import consequences, queries, steps
from candidates.moves.situation import Situation, read
from candidates.moves.statement import Step, write_move
from postings.pipelines.models import Stage
from recruiting.history.tracking import door
from recruiting.local.demo import people
from recruiting.local.demo.people import Person
from recruiting.outbox.models import Door
from recruiting.people.models import User

HOME = ZoneInfo("Europe/Lisbon")
APPLIED_BY = {Status.REJECTED: StageMove.Kind.REJECT, Status.WITHDRAWN: StageMove.Kind.WITHDRAW,
              Status.CLOSED: StageMove.Kind.CLOSE}  # fmt: skip


@dataclass
class Calendar:
    """Days ago, as times of a working day; the same ones for the same ``now``."""

    now: datetime
    dice: random.Random = field(default_factory=lambda: random.Random(1976))

    def at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        """In the organisation's zone; ``days_ago`` below zero is to come."""
        day = self.now.astimezone(HOME).date() - timedelta(days=days_ago)
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HOME)

    def some_time(self, days_ago: int, *, working: bool = True) -> datetime:
        """On that day, but not on a weekend if somebody works then, and never in the future."""
        moment = self.at(days_ago, self.dice.randint(9, 17), self.dice.randint(0, 59))
        moment = _on_a_weekday(moment) if working else moment
        return min(moment, self.now - timedelta(minutes=self.dice.randint(12, 50)))

    def working_time(self, moment: datetime) -> datetime:
        """Near ``moment``, when somebody works."""
        local = moment.astimezone(HOME)
        return _on_a_weekday(local.replace(hour=min(max(local.hour, 9), 17)))

    def two_within(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        third = (end - start) / 3
        return self.working_time(start + third), self.working_time(start + 2 * third)

    def between(self, arrived: datetime, since: int, count: int) -> list[datetime]:
        """``count`` times after the arrival, the last of them ``since`` days ago, each later than the one before."""
        start = (self.now - arrived) / timedelta(days=1)
        shares = [self.dice.uniform(0.6, 1.4) for _ in range(count)]
        times, passed, last = [], 0.0, arrived
        for share in shares:
            passed += share / sum(shares)
            moment = self.some_time(round(start - (start - since) * passed))
            last = max(moment, last + timedelta(minutes=self.dice.randint(5, 9)))
            times.append(last)
        return times


def _on_a_weekday(moment: datetime) -> datetime:
    return moment - timedelta(days=max(moment.weekday() - 4, 0))


@dataclass
class Way:
    """How one application goes. ``application_id`` is known once it was entered."""

    person: Person
    calendar: Calendar
    recruiter: User
    decider: User
    entered_at: datetime
    application_id: int = 0

    def happenings(self) -> Iterator[tuple[datetime, Callable[[datetime], None]]]:
        """The moves after the entry."""
        person = self.person
        count = person.reached - 1 + bool(person.ending)
        times = self.calendar.between(self.entered_at, person.since, count)
        for position, at in enumerate(times[: person.reached - 1], start=2):
            yield at, self._to(position)
        if person.name in _ASIDE:
            yield from _ASIDE[person.name](self, times)
        if person.ending == "hired":
            yield times[-1], self._hire
        elif person.ending:
            yield times[-1], self._end(person.ending)

    def _undone(self, times):
        at = self.calendar.working_time(times[-1] + timedelta(days=1))
        return [(at, self._to(self.person.reached + 1)), (at + timedelta(minutes=6), self._undo)]

    def _reopened(self, times):
        first, second = self.calendar.two_within(*times[-2:])
        return [(first, self._end("Somebody else fits better")), (second, self._reopen)]

    def _moved_back(self, times):
        first, second = self.calendar.two_within(*times[-2:])
        back = self.person.reached - 2
        return [(first, self._to(back)), (second, self._to(back + 1))]

    def _unhired(self, times):
        first, second = self.calendar.two_within(*times[-2:])
        return [(first, self._hire), (second, self._unhire)]

    def _to(self, position: int) -> Callable[[datetime], None]:
        by = self.decider if position > 4 else self.recruiter

        def do(at: datetime) -> None:
            self._review(at)
            self._take(at, by, lambda now: steps.to_stage(now, _stages(now)[position - 1].pk))

        return do

    def _end(self, reason: str) -> Callable[[datetime], None]:
        def do(at: datetime) -> None:
            self._review(at)
            why = EndReason.objects.get(name=reason)
            kind = APPLIED_BY[Status(why.status)]
            self._take(at, self.recruiter, lambda now: steps.end(now, kind, why))

        return do

    def _hire(self, at: datetime) -> None:
        opening = queries.lowest_available(Application.objects.get(pk=self.application_id).posting_id)
        self._take(at, self.decider, lambda now: steps.hire(now, opening))

    def _unhire(self, at: datetime) -> None:
        reason = EndReason.objects.get(name="Took another offer")
        self._take(at, self.recruiter, lambda now: steps.unhire(now, reason, note="Wrote two days after signing."))

    def _reopen(self, at: datetime) -> None:
        note = "The one who was preferred withdrew."
        self._take(at, self.recruiter, lambda now: steps.reopen(now, None, note=note))

    def _undo(self, at: datetime) -> None:
        self._take(at, self.decider, lambda now: steps.undo(now, queries.last_standing(self.application_id)))

    def _take(self, at: datetime, by: User, decide: Callable[[Situation], Step]) -> None:
        """A move as candidates.moves writes it, but with a clock that shows another time."""
        with door(user=by.pk, door=Door.PAGE):
            locks.hold_application(self.application_id)
            now = replace(read(self.application_id), now=at)
            move_id = write_move(now.application, now.last, decide(now), by_id=by.pk, door=Door.PAGE, key=None)
            consequences.follow(now.application, StageMove.objects.get(pk=move_id))

    def _review(self, at: datetime) -> None:
        application = Application.objects.get(pk=self.application_id)
        if application.reviewed_at is None:
            with door(user=self.recruiter.pk, door=Door.PAGE):
                changes = {"reviewed_at": at, "reviewed_by": self.recruiter}
                application.save_edit(seen=application.revision, changes=changes)


_ASIDE = {
    people.UNDONE: Way._undone,
    people.REOPENED: Way._reopened,
    people.MOVED_BACK: Way._moved_back,
    people.UNHIRED: Way._unhired,
}


def _stages(now: Situation) -> list[Stage]:
    return list(Stage.objects.filter(posting=now.application.posting_id).in_order())
