"""axe over every page as a browser shows it, wide in both colour schemes and as a phone has it: no violation of
WCAG 2.2 AA or of a best practice."""

from collections import defaultdict
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.live import session_of
from tests.matrix.looks import FRAGMENTS, faults, looks

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

    def look(self, page, name: str) -> None:
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
            self._keep(page.evaluate("options => axe.run(options)", rules), f"{name}, {how}")
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
