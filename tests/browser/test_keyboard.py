"""Keys on every page: the palette, the sheet of shortcuts, the page's search, and g with a letter."""

import re

import pytest

from candidates.models import Application
from recruiting.people.models import Role
from tests.factories import CandidateFactory, UserFactory, a_posting, an_application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("real processes")]
playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


@pytest.fixture
def application(db):
    return an_application(a_posting(openings=2), candidate=CandidateFactory(full_name="Camila Ferreyra"))


@pytest.fixture
def board(application, page_of):
    page = page_of(UserFactory(name="Inês Carvalho", role=Role.RECRUITER))
    page.goto(f"/postings/{application.posting_id}/board/")
    return page


def test_the_palette_finds_a_person_and_gives_the_focus_back(application, board):
    card = board.locator(".card-name")
    card.focus()
    board.keyboard.press("Control+k")
    palette = board.locator("#palette")
    expect(palette.get_by_role("combobox")).to_be_focused()
    board.keyboard.press("Escape")
    expect(palette).not_to_be_visible()
    expect(card).to_be_focused()

    board.keyboard.press("Control+k")
    expect(palette.get_by_role("combobox")).to_be_focused()
    board.keyboard.type("camila")
    expect(palette.get_by_role("status")).to_have_text("1 result")
    expect(palette.get_by_role("option", name="Camila Ferreyra")).to_have_attribute("aria-selected", "true")
    board.keyboard.press("Enter")
    expect(board).to_have_url(re.compile(f"/candidates/{application.candidate_id}/$"))


def test_what_the_palette_can_do_is_done_over_the_page_that_is_looked_at(application, board):
    board.locator(".card-name").focus()
    board.keyboard.press("Control+k")
    expect(board.locator("#palette").get_by_role("option", name="Reject…")).to_be_visible()
    board.keyboard.type("reject")
    expect(board.locator("#palette").get_by_role("status")).to_have_text("1 result")
    board.keyboard.press("Enter")
    dialog = board.locator("#dialog")
    expect(dialog.get_by_label("Reason")).to_be_focused()
    expect(board).to_have_url(re.compile("/board/$"))
    dialog.get_by_label("Reason").select_option(label="Skills do not match")
    dialog.get_by_role("button", name="Reject").click()
    expect(board.locator(".toast")).to_contain_text("Camila Ferreyra is rejected")
    expect(dialog).to_be_hidden()


def test_g_and_a_letter_goes_and_never_moves_a_card(application, board):
    board.locator(".card-name").focus()
    board.keyboard.press("g")
    board.keyboard.press("m")
    expect(board).to_have_url(re.compile("/imports/$"))
    board.keyboard.press("g")
    board.keyboard.press("c")
    expect(board).to_have_url(re.compile("/candidates/$"))
    assert Application.objects.get(pk=application.pk).version == 1


def test_slash_searches_and_keys_in_a_field_are_text(board):
    board.goto("/candidates/")
    board.keyboard.press("/")
    field = board.get_by_role("searchbox", name="Find candidates")
    expect(field).to_be_focused()
    board.keyboard.type("g?c/")
    expect(field).to_have_value("g?c/")
    expect(board.get_by_text("Nobody is found")).to_be_visible()
    field.fill("ferr")
    expect(board.get_by_role("link", name="Camila Ferreyra")).to_be_visible()
    expect(board).to_have_url(re.compile(r"q=ferr"))
    expect(field).to_be_focused()


def test_the_sheet_of_shortcuts(board):
    board.locator(".card-name").focus()
    board.keyboard.press("?")
    sheet = board.get_by_role("heading", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    board.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(board.locator(".card-name")).to_be_focused()


@pytest.fixture
def held(board):
    """Holds a request back: held(its address) gives what lets it go."""

    def hold(address: str):
        waiting = []
        board.route(address, lambda route: waiting.append(route))
        return lambda: ([route.continue_() for route in waiting], board.unroute(address))

    return hold


def test_what_is_typed_before_the_palette_is_there_is_text_and_moves_nobody(application, board, held):
    board.locator(".card-name").focus()
    let_go = held("**/palette/**")
    with board.expect_request("**/palette/**"):
        board.keyboard.press("Control+k")
    board.keyboard.type("camilar")
    board.keyboard.press("Backspace")
    let_go()
    palette = board.locator("#palette")
    expect(palette.get_by_role("combobox")).to_have_value("camila")
    expect(palette.get_by_role("option", name="Camila Ferreyra")).to_have_attribute("aria-selected", "true")
    expect(board.locator("#dialog")).not_to_be_visible()
    assert Application.objects.get(pk=application.pk).version == 1


def test_a_key_pressed_before_its_dialog_is_there_moves_nobody(application, board, held):
    board.locator(".card-name").focus()
    let_go = held("**/reject/**")
    with board.expect_request("**/reject/**"):
        board.keyboard.press("r")
    board.keyboard.type("a")
    let_go()
    expect(board.get_by_role("dialog")).to_contain_text("Reject")
    board.wait_for_load_state("networkidle")
    assert Application.objects.get(pk=application.pk).version == 1


def test_enter_before_the_results_are_there_chooses_of_them(application, board, held):
    board.locator(".card-name").focus()
    board.keyboard.press("Control+k")
    palette = board.locator("#palette")
    expect(palette.get_by_role("option", name="Advance")).to_have_attribute("aria-selected", "true")
    let_go = held("**/palette/**")
    with board.expect_request("**/palette/**"):
        board.keyboard.type("camila")
        board.keyboard.press("Enter")
    let_go()
    expect(board).to_have_url(re.compile(f"/candidates/{application.candidate_id}/$"))
