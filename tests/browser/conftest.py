"""The page served over the real assistant, and a visitor's browser. Needs a Chromium and the model."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from assistant.bootstrap import Assistant
from index.encoder import packaged_model
from index.static_encoder import is_static_model
from tests.browser.serving import FakeDesk, chromium, served

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
sync_api.expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
# The talk that is shown is the talk that is kept: the page's parts change one after the other, an answer's card first.
_KEPT = """() => {
  const newest = [...document.querySelectorAll("#talk .exchange")].pop();
  let kept = null;
  try { kept = localStorage.getItem("yuce.talk"); } catch { return true; } /* nothing is kept here */
  try { kept = JSON.parse(kept || "[]"); } catch { return false; } /* not this page's yet */
  return !newest?.id || newest.querySelector(".fault") || newest.id === `a-${kept.at(-1)?.row.id}`;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        executable = chromium(playwright)
        if executable is None:
            pytest.skip("no Chromium is installed: `playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture(scope="module")
def address(request: pytest.FixtureRequest, desk: FakeDesk) -> Iterator[str]:
    if not is_static_model(packaged_model()):
        pytest.skip(f"the model is not installed in {packaged_model()}")
    assistant: Assistant = request.getfixturevalue("assistant")
    import ui

    with served(ui.application(assistant, desk=desk)) as address:
        yield address


class Visit:
    """One visitor's page, with the hosts it talked to and the complaints of its console."""

    def __init__(self, context: sync_api.BrowserContext, address: str) -> None:
        self.page = context.new_page()
        self.hosts: set[str | None] = set()
        self.complaints: list[str] = []
        self.page.on("request", self._requested)
        self.page.on("console", self._told)
        self.page.on("dialog", lambda d: self.complaints.append(f"dialog: {d.message}"))
        self.page.on("pageerror", lambda error: self._complained(str(error)))
        self.page.goto(address)
        self.box.wait_for()

    def _told(self, message: sync_api.ConsoleMessage) -> None:
        declined = "/page/" in message.location.get("url", "")  # the browser notes every 400, too
        if message.type == "error" and not declined:
            self._complained(message.text)

    def _complained(self, text: str) -> None:
        """A page that is left while the framework still fetches says so, in the framework's words: that is no fault."""
        if "AbortError" not in text and "errored out" not in text:
            self.complaints.append(text)

    def _requested(self, request: sync_api.Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob"):
            self.hosts.add(address.hostname)

    @property
    def box(self) -> sync_api.Locator:
        return self.page.locator("#question textarea")

    @property
    def cards(self) -> sync_api.Locator:
        return self.page.locator("#talk .card")

    @property
    def said(self) -> sync_api.Locator:
        """The live region."""
        return self.page.locator("body > [role=status]")

    def ask(self, question: str) -> sync_api.Locator:
        """The card of the answer."""
        before = self.cards.count()
        self.box.fill(question)
        self.box.press("Enter")
        card = self.cards.nth(before)
        card.wait_for()
        self.page.wait_for_function(_KEPT)
        return card

    def kept(self) -> str | None:
        """The talk as the browser keeps it, once the page had its moment to hand it over."""
        kept: str | None = self.page.evaluate(
            "new Promise((done) => setTimeout(() => done(localStorage.getItem('yuce.talk')), 150))"
        )
        return kept


@pytest.fixture(params=["light-1280", "dark-360"])
def look(request: pytest.FixtureRequest) -> str:
    """Colours and width; a module whose tests do not depend on them has one look."""
    return str(request.param)


@pytest.fixture
def visit(look: str, browser: sync_api.Browser, address: str) -> Iterator[Visit]:
    scheme, width = look.split("-")
    context = browser.new_context(
        viewport={"width": int(width), "height": 800},
        color_scheme=scheme,
        permissions=["clipboard-read", "clipboard-write"],
    )
    made = Visit(context, address)
    yield made
    assert made.hosts == {"127.0.0.1"}, "the page talks to its own server only"
    assert made.complaints == []
    context.close()
