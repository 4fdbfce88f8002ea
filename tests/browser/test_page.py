"""The page in a real browser: what people see, with nothing fetched from another host.

Needs a Chromium (its path in YUCE_TEST_CHROMIUM, or on the PATH, or `playwright install chromium`) and the model.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assistant.bootstrap import Assistant
from index.encoder import packaged_model
from index.static_encoder import is_static_model

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

_CHROMIUM = os.environ.get("YUCE_TEST_CHROMIUM")  # read before the suite clears YUCE_ settings
_HOSTILE = "<img src=x onerror=alert(1)> **粗体** 1~3万元 [连接](javascript:alert(1)) {{x}} ${1}"
_RETURNED = "货卖到国外被退回来了,还要不要交税"

# The contrast of every visible text on the page with what lies behind it; translucent layers are blended.
_CONTRASTS = """() => {
  const parse = (c) => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const over = ([r, g, b, a = 1], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const light = (c) => { const [r, g, b] = c.map((v) => v / 255).map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const behind = (e) => { const layers = []; for (let n = e; n; n = n.parentElement) layers.unshift(parse(getComputedStyle(n).backgroundColor));
    return layers.reduce((under, layer) => over(layer, under), [255, 255, 255]); };
  return [...document.querySelectorAll('#page *')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 2
      && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())).map((e) => {
    const ground = behind(e), [a, b] = [light(over(parse(getComputedStyle(e).color), ground)), light(ground)].sort((x, y) => y - x);
    return [e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 20), (a + .05) / (b + .05)];
  });
}"""


def _executable(playwright: sync_api.Playwright) -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = [_CHROMIUM, *map(shutil.which, names), playwright.chromium.executable_path]
    return next((path for path in found if path and Path(path).exists()), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        executable = _executable(playwright)
        if executable is None:
            pytest.skip("no Chromium is installed: `playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    if not is_static_model(packaged_model()):
        pytest.skip(f"the model is not installed in {packaged_model()}")
    assistant: Assistant = request.getfixturevalue("assistant")
    import uvicorn

    import ui

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    config = uvicorn.Config(ui.application(assistant), port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(10)


class Visit:
    """One visitor's page, with the hosts it talked to and the complaints of its console."""

    def __init__(self, context: sync_api.BrowserContext, address: str) -> None:
        self.page = context.new_page()
        self.hosts: set[str | None] = set()
        self.complaints: list[str] = []
        self.page.on("request", self._requested)
        self.page.on("console", lambda m: m.type == "error" and self.complaints.append(m.text))
        self.page.on("dialog", lambda d: self.complaints.append(f"dialog: {d.message}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)
        self.box.wait_for()

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

    def ask(self, question: str) -> sync_api.Locator:
        """The card of the answer."""
        before = self.cards.count()
        self.box.fill(question)
        self.box.press("Enter")
        card = self.cards.nth(before)
        card.wait_for()
        return card


@pytest.fixture(params=["light-1280", "dark-390"])
def visit(
    request: pytest.FixtureRequest, browser: sync_api.Browser, address: str
) -> Iterator[Visit]:
    scheme, width = request.param.split("-")
    context = browser.new_context(
        viewport={"width": int(width), "height": 860},
        color_scheme=scheme,
        permissions=["clipboard-read", "clipboard-write"],
    )
    made = Visit(context, address)
    yield made
    assert made.hosts == {"127.0.0.1"}, "the page talks to its own server only"
    assert made.complaints == []
    context.close()


def test_a_real_answer_has_status_quote_place_units_and_validity(
    visit: Visit, assistant: Assistant
) -> None:
    card = visit.ask(_RETURNED)
    expect(card.locator(".status")).to_have_text("已回答")
    quote = card.locator("blockquote").first.text_content()
    assert quote and quote in assistant.library.main.document.text
    expect(card.locator("cite").first).to_contain_text("第七條〈最佳化跨境電商稅收政策〉")
    expect(card.locator(".marks .badge")).to_have_text("已过期 2025-12-31")
    expect(card.locator(".unit").first).to_contain_text("国家税务总局重庆市税务局")
    expect(card.locator(".unit .doubt")).to_have_text("全称待核实")


def test_the_whole_clause_and_the_reading_unfold_and_stay_so(visit: Visit) -> None:
    card = visit.ask(_RETURNED)
    card.locator(".whole summary").click()
    expect(card.locator(".whole mark").first).to_be_visible()
    card.locator(".reading summary").click()
    expect(card.locator(".reading p").first).to_contain_text("免征进口关税")
    visit.ask("第十六条")
    expect(visit.cards.first.locator(".whole mark").first).to_be_visible()


def test_copying_gives_the_quote_verbatim_with_its_place(visit: Visit) -> None:
    card = visit.ask(_RETURNED)
    quote = card.locator("blockquote").first.text_content()
    place = card.locator("cite").first.text_content()
    card.locator(".quote .copy").first.click()
    expect(card.locator(".quote .copy .done").first).to_be_visible()
    assert visit.page.evaluate("navigator.clipboard.readText()") == f"{quote}\n——{place}"


def test_a_hostile_question_is_shown_literally(visit: Visit) -> None:
    visit.ask(_HOSTILE)
    expect(visit.page.locator("#talk h2")).to_contain_text(_HOSTILE)
    assert visit.page.locator("#talk img, #talk a, #talk strong, #talk del").count() == 0


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("海外仓备案要交纸质材料吗", "已回答"),
        ("第十六条", "没有这一条"),
        ("明天会下雨吗", "不在范围"),
        ("独立站补贴多少钱", "文件未写明"),
        ("Who is responsible for talent?", "Answered"),
        ("人才誰負責?", "已回答"),
    ],
)
def test_each_kind_of_answer_names_its_status(visit: Visit, question: str, status: str) -> None:
    expect(visit.ask(question).locator(".status")).to_have_text(status)


