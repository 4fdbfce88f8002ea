"""The hotline console in a real browser: by keyboard alone, readable for a screen reader, nothing from another host.

Needs a Chromium (its path in YUCE_TEST_CHROMIUM, or on the PATH, or `playwright install chromium`) and the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from assistant.api import create_api
from assistant.bootstrap import Assistant
from assistant.contract import answer_row
from assistant.desk.router import desk_router
from assistant.records.model import (
    AccessRole,
    CallSearch,
    Channel,
    HandoverRequest,
    Proposal,
    ProposalDraft,
    ProposalState,
)
from assistant.records.opening import Records, open_records
from index.encoder import packaged_model
from index.static_encoder import is_static_model
from tests.browser.serving import served

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)
expect = sync_api.expect

_PASSWORD = "long enough to keep"
_HOSTILE = "<img src=x onerror=alert(1)> **粗体** {{7*7}}"
_RETURNED = "货被退回来还要交税吗"
_PAGES = ("/desk", "/desk/calls", "/desk/queue", "/desk/proposals", "/desk/board", "/desk/audit", "/desk/people", "/desk/password")  # fmt: skip


class PlainLearner:
    """A Learner that lets every proposal go live."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def propose(self, draft: ProposalDraft, *, by: str) -> Proposal:
        return self._records.proposals.add(draft, by=by)

    def check(self, proposal_id: int) -> tuple[()]:
        return ()

    def approve(self, proposal_id: int, *, by: str) -> Proposal:
        return self._records.proposals.decide(proposal_id, ProposalState.APPROVED, by=by)

    def undo(self, proposal_id: int, *, by: str) -> Proposal:
        return self._records.proposals.decide(proposal_id, ProposalState.UNDONE, by=by)


@pytest.fixture(scope="module")
def records(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Records]:
    """Accounts, a question without an answer that came three times, and a hand-over with a hostile text."""
    if not is_static_model(packaged_model()):
        pytest.skip(f"the model is not installed in {packaged_model()}")
    assistant: Assistant = request.getfixturevalue("assistant")
    file = tmp_path_factory.mktemp("desk") / "records.sqlite3"
    with open_records(f"sqlite:///{file}") as opened:
        opened.accounts.add("李话务", _PASSWORD, AccessRole.OPERATOR, by="test")
        opened.accounts.add("赵管理", _PASSWORD, AccessRole.ADMIN, by="test")
        row = answer_row(assistant.ask("独立站补贴多少钱"))
        for _ in range(3):
            opened.asked.add(row, Channel.PAGE)
        opened.handovers.add(HandoverRequest(_HOSTILE, "张三", _HOSTILE, row))
        yield opened


@pytest.fixture(scope="module")
def address(records: Records, assistant: Assistant) -> Iterator[str]:
    app = create_api(assistant)
    app.include_router(desk_router(assistant, records, learner=PlainLearner(records)))
    with served(app) as address:
        yield address.rstrip("/")


