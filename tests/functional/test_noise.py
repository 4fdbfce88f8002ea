"""The same question with noise: another script, no punctuation, a greeting in front, a typo. The first place cited stays."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from opencc import OpenCC

from assistant.bootstrap import Assistant
from assistant.evaluation.questions import GoldQuestion
from assistant.model import Question

_TO_TRADITIONAL, _TO_SIMPLIFIED = OpenCC("s2t"), OpenCC("t2s")


def other_script(gold: GoldQuestion) -> str:
    return (_TO_TRADITIONAL if gold.script == "hans" else _TO_SIMPLIFIED).convert(gold.question)


def without_punctuation(gold: GoldQuestion) -> str:
    return re.sub(r"[,.?!、;:\uff0c\u3002\uff1f\uff01\uff1b\uff1a]", " ", gold.question)


def with_introduction(gold: GoldQuestion) -> str:
    return "你好,我是渝北区做汽配的小厂,想请教一下," + gold.question


def with_typo(gold: GoldQuestion) -> str:
    """One character is left out, the same in every run."""
    at = random.Random(gold.id).randrange(len(gold.question))
    return gold.question[:at] + gold.question[at + 1 :]


def first_place(assistant: Assistant, gold: GoldQuestion, text: str) -> object:
    answer = assistant.ask(Question(text, gold.history, gold.as_of))
    if not answer.citations:
        return None
    first = answer.citations[0]
    return first.clause.number if first.clause else first.document.kind


@pytest.mark.parametrize(
    ("noise", "least"),
    [
        (other_script, 1.0),
        (without_punctuation, 0.99),
        (with_introduction, 0.95),
        (with_typo, 0.9),
    ],
)
def test_noise_leaves_the_first_place(
    assistant: Assistant,
    tune: tuple[GoldQuestion, ...],
    noise: Callable[[GoldQuestion], str],
    least: float,
) -> None:
    asked = [gold for gold in tune if gold.script in ("hans", "hant") and not gold.history]
    same = [
        first_place(assistant, gold, noise(gold)) == first_place(assistant, gold, gold.question)
        for gold in asked
    ]
    assert sum(same) / len(same) >= least
