"""The 口径: two sentences that name clause and unit, say what has become of a period, and add nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.bootstrap import Assistant
from assistant.desk.results import Results
from assistant.desk.spoken import SMS_ALONE, SMS_JOINED, Spoken, spoken
from assistant.evaluation.questions import GoldQuestion
from assistant.model import Language

_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def reply(assistant: Assistant, question: str, as_of: date) -> Spoken:
    answer = assistant.ask(question, as_of=as_of, language=Language.HANS)
    return spoken(answer, assistant.library, as_of)


TABLE = [
    ("海外仓备案要交纸质材料吗", ["第十一条写明", "“一地备案，全国通用”", "市商务委", "申请材料、条件和办理流程原文没有写"], "answered, with what is lacking"),
    ("退运商品免税吗", ["第七条写明", "免征进口关税", "重庆市税务局、重庆海关负责", "到2025年12月31日已经结束", "摘要，不是原文", "2026年第16号", "接续到2027年12月31日"], "a period is over and a card continues it"),
    ("小微企业信保保费谁出", ["按照我市现行出口信用保险支持政策", "全额支持", "等七个单位"], "the condition is said, many units are counted"),
    ("人才归谁管", ["由市人力社保局、市教委负责", "第十四条"], "who is asked, who is told first"),
    ("独立站补贴多少钱", ["文件里没有写", "第一条", "请向责任单位市商务委"], "not stated: said so, and whom to ask"),
    ("明天会下雨吗", ["没有写", "不能据此答复", "待核实"], "out of scope without anything near"),
    ("第十六条", ["没有第十六条", "核对一下条号"], "no such clause"),
    ("我想问一下", ["再确认一下", "请说得具体一些"], "asked back"),
    ("市商务委参与哪些", ["共有11条写到", "第一条", "念给您听"], "a list: the first ones, and a question back"),
    ("文号是多少", ["渝府办发〔2023〕92号"], "a fact of the document"),
    ("16号公告退运免税到什么时候", ["摘要（不是原文）", "2027-12-31", "官方发布的原文"], "from a card: marked as a summary"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "told", "reason"), TABLE, ids=[row[0] for row in TABLE])
def test_each_kind_of_answer_has_its_own_wording(
    assistant: Assistant, today: date, question: str, told: list[str], reason: str
) -> None:
    said = reply(assistant, question, today).aloud
    assert [t for t in told if t not in said] == [], f"{reason}: {said}"


@pytest.mark.parametrize("question", [row[0] for row in TABLE])
def test_it_is_two_sentences_at_most_and_a_short_message_fits_two_parts(
    assistant: Assistant, today: date, question: str
) -> None:
    said = reply(assistant, question, today)
    assert len(re.findall("[。？]", said.aloud)) <= 2
    assert "\n" not in said.aloud + said.sms
    assert len(said.sms) <= 2 * SMS_JOINED


@pytest.mark.parametrize("question", ["退运商品免税吗", "退运免税"])
def test_the_short_message_says_too_that_a_period_is_over_and_what_continues_it(
    assistant: Assistant, today: date, question: str
) -> None:
    sms = reply(assistant, question, today).sms
    assert "原文期间2025-12-31已结束" in sms
    assert "摘要（非原文）" in sms and "接续到2027年12月31日" in sms


def test_on_a_day_within_the_period_nothing_is_said_to_be_over(assistant: Assistant) -> None:
    said = reply(assistant, "退运商品免税吗", date(2025, 6, 1)).aloud
    assert "现在还在期内" in said and "结束" not in said


def test_no_figure_is_said_that_answer_and_cards_have_not(
    assistant: Assistant, today: date, tune: tuple[GoldQuestion, ...]
) -> None:
    for gold in tune[::40]:
        answer = assistant.ask(gold.question, as_of=today, language=Language.HANS)
        known = " ".join(
            [
                answer.question,
                answer.text,
                *(c.quote + (c.document.number or "") for c in answer.citations),
            ]
            + [
                f"{r.card.number} {r.why} " + " ".join(f.text for f in r.facts)
                for r in answer.related
            ]
            + [f"{v.first} {v.last}" for v in answer.validity]
        )
        figures = {int(float(f)) for f in _FIGURE.findall(known)} | {len(answer.citations)}
        said = spoken(answer, assistant.library, today)
        told = {int(float(f)) for f in _FIGURE.findall(said.aloud + said.sms)}
        assert told <= figures | {92, 2023}, gold.question


def test_every_clause_that_is_looked_up_has_a_reply_with_its_number_and_units(
    assistant: Assistant, today: date
) -> None:
    results = Results(assistant, lambda: today)
    for clause in assistant.library.main.clauses:
        sheet = results.sheet("", clause.document_id, clause.number)
        assert f"第{clause.numeral}条" in sheet.spoken.aloud
        assert "负责" in sheet.spoken.aloud


@pytest.mark.parametrize(
    ("length", "parts"), [(1, 1), (SMS_ALONE, 1), (SMS_ALONE + 1, 2), (134, 2), (135, 3)]
)
def test_a_longer_message_is_counted_in_joined_parts(length: int, parts: int) -> None:
    assert Spoken("", "字" * length).sms_parts == parts
