"""What is said of a long sentence: whole instructions, with their conditions, in the sentence's own words."""

from __future__ import annotations

import pytest

from assistant.desk.gist import bearing_part, instructions
from corpus.library import Library
from corpus.model import Span


@pytest.mark.parametrize(
    ("sentence", "parts", "reason"),
    [
        (
            "引導企業用好政策,對商品免徵關稅。",
            ["引導企業用好政策,", "對商品免徵關稅。"],
            "two instructions",
        ),
        (
            "按照現行政策,對小微企業全額支持。",
            ["按照現行政策,對小微企業全額支持。"],
            "a condition goes with what follows",
        ),
        ("到2027年,建成12個園區。", ["到2027年,建成12個園區。"], "so does a target year"),
        (
            "對符合條件的,不予支持。",
            ["對符合條件的,不予支持。"],
            "a 不 is never parted from its condition",
        ),
        (
            "支持銀行(對外,對內)結算,鼓勵上線。",
            ["支持銀行(對外,對內)結算,", "鼓勵上線。"],
            "not within brackets",
        ),
    ],
)
def test_a_sentence_is_parted_before_instructions_only(
    sentence: str, parts: list[str], reason: str
) -> None:
    found = instructions(sentence, Span(0, len(sentence)))
    assert [p.of(sentence) for p in found] == parts, reason


def test_the_instructions_of_every_sentence_are_the_whole_sentence(library: Library) -> None:
    text = library.main.document.text
    for clause in library.main.clauses:
        for sentence in clause.sentences:
            parts = instructions(text, sentence)
            assert "".join(p.of(text) for p in parts) == sentence.of(text)


def test_a_short_sentence_is_said_whole() -> None:
    text = "引導企業用好政策,對商品免徵關稅。"
    assert bearing_part(text, Span(0, len(text)), "关税", None, 90) == Span(0, len(text))


def test_of_a_long_one_that_is_said_which_is_asked_about() -> None:
    text = "鼓勵企業上市融資,支持海外倉備案無紙化。"
    part = bearing_part(text, Span(0, len(text)), "海外仓备案", None, 5)
    assert part.of(text) == "支持海外倉備案無紙化。"


def test_a_period_that_is_asked_about_is_in_what_is_said() -> None:
    text = "鼓勵企業上市融資,對2025年以前的商品免徵關稅。"
    part = bearing_part(text, Span(0, len(text)), "上市", Span(10, 14), 5)
    assert part.of(text).startswith("對2025年")
