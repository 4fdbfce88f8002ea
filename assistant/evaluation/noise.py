"""The same question with noise: another script, no punctuation, a company's introduction in front, one character missing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator

from opencc import OpenCC

from assistant.evaluation.questions import GoldQuestion
from assistant.model import Answer, Question

Ask = Callable[[Question], Answer]
_TO_TRADITIONAL, _TO_SIMPLIFIED = OpenCC("s2t"), OpenCC("t2s")
_PUNCTUATION = re.compile(r"[,.?!、;:\uff0c\u3002\uff1f\uff01\uff1b\uff1a]")
_INTRODUCTION = "你好,我是渝北区做汽配的小厂,想请教一下,"


def other_script(gold: GoldQuestion) -> str:
    """Simplified in Traditional, and the other way round."""
    converted: str = (_TO_TRADITIONAL if gold.script == "hans" else _TO_SIMPLIFIED).convert(
        gold.question
    )
    return converted


def without_punctuation(gold: GoldQuestion) -> str:
    """Spaces for every mark."""
    return _PUNCTUATION.sub(" ", gold.question)


def with_introduction(gold: GoldQuestion) -> str:
    """A greeting, and who is asking, in front."""
    return _INTRODUCTION + gold.question


def with_typo(gold: GoldQuestion) -> str:
    """One character is left out, the same in every run."""
    at = random.Random(gold.id).randrange(len(gold.question))
    return gold.question[:at] + gold.question[at + 1 :]


NOISES = (other_script, without_punctuation, with_introduction, with_typo)


def asked_with_noise(questions: Iterable[GoldQuestion]) -> tuple[GoldQuestion, ...]:
    """Those that noise is put on: Chinese ones that stand alone."""
    return tuple(g for g in questions if g.script in ("hans", "hant") and not g.history)


def share_kept(
    ask: Ask, questions: Iterable[GoldQuestion], noise: Callable[[GoldQuestion], str]
) -> float:
    """The share of questions whose first place cited is the same with the noise as without, from 0 to 1."""
    same = [
        first_place(ask, gold, noise(gold)) == first_place(ask, gold, gold.question)
        for gold in questions
    ]
    return sum(same) / len(same)


def first_place(ask: Ask, gold: GoldQuestion, text: str) -> object:
    """The first clause cited, or the kind of the document; None where nothing is."""
    answer = ask(Question(text, gold.history, gold.as_of))
    if not answer.citations:
        return None
    first = answer.citations[0]
    return first.clause.number if first.clause else first.document.kind


def noise_lines(ask: Ask, questions: Iterable[GoldQuestion]) -> Iterator[str]:
    """A line for each kind of noise."""
    asked = asked_with_noise(questions)
    yield f"{len(asked)} questions; the first place cited stays for"
    for noise in NOISES:
        yield f"{noise.__name__:20} {share_kept(ask, asked, noise):.3f}"
