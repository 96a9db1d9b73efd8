"""Nothing typed is lost: by a reload, a sign-in that ended, a connection that broke."""

import re

import pytest
from django.contrib.sessions.models import Session

from candidates.models import Application
from recruiting.people.models import Role
from tests.factories import PASSWORD, CandidateFactory, UserFactory, a_posting, an_application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("real processes")]
playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


@pytest.fixture
def application(ines):
    return an_application(a_posting(openings=2), candidate=CandidateFactory(full_name="Camila Ferreyra"))


def sign_in(page, user):
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_form_survives_a_reload_and_a_sign_in_that_ended(application, ines, page_of):
    page, form = page_of(ines), f"/postings/{application.posting_id}/candidates/new/"
    page.goto(form)
    name, note = page.get_by_label("Full name"), page.get_by_label("Note")
    name.fill("Ximena Huerta")
    note.fill("Met at a conference")
    page.reload()
    expect(page.get_by_text("We kept what you had typed.")).to_be_visible()
    expect(name).to_have_value("Ximena Huerta")
    page.get_by_role("button", name="Discard it").click()
    expect(name).to_have_value("")

    name.fill("Ximena Huerta")
    note.fill("Met at a conference")
    page.get_by_label("Source").select_option(label="Event")
    Session.objects.all().delete()
    page.get_by_role("button", name="Add to the board").click()
    expect(page.get_by_text("What you had typed is kept for you")).to_be_visible()
    sign_in(page, ines)
    expect(page).to_have_url(re.compile(form))
    expect(note).to_have_value("Met at a conference")
    expect(page.get_by_label("Source")).to_have_value(re.compile(r"\d+"))
    page.get_by_role("button", name="Add to the board").click()
    expect(page.get_by_role("heading", name="Ximena Huerta")).to_be_visible()
    page.goto(form)  # it was accepted: nothing is kept any more
    expect(name).to_have_value("")


def test_what_was_typed_is_for_nobody_else(application, ines, page_of):
    page, form = page_of(ines), f"/postings/{application.posting_id}/candidates/new/"
    page.goto(form)
    page.get_by_label("Full name").fill("Ximena Huerta")
    Session.objects.all().delete()
    page.get_by_role("button", name="Add to the board").click()
    sign_in(page, UserFactory(name="Marta Lopes", role=Role.RECRUITER))
    expect(page).to_have_url(re.compile(form))
    expect(page.get_by_label("Full name")).to_have_value("")
    assert "Ximena" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_a_dialog_survives_a_sign_in_that_ended(application, ines, page_of):
    page = page_of(ines)
    page.goto(f"/postings/{application.posting_id}/board/")
    page.locator(".card-name").focus()
    page.keyboard.press("r")
    dialog = page.locator("#dialog")
    dialog.get_by_label("Note").fill("kind words")
    dialog.get_by_label("Reason").select_option(label="Skills do not match")
    Session.objects.all().delete()
    dialog.get_by_role("button", name="Reject").click()
    expect(dialog.get_by_role("link", name="Sign in")).to_be_focused()
    expect(dialog.get_by_label("Note")).to_have_value("kind words")
    page.keyboard.press("Enter")
    sign_in(page, ines)
    expect(page).to_have_url(re.compile(r"/board/$"))
    page.locator(".card-name").focus()
    page.keyboard.press("r")
    expect(dialog.get_by_label("Note")).to_have_value("kind words")
    dialog.get_by_role("button", name="Reject").click()
    expect(page.locator(".toast", has_text="Camila Ferreyra is rejected")).to_be_visible()


def test_without_a_connection_it_says_so_and_can_be_sent_again(application, ines, page_of):
    page = page_of(ines, cut=True)
    page.goto(f"/postings/{application.posting_id}/board/")
    page.route("**/advance/", lambda route: route.abort("internetdisconnected"))
    page.locator(".card-name").focus()
    page.keyboard.press("a")
    banner = page.get_by_role("alert").filter(has_text="No connection to Fairlead.")
    expect(banner).to_be_visible()
    page.keyboard.press("a")
    expect(banner).to_have_count(1)
    assert Application.objects.get(pk=application.pk).version == 1
    page.unroute("**/advance/")
    banner.get_by_role("button", name="Try again").click()
    expect(page.locator(".toast", has_text="Camila Ferreyra is in Recruiter screen")).to_be_visible()
    expect(banner).to_have_count(0)
    assert Application.objects.get(pk=application.pk).version == 2


def test_a_page_without_a_connection_is_one_that_knows_nobody(application, ines, page_of):
    page = page_of(ines, cut=True, service_workers="allow")
    page.goto("/postings/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.context.set_offline(True)
    page.goto("/candidates/")
    expect(page.get_by_role("heading", name="No connection to Fairlead")).to_be_visible()
    stored = page.evaluate("async () => (await (await caches.open((await caches.keys())[0])).keys()).map((r) => r.url)")
    assert len(stored) == 5 and not any(re.search("postings|candidates", url) for url in stored)
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("searchbox", name="Find candidates")).to_be_visible()
