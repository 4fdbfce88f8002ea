"""The page where the user holds documents of their own: a question can be limited to one of them. All are invented."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

import ui
from assistant.bootstrap import Assistant, rebuild_own
from assistant.settings import Settings
from corpus.collection import add, remove
from tests.browser.conftest import Visit, sync_api
from tests.browser.serving import FakeDesk, served
from tests.browser.test_accessibility import serious

expect = sync_api.expect
STALLS = """云岭县集市摊位条例
2022年2月1日 云岭县人民代表大会通过
第一条 为了方便群众赶集，制定本条例。
第二条 摊位每天早上七点开放，晚上十点关闭，雨天顺延。
第三条 摊主应当保持摊位清洁，收摊后清扫瓜皮果壳。
第四条 本条例自2022年6月1日起施行。
"""
BOATS = """云岭县渔船登记办法
2019年1月5日 云岭县人民政府发布
第一条 渔船应当向水产站登记，并在船头漆写编号。
第二条 登记的费用为每船二十元。
第三条 本办法自2019年2月1日起施行。
"""
_CHOICES = [
    "全部文件",
    "仅政策《重庆市推进跨境电商高质量发展若干措施》",
    "云岭县渔船登记办法",
    "云岭县集市摊位条例",
]


@pytest.fixture(scope="module")
def holding(
    data_dir: Path, assistant: Assistant, today: date, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Assistant]]:
    """Makes an assistant that holds texts of one's own."""
    with ExitStack() as stack:

        def made(*texts: str) -> Assistant:
            settings = Settings(data_dir=tmp_path_factory.mktemp("scope") / "data")
            shutil.copytree(data_dir, settings.data_dir)
            for text in texts:
                taken_in(text, settings)
            own = Assistant(settings, clock=lambda: today)
            stack.callback(own.close)
            return own

        yield made


def taken_in(text: str, settings: Settings) -> str:
    """The id of a text, once it is held and indexed."""
    path = settings.data_dir / "text.txt"
    path.write_text(text, encoding="utf-8")
    key = add(path, settings.own_dir).document.id
    rebuild_own(settings)
    return key


@pytest.fixture(scope="module")
def address(holding: Callable[..., Assistant]) -> Iterator[str]:
    with served(ui.application(holding(STALLS, BOATS), desk=FakeDesk())) as address:
        yield address


def control(visit: Visit) -> sync_api.Locator:
    return visit.page.get_by_role("combobox", name="范围")


def choose(visit: Visit, name: str) -> None:
    control(visit).click()
    visit.page.get_by_role("option", name=name).click()
    expect(control(visit)).to_have_value(name)


def place(card: sync_api.Locator) -> sync_api.Locator:
    return card.locator("cite").first


def test_everything_the_policy_and_each_document_can_be_chosen(visit: Visit) -> None:
    expect(control(visit)).to_have_value("全部文件")
    control(visit).click()
    options = visit.page.get_by_role("option")
    expect(options).to_have_count(len(_CHOICES))
    assert [option.get_attribute("aria-label") for option in options.all()] == _CHOICES
    assert serious(visit) == []


def test_every_question_is_limited_to_what_is_chosen_until_that_changes(visit: Visit) -> None:
    choose(visit, "云岭县集市摊位条例")
    expect(place(visit.ask("第二条"))).to_contain_text("云岭县集市摊位条例")
    visit.page.locator("#clear").click()
    expect(visit.cards).to_have_count(0)
    expect(control(visit)).to_have_value("云岭县集市摊位条例")
    expect(place(visit.ask("第三条"))).to_contain_text("云岭县集市摊位条例")
    choose(visit, "云岭县渔船登记办法")
    expect(place(visit.ask("第二条"))).to_contain_text("云岭县渔船登记办法")
    choose(visit, _CHOICES[1])
    expect(place(visit.ask("第七条"))).to_contain_text("第七條〈最佳化跨境電商稅收政策〉")
    choose(visit, "全部文件")
    expect(place(visit.ask("云岭县的渔船向谁登记"))).to_contain_text("云岭县渔船登记办法")
    assert serious(visit) == []


