"""A week of interviews as a calendar draws it: by what the clocks of the reader's zone show, in quarter hours."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from candidates.interviews import queries, times
from candidates.interviews.models import Answer, Interview
from recruiting.people.models import User

WORKING_HOURS = (8, 18)  # always drawn; earlier and later ones where something is in them
A_DAY = 96  # quarters
LEAST = 2  # quarters that the words need
LANES = 4  # beside each other; what is more shares the last one


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday, by its ISO name."""

    monday: date
    zone: str

    @classmethod
    def asked(cls, name: str, *, now: datetime, zone: str) -> "Week":
        """The one that is named, else the present one."""
        found = re.fullmatch(r"(20\d\d|19[789]\d)-W(\d\d)", name)
        try:
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
        except ValueError:  # a year without a 53rd
            monday = None
        today = times.wall(now, zone).date()
        return cls(monday or today - timedelta(days=today.weekday()), zone)

    @property
    def name(self) -> str:
        year, week, _day = self.monday.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def previous(self) -> "Week":
        return Week(self.monday - timedelta(days=7), self.zone)

    @property
    def next(self) -> "Week":
        return Week(self.monday + timedelta(days=7), self.zone)

    @property
    def dates(self) -> list[date]:
        return [self.monday + timedelta(days=n) for n in range(7)]

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.monday, time.min, ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def ends(self) -> datetime:
        return self.next.begins

    @property
    def words(self) -> str:
        """23 to 29 November 2026."""
        first, last = self.monday, self.dates[-1]
        start = date_format(first, "j" if first.month == last.month else "j F")
        return _("%(start)s to %(end)s") % {"start": start, "end": date_format(last, "j F Y")}

    @property
    def zone_words(self) -> str:
        """With both offsets where the clocks are changed in this week."""
        first, last = times.offset(self.begins, self.zone), times.offset(self.ends, self.zone)
        words = times.zone_words(self.begins, self.zone)
        return words if first == last else _("%(zone)s, then %(offset)s") % {"zone": words, "offset": last}


@dataclass(frozen=True, slots=True)
class Event:
    """An interview on one day, or the part of it that is on this day."""

    id: int
    candidate: str
    title: str
    hours: str
    people: str
    there: str
    state: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """A place in a day: one event, or those for which there was no room beside the others. Lane 0 is all the width."""

    events: list[Event]
    lane: int

    @property
    def start(self) -> str:
        return clock(min(event.start for event in self.events))

    @property
    def end(self) -> str:
        return clock(max(event.end for event in self.events))

    @property
    def is_short(self) -> bool:
        """There is room for one line."""
        return all(event.end - event.start <= LEAST for event in self.events)


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    is_today: bool
    boxes: list[Box]

    @property
    def lanes(self) -> int:
        return max((box.lane for box in self.boxes), default=0) or 1


@dataclass(frozen=True, slots=True)
class Calendar:
    week: Week
    days: list[Day]
    first_hour: int
    last_hour: int
    now: str  # where the line of now is, if its hour is drawn
    clashes: int

    @property
    def hours(self) -> list[str]:
        return [f"{hour:02}" for hour in range(self.first_hour, self.last_hour)]


def calendar(rows: Iterable[Interview], week: Week, user: User, now: datetime) -> Calendar:
    rows = list(rows)
    clashing = {row.pk for _colleague, one, other in overlaps(rows) for row in (one, other)}
    parts: dict[date, list[Event]] = {day: [] for day in week.dates}
    for row in rows:
        for day, start, end in _parts(row, week):
            parts[day].append(_event(row, start, end, week.zone, user, now, row.pk in clashing))
    here = times.wall(now, week.zone)
    # The end of the week is drawn only where it has something to show.
    days = [
        Day(day, day == here.date(), list(_boxes(events)))
        for day, events in parts.items()
        if events or day.weekday() < 5 or day == here.date()
    ]
    first, last = _hours([event for events in parts.values() for event in events])
    at = here.hour * 4 + here.minute // 15
    line = clock(at) if first * 4 <= at < last * 4 else ""
    return Calendar(week, days, first, last, line, len(clashing))


def overlaps(rows: Iterable[Interview]) -> Iterator[tuple[User, Interview, Interview]]:
    """Interviews whose times overlap and that expect the same colleague at both."""
    busy: dict[User, list[Interview]] = {}
    for row in rows:
        for one in row.participants.all() if row.status == Interview.Status.SCHEDULED else ():
            if one.answer != Answer.DECLINED:
                busy.setdefault(one.user, []).append(row)
    for colleague, planned in busy.items():
        planned.sort(key=lambda row: row.starts_at)
        for n, row in enumerate(planned):
            yield from ((colleague, row, other) for other in planned[n + 1 :] if other.starts_at < row.ends_at)


