"""Reading a document in a real browser: deep links, the mark, searching, the keyboard, phones, and people who cannot see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.library import Library
from tests.browser.pages import LOOKS, Visitor, library_with_a_law, pages_served

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
POLICY = "/doc/yfbf-2023-92"
_IN_VIEW = """(element) => { const box = element.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight; }"""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_with_a_law(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def address(held: Library) -> Iterator[str]:
    with pages_served(held) as address:
        yield address


@pytest.fixture(params=LOOKS)
def visitor(
    request: pytest.FixtureRequest, browser: sync_api.Browser, address: str
) -> Iterator[Visitor]:
    scheme, width = request.param.split("-")
    context = browser.new_context(
        viewport={"width": int(width), "height": 800},
        color_scheme=scheme,
        permissions=["clipboard-read", "clipboard-write"],
    )
    made = Visitor(context, address)
    yield made
    assert made.hosts == {"127.0.0.1"}, "the page talks to its own server only"
    assert made.complaints == []
    context.close()


def test_a_link_to_a_clause_shows_it(visitor: Visitor) -> None:
    page = visitor.go(f"{POLICY}#7")
    heading = page.locator("[id='7'] .label")
    expect(heading).to_have_text("七、最佳化跨境電商稅收政策")
    assert heading.evaluate(_IN_VIEW)


def test_a_marked_sentence_far_down_its_clause_is_in_view(visitor: Visitor, held: Library) -> None:
    last = held.main.clauses[8].sentences[-1]
    page = visitor.go(f"{POLICY}?start={last.start}&end={last.end}#9")
    marked = page.locator("#marked")
    expect(marked).to_have_text(last.of(held.main.document.text))
    expect(marked).to_be_in_viewport()


def test_without_scripts_the_mark_is_one_link_away(
    browser: sync_api.Browser, address: str, held: Library
) -> None:
    last = held.main.clauses[8].sentences[-1]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{POLICY}?start={last.start}&end={last.end}#9")
    page.get_by_role("link", name="已标出引文").click()
    expect(page.locator("#marked")).to_be_in_viewport()
    context.close()


def test_going_back_returns_to_where_one_came_from(visitor: Visitor) -> None:
    page = visitor.go("/match?kind=seller&does=export&go=1")
    page.locator("figcaption a").first.click()
    expect(page.locator("#marked")).to_be_visible()
    page.go_back()
    expect(page.locator(".result")).to_be_visible()


def test_searching_marks_either_script_and_goes_from_hit_to_hit(visitor: Visitor) -> None:
    page = visitor.go(POLICY)
    box = page.get_by_role("searchbox", name="在文中查找")
    box.fill("海外仓")
    box.press("Enter")
    expect(page.locator(".found")).to_contain_text("共 10 处")
    expect(page.locator("mark.hit").first).to_have_text("海外倉")
    page.get_by_role("link", name="下一处").click()
    expect(page.locator("#h2 mark.now")).to_be_in_viewport()
    expect(page.locator(".found")).to_contain_text("第 2 处")
    page.get_by_role("link", name="上一处").click()
    page.get_by_role("link", name="上一处").click()
    expect(page.locator("#h10 mark.now")).to_be_in_viewport()


def test_a_link_to_a_clause_is_copied_whole(visitor: Visitor) -> None:
    page = visitor.go(f"{POLICY}?q=海外仓")
    link = page.get_by_role("link", name="复制链接: 七、")
    link.click()
    expect(page.locator("#said")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{visitor.address}{POLICY}#7"


def test_the_reading_stands_beside_the_source_or_below_it_and_can_be_hidden(
    visitor: Visitor,
) -> None:
    page = visitor.go(f"{POLICY}#1")
    source, reading = (page.locator(f"[id='1'] .{name}").bounding_box() for name in ("source", "reading"))  # fmt: skip
    wide = page.viewport_size["width"] > 900
    assert (reading["x"] > source["x"] + source["width"] - 1) == wide
    assert (reading["y"] >= source["y"] + source["height"] - 1) == (not wide)
    page.get_by_role("link", name="只看原文").click()
    expect(page.locator(".reading")).to_have_count(0)


def test_cards_unfold_beside_their_clause(visitor: Visitor) -> None:
    page = visitor.go(f"{POLICY}#7")
    page.locator("[id='7'] .notices summary").click()
    expect(page.locator("[id='7'] .notices .name").first).to_be_visible()


def test_a_long_law_is_read_and_searched(visitor: Visitor, held: Library) -> None:
    page = visitor.go(f"/doc/{held.own[0]}#250")
    expect(page.locator("[id='250']")).to_be_in_viewport()
    page = visitor.go(f"/doc/{held.own[0]}?q=樱桃之299")
    expect(page.locator(".found")).to_contain_text("共 1 处")
    expect(page.locator(".contents .here")).to_have_attribute("href", "#h1")


def test_the_page_can_be_used_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.go(POLICY)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("品牌")
    page.keyboard.press("Enter")
    expect(page.locator(".found")).to_contain_text("共")


HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize("path", [f"{POLICY}?q={HOSTILE}", f"/doc/{HOSTILE}", f"{POLICY}?start={HOSTILE}&end=9"])  # fmt: skip
def test_hostile_words_are_only_words(visitor: Visitor, path: str) -> None:
    page = visitor.go(path)
    expect(page.locator("main")).to_be_visible()
    assert page.locator("main img").count() == 0


PATHS = ["/doc", POLICY, f"{POLICY}?q=跨境&lang=en", f"{POLICY}?lang=zh-Hant", "/doc/nowhere"]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_scrolls_sideways(visitor: Visitor, path: str) -> None:
    visitor.go(path)
    assert visitor.sideways <= 0


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_serious(visitor: Visitor, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visitor.go(path)
    for details in page.locator("main details:not([open]) > summary").all()[:4]:
        details.click()
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []  # fmt: skip


def test_print_has_the_text_and_no_tools(visitor: Visitor) -> None:
    page = visitor.go(POLICY)
    page.emulate_media(media="print")
    expect(page.locator("[id='7'] .source")).to_be_visible()
    for tool in (".finder", "nav.pages", ".contents", ".copy"):
        expect(page.locator(tool).first).to_be_hidden()
