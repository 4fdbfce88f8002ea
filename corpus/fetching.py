"""Fetching a document from the web, without being led anywhere that nobody meant.

Each address is resolved here, checked, and connected to as it was checked: a name that resolves anew to another address
gains nothing. The same holds after every redirect. Proxies of the environment are not used, as they would resolve by themselves.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import PurePosixPath

import httpx

from corpus.addresses import is_public
from corpus.errors import FetchingError
from corpus.readers import MAX_BYTES
from corpus.source import Fetched

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SUFFIX_OF = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    _WORD: ".docx",
    "application/msword": ".doc",  # the reader says what to do with one
}
# Servers that do not know a file's kind say one of these; then its content and its name tell.
_UNTOLD_NAMES = (
    "application/octet-stream binary/octet-stream application/force-download application/download"
    " application/x-download application/x-msdownload"
)
_UNTOLD = frozenset(("", *_UNTOLD_NAMES.split()))
_HEADERS = {
    "User-Agent": "yuce (reads official documents)",
    "Accept": "text/html,application/pdf,text/plain,text/markdown,*/*;q=0.5",
    "Accept-Encoding": "gzip",
}
_GZIP = 31  # zlib's number for a window of 32 KiB with gzip's head
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


@dataclass(frozen=True, slots=True)
class FetchRules:
    """On which terms a document is fetched.

    `hosts` are names, addresses, or either with `:port`, that may be of a private network. `seconds` is for all of it,
    `largest` in bytes, unpacked.
    """

    hosts: frozenset[str] = frozenset()
    seconds: float = 60.0
    largest: int = MAX_BYTES
    redirects: int = 5


def fetch(
    url: str,
    rules: FetchRules | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Fetched:
    """Fetch a document of a kind that is read.

    Raises:
        FetchingError: it cannot be had, or may not; the message says which URL, what happened and what would be right.
    """
    return asyncio.run(_fetch(url, rules or FetchRules(), clock))


async def _fetch(asked: str, rules: FetchRules, clock: Callable[[], datetime]) -> Fetched:
    url = _url(asked, asked)
    try:
        async with asyncio.timeout(rules.seconds):
            for _ in range(rules.redirects + 1):
                async with _response(url, rules) as response:
                    if response.status_code not in _REDIRECTS:
                        return await _document(str(_url(asked, asked)), url, response, rules, clock)
                    url = _led_to(url, response)
    except TimeoutError as error:
        raise FetchingError(
            f"{url} was not there within {rules.seconds:g} seconds; try again later"
        ) from error
    raise FetchingError(f"{asked} redirects more than {rules.redirects} times; give the last URL")


def _url(text: str, asked: str) -> httpx.URL:
    """A URL that may be asked for, without its fragment."""
    try:
        url = httpx.URL(text).copy_with(fragment=None)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise FetchingError(f"{asked} is no URL: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchingError(f"{text} cannot be fetched; a URL begins with http:// or https://")
    if url.userinfo:
        raise FetchingError(
            f"{url.copy_with(userinfo=b'')} is given with a user name; give it without"
        )
    return url


def _led_to(url: httpx.URL, response: httpx.Response) -> httpx.URL:
    place = response.headers.get("location", "")
    if not place:
        raise FetchingError(f"{url} redirects to nowhere; give the URL of the document itself")
    try:
        joined = str(url.join(place))
    except (httpx.InvalidURL, UnicodeError) as error:
        raise FetchingError(f"{url} redirects to {place!r}, which is no URL") from error
    return _url(joined, joined)


@asynccontextmanager
async def _response(url: httpx.URL, rules: FetchRules) -> AsyncIterator[httpx.Response]:
    """The beginning of what a server answers, from an address that was checked."""
    addresses = await _addresses(url, rules)
    async with httpx.AsyncClient(verify=_trusted(), trust_env=False, headers=_HEADERS) as client:
        try:
            response = await _connected(client, url, addresses)
            try:
                yield response
            finally:
                await response.aclose()
        except httpx.TimeoutException as error:
            raise TimeoutError from error
        except httpx.HTTPError as error:
            raise FetchingError(
                f"{url} broke off: {error or type(error).__name__}; try again"
            ) from error


async def _connected(
    client: httpx.AsyncClient, url: httpx.URL, addresses: list[str]
) -> httpx.Response:
    """The answer of the first address that takes a connection."""
    host, failure = url.raw_host.decode("ascii"), ""
    for address in addresses:
        request = client.build_request(
            "GET",
            url.copy_with(host=address),
            headers={"Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": host},  # the certificate is checked against the name
        )
        try:
            return await client.send(request, stream=True)
        except httpx.ConnectError as error:
            failure = str(error)
    if "CERTIFICATE" in failure or "SSL" in failure:
        raise FetchingError(f"{url} cannot be trusted: {failure}")
    raise FetchingError(
        f"{url} takes no connection at {', '.join(addresses)}; is it the right port?"
    )


def _trusted() -> ssl.SSLContext:
    """The authorities that httpx trusts, and those of this machine: an office may have one of its own."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


