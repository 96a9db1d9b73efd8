"""How the pages of each board are asked for, in order. What is missing or of another shape raises Failure: then nobody
may conclude anything from what is absent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from postings.importing.fetch.outcomes import Failure, Fetched
from postings.importing.fetch.sources import Source
from postings.importing.formats.content import Content
from postings.importing.formats.totals import stated_total

PER_PAGE = 100
MOST_PAGES = 200
WINDOW = 100  # what Teamtailor lists unless asked for more


@dataclass
class Page:
    """One answer of a board: a page of its list, or one posting where `of` names it."""

    fetched: Fetched
    of: str = ""
    language: str = ""
    listed: int = 0  # how many postings this page of the list holds

    @cached_property
    def content(self) -> Content:
        assert self.fetched.body is not None
        return Content(self.fetched.body, name=self.fetched.url, content_type=self.fetched.content_type)  # type: ignore[arg-type]


@dataclass
class Walk:
    """What a walk needs: asking, which postings' details are wanted, and in which languages."""

    ask: Callable[[str], Fetched]
    wants: Callable[[dict[str, Any]], bool]
    languages: tuple[str, ...]

    def page(self, url: str, **about: Any) -> Page:
        return Page(self.ask(url), **about)


def feed(source: Source, walk: Walk) -> Iterator[Page]:
    page = walk.page(source.url)
    page.listed = 1  # what it holds, its format will say
    yield page


def greenhouse(source: Source, walk: Walk) -> Iterator[Page]:
    yield from _whole(source, walk, "jobs")


def lever(source: Source, walk: Walk) -> Iterator[Page]:
    """Until a page is short, as its documentation says; a server that knows no `skip` would answer for ever."""
    seen: set[Any] = set()
    for number in range(MOST_PAGES):
        page = walk.page(_asking(source.url, skip=number * PER_PAGE, limit=PER_PAGE))
        ids = {_within(row, "id") for row in _rows(page)}
        if ids and ids <= seen:
            raise Failure("page_again")
        seen |= ids
        yield page
        if page.listed < PER_PAGE:
            return
    raise Failure("endless", pages=MOST_PAGES)


def ashby(source: Source, walk: Walk) -> Iterator[Page]:
    yield from _whole(source, walk, "jobs")


def workable(source: Source, walk: Walk) -> Iterator[Page]:
    yield from _whole(source, walk, "jobs")


def recruitee(source: Source, walk: Walk) -> Iterator[Page]:
    yield from _whole(source, walk, "offers")


def teamtailor(source: Source, walk: Walk) -> Iterator[Page]:
    """A JSON Feed names its next page, on its own host. One that names none and holds a hundred is asked for more."""
    url, asked = source.url, set()
    while url not in asked:
        asked.add(url)
        page = walk.page(url)
        _rows(page, "items")
        yield page
        following = _within(page.content.json, "next_url")
        if not following:
            if page.listed >= WINDOW:
                yield from _beyond_the_window(source, walk, page)
            return
        if len(asked) == MOST_PAGES:
            raise Failure("endless", pages=MOST_PAGES)
        if urlsplit(str(following)).netloc != urlsplit(page.fetched.url).netloc:
            raise Failure("other_shape")
        url = following
    raise Failure("page_again")


def _beyond_the_window(source: Source, walk: Walk, page: Page) -> Iterator[Page]:
    """By offset, until a page is short. A server that knows no offset answers with what it listed before: then nobody
    knows whether there is more."""
    seen = {_within(row, "id") for row in _rows(page, "items")}
    while page.listed >= WINDOW:
        if len(seen) >= MOST_PAGES * WINDOW:
            raise Failure("endless", pages=MOST_PAGES)
        page = walk.page(_asking(source.url, per_page=WINDOW, offset=len(seen)))
        ids = {_within(row, "id") for row in _rows(page, "items")}
        if ids & seen:
            raise Failure("window", found=len(seen))
        seen |= ids
        yield page


def smartrecruiters(source: Source, walk: Walk) -> Iterator[Page]:
    """The list first, then the text of each posting that is wanted. One that went meanwhile costs nothing."""
    rows: dict[str, dict[str, Any]] = {}
    yield from _listed_by_smartrecruiters(source, walk, rows)
    for known_as, row in rows.items():
        if walk.wants(row):
            try:
                yield walk.page(f"{source.url}/{quote(known_as, safe='')}", of=known_as)
            except Failure as failure:
                if failure.reason != "gone":
                    raise


def _listed_by_smartrecruiters(source: Source, walk: Walk, rows: dict[str, dict[str, Any]]) -> Iterator[Page]:
    """Fills `rows` by id. A list that moves between two pages gives one posting twice and another never."""
    offset, total = 0, None
    while total is None or offset < total:
        page = walk.page(_asking(source.url, limit=PER_PAGE, offset=offset))
        found, stated = _rows(page, "content"), _within(page.content.json, "totalFound")
        if not isinstance(stated, int):
            raise Failure("other_shape")
        if total not in (None, stated) or (offset < stated and not found):
            raise Failure("page_missing", found=offset, total=stated)
        known, offset, total = len(rows), offset + len(found), stated
        rows |= {str(row.get("id")): row for row in found}
        if found and len(rows) == known:
            raise Failure("page_again")
        yield page
    if len(rows) < total:
        raise Failure("page_missing", found=len(rows), total=total)


def personio(source: Source, walk: Walk) -> Iterator[Page]:
    """Every language lists every position, but some texts are there in one language alone."""
    for language in walk.languages:
        page = walk.page(_asking(source.url, language=language), language=language)
        if "<workzag-jobs" not in page.content.start:
            raise Failure("not_data")
        page.listed = page.content.text.count("<position>")
        yield page


WALKS: dict[str, Callable[[Source, Walk], Iterator[Page]]] = {
    each.__name__: each
    for each in (feed, greenhouse, lever, ashby, workable, recruitee, teamtailor, smartrecruiters, personio)
}
# An answer of 304 for its one page says that the whole board is as it was.
WHOLE_IN_ONE = {"feed", "greenhouse", "ashby", "workable", "recruitee"}


def _whole(source: Source, walk: Walk, key: str) -> Iterator[Page]:
    """All in one answer; where it says how many there are, so many."""
    page = walk.page(source.url)
    found, total = len(_rows(page, key)), stated_total(page.content.json)
    yield page
    if found < total:
        raise Failure("page_missing", found=found, total=total)


def _rows(page: Page, key: str = "") -> list[dict[str, Any]]:
    """The postings that a page lists; noted on the page."""
    held = page.content.json
    if held is None:
        raise Failure("not_data")
    rows = _within(held, key) if key else held
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Failure("other_shape")
    page.listed = len(rows)
    return rows


def _within(held: Any, *keys: str) -> Any:
    for key in keys:
        held = held.get(key) if isinstance(held, dict) else None
    return held


def _asking(url: str, **query: Any) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, urlencode(query)]))))
