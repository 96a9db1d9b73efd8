"""What stays open when somebody leaves. The areas that hold such work say so; this one knows none of them."""

from collections.abc import Callable
from typing import NamedTuple

from recruiting.people.models import User


class Open(NamedTuple):
    """Something that waits for them, in words, with its page."""

    words: str
    url: str


class Work(NamedTuple):
    open_of: Callable[[User], list[Open]]
    hand_over: Callable[[User, User, User], None]  # from, to, by; inside the caller's transaction


_WORK: list[Work] = []


def holds_work(work: Work) -> None:
    if work not in _WORK:
        _WORK.append(work)


def open_of(user: User) -> list[Open]:
    return [found for work in _WORK for found in work.open_of(user)]


def hand_over(user: User, to: User, by: User) -> None:
    for work in _WORK:
        work.hand_over(user, to, by)
