import json
from itertools import groupby

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opencc import OpenCC

from corpus.folding import fold, mainland, simplified
from corpus.library import Library, packaged_documents
from corpus.model import ParsedDocument, Span

TERMS = json.loads((packaged_documents() / "terms.json").read_text(encoding="utf-8"))
PAIRS = [(p["source"], p["mainland"]) for p in TERMS["pairs"]]
TO_TRADITIONAL = OpenCC("s2t")
texts = st.text(st.characters()) | st.lists(
    st.sampled_from(
        [*(s for s, _ in PAIRS), *"最佳化智慧行銷軟網路由驗機車間Ａ３ \n", "\ud800", "薴"]
    )
).map("".join)

FOLDED = [
    # text, search form, reason
    ("最佳化跨境電商", "优化跨境电商", "Traditional with Taiwan vocabulary"),
    ("优化跨境电商", "优化跨境电商", "Simplified stays"),
    ("ＤＴＣ１２３", "dtc123", "full-width letters and digits"),
    ("DTC（Direct）", "dtc(direct)", "full-width brackets, lower case"),
    ("，：；！？", ",:;!?", "full-width punctuation"),
    ("「甲」", "「甲」", "corner brackets have no other width"),
    ("智慧型倉儲", "智能仓储", "智慧型"),
    ("智慧財產權", "知识产权", "the longer pair, not 智慧型"),
    ("“單一視窗”", "“单一窗口”", "between quotation marks"),
    ("重慶𠮷野家👨‍👩‍👧", "重庆𠮷野家👨‍👩‍👧", "beyond the basic plane"),
    ("甲\x00電", "甲\x00电", "NUL"),
    ("甲\ud800電", "甲?电", "a lone surrogate has no UTF-8 form"),
    ("", "", "no text"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), FOLDED)
def test_a_text_has_a_search_form(text: str, expected: str, reason: str) -> None:
    assert fold(text).text == expected, reason


@pytest.mark.parametrize(("source", "replacement"), PAIRS)
def test_every_pair_is_applied_and_leads_back(source: str, replacement: str) -> None:
    text = f"和{source}。"
    folded = fold(text)
    assert folded.text == f"和{replacement}。"
    for i in range(1, 1 + len(replacement)):
        assert folded.to_canonical(Span(i, i + 1)).of(text) == source


GUARDED = [
    ("发行销售", "发行|销售 is no 行销"),
    ("银行销量", "银行|销量"),
    ("此行销路不好", "此行|销路"),
    ("网路由器", "网|路由"),
    ("软体验", "软|体验"),
    ("停机车间", "停机|车间"),
]


@pytest.mark.parametrize(("text", "reason"), GUARDED)
def test_a_pair_does_not_match_across_two_words(text: str, reason: str) -> None:
    assert fold(text).text == text, reason


@pytest.mark.parametrize("word", TERMS["leave_alone"])
def test_words_to_leave_alone_are_only_simplified(word: str, library: Library) -> None:
    assert fold(word).text == simplified(word)
    text = "\n".join(p.document.text for p in library.parsed.values())
    assert text.count(word) >= 1
    assert fold(text).text.count(simplified(word)) >= text.count(word)


def sentences(policy: ParsedDocument) -> list[str]:
    spans = [*policy.preamble_sentences]
    for clause in policy.clauses:
        spans += [clause.heading, *clause.sentences, *(u.span for u in clause.units)]
    return [s.of(policy.document.text) for s in spans]


def test_either_script_of_a_sentence_folds_to_the_same(policy: ParsedDocument) -> None:
    for sentence in sentences(policy):
        form = fold(sentence).text
        assert fold(simplified(sentence)).text == form
        assert fold(mainland(sentence, confirmed_only=False)).text == form
        assert fold(mainland(sentence, confirmed_only=True)).text == form
        assert fold(TO_TRADITIONAL.convert(form)).text == form


def test_every_taiwan_word_of_the_policy_is_found_by_the_mainlands_word(
    policy: ParsedDocument,
) -> None:
    text = policy.document.text
    folded = fold(text)
    assert len(folded.text) < len(text)
    for source, replacement in PAIRS:
        at = folded.text.find(replacement)
        places = []
        while at >= 0:
            places.append(folded.to_canonical(Span(at, at + len(replacement))).of(text))
            at = folded.text.find(replacement, at + 1)
        assert places.count(source) == text.count(source) > 0, source


BACK = [
    # search form's span, canonical text, reason
    (Span(0, 2), "最佳化", "two characters stand for three"),
    (Span(0, 1), "最佳化", "half of a replaced word leads to the whole"),
    (Span(1, 3), "最佳化稅", "from within a replaced word"),
    (Span(2, 4), "稅收", "behind it the offsets differ by one"),
    (Span(0, 4), "最佳化稅收", "all"),
    (Span(2, 2), "", "an empty span"),
    (Span(4, 4), "", "an empty span at the end"),
]


@pytest.mark.parametrize(("span", "expected", "reason"), BACK)
def test_a_found_place_leads_back_to_the_canonical_text(
    span: Span, expected: str, reason: str
) -> None:
    text = "最佳化稅收"
    folded = fold(text)
    assert folded.text == "优化税收"
    assert folded.to_canonical(span).of(text) == expected, reason


def test_empty_spans_keep_their_place() -> None:
    folded = fold("最佳化稅收")
    places = [folded.to_canonical(Span(i, i)) for i in range(5)]
    assert [p.start for p in places] == [0, 0, 3, 4, 5]
    assert fold("").to_canonical(Span(0, 0)) == Span(0, 0)


@pytest.mark.parametrize("span", [Span(0, 5), Span(4, 5), Span(5, 5), Span(99, 99)])
def test_a_place_beyond_the_search_form_is_refused(span: Span) -> None:
    with pytest.raises(IndexError):
        fold("最佳化稅收").to_canonical(span)


@given(texts)
def test_every_character_leads_back_and_the_places_tile_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    tiles = [place for place, _ in groupby(zip(folded.starts, folded.ends, strict=True))]
    assert [start for start, _ in tiles] + [len(text)] == [0] + [end for _, end in tiles]
    assert all(start < end for start, end in tiles)
    assert folded.to_canonical(Span(0, len(folded.text))).of(text) == text


@given(texts)
def test_a_place_of_one_character_or_of_one_pair_has_the_length_of_its_source(text: str) -> None:
    folded = fold(text)
    lengths = {len(simplified(source)) for source, _ in PAIRS}
    for start, end in zip(folded.starts, folded.ends, strict=True):
        assert end - start == 1 or end - start in lengths


@given(texts)
@example("薴")  # becomes 苧, which as a Traditional character becomes 苎
def test_folding_its_own_output_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


def test_folding_each_character_twice_is_folding_it_once() -> None:
    characters = "\n".join(chr(i) for i in range(0x20, 0x40000) if not 0xD800 <= i < 0xE000)
    once = fold(characters).text
    assert fold(once).text == once


@given(texts)
def test_simplifying_keeps_the_length(text: str) -> None:
    assert len(simplified(text)) == len(text)


@given(st.text(st.sampled_from("0123456789abcXYZ")))
def test_full_width_letters_and_digits_are_found_by_half_width_ones(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in text)
    assert fold(wide).text == fold(text).text == text.lower()