def test_all_clauses_of_a_list_are_quoted(visit: Visit) -> None:
    card = visit.ask("哪些条有2027年目标")
    expect(card.locator("h3 .number")).to_have_text(["第一条", "第三条", "第四条"])
    expect(card.locator(".quote .badge")).to_have_text(["目标期至 2027"] * 3)


def test_a_follow_up_is_about_the_clause_before(visit: Visit) -> None:
    visit.ask("第七条")
    expect(visit.ask("那谁负责?").locator("h3").first).to_contain_text("第七条")


def test_the_switch_changes_the_page_and_the_answer(visit: Visit) -> None:
    visit.page.locator("#language label", has_text="EN").click()
    expect(visit.page.locator("#send")).to_have_text("Ask")
    assert visit.page.evaluate("document.documentElement.lang") == "en"
    expect(visit.ask("海外仓备案要交纸质材料吗").locator(".status")).to_have_text("Answered")


def test_examples_ask_by_keyboard_and_clearing_brings_them_back(visit: Visit) -> None:
    example = visit.page.locator("#examples button").first
    example.focus()
    visit.page.keyboard.press("Enter")
    expect(visit.cards).to_have_count(1)
    visit.page.locator("#clear").click()
    expect(visit.cards).to_have_count(0)
    expect(visit.page.locator("#page .hint")).to_be_visible()


def test_questions_that_cannot_be_taken_get_one_sentence(visit: Visit) -> None:
    expect(visit.ask("")).to_have_text("还没有写问题。请写下想知道的事,例如:货被退回来要交税吗。")
    expect(visit.ask("长" * 2001)).to_have_text("问题太长了,最多2000个字。请删短一些再问。")


def test_the_finished_answer_is_announced_once(visit: Visit) -> None:
    visit.ask("第十六条")
    region = visit.page.locator("body > [role=status]")
    expect(region).to_have_count(1)
    expect(region).to_contain_text("没有第十六条")
    assert visit.page.locator("#page [aria-live]").count() == 0


def test_controls_have_names_and_the_page_its_language(visit: Visit) -> None:
    assert visit.page.evaluate("document.documentElement.lang") == "zh-Hans"
    expect(visit.page.get_by_role("textbox", name="您的问题")).to_be_visible()
    expect(visit.page.get_by_role("button", name="提问")).to_be_visible()
    group = visit.page.get_by_role("radiogroup", name="界面与回答的语言")
    expect(group.get_by_role("radio")).to_have_count(4)


def test_texts_have_enough_contrast(visit: Visit) -> None:
    visit.ask(_RETURNED).locator(".whole summary").click()
    visit.ask("独立站补贴多少钱")
    low = [found for found in visit.page.evaluate(_CONTRASTS) if found[1] < 4.5]
    assert low == []


def test_nothing_scrolls_sideways(visit: Visit) -> None:
    visit.ask("哪些条有2027年目标")
    for width in (360, 390, 1280):
        visit.page.set_viewport_size({"width": width, "height": 800})
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
