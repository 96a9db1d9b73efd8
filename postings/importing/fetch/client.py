"""Ask one address: safely, within limits, and told afterwards what it said."""

from __future__ import annotations

import hashlib
import ssl
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, Self

import certifi
import httpcore
import httpx
from django.conf import settings
from django.utils import timezone

from postings.importing.fetch.addresses import Permit, Resolver, look_up
from postings.importing.fetch.connecting import CheckedBackend, Deadline
from postings.importing.fetch.outcomes import Failure, Fetched
from postings.importing.fetch.unpacking import gunzip, peel

REDIRECTS = 5
REDIRECTING = {301, 302, 303, 307, 308}
LONGEST_WAIT = timedelta(days=1)
USUAL_WAIT = timedelta(minutes=15)  # where a busy server does not say how long
LONGEST_KEPT = 200  # an ETag, date or type that is longer is not kept
LONGEST_URL = 2_000
NEVER = threading.Event()  # waiting for it is waiting for a time, which is all that politeness can be


@dataclass(frozen=True)
class Limits:
    connect: float = 10
    silence: float = 30  # between two bytes
    total: float = 200  # below the time that a task has
    size: int = 1_000_000_000  # unpacked; it lies in a temporary file
    ratio: int = 300  # what unpacks to more than this many times its size, once it is larger than the next, is a bomb
    ratio_from: int = 16_000_000
    between: float = 0.5  # seconds between two questions to one host


def fetch(url: str, *, etag: str = "", last_modified: str = "", now: datetime | None = None) -> Fetched:
    """Ask once. With the ETag or date of the last time, what did not change is not sent again."""
    with Client() as client:
        return client.fetch(url, etag=etag, last_modified=last_modified, now=now)


