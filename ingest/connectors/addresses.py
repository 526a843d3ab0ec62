"""Which network addresses a web source may be fetched from: public ones, and named intranet hosts.

`guarded` asks it about every address that it is about to connect to, after the name was resolved.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from corpus.errors import SourceError

Resolver = Callable[[str, int], Sequence[str]]
"""The addresses of a host and port. Raises OSError where there are none."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_TRANSLATED = tuple(
    (ipaddress.ip_network(network), what)
    for network, what in (
        ("::ffff:0:0/96", "an IPv4 address within IPv6"),  # RFC 4291, 2.5.5.2
        ("::ffff:0:0:0/96", "an IPv4 address within IPv6"),  # RFC 2765
        ("64:ff9b::/96", "an address of NAT64"),  # RFC 6052
        ("64:ff9b:1::/48", "an address of NAT64"),  # RFC 8215
        ("2002::/16", "an address of 6to4"),  # RFC 3056
        ("2001::/32", "an address of Teredo"),  # RFC 4380
    )
)
"""Addresses behind which another one stands, that a check of theirs would not see."""
_SHARED = ipaddress.ip_network("100.64.0.0/10")
_PRIVATE = tuple(
    ipaddress.ip_network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)


def resolve(host: str, port: int) -> Sequence[str]:
    """By the operating system, as everything else on this machine does."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [*dict.fromkeys(str(entry[4][0]) for entry in found)]


@dataclass(frozen=True, slots=True)
class Rules:
    """`intranet_hosts` are names in lower case whose addresses may be private or this machine's."""

    ports: Collection[int] = (80, 443)
    intranet_hosts: Collection[str] = ()

    def check_port(self, host: str, port: int) -> None:
        """Raises SourceError for a port that sources are not fetched from."""
        if port not in self.ports:
            known = ", ".join(map(str, self.ports))
            raise SourceError(
                f"{host} is asked for at port {port}: sources are fetched from ports {known}; an"
                " administrator may add more (GALEN_WEB_PORTS)"
            )

    def check_address(self, host: str, address: str) -> None:
        """Raises SourceError for an address that this host must not lead to."""
        what = standing(address)
        if what is None or (host.lower().rstrip(".") in self.intranet_hosts and what in _INTRANET):
            return
        advice = (
            "an administrator may allow this host (GALEN_INTRANET_HOSTS)"
            if what in _INTRANET
            else "nothing is fetched from there"
        )
        raise SourceError(f"{host} leads to {what} ({address}): {advice}")


_THIS_MACHINE = "this machine"
_LOCAL_NETWORK = "a private address"
_CARRIER = "a carrier's private address"
_INTRANET = frozenset({_THIS_MACHINE, _LOCAL_NETWORK, _CARRIER})


def standing(address: str) -> str | None:
    """What an address is, if it is not a public one, in words; None for a public one."""
    try:
        ip: _Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "something that is no address"
    hidden = next((what for network, what in _TRANSLATED if ip in network), None)
    if hidden is not None:
        return hidden
    for holds, what in (
        (ip.is_loopback, _THIS_MACHINE),
        (ip.is_unspecified, "no address"),
        (ip.is_link_local, "a link-local address"),
        (ip.is_multicast, "a multicast address"),
        (ip in _SHARED, _CARRIER),
        (any(ip in network for network in _PRIVATE), _LOCAL_NETWORK),
        (ip.is_reserved or not ip.is_global, "a reserved address"),
    ):
        if holds:
            return what
    return None
