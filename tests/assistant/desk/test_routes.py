"""The console over HTTP: who may do what, forms that cannot be forged, and each flow from question to record."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx import Response
from lxml import html

from assistant.api import create_api
from assistant.bootstrap import Assistant
from assistant.contract import answer_row
from assistant.desk.router import desk_router
from assistant.evaluation.figures import Figures
from assistant.records.model import (
    AccessRole,
    BrokenQuestion,
    CallEntry,
    CallOutcome,
    CallSearch,
    Channel,
    HandoverRequest,
    HandoverState,
    Proposal,
    ProposalDraft,
    ProposalState,
    Verdict,
)
from assistant.records.opening import Records, open_records
from corpus.library import Library

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
PASSWORD = "long enough to keep"
NAMES = {AccessRole.OPERATOR: "李话务", AccessRole.SUPERVISOR: "王班长", AccessRole.ADMIN: "赵管理"}
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class ToldLearner:
    """A Learner that keeps proposals in the records and is told what they would break."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.breaks: tuple[BrokenQuestion, ...] = ()

    def propose(self, draft: ProposalDraft, *, by: str) -> Proposal:
        return self._records.proposals.add(draft, by=by)

    def check(self, proposal_id: int) -> tuple[BrokenQuestion, ...]:
        self._records.proposals.find(proposal_id)
        return self.breaks

    def approve(self, proposal_id: int, *, by: str) -> Proposal:
        state = ProposalState.REFUSED if self.breaks else ProposalState.APPROVED
        return self._records.proposals.decide(proposal_id, state, by=by, breaks=self.breaks)

    def undo(self, proposal_id: int, *, by: str) -> Proposal:
        return self._records.proposals.decide(proposal_id, ProposalState.UNDONE, by=by)


