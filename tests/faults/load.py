"""Many browsers that move many applications at once, and do not give up: whoever got no answer asks again."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue

import httpx

from candidates.models import Application
from recruiting.people.models import User
from tests.factories import a_key, a_posting, an_application
from tests.live import LiveServer

BROWSERS = 8
Request = tuple[str, dict[str, object]]


def advances(number: int) -> list[Request]:
    """An advance each of as many applications, with its key."""
    posting = a_posting()
    applications = [an_application(posting) for _n in range(number)]
    return [(f"/applications/{a.pk}/advance/", {"version": 1, "key": a_key()}) for a in applications]


def post_all(
    site: LiveServer, user: User, requests: Iterable[Request], *, after: Callable[[int], None] = lambda n: None
) -> tuple[Counter, list[Request]]:
    """What was answered, and the requests without an answer. ``after`` is told how many answers there are."""
    waiting: SimpleQueue[Request] = SimpleQueue()
    for request in requests:
        waiting.put(request)
    answered: list[int | str] = []
    unanswered: list[Request] = []

    def browse(browser: httpx.Client) -> None:
        with browser:
            while request := take(waiting):
                try:
                    answered.append(browser.post(request[0], data=request[1]).status_code)
                except httpx.TransportError:
                    unanswered.append(request)
                else:
                    after(len(answered))

    browsers = [site.signed_in(user) for _n in range(BROWSERS)]
    with ThreadPoolExecutor(BROWSERS) as pool:
        list(pool.map(browse, browsers))
    return Counter(answered), unanswered


def take(waiting: SimpleQueue) -> Request | None:
    try:
        return waiting.get_nowait()
    except Empty:
        return None


def versions() -> Counter:
    return Counter(Application.objects.values_list("version", flat=True))
