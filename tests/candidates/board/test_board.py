"""The board through HTTP: what it shows, to whom, in how many queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from candidates.interviews.models import Answer, Interview, Participant
from candidates.models import Application, Status
from candidates.moves import actions
from postings.models import Posting
from recruiting.people.models import Organisation
from tests.factories import CandidateFactory, a_posting, a_reason, an_application, on_team

pytestmark = pytest.mark.django_db
QUERIES = (
    13  # session, user, posting, organisation, stages, heads, cards, statuses, openings, hired, seats, filled, team
)


def url(posting, *more) -> str:
    return f"/postings/{posting.pk}/board/" + "".join(f"{part}/" for part in more)


def text_of(browser, path, **headers) -> str:
    response = browser.get(path, headers=headers)
    assert response.status_code == 200, path
    return response.content.decode()


def an_interview(application, user, *, starts_in=timedelta(hours=2), **fields):
    starts = timezone.now() + starts_in
    interview = Interview.objects.create(
        application=application,
        title="Team interview",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        time_zone="Europe/Lisbon",
        planned_by=user,
        **fields,
    )
    Participant.objects.create(interview=interview, user=user)
    return interview


def column(text, name) -> str:
    """The piece of the page that is one column."""
    start = text.index(f'<span>{name}</span>&nbsp;<span class="count">')
    return text[start : text.index("</section>", start)]


def test_columns_cards_and_seats(posting, recruiter, browser_of):
    first = an_application(posting, candidate=CandidateFactory(full_name="Zsófia Szentgyörgyi"))
    second = an_application(posting, candidate=CandidateFactory(full_name="Bùi Minh Quân", headline="Rails developer"))
    hired = an_application(posting, candidate=CandidateFactory(full_name="Óscar Iván Bermúdez"))
    actions.advance(second.pk, version=1, by=recruiter)
    actions.hire(hired.pk, version=1, by=recruiter)
    text = text_of(browser_of(recruiter), url(posting))
    applied, screen, over = column(text, "Applied"), column(text, "Recruiter screen"), column(text, "Hired")
    assert f'id="a-{first.pk}"' in applied and "No headline" in applied and "<b>Us</b> review" in applied
    assert f'id="a-{second.pk}"' in screen and "Rails developer" in screen and "<b>Us</b> decide" in screen
    assert "Óscar Iván Bermúdez" in over and "Opening 1" in over
    assert over.count('class="seat"') == 1 and "Opening 2" in over
    assert "Nobody here" in column(text, "Offer")


def test_days_are_amber_on_the_target_and_red_past_it(posting, recruiter, browser_of, time_machine):
    Organisation.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Lisbon"})
    for at in ("2026-11-18T10:00:00Z", "2026-11-20T10:00:00Z", "2026-11-23T10:00:00Z"):
        time_machine.move_to(at)
        an_application(posting)
    time_machine.move_to("2026-11-24T10:00:00Z")
    applied = column(text_of(browser_of(recruiter), url(posting)), "Applied")
    assert 'data-at="over">6d<i>+2</i>' in applied  # Wednesday to Tuesday: four working days, target two
    assert 'data-at="due">4d' in applied
    assert '<span class="days">1d' in applied
    assert "median 4 d · target 2 d" in applied and "1 past" in applied


def test_the_next_interview_says_whose_turn_it_is(posting, recruiter, interviewer, browser_of):
    asked, agreed, declined, held = (an_application(posting) for _ in range(4))
    an_interview(asked, interviewer)
    an_interview(agreed, interviewer, candidate_answer=Answer.ACCEPTED)
    an_interview(declined, interviewer, candidate_answer=Answer.DECLINED)
    an_interview(held, interviewer, starts_in=-timedelta(hours=3))
    text = text_of(browser_of(recruiter), url(posting))
    for application, words in (
        (asked, "<b>Candidate</b> confirm"),
        (agreed, "<b>Ines</b> interview"),
        (declined, "<b>Us</b> find a new time"),
        (held, "<b>Us</b> review"),
    ):
        card = text[text.index(f'id="a-{application.pk}"') :]
        assert words in card[: card.index("</li>")]
    assert "Next: us 2, interviewers 1, candidates 1" in text


def test_a_long_column_shows_twenty_and_the_rest_on_demand(posting, recruiter, browser_of):
    names = [an_application(posting).candidate.full_name for _ in range(45)]
    browser = browser_of(recruiter)
    text = text_of(browser, url(posting))
    assert text.count('class="card"') == 20 and "20 of 45 shown" in text and '<span class="count">45</span>' in text
    found = [name for name in names if f">{name}</a>" in text]
    for expected in (20, 5):
        address = text.split('data-hx-get="/postings')[-1].split('"')[0].replace("&amp;", "&")
        assert "/board/stage/" in address
        text = text_of(browser, "/postings" + address, **{"HX-Request": "true"})
        assert text.count('class="card"') == expected and "<html" not in text
        found += [name for name in names if f">{name}</a>" in text]
    assert sorted(found) == sorted(names) and "Show more" not in text


def test_more_of_a_column_with_a_broken_address_is_not_found(posting, recruiter, browser_of):
    stage = posting.stages.get(position=1)
    for query in ("", "?rank=x", "?rank=x&after=y"):
        assert browser_of(recruiter).get(f"/postings/{posting.pk}/board/stage/{stage.pk}/{query}").status_code == 404


def test_ended_are_counted_and_listed(posting, recruiter, browser_of):
    application = an_application(posting)
    an_application(posting)
    reason = a_reason()
    actions.reject(application.pk, reason_id=reason.pk, version=1, by=recruiter)
    browser = browser_of(recruiter)
    assert "Ended <b>1</b>" in text_of(browser, url(posting))
    text = text_of(browser, f"/postings/{posting.pk}/list/?status=ended")
    assert application.candidate.full_name in text and reason.name in text and "1 to 1 of 1" in text


def test_the_list_finds_by_stage_status_and_name(posting, recruiter, browser_of):
    ana = an_application(posting, candidate=CandidateFactory(full_name="Ana Quispe"))
    bui = an_application(posting, candidate=CandidateFactory(full_name="Bùi Quân"))
    actions.advance(bui.pk, version=1, by=recruiter)
    browser, path = browser_of(recruiter), f"/postings/{posting.pk}/list/"
    for query, names in (
        ("", {"Ana Quispe", "Bùi Quân"}),
        ("?q=qui", {"Ana Quispe"}),
        ("?q=quan bui", {"Bùi Quân"}),
        (f"?stage={bui.stage_id}", {"Ana Quispe"}),
        (f"?stage={posting.stages.get(position=2).pk}", {"Bùi Quân"}),
        ("?status=hired", set()),
        ("?status=nonsense", {"Ana Quispe", "Bùi Quân"}),
    ):
        text = text_of(browser, path + query)
        assert {name for name in ("Ana Quispe", "Bùi Quân") if name in text} == names, query
    assert ana.pk != bui.pk


def test_filters_choose_cards_by_address_and_heads_count_all(posting, recruiter, interviewer, browser_of, time_machine):
    time_machine.move_to("2026-11-10T10:00:00Z")
    late = an_application(posting, candidate=CandidateFactory(full_name="Ana Quispe"))
    time_machine.move_to("2026-11-24T10:00:00Z")
    asked, agreed = (an_application(posting) for _ in range(2))
    an_interview(asked, interviewer)
    an_interview(agreed, interviewer, candidate_answer=Answer.ACCEPTED)
    browser = browser_of(recruiter)
    for query, shown in (
        ("", {late, asked, agreed}),
        ("?acts=us", {late}),
        ("?acts=candidate", {asked}),
        ("?acts=interviewer", {agreed}),
        ("?past=true", {late}),
        ("?acts=candidate&past=true", set()),
        ("?q=quís", {late}),
        ("?acts=nonsense", {late, asked, agreed}),
    ):
        text = text_of(browser, url(posting) + query)
        assert {one for one in (late, asked, agreed) if f'id="a-{one.pk}"' in text} == shown, query
        assert '<span>Applied</span>&nbsp;<span class="count">3</span>' in text
    text = text_of(browser, url(posting) + "?acts=us")
    assert f'href="{url(posting, late.pk)}?acts=us"' in text, "the panel keeps the filter"
    assert f'href="{url(posting)}?acts=us&amp;past=true"' in text and f'href="{url(posting)}?"' in text


# ---------------------------------------------------------------- the panel


def test_the_panel_opens_over_the_board_and_alone_for_htmx(application, recruiter, browser_of):
    browser, path = browser_of(recruiter), url(application.posting, application.pk)
    whole = text_of(browser, path)
    assert 'class="panel"' in whole and 'class="board"' in whole and "data-open" in whole
    part = text_of(browser, path, **{"HX-Request": "true", "HX-Target": "panel"})
    assert 'class="panel"' in part and 'class="board"' not in part and "<html" not in part
    closed = text_of(browser, url(application.posting), **{"HX-Request": "true", "HX-Target": "panel"})
    assert closed.strip() == '<aside id="panel" hidden></aside>'


def test_back_in_the_browser_gets_the_whole_page(application, recruiter, browser_of):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in text_of(browser_of(recruiter), url(application.posting, application.pk), **headers)


def test_the_answer_varies_by_what_htmx_asks_for(application, recruiter, browser_of):
    response = browser_of(recruiter).get(url(application.posting))
    assert {"HX-Request", "HX-Target", "HX-History-Restore-Request"} <= set(response.headers["Vary"].split(", "))


def test_an_application_of_another_posting_has_no_panel_here(application, recruiter, browser_of):
    other = an_application(a_posting())
    assert browser_of(recruiter).get(url(application.posting, other.pk)).status_code == 404


def test_who_may_only_look_gets_no_actions(application, recruiter, coordinator, browser_of):
    path = url(application.posting, application.pk)
    assert "Advance to Recruiter screen" in text_of(browser_of(recruiter), path)
    text = text_of(browser_of(coordinator), path)
    assert "Advance" not in text and "Reject" not in text and "data-may-move" not in text
    assert "Plan" in text  # a coordinator plans interviews


# ---------------------------------------------------------------- who sees what


def test_strangers_and_the_signed_out(application, stranger, browser_of, client):
    for path in (
        url(application.posting),
        url(application.posting, application.pk),
        f"/postings/{application.posting_id}/board/stage/{application.stage_id}/?rank=a&after=1",
        f"/postings/{application.posting_id}/list/",
    ):
        assert browser_of(stranger).get(path).status_code == 404
        response = client.get(path)
        assert response.status_code == 302 and response.headers["Location"].startswith("/account/login/")
        assert browser_of(stranger).post(path).status_code == 405


def test_an_interviewer_sees_only_their_own_candidates(posting, interviewer, browser_of):
    mine, other = an_application(posting), an_application(posting)
    an_interview(mine, interviewer)
    text = text_of(browser_of(interviewer), url(posting))
    assert mine.candidate.full_name in text and other.candidate.full_name not in text
    assert column(text, "Applied").startswith('<span>Applied</span>&nbsp;<span class="count">1</span>')
    assert browser_of(interviewer).get(url(posting, other.pk)).status_code == 404


def test_a_recruiter_does_not_see_a_confidential_board_or_their_own_card(posting, recruiter, browser_of):
    mine = an_application(posting, candidate=CandidateFactory(user=recruiter, full_name="Rita Herself"))
    browser = browser_of(recruiter)
    assert "Rita Herself" not in text_of(browser, url(posting))
    assert browser.get(url(posting, mine.pk)).status_code == 404
    Posting.objects.filter(pk=posting.pk).update(confidential=True)
    assert browser.get(url(posting)).status_code == 404
    on_team(posting, "recruiter")
    assert browser.get(url(posting)).status_code == 404


# ---------------------------------------------------------------- how much it asks


@pytest.mark.parametrize("cards", [5, 25])
def test_the_board_makes_the_same_queries_for_five_and_twenty_five(
    posting, recruiter, interviewer, browser_of, django_assert_num_queries, cards
):
    for number in range(cards):
        application = an_application(posting)
        if number % 2:
            actions.advance(application.pk, version=1, by=recruiter)
        if number % 3:
            an_interview(application, interviewer)
    actions.hire(an_application(posting).pk, version=1, by=recruiter)
    browser = browser_of(recruiter)
    browser.get(url(posting))
    with django_assert_num_queries(QUERIES):
        text = text_of(browser, url(posting))
    assert text.count('class="card"') == cards + 1
    assert Application.objects.filter(status=Status.ACTIVE).count() == cards
