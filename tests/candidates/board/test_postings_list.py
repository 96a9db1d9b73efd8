"""The list of postings through HTTP."""

import pytest
from django.utils import timezone

from candidates.board.listing import bars
from candidates.moves import actions
from postings.models import Posting, TeamMember
from tests.factories import a_posting, an_application, on_team

pytestmark = pytest.mark.django_db
QUERIES = 11


def text_of(browser, query="") -> str:
    response = browser.get("/postings/" + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_row_says_title_place_counts_openings_and_days(posting, administrator, recruiter, browser_of):
    changes = {"department": "Platform", "workplace": "remote", "location": "Latin America"}
    Posting.objects.filter(pk=posting.pk).update(opened_at=timezone.now() - timezone.timedelta(days=41), **changes)
    one, two, three = (an_application(posting) for _ in range(3))
    actions.advance(one.pk, version=1, by=recruiter)
    actions.hire(two.pk, version=1, by=recruiter)
    text = text_of(browser_of(recruiter))
    assert "Platform · Remote, Latin America" in text
    assert "Applied 1, Recruiter screen 1, Technical task 0" in text and "Hired 1" in text
    assert "1 of 2" in text and ">41<" in text and administrator.name in text
    assert three.pk and f'href="/postings/{posting.pk}/board/"' in text


def test_bars_are_drawn_to_the_largest_and_zero_has_none():
    drawn = bars([340, 28, 0, 2])
    assert [(bar.x, bar.count, bar.hired) for bar in drawn] == [
        (0, 340, False), (35, 28, False), (70, 0, False), (105, 2, True),
    ]  # fmt: skip
    assert (drawn[0].height, drawn[2].height) == (20, 0)
    assert [bar.y + bar.height for bar in drawn] == [33, 33, 33, 33]
    assert drawn[1].height > drawn[3].height == 2


def test_filters_live_in_the_address(administrator, recruiter, browser_of):
    a_posting(by=administrator, title="Ledger Engineer", department="Platform")
    a_posting(by=administrator, title="Support Lead", department="Support", location="Lisbon")
    a_posting(by=administrator, title="Old Job", status="closed")
    browser = browser_of(recruiter)
    titles = ("Ledger Engineer", "Support Lead", "Old Job")
    for query, found in (
        ("", {"Ledger Engineer", "Support Lead"}),
        ("?status=closed", {"Old Job"}),
        ("?q=lisbon lead", {"Support Lead"}),
        ("?department=Platform", {"Ledger Engineer"}),
        ("?mine=true", set()),
        ("?q=%25", set()),
    ):
        text = text_of(browser, query)
        assert {title for title in titles if f">{title}</a>" in text} == found, query
    assert "Closed 1" in text_of(browser) and "Open 1" in text_of(browser, "?q=lead")


def test_mine_are_those_whose_team_one_is_on(posting, administrator, recruiter, browser_of):
    TeamMember.objects.create(posting=posting, user=recruiter, role="recruiter")
    other = a_posting(by=administrator, title="Other Job")
    text = text_of(browser_of(recruiter), "?mine=true")
    assert f"/postings/{posting.pk}/" in text and f"/postings/{other.pk}/" not in text


def test_who_sees_which(posting, interviewer, stranger, recruiter, browser_of, client):
    row = f'href="/postings/{posting.pk}/board/"'
    assert row in text_of(browser_of(interviewer)) and row in text_of(browser_of(recruiter))
    assert row not in text_of(browser_of(stranger))
    Posting.objects.filter(pk=posting.pk).update(confidential=True)
    assert row not in text_of(browser_of(recruiter))
    assert client.get("/postings/").headers["Location"].startswith("/account/login/")


def test_an_interviewer_is_not_told_how_many_there_are(posting, interviewer, browser_of):
    an_application(posting)
    assert "Applied 0, Recruiter screen 0" in text_of(browser_of(interviewer))
    assert "New posting" not in text_of(browser_of(interviewer))


def test_pages_of_fifty(administrator, recruiter, browser_of):
    for number in range(51):
        a_posting(by=administrator, title=f"Job {number}")
    browser = browser_of(recruiter)
    assert "1 to 50 of 51" in text_of(browser, "?q=job") and "q=job&amp;page=2" in text_of(browser, "?q=job")
    assert "51 to 51 of 51" in text_of(browser, "?q=job&page=2")


@pytest.mark.parametrize("rows", [5, 25])
def test_the_list_makes_the_same_queries_for_five_and_twenty_five(
    administrator, recruiter, browser_of, django_assert_num_queries, rows
):
    for _ in range(rows):
        posting = a_posting(by=administrator)
        on_team(posting, "interviewer")
        an_application(posting, by=administrator)
    browser = browser_of(recruiter)
    browser.get("/postings/")
    with django_assert_num_queries(QUERIES):
        assert text_of(browser).count('class="row-title"') == rows
