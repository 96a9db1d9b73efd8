"""A real browser on the real web process. The browser is the machine's own: nothing is installed here."""

import os
import shutil
from typing import NoReturn

import pytest

from tests.live import live_server, session_of

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def cannot_run(why: str) -> NoReturn:
    """One loud skip on somebody's machine; in CI, which installs what is needed, a failure."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(why)


@pytest.fixture(scope="session")
def browser():
    from playwright import sync_api  # only where a browser is wanted

    # Its own loop runs in this thread; what the tests themselves ask of the database is not async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_api.sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        except sync_api.Error as error:
            cannot_run(f"NO BROWSER: type `apt install chromium` or `playwright install chromium`. {error}")
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(django_db_setup, django_db_blocker):
    """One for all: what a test wrote is gone when the next one begins."""
    with django_db_blocker.unblock(), live_server() as server:
        yield server


@pytest.fixture
def page_of(browser, server, transactional_db):
    """A page of ``user``'s own browser, at 1440 px: page_of(user). What it logs as an error fails the test, unless the
    test cuts its connection."""
    contexts, errors = [], []

    def opened(user, *, cut=False, **options):
        options = {"viewport": {"width": 1440, "height": 900}, "service_workers": "block", **options}
        context = browser.new_context(base_url=server.url, **options)
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": server.url}])
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        # A 409 and a 422 are answers that are shown; the browser logs them all the same.
        page.on("console", lambda said: errors.append(said.text) if _is_ours(said) and not cut else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def _is_ours(said) -> bool:
    return said.type == "error" and "status of 409" not in said.text and "status of 422" not in said.text
