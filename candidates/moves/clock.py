"""How long somebody stands in a stage: calendar days in the organisation's zone; targets count its working days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, DateTimeField, Q, Value, When

from postings.pipelines.models import Stage
from recruiting.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Days:
    """``at``: "" before the target, "due" on it, "over" past it by ``over`` working days."""

    days: int
    target: int | None = None
    at: str = ""
    over: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    now: datetime
    zone: ZoneInfo
    working_days: frozenset[int]

    @classmethod
    def of(cls, organisation: Organisation, now: datetime) -> "Clock":
        working = frozenset(organisation.working_days) or frozenset(range(1, 8))
        return cls(now, ZoneInfo(organisation.time_zone), working)

    @property
    def today(self) -> date:
        return self.date(self.now)

    def date(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def days(self, since: datetime, until: datetime | None = None) -> int:
        return (self.date(until or self.now) - self.date(since)).days

    def working_days_since(self, since: datetime) -> int:
        """Working days after the day of ``since``, today included."""
        begun = self.date(since)
        weeks, rest = divmod((self.today - begun).days, 7)
        odd = sum((begun + timedelta(days=n)).isoweekday() in self.working_days for n in range(1, rest + 1))
        return weeks * len(self.working_days) + odd

    def standing(self, since: datetime, target: int | None) -> Days:
        days = self.days(since)
        if target is None:
            return Days(days)
        over = self.working_days_since(since) - target
        return Days(days, target, "over" if over > 0 else "due" if over == 0 else "", max(over, 0))

    def past_before(self, target: int) -> datetime:
        """Whoever entered before this moment is past ``target``; the same rule as ``standing``, for a query."""
        day, counted = self.today, 0
        while counted <= target:
            counted += day.isoweekday() in self.working_days
            day -= timedelta(days=1)
        return datetime.combine(day + timedelta(days=1), time.min, self.zone)


def past_target(stages: Iterable[Stage], clock: Clock) -> Q:
    """Whoever stands in one of ``stages`` for more working days than its target."""
    targets = {stage.target_days for stage in stages if stage.target_days is not None}
    limits = [When(stage__target_days=days, then=Value(clock.past_before(days))) for days in sorted(targets)]
    if not limits:
        return Q(pk__isnull=True)
    return Q(stage_entered_at__lt=Case(*limits, default=None, output_field=DateTimeField()))
