from __future__ import annotations

from ipaddress import ip_address

import pytest

from corpus.addresses import is_public, read_hosts

ADDRESSES = [
    # address, public, reason
    ("119.84.1.1", True, "somebody's server"),
    ("2001:4860:4860::8888", True, "somebody's server, version 6"),
    ("127.0.0.1", False, "this machine"),
    ("::1", False, "this machine"),
    ("0.0.0.0", False, "this machine, on Linux"),
    ("10.1.2.3", False, "an office's network"),
    ("172.16.0.1", False, "an office's network"),
    ("192.168.1.1", False, "an office's network"),
    ("fd00:ec2::254", False, "a cloud's keys, version 6"),
    ("169.254.169.254", False, "a cloud's keys"),
    ("100.100.100.200", False, "a cloud's keys, in the carrier's range"),
    ("168.63.129.16", False, "a cloud's keys, at an address that counts as public"),
    ("fe80::1", False, "the same cable"),
    ("224.0.0.1", False, "many at once"),
    ("255.255.255.255", False, "all at once"),
    ("::ffff:10.0.0.1", False, "an office's network, mapped"),
    ("::ffff:119.84.1.1", True, "somebody's server, mapped"),
    ("2002:7f00:1::", False, "this machine, through 6to4"),
    ("64:ff9b::a9fe:a9fe", False, "a cloud's keys, translated on the way"),
    ("64:ff9b::7754:101", True, "somebody's server, translated on the way"),
]


@pytest.mark.parametrize(("address", "public", "reason"), ADDRESSES)
def test_only_addresses_of_the_open_internet_are_public(
    address: str, public: bool, reason: str
) -> None:
    assert is_public(ip_address(address)) is public, reason


def test_hosts_are_read_with_and_without_ports() -> None:
    assert read_hosts("A.example, [fd00::1]:80,,10.0.0.1 ") == (
        "a.example",
        "[fd00::1]:80",
        "10.0.0.1",
    )


@pytest.mark.parametrize("wrong", ["http://a.example", "a b", "a.example/x", "*"])
def test_what_is_no_host_is_told(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no host; give names or addresses"):
        read_hosts(wrong)
