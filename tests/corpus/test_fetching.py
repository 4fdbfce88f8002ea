"""Fetching from a server of our own, which is on this machine and therefore has to be allowed."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from corpus.errors import FetchingError
from corpus.fetching import FetchRules, fetch
from corpus.preparing import prepare

PAGE = "<html><body><h1>云岭县樱桃规定</h1><p>第一条 樱桃要甜。</p></body></html>"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
Answer = tuple[int, dict[str, str], bytes]

ANSWERS: dict[str, Answer] = {
    "/law.html": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
    "/packed.html": (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(PAGE.encode()),
    ),
    "/cut.html": (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(PAGE.encode())[:-12],
    ),
    "/false.html": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, PAGE.encode()),
    "/br.html": (200, {"Content-Type": "text/html", "Content-Encoding": "br"}, PAGE.encode()),
    "/bomb.html": (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(b" " * 20_000_000),
    ),
    "/law.txt": (200, {"Content-Type": "text/plain; charset=GBK"}, "樱桃要甜。".encode("gbk")),
    "/law.md": (200, {"Content-Type": "text/plain"}, "# 樱桃规定\n".encode()),
    "/download": (200, {"Content-Type": "application/octet-stream"}, PAGE.encode()),
    "/untold.txt": (200, {}, "樱桃要甜。".encode()),
    "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "/video.txt": (200, {"Content-Type": "video/mp4"}, b"x"),
    "/large": (200, {"Content-Type": "text/plain"}, b"x" * 3000),
    "/moved": (302, {"Location": "/law.html#top"}, b""),
    "/twice": (301, {"Location": "moved"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
    "/nowhere": (302, {}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/to-cloud": (302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""),
    "/to-name": (302, {"Location": "http://localhost:1/"}, b""),
    "/gone": (404, {}, b""),
    "/broken": (500, {}, b""),
    "/empty": (204, {}, b""),
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        with suppress(OSError):  # the reader went away
            endless = {"/endless": self._endless, "/slow": self._slow, "/mute": self._mute}
            endless.get(self.path, self._answer)()

    def _answer(self) -> None:
        status, headers, body = ANSWERS[self.path]
        self._head(status, {**headers, "Content-Length": str(len(body))})
        self.wfile.write(body)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _endless(self) -> None:
        self._head(200, {"Content-Type": "text/plain"})
        while True:
            self.wfile.write(b"x" * 1000)

    def _slow(self) -> None:
        self._head(200, {"Content-Type": "text/plain"})
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.05)

    def _mute(self) -> None:
        """The head comes a character at a time: no single wait is long."""
        for _ in range(100):
            self.wfile.write(b"H")
            time.sleep(0.05)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Its address and port."""
    made = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    made.daemon_threads = True
    Thread(target=made.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


@pytest.fixture
def rules(server: str) -> Callable[..., FetchRules]:
    """Rules that allow the server."""

    def make(seconds: float = 20, largest: int = 2000) -> FetchRules:
        return FetchRules(frozenset({server}), seconds, largest)

    return make


READ = [
    # path, suffix, charset, reason
    ("/law.html", ".html", "utf-8", "a page"),
    ("/packed.html", ".html", None, "a page that was packed"),
    ("/law.txt", ".txt", "GBK", "text with its encoding"),
    ("/law.md", ".md", None, "Markdown that the server takes for text"),
    ("/download", "", None, "of a kind that is not told: the content will tell"),
    ("/untold.txt", ".txt", None, "of a kind that is not told: the name tells"),
]


@pytest.mark.parametrize(("path", "suffix", "charset", "reason"), READ)
def test_the_type_that_the_server_tells_decides_on_the_reader(
    server: str,
    rules: Callable[..., FetchRules],
    path: str,
    suffix: str,
    charset: str | None,
    reason: str,
) -> None:
    found = fetch(f"http://{server}{path}", rules())
    assert (found.suffix, found.charset) == (suffix, charset), reason
    assert "樱桃" in prepare(found).read.text, reason


def test_what_was_fetched_tells_its_url_and_time(
    server: str, rules: Callable[..., FetchRules]
) -> None:
    found = fetch(f"http://{server}/twice#part", rules(), clock=lambda: NOON)
    assert (found.asked, found.url) == (f"http://{server}/twice", f"http://{server}/law.html")
    document = prepare(found).document
    assert document.title == "云岭县樱桃规定"
    assert document.provenance is not None
    assert document.provenance.url == f"http://{server}/twice"
    assert document.provenance.fetched == "2026-11-23T12:00:00+00:00"


REFUSED = [
    # path, what is said, reason
    ("/gone", "is not there: the server says 404 Not Found", "no such page"),
    ("/broken", "is not there: the server says 500", "the server failed"),
    ("/empty", "is not there: the server says 204", "nothing is given"),
    ("/picture", "is of the type image/png; HTML, plain text", "a picture"),
    ("/video.txt", "is of the type video/mp4", "whatever its name is"),
    ("/large", "has more than 2000 bytes", "too large, and says so"),
    ("/endless", "has more than 2000 bytes", "a body without end"),
    ("/bomb.html", "has more than 2000 bytes", "small only while it is packed"),
    ("/cut.html", "broke off: what it packed (gzip) has no end", "cut off"),
    ("/false.html", "is damaged: it is said to be packed (gzip) and is not", "not packed at all"),
    ("/br.html", "is packed as br, which was not asked for", "packed otherwise"),
    ("/round", "redirects more than 5 times", "in a circle"),
    ("/nowhere", "redirects to nowhere", "without a place"),
    ("/to-file", "/etc/passwd cannot be fetched; a URL begins with http", "to a file"),
    ("/to-cloud", "169.254.169.254 is an address of a private network", "to a cloud's keys"),
    ("/to-name", "allow it with YUCE_FETCH_HOSTS=localhost:1", "to a name for this machine"),
]


@pytest.mark.parametrize(("path", "said", "reason"), REFUSED)
def test_what_cannot_be_had_or_may_not_is_told(
    server: str, rules: Callable[..., FetchRules], path: str, said: str, reason: str
) -> None:
    with pytest.raises(FetchingError) as error:
        fetch(f"http://{server}{path}", rules())
    assert said in str(error.value), reason


@pytest.mark.parametrize("path", ["/slow", "/mute"])
def test_a_server_that_drips_is_given_up(
    server: str, rules: Callable[..., FetchRules], path: str
) -> None:
    with pytest.raises(FetchingError, match="was not there within"):
        fetch(f"http://{server}{path}", rules(seconds=0.5))


URLS = [
    # URL, what is said, reason
    ("ftp://a.example/x", "a URL begins with http:// or https://", "another protocol"),
    ("http://", "a URL begins with http:// or https://", "no host"),
    ("http://a.example:port/", "is no URL", "no port"),
    ("http://name:word@a.example/", "is given with a user name", "a password would be kept"),
    ("http://no-such-host.invalid/", "no address is known for no-such-host.invalid", "no name"),
    ("http://127.0.0.1:9/", "allow it with YUCE_FETCH_HOSTS=127.0.0.1:9", "this machine"),
    ("http://2130706433/", "127.0.0.1, an address of a private network", "as one number"),
    ("http://0x7f.1/", "127.0.0.1, an address of a private network", "in parts"),
    ("http://[::1]/", "allow it with YUCE_FETCH_HOSTS=[::1]:80", "version 6"),
    ("http://[::ffff:10.0.0.1]/", "an address of a private network", "mapped"),
    ("http://localhost/", "an address of a private network", "by name"),
]


@pytest.mark.parametrize(("url", "said", "reason"), URLS)
def test_a_url_that_may_not_be_fetched_is_told(url: str, said: str, reason: str) -> None:
    with pytest.raises(FetchingError) as error:
        fetch(url)
    assert said in str(error.value), reason


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(FetchingError) as error:
        fetch("http://name:word@a.example/")
    assert "word" not in str(error.value)


def test_a_port_where_nobody_listens_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(FetchingError, match=r"takes no connection at 127\.0\.0\.1"):
        fetch(f"http://{place}/", FetchRules(frozenset({place})))


def test_a_host_that_is_allowed_by_name_is_allowed_at_any_port(server: str) -> None:
    assert fetch(f"http://{server}/law.html", FetchRules(frozenset({"127.0.0.1"}))).data


def test_the_bomb_is_one() -> None:
    assert (
        len(ANSWERS["/bomb.html"][2]) < 30_000 < len(zlib.decompress(ANSWERS["/bomb.html"][2], 31))
    )
