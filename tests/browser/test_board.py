"""The board in a browser: panel, moves, refusals, undo, the dialog, keys and drag, and Back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from candidates.models import Application
from candidates.moves import actions
from tests.factories import CandidateFactory, a_posting, an_application

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


def column(page, name):
    return page.locator(".column", has=page.get_by_role("heading", name=re.compile(f"^{name}")))


def stood(application):
    now = Application.objects.select_related("stage").get(pk=application.pk)
    return now.stage.name, now.status, now.version


def test_panel_advance_undo_and_back(application, board):
    board.get_by_role("link", name="Camila Ferreyra", exact=True).click()
    panel = board.locator(".panel")
    expect(panel.get_by_role("heading", name="Camila Ferreyra")).to_be_focused()
    expect(board).to_have_url(re.compile(f"/board/{application.pk}/$"))
    expect(board.locator(f"#a-{application.pk}")).to_have_attribute("data-open", "")

    panel.get_by_role("button", name="Advance to Recruiter screen").click()
    expect(column(board, "Recruiter screen").locator(".card")).to_have_count(1)
    expect(panel.get_by_role("button", name="Advance to Technical task")).to_be_visible()
    assert stood(application) == ("Recruiter screen", "active", 2)

    board.locator(".toast").get_by_role("button", name="Undo").click()
    expect(column(board, "Applied").locator(".card")).to_have_count(1)
    expect(board.locator(".toast", has_text="Undone: Camila Ferreyra is in Applied again")).to_be_visible()
    assert stood(application) == ("Applied", "active", 3)

    board.go_back()
    expect(board.locator(".panel")).to_have_count(0)
    expect(board).to_have_url(re.compile("/board/$"))


def test_a_refused_card_says_who_moved_it_and_can_be_moved_anyway(application, board, marta):
    actions.advance(application.pk, version=1, by=marta)
    board.locator(".card-name").focus()
    board.keyboard.press("a")
    card = board.locator(f"#a-{application.pk}[data-refused]")
    expect(card).to_contain_text("Marta Lopes moved Camila Ferreyra from Applied to Recruiter screen")
    assert stood(application) == ("Recruiter screen", "active", 2)
    card.get_by_role("button", name="Move anyway").click()
    expect(column(board, "Technical task").locator(".card")).to_have_count(1)
    assert stood(application) == ("Technical task", "active", 3)


def test_leave_it_shows_the_card_as_it_is(application, board, marta):
    actions.advance(application.pk, version=1, by=marta)
    board.locator(".card-name").focus()
    board.keyboard.press("a")
    board.get_by_role("link", name="Leave it").click()
    expect(board.locator("[data-refused]")).to_have_count(0)
    expect(column(board, "Recruiter screen").locator(".card")).to_have_count(1)


def test_reject_in_the_dialog_with_its_reason(application, board):
    board.locator(".card-name").focus()
    board.keyboard.press("r")
    dialog = board.locator("#dialog")
    expect(dialog.get_by_role("heading", name="What will happen")).to_be_visible()
    dialog.get_by_label("Note").fill("kind words")
    dialog.get_by_role("button", name="Reject").click()
    expect(dialog.get_by_text("This field is required.")).to_be_visible()
    expect(dialog.get_by_label("Note")).to_have_value("kind words")
    assert stood(application)[1] == "active"
    dialog.get_by_label("Reason").select_option(label="Skills do not match")
    dialog.get_by_role("button", name="Reject").click()
    expect(dialog).to_be_hidden()
    expect(board.locator(".tools")).to_contain_text("Ended 1")
    expect(board.locator(".toast", has_text="Camila Ferreyra is rejected")).to_be_visible()
    assert stood(application) == ("Applied", "rejected", 2)


def test_move_to_a_stage_from_the_menu(application, board):
    board.get_by_role("link", name="Camila Ferreyra", exact=True).click()
    board.get_by_role("link", name="Move to…").click()
    dialog = board.locator("#dialog")
    dialog.locator("label", has_text="Technical interview").click()
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(column(board, "Technical interview").locator(".card")).to_have_count(1)
    assert stood(application) == ("Technical interview", "active", 2)


def test_a_card_has_a_menu_that_acts_without_opening_it(application, board):
    board.locator(".card").hover()
    board.get_by_role("link", name="More for Camila Ferreyra").click()
    menu = board.locator("#card-menu")
    expect(menu.get_by_role("button", name="Advance to Recruiter screen")).to_be_focused()
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    dialog = board.locator("#dialog")
    expect(dialog.get_by_role("radio", name="Recruiter screen")).to_be_focused()
    board.keyboard.press("Escape")
    board.locator(".card").hover()
    board.get_by_role("link", name="More for Camila Ferreyra").click()
    menu.get_by_role("button", name="Advance to Recruiter screen").click()
    expect(column(board, "Recruiter screen").locator(".card")).to_have_count(1)
    expect(menu).to_be_hidden()
    expect(board).to_have_url(re.compile("/board/$"))
    expect(board.locator(f"#a-{application.pk}")).to_have_attribute("data-changed", "")
    assert stood(application) == ("Recruiter screen", "active", 2)


def test_what_is_decided_on_home_is_done_and_told_there(board, application):
    waiting = CandidateFactory(full_name="Ximena Huerta")
    long_ago = timezone.now() - timedelta(days=30)
    application = an_application(application.posting, candidate=waiting, occurred_at=long_ago)
    board.goto("/")
    board.get_by_role("link", name="Decide Ximena Huerta").click()
    board.locator("#dialog").get_by_role("button", name="Move", exact=True).click()
    expect(board.locator(".toast")).to_contain_text("Ximena Huerta is in Recruiter screen")
    expect(board).to_have_url(re.compile(r"^[^/]*//[^/]*/$"))
    assert stood(application) == ("Recruiter screen", "active", 2)


def test_a_card_dragged_to_a_column_moves_there(application, board):
    board.locator(".card").drag_to(column(board, "Technical task"))
    expect(column(board, "Technical task").locator(".card")).to_have_count(1)
    assert stood(application) == ("Technical task", "active", 2)


def test_arrows_walk_and_escape_closes(application, board):
    an_application(application.posting, candidate=CandidateFactory(full_name="Ximena Huerta"))
    board.reload()
    names = board.locator(".card-name")
    names.first.focus()
    board.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_be_focused()
    assert names.evaluate_all("all => all.filter(one => one.tabIndex === 0).length") == 1
    board.keyboard.press("Enter")
    expect(board.locator(".panel")).to_be_visible()
    board.keyboard.press("Escape")
    expect(board.locator(".panel")).to_have_count(0)


def test_without_script_every_action_is_a_page(application, ines, page_of):
    page = page_of(ines, java_script_enabled=False)
    page.goto(f"/postings/{application.posting_id}/board/")
    page.get_by_role("link", name="Camila Ferreyra", exact=True).click()
    page.get_by_role("button", name="Advance to Recruiter screen").click()
    expect(page.locator(".toast")).to_contain_text("Camila Ferreyra is in Recruiter screen")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("Undone")
    page.get_by_role("link", name="Reject…").click()
    page.get_by_label("Reason").select_option(label="Skills do not match")
    page.get_by_role("button", name="Reject").click()
    expect(page.locator(".toast")).to_contain_text("Camila Ferreyra is rejected")
    assert stood(application) == ("Applied", "rejected", 4)
