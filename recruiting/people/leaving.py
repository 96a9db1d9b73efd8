"""What stays open when somebody leaves. The areas that hold such work say so; this one knows none of them."""

from collections.abc import Callable
from typing import NamedTuple

from recruiting.people.models import User


class Work(NamedTuple):
    open_of: Callable[[User], list[str]]  # in words
    hand_over: Callable[[User, User, User], None] | None = None  # from, to, by; inside the caller's transaction


_WORK: list[Work] = []


def holds_work(work: Work) -> None:
    if work not in _WORK:
        _WORK.append(work)


def open_of(user: User) -> list[str]:
    return [words for work in _WORK for words in work.open_of(user)]


def hand_over(user: User, to: User, by: User) -> None:
    for work in _WORK:
        if work.hand_over:
            work.hand_over(user, to, by)
