"""Where the text mentions what a question names, in its own words or in others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.asks import AskReader
from assistant.mentions import RARE, mentioned, quoted, says_mention, subject_of_list
from assistant.model import Question
from assistant.understand import understand
from corpus.folding import fold
from corpus.lexicon import Entry, Lexicon
from corpus.library import Library

MADE = Lexicon(
    (
        Entry(("銀行", "金融機構"), ("bank", "钱庄")),
        Entry(("跨境電商",), ("ecommerce",)),
        Entry(("寵物食品",), ("猫粮",)),
        Entry(("海外倉",), ("国外仓库",)),
    )
)


def numbers(subject: str, library: Library, lexicon: Lexicon | None) -> list[int]:
    found = mentioned(fold(subject).text, library.main, lexicon)
    return [clause.number for clause, _ in found]


def holding(library: Library, *words: str) -> list[int]:
    """The clauses whose sentences print one of the words."""
    text = library.main.document.text
    return [c.number for c in library.main.clauses if any(w in c.body.of(text) for w in words)]


# ---- a subject --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "words", "reason"),
    [
        ("银行", ["銀行"], "the text has it, so its other terms do not count"),
        ("銀行", ["銀行"], "the same in Traditional"),
        ("钱庄", ["銀行", "金融機構"], "a word for both terms of the text"),
        ("bank", ["銀行", "金融機構"], "the same in English"),
        ("猫粮", ["寵物食品"], "a word of the lexicon only"),
        ("国外仓库", ["海外倉"], "a word of the lexicon only"),
        ("新加坡", ["新加坡"], "a word that only the text has"),
        ("单一窗口", ["“單一視窗”"], "the text has quotation marks around it"),
        ("中欧班列的内容", ["中歐班列"], "with a word that tells nothing"),
        ("猫粮或者新加坡", ["寵物食品", "新加坡"], "two that are set side by side"),
    ],
)
def test_the_clauses_with_what_is_named_are_found(
    subject: str, words: list[str], reason: str, library: Library
) -> None:
    wanted = holding(library, *words)
    assert wanted, reason
    assert numbers(subject, library, MADE) == wanted, reason


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ("量子计算机", "no clause has it"),
        ("跨境电商", "all clauses have it"),
        ("ecommerce", "its term is in all clauses"),
        ("支持", "a word that tells nothing"),
        ("bankrupt", "not the word bank"),
        ("仓", "one character"),
        ("", "nothing"),
        ("哪几条", "particles only"),
        ("?!", "marks only"),
    ],
)
def test_what_no_clause_or_any_clause_has_is_not_found(
    subject: str, reason: str, library: Library
) -> None:
    assert numbers(subject, library, MADE) == [], reason


@pytest.mark.parametrize(
    ("subject", "words", "reason"),
    [
        ("无纸化", ["無紙化"], "as printed"),
        ("單一視窗", ["單一視窗"], "in Traditional"),
        ("rcep", ["RCEP"], "in small letters"),
        ("跨境电商", ["跨境電商"], "what is quoted may be in every clause"),
        ("猫粮", [], "a quoted word stands for no other"),
        ("区块链养猪", [], "no part of a quotation counts"),
    ],
)
def test_without_a_lexicon_the_subject_itself_is_looked_for(
    subject: str, words: list[str], reason: str, library: Library
) -> None:
    assert numbers(subject, library, None) == (holding(library, *words) if words else []), reason


def test_the_place_is_the_first_sentence_that_has_the_word(library: Library) -> None:
    ((clause, span),) = mentioned("无纸化", library.main, MADE)
    assert clause.number == 11
    assert span == next(s for s in clause.sentences if "無紙化" in s.of(library.main.document.text))


def test_heading_and_bracket_are_no_mention(library: Library) -> None:
    """重慶海關 stands in brackets only; who takes part is another question."""
    assert "重慶海關" in library.main.document.text
    assert numbers("重庆海关", library, None) == []


PIECES = st.sampled_from(
    ["银行", "海外仓", "bank", "的", "哪几条", "rcep", "和", "、", " ", "“", "”", "支持", "新加坡", "企", "x"]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=8).map("".join)))
def test_any_subject_gives_clauses_in_order_each_once_with_a_sentence_of_its_own(
    library: Library, text: str
) -> None:
    subject = fold(text).text
    lexicon = library.lexicons[library.main.document.id]
    for known in (MADE, lexicon, None):
        found = mentioned(subject, library.main, known)
        order = [clause.number for clause, _ in found]
        assert order == sorted(set(order))
        assert all(span in clause.sentences for clause, span in found)


@pytest.mark.parametrize("word", ["银行", "东盟", "直播", "海外仓", "物流", "人才", "RCEP", "DTC", "单一窗口", "出口信用保险"])  # fmt: skip
def test_a_word_of_the_text_is_found_alike_with_the_shipped_lexicon_and_without(
    word: str, library: Library
) -> None:
    with_it = numbers(word, library, library.lexicons[library.main.document.id])
    assert with_it == numbers(word, library, None)
    assert 0 < len(with_it) <= RARE


# ---- a question -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted", "reason"),
    [
        ("哪几条提到“单一窗口”", "单一窗口", "curly"),
        ("哪几条提到「單一視窗」", "单一窗口", "corner brackets"),
        ('which clauses mention "DTC"', "dtc", "straight"),
        ("哪几条提到『直播』", "直播", "white corner brackets"),
        ("《若干措施》里哪几条有“直播”两个字", "直播", "what is called a word comes first"),
        ("“仓”在哪几条", "", "one character says too little"),
        ("哪几条提到直播", "", "no marks"),
        ("哪几条提到“", "", "a mark alone"),
        ("", "", "nothing"),
    ],
)
def test_what_stands_between_quotation_marks_is_told(text: str, wanted: str, reason: str) -> None:
    assert quoted(fold(text).text) == wanted, reason


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("东盟在哪几条里出现过", True),
        ("哪几条提到东盟", True),
        ("哪些條款涉及東協", True),
        ("which measures mention RCEP", True),
        ("which clauses deal with loans", True),
        ("海外仓归谁管", False),
        ("how much is the grant", False),
        ("", False),
    ],
)
def test_whether_a_mention_is_asked_for(text: str, wanted: bool) -> None:
    assert says_mention(fold(text).text) is wanted


@pytest.mark.parametrize(
    ("text", "clauses", "reason"),
    [
        ("哪几条提到银行", [8, 13], "after 提到"),
        ("哪幾條提到銀行", [8, 13], "in Traditional"),
        ("东盟在哪几条里出现过", [10, 12], "before 出现"),
        ("直播的内容写在哪几条", [1, 2, 3], "before 写在"),
        ("所有提到物流的条款", [3, 6, 8, 9, 10, 11, 12, 13], "有提 is a piece of 所有提到"),
        ("国际贸易单一窗口哪些条款讲到了", [9, 13], "before 讲到"),
        ("Which measures mention RCEP?", [12], "in English"),
        ("which clauses mention banks", [8, 9, 11, 13], "in other words than the text's"),
        ("list all measures that mention Singapore", [12], "in English, after all"),
        ("哪几条提到量子计算机", [], "nowhere"),
    ],
)
def test_the_subject_of_a_list_is_found(
    text: str, clauses: list[int], reason: str, library: Library, asks: AskReader
) -> None:
    reading = understand(Question(text), library.registry, len(library.main.clauses), asks)
    lexicon = library.lexicons[library.main.document.id]
    assert numbers(subject_of_list(reading), library, lexicon) == clauses, reason
