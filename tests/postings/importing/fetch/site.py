"""A real web server whose addresses are functions, and a name server that answers what a test says."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One question, and the ways to answer it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Site

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append(self.path)
        self.server.headers[self.path].append(dict(self.headers))
        answer = self.server.routes.get(parts.path)
        answer(self) if answer else self.say("not here", status=404)

    def begin(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def say(self, body: str | bytes, status: int = 200, **headers: str) -> None:
        body = body.encode() if isinstance(body, str) else body
        self.begin(status, Content_Length=str(len(body)), **headers)
        self.wfile.write(body)

    def say_json(self, body: Any, **headers: str) -> None:
        self.say(json.dumps(body), Content_Type="application/json", **headers)

    def chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def reset(self) -> None:
        """Leave without a goodbye: the other side gets a connection reset."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.shutdown(socket.SHUT_RD)
        self.connection.close()
        self.close_connection = True

    def log_message(self, *args: Any) -> None: ...


class Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), Asked)
        self.routes: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.headers: dict[str, list[dict[str, str]]] = defaultdict(list)
        self.connections = 0
        self.over = threading.Event()  # what a slow answer waits for, so that no test waits for it
        self.scheme = "https" if tls else "http"
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def get_request(self) -> Any:
        self.connections += 1
        return super().get_request()

    def handle_error(self, *args: Any) -> None:
        """Whoever hangs up in the middle is what these tests are about."""

    def url(self, path: str = "/", *, host: str = "") -> str:
        return f"{self.scheme}://{host or self.server_address[0]}:{self.server_port}{path}"

    def serves(self, path: str, body: Any, status: int = 200, **headers: str) -> None:
        """The same answer each time; what is neither text nor bytes is sent as JSON."""
        told = body if isinstance(body, str | bytes) else json.dumps(body)
        self.routes[path] = lambda asked: asked.say(told, status, **headers)

    def leads(self, path: str, to: str, status: int = 302) -> None:
        self.routes[path] = lambda asked: asked.say("", status, Location=to)


@contextlib.contextmanager
def running(host: str = "127.0.0.1", *, port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    site = Site(host, port, tls)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.over.set()
        site.shutdown()
        site.server_close()
        thread.join(5)


class Names:
    """Answers for a name one after the other, the last one for ever; and remembers what it was asked."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers = {name.replace("_", "."): list(given) for name, given in answers.items()}
        self.asked: list[str] = []

    def __call__(self, name: str, port: int) -> list[Any]:
        self.asked.append(name)
        left = self.answers.get(name, [])
        given = left.pop(0) if len(left) > 1 else (left[0] if left else "")
        return [ip_address(each) for each in given.split()]
