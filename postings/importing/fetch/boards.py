"""Ask a whole board, or a feed, as one run sees it: its pages in order, and whether they are all there."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from postings.importing.fetch.client import NEVER, Client, Limits
from postings.importing.fetch.outcomes import Failure, Fetched, Outcome, outcome_of, sentence
from postings.importing.fetch.sources import FEED, Source
from postings.importing.fetch.walking import WALKS, WHOLE_IN_ONE, Page, Walk

SECONDS = 200  # for all pages together, below the time that a task has
AGAIN_AFTER = 2  # seconds, of a page at which the server stumbled
LANGUAGES = ("en", "de")  # of a board that has a text for each language
JSON_SIZE = 100_000_000  # a page of JSON is read whole
BETWEEN = {"smartrecruiters": 0.15}  # ten a second are allowed there, and every text is a question of its own


@dataclass
class Board:
    """What came of asking. Only where it is `complete` may what is absent be taken as no longer listed; what did come
    can be read all the same."""

    source: Source
    pages: list[Page] = field(default_factory=list)
    complete: bool = False
    reason: str = "fetched"
    details: dict[str, Any] = field(default_factory=dict)
    retry_at: datetime | None = None
    etag: str = ""  # to ask with the next time
    last_modified: str = ""

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.reason)

    @property
    def problem(self) -> str:
        return "" if self.outcome in (Outcome.FETCHED, Outcome.UNCHANGED) else sentence(self.reason, self.details)

    @property
    def listed(self) -> int:
        return sum(page.listed for page in self.pages)


def read(
    source: Source,
    *,
    client: Client | None = None,
    etag: str = "",
    last_modified: str = "",
    wants: Callable[[dict[str, Any]], bool] = lambda row: True,
    languages: tuple[str, ...] = LANGUAGES,
    now: datetime | None = None,
) -> Board:
    """`wants` is asked for each posting of a list that holds no texts (SmartRecruiters): false for what is known and
    unchanged saves its request."""
    board = Board(source)
    whole = source.kind in WHOLE_IN_ONE
    known = {"etag": etag, "last_modified": last_modified} if whole else {}
    with nullcontext(client) if client else Client(limits=_limits(source)) as asking:
        walk = Walk(_asker(board, asking, known, now), wants, languages)
        try:
            for page in WALKS[source.kind](source, walk):
                board.pages.append(page)
        except Failure as failure:
            board.reason, board.details = failure.reason, failure.details
            return board
    if not board.listed:
        board.reason = "empty"
        return board
    board.complete = True
    if whole:
        board.etag, board.last_modified = board.pages[0].fetched.etag, board.pages[0].fetched.last_modified
    return board


def _limits(source: Source) -> Limits:
    if source.kind == FEED:
        return Limits()
    return replace(Limits(), size=JSON_SIZE, between=BETWEEN.get(source.kind, Limits.between))


def _asker(board: Board, client: Client, known: dict[str, str], now: datetime | None) -> Callable[[str], Fetched]:
    """Asks for one page, once more where the server stumbled over it, and stops the walk where it did not come."""
    ends_at = time.monotonic() + SECONDS

    def ask(url: str) -> Fetched:
        left = ends_at - time.monotonic()
        if left <= 0:
            raise Failure("slow", seconds=SECONDS)
        fetched = client.fetch(url, **known, within=left, now=now)
        if _stumbled(fetched) and (left := ends_at - time.monotonic() - AGAIN_AFTER) > 0:
            NEVER.wait(AGAIN_AFTER)
            fetched = client.fetch(url, **known, within=left, now=now)
        if fetched.outcome != Outcome.FETCHED:
            board.retry_at = fetched.retry_at
            raise Failure(fetched.reason, **fetched.details)
        return fetched

    return ask


def _stumbled(fetched: Fetched) -> bool:
    """Page 7 of 9 must not cost the look. Who says when to come back is not asked before; nor is who is asked too much
    (429)."""
    if fetched.reason == "broken_off":
        return True
    return (fetched.status or 0) >= 500 and fetched.reason in ("status", "later") and not fetched.says_when
