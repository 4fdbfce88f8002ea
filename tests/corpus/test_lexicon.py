import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ManifestError
from corpus.folding import fold
from corpus.lexicon import Entry, Lexicon, read_lexicon
from corpus.library import Library
from corpus.model import ParsedDocument

BANK = Entry(("銀行", "金融機構"), ("银行", "bank", "banks"))
EXCHANGE = Entry(("外匯衍生品",), ("fx", "外汇"))
SETTLING = Entry(("結售匯",), ("fx", "外汇结算"))
AGREEMENT = Entry(("RCEP",), ("rcep", "区域全面经济伙伴关系", "free trade"))
DISPLAY = Entry(("保稅展示",), ("b2b展示",))
MADE = Lexicon((BANK, EXCHANGE, SETTLING, AGREEMENT, DISPLAY))


@pytest.fixture(scope="module")
def lexicon(library: Library) -> Lexicon:
    return library.lexicons[library.main.document.id]


def words(text: str, lexicon: Lexicon = MADE) -> list[str]:
    return [span.of(text) for span, _ in lexicon.found(text)]


# ---- finding ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted", "reason"),
    [
        ("哪家银行", ["银行"], "a Chinese word within a text"),
        ("哪家金融机构", ["金融机构"], "a term of the text, in search form, is a word too"),
        ("fx", ["fx"], "all of the text"),
        ("fxopen能用吗", [], "the beginning of a longer Latin word"),
        ("metafx", [], "the end of one"),
        ("fx2", [], "a digit goes on with the word"),
        ("3fx", [], "a digit before it, too"),
        ("用fx避险", ["fx"], "Chinese on both sides parts words"),
        ("fx,fx-fx", ["fx", "fx", "fx"], "so do marks"),
        ("banks", ["banks"], "the longer word, not bank"),
        ("banker", [], "neither"),
        ("free trade", ["free trade"], "a word of two"),
        ("free traders", [], "which goes on"),
        ("carefree trade", [], "which begins before"),
        ("外汇结算", ["外汇结算"], "the longest from a place"),
        ("外汇结", ["外汇"], "the longest that is there"),
        ("外外汇", ["外汇"], "an attempt that fails costs one character"),
        ("银行银行", ["银行", "银行"], "twice"),
        ("b2b展示", ["b2b展示"], "Latin and Chinese in one word"),
        ("ab2b展示", [], "its Latin end is whole, too"),
        ("rcep成员", ["rcep"], "Chinese goes on without a gap"),
        ("free trades", ["free trades"], "the s of a plural"),
        ("", [], "nothing"),
    ],
)
def test_the_longest_whole_words_are_found(text: str, wanted: list[str], reason: str) -> None:
    assert words(text) == wanted, reason


def test_a_word_of_two_notions_stands_for_both() -> None:
    ((_, entries),) = MADE.found("fx")
    assert entries == (EXCHANGE, SETTLING)


def test_a_word_that_is_also_a_term_of_its_entry_counts_once() -> None:
    ((_, entries),) = MADE.found("银行")
    assert entries == (BANK,)


@pytest.mark.parametrize(
    ("text", "terms", "reason"),
    [
        ("bank", ("银行", "金融机构"), "all that the text calls it"),
        ("银行", ("金融机构",), "but for what is said already"),
        ("bank和banks", ("银行", "金融机构"), "each once"),
        ("fx", ("外汇衍生品", "结售汇"), "of both notions"),
        ("rcep", (), "in the words of the text"),
        ("天气", (), "nothing is meant"),
    ],
)
def test_a_word_gives_the_terms_of_the_text(text: str, terms: tuple[str, ...], reason: str) -> None:
    assert MADE.terms_for(text) == terms, reason


def test_without_entries_nothing_is_found() -> None:
    assert Lexicon().found("银行 bank") == ()
    assert Lexicon().terms_for("银行 bank") == ()


@given(st.lists(st.sampled_from(["银行", "bank", "fx", "外汇", "结算", "s", " ", "2", "款"])).map("".join))  # fmt: skip
def test_what_is_found_lies_in_order_and_apart_and_is_a_whole_word(text: str) -> None:
    spans = [span for span, _ in MADE.found(text)]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    for span in spans:
        ends = (text[span.start - 1 : span.start + 1] if span.start else "", text[span.end - 1 : span.end + 1])  # fmt: skip
        assert not any(len(pair) == 2 and pair.isascii() and pair.isalnum() for pair in ends)


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    assert all(entries for _, entries in MADE.found(fold(text).text))


# ---- rows -------------------------------------------------------------------------------------------------------


def row(**changes: object) -> dict[str, object]:
    return {"terms": ["銀行"], "words": ["bank"]} | changes


