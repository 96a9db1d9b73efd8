"""Connections that go to the address that was checked, and end in time.

httpcore asks this backend for a connection to a *name*. Looking it up, judging its addresses and connecting to one of
them happen here in one step, so no second answer of a name server can come between. Server name and certificate
(TLS) and the Host header stay the name: httpcore takes them from the URL.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from postings.importing.fetch.addresses import Permit, Resolver, permitted, within
from postings.importing.fetch.outcomes import Failure


class Deadline:
    """When all of one answer has to be there. A server that sends a byte now and then meets every other timeout."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.start()

    def start(self, within: float | None = None) -> None:
        self.started_at = time.monotonic()
        self.ends_at = self.started_at + min(self.seconds, within or self.seconds)

    def left(self, at_most: float | None = None) -> float:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left if at_most is None else min(left, at_most)

    def passed(self) -> Failure:
        return Failure("slow", seconds=max(1, round(time.monotonic() - self.started_at)))


class CheckedBackend(httpcore.NetworkBackend):
    def __init__(self, *, deadline: Deadline, resolve: Resolver, permits: Iterable[Permit]) -> None:
        self.deadline, self.resolve, self.permits = deadline, resolve, list(permits)
        self.plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        def resolve(name: str, port: int) -> list[Any]:
            return within(self.deadline.left(timeout), self.resolve, name, port)

        addresses = permitted(host, port, resolve=resolve, permits=self.permits)
        for address in addresses:
            try:
                stream = self.plain.connect_tcp(str(address), port, timeout=self.deadline.left(timeout))
                return TimedStream(stream, self.deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        raise Failure("no_answer", host=host)

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise Failure("address")


class TimedStream(httpcore.NetworkStream):
    """A stream whose every wait ends at the deadline, the handshake of TLS included."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self.stream, self.deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.deadline.left(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self.stream.start_tls(ssl_context, server_hostname, self.deadline.left(timeout))
        return TimedStream(stream, self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
