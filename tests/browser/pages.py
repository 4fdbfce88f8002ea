"""The pages that the server makes, served without an index, and a visitor who notes hosts and complaints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI

from assistant.web.assets import assets_router
from assistant.web.documents import documents_router
from assistant.web.matching import matching_router
from corpus.collection import add
from corpus.library import Library, load_library
from tests.browser.serving import served

LOOKS = ["light-1280", "dark-360"]


@dataclass
class Held:
    """Texts on a fixed day."""

    library: Library

    def today(self) -> date:
        return date(2026, 11, 23)


def library_with_a_law(folder: Path) -> Library:
    """The shipped texts and one of 300 articles, so long that nothing of it but a few is on the screen."""
    articles = "".join(
        f"第{n}条 樱桃之{n}，依照本法。\n(一)红；\n(二)黄。\n" for n in range(1, 301)
    )
    (folder / "law.txt").write_text(f"中华人民共和国樱桃法\n第一章 总则\n{articles}", "utf-8")
    add(folder / "law.txt", folder / "documents")
    return load_library(None, folder / "documents")


@contextmanager
def pages_served(library: Library) -> Iterator[str]:
    """Serve the pages on a free port of this machine; gives the address."""
    app, texts = FastAPI(), Held(library)
    for router in (assets_router(), documents_router(texts), matching_router(texts)):
        app.include_router(router)
    with served(app) as address:
        yield address.rstrip("/")


class Visitor:
    """A browser's page with the hosts that it talked to and the complaints of its console."""

    def __init__(self, context: Any, address: str) -> None:
        self.page = context.new_page()
        self.address = address
        self.hosts: set[str | None] = set()
        self.complaints: list[str] = []
        self.page.on("request", self._requested)
        self.page.on("console", self._told)
        self.page.on("dialog", lambda d: self.complaints.append(f"dialog: {d.message}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Any:
        """Open a page; gives what the browser shows."""
        self.page.goto(self.address + path)
        return self.page

    @property
    def sideways(self) -> int:
        """How far the page reaches beyond the window, in pixels."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return width

    def _told(self, message: Any) -> None:
        # The browser notes a page that says 404 or 422, too.
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def _requested(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob"):
            self.hosts.add(address.hostname)
