"""What can come of asking an address: a small closed set of outcomes, each with sentences for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    FETCHED = "fetched", _("fetched")
    UNCHANGED = "unchanged", _("not changed since the last time")
    EMPTY = "empty", _("without postings")
    LATER = "later", _("asked to come back later")
    GONE = "gone", _("no longer there")
    REFUSED = "refused", _("not an address that imports may ask")
    UNREACHABLE = "unreachable", _("not reachable")
    TOO_SLOW = "too_slow", _("too slow")
    TOO_LARGE = "too_large", _("too large")
    FAILED = "failed", _("not an answer that can be read")


# By reason: what comes of it, and what to tell people. A run keeps the reason and its details, a page says it in its
# reader's language.
REASONS: dict[str, tuple[Outcome, Any]] = {
    "fetched": (Outcome.FETCHED, _("Fetched.")),
    "unchanged": (Outcome.UNCHANGED, _("Nothing changed since the last time.")),
    "empty": (Outcome.EMPTY, _("The board lists no posting at all. Nothing is taken as unlisted for that.")),
    "later": (Outcome.LATER, _("The server is busy (%(status)s) and asks to come back later.")),
    "gone": (Outcome.GONE, _("There is nothing at this address (%(status)s).")),
    # ---- refused
    "address": (Outcome.REFUSED, _("This is not a complete web address.")),
    "scheme": (Outcome.REFUSED, _("Only addresses that begin with https:// or http:// can be fetched.")),
    "userinfo": (Outcome.REFUSED, _("The address carries a name or password. Remove what stands before the @.")),
    "port": (Outcome.REFUSED, _("Port %(port)s is not one that imports may ask.")),
    "not_public": (
        Outcome.REFUSED,
        _("%(host)s is not on the public internet. An administrator of the server can allow it."),
    ),
    "downgrade": (Outcome.REFUSED, _("The server leads from an encrypted address to an unencrypted one.")),
    # ---- unreachable
    "no_such_host": (Outcome.UNREACHABLE, _("No server is known by the name %(host)s.")),
    "no_answer": (Outcome.UNREACHABLE, _("%(host)s does not answer.")),
    "no_trust": (Outcome.UNREACHABLE, _("%(host)s offers no encrypted connection that can be trusted.")),
    "broken_off": (
        Outcome.UNREACHABLE,
        _("%(host)s broke off before its answer was complete."),
    ),
    # ---- limits
    "slow": (Outcome.TOO_SLOW, _("The answer was not complete after %(seconds)s s.")),
    "large": (Outcome.TOO_LARGE, _("The answer is larger than %(megabytes)s MB.")),
    "bomb": (Outcome.TOO_LARGE, _("The answer unpacks to far more than it could honestly hold.")),
    # ---- answers that are none
    "status": (Outcome.FAILED, _("The server answers with status %(status)s.")),
    "redirects": (Outcome.FAILED, _("The server sends from one address to the next without end.")),
    "nowhere": (Outcome.FAILED, _("The server sends to another address without naming one.")),
    "encoding": (Outcome.FAILED, _("The answer is packed in a way that nobody asked for.")),
    "damaged": (Outcome.FAILED, _("The answer is packed, and damaged.")),
    "not_data": (Outcome.FAILED, _("A web page came where data was expected.")),
    "other_shape": (Outcome.FAILED, _("The data is not what this job board answers.")),
    "page_missing": (Outcome.FAILED, _("The list is not complete: %(found)s of %(total)s postings came.")),
    "page_again": (Outcome.FAILED, _("The list is not complete: the server answered with the same page twice.")),
    "window": (Outcome.FAILED, _("The list may hold only the first %(found)s postings.")),
    "no_room": (Outcome.FAILED, _("There is no room left on this server to keep the answer.")),
    "endless": (Outcome.TOO_LARGE, _("The list has more than %(pages)s pages.")),
}


class Failure(Exception):
    """Raised inside this room alone; outside it is a Fetched or a Board that says so."""

    def __init__(self, reason: str, **details: Any) -> None:
        super().__init__(reason)
        self.reason, self.details = reason, details


def outcome_of(reason: str) -> Outcome:
    return REASONS[reason][0]


def sentence(reason: str, details: dict[str, Any]) -> str:
    """What to tell people, in the language that is active."""
    return str(REASONS[reason][1] % details)


@dataclass
class Fetched:
    """What one address said. `reason` and `details` can be stored; `problem` says them to people."""

    asked: str
    url: str  # where the answer came from, after redirects
    at: datetime
    reason: str = "fetched"
    details: dict[str, Any] = field(default_factory=dict)
    status: int | None = None
    body: IO[bytes] | None = None  # from its beginning, unpacked; large ones lie in a temporary file
    size: int = 0
    sha256: str = ""
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    retry_at: datetime | None = None  # with LATER always
    says_when: bool = False  # the server itself, and not what is usual

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.reason)

    @property
    def problem(self) -> str:
        return "" if self.outcome in (Outcome.FETCHED, Outcome.UNCHANGED) else sentence(self.reason, self.details)
