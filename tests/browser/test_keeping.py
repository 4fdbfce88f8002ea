"""A talk survives a reload and the way back from the document, in this browser only, and never against the texts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.bootstrap import Assistant
from tests.browser.conftest import Visit, sync_api

expect = sync_api.expect
_RETURNED = "货卖到国外被退回来了,还要不要交税"


@pytest.fixture
def look() -> str:
    return "light-360"


def reloaded(visit: Visit, kept: str | None = None) -> None:
    """The page loaded anew, with another talk kept where one is given."""
    if kept is not None:
        visit.page.evaluate("text => localStorage.setItem('yuce.talk', text)", kept)
    visit.page.reload()
    visit.box.wait_for()


def changed(kept: str | None, **fields: Any) -> str:
    """A kept talk with fields of its first citation changed."""
    talk = json.loads(kept or "[]")
    talk[0]["row"]["citations"][0].update(fields)
    return json.dumps(talk)


def test_a_talk_survives_a_reload_and_is_not_announced_again(visit: Visit) -> None:
    visit.ask(_RETURNED)
    visit.ask("第十六条")
    quote = visit.page.locator("blockquote").first.text_content()
    reloaded(visit)
    expect(visit.cards).to_have_count(2)
    expect(visit.page.locator("blockquote").first).to_have_text(quote or "")
    expect(visit.page.locator("#talk .put")).to_have_text([_RETURNED, "第十六条"])
    expect(visit.said).to_have_count(0)


def test_a_follow_up_after_a_reload_is_about_the_clause_before(visit: Visit) -> None:
    visit.ask("第七条")
    reloaded(visit)
    visit.cards.first.wait_for()
    expect(visit.ask("那谁负责?").locator("h3").first).to_contain_text("第七条")


def test_the_place_opens_the_clause_in_the_document_and_back_returns_to_the_same_answer(
    visit: Visit, assistant: Assistant
) -> None:
    visit.page.route("**/doc/**", lambda route: route.fulfill(body="<h1>document</h1>"))
    visit.ask("海外仓备案要交纸质材料吗")
    visit.ask(_RETURNED)
    visit.ask("第十六条")
    place = visit.cards.nth(1).locator(".place")
    place.scroll_into_view_if_needed()
    before = place.bounding_box()
    place.click()
    expect(visit.page.locator("h1")).to_have_text("document")
    quote = assistant.ask(_RETURNED).citations[0]
    there = f"/doc/yfbf-2023-92?start={quote.span.start}&end={quote.span.end}#7"
    assert visit.page.url.endswith(there)
    assert len(visit.page.context.pages) == 1, "it opens in the same tab"
    visit.page.go_back()
    expect(visit.cards).to_have_count(3)
    expect(place).to_be_in_viewport()
    after = place.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 4


def test_clearing_forgets_it_in_the_browser_too(visit: Visit) -> None:
    visit.ask("第十六条")
    visit.page.locator("#clear").click()
    expect(visit.cards).to_have_count(0)
    reloaded(visit)
    expect(visit.page.locator("#page .hint")).to_be_visible()
    expect(visit.cards).to_have_count(0)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"quote": "引導企業用好三倍的補貼。"}, "other words"),
        ({"document_id": "gone"}, "a document that is no longer held"),
    ],
)
def test_an_answer_that_the_texts_do_not_bear_is_not_shown_and_can_be_asked_anew(
    visit: Visit, fields: dict[str, Any], reason: str
) -> None:
    visit.ask(_RETURNED)
    reloaded(visit, changed(visit.kept(), **fields))
    expect(visit.cards).to_have_text("这条答复所引的原文后来有变动,旧答复不再显示。 重新提问")
    expect(visit.page.locator("blockquote")).to_have_count(0)
    visit.cards.locator(".again").click()
    expect(visit.cards).to_have_count(2)
    expect(visit.cards.last.locator("blockquote")).to_have_count(1)
    expect(visit.page.locator("#talk .put")).to_have_text([_RETURNED] * 2)


def test_an_answer_over_other_texts_whose_quotes_still_stand_says_that_it_is_earlier(
    visit: Visit,
) -> None:
    visit.ask(_RETURNED)
    talk = json.loads(visit.kept() or "[]")
    talk[0]["row"]["corpus_version"] = "000000000000"
    reloaded(visit, json.dumps(talk))
    expect(visit.cards.locator(".stale")).to_contain_text("这是较早的答复")
    expect(visit.cards.locator("blockquote")).to_have_count(1)


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        ("{", "no JSON"),
        ('[1, {"question": "x", "html": "<b>x</b>", "row": {}}]', "no exchanges"),
    ],
)
def test_a_corrupt_store_is_dropped_without_a_word(visit: Visit, kept: str, reason: str) -> None:
    reloaded(visit, kept)
    expect(visit.ask("第十六条").locator(".status")).to_have_text("没有这一条")
    expect(visit.cards).to_have_count(1)
    expect(visit.said).to_contain_text("没有第十六条")
    assert [e["question"] for e in json.loads(visit.kept() or "[]")] == ["第十六条"]


def test_stored_html_stays_text(visit: Visit) -> None:
    visit.ask("第十六条")
    talk = json.loads(visit.kept() or "[]")
    talk[0]["question"] = talk[0]["row"]["text"] = "<img src=x onerror=alert(1)><b>x</b>"
    talk[0]["row"]["id"] = "x1"
    reloaded(visit, json.dumps(talk))
    expect(visit.page.locator("#talk .put")).to_have_text("<img src=x onerror=alert(1)><b>x</b>")
    assert visit.page.locator("#talk img, #talk b").count() == 0


def test_the_language_chosen_survives_a_reload(visit: Visit) -> None:
    visit.page.locator("#language label", has_text="EN").click()
    expect(visit.page.locator("#send")).to_have_text("Ask")
    reloaded(visit)
    expect(visit.page.locator("#send")).to_have_text("Ask")
    assert visit.page.evaluate("document.documentElement.lang") == "en"


def test_the_page_works_where_the_browser_keeps_nothing(
    browser: sync_api.Browser, address: str
) -> None:
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })"
    )
    visit = Visit(context, address)
    expect(visit.ask("第十六条").locator(".status")).to_have_text("没有这一条")
    context.close()
