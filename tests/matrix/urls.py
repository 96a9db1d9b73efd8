"""Every page of Fairlead: its address, who gets it by GET, who may POST to it and what the answer is.

One list for everything that goes over all pages: the permission matrix, the query counts, axe and the Nu HTML checker.
A page that is not here fails the suite (test_permissions.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.matrix.world import World

# The columns are World's ROLES: administrator, recruiter, hiring manager, coordinator, interviewer,
# bystander (an interviewer of the team without an interview), applicant (an administrator, on their own application),
# stranger. Nobody signed in gets the sign-in page everywhere.
Answers = tuple[int, ...]
Body = Mapping[str, object] | Callable[[World], Mapping[str, object]]
NOT_SO = (405,) * 8  # the page has no such method
EVERYBODY = (200,) * 8
# Of a posting.
READERS = (200, 200, 200, 200, 200, 200, 200, 404)
ADDERS = (200, 200, 200, 403, 403, 403, 200, 404)
EDITORS = (200, 200, 403, 403, 403, 403, 200, 404)
# Of an application: nobody gets their own.
INVOLVED = (200, 200, 200, 200, 200, 404, 404, 404)
MOVERS = (200, 200, 200, 403, 403, 404, 404, 404)
PLANNERS = (200, 200, 403, 200, 403, 404, 404, 404)
# Of nothing in particular.
RECRUITERS = (200, 200, 403, 403, 403, 403, 200, 403)
ADMINISTRATORS = (200, 403, 403, 403, 403, 403, 200, 403)
CREATORS = (200, 200, 200, 403, 403, 403, 200, 200)


def answered(allowed: int, who: Answers) -> Answers:
    """The same people; what they sent is answered with ``allowed``."""
    return tuple(allowed if status == 200 else status for status in who)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    get: Answers = NOT_SO
    post: Answers = NOT_SO
    asked: Mapping[str, str] = field(default_factory=dict)  # what a GET needs before it asks who is there at all
    body: Body = field(default_factory=dict)  # what is posted: where it is whole, denied also means not done
    verb: str = ""  # the part of the address that chooses one of several deeds

    def sent(self, world: World) -> Mapping[str, object]:
        return self.body(world) if callable(self.body) else self.body


STEPS: dict[str, tuple[int, Body]] = {
    "advance": (303, {"version": 1}),
    "move": (303, lambda world: {"version": 1, "stage": world.stages[2].pk}),
    "reject": (303, lambda world: {"version": 1, "reason": world.reason("rejected")}),
    "withdraw": (303, lambda world: {"version": 1, "reason": world.reason("withdrawn")}),
    "close": (303, lambda world: {"version": 1, "reason": world.reason("closed")}),
    "hire": (303, {"version": 1}),
    # Of what has not happened to this application.
    "unhire": (409, lambda world: {"version": 1, "reason": world.reason("rejected")}),
    "reopen": (409, {"version": 1}),
    "undo": (409, {"version": 1}),
}
STATUSES = {"open": 409, "hold": 302, "resume": 409, "close": 409, "reopen": 409, "archive": 409, "unarchive": 409}
MAIL = {"hold": 302, "cancel": 302, "send": 302}
REMINDERS = {"hold": 302, "release": 409, "cancel": 302, "send": 302}
A_TIME = {"on": "2099-05-04", "at": "10:00", "minutes": 45, "time_zone": "UTC"}

PAGES: dict[str, Page] = {
    "home": Page(get=EVERYBODY),
    "candidates": Page(get=EVERYBODY),
    "palette": Page(get=EVERYBODY),
    "shortcuts": Page(get=EVERYBODY),
    # ---------------------------------------------------------------- postings
    "postings": Page(get=EVERYBODY),
    "board": Page(get=READERS),
    "board_stage": Page(get=READERS, asked={"rank": "0", "after": "0"}),
    "posting_list": Page(get=READERS),
    "posting": Page(get=READERS),
    "posting_new": Page(
        get=CREATORS,
        post=answered(302, CREATORS),
        body=lambda world: {"title": "Cook", "workplace": "onsite", "openings": 1, "template": world.template.pk},
    ),
    "posting_edit": Page(
        get=EDITORS,
        post=answered(302, EDITORS),
        body=lambda world: {"title": "Cook", "workplace": "onsite", "revision": world.posting.revision},
    ),
    "opening_new": Page(get=EDITORS, post=answered(302, EDITORS), body={"because": "More work"}),
    "team_member_new": Page(
        get=EDITORS,
        post=answered(302, EDITORS),
        body=lambda world: {"user": world.people["stranger"].pk, "role": "interviewer"},
    ),
    "team_member_remove": Page(post=answered(302, EDITORS)),
    **{f"posting_{verb}": Page(get=EDITORS, post=answered(status, EDITORS)) for verb, status in STATUSES.items()},
    "posting_stages": Page(
        get=EDITORS,
        post=answered(302, EDITORS),
        body={"act": "add", "new-name": "Lunch", "new-kind": "interview"},
    ),
    # ---------------------------------------------------------------- candidates and their applications
    "candidate_new": Page(
        get=ADDERS,
        post=answered(302, ADDERS),
        body=lambda world: {"full_name": "Nadia New", "source": world.source.pk, "key": "new"},
    ),
    "board_application": Page(get=INVOLVED),
    "board_menu": Page(get=INVOLVED),
    "candidate": Page(get=INVOLVED),
    **{
        f"application_{step}": Page(get=MOVERS, post=answered(status, MOVERS), body=body)
        for step, (status, body) in STEPS.items()
    },
    "application_review": Page(post=answered(303, MOVERS)),
    # ---------------------------------------------------------------- interviews
    "interviews": Page(get=EVERYBODY),
    "interview": Page(get=INVOLVED),
    "interview_plan": Page(
        get=PLANNERS, post=answered(302, PLANNERS), body={**A_TIME, "title": "Second talk", "key": "plan"}
    ),
    "interview_reschedule": Page(get=PLANNERS, post=answered(302, PLANNERS), body={**A_TIME, "revision": 1}),
    "interview_change": Page(get=PLANNERS, post=answered(302, PLANNERS), body={"title": "Renamed", "revision": 1}),
    "interview_cancel": Page(get=PLANNERS, post=answered(302, PLANNERS), body={"because": "ill", "revision": 1}),
    # Who takes part, for themselves.
    "interview_answer": Page(post=(403, 403, 403, 403, 302, 404, 404, 404), body={"answer": "accepted"}),
    "interview_candidate_answer": Page(post=answered(302, PLANNERS), body={"answer": "accepted", "revision": 1}),
    # It has not begun.
    "interview_outcome": Page(post=(422, 422, 403, 422, 422, 404, 404, 404), body={"status": "held", "revision": 1}),
    # ---------------------------------------------------------------- imports
    "imports": Page(get=RECRUITERS),
    "import_run": Page(get=RECRUITERS),
    "import_new": Page(
        get=RECRUITERS, post=answered(302, RECRUITERS), body={"text": "Cook\n\nWe look for a cook.", "key": "paste"}
    ),
    "import_report": Page(get=RECRUITERS),
    "import_raw": Page(get=RECRUITERS),
    # Nothing came of this one, so there is nothing to take back.
    "import_revert": Page(get=RECRUITERS, post=answered(409, RECRUITERS), body={"seen": 1}),
    "import_read_as": Page(post=answered(302, RECRUITERS), body={"format": "paste", "seen": 1}),
    "import_columns": Page(get=RECRUITERS, post=answered(302, RECRUITERS), body={"column-0": "title", "seen": 1}),
    "import_decide_all": Page(post=answered(302, RECRUITERS), body={"decision": "skip", "seen": 1}),
    "import_join": Page(post=answered(422, RECRUITERS), body={"joins": "on", "seen": 1}),
    "import_take": Page(post=answered(422, RECRUITERS), body={"columns": "title", "theirs": "on", "seen": 1}),
    "import_row_set_up": Page(get=RECRUITERS, post=answered(302, RECRUITERS), body={"openings": 2, "seen": 1}),
    "import_sources": Page(get=RECRUITERS),
    "import_source_new": Page(
        get=RECRUITERS,
        post=answered(302, RECRUITERS),
        body=lambda world: {**world.set_up(), "url": "https://jobs.lever.co/acme", "every": 24, "owner": world.by.pk},
    ),
    "import_source": Page(
        get=RECRUITERS,
        post=answered(302, RECRUITERS),
        body=lambda world: {
            **world.set_up(),
            "url": "https://jobs.lever.co/acme",
            "every": 24,
            "owner": world.by.pk,
            "seen": 1,
        },
    ),
    # It is the only one.
    "advert_take_apart": Page(post=answered(409, EDITORS)),
    "import_source_look": Page(post=answered(302, RECRUITERS)),
    "import_source_pause": Page(post=answered(302, RECRUITERS), body={"seen": 1}),
    "import_correct": Page(get=RECRUITERS, post=answered(302, RECRUITERS), body={"title": "Cook", "seen": 1}),
    "import_set_up": Page(
        post=answered(302, RECRUITERS),
        body=lambda world: {**world.set_up(), "seen": 1},
    ),
    "import_discard": Page(post=answered(302, RECRUITERS), body={"seen": 1}),
    "import_decide": Page(post=answered(302, RECRUITERS), body={"decision": "skip", "seen": 1}),
    "styleguide": Page(get=ADMINISTRATORS),
    # ---------------------------------------------------------------- settings
    "settings": Page(get=answered(302, RECRUITERS)),
    "settings_organisation": Page(
        get=ADMINISTRATORS,
        post=answered(302, ADMINISTRATORS),
        body=lambda world: world.edited(world.organisation, name="Renamed", time_zone="UTC", working_days=[1, 2]),
    ),
    "settings_people": Page(
        get=ADMINISTRATORS,
        post=answered(302, ADMINISTRATORS),
        body={
            "act": "add",
            "new-email": "nina@example.org",
            "new-name": "Nina",
            "new-role": "recruiter",
            "new-time_zone": "UTC",
        },
    ),
    "settings_pipelines": Page(
        get=RECRUITERS, post=answered(302, RECRUITERS), body={"act": "add", "new-name": "Office"}
    ),
    "settings_pipeline": Page(
        get=RECRUITERS,
        post=answered(302, RECRUITERS),
        body={"act": "add", "new-name": "Lunch", "new-kind": "interview"},
    ),
    "settings_reasons": Page(
        get=RECRUITERS,
        post=answered(302, RECRUITERS),
        body={"act": "add", "new-name": "Moved away", "new-status": "withdrawn", "new-position": 9},
    ),
    "settings_sources": Page(
        get=RECRUITERS, post=answered(302, RECRUITERS), body={"act": "add", "new-name": "Fair", "new-kind": "event"}
    ),
    # ---------------------------------------------------------------- the outbox
    "outbox": Page(get=EVERYBODY),
    "message": Page(get=INVOLVED),
    **{f"message_decide {verb}": Page(post=answered(status, PLANNERS), verb=verb) for verb, status in MAIL.items()},
    **{
        f"reminder_decide {verb}": Page(post=answered(status, PLANNERS), verb=verb)
        for verb, status in REMINDERS.items()
    },
}

# What a browser keeps for when there is no connection.
PUBLIC = {"offline", "service_worker"}

# allauth's pages of one's own account, tested by it: who sees one, where it does not lead elsewhere at once.
NOBODY, SOMEBODY, ELSEWHERE, BY_LINK = "nobody signed in", "somebody signed in", "leads elsewhere", "by a mailed link"
ACCOUNTS = {
    "account_login": NOBODY,
    "account_signup": NOBODY,
    "account_inactive": NOBODY,
    "account_reset_password": NOBODY,
    "account_reset_password_done": NOBODY,
    "account_reset_password_from_key": BY_LINK,
    "account_reset_password_from_key_done": NOBODY,
    "account_email_verification_sent": NOBODY,
    "account_confirm_email": BY_LINK,
    "account_confirm_login_code": ELSEWHERE,
    "account_email": SOMEBODY,
    "account_change_password": SOMEBODY,
    "account_set_password": ELSEWHERE,
    "account_reauthenticate": SOMEBODY,
    "account_logout": SOMEBODY,
    "mfa_index": SOMEBODY,
    "mfa_activate_totp": SOMEBODY,
    "mfa_deactivate_totp": ELSEWHERE,
    "mfa_authenticate": ELSEWHERE,
    "mfa_reauthenticate": ELSEWHERE,
    "mfa_view_recovery_codes": ELSEWHERE,
    "mfa_generate_recovery_codes": ELSEWHERE,
    "mfa_download_recovery_codes": ELSEWHERE,
    "usersessions_list": SOMEBODY,
}


def address(world: World, page: str) -> str:
    """Of a page of the list, on this world's rows."""
    name = page.partition(" ")[0]
    values = {**world.values(), "verb": PAGES[page].verb}
    return reverse(name, kwargs={key: values[key] for key in arguments()[name]})


def arguments() -> dict[str, list[str]]:
    """The names of all pages that have an address, but for the administration's, and of what each address takes."""
    found: dict[str, list[str]] = {}

    def walk(resolver: URLResolver) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                found[pattern.name] = list(pattern.pattern.converters)
            elif pattern.app_name != "admin":
                walk(pattern)

    walk(get_resolver())
    return found
