"""Which addresses may be asked. The answer of the name server decides, never the spelling of the name: 2130706433,
0x7f.1 and a name that somebody points at 127.0.0.1 all arrive here as 127.0.0.1."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from postings.importing.fetch.outcomes import Failure

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], list[Address]]

PORTS = {80, 443, 8080, 8443}
# Written out, since what `is_global` says of these differs between versions of Python.
NOT_PUBLIC = [
    IPv4Network(each)
    for each in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # behind a carrier's translation
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's host, public only by its looks
        "169.254.0.0/16",  # link-local, the clouds' metadata among it
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # measuring
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast among it
    )
]
# The only addresses of IPv6 that are assigned to be reached. Outside lie loopback, private and link-local ones, and
# every way to write an IPv4 address as one of IPv6: mapped, compatible, NAT64.
GLOBAL_UNICAST = IPv6Network("2000::/3")
NOT_PUBLIC_6 = [
    IPv6Network(each)
    for each in (
        "2001::/23",  # protocol assignments: Teredo holds an IPv4 address
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 holds an IPv4 address
        "3fff::/20",  # documentation
    )
]


def is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC)
    return address in GLOBAL_UNICAST and not any(address in network for network in NOT_PUBLIC_6)


@dataclass(frozen=True)
class Permit:
    """One entry of IMPORT_ALLOW_HOSTS: a name or a network, with one port or with every port."""

    name: str = ""
    network: Network | None = None
    port: int | None = None

    @classmethod
    def of(cls, entry: str) -> Permit:
        """`jobs.intranet`, `jobs.intranet:8000`, `10.0.0.5`, `[::1]:8000` or `10.20.0.0/16`."""
        try:
            if network := _as_network(entry):
                return cls(network=network)
            parts = urlsplit(f"//{entry}")
            host, port = parts.hostname or "", parts.port
            if not host or parts.path or parts.query or parts.fragment or "@" in entry:
                raise ValueError
        except ValueError:
            message = f"IMPORT_ALLOW_HOSTS: {entry!r} is no host, no host:port and no network."
            raise ImproperlyConfigured(message) from None
        return cls(port=port, network=_as_network(host)) if _as_network(host) else cls(name=plain(host), port=port)

    def covers(self, name: str, address: Address, port: int) -> bool:
        if self.port not in (None, port):
            return False
        return address in self.network if self.network else plain(name) == self.name


def plain(name: str) -> str:
    return name.lower().removesuffix(".")


def permitted(name: str, port: int, *, resolve: Resolver, permits: Iterable[Permit]) -> list[Address]:
    """The addresses of a name, asked for once. One among them that may not be asked refuses them all: whoever mixes
    public with private answers counts on the second one being tried."""
    found = resolve(name, port)
    if not found:
        raise Failure("no_such_host", host=name)
    for address in found:
        if not any(permit.covers(name, address, port) for permit in permits):
            if not is_public(address):
                raise Failure("not_public", host=name)
            if port not in PORTS:
                raise Failure("port", port=port)
    return found


def look_up(name: str, port: int) -> list[Address]:
    """As the machine resolves names, /etc/hosts included; of the same addresses each once."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # a label that is too long is a UnicodeError
        return []
    return list(dict.fromkeys(ip_address(each[4][0]) for each in found))


def within(seconds: float, resolve: Resolver, name: str, port: int) -> list[Address]:
    """`resolve`, given up after a time: getaddrinfo itself knows no deadline."""
    answer: list[list[Address]] = []
    asking = threading.Thread(target=lambda: answer.append(resolve(name, port)), daemon=True)
    asking.start()
    asking.join(seconds)
    if asking.is_alive():
        raise Failure("slow", seconds=round(seconds))
    return answer[0] if answer else []


def _as_network(text: str) -> Network | None:
    try:
        return ip_network(text)
    except ValueError:
        if "/" in text:
            raise
        return None
