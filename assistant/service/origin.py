"""Who a request comes from: the address behind trusted proxies, and what untrusted ones claim taken away."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.terms import Network

CLIENT = "yuce.client"
"""The scope's key for the client: its address, later its key's name."""
UNKNOWN = "unknown"
_CLAIMS = (b"x-forwarded-", b"forwarded", b"x-real-ip")
_SCHEMES = ("http", "https")


def client_of(peer: str | None, forwarded: Sequence[str], trusted: Sequence[Network]) -> str:
    """The address of the client: the rightmost that is no trusted proxy; the peer's, where that is none.

    Whatever stands left of that address was written by somebody who is not trusted. An IPv6 address stands for its /64,
    which one household has whole.

    >>> client_of("10.0.0.1", ["6.6.6.6, 203.0.113.9"], [ip_network("10.0.0.0/8")])
    '203.0.113.9'
    """
    hops = [hop.strip() for line in forwarded for hop in line.split(",")]
    address = _address(peer)
    while address and hops and _trusted(address, trusted):
        claimed = _address(hops.pop())
        if claimed is None:
            break
        address = claimed
    return _written(address) if address else UNKNOWN


def _address(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(_bare(text or ""))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _bare(hop: str) -> str:
    """An address without the port that some proxies add: 1.2.3.4:567, [::1]:567."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _trusted(address: IPv4Address | IPv6Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _written(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((address, 64), strict=False))


class Origin:
    """ASGI: puts the client into the scope, and the scheme that the client used.

    Forwarding headers of others than trusted proxies are removed, so that nothing further in can believe them: the page's
    framework would make links of X-Forwarded-Host.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        self._app, self._nets = app, tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        if scope["type"] in ("http", "websocket"):
            scope = {**scope, **self._known(scope)}
        await self._app(scope, receive, send)

    def _known(self, scope: Scope) -> dict[str, object]:
        peer = scope["client"][0] if scope.get("client") else None
        headers = Headers(scope=scope)
        client = client_of(peer, headers.getlist("x-forwarded-for"), self._nets)
        address = _address(peer)
        if address is not None and _trusted(address, self._nets):
            scheme = headers.get("x-forwarded-proto", scope["scheme"]).rpartition(",")[2].strip()
            return {CLIENT: client, "scheme": scheme if scheme in _SCHEMES else scope["scheme"]}
        kept = [(name, value) for name, value in scope["headers"] if not name.startswith(_CLAIMS)]
        return {CLIENT: client, "headers": kept}
