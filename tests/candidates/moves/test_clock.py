"""Days in a stage: calendar days in the organisation's zone, targets in its working days."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from candidates.moves.clock import Clock, Days

LISBON = ZoneInfo("Europe/Lisbon")


def clock(now, zone=LISBON, days=(1, 2, 3, 4, 5)) -> Clock:
    return Clock(datetime.fromisoformat(now).replace(tzinfo=UTC), zone, frozenset(days))


def at(text) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "target", "days"),
    [
        ("2026-11-24T09:00", 2, Days(0, 2)),
        ("2026-11-20T09:00", 2, Days(4, 2, "due")),  # Friday to Tuesday: two working days
        ("2026-11-20T09:00", 3, Days(4, 3)),
        ("2026-11-19T09:00", 2, Days(5, 2, "over", 1)),
        ("2026-11-10T09:00", 5, Days(14, 5, "over", 5)),
        ("2026-11-20T09:00", None, Days(4)),
        ("2026-11-24T09:00", 0, Days(0, 0, "due")),
    ],
)
def test_days_and_their_target(since, target, days):
    assert clock("2026-11-24T12:00").standing(at(since), target) == days


def test_the_day_is_the_organisations(since="2026-11-24T02:30"):
    late = clock("2026-11-24T03:30", ZoneInfo("America/Sao_Paulo"))
    assert (late.today.isoformat(), late.days(at(since))) == ("2026-11-24", 1)


@pytest.mark.parametrize("target", range(12))
@pytest.mark.parametrize("days", [(1, 2, 3, 4, 5), (7, 1, 2, 3, 4), (3,), (1, 2, 3, 4, 5, 6, 7)])
def test_a_query_and_a_card_agree_who_is_past_the_target(target, days):
    now = clock("2026-11-24T12:00", days=days)
    limit = now.past_before(target)
    for day in range(1, 25):
        entered = at(f"2026-11-{day:02}T15:00")
        assert (entered < limit) == (now.standing(entered, target).at == "over")
