"""Which network addresses a document may be fetched from: those that anybody may reach, and hosts that were allowed by name.

A page that an outsider wrote may redirect to the office's own network, or to the address where a cloud hands out keys.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

# Clouds hand out a machine's keys there, though the addresses count as public.
_OF_CLOUDS = frozenset({ip_address("168.63.129.16"), ip_address("192.0.0.192")})
_HOST = re.compile(r"(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.I)
_NAT64 = ip_network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether an address is of the open internet, and so is each address of version 4 that it carries.

    >>> [is_public(ip_address(a)) for a in ("119.84.1.1", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False]
    """
    if isinstance(address, IPv6Address) and (carried := _carried(address)):
        return all(map(is_public, carried))
    return address.is_global and not address.is_multicast and address not in _OF_CLOUDS


def read_hosts(text: str) -> tuple[str, ...]:
    """Hosts parted by commas: names or addresses, each with or without a port.

    >>> read_hosts("Intranet.example, 10.1.2.3:8080")
    ('intranet.example', '10.1.2.3:8080')

    Raises:
        ValueError: one of them is none.
    """
    hosts = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    if wrong := [host for host in hosts if not _HOST.fullmatch(host)]:
        raise ValueError(f"{wrong[0]!r} is no host; give names or addresses such as 10.1.2.3:8080")
    return hosts


def _carried(address: IPv6Address) -> list[IPv4Address]:
    """The addresses of version 4 that it leads to: mapped, 6to4, Teredo, or translated on the way (NAT64)."""
    of_nat64 = IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    of_teredo = address.teredo[1] if address.teredo else None
    found = (address.ipv4_mapped, address.sixtofour, of_teredo, of_nat64)
    return [a for a in found if a is not None]