class Browser:
    """A client that keeps cookies and fills in the token of the last page, as a browser does."""

    def __init__(self, client: TestClient) -> None:
        self.client, self.token = client, ""

    def get(self, address: str, **more: object) -> Response:
        return self._seen(self.client.get(address, **more))

    def post(self, address: str, *, token: str | None = None, **fields: object) -> Response:
        data = {"csrf": self.token if token is None else token, **fields}
        return self._seen(self.client.post(address, data=data))

    def sign_in(self, name: str, password: str = PASSWORD) -> Response:
        self.client.cookies.clear()
        self.get("/desk/sign-in")
        return self.post("/desk/sign-in", name=name, password=password)

    def _seen(self, response: Response) -> Response:
        if match := _TOKEN.search(response.text):
            self.token = match[1]
        return response


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one account of each role; hashing passwords takes long, so it is done once."""
    file = tmp_path_factory.mktemp("prepared") / "records.sqlite3"
    with open_records(f"sqlite:///{file}", clock=lambda: NOON) as opened:
        for role, name in NAMES.items():
            opened.accounts.add(name, PASSWORD, role, by="test")
    return file


@pytest.fixture
def records(prepared: Path, tmp_path: Path) -> Iterator[Records]:
    file = Path(shutil.copy(prepared, tmp_path))
    with open_records(f"sqlite:///{file}", clock=lambda: NOON) as opened:
        yield opened


@pytest.fixture
def learner(records: Records) -> ToldLearner:
    return ToldLearner(records)


@pytest.fixture
def figures() -> Figures:
    return Figures("held_out", date(2026, 11, 20), 266, 240, 0.86, 0.93, "old", "old-index")


@pytest.fixture
def client(
    assistant: Assistant, records: Records, learner: ToldLearner, figures: Figures, today: date
) -> Iterator[TestClient]:
    app = create_api(assistant)
    app.include_router(
        desk_router(
            assistant, records, learner=learner, clock=lambda: today, quality=lambda: figures
        )
    )
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def browser(client: TestClient) -> Browser:
    return Browser(client)


@pytest.fixture
def operator(browser: Browser) -> Browser:
    browser.sign_in(NAMES[AccessRole.OPERATOR])
    return browser


HOSTILE = "<img src=x onerror=alert(1)> **粗体** {{7*7}} 'x' \"y\""
OPERATOR, SUPERVISOR, ADMIN = AccessRole.OPERATOR, AccessRole.SUPERVISOR, AccessRole.ADMIN
OPEN = None
ROUTES = {
    ("GET", "/desk/static/{name}"): OPEN,
    ("GET", "/desk/sign-in"): OPEN,
    ("POST", "/desk/sign-in"): OPEN,
    ("POST", "/desk/sign-out"): OPERATOR,
    ("GET", "/desk/password"): OPERATOR,
    ("POST", "/desk/password"): OPERATOR,
    ("GET", "/desk"): OPERATOR,
    ("GET", "/desk/search"): OPERATOR,
    ("GET", "/desk/sheet"): OPERATOR,
    ("POST", "/desk/calls"): OPERATOR,
    ("GET", "/desk/calls"): OPERATOR,
    ("GET", "/desk/calls.csv"): OPERATOR,
    ("GET", "/desk/calls/{call_id}"): OPERATOR,
    ("POST", "/desk/calls/{call_id}"): OPERATOR,
    ("GET", "/desk/queue"): OPERATOR,
    ("GET", "/desk/queue/group"): OPERATOR,
    ("POST", "/desk/queue/handled"): OPERATOR,
    ("POST", "/desk/queue/reopen"): OPERATOR,
    ("GET", "/desk/handovers/{receipt}"): OPERATOR,
    ("POST", "/desk/handovers/{receipt}"): OPERATOR,
    ("GET", "/desk/proposals"): OPERATOR,
    ("POST", "/desk/proposals"): OPERATOR,
    ("GET", "/desk/proposals/{proposal_id}"): OPERATOR,
    ("POST", "/desk/proposals/{proposal_id}/check"): SUPERVISOR,
    ("POST", "/desk/proposals/{proposal_id}/approve"): SUPERVISOR,
    ("POST", "/desk/proposals/{proposal_id}/refuse"): SUPERVISOR,
    ("POST", "/desk/proposals/{proposal_id}/undo"): SUPERVISOR,
    ("GET", "/desk/board"): OPERATOR,
    ("GET", "/desk/audit"): SUPERVISOR,
    ("GET", "/desk/people"): ADMIN,
    ("POST", "/desk/people/enabled"): ADMIN,
    ("POST", "/desk/people/role"): ADMIN,
}
GUARDED = [(m, p, r) for (m, p), r in ROUTES.items() if r is not OPEN]
FIELDS = {
    "outcome": "answered",
    "key": "x",
    "state": "open",
    "name": "nobody",
    "enabled": "true",
    "role": "operator",
}


def _address(path: str) -> str:
    address = re.sub(r"\{call_id\}|\{proposal_id\}", "1", path).replace("{receipt}", "YC-1")
    return address + ("?key=x" if path.endswith("/group") else "")


def _routes(assistant: Assistant, records: Records) -> Iterator[tuple[str, str]]:
    """Methods and paths; FastAPI keeps an included router as it is, so that its routes are looked for in it."""
    waiting = list(desk_router(assistant, records).routes)
    while waiting:
        route = waiting.pop()
        waiting += getattr(getattr(route, "original_router", None), "routes", [])
        # Those for programs have keys and no door: see service/test_keys.py.
        if isinstance(route, APIRoute) and route.path.startswith("/desk"):
            yield from ((method, route.path) for method in route.methods)


def test_the_table_has_every_route_of_the_console(assistant: Assistant, records: Records) -> None:
    assert set(_routes(assistant, records)) == set(ROUTES)


@pytest.mark.parametrize(("method", "path", "needed"), GUARDED)
def test_nobody_who_is_not_signed_in_gets_past_the_door(
    client: TestClient, method: str, path: str, needed: AccessRole
) -> None:
    response = client.request(
        method, _address(path), data=FIELDS if method == "POST" else None, follow_redirects=False
    )
    assert response.status_code == 303
    assert response.headers["location"].startswith("/desk/sign-in")


@pytest.mark.parametrize("role", [OPERATOR, SUPERVISOR, ADMIN])
def test_each_role_is_let_in_where_it_suffices_and_nowhere_else(
    browser: Browser, role: AccessRole
) -> None:
    browser.sign_in(NAMES[role])
    browser.get("/desk")
    token = browser.token
    for method, path, needed in GUARDED:
        if path == "/desk/sign-out":
            continue
        address = _address(path)
        post = method == "POST"
        said = browser.post(address, token=token, **FIELDS) if post else browser.get(address)
        refused = said.status_code == 403 and "权限，您现在是" in said.text
        assert refused is not role.covers(needed), (method, path, said.status_code)
        assert said.status_code < 500, (method, path)


@pytest.mark.parametrize("token", ["", "wrong", "的"])
def test_no_form_is_taken_without_the_sessions_token(
    browser: Browser, records: Records, token: str
) -> None:
    browser.sign_in(NAMES[ADMIN])
    before = records.audit.latest(limit=1)
    for path in (p for method, p, _ in GUARDED if method == "POST"):
        said = browser.post(_address(path), token=token, **FIELDS)
        assert said.status_code == 403, path
        assert "没有保存" in said.text, path
    assert records.audit.latest(limit=1) == before


def test_signing_in_needs_the_token_of_the_page_too(browser: Browser) -> None:
    browser.get("/desk/sign-in")
    said = browser.post("/desk/sign-in", token="x", name=NAMES[OPERATOR], password=PASSWORD)
    assert said.status_code == 403


def test_cookies_cannot_be_read_by_scripts_nor_sent_by_other_sites(client: TestClient) -> None:
    browser = Browser(client)
    browser.get("/desk/sign-in")
    data = {"csrf": browser.token, "name": NAMES[OPERATOR], "password": PASSWORD}
    said = client.post("/desk/sign-in", data=data, follow_redirects=False)
    cookie = next(c for c in said.headers.get_list("set-cookie") if c.startswith("yuce_desk="))
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/desk" in cookie
    assert "Secure" not in cookie  # this visit is over http


def test_over_https_the_cookies_are_secure(client: TestClient) -> None:
    said = client.get("https://testserver/desk/sign-in")
    assert all("Secure" in c for c in said.headers.get_list("set-cookie"))


def test_every_page_has_a_policy_without_inline_parts_and_is_not_kept(operator: Browser) -> None:
    for path in ("/desk", "/desk/search?q=7", "/desk/calls", "/desk/nothing-here", "/desk/audit"):
        said = operator.get(path)
        if said.status_code == 404:
            continue
        policy = said.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, path
        assert said.headers["cache-control"] == "no-store"
        assert said.headers["x-frame-options"] == "DENY"
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", said.text), path


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example/", "//elsewhere.example", "/desk\\..\\x", "/deskx", "javascript:x"],
)
def test_signing_in_leads_to_no_page_but_the_consoles_own(client: TestClient, wanted: str) -> None:
    browser = Browser(client)
    browser.get("/desk/sign-in", params={"next": wanted})
    data = {"csrf": browser.token, "name": NAMES[OPERATOR], "password": PASSWORD, "next": wanted}
    said = client.post("/desk/sign-in", data=data, follow_redirects=False)
    assert said.headers["location"] == "/desk"


def test_after_failures_the_door_is_locked_and_says_until_when(browser: Browser) -> None:
    for _ in range(5):
        assert "不对" in browser.sign_in(NAMES[OPERATOR], "wrong password").text
    said = browser.sign_in(NAMES[OPERATOR])
    assert said.status_code == 429
    assert re.search(r"已暂时锁定，\d\d:\d\d 以后再试", said.text)


def test_a_name_that_nobody_has_is_told_the_same_as_a_wrong_password(browser: Browser) -> None:
    wrong, unknown = browser.sign_in(NAMES[OPERATOR], "wrong password"), browser.sign_in("nobody")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert "姓名或密码不对" in wrong.text and "姓名或密码不对" in unknown.text


def test_who_signs_out_or_changes_the_password_is_out(operator: Browser) -> None:
    new = "another long one"
    operator.get("/desk/password")
    assert "旧密码不对" in operator.post("/desk/password", old="x", new=new, again=new).text
    assert "不一样" in operator.post("/desk/password", old=PASSWORD, new=new, again="y" * 12).text
    assert (
        "至少 10 个"
        in operator.post("/desk/password", old=PASSWORD, new="short", again="short").text
    )
    operator.post("/desk/password", old=PASSWORD, new=new, again=new)
    assert "登录热线台" in operator.get("/desk").text
    assert "查询" in operator.sign_in(NAMES[OPERATOR], new).text
    operator.post("/desk/sign-out")
    assert "登录热线台" in operator.get("/desk").text


# ---- looking up


def test_a_keystroke_gives_rows_with_marks_and_the_verdict_with_its_badge(
    operator: Browser,
) -> None:
    said = operator.get("/desk/search", params={"q": "退运商品免税吗"}).text
    assert said.count('role="option"') >= 2
    assert "已回答" in said and "已过期 2025-12-31" in said
    assert "<mark>" in said


def test_a_bare_lookup_has_no_verdict_of_out_of_scope(operator: Browser) -> None:
    assert "不在范围" not in operator.get("/desk/search", params={"q": "7 海关"}).text
    assert "没有第十六条" in operator.get("/desk/search", params={"q": "第十六条"}).text


def test_a_sheet_has_quote_reading_units_and_whole_clause(
    operator: Browser, library: Library
) -> None:
    said = operator.get("/desk/sheet", params={"q": "退运商品免税吗"}).text
    quote = re.search(r'<blockquote lang="zh-Hant">([^<]+)', said)
    assert quote and unescape(quote[1]) in library.main.document.text
    assert "简体对照 · 非原文" in said and "免征进口关税" in said
    assert "国家税务总局重庆市税务局" in said and "全称待核实" in said
    assert "摘要·非原文" in said


@pytest.mark.parametrize(
    "query",
    ["document=none&clause=1", "document=yfbf-2023-92&clause=99", "q=", "clause=x", "start=-1"],
)
def test_a_sheet_that_there_is_not_is_one_sentence(operator: Browser, query: str) -> None:
    said = operator.get(f"/desk/sheet?{query}")
    assert 400 <= said.status_code < 500
    assert 'role="alert"' in said.text


def test_a_place_that_may_not_be_quoted_is_replaced_by_a_whole_sentence(
    operator: Browser, library: Library
) -> None:
    said = operator.get("/desk/sheet?document=yfbf-2023-92&clause=7&start=0&end=3&q=退税").text
    quote = unescape(re.search(r'<blockquote lang="zh-Hant">([^<]+)', said)[1])
    assert quote.endswith("。") and quote in library.main.document.text


# ---- calls


def test_a_call_is_kept_with_its_answer_and_logged_as_a_question(
    operator: Browser, records: Records
) -> None:
    operator.get("/desk")
    operator.post(
        "/desk/calls", question="退运商品免税吗", cited="yfbf-2023-92:7", notes="企业在两江新区"
    )
    call = records.calls.search(CallSearch()).calls[0]
    assert (call.operator, call.entry.outcome) == (NAMES[OPERATOR], CallOutcome.ANSWERED)
    assert call.entry.cited[0].clause == 7 and call.entry.answer
    assert records.asked.latest(1)[0].channel is Channel.DESK


@pytest.mark.parametrize(
    "fields",
    [
        {"question": ""},
        {"question": "x", "outcome": "referred", "unit": ""},
        {"question": "x", "outcome": "gone"},
        {"question": "x", "cited": "nothing"},
        {"question": "x", "notes": "长" * 5_000},
    ],
)
def test_a_call_that_is_not_whole_is_not_kept(
    operator: Browser, records: Records, fields: dict[str, str]
) -> None:
    operator.get("/desk")
    assert operator.post("/desk/calls", **fields).status_code == 400
    assert records.calls.search(CallSearch()).total == 0


def test_calls_are_found_by_words_and_taken_away_as_csv_without_formulas(
    operator: Browser, records: Records
) -> None:
    entry = CallEntry("=HYPERLINK(1) 无人机", CallOutcome.REFERRED, "市商务委", "+1")
    records.calls.add(entry, by=NAMES[OPERATOR])
    records.calls.add(CallEntry("退税", CallOutcome.ANSWERED), by=NAMES[OPERATOR])
    assert "退税" not in operator.get("/desk/calls", params={"text": "無人機"}).text
    said = operator.get("/desk/calls.csv", params={"text": "无人机"})
    assert said.content.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK" in said.text and "'+1" in said.text and "退税" not in said.text
    assert records.audit.latest(limit=1)[0].action == "calls.exported"


def test_another_operators_call_can_be_seen_and_that_is_logged_but_not_changed(
    browser: Browser, records: Records
) -> None:
    call = records.calls.add(CallEntry("退税", CallOutcome.ANSWERED), by=NAMES[SUPERVISOR])
    browser.sign_in(NAMES[OPERATOR])
    assert "更正请找班长" in browser.get(f"/desk/calls/{call.id}").text
    assert records.audit.latest(limit=1)[0].action == "call.opened"
    assert browser.post(f"/desk/calls/{call.id}", outcome="to_verify").status_code == 403
    assert records.calls.find(call.id).entry.outcome is CallOutcome.ANSWERED


# ---- queue, hand-overs, learning


@pytest.fixture
def waiting(records: Records, assistant: Assistant) -> str:
    """The receipt of a hand-over that waits in the queue beside a question without an answer."""
    row = answer_row(assistant.ask("独立站补贴多少钱"))
    for _ in range(3):
        records.asked.add(row, Channel.PAGE)
    records.feedback.add(row, Verdict.NOT_USEFUL, channel=Channel.PAGE, reason=HOSTILE)
    return records.handovers.add(HandoverRequest(HOSTILE, "张三 联系方式", "", row)).receipt


def _group(browser: Browser, question: str) -> str:
    page = browser.get("/desk/queue").text
    rows = re.findall(r'href="(/desk/queue/group\?key=[^"]+)">([^<]+)<', page)
    return unescape(next(address for address, text in rows if question in unescape(text)))


def test_the_queue_has_what_is_open_most_frequent_first(operator: Browser, waiting: str) -> None:
    page = operator.get("/desk/queue").text
    assert page.index("独立站补贴多少钱") < page.index("&lt;img")
    assert "<img" not in page


def test_opening_a_handover_is_logged_and_its_progress_kept(
    operator: Browser, records: Records, waiting: str
) -> None:
    page = operator.get(f"/desk/handovers/{waiting}").text
    assert "张三 联系方式" in page and "<img" not in page
    entry = records.audit.latest(limit=1)[0]
    assert (entry.who, entry.action, entry.object_id) == (
        NAMES[OPERATOR],
        "handover.opened",
        waiting,
    )
    operator.post(f"/desk/handovers/{waiting}", state="done", remark="已回电")
    kept = records.handovers.find(waiting)
    assert (kept.state, kept.remark, kept.handled_by) == (
        HandoverState.DONE,
        "已回电",
        NAMES[OPERATOR],
    )


@pytest.mark.parametrize(("given", "said"), [(True, "当时给出的答复"), (False, "来访者所述的答复")])
def test_an_answer_that_was_not_given_here_is_marked_as_what_the_asker_says(
    operator: Browser, records: Records, assistant: Assistant, given: bool, said: str
) -> None:
    row = answer_row(assistant.ask("独立站补贴多少钱"))
    request = HandoverRequest("独立站补贴多少钱", "13800000000", "", row, given)
    receipt = records.handovers.add(request).receipt
    page = operator.get(f"/desk/handovers/{receipt}").text
    assert said in page
    assert ("没有本系统的签名" in page) is not given


def _proposed(browser: Browser) -> str:
    """An operator attaches a question of the queue to the first sentence offered; the address of the proposal."""
    page = browser.get(_group(browser, "独立站补贴")).text
    target = unescape(re.search(r'name="target" required value="([^"]+)"', page)[1])
    made = browser.post("/desk/proposals", question="独立站能补多少", target=target)
    return str(made.url.path)


def test_a_question_is_attached_approved_and_undone(
    browser: Browser, records: Records, library: Library, waiting: str
) -> None:
    browser.sign_in(NAMES[OPERATOR])
    address = _proposed(browser)
    kept = records.proposals.listed()[0]
    assert kept.draft.sentence == library.main.document.text[kept.draft.start : kept.draft.end]
    assert "批准并立即生效" not in browser.get(address).text, "an operator cannot approve"
    browser.sign_in(NAMES[SUPERVISOR])
    browser.get(address)
    assert "不影响其他问题" in browser.post(f"{address}/check").text
    assert records.proposals.find(kept.id).state is ProposalState.PROPOSED, (
        "checking changes nothing"
    )
    assert "已生效" in browser.post(f"{address}/approve").text
    assert "已撤销" in browser.post(f"{address}/undo").text


def test_one_that_would_break_others_is_refused_with_the_list(
    browser: Browser, learner: ToldLearner, waiting: str
) -> None:
    browser.sign_in(NAMES[OPERATOR])
    address = _proposed(browser)
    learner.breaks = (BrokenQuestion("海外仓<b>有支持吗", "第十一条", "第一条"),)
    browser.sign_in(NAMES[SUPERVISOR])
    browser.get(address)
    page = browser.post(f"{address}/approve").text
    assert "未通过" in page and "会答坏 1 个问题" in page
    assert "海外仓&lt;b&gt;有支持吗" in page and "第十一条" in page


@pytest.mark.parametrize(
    "target",
    [
        "",
        "x",
        "yfbf-2023-92|7|0|3",
        "yfbf-2023-92|0|0|3",
        "none|1|2|3",
        "a|b|c|d",
        "yfbf-2023-92|7|²|3",
    ],
)
def test_only_a_whole_sentence_can_be_attached_to(
    operator: Browser, records: Records, target: str
) -> None:
    operator.get("/desk/proposals")
    operator.get("/desk")
    assert operator.post("/desk/proposals", question="问", target=target).status_code in (400, 404)
    assert records.proposals.listed() == ()


def test_a_group_is_handled_and_put_back(operator: Browser, waiting: str) -> None:
    address = _group(operator, "独立站补贴")
    keys = re.findall(r'name="key" value="([^"]+)"', operator.get(address).text)
    operator.post("/desk/queue/handled", key=keys)
    assert "独立站补贴" not in operator.get("/desk/queue").text
    assert "独立站补贴" in operator.get("/desk/queue?handled=true").text
    operator.get(address)
    operator.post("/desk/queue/reopen", key=keys)
    assert "独立站补贴" in operator.get("/desk/queue").text


def test_without_a_learner_proposals_are_kept_and_cannot_be_approved(
    assistant: Assistant, records: Records
) -> None:
    app = FastAPI()
    app.include_router(desk_router(assistant, records))
    with TestClient(app) as client:
        browser = Browser(client)
        browser.sign_in(NAMES[SUPERVISOR])
        browser.get("/desk")
        sentence = assistant.library.main.clauses[6].sentences[0]
        made = browser.post(
            "/desk/proposals",
            question="问",
            target=f"yfbf-2023-92|7|{sentence.start}|{sentence.end}",
        )
        assert "没有启用学习功能" in made.text
        assert browser.post(f"{made.url.path}/approve").status_code == 403


# ---- overseeing


def test_the_board_has_figures_versions_and_the_last_evaluation(
    operator: Browser, assistant: Assistant, waiting: str
) -> None:
    page = operator.get("/desk/board").text
    assert "文件未写明" in page and "第一条" in page
    assert "90%" in page and "240/266" in page and "评测用的是旧语料 old" in page
    assert assistant.library.version in page and assistant.index.version in page
    assert operator.get("/desk/board?days=0").status_code == 400


def test_people_are_disabled_at_once_and_nobody_shuts_himself_out(
    client: TestClient, browser: Browser, records: Records
) -> None:
    browser.sign_in(NAMES[ADMIN])
    browser.get("/desk/people")
    assert (
        browser.post("/desk/people/enabled", name=NAMES[ADMIN], enabled="false").status_code == 403
    )
    assert browser.post("/desk/people/role", name=NAMES[ADMIN], role="operator").status_code == 403
    browser.get("/desk/people")
    browser.post("/desk/people/enabled", name=NAMES[OPERATOR], enabled="false")
    browser.post("/desk/people/role", name=NAMES[SUPERVISOR], role="operator")
    accounts = {a.name: a for a in records.accounts.listed()}
    assert not accounts[NAMES[OPERATOR]].enabled
    assert accounts[NAMES[SUPERVISOR]].role is OPERATOR
    assert "停用" in browser.sign_in(NAMES[OPERATOR]).text


def test_the_audit_log_shows_who_did_what_in_words(browser: Browser, waiting: str) -> None:
    browser.sign_in(NAMES[SUPERVISOR])
    browser.get(f"/desk/handovers/{waiting}")
    page = browser.get("/desk/audit").text
    assert "查看转人工" in page and waiting in page and "查看审计" in page
    assert (
        "登录"
        not in browser.get("/desk/audit", params={"kind": "handover"}).text.split("<tbody>")[1]
    )


@pytest.mark.parametrize(
    "text", [HOSTILE, "</script><script>alert(1)</script>", "{% raw %}", "\u202eabc"]
)
def test_hostile_strings_are_shown_as_text_everywhere(
    operator: Browser, records: Records, text: str
) -> None:
    entry = CallEntry(text, CallOutcome.REFERRED, f"{text} i<i>", f"{text} j<i>")
    call = records.calls.add(entry, by=NAMES[OPERATOR])
    for path in ("/desk", "/desk/search", "/desk/calls", f"/desk/calls/{call.id}"):
        page = html.fromstring(operator.get(path, params={"q": text}).text)
        assert page.xpath("//img | //i | //script[not(@src)]") == [], path
        if path != "/desk/search":  # rows do not repeat what is typed
            assert text in "".join(page.itertext()) + "".join(page.xpath("//@value")), path
