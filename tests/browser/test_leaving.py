"""有用, 没用 and 转人工 in a real browser, over a desk that remembers what it gets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import ui
from assistant.bootstrap import Assistant
from tests.browser.conftest import Visit, sync_api
from tests.browser.serving import FakeDesk, served

expect = sync_api.expect
_RETURNED = "货卖到国外被退回来了,还要不要交税"


@pytest.fixture
def look() -> str:
    return "light-360"


@pytest.fixture(autouse=True)
def _nothing_left_before(desk: FakeDesk) -> Iterator[None]:
    desk.verdicts.clear()
    desk.handed.clear()
    desk.refuses = False
    yield


@pytest.fixture
def dialog(visit: Visit) -> sync_api.Locator:
    return visit.page.locator("dialog#desk")


def test_useful_is_one_click_and_stays_after_a_reload(visit: Visit, desk: FakeDesk) -> None:
    card = visit.ask(_RETURNED)
    card.locator(".useful").click()
    expect(card.locator(".useful.chosen")).to_be_visible()
    expect(visit.said).to_have_text("已记下,谢谢。")
    assert desk.verdicts == [(_RETURNED, True, "")]
    visit.page.reload()
    expect(visit.page.locator(".useful.chosen")).to_be_visible()


def test_not_useful_wants_a_reason(visit: Visit, desk: FakeDesk, dialog: sync_api.Locator) -> None:
    visit.ask(_RETURNED).locator(".not_useful").click()
    expect(dialog.locator("h2")).to_have_text("哪里没帮到您?")
    expect(dialog.locator(".kept")).to_contain_text("不保存您是谁")
    dialog.locator(".submit").click()
    expect(dialog.locator(".trouble")).to_have_text("请选一个原因。")
    assert desk.verdicts == []
    dialog.get_by_label("说得不够具体").check()
    dialog.get_by_label("补充说明(可不填)").fill("想知道流程")
    dialog.locator(".submit").click()
    expect(dialog.locator(".told")).to_contain_text("已记下")
    dialog.get_by_role("button", name="关闭").click()
    expect(visit.cards.locator(".not_useful.chosen")).to_be_visible()
    assert desk.verdicts == [(_RETURNED, False, "说得不够具体:想知道流程")]


def test_handing_over_gives_a_receipt_number_that_stays_on_the_card(
    visit: Visit, desk: FakeDesk, dialog: sync_api.Locator
) -> None:
    visit.ask("第十六条")
    visit.ask(_RETURNED).locator(".hand").click()
    expect(dialog.locator(".about .put")).to_have_text(_RETURNED)
    contact = dialog.get_by_label("联系方式(电话、邮箱或微信)")
    expect(contact).to_be_focused()
    contact.fill("13800000000")
    visit.page.keyboard.press("Enter")
    expect(dialog.locator(".number")).to_have_text("YC-20261123-000001")
    expect(visit.said).to_contain_text("YC-20261123-000001")
    visit.page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    expect(visit.cards.nth(1).locator(".receipt")).to_have_text(
        "已转人工 回执号 YC-20261123-000001"
    )
    (handed,) = desk.handed
    assert (handed.question, handed.contact) == (_RETURNED, "13800000000")
    assert handed.answer["citations"][0]["clause"] == 7
    assert handed.given, "the seal came back with it"
    visit.page.reload()
    expect(visit.page.locator(".receipt")).to_contain_text("YC-20261123-000001")


@pytest.mark.parametrize("contact", ["", "    ", "1234"])
def test_a_contact_that_is_none_is_told_in_place(
    visit: Visit, desk: FakeDesk, dialog: sync_api.Locator, contact: str
) -> None:
    visit.ask(_RETURNED).locator(".hand").click()
    dialog.get_by_label("联系方式").fill(contact)
    dialog.locator(".submit").click()
    expect(dialog.locator(".trouble")).to_contain_text("请填写联系方式")
    expect(dialog.get_by_label("联系方式")).to_be_focused()
    assert desk.handed == []


def test_where_the_desk_cannot_keep_it_what_was_written_stays(
    visit: Visit, desk: FakeDesk, dialog: sync_api.Locator
) -> None:
    desk.refuses = True
    visit.ask(_RETURNED).locator(".hand").click()
    dialog.get_by_label("联系方式").fill("13800000000")
    dialog.locator(".submit").click()
    expect(dialog.locator(".trouble")).to_contain_text("没有提交成功")
    expect(dialog.get_by_label("联系方式")).to_have_value("13800000000")
    desk.refuses = False
    dialog.locator(".submit").click()
    expect(dialog.locator(".number")).to_have_text("YC-20261123-000001")


def test_escape_closes_the_dialog_and_the_focus_returns(
    visit: Visit, desk: FakeDesk, dialog: sync_api.Locator
) -> None:
    button = visit.ask(_RETURNED).locator(".hand")
    button.focus()
    visit.page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    expect(button).to_be_focused()


def test_the_dialog_speaks_the_pages_language(visit: Visit, dialog: sync_api.Locator) -> None:
    visit.page.locator("#language label", has_text="EN").click()
    expect(visit.page.locator("#send")).to_have_text("Ask")
    visit.ask(_RETURNED).locator(".hand").click()
    expect(dialog.locator("h2")).to_have_text("Ask the hotline’s staff")
    dialog.locator(".submit").click()
    expect(dialog.locator(".trouble")).to_contain_text("Please say how to reach you")


def test_without_a_desk_the_cards_offer_nothing_to_leave(
    browser: sync_api.Browser, assistant: Assistant
) -> None:
    with served(ui.application(assistant)) as alone:
        context = browser.new_context()
        visit = Visit(context, alone)
        expect(visit.ask(_RETURNED).locator(".acts button")).to_have_text(["复制全部已复制"])
        context.close()
