"""The week of interviews: where each stands, in whose zone, and what overlaps."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from candidates.interviews import actions
from candidates.interviews.models import Interview
from candidates.interviews.week import Week
from recruiting.people.models import User
from tests.candidates.interviews.conftest import NOW, START
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LISBON = ZoneInfo("Europe/Lisbon")


@pytest.fixture
def week(browser_of, recruiter):
    """week("2026-W13", "&who=mine"): the calendar that the page shows."""
    User.objects.filter(pk=recruiter.pk).update(time_zone="Europe/Lisbon")
    recruiter.refresh_from_db()

    def shown(name: str = "", query: str = "", by: User | None = None):
        address = f"{reverse('interviews')}?view=week&week={name}{query}"
        return browser_of(by or recruiter).get(address).context["calendar"]

    return shown


def drawn(calendar) -> list[tuple]:
    """(day of the month, from, to, lane, how many) of everything in it."""
    return [(day.date.day, box.start, box.end, box.lane, len(box.events)) for day in calendar.days for box in day.boxes]


def lisbon(day: int, hour: int, minute: int = 0, *, month: int = 3, second: bool = False) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LISBON, fold=int(second))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_interview_stands_on_its_day_from_its_hour_to_its_end(plan, browser_of, recruiter, week, headers):
    interview = plan()
    answer = browser_of(recruiter).get(reverse("interviews"), headers=headers)
    page = answer.content.decode()
    assert ("<html" in page) == (not headers)
    assert '<li class="cal-at" data-from="14:00" data-to="15:00">' in page
    assert reverse("interview", args=[interview.pk]) in page and 'hours">14:00–15:00' in page
    assert "times in Europe/Lisbon, UTC+0, then UTC+1" in page  # the clocks go forward on Sunday
    assert "style=" not in page
    assert drawn(answer.context["calendar"]) == [(26, "14:00", "15:00", 0, 1)]


def test_the_hours_are_those_of_the_readers_clocks(plan, week, tomasz):
    plan(starts_at=lisbon(26, 23, 30), ends_at=lisbon(27, 0, 30))
    assert drawn(week()) == [(26, "23:30", "24:00", 0, 1), (27, "00:00", "00:30", 0, 1)]  # over midnight in Lisbon
    calendar = week(by=tomasz)
    assert drawn(calendar) == [(27, "00:30", "01:30", 0, 1)]
    assert (calendar.first_hour, calendar.last_hour) == (0, 18)


def test_an_interview_of_sunday_night_is_in_the_week_that_the_reader_is_in(plan, week, tomasz):
    half = timedelta(minutes=30)
    for at in (lisbon(29, 22, 30), lisbon(29, 23, 30)):  # in Warsaw the second is on Monday
        plan(starts_at=at, ends_at=at + half)
    assert [at[:2] for at in drawn(week())] == [(29, "22:30"), (29, "23:30")]
    assert [at[:2] for at in drawn(week(by=tomasz))] == [(29, "23:30")]
    assert [at[:2] for at in drawn(week("2026-W14", by=tomasz))] == [(30, "00:30")]


def test_where_the_clocks_go_forward_an_hour_is_missing(plan, week):
    plan(starts_at=lisbon(29, 0, 30), ends_at=lisbon(29, 2, 30))  # one hour long
    (box,) = week().days[-1].boxes
    assert (box.start, box.end, box.events[0].hours) == ("00:30", "02:30", "00:30–02:30")


def test_where_the_clocks_go_back_the_offset_says_which_hour(plan, week):
    plan(starts_at=lisbon(25, 1, 30, month=10), ends_at=lisbon(25, 1, 15, month=10, second=True))
    plan(starts_at=lisbon(25, 1, 30, month=10, second=True))
    calendar = week("2026-W43")
    assert drawn(calendar) == [(25, "01:30", "02:30", 1, 1), (25, "01:30", "02:00", 2, 1)]
    words = [box.events[0].hours for box in calendar.days[-1].boxes]
    assert words == ["01:30–02:30 UTC+0", "01:30–01:15 UTC+1"]
    assert calendar.clashes == 0  # beside each other on the clock, and yet one after the other


def test_what_overlaps_stands_beside_each_other(plan, week):
    plan(starts_at=lisbon(26, 10), participants=[])
    plan(starts_at=lisbon(26, 10, 30), participants=[])
    plan(starts_at=lisbon(26, 11), participants=[])  # the first lane is free again
    plan(starts_at=lisbon(26, 15), participants=[])
    assert drawn(week()) == [
        (26, "10:00", "11:00", 1, 1),
        (26, "10:30", "11:30", 2, 1),
        (26, "11:00", "12:00", 1, 1),
        (26, "15:00", "16:00", 0, 1),
    ]
    assert [day.lanes for day in week().days] == [1, 1, 1, 2, 1]


def test_for_whom_there_is_no_room_is_behind_a_word(plan, week, browser_of, recruiter):
    found = {plan(participants=[]).pk for _n in range(6)}
    calendar = week()
    assert [(lane, many) for *_at, lane, many in drawn(calendar)] == [(1, 1), (2, 1), (3, 1), (4, 3)]
    page = browser_of(recruiter).get(reverse("interviews")).content.decode()
    assert "<summary>3 more</summary>" in page
    assert all(reverse("interview", args=[pk]) in page for pk in found)


def test_who_is_in_two_at_once_is_a_clash(plan, week, tomasz):
    one, two = plan(), plan(starts_at=START + timedelta(minutes=30))
    plan(starts_at=START + timedelta(minutes=90))  # begins when the second ends
    plan(starts_at=START, participants=[UserFactory()])
    kinds = {event.id: event.kind for day in week().days for box in day.boxes for event in box.events}
    assert {pk for pk, kind in kinds.items() if kind == "clash"} == {one.pk, two.pk}
    actions.answer(one.pk, answer="declined", by=tomasz)
    assert week().clashes == 0


def test_a_cancelled_one_is_struck_and_who_answered_shows(plan, week, tomasz, recruiter):
    one = plan()
    actions.answer(one.pk, answer="accepted", by=tomasz)
    assert week().days[3].boxes[0].events[0].kind == "sure"
    actions.answer(one.pk, answer="declined", by=tomasz)
    assert week().days[3].boxes[0].events[0].kind == "declined"
    actions.cancel(one.pk, because="Ill", revision=Interview.objects.get().revision, by=recruiter)
    assert week().days[3].boxes[0].events[0].kind == "off"


def test_mine_leaves_out_the_others_and_stays_in_every_link(plan, week, browser_of, tomasz):
    plan(participants=[])
    plan(starts_at=START + timedelta(days=1))
    assert len(drawn(week())) == 2 and drawn(week(query="&who=mine")) == []
    answer = browser_of(tomasz).get(f"{reverse('interviews')}?week=2026-W13&who=mine")
    assert [at[0] for at in drawn(answer.context["calendar"])] == [27]
    page = answer.content.decode()
    assert "?view=week&amp;week=2026-W12&amp;who=mine" in page and "?view=week&amp;week=2026-W14&amp;who=mine" in page
    assert "?view=list&amp;show=past&amp;who=mine" in page and 'href="/interviews/?view=week&amp;week=2026-W13"' in page


def test_today_is_marked_and_the_end_of_the_week_is_there_when_something_is(plan, week):
    calendar = week()
    assert [day.date.day for day in calendar.days if day.is_today] == [24]
    assert (calendar.now, len(calendar.days)) == ("10:00", 5)
    plan(starts_at=lisbon(29, 12))
    assert [day.date.day for day in week().days] == [23, 24, 25, 26, 27, 29]
    assert not any(day.is_today for day in week("2026-W14").days)


@pytest.mark.parametrize("name", ["", "2026-W54", "2026-W00", "26-W13", "9999-W52", "week", "2026-13"])
def test_what_names_no_week_is_the_present_one(name):
    assert Week.asked(name, now=NOW, zone="Europe/Lisbon").name == "2026-W13"


def test_weeks_follow_each_other_over_the_year():
    last = Week.asked("2026-W53", now=NOW, zone="Europe/Lisbon")
    assert (last.previous.name, last.next.name, last.words) == (
        "2026-W52", "2027-W01", "28 December to 3 January 2027",
    )  # fmt: skip


def test_what_is_read_answers_head(plan, browser_of, recruiter):
    addresses = [reverse("interviews"), reverse("interview", args=[plan().pk]), reverse("outbox"), reverse("imports")]
    assert [browser_of(recruiter).head(address).status_code for address in addresses] == [200] * 4


def hands_of(browser) -> list[tuple[str, list[str]]]:
    shown = browser.get(reverse("interviews")).context["hands"]
    return [(hand.who, [label for label, _url in hand.acts]) for hand in shown]


def test_what_needs_a_hand_stands_beside_the_week_with_what_can_be_done(plan, tomasz, recruiter, browser_of, clock):
    one, two = plan(starts_at=lisbon(26, 14)), plan(starts_at=lisbon(26, 14, 30))
    name = str(one.application.candidate)
    browser = browser_of(recruiter)
    assert hands_of(browser) == [(f"{tomasz} is in two at once", [f"Move {name}…", f"Move {name}…"])]
    actions.answer(two.pk, answer="declined", by=tomasz)
    assert hands_of(browser) == [(f"{tomasz} declined", ["Other people…", "Another time…"])]
    clock.move_to(lisbon(27, 9))
    assert hands_of(browser) == [(f"How did it go with {name}?", [])] * 2
    assert hands_of(browser_of(tomasz)) == [(f"How did it go with {name}?", [])] * 2


def test_nobody_is_offered_what_they_may_not_do(plan, tomasz, coordinator, hiring_manager, browser_of):
    for minute in (0, 30):
        plan(starts_at=lisbon(26, 14, minute))
    assert len(hands_of(browser_of(coordinator))) == 1
    assert hands_of(browser_of(hiring_manager)) == hands_of(browser_of(tomasz)) == []


def test_a_candidate_is_not_asked_to_talk_at_night_unseen(plan, application, recruiter, browser_of):
    type(application.candidate).objects.filter(pk=application.candidate_id).update(time_zone="America/Mexico_City")
    plan(starts_at=lisbon(26, 10))  # 04:00 there
    plan(starts_at=lisbon(26, 16))
    assert hands_of(browser_of(recruiter)) == [("04:00 Mexico City", ["Another time…"])]


def test_a_second_zone_stands_beside_the_readers(plan, application, recruiter, browser_of):
    browser, address = browser_of(recruiter), reverse("interviews")
    assert browser.get(address).context["beside"].zone == ""  # nobody reads other hours
    type(application.candidate).objects.filter(pk=application.candidate_id).update(time_zone="Asia/Kolkata")
    plan(participants=[])
    found = browser.get(address).context["beside"]
    assert (found.zone, found.hours[0]) == ("Asia/Kolkata", ("08", "13:30"))
    assert browser.get(address, {"beside": ""}).context["beside"].zone == ""
    chosen = browser.get(address, {"beside": "America/Sao_Paulo", "week": "2026-W14"})
    assert chosen.context["beside"].hours[0] == ("08", "05")
    assert "week=2026-W15&amp;beside=America%2FSao_Paulo" in chosen.content.decode()
    assert browser.get(address, {"beside": "Nowhere/Land"}).context["beside"].zone == ""