def test_an_example_is_asked_within_what_is_chosen(visit: Visit) -> None:
    choose(visit, "云岭县渔船登记办法")
    visit.page.locator("#examples button").first.click()
    visit.cards.first.wait_for()
    expect(visit.cards.locator("cite", has_text="重慶市")).to_have_count(0)


def test_a_document_is_found_by_typing_and_chosen_with_the_keyboard(visit: Visit) -> None:
    visit.page.locator("#examples button").last.focus()
    visit.page.keyboard.press("Tab")
    expect(control(visit)).to_be_focused()
    ring = "e => getComputedStyle(e.closest('.container > .wrap')).boxShadow"
    assert control(visit).evaluate(ring) != "none"
    visit.page.keyboard.insert_text("渔船")  # as an input method does: no key goes down
    expect(control(visit)).to_have_value("渔船")
    expect(visit.page.get_by_role("option")).to_have_count(1)
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Enter")
    expect(control(visit)).to_have_value("云岭县渔船登记办法")
    visit.page.keyboard.press("Tab")
    expect(visit.box).to_be_focused()
    expect(place(visit.ask("第二条"))).to_contain_text("云岭县渔船登记办法")


def test_what_is_typed_and_left_chooses_nothing(visit: Visit) -> None:
    control(visit).fill("没有这样的文件")
    visit.box.click()
    expect(control(visit)).to_have_value("全部文件")


def test_the_names_follow_the_language_and_the_choice_stays(visit: Visit) -> None:
    visit.page.locator("#language label", has_text="EN").click()
    english = visit.page.get_by_role("combobox", name="Scope")
    expect(english).to_have_value("All documents")
    english.click()
    visit.page.get_by_role("option", name="云岭县集市摊位条例").click()
    visit.page.locator("#language label", has_text="繁").click()
    chinese = visit.page.get_by_role("combobox", name="範圍")
    expect(chinese).to_have_value("云岭县集市摊位条例")
    expect(place(visit.ask("第二条"))).to_contain_text("云岭县集市摊位条例")


def test_the_language_kept_is_that_of_the_choices_after_a_reload(visit: Visit) -> None:
    visit.page.locator("#language label", has_text="EN").click()
    expect(visit.page.get_by_role("combobox", name="Scope")).to_be_visible()
    visit.page.reload()
    expect(visit.page.get_by_role("combobox", name="Scope")).to_have_value("All documents")


def test_nothing_scrolls_sideways(visit: Visit) -> None:
    for width in (320, 360, 768, 1280):
        visit.page.set_viewport_size({"width": width, "height": 800})
        control(visit).click()
        visit.page.get_by_role("option").first.wait_for()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        control(visit).blur()


def test_what_is_added_and_removed_while_it_runs_is_offered_and_told(
    holding: Callable[..., Assistant], browser: sync_api.Browser
) -> None:
    assistant, context = holding(), browser.new_context()
    with served(ui.application(assistant, desk=FakeDesk())) as address:
        visit = Visit(context, address)
        expect(visit.page.locator("#examples button")).to_have_count(6)
        expect(visit.page.locator("#scope")).to_have_count(0)
        key = taken_in(STALLS, assistant.settings)
        _seen(assistant, 1)
        visit.page.reload()
        choose(visit, "云岭县集市摊位条例")
        expect(place(visit.ask("第二条"))).to_contain_text("云岭县集市摊位条例")
        remove(key, assistant.settings.own_dir)
        rebuild_own(assistant.settings)
        _seen(assistant, 0)
        card = visit.ask("第三条")
        expect(card).to_have_text("所选的文件现在已经没有了。请在“范围”里另选,再问一次。")
        expect(visit.box).to_have_value("第三条")
        expect(control(visit)).to_be_visible()
        visit.page.reload()
        expect(visit.cards).to_have_count(1)
        expect(visit.page.locator("#scope")).to_have_count(0)
        assert visit.complaints == []
    context.close()


def _seen(assistant: Assistant, count: int) -> None:
    """Wait until the assistant holds so many documents of one's own; it looks once a second."""
    for _ in range(200):
        if len(assistant.library.own) == count:
            return
        time.sleep(0.1)
    raise AssertionError(f"{assistant.library.own} are held, not {count}")