async def _addresses(url: httpx.URL, rules: FetchRules) -> list[str]:
    """The addresses of a URL's host; none may be of a private network unless the host is allowed."""
    host = url.raw_host.decode("ascii")
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise FetchingError(
            f"{url}: no address is known for {url.host}; check its spelling and the network"
        ) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    closed = [a for a in addresses if not is_public(ip_address(a.partition("%")[0]))]
    named = f"[{host}]" if ":" in host else host
    if closed and not {named.lower(), f"{named}:{port}".lower()} & rules.hosts:
        raise FetchingError(_closed_told(url, closed[0], f"{named}:{port}"))
    return addresses


def _closed_told(url: httpx.URL, address: str, place: str) -> str:
    found = "is" if address == url.host else f"is {address},"
    return (
        f"{url} is not fetched: {url.host} {found} an address of a private network or of this machine; if that is meant,"
        f" allow it with YUCE_FETCH_HOSTS={place}"
    )


async def _document(
    asked: str,
    url: httpx.URL,
    response: httpx.Response,
    rules: FetchRules,
    clock: Callable[[], datetime],
) -> Fetched:
    if response.status_code != HTTPStatus.OK:
        said = f"{response.status_code} {response.reason_phrase}".strip()
        raise FetchingError(f"{url} is not there: the server says {said}")
    kind, charset = _told(response)
    suffix = _suffix(kind, url)
    data = b"".join([piece async for piece in _unpacked(url, response, rules)])
    return Fetched(asked, str(url), clock(), data, suffix, charset)


def _told(response: httpx.Response) -> tuple[str, str | None]:
    """The type and the charset that the server says; "" and None where it says none."""
    head = response.headers.get("content-type", "")
    if not head:
        return "", None
    message = Message()
    message["content-type"] = head
    charset = message.get_param("charset")
    return message.get_content_type(), charset if isinstance(charset, str) else None


def _suffix(kind: str, url: httpx.URL) -> str:
    name = PurePosixPath(url.path).suffix.lower()
    named = name if name in (*_SUFFIX_OF.values(), ".markdown", ".htm") else ""
    if kind in _UNTOLD or (kind == "text/plain" and named in (".md", ".markdown")):
        return named
    if kind not in _SUFFIX_OF:
        raise FetchingError(
            f"{url} is of the type {kind}; HTML, plain text, Markdown, Word (.docx) and PDF are read"
        )
    return _SUFFIX_OF[kind]


async def _unpacked(
    url: httpx.URL, response: httpx.Response, rules: FetchRules
) -> AsyncIterator[bytes]:
    """The body in pieces; no more is unpacked than may be held, however small it was packed."""
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("identity", "gzip", "x-gzip", ""):
        raise FetchingError(f"{url} is packed as {packed}, which was not asked for")
    unpacker = zlib.decompressobj(_GZIP) if "gzip" in packed else None
    left = rules.largest
    try:
        async for raw in response.aiter_raw():
            piece = unpacker.decompress(raw, left + 1) if unpacker else raw
            left -= len(piece)
            if left < 0:
                raise FetchingError(f"{url} has more than {rules.largest} bytes; no more are read")
            yield piece
    except zlib.error as error:
        raise FetchingError(
            f"{url} is damaged: it is said to be packed (gzip) and is not"
        ) from error
    if unpacker and not unpacker.eof:
        raise FetchingError(f"{url} broke off: what it packed (gzip) has no end; try again")
