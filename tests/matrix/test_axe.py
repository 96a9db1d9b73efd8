"""axe over every page as a browser shows it, and over what opens on top of one, wide in both colour schemes and as a
phone has it: no violation of WCAG 2.2 AA or of a best practice."""

from collections import defaultdict
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.live import session_of
from tests.matrix.looks import ADMINISTRATOR, FRAGMENTS, faults, looks

pytestmark = [pytest.mark.django_db, pytest.mark.deep, pytest.mark.xdist_group("real processes")]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2, and off unless it is asked for
}
# The same document: only what looks at colours can say something else.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# How Django's admin heads the first and last column of rows edited in place: without a word.
IN_ADMIN = {"empty-table-header": {"enabled": False}}

# A board is one stop of the Tab key; the arrows lead through its cards, and each scrolls into sight.
BY_ARROWS = ("scrollable-region-focusable", '<ol class="cards"')


class Examiner:
    """Counts what it looked at, and keeps what axe says of it: by rule and element, on which pages."""

    def __init__(self, browser, server, people):
        self.browser, self.server = browser, server
        self.sessions = {name: session_of(user) for name, user in people.items()}  # committed: the server reads them
        self.script, self.contexts, self.looked = Axe().axe_script, {}, 0
        self.found: dict[tuple[str, str], list[str]] = defaultdict(list)

    def page_of(self, who: str):
        """One window for all pages of a person: settled at once, without motion."""
        if who not in self.contexts:
            context = self.browser.new_context(
                base_url=self.server.url, viewport=WIDE, reduced_motion="reduce", service_workers="block"
            )
            if who:
                context.add_cookies([{"name": "sessionid", "value": self.sessions[who], "url": self.server.url}])
            self.contexts[who] = context.new_page()
            self.contexts[who].set_default_timeout(20_000)
        return self.contexts[who]

    def look(self, page, name: str, *, within: str = ":root") -> None:
        page.evaluate(self.script)
        for how, size, scheme, rules in (
            ("wide", WIDE, "light", ALL),
            ("wide, dark", WIDE, "dark", COLOURS),
            ("on a phone", PHONE, "light", ALL),
        ):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            if name.startswith("admin ") and rules is ALL:
                rules = {**rules, "rules": {**rules["rules"], **IN_ADMIN}}
            self._keep(page.evaluate("([within, rules]) => axe.run(within, rules)", [within, rules]), f"{name}, {how}")
        page.set_viewport_size(WIDE)

    def _keep(self, said: dict, where: str) -> None:
        self.looked += 1
        for violation in said["violations"]:
            for node in violation["nodes"]:
                if (violation["id"], node["html"][:17]) == BY_ARROWS:
                    continue
                why = " ".join(node["failureSummary"].split())[:300]
                self.found[violation["id"], f"{node['html'][:160]}: {why}"].append(where)

    def conclude(self) -> None:
        print(f"\n{self.looked} looks, {sum(map(len, self.found.values()))} violations")
        told = [f"{rule}: {said}\n    on {', '.join(where)}" for (rule, said), where in sorted(self.found.items())]
        if told:
            pytest.fail("\n".join(told), pytrace=False)


@pytest.fixture(scope="module")
def examiners(demonstration, browser, server):
    """Committed before a test's transaction begins, so that the server knows who looks."""
    examiner = Examiner(browser, server, demonstration.people)
    yield examiner
    for page in examiner.contexts.values():
        page.context.close()


@pytest.fixture
def examiner(examiners):
    examiners.looked, examiners.found = 0, defaultdict(list)
    return examiners


def test_every_page(examiner, demonstration):
    for look in looks(demonstration):
        if look.name not in FRAGMENTS:
            page = examiner.page_of(look.who)
            page.goto(look.url)
            examiner.look(page, look.name)
    assert examiner.looked > 300
    examiner.conclude()


def test_what_opens_over_a_page(examiner, demonstration):
    """Over a board: the panel, its menus and sheets, what a sheet says of a wrong form, the palette, the shortcuts."""
    page, sheet = examiner.page_of(ADMINISTRATOR), "#dialog[open]"
    page.goto(reverse("board", args=[demonstration.posting.pk]))

    def look(name: str, shown: str) -> None:
        page.locator(shown).first.wait_for()
        examiner.look(page, f"{name} over the board")

    def close(shown: str) -> None:
        page.keyboard.press("Escape")
        page.locator(shown).first.wait_for(state="hidden")

    def menu(name: str) -> None:
        page.locator(f"[popovertarget={name}]:visible").click()
        examiner.look(page, f"the menu {name}", within=f"#{name}")  # what it covers is not for pointing at
        close(f"#{name}")

    menu("account-menu")
    page.set_viewport_size(PHONE)
    menu("more-places")
    page.locator("[data-stage] .card-name").first.focus()
    page.keyboard.press("Enter")
    look("the panel", ".panel .name")
    menu("more-acts")
    for key, name in (("m", "the sheet of a move"), ("r", "the sheet of a rejection")):
        page.keyboard.press(key)
        look(name, f"{sheet} form")
        if key == "m":
            close(sheet)
    page.locator(f"{sheet} button:not([type=button])").last.click()
    look("a rejection without its reason", f"{sheet} [aria-invalid=true]")
    close(sheet)
    page.keyboard.press("Control+k")
    page.keyboard.type("ar")
    look("the palette", "#palette [role=option]")
    close("#palette")
    page.keyboard.press("?")
    look("the shortcuts", f"{sheet} kbd")
    close(sheet)
    examiner.conclude()


def test_pages_of_faults(examiner):
    page = examiner.page_of("")
    for name, html in faults().items():
        page.route("**/a/fault/", partial(_answer, html))
        page.goto("/a/fault/")
        examiner.look(page, name)
        page.unroute("**/a/fault/")
    examiner.conclude()


def _answer(html: str, route) -> None:
    route.fulfill(body=html, content_type="text/html")
