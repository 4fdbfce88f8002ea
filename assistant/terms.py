"""On which terms requests are taken: how many, how large, how long, from whom."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms on which requests are taken. What a server takes by default stands in the settings; these defaults hold back
    only what is too large or too slow.

    Attributes:
        questions_per_minute: of one client, on every way in together.
        requests_per_minute: of one client, all but questions and the page's own files.
        largest_body: in bytes.
        receive_seconds: until a body must be here whole.
        answer_seconds: until an answer must begin.
        at_once: how many requests are worked on at the same time, of all clients; the next is told to come back.
        keys_required: whether the interfaces for programs want a key; the page never does.
        trusted_proxies: whose X-Forwarded-For and X-Forwarded-Proto are believed.
    """

    questions_per_minute: int = 1_000_000
    requests_per_minute: int = 1_000_000
    largest_body: int = 256 * 1024
    receive_seconds: float = 15.0
    answer_seconds: float = 60.0
    at_once: int = 64
    keys_required: bool = False
    trusted_proxies: tuple[Network, ...] = ()


def networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks, parted by commas.

    Raises:
        ValueError: one is neither; names it.

    >>> networks("10.0.0.0/8, ::1")
    (IPv4Network('10.0.0.0/8'), IPv6Network('::1/128'))
    """
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
