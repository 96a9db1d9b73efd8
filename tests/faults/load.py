"""Many browsers that move many applications at once, and do not give up: whoever got no answer asks again."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from queue import Empty, SimpleQueue

import httpx

from candidates.models import Application
from recruiting.people.models import User
from tests.factories import a_key, a_posting, an_application
from tests.live import LiveServer

BROWSERS = 8
Request = tuple[str, dict]


def advances(number: int) -> list[Request]:
    """An advance each of as many applications, with its key."""
    posting = a_posting()
    applications = [an_application(posting) for _n in range(number)]
    return [(f"/applications/{a.pk}/advance/", {"version": 1, "key": a_key()}) for a in applications]


def post_all(
    site: LiveServer, user: User, requests: Iterable[Request], *, after: Callable[[int], None] = lambda n: None
) -> dict[str, int]:
    """What each key was answered; 0: nothing. ``after`` is told of every answer, 1, 2, 3 …"""
    waiting: SimpleQueue[Request] = SimpleQueue()
    for request in requests:
        waiting.put(request)
    answers: dict[str, int] = {}
    numbers = count(1)

    def browse(browser: httpx.Client) -> None:
        with browser:
            while request := take(waiting):
                path, data = request
                try:
                    answers[data["key"]] = browser.post(path, data=data).status_code
                except httpx.TransportError:
                    answers[data["key"]] = 0
                else:
                    after(next(numbers))

    browsers = [site.signed_in(user) for _n in range(BROWSERS)]
    with ThreadPoolExecutor(BROWSERS) as pool:
        list(pool.map(browse, browsers))
    return answers


def take(waiting: SimpleQueue) -> Request | None:
    try:
        return waiting.get_nowait()
    except Empty:
        return None


def versions() -> Counter:
    return Counter(Application.objects.values_list("version", flat=True))
