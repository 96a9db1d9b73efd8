"""Wall clocks: which times never happen, which happen twice, and how an instant is written."""

from datetime import UTC, datetime, timedelta

import pytest

from candidates.interviews import times


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("local", "zone", "never", "twice"),
    [
        ("2026-03-26T14:00", "Europe/Lisbon", False, False),
        ("2026-03-29T00:59", "Europe/Lisbon", False, False),
        ("2026-03-29T01:00", "Europe/Lisbon", True, False),
        ("2026-03-29T01:59", "Europe/Lisbon", True, False),
        ("2026-03-29T02:00", "Europe/Lisbon", False, False),
        ("2026-10-25T00:59", "Europe/Lisbon", False, False),
        ("2026-10-25T01:00", "Europe/Lisbon", False, True),
        ("2026-10-25T01:59", "Europe/Lisbon", False, True),
        ("2026-10-25T02:00", "Europe/Lisbon", False, False),
        ("2026-04-05T01:45", "Australia/Lord_Howe", False, True),  # half an hour
        ("2011-12-30T12:00", "Pacific/Apia", True, False),  # a day that was skipped
        ("2026-03-29T01:30", "UTC", False, False),
    ],
)
def test_which_times_happen_and_how_often(local, zone, never, twice):
    assert (times.never_happens(at(local), zone), times.happens_twice(at(local), zone)) == (never, twice)


def test_the_second_of_two_is_the_later():
    first, second = (times.instant(at("2026-10-25T01:30"), "Europe/Lisbon", second=which) for which in (False, True))
    assert second - first == timedelta(hours=1)
    assert (times.offset(first, "Europe/Lisbon"), times.offset(second, "Europe/Lisbon")) == ("UTC+1", "UTC+0")


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("Asia/Kolkata", "UTC+5:30"), ("America/St_Johns", "UTC\N{MINUS SIGN}3:30"), ("UTC", "UTC+0")],
)
def test_an_offset_is_written_as_people_write_it(zone, offset):
    assert times.offset(datetime(2026, 1, 1, tzinfo=UTC), zone) == offset


@pytest.mark.parametrize(
    ("start", "minutes", "words"),
    [
        ("2026-03-26T14:00+00:00", 60, "Thursday 26 March 2026, 14:00–15:00 (Europe/Lisbon, UTC+0)"),
        ("2026-03-26T23:30+00:00", 60, "Thursday 26 March 2026, 23:30–Friday 27 March 00:30 (Europe/Lisbon, UTC+0)"),
    ],
)
def test_a_span_names_its_day_and_zone(start, minutes, words):
    assert times.span(at(start), at(start) + timedelta(minutes=minutes), "Europe/Lisbon") == words
