"""Questions limited to documents, numbers without a document, and what is said of documents that others repeal,
amend or continue: with the real assistant and documents of one's own. All of these are invented."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.batch import answer_line
from assistant.bootstrap import Assistant, rebuild_own
from assistant.citation import verify_answer
from assistant.contract import answer_row
from assistant.errors import ScopeError
from assistant.model import Answer, Language, Role, Status, Turn
from assistant.scope import Scope
from assistant.settings import Settings
from corpus.collection import add
from corpus.standing import DocumentState

OLD_TEXT = """云岭县摊位管理办法
云岭县人民政府令第3号
2018年5月1日 云岭县人民政府发布
第一条 为了规范摊位管理，制定本办法。
第二条 摊位每天早上六点开放，晚上九点关闭。
第三条 摊位费每月三十元，由摊主在月底缴纳。
第四条 本办法自2018年6月1日起施行。
"""
NEW_TEXT = """云岭县集市摊位条例
2022年2月1日 云岭县人民代表大会通过
第一条 为了方便群众赶集，制定本条例。
第二条 摊位每天早上七点开放，晚上十点关闭，雨天顺延。
第三条 摊主应当保持摊位清洁，收摊后清扫瓜皮果壳。
第四条 本条例自2022年6月1日起施行。《云岭县摊位管理办法》同时废止。
"""
CHANGE_TEXT = """云岭县人民代表大会关于修改《云岭县果树认养规定》的决定
2025年3月1日 云岭县人民代表大会通过
一、将第二条修改为：“认养人可以采摘全部果实。”
二、本决定自2025年4月1日起施行。
"""
TREES_TEXT = """云岭县果树认养规定
2020年3月1日 云岭县人民代表大会通过
第一条 为了保护果树，制定本规定。
第二条 认养人可以采摘一半果实。
第三条 本规定自2020年4月1日起施行。
"""
BOATS_TEXT = """云岭县渔船登记办法
云府发〔2019〕5号
云岭县人民政府
2019年1月5日
第一条 渔船应当向水产站登记，并在船头漆写编号。
第二条 本办法自2019年2月1日起施行，有效期至2023年12月31日。
"""
LONGER_TEXT = """云岭县人民政府关于延续执行《云岭县渔船登记办法》的通知
云府发〔2023〕8号
各乡镇人民政府：
经研究，《云岭县渔船登记办法》（云府发〔2019〕5号）的有效期延长至2028年12月31日。
云岭县人民政府
2023年12月20日
"""
POLICY, OLD, NEW = "yfbf-2023-92", "ylxrmzfl-3", "ylxjstwtl"
TREES, BOATS, LONGER = "ylxgsrygd", "yff-2019-5", "yff-2023-8"
HOURS = "云岭县的摊位每天几点开放几点关闭"


@pytest.fixture(scope="module")
def own(
    data_dir: Path, assistant: Assistant, today: date, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("limits")
    settings = Settings(data_dir=folder / "data")
    shutil.copytree(data_dir, settings.data_dir)
    texts = (OLD_TEXT, NEW_TEXT, CHANGE_TEXT, TREES_TEXT, BOATS_TEXT, LONGER_TEXT)
    for number, text in enumerate(texts):
        path = folder / f"{number}.txt"
        path.write_text(text, encoding="utf-8")
        add(path, settings.own_dir)
    rebuild_own(settings)
    made = Assistant(settings, clock=lambda: today)
    yield made
    made.close()


@pytest.fixture(scope="module")
def api(own: Assistant) -> Iterator[TestClient]:
    with TestClient(create_api(own), raise_server_exceptions=False) as client:
        yield client


def only(*documents: str) -> Scope:
    return Scope(documents=documents)


def cited(answer: Answer) -> list[tuple[str, int | None]]:
    return [(c.document.id, c.clause.number if c.clause else None) for c in answer.citations]


# ---- limits -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "scope", "place"),
    [
        ("第二条", only(NEW), (NEW, 2)),
        ("最后一条", only(NEW), (NEW, 4)),
        ("这个条例讲什么", only(NEW), (NEW, 1)),
        ("收摊后要清扫瓜皮果壳吗", only(NEW), (NEW, 3)),
        ("云岭县集市摊位条例第三条", only(NEW), (NEW, 3)),
        ("第七条", only(POLICY), (POLICY, 7)),
        ("第七条", only(POLICY, NEW), (POLICY, 7)),
        ("海外仓备案要交纸质材料吗", only(POLICY), (POLICY, 11)),
        ("第四条", only(NEW, TREES), (NEW, 4)),
    ],
)
def test_a_question_is_answered_from_what_it_is_limited_to(
    own: Assistant, question: str, scope: Scope, place: tuple[str, int]
) -> None:
    answer = own.ask(question, scope=scope)
    assert answer.status is Status.ANSWERED
    assert cited(answer)[0] == place
    verify_answer(answer, own.library)


@pytest.mark.parametrize(
    ("question", "scope"),
    [
        ("海外仓备案要交纸质材料吗", only(NEW)),  # the policy and similar questions have it
        ("跨境电商零售进口单次限值多少", only(NEW)),  # a card has it
        ("收摊后要清扫瓜皮果壳吗", only(POLICY)),
        ("云岭县集市摊位条例第三条", only(POLICY)),
        ("云岭县集市摊位条例第三条", only(TREES)),
        ("措施七讲什么", only(NEW)),
    ],
)
def test_what_stands_elsewhere_alone_is_refused(
    own: Assistant, question: str, scope: Scope
) -> None:
    answer = own.ask(question, scope=scope)
    assert answer.status in (Status.OUT_OF_SCOPE, Status.NO_SUCH_CLAUSE)
    assert answer.citations == ()
    assert not answer.from_card


@pytest.mark.parametrize("scope", [Scope(years=(1900,)), Scope(issuers=("云岭县气象局",))])
@pytest.mark.parametrize("question", ["第七条", HOURS, "跨境电商零售进口单次限值多少"])
def test_limits_within_which_there_is_no_document_give_nothing(
    own: Assistant, question: str, scope: Scope
) -> None:
    answer = own.ask(question, scope=scope)
    assert answer.status is Status.OUT_OF_SCOPE
    assert answer.text.startswith("在您限定的范围内没有收录任何文件")
    assert (answer.citations, answer.related) == ((), ())
    assert own.search(question, scope=scope) == []


def test_a_document_that_is_not_held_is_an_error(own: Assistant) -> None:
    with pytest.raises(ScopeError, match="nope"):
        own.ask("第七条", scope=only("nope"))


def test_a_number_that_several_of_the_documents_have_is_asked_back(own: Assistant) -> None:
    answer = own.ask("第二条", scope=only(NEW, TREES))
    assert answer.status is Status.NEEDS_CLARIFICATION
    assert "《云岭县果树认养规定》第二条，还是《云岭县集市摊位条例》第二条" in answer.text


def test_a_search_is_filled_from_the_documents_it_is_limited_to(own: Assistant) -> None:
    found = own.search("跨境电商 摊位", 5, only(TREES))
    assert {hit.passage.document_id for hit in found} == {TREES}
    assert len(found) == 5
    both = own.search("摊位", 10, only(NEW, POLICY))
    assert {hit.passage.document_id for hit in both} >= {NEW}
    assert [hit.rank for hit in both] == list(range(1, 11))
    assert not {h.passage.document_id for h in own.search("摊位", 10)} & set(own.library.own)


# ---- a number without a document --------------------------------------------------------------------------------


def talk(own: Assistant, question: str) -> tuple[Turn, Turn]:
    return Turn(Role.USER, question), Turn(Role.ASSISTANT, own.ask(question).text)


@pytest.mark.parametrize("before", ["云岭县集市摊位条例第三条", "收摊后要清扫瓜皮果壳吗"])
@pytest.mark.parametrize("question", ["第二条讲什么", "第二条"])
def test_a_bare_number_after_talk_of_another_document_is_asked_back(
    own: Assistant, before: str, question: str
) -> None:
    answer = own.ask(question, history=talk(own, before))
    assert answer.status is Status.NEEDS_CLARIFICATION
    assert (
        "《重庆市推进跨境电商高质量发展若干措施》第二条，还是《云岭县集市摊位条例》第二条"
        in answer.text
    )
    assert answer.citations == ()


@pytest.mark.parametrize("before", ["云岭县集市摊位条例第三条", "收摊后要清扫瓜皮果壳吗"])
@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("那第二条呢", (NEW, 2)),
        ("第二条呢", (NEW, 2)),
        ("措施二", (POLICY, 2)),
        ("第七条讲什么", (POLICY, 7)),  # the other document has no such article
        ("海外仓有没有支持", (POLICY, 11)),
    ],
)
def test_words_that_lean_on_the_talk_and_numbers_that_one_document_has_are_clear(
    own: Assistant, before: str, question: str, place: tuple[str, int]
) -> None:
    assert cited(own.ask(question, history=talk(own, before)))[0] == place


@pytest.mark.parametrize(
    ("question", "scope", "place"),
    [
        ("那第二条呢", only(NEW, TREES), (NEW, 2)),
        ("那第二条呢", only(POLICY, NEW), (NEW, 2)),
        ("那第二条呢", only(TREES), (TREES, 2)),
        ("那第二条呢", only(POLICY), (POLICY, 2)),
        ("第二条讲什么", only(POLICY, TREES), (POLICY, 2)),
        ("第二条讲什么", only(POLICY, NEW), None),
    ],
)
def test_what_the_talk_was_of_counts_where_it_is_within_the_limits(
    own: Assistant, question: str, scope: Scope, place: tuple[str, int] | None
) -> None:
    history = talk(own, "云岭县集市摊位条例第三条")
    answer = own.ask(question, history=history, scope=scope)
    assert cited(answer)[:1] == ([place] if place else [])
    assert place or answer.status is Status.NEEDS_CLARIFICATION


def test_without_such_talk_a_bare_number_is_the_policys(own: Assistant) -> None:
    history = talk(own, "海外仓备案要交纸质材料吗")
    for turns in ((), history):
        assert cited(own.ask("第二条讲什么", history=turns))[0] == (POLICY, 2)


# ---- documents that others repeal, amend, continue --------------------------------------------------------------


def test_of_two_documents_that_answer_the_one_in_force_does_and_the_other_is_named(
    own: Assistant,
) -> None:
    answer = own.ask(HOURS)
    assert cited(answer) == [(NEW, 2), (NEW, 4)]
    assert answer.text.startswith("《云岭县集市摊位条例》第二条：摊位每天早上七点开放")
    said = "《云岭县摊位管理办法》自2022年6月1日起已被《云岭县集市摊位条例》废止"
    assert answer.text.endswith(f"《云岭县摊位管理办法》第二条也写到这一点，但不作依据：{said}。")
    assert [(s.document_id, s.state.value) for s in answer.standings] == [
        (NEW, "in_force"),
        (OLD, "repealed"),
    ]
    verify_answer(answer, own.library)


def test_before_the_repeal_the_old_one_answers(own: Assistant) -> None:
    answer = own.ask(HOURS, as_of=date(2022, 5, 31))
    assert cited(answer)[0] == (OLD, 2)
    assert "废止" not in answer.text


@pytest.mark.parametrize(
    ("question", "scope", "reason"),
    [
        ("云岭县摊位管理办法第二条", Scope(), "it is named"),
        (HOURS, only(OLD), "it is asked for"),
        (HOURS, Scope(states=(DocumentState.REPEALED,)), "its state is asked for"),
        ("云岭县的摊位费每月三十元由摊主月底缴纳吗", Scope(), "nothing in force answers"),
    ],
)
def test_a_repealed_document_answers_where_it_is_meant_and_the_answer_says_so(
    own: Assistant, question: str, scope: Scope, reason: str
) -> None:
    answer = own.ask(question, scope=scope)
    assert answer.citations[0].document.id == OLD
    said = "注意：《云岭县摊位管理办法》自2022年6月1日起已被《云岭县集市摊位条例》废止。"
    assert answer.text.endswith(said)
    assert answer.citations[-1].quote == NEW_TEXT.splitlines()[-1].removeprefix("第四条 ")
    verify_answer(answer, own.library)


def test_a_repeal_is_told_in_the_askers_language(own: Assistant) -> None:
    english = own.ask("云岭县摊位管理办法第二条", language=Language.EN)
    said = "Please note: 《云岭县摊位管理办法》 was repealed by 《云岭县集市摊位条例》 as of 1 June 2022."
    assert english.text.endswith(said)
    assert "廢止。" in own.ask("雲嶺縣攤位管理辦法第二條說什麼").text


def test_an_amendment_is_told_with_the_text_that_makes_it(own: Assistant) -> None:
    answer = own.ask("云岭县果树认养规定第二条")
    said = "修改，这里引用的文本没有并入这次修改。"
    assert answer.text.endswith(said)
    assert answer.citations[-1].document.title.endswith("的决定")
    assert said not in own.ask("云岭县果树认养规定第二条", as_of=date(2025, 3, 31)).text


def test_a_continuation_is_told_and_the_document_is_in_force(own: Assistant) -> None:
    answer = own.ask("云岭县渔船登记办法第一条")
    assert "写明有效至2023年12月31日，此后由《云岭县人民政府关于延续执行" in answer.text
    assert answer.text.endswith("延续至2028年12月31日。")
    assert (LONGER, None) in cited(answer)
    assert answer.standings[0].state is DocumentState.IN_FORCE
    ended = own.ask("云岭县渔船登记办法第一条", as_of=date(2029, 1, 1))
    assert ended.text.endswith("注意：《云岭县渔船登记办法》写明有效至2023年12月31日，已经届满。")


def test_a_document_that_is_not_yet_in_force_says_so(own: Assistant) -> None:
    answer = own.ask("云岭县集市摊位条例第三条", as_of=date(2022, 3, 1))
    assert answer.text.endswith("自2022年6月1日起施行，到2022年3月1日还没有施行。")


# ---- the ways in ------------------------------------------------------------------------------------------------


def test_the_answers_form_has_the_states_of_the_documents(own: Assistant) -> None:
    (first, *_) = answer_row(own.ask("云岭县摊位管理办法第二条"))["document_states"]
    assert (first["document_id"], first["state"]) == (OLD, "repealed")
    assert (first["valid_from"], first["valid_to"]) == ("2018-06-01", None)
    (relation,) = first["relations"]
    assert (relation["kind"], relation["document_id"]) == ("repealed_by", NEW)
    start, end = relation["start"], relation["end"]
    assert relation["source"] == NEW
    assert own.library.document(NEW).text[start:end] == relation["quote"]


def test_a_batch_row_may_be_limited(own: Assistant) -> None:
    row = {"id": 1, "question": "第二条", "scope": {"documents": [NEW]}}
    answer = answer_line(own.ask, json.dumps(row).encode())
    assert answer["citations"][0]["document_id"] == NEW
    row["scope"] = {"years": ["soon"]}
    assert "scope.years" in answer_line(own.ask, json.dumps(row).encode())["error"]


def test_a_request_may_be_limited(api: TestClient) -> None:
    body = {"question": "第二条", "scope": {"documents": [NEW]}}
    assert api.post("/api/v1/ask", json=body).json()["citations"][0]["document_id"] == NEW
    found = api.get("/api/v1/search", params={"q": "摊位", "document": NEW}).json()
    assert {row["document_id"] for row in found} == {NEW}
    assert api.get("/api/v1/search", params={"q": "摊位", "year": 1900}).json() == []


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        ({"documents": ["nope"]}, 400),
        ({"years": ["soon"]}, 400),
        ({"states": ["dead"]}, 422),
        ({"colours": ["red"]}, 422),
    ],
)
def test_a_wrong_limit_is_one_sentence(
    api: TestClient, scope: dict[str, list[str]], status: int
) -> None:
    response = api.post("/api/v1/ask", json={"question": "第二条", "scope": scope})
    assert response.status_code == status
    assert set(response.json()) == {"error"}


def test_the_documents_are_listed_with_their_states_and_relations(api: TestClient) -> None:
    rows = {row["id"]: row for row in api.get("/api/v1/documents").json()}
    assert (rows[OLD]["state"], rows[NEW]["state"], rows[POLICY]["state"]) == (
        "repealed",
        "in_force",
        "in_force",
    )
    assert [(r["kind"], r["document_id"]) for r in rows[OLD]["relations"]] == [("repealed_by", NEW)]
    assert [(r["kind"], r["document_id"]) for r in rows[NEW]["relations"]] == [("repeals", OLD)]
    assert (rows[BOATS]["valid_from"], rows[BOATS]["valid_to"]) == ("2019-02-01", "2023-12-31")


def test_a_newer_policy_of_ones_own_comes_before_the_one_that_it_repeals(
    data_dir: Path, assistant: Assistant, today: date, tmp_path: Path
) -> None:
    """The newer one is invented."""
    path = tmp_path / "newer.txt"
    path.write_text(
        "云岭市跨境电商新十条\n第一条 海外仓备案应当提交纸质材料三份，由云岭市水产站受理。\n"
        "第二条 本规定自2026年1月1日起施行。"
        "《重庆市推进跨境电商高质量发展若干措施》同时废止。\n",
        encoding="utf-8",
    )
    settings = Settings(data_dir=tmp_path / "data")
    shutil.copytree(data_dir, settings.data_dir)
    new = add(path, settings.own_dir).document.id
    rebuild_own(settings)
    made = Assistant(settings, clock=lambda: today)
    told = (
        "《重庆市推进跨境电商高质量发展若干措施》自2026年1月1日起已被《云岭市跨境电商新十条》废止"
    )
    theirs = made.ask("海外仓备案要交纸质材料吗,由谁受理")
    policys = made.ask("第七条讲什么")
    before = made.ask("海外仓备案要交纸质材料吗,由谁受理", as_of=date(2025, 12, 31))
    made.close()
    assert cited(theirs)[0] == (new, 1)
    assert cited(policys)[0] == (POLICY, 7)
    assert f"注意：{told}。" in policys.text
    assert cited(before)[0] == (POLICY, 11)
    assert told not in before.text
