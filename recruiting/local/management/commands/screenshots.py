"""The screenshots in docs/, taken from a running `up` with its demonstration data."""

import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from recruiting.local.demo.people import PASSWORD
from recruiting.local.folder import PROJECT

SIZES = {"1440-light": (1440, 900, "light"), "1440-dark": (1440, 900, "dark"), "390": (390, 844, "light")}
RECRUITER = "ines@fairlead.example"
BOARD = "Senior Backend Engineer"
CANDIDATE = "Luciana Bittencourt"  # with a history worth showing


class Command(BaseCommand):
    help = "Take the screenshots in docs/screenshots from a running `manage.py up` with demonstration data."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="where it runs")
        parser.add_argument("--to", type=Path, default=PROJECT / "docs" / "screenshots")

    def handle(self, *, url, to, **_):
        try:
            from playwright.sync_api import sync_playwright
        except ModuleNotFoundError as missing:
            raise CommandError("Screenshots need requirements-dev.txt: run `python3 manage.py test` once.") from missing
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        if chromium is None:
            raise CommandError("Screenshots need Chromium on the PATH: `apt-get install chromium`.")
        to.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            for size, (width, height, scheme) in SIZES.items():
                window = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                for name, page in self.pages(window.new_page(), url):
                    page.screenshot(path=to / f"{name}-{size}.png")
                    self.stdout.write(f"{name}-{size}.png")
            browser.close()

    def pages(self, page, url):
        """Each page by its name, when it stands."""
        page.goto(f"{url}/account/login/")
        page.fill("input[name=login]", RECRUITER)
        page.fill("input[name=password]", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.goto(url)
        yield "home", page
        page.goto(f"{url}/postings/")
        page.get_by_role("link", name=BOARD).first.click()
        page.wait_for_selector(".card-name")
        yield "board", page
        page.goto(page.locator(".card-name", has_text=CANDIDATE).evaluate("link => link.href"))
        page.wait_for_selector(".panel")
        yield "candidate-panel", page
        page.goto(f"{url}/imports/")
        page.locator("main tbody a, main ul.rows a").last.click()
        page.wait_for_selector("mark")
        yield "import-preview", page
