"""The screenshots in docs/, taken from a fresh `up` with its demonstration data."""

import json
import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from recruiting.local.demo.people import PASSWORD
from recruiting.local.folder import PROJECT

SIZES = {"1440-light": (1440, 900, "light"), "1440-dark": (1440, 900, "dark"), "390": (390, 844, "light")}
RECRUITER = "ines@fairlead.example"
BOARD = "Senior Backend Engineer"
CANDIDATE = "Luciana Bittencourt"  # with a history worth showing
# What a careers page lists, and lists some weeks later. In between a person writes another location.
LISTED = {
    "id": "fd-41", "title": "Payments Engineer", "company": "Fairlead Demonstration", "location": "Lisbon, Portugal",
    "department": "Payments", "employment_type": "Full-time",
    "description": "# Payments Engineer\n\nYou move money between eleven countries.\n\n## Requirements\n"
    "- 4+ years of experience with payments\n- English: B2\n- Ruby on Rails\n- PostgreSQL\n- Kafka\n\n"
    "Salary: EUR 4,500 to 5,500 per month\n",
}  # fmt: skip
EDITED = "Lisbon or Porto"
LATER = LISTED | {
    "title": "Senior Payments Engineer", "location": "Lisbon, Portugal (hybrid)",
    "description": LISTED["description"].replace("4+ years", "6+ years").replace("- Kafka", "- Redis\n- Temporal")
    .replace("4,500 to 5,500", "5,200 to 6,400").replace("B2", "C1"),
}  # fmt: skip
BESIDES = [
    LISTED | {"id": f"fd-{number}", "title": title, "department": department}
    for number, title, department in ((42, "Treasury Analyst", "Finance"), (43, "Product Designer", "Product"))
]


class Command(BaseCommand):
    help = "Take docs/screenshots from a fresh `manage.py up` with demonstration data; the last ones make postings."
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
            self.import_previews(browser, url, to)
            browser.close()

    def import_previews(self, browser, url, to):
        """Last, since it makes postings: one that changed in its source, and was edited here, waits for a decision."""
        page = self.sign_in(browser.new_page(), url)
        self.give(page, url, [LISTED, BESIDES[0]])
        page.get_by_role("button", name="Apply").click()
        page.get_by_role("link", name="Open the posting").first.click()
        page.goto(f"{page.url}edit/")
        page.get_by_label("Location").fill(EDITED)
        page.get_by_role("button", name="Save").click()
        self.give(page, url, [LATER, BESIDES[0] | {"location": "Faro, Portugal"}, BESIDES[1]])
        for size, (width, height, scheme) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            page.reload()  # or the colours are on their way
            page.screenshot(path=to / f"import-preview-{size}.png")
            self.stdout.write(f"import-preview-{size}.png")

    def give(self, page, url, jobs):
        """A file to import, read."""
        page.goto(f"{url}/imports/new/")
        file = {"name": "careers.json", "mimeType": "application/json", "buffer": json.dumps(jobs).encode()}
        page.set_input_files("input[type=file]", file)
        page.get_by_role("button", name="Read it").click()
        page.wait_for_selector("mark")

    def sign_in(self, page, url):
        page.goto(f"{url}/account/login/")
        page.fill("input[name=login]", RECRUITER)
        page.fill("input[name=password]", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        return page

    def pages(self, page, url):
        """Each page by its name, when it stands."""
        self.sign_in(page, url)
        page.goto(url)
        yield "home", page
        page.goto(f"{url}/postings/")
        page.get_by_role("link", name=BOARD).first.click()
        page.wait_for_selector(".card-name")
        yield "board", page
        page.goto(page.locator(".card-name", has_text=CANDIDATE).evaluate("link => link.href"))
        page.wait_for_selector(".panel")
        yield "candidate-panel", page