class Client:
    """Asks one address after the other, over the same connection where it can; for one thread at a time.

    This is httpcore and not httpx.Client, since of what that adds (proxies and passwords from the environment,
    cookies, redirects, unpacking a whole chunk at once) nothing may happen here.
    """

    def __init__(
        self, *, limits: Limits | None = None, resolve: Resolver = look_up, tls: ssl.SSLContext | None = None
    ) -> None:
        self.limits = limits or Limits()
        self.deadline = Deadline(self.limits.total)
        permits = [Permit.of(entry) for entry in settings.IMPORT_ALLOW_HOSTS]
        backend = CheckedBackend(deadline=self.deadline, resolve=resolve, permits=permits)
        self.pool = httpcore.ConnectionPool(ssl_context=tls or trusted(), network_backend=backend, keepalive_expiry=5)
        self.last_asked: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.pool.close()

    def fetch(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        within: float | None = None,
        now: datetime | None = None,
    ) -> Fetched:
        """Never raises for what a server or an address does: what came of it is told by the outcome."""
        answer = Fetched(asked=url, url=url, at=now or timezone.now())
        self.deadline.start(within)
        try:
            self._follow(answer, _headers(etag, last_modified))
        except Failure as failure:
            answer.reason, answer.details, answer.body = failure.reason, failure.details, None
        return answer

    def _follow(self, answer: Fetched, headers: dict[str, str]) -> None:
        """Each redirect is a new address that is judged like the first."""
        url = checked(answer.asked)
        for _hop in range(REDIRECTS + 1):
            answer.url = str(url)
            self._wait_for_turn(url.host)
            with self._asking(url, headers) as got:
                answer.status = got.status
                if got.status not in REDIRECTING:
                    self._take(answer, got, conditional="If-None-Match" in headers or "If-Modified-Since" in headers)
                    return
                url = checked(_header(got, "location"), base=url)
        raise Failure("redirects")

    @contextmanager
    def _asking(self, url: httpx.URL, headers: dict[str, str]) -> Iterator[httpcore.Response]:
        """The answer of one server, and its silence, refusals and breakdowns in our words."""
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        lines = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        lines.append((b"Host", url.netloc))
        try:
            with self.pool.stream("GET", target, headers=lines, extensions=self._timeouts) as got:
                yield got
        except httpcore.TimeoutException:
            raise self.deadline.passed() from None
        except httpcore.ConnectError:  # the address itself answered, so it is the handshake of TLS that failed
            raise Failure("no_trust", host=url.host) from None
        except (httpcore.NetworkError, httpcore.ProtocolError):
            raise Failure("broken_off", host=url.host) from None

    @property
    def _timeouts(self) -> dict[str, Any]:
        limits = self.limits
        return {"timeout": {"connect": limits.connect, "read": limits.silence, "write": limits.silence, "pool": 1}}

    def _take(self, answer: Fetched, got: httpcore.Response, *, conditional: bool) -> None:
        """Judge a status that is no redirect, and keep the body of 200."""
        answer.etag, answer.last_modified = _kept(got, "etag"), _kept(got, "last-modified")
        answer.content_type = _kept(got, "content-type")
        if got.status == 304 and conditional:
            answer.reason = "unchanged"
        elif got.status in (429, 503):
            stated = _header(got, "retry-after")
            answer.retry_at, answer.says_when = when_to_return(stated, answer.at), bool(stated)
            raise Failure("later", status=got.status)
        elif got.status in (404, 410):
            raise Failure("gone", status=got.status)
        elif got.status != 200:
            raise Failure("status", status=got.status)
        else:
            self._keep(answer, got)

    def _keep(self, answer: Fetched, got: httpcore.Response) -> None:
        digest = hashlib.sha256()
        body = tempfile.SpooledTemporaryFile(max_size=1_000_000)  # noqa: SIM115 (whoever reads it closes it)
        for piece in self._pieces(got):
            digest.update(piece)
            try:
                body.write(piece)
            except OSError:  # the disk is full, or nobody may write so much
                raise Failure("no_room") from None
        answer.size, answer.sha256 = body.tell(), digest.hexdigest()
        body.seek(0)
        answer.body = body

    def _pieces(self, got: httpcore.Response) -> Iterator[bytes]:
        """The body unpacked, counted while it comes: what is too much is never stored."""
        limits, came, unpacked = self.limits, 0, 0
        large = Failure("large", megabytes=limits.size // 1_000_000)
        stated = _header(got, "content-length")
        if stated.isdecimal() and int(stated) > limits.size:
            raise large

        def counted() -> Iterator[bytes]:
            nonlocal came
            for chunk in got.iter_stream():
                came += len(chunk)
                yield chunk

        for piece in _decoded(counted(), _header(got, "content-encoding")):
            self.deadline.left()
            unpacked += len(piece)
            if unpacked > limits.size:
                raise large
            if unpacked > limits.ratio_from and unpacked > came * limits.ratio:
                raise Failure("bomb")
            yield piece

    def _wait_for_turn(self, host: str) -> None:
        """A board of a thousand postings must not notice us."""
        since = time.monotonic() - self.last_asked.get(host, -1e9)
        if since < self.limits.between:
            NEVER.wait(self.deadline.left(self.limits.between - since))
        self.last_asked[host] = time.monotonic()


def checked(address: str, *, base: httpx.URL | None = None) -> httpx.URL:
    """The address as it will be asked. What the name in it leads to is judged when it is connected to."""
    if base and not address:
        raise Failure("nowhere")
    try:
        url = base.join(address) if base else httpx.URL(address.strip())
        complete = bool(url.host) and (url.port or 80) < 65536 and len(str(url)) <= LONGEST_URL
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Failure("address") from None
    if url.scheme not in ("http", "https"):
        raise Failure("scheme" if url.scheme else "address")
    if not complete:
        raise Failure("address")
    if url.userinfo:  # https://jobs.example@10.0.0.1/ reads like the one and asks the other
        raise Failure("userinfo")
    if base and base.scheme == "https" and url.scheme == "http":
        raise Failure("downgrade")
    return url.copy_with(fragment=None)


def when_to_return(stated: str, now: datetime) -> datetime:
    """Retry-After holds seconds or a date; what it does not say well is a quarter of an hour, and a day is the most."""
    try:
        if stated.isdecimal():
            wait = timedelta(seconds=min(int(stated), LONGEST_WAIT.total_seconds()))
        else:
            wait = parsedate_to_datetime(stated).astimezone(now.tzinfo) - now
    except (ValueError, TypeError, OverflowError):
        wait = USUAL_WAIT
    return now + (min(wait, LONGEST_WAIT) if wait > timedelta(0) else USUAL_WAIT)


@cache
def trusted() -> ssl.SSLContext:
    """The authorities of the machine, so that an organisation's own counts, and the usual ones where it has none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _headers(etag: str, last_modified: str) -> dict[str, str]:
    headers = {
        "User-Agent": f"Fairlead/{settings.RELEASE} (+{settings.PUBLIC_URL})",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        "If-None-Match": etag,
        "If-Modified-Since": last_modified,
    }
    return {name: value for name, value in headers.items() if value}


def _decoded(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    encoding = encoding.strip().lower()
    if encoding in ("gzip", "x-gzip"):
        return peel(gunzip(chunks))
    if encoding in ("", "identity"):
        return peel(chunks)
    raise Failure("encoding")


def _header(got: httpcore.Response, name: str) -> str:
    """The first of its name."""
    wanted = name.encode()
    return next((value.decode("latin-1") for key, value in got.headers if key.lower() == wanted), "")


def _kept(got: httpcore.Response, name: str) -> str:
    value = _header(got, name)
    return value if len(value) <= LONGEST_KEPT and value.isprintable() else ""
