"""The parts of an answer's text on its card: the answer first, nothing said twice, nothing lost."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Assistant
from assistant.card_text import Part, card_parts
from assistant.evaluation.questions import GoldQuestion
from assistant.model import Answer, Language, Status


def parts(text: str, language: Language = Language.HANS) -> list[Part]:
    return card_parts(Answer("1", "问", language, Status.ANSWERED, text))


@pytest.mark.parametrize(
    ("text", "language", "kinds"),
    [
        ("短。", Language.HANS, "lead"),
        ("适用第七条。注意：期间已经结束。原文写明:免税。", Language.HANS, "lead note text"),
        ("注意:期间已经结束。", Language.HANS, "note"),
        ("没有句号的长文" * 40, Language.HANS, "text"),
        ("共有十五条:" + "第一条、" * 30 + "。", Language.HANS, "text"),
        ("适用。此后的变化（摘要·非原文）：甲公告。乙。", Language.HANS, "lead since"),
        ("適用。此後的變化（摘要·非原文）：甲公告。", Language.HANT, "lead since"),
        ("It applies. Please note: it had ended by 1 May 2026. More.", Language.EN, "lead note text"),
        (
            "It applies. What has come since (our summary, not the source text): a; b.",
            Language.EN,
            "lead since",
        ),
        ("", Language.HANS, ""),
    ],
)  # fmt: skip
def test_the_parts_lose_nothing(text: str, language: Language, kinds: str) -> None:
    made = parts(text, language)
    assert " ".join(p.kind for p in made) == kinds
    assert "".join(p.text for p in made).replace(" ", "") == text.replace(" ", "")


def test_what_has_come_since_stands_before_the_gist() -> None:
    made = parts("适用。原文写明:免税。注意：已结束。此后的变化（摘要·非原文）：甲。")
    assert [p.text for p in made] == [
        "适用。",
        "注意：已结束。",
        "此后的变化（摘要·非原文）：甲。",
        "原文写明:免税。",
    ]


def test_without_units_in_the_card_the_text_keeps_its_unit_line() -> None:
    assert "责任单位是" in parts("适用第七条。责任单位是重庆海关。")[-1].text


@pytest.mark.parametrize(
    ("question", "gone"),
    [
        ("货卖到国外被退回来了,还要不要交税", "责任单位是"),
        ("自建独立站补贴多少钱", "具体可以向责任单位询问"),
        ("貨被退回來要交稅嗎", "責任單位是"),
        ("貨被退回來要交稅嗎", "原文寫明"),
        ("Our goods were returned from abroad. Do we pay tax?", "Responsible units: "),
    ],
)
def test_what_the_card_shows_elsewhere_is_not_said_in_its_text(
    assistant: Assistant, question: str, gone: str
) -> None:
    answer = assistant.ask(question)
    assert gone in answer.text
    assert gone not in "".join(p.text for p in card_parts(answer))


@pytest.mark.parametrize(
    "question", ["人才归谁管", "人才誰負責?", "Who is responsible for talent?"]
)
def test_units_that_are_the_answer_stay_in_the_text(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert [p.text for p in card_parts(answer)] == [answer.text]


def test_a_card_leaves_out_nothing_but_unit_lines(
    assistant: Assistant, tune: tuple[GoldQuestion, ...]
) -> None:
    for gold in tune[::20]:
        answer = assistant.ask(gold.question)
        if answer.language is not Language.HANS:
            continue
        shown = "".join(p.text for p in card_parts(answer))
        lost = [s for s in answer.text.split("。") if s.strip() and s.strip() not in shown]
        assert all(s.startswith(("责任单位是", "具体可以向责任单位询问")) for s in lost), lost
