"""What a browser shows of the list of all pages: each page by the eyes of somebody who may see it, other views of it,
the pages of one's account, the administration, and the pages of errors. For axe and the HTML checker."""

from collections.abc import Iterator
from typing import NamedTuple

from django.contrib import admin
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from candidates.models import StageMove
from tests.matrix.demonstration import Demonstration
from tests.matrix.urls import ACCOUNTS, NOBODY, PAGES, SOMEBODY, address

ADMINISTRATOR = "marta"


class Look(NamedTuple):
    name: str
    url: str
    who: str = ADMINISTRATOR  # "" is nobody signed in
    main: bool = False  # also looked at on a phone


FRAGMENTS = {"board_stage", "board_menu"}  # never a page of their own
FILES = {"import_report", "import_raw"}  # never a page at all
# Those that are worked on all day.
MAIN = {
    "home", "postings", "board", "board_application", "posting_list", "posting", "candidates", "candidate",
    "interviews", "interview", "interview_plan", "application_reject", "application_move", "outbox", "imports",
    "import_run", "import_sources", "import_source", "import_new", "palette", "settings_people",
}  # fmt: skip
# Other views of a page, and who else sees it differently.
VIEWS: list[tuple[str, dict[str, str], str]] = [
    ("postings", {"status": "archived"}, "marta"),  # nothing there
    ("candidates", {"q": "ar"}, "marta"),
    ("candidates", {"q": "nobody of that name"}, "marta"),
    ("palette", {"q": "ar"}, "marta"),
    ("palette", {"q": "nobody of that name"}, "marta"),
    ("posting_list", {"status": "ended"}, "marta"),
    ("interviews", {"view": "list"}, "marta"),
    ("interviews", {"view": "list", "show": "past"}, "marta"),
    ("import_run", {"text": "raw"}, "marta"),
    ("outbox", {"state": "waiting"}, "marta"),
    ("outbox", {"q": "nobody of that name"}, "marta"),
    ("home", {}, "priya"),
    ("home", {}, "tomasz"),
    ("home", {}, "dana"),
    ("interviews", {}, "priya"),
    ("outbox", {}, "priya"),
    ("interview", {}, "tomasz"),
    ("candidate", {}, "bruno"),
    ("board_application", {}, "bruno"),
]


def looks(shown: Demonstration) -> Iterator[Look]:
    for name, page in PAGES.items():
        if page.get[0] == 200 and name not in FILES:
            query = f"?{urlencode(page.asked)}" if page.asked else ""
            yield Look(name, address(shown, name) + query, main=name in MAIN)
    for name, asked, who in VIEWS:
        url = address(shown, name)
        yield Look(f"{name} {urlencode(asked)} {who}", f"{url}?{urlencode(asked)}" if asked else url, who)
    yield from _of_other_applications(shown)
    yield from _other_imports(shown)
    yield from _accounts(shown)
    yield from _administration(shown)
    yield Look("offline", reverse("offline"), "")
    yield Look("refused to look", reverse("settings_people"), "ines")
    yield Look("by a button alone", reverse("application_review", args=[shown.application.pk]))
    yield Look("not found", "/nothing/here/", main=True)
    yield Look("not found, by nobody", "/nothing/here/", "")


def faults() -> dict[str, str]:
    """Pages that no address leads to, by name."""
    without_token = Client(enforce_csrf_checks=True).post(reverse("account_login"))
    pages = {"403, no token": without_token.content.decode()}
    return pages | {code: render_to_string(f"{code}.html", {"reference": "1a2b3c4d"}) for code in ("500", "503")}


def _of_other_applications(shown: Demonstration) -> Iterator[Look]:
    for application, steps in ((shown.hired, ("unhire", "undo")), (shown.rejected, ("reopen",))):
        yield Look(f"{application.status} candidate", reverse("candidate", args=[application.candidate_id]))
        yield Look(
            f"{application.status} in the panel",
            reverse("board_application", args=[application.posting_id, application.pk]),
        )
        for step in steps:
            yield Look(f"{application.status} {step}", reverse(f"application_{step}", args=[application.pk]))


def _other_imports(shown: Demonstration) -> Iterator[Look]:
    for status, run_id in (("pasted", shown.pasted_id), ("applied", shown.applied_run.pk)):
        yield Look(f"import_run {status}", reverse("import_run", args=[run_id]))
    yield Look("import_revert applied", reverse("import_revert", args=[shown.applied_run.pk]))
    for source in shown.sources[1:]:
        yield Look(f"import_source {source}", reverse("import_source", args=[source.pk]))


def _accounts(shown: Demonstration) -> Iterator[Look]:
    for name, who in ACCOUNTS.items():
        if who in (NOBODY, SOMEBODY):
            yield Look(name, reverse(name), "" if who == NOBODY else "kofi", main=name == "account_login")
    yield Look("account_reset_password_from_key", shown.password_link, "")


def _administration(shown: Demonstration) -> Iterator[Look]:
    """The index, a list, a form, an added row, the history and the fixes; every model's are made the same way."""
    move = StageMove.objects.filter(application=shown.application).latest("number")
    pages: dict[str, list[object]] = {
        "index": [],
        "candidates_application_changelist": [],
        "candidates_application_change": [shown.application.pk],
        "candidates_application_history": [shown.application.pk],
        "candidates_application_fix": [shown.application.pk, "move"],
        "candidates_stagemove_change": [move.pk],
        "candidates_stagemove_time": [move.pk],
        "outbox_message_changelist": [],
        "outbox_message_change": [shown.message_ids["failed"]],
        "people_user_changelist": [],
        "people_user_add": [],
        "people_user_change": [shown.people["kofi"].pk],
        "people_user_invitation": [shown.people["kofi"].pk],
        "postings_posting_change": [shown.posting.pk],
    }
    for name, args in pages.items():
        yield Look(f"admin {name}", reverse(f"{admin.site.name}:{name}", args=args))
    yield Look("admin nothing found", reverse("admin:candidates_candidate_changelist") + "?q=nobody+of+that+name")
