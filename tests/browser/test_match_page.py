"""Matching in a real browser: filling in, the result, faults in their place, the keyboard, phones, and what is taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from corpus.library import Library
from tests.browser.pages import LOOKS, Visitor, pages_served

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
RESULT = "/match?kind=seller&does=export&place=outside&exports=8亿&plan=returns&plan=warehouse&go=1"


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    with pages_served(library) as address:
        yield address


@pytest.fixture(params=LOOKS)
def visitor(
    request: pytest.FixtureRequest, browser: sync_api.Browser, address: str
) -> Iterator[Visitor]:
    scheme, width = request.param.split("-")
    context = browser.new_context(
        viewport={"width": int(width), "height": 800}, color_scheme=scheme
    )
    made = Visitor(context, address)
    yield made
    assert made.hosts == {"127.0.0.1"}, "the page talks to its own server only"
    assert made.complaints == []
    context.close()


def test_a_seller_fills_in_the_form_and_gets_every_measure_with_its_reason(
    visitor: Visitor,
) -> None:
    page = visitor.go("/match")
    page.get_by_label("跨境电商卖家").check()
    page.get_by_label("做出口").check()
    page.get_by_label("所在地").select_option("outside")
    page.get_by_label("年出口额").fill("12亿")
    page.get_by_label("自主品牌").check()
    page.get_by_role("button", name="看看符合哪些").click()
    expect(page.locator(".measure")).to_have_count(15)
    expect(page.locator("#met .measure h3").first).to_contain_text("第一条")
    expect(page.locator("#met .measure .reason").first).to_contain_text("招引：跨境电商卖家")
    expect(page.locator("#met blockquote").first).to_contain_text(
        "年度出口總額在10億元以上的跨境電商賣家"
    )


def test_a_result_can_be_linked_to_changed_and_cleared(visitor: Visitor) -> None:
    page = visitor.go(RESULT)
    page.locator(".edit summary").click()
    expect(page.get_by_label("年出口额")).to_have_value("8亿")
    page.get_by_label("年出口额").fill("10亿")
    page.get_by_role("button", name="看看符合哪些").click()
    expect(page.locator("#met .measure h3").first).to_contain_text("第一条")
    page.locator(".edit summary").click()
    page.get_by_role("link", name="全部清空").click()
    expect(page.get_by_label("年出口额")).to_have_value("")


def test_a_figure_below_the_line_is_told_with_both(visitor: Visitor) -> None:
    page = visitor.go(RESULT)
    first = page.locator("#not_met details", has_text="第一条").first
    expect(first.locator("summary .reason")).to_have_text(
        "您填的：8亿；原文：10亿元以上，没有达到。"
    )
    first.locator("summary").first.click()
    expect(first.locator(".conditions .no").first).to_be_visible()


def test_a_period_that_is_over_says_so_with_the_card_of_what_continues_it(
    visitor: Visitor,
) -> None:
    page = visitor.go(RESULT)
    returned = page.locator(".offer", has_text="退运商品免进口税")
    expect(returned.locator(".badge.expired")).to_have_text("已过期 2025-12-31")
    expect(returned.locator(".notice")).to_contain_text("摘要·非原文")
    expect(returned.locator(".notice")).to_contain_text("2026年第16号")


def test_a_quote_leads_to_its_place_in_the_text(visitor: Visitor) -> None:
    page = visitor.go(RESULT)
    figure = page.locator("#met figure.quote").first
    quote = figure.locator("blockquote").text_content()
    figure.locator("figcaption a").click()
    expect(page.locator("#marked")).to_have_text(quote)


def test_faults_stand_where_they_were_made(visitor: Visitor) -> None:
    page = visitor.go("/match")
    page.get_by_label("年进口额").fill("很多")
    page.get_by_role("button", name="看看符合哪些").click()
    expect(page.get_by_role("alert")).to_contain_text("有 1 处要改")
    box = page.get_by_label("年进口额")
    expect(box).to_have_value("很多")
    expect(box).to_have_attribute("aria-invalid", "true")
    page.get_by_role("alert").get_by_role("link", name="年进口额").click()
    expect(page.locator("#imports-fault")).to_be_in_viewport()


def test_the_form_is_filled_in_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.go("/match")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "kind":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".yours")).to_contain_text("跨境电商卖家")


def test_the_summary_is_downloaded_as_word(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.go(RESULT)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 Word").click()
    waiting.value.save_as(tmp_path / "summary.docx")
    lines = [p.text for p in docx.Document(str(tmp_path / "summary.docx")).paragraphs]
    assert page.locator("blockquote").first.text_content() in lines


def test_print_has_the_result_and_no_form(visitor: Visitor) -> None:
    page = visitor.go(RESULT)
    page.emulate_media(media="print")
    expect(page.locator("#met blockquote").first).to_be_visible()
    expect(page.locator(".edit")).to_be_hidden()
    expect(page.locator("nav.pages")).to_be_hidden()


HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize("question", ["kind", "exports", "place", "lang"])
def test_hostile_words_are_only_words(visitor: Visitor, question: str) -> None:
    page = visitor.go(f"/match?{question}={HOSTILE}&go=1")
    expect(page.locator("main")).to_be_visible()
    assert page.locator("main img").count() == 0


PATHS = ["/match", RESULT, f"{RESULT}&lang=en", "/match?exports=x&kind=y&go=1&lang=zh-Hant"]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_scrolls_sideways(visitor: Visitor, path: str) -> None:
    visitor.go(path)
    assert visitor.sideways <= 0


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_serious(visitor: Visitor, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visitor.go(path)
    for details in page.locator("main details:not([open]) > summary").all()[:6]:
        if details.is_visible():
            details.click()
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []  # fmt: skip
