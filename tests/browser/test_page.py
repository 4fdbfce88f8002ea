"""The page in a real browser: what people see, with nothing fetched from another host.

Needs a Chromium (its path in YUCE_TEST_CHROMIUM, or on the PATH, or `playwright install chromium`) and the model.
"""

from __future__ import annotations

import pytest

from assistant.bootstrap import Assistant
from tests.browser.conftest import Visit, sync_api

expect = sync_api.expect
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


def test_what_is_unfolded_stays_so_with_the_next_answer(visit: Visit) -> None:
    card = visit.ask(_RETURNED)
    card.locator(".notices summary").first.click()
    expect(card.locator(".notices .line").first).to_be_visible()
    visit.ask("第十六条")
    expect(visit.cards.first.locator(".notices .line").first).to_be_visible()


def test_the_reading_is_said_in_the_text_and_not_again(visit: Visit) -> None:
    card = visit.ask(_RETURNED)
    expect(card.locator(".said.text")).to_contain_text("免征进口关税")
    expect(card.locator(".reading")).to_have_count(0)
    assert "责任单位是" not in "".join(card.locator(".said").all_text_contents())


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


def test_the_question_is_shown_before_its_answer(visit: Visit) -> None:
    visit.page.evaluate("""() => { window.seen = []; new MutationObserver(() => {
        const put = document.querySelector('#talk .put');
        if (put) window.seen.push([put.textContent, document.querySelectorAll('#talk .card').length]);
    }).observe(document.body, { childList: true, subtree: true }); }""")
    visit.ask("第十六条")
    seen = visit.page.evaluate("window.seen")
    assert seen[0] == ["第十六条", 0]
    assert seen[-1] == ["第十六条", 1]


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


def test_questions_that_cannot_be_taken_get_one_sentence_and_stay_in_the_box(visit: Visit) -> None:
    expect(visit.ask("")).to_have_text("还没有写问题。请写下想知道的事,例如:货被退回来要交税吗。")
    visit.box.fill("长" * 2001)
    visit.box.press("Enter")
    expect(visit.cards).to_have_text("问题太长了,最多2000个字。请删短一些再问。")
    expect(visit.box).to_have_value("长" * 2001)
    expect(visit.said).to_contain_text("问题太长了")
    assert visit.kept() is None


def test_the_finished_answer_is_announced_once(visit: Visit) -> None:
    visit.ask("第十六条")
    expect(visit.said).to_have_count(1)
    expect(visit.said).to_contain_text("没有第十六条")
    assert visit.page.locator("#page [aria-live]").count() == 0
    visit.page.evaluate("""() => { window.times = 0; new MutationObserver(() => window.times++)
        .observe(document.querySelector('body > [role=status]'), { childList: true }); }""")
    visit.ask("第七条")
    expect(visit.said).to_contain_text("第七条")
    assert visit.page.evaluate("window.times") == 1


def test_controls_have_names_and_the_page_its_language(visit: Visit) -> None:
    assert visit.page.evaluate("document.documentElement.lang") == "zh-Hans"
    expect(visit.page.get_by_role("textbox", name="您的问题")).to_be_visible()
    expect(visit.page.get_by_role("button", name="提问")).to_be_visible()
    group = visit.page.get_by_role("radiogroup", name="界面与回答的语言")
    expect(group.get_by_role("radio")).to_have_count(4)


def test_texts_have_enough_contrast(visit: Visit) -> None:
    visit.ask(_RETURNED).locator(".notices summary").first.click()
    visit.ask("独立站补贴多少钱")
    low = [found for found in visit.page.evaluate(_CONTRASTS) if found[1] < 4.5]
    assert low == []


def test_nothing_scrolls_sideways(visit: Visit) -> None:
    visit.ask("哪些条有2027年目标")
    for width in (320, 360, 768, 1280):
        visit.page.set_viewport_size({"width": width, "height": 800})
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_ways_to_the_other_pages_open_here(visit: Visit) -> None:
    links = visit.page.locator("#nav a")
    expect(links).to_have_text(["问答", "政策匹配", "读原文"])
    assert [link.get_attribute("href") for link in links.all()] == [
        "/",
        "/match",
        "/doc/yfbf-2023-92",
    ]
    expect(links.first).to_have_attribute("aria-current", "page")
    expect(visit.page.locator("#nav a[target]")).to_have_count(0)
    visit.page.locator("#language label", has_text="EN").click()
    expect(links).to_have_text(["Ask", "Find measures", "Read the text"])


def test_clearing_shows_examples_and_each_of_them_can_be_asked(visit: Visit) -> None:
    visit.page.locator("#examples button").nth(2).click()
    visit.cards.first.wait_for()
    asked = visit.page.locator("#talk .put").text_content()
    assert asked and not asked.startswith("资金")
    visit.page.locator("#clear").click()
    expect(visit.page.locator("#examples button")).to_have_count(6)
    expect(visit.page.locator("#examples button").first).to_contain_text("税收")


def test_the_keyboard_alone_reaches_the_box_and_every_control_shows_its_focus(visit: Visit) -> None:
    visit.page.keyboard.press("Tab")
    skip = visit.page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    visit.page.keyboard.press("Enter")
    expect(visit.box).to_be_focused()
    visit.page.keyboard.type("货被退回来要交税吗")
    visit.page.keyboard.press("Enter")
    visit.cards.first.wait_for()
    place = visit.page.locator("#talk .place").first
    for _ in range(60):
        visit.page.keyboard.press("Shift+Tab")
        if place.evaluate("e => e === document.activeElement"):
            break
    expect(place).to_be_focused()
    assert place.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
