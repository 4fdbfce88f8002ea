"""Example questions by theme, a few of each: the page shows one of each theme, others at the next visit.

A test asks all of them: every one gets an answer, or the plain statement that the text does not say it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

from assistant.model import Language


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with its questions, the same ones in every language, in the same order."""

    name: str
    questions: tuple[str, ...]


_HANS = (
    Theme(
        "税收",
        ("货被退回来了,还要交税吗?", "出口零售的增值税能免吗?", "退运商品免税到什么时候?"),
    ),
    Theme("海外仓", ("海外仓备案要纸质材料吗?", "建海外仓有什么支持?", "海外仓归谁管?")),
    Theme(
        "资金",
        ("自建独立站能补贴多少钱?", "平台落户重庆有什么支持?", "跨境电商企业怎么融资?"),
    ),
    Theme(
        "保险",
        ("小微企业的信保保费谁来出?", "出口信用保险有什么支持?", "投保出口信用保险有补贴吗?"),
    ),
    Theme("人才", ("跨境电商人才归谁管?", "学校可以怎样培养跨境电商人才?", "第十四条说什么?")),
    Theme("目标", ("哪些条定了2027年目标?", "第一条的目标是什么?", "产业园区要建到什么规模?")),
)
_EN = (
    Theme(
        "Tax",
        (
            "Our goods were returned from abroad. Do we pay tax on them?",
            "Are retail exports exempt from value-added tax?",
            "Until when are returned goods exempt from tax?",
        ),
    ),
    Theme(
        "Warehouses",
        (
            "Do we need paper documents to file an overseas warehouse?",
            "What support is there for overseas warehouses?",
            "Who is responsible for overseas warehouses?",
        ),
    ),
    Theme(
        "Funding",
        (
            "How much is the subsidy for an independent website?",
            "What support is there for platforms that settle in Chongqing?",
            "How can a cross-border e-commerce company get financing?",
        ),
    ),
    Theme(
        "Insurance",
        (
            "Who pays the export credit insurance premium of small firms?",
            "What support is there for export credit insurance?",
            "Is export credit insurance subsidised?",
        ),
    ),
    Theme(
        "Talent",
        (
            "Who is responsible for talent?",
            "How can schools train cross-border e-commerce talent?",
            "What does measure 14 say?",
        ),
    ),
    Theme(
        "Targets",
        (
            "Which measures have a target for 2027?",
            "What is the target of measure 1?",
            "How large are the industrial parks to become?",
        ),
    ),
)


@lru_cache(maxsize=1)
def _hant() -> tuple[Theme, ...]:
    convert = OpenCC("s2tw").convert
    return tuple(Theme(convert(t.name), tuple(map(convert, t.questions))) for t in _HANS)


def themes(language: Language | None) -> tuple[Theme, ...]:
    """The themes in a language; in Simplified for None."""
    if language is Language.EN:
        return _EN
    return _hant() if language is Language.HANT else _HANS


def drawn(choose: Callable[[int], int]) -> tuple[int, ...]:
    """One question of each theme, by number; `choose(n)` gives a number below n."""
    return tuple(choose(len(theme.questions)) for theme in _HANS)


def labels(language: Language | None, numbers: Sequence[int]) -> list[str]:
    """What the buttons say: the theme, and on a line of its own the question."""
    pairs = zip(themes(language), numbers, strict=True)
    return [f"{theme.name}\n{theme.questions[n]}" for theme, n in pairs]


def question_of(label: str) -> str:
    """The question that a button's label has."""
    return label.partition("\n")[2]


def numbers_of(shown: Sequence[str]) -> tuple[int, ...]:
    """Which questions labels are of, in whatever language they are; the first where one is of none."""
    return tuple(_number(place, question_of(label)) for place, label in enumerate(shown))


def _number(place: int, question: str) -> int:
    for language in Language:
        if question in themes(language)[place].questions:
            return themes(language)[place].questions.index(question)
    return 0