def read(path: Path, policy: ParsedDocument, *rows: object) -> Lexicon:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return read_lexicon(path, policy)


def test_a_row_is_an_entry(policy: ParsedDocument, tmp_path: Path) -> None:
    made = read(tmp_path / "lexicon.jsonl", policy, row(), row(terms=["海外倉"], words=["仓库"]))
    assert made.entries == (Entry(("銀行",), ("bank",)), Entry(("海外倉",), ("仓库",)))


def test_an_absent_file_means_none(policy: ParsedDocument, tmp_path: Path) -> None:
    assert read_lexicon(tmp_path / "lexicon.jsonl", policy) == Lexicon()


FAULTY = [
    ({"terms": ["银行"]}, "terms: '银行' is not in the text", "the other script"),
    (
        {"terms": ["銀行", "錢莊", "票號"]},
        "terms: '錢莊', '票號' is not in the text",
        "some are, some are not",
    ),
    ({"terms": []}, "terms must be a list that is not empty, not []", "an empty list"),
    ({"terms": "銀行"}, "terms must be a list that is not empty, not '銀行'", "a string"),
    ({"terms": [""]}, "terms must hold text, not ''", "empty: it is in every text"),
    ({"terms": [7]}, "terms must hold text, not 7", "a number"),
    ({"words": []}, "words must be a list that is not empty, not []", "an empty list"),
    ({"words": None}, "words must be a list that is not empty, not None", "null"),
    ({"words": [" "]}, "words must hold text, not ' '", "blank"),
    ({"words": [None]}, "words must hold text, not None", "null in the list"),
    (
        {"words": ["bank", "銀行"]},
        "words must be in search form: '銀行' (as '银行')",
        "Traditional is never found",
    ),
    (
        {"words": ["Bank", "ＦＸ"]},
        "words must be in search form: 'Bank' (as 'bank'), 'ＦＸ' (as 'fx')",
        "capitals and full width are never found",
    ),
]


@pytest.mark.parametrize(("changes", "fault", "reason"), FAULTY)
def test_a_faulty_row_is_named(
    changes: dict[str, object], fault: str, reason: str, policy: ParsedDocument, tmp_path: Path
) -> None:
    with pytest.raises(ManifestError) as caught:
        read(tmp_path / "lexicon.jsonl", policy, row(), row(**changes))
    assert caught.value.faults == (f"line 2: {fault}",), reason


def test_every_faulty_row_is_named_at_once(policy: ParsedDocument, tmp_path: Path) -> None:
    with pytest.raises(ManifestError) as caught:
        read(tmp_path / "lexicon.jsonl", policy, row(terms=["無此語"]), row(), {}, row(words=["A"]))
    assert caught.value.faults == (
        "line 1: terms: '無此語' is not in the text",
        "line 3: has no 'terms', 'words'",
        "line 4: words must be in search form: 'A' (as 'a')",
    )


# ---- what is shipped --------------------------------------------------------------------------------------------


def test_every_shipped_term_is_printed_in_the_policy(
    lexicon: Lexicon, policy: ParsedDocument
) -> None:
    absent = [t for e in lexicon.entries for t in e.terms if t not in policy.document.text]
    assert lexicon.entries
    assert absent == []


def test_every_shipped_word_is_found_as_a_whole_and_stands_for_its_entry(lexicon: Lexicon) -> None:
    lost = [
        word
        for entry in lexicon.entries
        for word in (*entry.words, *entry.search_terms)
        if not any(len(s) == len(word) and entry in es for s, es in lexicon.found(word))
    ]
    assert lost == []


def test_no_shipped_entry_says_a_word_twice(lexicon: Lexicon) -> None:
    twice = [e.words for e in lexicon.entries if len(e.words) != len(set(e.words))]
    assert twice == []


def test_no_shipped_word_has_white_space_around_it(lexicon: Lexicon) -> None:
    assert [w for e in lexicon.entries for w in e.words if w != w.strip()] == []


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("哪家bank给贷款", "金融机构"),
        ("东西放在国外仓库", "海外仓"),
        ("在amazon上开店", "第三方平台"),
        ("用fx锁汇", "外汇衍生品"),
        ("can small businesses get export credit insurance", "小微企业"),
    ],
)
def test_people_speak_of_the_policys_notions_in_other_words(
    question: str, term: str, lexicon: Lexicon
) -> None:
    assert term in lexicon.terms_for(question)


def test_the_other_documents_have_no_lexicon(library: Library) -> None:
    others = {k: v for k, v in library.lexicons.items() if k != library.main.document.id}
    assert others
    assert all(lexicon == Lexicon() for lexicon in others.values())
