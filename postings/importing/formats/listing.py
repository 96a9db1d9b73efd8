"""JSON that lists postings: finding the rows in it, and making records of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from postings.importing.shapes import Record

from .content import Content, Unreadable
from .stating import MAX_ID, identity

_DEEPEST = 6  # how far inside lists and objects rows are looked for


def find_rows(held: Any, looks: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """The objects that look like postings, wherever they are listed: an answer alone, several together, one page of
    many. Inside a posting no other is looked for."""
    found: list[dict[str, Any]] = []
    waiting: list[tuple[Any, int]] = [(held, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict) and looks(value):
            found.append(value)
        elif isinstance(value, (dict, list)) and depth < _DEEPEST:
            inner = value.values() if isinstance(value, dict) else value
            waiting += [(each, depth + 1) for each in reversed(list(inner)) if isinstance(each, (dict, list))]
    return found


def rows_of(content: Content, looks: Callable[[dict[str, Any]], bool], board: str) -> list[dict[str, Any]]:
    """The same of a content that is said to be of that board. Raises Unreadable where it is no JSON at all."""
    if content.json is None:
        raise Unreadable(_("This is not the JSON that %(board)s answers.") % {"board": board})
    return find_rows(content.json, looks)


def make_record(number: int, raw: dict[str, Any], known_as: Any, title: str, **more: Any) -> Record:
    """A record that says by itself why no posting can be made of it, if so."""
    external_id = identity(known_as)
    if "tenant" in more:
        more["tenant"] = more["tenant"][:MAX_ID]
    problem = ""
    if external_id is None:
        problem = _("It has no id, so that it could not be known again the next time.")
    elif not title:
        problem = _("It has no title.")
    return Record(number, external_id, raw, problem=problem, **more)


def by_id(rows: Iterable[dict[str, Any]], *keys: str) -> Iterator[list[dict[str, Any]]]:
    """Rows that have one id, together, in the order in which each id came first; those without one each alone."""
    grouped: dict[Any, list[dict[str, Any]]] = {}
    for at, row in enumerate(rows):
        known = identity(next((row[key] for key in keys if row.get(key)), None))
        grouped.setdefault(known if known is not None else at, []).append(row)
    yield from grouped.values()


def path_part(url: Any, *hosts: str, at: int = 0) -> str:
    """A part of an address's path, by which a board names its customer, if it is at one of these hosts."""
    if not isinstance(url, str):
        return ""
    for each in hosts:
        _before, found, after = url.partition(f"//{each}/")
        if found:
            parts = after.split("?")[0].split("/")
            return parts[at] if len(parts) > at + 1 else ""
    return ""
