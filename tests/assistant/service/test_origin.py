"""Who a request comes from: which forwarding headers are believed."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from assistant.service.origin import CLIENT, Origin, client_of
from assistant.terms import networks

TRUSTED = networks("10.0.0.0/8, 127.0.0.1, ::1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client", "reason"),
    [
        ("203.0.113.7", [], "203.0.113.7", "no proxy"),
        ("203.0.113.7", ["1.2.3.4"], "203.0.113.7", "the peer is not trusted"),
        ("10.0.0.1", ["203.0.113.7"], "203.0.113.7", "one proxy"),
        ("10.0.0.1", ["6.6.6.6, 203.0.113.7"], "203.0.113.7", "the left is what a client wrote"),
        ("10.0.0.1", ["203.0.113.7, 10.0.0.2"], "203.0.113.7", "two proxies"),
        ("10.0.0.1", ["6.6.6.6", "203.0.113.7"], "203.0.113.7", "the header twice"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3", "nobody but proxies"),
        ("10.0.0.1", [], "10.0.0.1", "a proxy that tells nothing"),
        ("10.0.0.1", ["nonsense"], "10.0.0.1", "a header that is no address"),
        ("10.0.0.1", ["6.6.6.6, nonsense"], "10.0.0.1", "nothing left of nonsense is believed"),
        ("10.0.0.1", ["203.0.113.7:4711"], "203.0.113.7", "an address with a port"),
        ("10.0.0.1", ["[2001:db8::1]:4711"], "2001:db8::/64", "IPv6 with a port"),
        ("2001:db8::1", [], "2001:db8::/64", "a household has a whole /64"),
        ("::ffff:203.0.113.7", [], "203.0.113.7", "IPv4 written as IPv6"),
        ("::ffff:10.0.0.1", ["203.0.113.7"], "203.0.113.7", "a proxy written as IPv6"),
        (None, ["203.0.113.7"], "unknown", "a socket without an address"),
        ("testclient", [], "unknown", "a name"),
    ],
)
def test_the_client_is_the_rightmost_that_is_not_trusted(
    peer: str | None, forwarded: list[str], client: str, reason: str
) -> None:
    assert client_of(peer, forwarded, TRUSTED) == client, reason


def seen(peer: str, headers: dict[str, str]) -> Scope:
    """What an application behind the gate gets to see."""
    got: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        got.append(scope)

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    async def nowhere(message: Message) -> None: ...

    raw = [(k.lower().encode(), v.encode()) for k, v in headers.items()]
    scope: Scope = {
        "type": "http",
        "client": (peer, 1),
        "headers": raw,
        "scheme": "http",
        "path": "/",
        "method": "GET",
    }
    asyncio.run(Origin(app, TRUSTED)(scope, nothing, nowhere))
    return got[0]


CLAIMS = {
    "X-Forwarded-For": "1.2.3.4",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=1.2.3.4",
    "X-Real-IP": "1.2.3.4",
    "Accept": "*/*",
}


def test_what_an_untrusted_peer_claims_is_taken_away() -> None:
    scope = seen("203.0.113.7", CLAIMS)
    assert scope["headers"] == [(b"accept", b"*/*")]
    assert (scope["scheme"], scope[CLIENT]) == ("http", "203.0.113.7")


def test_a_trusted_proxy_tells_client_and_scheme() -> None:
    scope = seen("10.0.0.1", CLAIMS)
    assert (scope["scheme"], scope[CLIENT]) == ("https", "1.2.3.4")


def test_a_scheme_that_is_none_is_not_believed() -> None:
    assert seen("10.0.0.1", {"X-Forwarded-Proto": "javascript"})["scheme"] == "http"
