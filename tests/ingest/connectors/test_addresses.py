"""Which addresses a web source may come from: public ones, and private ones of named hosts."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SourceError
from ingest.connectors.addresses import Rules, standing

NOT_PUBLIC = {
    "127.0.0.1": "this machine",
    "127.8.9.10": "this machine",
    "::1": "this machine",
    "0.0.0.0": "no address",
    "::": "no address",
    "10.1.2.3": "a private address",
    "172.16.0.1": "a private address",
    "172.31.255.255": "a private address",
    "192.168.1.1": "a private address",
    "fd12:3456::1": "a private address",
    "100.64.0.1": "a carrier's private address",
    "100.127.255.255": "a carrier's private address",
    "169.254.169.254": "a link-local address",
    "fe80::1": "a link-local address",
    "fe80::1%eth0": "a link-local address",
    "224.0.0.1": "a multicast address",
    "239.255.255.250": "a multicast address",
    "ff02::1": "a multicast address",
    "240.0.0.1": "a reserved address",
    "255.255.255.255": "a reserved address",
    "192.0.2.1": "a reserved address",
    "198.18.0.1": "a reserved address",
    "2001:db8::1": "a reserved address",
    "::ffff:10.0.0.1": "an IPv4 address within IPv6",
    "::ffff:93.184.215.14": "an IPv4 address within IPv6",
    "::ffff:0:127.0.0.1": "an IPv4 address within IPv6",
    "64:ff9b::7f00:1": "an address of NAT64",
    "64:ff9b:1::1": "an address of NAT64",
    "2002:7f00:1::": "an address of 6to4",
    "2001::1": "an address of Teredo",
    "::127.0.0.1": "a reserved address",
    "elsewhere": "something that is no address",
}
PUBLIC = ("93.184.215.14", "1.1.1.1", "172.15.0.1", "172.32.0.1", "2606:2800:21f:cb07::1")
INTRANET = Rules(intranet_hosts=("wiki.hospital.test",))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_not_public_is_told(address: str) -> None:
    assert standing(address) == NOT_PUBLIC[address]
    with pytest.raises(SourceError, match="leads to"):
        Rules().check_address("site.test", address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_may_be_fetched_from(address: str) -> None:
    assert standing(address) is None
    Rules().check_address("site.test", address)


@pytest.mark.parametrize("address", ["10.1.2.3", "192.168.0.9", "fd12::1", "100.64.0.1", "::1"])
def test_a_named_host_may_be_private(address: str) -> None:
    INTRANET.check_address("WIKI.hospital.test.", address)
    with pytest.raises(SourceError, match="GALEN_INTRANET_HOSTS"):
        INTRANET.check_address("other.hospital.test", address)


@pytest.mark.parametrize("address", ["169.254.169.254", "224.0.0.1", "::ffff:10.0.0.1", "0.0.0.0"])
def test_not_even_a_named_host_may_be_anything(address: str) -> None:
    with pytest.raises(SourceError, match="nothing is fetched from there"):
        INTRANET.check_address("wiki.hospital.test", address)


@given(st.ip_addresses(v=4))
def test_of_ipv4_only_global_unicast_passes(address: ipaddress.IPv4Address) -> None:
    if standing(str(address)) is None:
        assert address.is_global
        assert not address.is_multicast
    hidden = (f"::ffff:{address}", str(ipaddress.IPv6Address(int(address))))
    assert all(standing(form) is not None for form in hidden)


def test_ports_are_named() -> None:
    Rules(ports=(80, 443, 8080)).check_port("site.test", 8080)
    with pytest.raises(SourceError, match="at port 22: sources are fetched from ports 80, 443"):
        Rules().check_port("site.test", 22)
