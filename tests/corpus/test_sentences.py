import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Span
from corpus.sentences import sentences, trimmed

CUT = [
    # text, sentences, reason
    ("甲。乙。", ["甲。", "乙。"], "full stops"),
    ("甲！乙？丙", ["甲！", "乙？", "丙"], "full-width marks; the rest is a sentence"),
    ("甲!乙?丙", ["甲!", "乙?", "丙"], "half-width marks"),
    (
        "他說:「可以。」後來",
        ["他說:「可以。」", "後來"],
        "the closing quotation mark belongs to it",
    ),
    ("“同倉。”乙", ["“同倉。”", "乙"], "curly quotes"),
    ("(見下。)乙", ["(見下。)", "乙"], "a bracket closed after the full stop"),
    ("（見下。）乙", ["（見下。）", "乙"], "a full-width bracket likewise"),
    ("甲……。！乙", ["甲……。！", "乙"], "marks that follow one another end one sentence"),
    ("第一行\n第二行", ["第一行", "第二行"], "a line of a notice is a sentence"),
    ("甲\r\n\r\n乙\r\n", ["甲", "乙"], "Windows line ends"),
    (" \u3000甲。 \t乙。\n", ["甲。", "乙。"], "white space around is no part"),
    ("年均增長1.5%,達3個以上", ["年均增長1.5%,達3個以上"], "a decimal point ends nothing"),
    ("甲;乙、丙,丁:戊", ["甲;乙、丙,丁:戊"], "only full stops end sentences"),
    ("", [], "no text"),
    (" \n\u3000\n", [], "white space only"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), CUT)
def test_a_text_is_cut_into_sentences(text: str, expected: list[str], reason: str) -> None:
    found = sentences(text, Span(0, len(text)))
    assert [s.of(text) for s in found] == expected, reason


def test_only_the_given_stretch_is_cut() -> None:
    text = "甲。乙丙。丁。"
    assert [s.of(text) for s in sentences(text, Span(1, 4))] == ["。", "乙丙"]


@given(st.text(st.characters()), st.data())
def test_sentences_rise_and_lose_no_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    found = sentences(text, span)
    ends = [span.start, *(s.end for s in found)]
    assert all(end <= s.start < s.end <= span.end for end, s in zip(ends, found, strict=False))
    assert "".join("".join(s.of(text) for s in found).split()) == "".join(span.of(text).split())


@given(st.text(st.characters() | st.sampled_from(" \n\u3000")))
def test_trimming_is_what_strip_does_but_keeps_the_place(text: str) -> None:
    assert trimmed(text, Span(0, len(text))).of(text) == text.strip()