@dataclass(frozen=True, slots=True)
class Beside:
    """A second zone, whose hours stand beside the reader's: ``zone`` or none, and those that may be chosen."""

    zone: str
    hours: list[tuple[str, str]]  # the reader's, and the other zone's
    choices: list[tuple[str, str]]

    @property
    def town(self) -> str:
        return times.town(self.zone)


def beside(rows: Iterable[Interview], drawn: Calendar, asked: str | None) -> Beside:
    """``asked``: a zone, "" for none; None is the one of most of this week's people who are not in the reader's."""
    begins, own = drawn.week.begins, drawn.week.zone
    read: Counter[str] = Counter()
    for row in rows:
        read.update({one.user.time_zone for one in row.participants.all()})
        read[row.application.candidate.time_zone or row.time_zone] += 1
    zones = [
        zone
        for zone in sorted(read, key=lambda zone: (-read[zone], zone))
        if times.offset(begins, zone) != times.offset(begins, own)
    ]
    if asked and asked not in zones and asked in available_timezones():
        zones.append(asked)
    zone = next(iter(zones), "") if asked is None else asked if asked in zones else ""
    hours = [(hour, _hour_there(begins + timedelta(hours=int(hour)), zone) if zone else "") for hour in drawn.hours]
    return Beside(zone, hours, [(one, times.zone_words(begins, one)) for one in zones])


def _hour_there(at: datetime, zone: str) -> str:
    wall = times.wall(at, zone)
    return f"{wall:%H:%M}" if wall.minute else f"{wall:%H}"


def clock(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def _parts(row: Interview, week: Week) -> Iterator[tuple[date, int, int]]:
    """On each day of the week that it touches: from which quarter to which. A clock that is put back in between ends
    it before it began; it is drawn all the same."""
    start, end = times.wall(row.starts_at, week.zone), times.wall(row.ends_at, week.zone)
    for day in week.dates:
        if start.date() <= day <= max(start.date(), (end - timedelta(microseconds=1)).date()):
            first = (start.hour * 60 + start.minute) // 15 if day == start.date() else 0
            last = -(-(end.hour * 60 + end.minute) // 15) if day == end.date() else A_DAY
            first = min(first, A_DAY - LEAST)
            yield day, first, max(last, first + LEAST)


def _event(row: Interview, start: int, end: int, zone: str, user: User, now: datetime, clash: bool) -> Event:
    shown = queries.shaped(row, user, now)
    kind = "clash" if clash else _KINDS.get((row.status, shown.tone), "open")
    return Event(
        id=row.pk,
        candidate=shown.candidate,
        title=shown.title,
        hours=_hours_in_words(row, zone),
        people=shown.people,
        there=shown.there,
        state=_("Somebody is in two at once") if clash else shown.state,
        kind=kind,
        start=start,
        end=end,
    )


# How the day draws what queries.standing says.
_KINDS = {
    ("scheduled", "good"): "sure",
    ("scheduled", "bad"): "declined",
    ("held", "good"): "held",
    ("no_show", "bad"): "off",
    ("cancelled", "idle"): "off",
}


def _hours_in_words(row: Interview, zone: str) -> str:
    start, end = times.wall(row.starts_at, zone), times.wall(row.ends_at, zone)
    twice = times.happens_twice(start, zone) or times.happens_twice(end, zone)
    words = f"{start:%H:%M}–{end:%H:%M}"
    return f"{words} {times.offset(row.starts_at, zone)}" if twice else words


def _boxes(events: list[Event]) -> Iterator[Box]:
    """Those that overlap stand beside each other; every group of them begins where the one before has ended."""
    group: list[Event] = []
    until = 0
    for event in sorted(events, key=lambda event: (event.start, -event.end, event.id)):
        if group and event.start >= until:
            yield from _beside(group)
            group = []
        group.append(event)
        until = max(until, event.end) if group[1:] else event.end
    yield from _beside(group)


def _beside(group: list[Event]) -> Iterator[Box]:
    lanes: list[list[Event]] = []
    for event in group:
        free = next((lane for lane in lanes if lane[-1].end <= event.start), None)
        if free is None:
            lanes.append([event])
        else:
            free.append(event)
    room = LANES if len(lanes) <= LANES else LANES - 1
    boxes = [Box([event], n if lanes[1:] else 0) for n, lane in enumerate(lanes[:room], 1) for event in lane]
    yield from sorted(boxes, key=lambda box: box.start)
    if more := [event for lane in lanes[room:] for event in lane]:
        yield Box(sorted(more, key=lambda event: event.start), LANES)


def _hours(events: list[Event]) -> tuple[int, int]:
    first, last = WORKING_HOURS
    return (
        min([first, *(event.start // 4 for event in events)]),
        max([last, *(-(-event.end // 4) for event in events)]),
    )