@pytest.fixture(scope="module")
def signed_in(browser: sync_api.Browser, address: str) -> dict[str, sync_api.StorageState]:
    """The cookies of an operator and of an admin, by name."""
    kept = {}
    for name in ("李话务", "赵管理"):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/desk")
        page.get_by_label("姓名").fill(name)
        page.get_by_label("密码").fill(_PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("combobox").wait_for()
        kept[name] = context.storage_state()
        context.close()
    return kept


class Visit:
    """One person's page, with the hosts it talked to and the complaints of its console."""

    def __init__(self, context: sync_api.BrowserContext, address: str) -> None:
        self.page, self.address = context.new_page(), address
        self.hosts: set[str | None] = set()
        self.complaints: list[str] = []
        self.page.on("request", lambda r: self.hosts.add(urlsplit(r.url).hostname))
        self.page.on("console", lambda m: m.type == "error" and self.complaints.append(m.text))
        self.page.on("dialog", lambda d: self.complaints.append(f"dialog: {d.message}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.open("/desk")

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    @property
    def box(self) -> sync_api.Locator:
        return self.page.get_by_role("combobox", name="查条款")

    @property
    def rows(self) -> sync_api.Locator:
        return self.page.get_by_role("option")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type into whatever has the focus, and wait until the rows are those of the whole text."""
        self.page.wait_for_function("document.activeElement !== document.body")
        with self.page.expect_response(lambda r: "/desk/search" in r.url and _asks(r.url, text)):
            self.page.keyboard.type(text)
        expect(self.rows.first).to_be_visible()


def _asks(url: str, text: str) -> bool:
    return parse_qs(urlsplit(url).query).get("q") == [text]


def _visit(
    browser: sync_api.Browser, address: str, state: sync_api.StorageState, scheme: str, width: int
) -> Iterator[Visit]:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        storage_state=state,
        permissions=["clipboard-read", "clipboard-write"],
    )
    made = Visit(context, address)
    yield made
    assert made.hosts == {"127.0.0.1"}, "the console talks to its own server only"
    assert made.complaints == []
    context.close()


@pytest.fixture(params=["light-1280", "dark-360"])
def visit(
    request: pytest.FixtureRequest,
    browser: sync_api.Browser,
    address: str,
    signed_in: dict[str, sync_api.StorageState],
) -> Iterator[Visit]:
    scheme, width = request.param.split("-")
    yield from _visit(browser, address, signed_in["李话务"], scheme, int(width))


@pytest.fixture(params=["light-1280", "dark-768"])
def admin(
    request: pytest.FixtureRequest,
    browser: sync_api.Browser,
    address: str,
    signed_in: dict[str, sync_api.StorageState],
) -> Iterator[Visit]:
    scheme, width = request.param.split("-")
    yield from _visit(browser, address, signed_in["赵管理"], scheme, int(width))


def serious(page: sync_api.Page) -> list[str]:
    """What axe finds that is serious or critical."""
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:120]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_a_call_is_taken_by_keyboard_alone(visit: Visit, records: Records) -> None:
    expect(visit.box).to_be_focused()
    visit.type(_RETURNED)
    expect(visit.rows.first).to_contain_text("已过期 2025-12-31")
    visit.press("Enter")
    sheet = visit.page.get_by_role("region", name="条款与口径")
    expect(sheet).to_be_focused()
    expect(sheet).to_contain_text("国家税务总局重庆市税务局")
    visit.press("c")
    aloud = visit.page.locator("#aloud").text_content()
    expect(visit.page.locator("#said")).to_have_text("口径已复制。")
    assert visit.page.evaluate("navigator.clipboard.readText()") == aloud
    visit.press("s")
    expect(visit.page.locator("#said")).to_have_text("短信已复制。")
    before = records.calls.search(CallSearch()).total
    visit.press("Control+Enter")
    expect(visit.page.locator("#said")).to_have_text("已保存，可以接下一个来电。")
    expect(visit.box).to_be_focused()
    expect(visit.box).to_have_value("")
    kept = records.calls.search(CallSearch())
    assert kept.total == before + 1
    assert kept.calls[0].entry.question == _RETURNED
    assert kept.calls[0].entry.cited[0].clause == 7


def test_arrows_move_the_option_that_is_announced_and_the_sheet_follows(visit: Visit) -> None:
    visit.type("海关")
    active = visit.rows.nth(0).get_attribute("id")
    expect(visit.box).to_have_attribute("aria-activedescendant", active or "")
    expect(visit.box).to_have_attribute("aria-expanded", "true")
    visit.press("ArrowDown", "ArrowDown", "ArrowUp")
    second = visit.rows.nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(visit.box).to_have_attribute("aria-activedescendant", second.get_attribute("id") or "")
    expect(visit.page.locator("#sheet h3")).to_contain_text("第四条")
    visit.press("ArrowUp", "ArrowUp", "ArrowUp")
    expect(visit.rows.first).to_have_attribute("aria-selected", "true")


def test_a_call_is_referred_to_a_unit_of_the_clause(visit: Visit, records: Records) -> None:
    visit.type("独立站补贴多少钱")
    visit.press("Enter")
    expect(visit.page.locator("#told")).to_contain_text("第一条")
    visit.page.get_by_role("radio", name="转办").check()
    visit.page.get_by_label("转办到哪个单位").fill("市商务委")
    visit.page.get_by_label("备注").fill("要具体数额")
    visit.press("Control+Enter")
    expect(visit.page.locator("#recent li").first).to_contain_text("转办 市商务委")
    kept = records.calls.search(CallSearch()).calls[0].entry
    assert (kept.unit, kept.notes) == ("市商务委", "要具体数额")


def test_new_call_search_focus_and_help_have_their_keys(visit: Visit) -> None:
    visit.type("退税")
    visit.press("Enter")
    expect(visit.page.locator("#sheet")).to_be_focused()
    visit.press("/")
    expect(visit.box).to_be_focused()
    visit.press("Enter")
    expect(visit.page.locator("#sheet")).to_be_focused()
    visit.press("?")
    expect(visit.page.get_by_role("dialog", name="键盘")).to_be_visible()
    visit.press("Escape")
    expect(visit.page.get_by_role("dialog", name="键盘")).to_be_hidden()
    visit.page.locator("#sheet").focus()
    visit.press("n")
    expect(visit.box).to_have_value("")
    expect(visit.page.get_by_label("来电人问")).to_have_value("")


def test_a_hostile_question_is_shown_literally_from_box_to_record(visit: Visit) -> None:
    visit.page.get_by_label("来电人问").fill(_HOSTILE)
    visit.press("Control+Enter")
    expect(visit.page.locator("#recent li").first).to_contain_text(_HOSTILE)
    visit.page.locator("#recent a").first.click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text(_HOSTILE)
    visit.open("/desk/queue")
    expect(visit.page.get_by_role("link", name=_HOSTILE)).to_be_visible()
    assert visit.page.locator("main img").count() == 0


def test_a_question_of_the_queue_is_attached_and_approved(admin: Visit) -> None:
    admin.open("/desk/queue")
    admin.page.get_by_role("link", name="独立站补贴多少钱").click()
    question = f"独立站能补多少{admin.page.viewport_size['width']}"
    admin.page.get_by_label("相似问").fill(question)
    admin.page.get_by_role("radio").first.check()
    admin.page.get_by_role("button", name="提议").click()
    expect(admin.page.get_by_role("heading", level=1)).to_contain_text("待审核")
    admin.page.get_by_role("button", name="先核对").click()
    expect(admin.page.get_by_role("status").first).to_contain_text("不影响其他问题")
    admin.page.get_by_role("button", name="批准并立即生效").click()
    expect(admin.page.get_by_role("heading", level=1)).to_contain_text("已生效")
    admin.page.get_by_role("button", name="撤销").click()
    expect(admin.page.get_by_role("heading", level=1)).to_contain_text("已撤销")


def test_opening_a_handover_shows_up_in_the_audit_log(admin: Visit) -> None:
    admin.open("/desk/queue")
    admin.page.get_by_role("link", name=_HOSTILE).click()
    admin.page.get_by_role("link", name="YC-").click()
    expect(admin.page.locator(".contact")).to_have_text("张三")
    admin.page.get_by_role("radio", name="处理中").check()
    admin.page.get_by_role("button", name="保存").click()
    expect(admin.page.locator(".badge.in_hand")).to_be_visible()
    admin.open("/desk/audit")
    expect(admin.page.get_by_role("cell", name="查看转人工").first).to_be_visible()


@pytest.mark.parametrize("path", _PAGES)
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(admin: Visit, path: str) -> None:
    admin.open(path)
    if path == "/desk":
        admin.type(_RETURNED)
        admin.press("Enter")
        expect(admin.page.locator("#sheet h3")).to_be_visible()
    assert serious(admin.page) == []
    for width in (360, 768, 1280):
        admin.page.set_viewport_size({"width": width, "height": 800})
        assert admin.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_door_and_a_refusal_are_readable_too(
    browser: sync_api.Browser, address: str, signed_in: dict[str, sync_api.StorageState]
) -> None:
    for state, path in ((None, "/desk"), (signed_in["李话务"], "/desk/people")):
        context = browser.new_context(storage_state=state)
        page = context.new_page()
        page.goto(address + path)
        assert serious(page) == []
        context.close()


def test_who_is_signed_out_meanwhile_is_led_to_the_door(
    browser: sync_api.Browser, address: str, signed_in: dict[str, sync_api.StorageState]
) -> None:
    context = browser.new_context(storage_state=signed_in["李话务"])
    page = context.new_page()
    page.goto(f"{address}/desk")
    context.clear_cookies()
    page.get_by_role("combobox").fill("退税")
    expect(page.get_by_role("heading", name="登录热线台")).to_be_visible()
    context.close()
