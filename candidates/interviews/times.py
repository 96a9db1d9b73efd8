"""Wall clocks and instants. A wall clock jumps: some local times never happen, and some happen twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _


def instant(local: datetime, zone: str, *, second: bool = False) -> datetime:
    """The instant of a wall-clock time; of one that happens twice the first, or the ``second``."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=int(second)).astimezone(UTC)


def never_happens(local: datetime, zone: str) -> bool:
    """Skipped when the clocks go forward: there and back it is another time."""
    return wall(instant(local, zone), zone) != local


def happens_twice(local: datetime, zone: str) -> bool:
    """Repeated when the clocks go back."""
    return not never_happens(local, zone) and instant(local, zone) != instant(local, zone, second=True)


def wall(at: datetime, zone: str) -> datetime:
    """What a clock in ``zone`` shows."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def offset(at: datetime, zone: str) -> str:
    """UTC+5:30, UTC+0, and a true minus sign before the rest."""
    ahead = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = int(ahead.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "\N{MINUS SIGN}" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def zone_words(at: datetime, zone: str) -> str:
    """Europe/Lisbon, UTC+0."""
    return f"{zone.replace('_', ' ')}, {offset(at, zone)}"


def town(zone: str) -> str:
    """Sao Paulo, of America/Sao_Paulo."""
    return zone.rpartition("/")[2].replace("_", " ")


def span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Thursday 26 November 2026, 14:00–15:00 (Europe/Lisbon, UTC+0), for mail: the zone is never left to be guessed."""
    start, end = (at.astimezone(ZoneInfo(zone)) for at in (starts_at, ends_at))
    day = date_format(start, "l j F Y")
    until = "" if start.date() == end.date() else date_format(end, "l j F") + " "
    return f"{day}, {start:%H:%M}–{until}{end:%H:%M} ({zone_words(starts_at, zone)})"


def short_span(starts_at: datetime, ends_at: datetime) -> str:
    """Thu 26 Nov, 14:00–15:00, in the reader's zone, which the page names; with the year if that is another."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    today = timezone.localdate()
    year = "" if start.year == today.year else " Y"
    day = _("Today") if start.date() == today else date_format(start, f"D j M{year}")
    return f"{day}, {time_format(start.time(), 'H:i')}–{time_format(end.time(), 'H:i')}"
