"""Where the focus goes, what is announced; the keyboard alone, two windows, and no script at all."""

import re

import pytest

from candidates.models import Application
from recruiting.people.models import Role
from tests.factories import PASSWORD, CandidateFactory, UserFactory, a_posting, an_application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("real processes")]
playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


@pytest.fixture
def application(ines):
    return an_application(a_posting(openings=2), candidate=CandidateFactory(full_name="Camila Ferreyra"))


@pytest.fixture
def board(application, ines, page_of):
    page = page_of(ines)
    page.goto(f"/postings/{application.posting_id}/board/")
    return page


def version(application):
    return Application.objects.values_list("version", flat=True).get(pk=application.pk)


def test_the_focus_stays_with_the_card_and_keys_reach_the_notice(application, board):
    card, toast = board.locator(".card-name"), board.locator(".toast")
    board.clock.install()
    card.focus()
    board.keyboard.press("a")
    expect(toast).to_contain_text("Camila Ferreyra is in Recruiter screen")
    expect(card).to_be_focused()

    board.keyboard.press("F8")
    expect(toast.get_by_role("button", name="Undo")).to_be_focused()
    left = toast.locator(".left")
    board.clock.run_for(1100)
    stood = left.text_content()
    board.clock.run_for(5000)
    assert left.text_content() == stood
    card.focus()
    board.clock.run_for(3000)
    assert left.text_content() != stood

    board.keyboard.press("u")
    expect(board.locator(".toast", has_text="Undone")).to_be_visible()
    expect(card).to_be_focused()
    assert version(application) == 3

    board.keyboard.press("r")
    dialog = board.locator("#dialog")
    dialog.get_by_role("button", name="Reject").click()
    expect(dialog.get_by_label("Reason")).to_be_focused()
    board.keyboard.press("Escape")
    expect(card).to_be_focused()


def test_the_panel_takes_the_focus_and_gives_it_back_and_outlives_a_reload(application, board):
    card, panel = board.locator(".card-name"), board.locator(".panel")
    card.focus()
    board.keyboard.press("Enter")
    expect(panel.get_by_role("heading", name="Camila Ferreyra")).to_be_focused()
    board.reload()
    expect(panel.get_by_role("heading", name="Camila Ferreyra")).to_be_visible()
    board.get_by_role("button", name="More for Camila Ferreyra").click()
    expect(board.get_by_role("link", name="Hire…")).to_be_focused()
    board.keyboard.press("ArrowDown")
    expect(board.get_by_role("link", name="Withdrawn by the candidate…")).to_be_focused()
    board.keyboard.press("Escape")
    expect(board.get_by_role("button", name="More for Camila Ferreyra")).to_be_focused()
    board.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(card).to_be_focused()
    board.go_back()
    expect(panel).to_be_visible()
    board.go_forward()
    expect(panel).to_have_count(0)
    expect(board).to_have_url(re.compile("/board/$"))


def test_the_second_of_two_windows_is_told(application, board, page_of):
    other = page_of(UserFactory(name="Marta Lopes", role=Role.RECRUITER))
    other.goto(board.url)
    other.locator(".card-name").click()
    expect(other.locator(".panel").get_by_role("heading", name="Camila Ferreyra")).to_be_focused()
    board.locator(".card-name").focus()
    board.keyboard.press("a")
    expect(board.locator(".toast")).to_be_visible()
    other.get_by_role("button", name="Advance to Recruiter screen").click()
    refusal = other.get_by_role("alert").filter(has_text="Inês Carvalho moved Camila Ferreyra")
    expect(refusal).to_be_focused()
    assert version(application) == 2
    refusal.get_by_role("link", name="Leave it").click()
    expect(other.get_by_role("button", name="Advance to Technical task")).to_be_visible()


def test_what_takes_long_says_so(application, board):
    held = []
    for address in ("**/advance/", f"**/board/{application.pk}/"):
        board.route(address, lambda route: held.append(route))
    card = board.locator(".card")
    card.locator(".card-name").focus()
    board.keyboard.press("a")
    expect(card.get_by_role("status")).to_have_text("Moving to Recruiter screen")
    expect(card).to_have_attribute("aria-busy", "true")
    held.pop().continue_()
    expect(board.locator(".card[data-moving]")).to_have_count(0)
    expect(board.locator(".toast")).to_be_visible()
    card.locator(".card-name").click()
    expect(board.locator("#panel").get_by_role("status")).to_have_text("Opening…")
    held.pop().continue_()
    expect(board.locator(".panel").get_by_role("heading", name="Camila Ferreyra")).to_be_focused()


def test_without_script_one_signs_in_and_adds_a_candidate_and_plans_an_interview(application, ines, page_of):
    page = page_of(ines, java_script_enabled=False)
    page.context.clear_cookies()
    page.goto(f"/postings/{application.posting_id}/candidates/new/")
    page.get_by_label("Email").fill(ines.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Full name").fill("Ximena Huerta")
    page.get_by_label("Source").select_option(label="Event")
    page.get_by_role("button", name="Add to the board").click()
    expect(page.get_by_role("heading", name="Ximena Huerta")).to_be_visible()

    page.get_by_role("link", name="Plan").click()
    page.get_by_label("What", exact=True).fill("First talk")
    page.get_by_label("Day").fill("2099-05-04")
    page.get_by_label("Begins at").fill("10:00")
    page.get_by_role("button", name="Plan and invite").click()
    expect(page.get_by_role("heading", name="First talk")).to_be_visible()
