"""A language model words the prose; it writes no quote, adds no figure, and is not believed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatResult

from assistant.answer import Answerer
from assistant.bootstrap import Assistant
from assistant.decision import load_calibration
from assistant.errors import GenerationError, SettingsError
from assistant.generator import Generator, checked_prose
from assistant.model import Answer, Question, Status

QUESTION = "货卖到国外被退回来了,还要不要交税"
WITHIN = date(2024, 6, 1)
"""Within the period of that clause, before any notice went on with it: an answer with a notice is not given to a model."""


class Listening(GenericFakeChatModel):
    """A fake that keeps what it was asked."""

    asked: list[Any] = []  # noqa: RUF012 - pydantic copies it

    def _generate(self, messages: Any, *args: Any, **kwargs: Any) -> ChatResult:
        self.asked.append(messages)
        return super()._generate(messages, *args, **kwargs)


class Broken(GenericFakeChatModel):
    """A provider that is down."""

    def _generate(self, messages: Any, *args: Any, **kwargs: Any) -> ChatResult:
        raise ConnectionError("the provider is down")


def saying(*replies: str) -> GenericFakeChatModel:
    return GenericFakeChatModel(messages=iter(AIMessage(reply) for reply in replies))


@pytest.fixture(scope="module")
def plain(assistant: Assistant) -> Answer:
    answer = assistant.ask(QUESTION, as_of=WITHIN)
    assert answer.citations
    assert "此后的变化" not in answer.text
    return answer


@pytest.fixture
def answerer(assistant: Assistant) -> Callable[..., Answerer]:
    def make(model: GenericFakeChatModel, day: date = WITHIN) -> Answerer:
        return Answerer(
            assistant.library,
            assistant.index,
            load_calibration(),
            assistant.asks,
            Generator(model),
            clock=lambda: day,
        )

    return make


@pytest.mark.parametrize(
    ("reply", "prose"),
    [
        ("退运进境的商品在规定期间免征进口关税。[1]", "退运进境的商品在规定期间免征进口关税。"),
        ("免征进口关税[1]。由税务局和海关负责[1]。", "免征进口关税。由税务局和海关负责。"),
        ("到2025年12月31日为止免征。[1]", "到2025年12月31日为止免征。"),
        ("第一行\n\n  第二行 [1]", "第一行 第二行"),
        ("原文说「符合政策條件的退運進境原跨境電商出口商品」免税。[1]", None),
        ("原文说「符合政策条件的退运进境原跨境电商出口商品」免税。[1]", None),
    ],
)
def test_prose_that_keeps_the_rules_is_kept_without_its_tokens(
    plain: Answer, reply: str, prose: str | None
) -> None:
    wanted = prose or reply.replace("[1]", "")
    assert checked_prose(reply, plain) == wanted
    assert Generator(saying(reply)).word(plain) == wanted


def test_an_unknown_token_is_dropped(plain: Answer) -> None:
    assert checked_prose("免征进口关税。[1][99]", plain) == "免征进口关税。"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("", "nothing"),
        ("免征进口关税。", "no token"),
        ("免征进口关税。[0]", "no such passage"),
        ("免征进口关税。[99]", "no such passage"),
        ("免征进口关税。[一]", "not a token"),
        ("[1]", "a token and no prose"),
        (" [1] \n", "a token and no prose"),
        ("。[1]", "a token and no word"),
        ("免征到2027年12月31日。[1]", "an invented year"),
        ("补贴300万元。[1]", "an invented amount"),
        ("退税率为13%。[1]", "an invented rate"),
        ("请拨打023-12366。[1]", "an invented telephone number"),
        ("补贴三百万元。[1]", "an invented amount in Chinese numerals"),
        ("退税率为百分之十三。[1]", "an invented rate in Chinese numerals"),
        ("补贴\uff13\uff10\uff10万元。[1]", "an invented amount in full-width digits"),
        ("原文说「符合政策条件的退运进境商品免征增值税」。[1]", "an altered quotation"),
        ("原文说“免征进口关税、增值税和消费税”。[1]", "an altered quotation in curly quotes"),
        ('原文说"免征进口关税、增值税和消费税"。[1]', "an altered quotation in straight quotes"),
        ("原文说『免征进口关税、增值税和消费税』。[1]", "an altered quotation in white brackets"),
        ("原文说‘免征进口关税、增值税和消费税’。[1]", "an altered quotation in single quotes"),
        ("原文说「不予免征」。[1]", "a short altered quotation"),
    ],
)
def test_prose_that_breaks_a_rule_is_refused(plain: Answer, reply: str, reason: str) -> None:
    with pytest.raises(GenerationError):
        checked_prose(reply, plain)
    with pytest.raises(GenerationError):
        Generator(saying(reply)).word(plain)


def test_the_failure_of_a_provider_is_a_generation_error(plain: Answer) -> None:
    with pytest.raises(GenerationError, match="the provider is down"):
        Generator(Broken(messages=iter(()))).word(plain)


def test_the_model_is_given_the_quotes_as_numbered_passages_and_the_language(
    assistant: Assistant,
) -> None:
    model = Listening(messages=iter([AIMessage("退运商品免税。[1]")]))
    answer = assistant.ask("貨賣到國外被退回來了,還要不要交稅")
    Generator(model).word(answer)
    system, human = model.asked[0]
    assert "Traditional Chinese" in system.content
    assert f"[1] {answer.citations[0].quote}" in human.content
    assert answer.question in human.content


def changed(answer: Answer) -> Answer:
    """What has to be the same whoever words the text."""
    return replace(answer, id="", text="", took_ms=0.0)


def test_the_prose_replaces_the_text_but_periods_and_units_are_said_by_code(
    answerer: Callable[..., Answerer], plain: Answer
) -> None:
    prose = "退运进境的商品在2023年1月30日至2025年12月31日期间免征进口关税,由重庆市税务局、重庆海关负责。"
    answer = answerer(saying(prose + "[1]")).ask(Question(QUESTION))
    assert answer.text.startswith(prose)
    assert "2024年6月1日在这一期间内" in answer.text
    assert answer.text.endswith("责任单位是重庆市税务局、重庆海关。")
    assert changed(answer) == changed(plain)


BAD: dict[str, Callable[[], GenericFakeChatModel]] = {
    "down": lambda: Broken(messages=iter(())),
    "no token": lambda: saying("免征进口关税。"),
    "an invented figure": lambda: saying("补贴300万元。[1]"),
    "an altered quotation": lambda: saying("原文说「商品一律免征增值税」。[1]"),
    "a token only": lambda: saying("[1]"),
    "nothing": lambda: saying(""),
}


@pytest.mark.parametrize("how", BAD)
def test_the_plain_answer_is_used_where_the_model_fails(
    answerer: Callable[..., Answerer],
    plain: Answer,
    caplog: pytest.LogCaptureFixture,
    how: str,
) -> None:
    with caplog.at_level(logging.WARNING, logger="assistant"):
        answer = answerer(BAD[how]()).ask(Question(QUESTION))
    assert answer.text == plain.text
    assert changed(answer) == changed(plain)
    assert any(record.levelno == logging.WARNING for record in caplog.records)


@pytest.mark.parametrize("question", ["今天天气怎么样", "第十六条讲什么", "有补贴吗"])
def test_a_refusal_is_not_given_to_the_model(
    answerer: Callable[..., Answerer], assistant: Assistant, question: str
) -> None:
    model = Listening(messages=iter([AIMessage("当然可以。[1]")]))
    answer = answerer(model).ask(Question(question))
    assert answer.status is not Status.ANSWERED
    assert answer.text == assistant.ask(question).text
    assert model.asked == []


def test_prose_that_hides_that_the_period_has_ended_is_not_used(
    answerer: Callable[..., Answerer], today: date
) -> None:
    answer = answerer(saying("退运进境的商品免征进口关税。[1]"), today).ask(Question(QUESTION))
    assert "结束" in answer.text


def test_an_answer_that_tells_of_a_later_notice_is_not_given_to_the_model(
    answerer: Callable[..., Answerer], assistant: Assistant, today: date
) -> None:
    model = Listening(messages=iter([AIMessage("免征进口关税。[1]")]))
    answer = answerer(model, today).ask(Question(QUESTION))
    assert answer.related
    assert answer.text == assistant.ask(QUESTION, as_of=today).text
    assert model.asked == []


def test_prose_that_drops_the_correction_of_a_false_premise_is_not_used(
    answerer: Callable[..., Answerer],
) -> None:
    question = Question("第七条是市商务委负责的吧")
    answer = answerer(saying("第七条由市商务委负责。[1]")).ask(question)
    assert "不是市商务委" in answer.text


def test_a_model_that_cannot_be_made_is_a_settings_error_that_names_it() -> None:
    with pytest.raises(SettingsError, match="no-such-provider:x"):
        Generator.by_name("no-such-provider:x")


def test_a_model_without_a_provider_is_a_settings_error() -> None:
    with pytest.raises(SettingsError, match="openai:gpt"):
        Generator.by_name("a model that nobody knows")


def _tokens(count: int) -> Iterator[str]:
    return (f"[{i}]" for i in range(count))


def test_a_flood_of_tokens_is_no_prose(plain: Answer) -> None:
    with pytest.raises(GenerationError):
        checked_prose("".join(_tokens(500)), plain)
