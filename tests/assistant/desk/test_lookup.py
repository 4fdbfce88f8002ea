"""What is found while somebody types: by number, unit, document and words, marked in the text's own characters."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Assistant
from assistant.desk.lookup import LONGEST, MOST, Lookup, Reason
from corpus.library import Library


@pytest.fixture(scope="module")
def lookup(assistant: Assistant) -> Lookup:
    return Lookup(assistant.library, assistant.find)


def clauses(lookup: Lookup, text: str) -> list[int | None]:
    return [row.clause for row in lookup.rows(text).rows]


@pytest.mark.parametrize(
    ("typed", "first", "reason"),
    [
        ("7", 7, "a bare number"),
        ("七", 7, "a bare numeral"),
        ("第七条", 7, "as it is cited"),
        ("第7條", 7, "digits, the other script"),
        ("７", 7, "full width"),
        ("7 海关", 7, "a number and a unit"),
        ("海关 7", 7, "in either order"),
        ("第七条 海关", 7, "as it is cited, with a unit"),
        ("退运", 7, "a word of the text"),
        ("退運", 7, "in the text's script"),
        ("要不要交税", 7, "lay words, through a similar question"),
        ("海外仓备案要", 11, "a question not yet finished"),
        ("東盟", 12, "the other script's word for what the text calls 東協"),
        ("rcep", 12, "Latin letters in lower case"),
        ("口岸物流办", 10, "a unit by the word that people use"),
        ("人力社", 14, "the beginning of a unit's name"),
        ("overseas warehouse", 11, "English"),
    ],
)
def test_the_first_row_is_what_is_meant(
    lookup: Lookup, typed: str, first: int, reason: str
) -> None:
    assert clauses(lookup, typed)[0] == first, reason


def test_a_unit_lists_the_clauses_that_print_it_in_order(lookup: Lookup) -> None:
    assert clauses(lookup, "重庆海关")[:5] == [4, 5, 6, 7, 13]


def test_a_unit_with_words_comes_first_where_it_has_them(lookup: Lookup, library: Library) -> None:
    row = lookup.rows("海关 退货").rows[0]
    assert (row.clause, row.reason) == (6, Reason.UNIT)
    assert "退貨" in row.place.of(library.main.document.text)


def test_numbers_that_there_are_not_are_told_and_no_row_stands_for_them(lookup: Lookup) -> None:
    found = lookup.rows("第十六条")
    assert found.absent == (16,)
    assert found.rows == ()


@pytest.mark.parametrize("typed", ["", "   ", "???", "。，", "\x00"])
def test_nothing_typed_finds_nothing(lookup: Lookup, typed: str) -> None:
    assert lookup.rows(typed).rows == ()


@pytest.mark.parametrize("typed", ["12个城市", "2027年的目标", "3亿元"])
def test_a_number_of_other_things_is_no_clause_number(lookup: Lookup, typed: str) -> None:
    assert all(row.reason is not Reason.NUMBER for row in lookup.rows(typed).rows)


@pytest.mark.parametrize(
    "typed",
    ["退", "7 海关", "海外仓备案要交纸质材料吗", "市商务委", "a<b>&\ud800", "第" * 500, "跨境电商"],
)
def test_rows_are_whole_sentences_with_marks_inside_and_no_clause_twice(
    lookup: Lookup, assistant: Assistant, typed: str
) -> None:
    rows = lookup.rows(typed).rows
    assert len(rows) <= MOST
    assert len({(r.document_id, r.clause) for r in rows}) == len(rows)
    for row in rows:
        parsed = assistant.library.parsed[row.document_id]
        clause = parsed.clause(row.clause) if row.clause else None
        places = (
            (*clause.sentences, clause.unit_list, clause.heading)
            if clause
            else parsed.preamble_sentences
        )
        assert row.place in places
        assert all(row.place.contains(mark) for mark in row.marks)


def test_marks_show_the_texts_own_characters(lookup: Lookup, library: Library) -> None:
    row = lookup.rows("海外仓备案").rows[0]
    assert [m.of(library.main.document.text) for m in row.marks] == ["海外倉備案", "備案"]


def test_what_is_typed_beyond_the_longest_changes_nothing(lookup: Lookup) -> None:
    typed = "海外仓备案" + "啊" * LONGEST
    assert lookup.rows(typed) == lookup.rows(typed + "退运免税")


def test_only_words_make_a_question(lookup: Lookup) -> None:
    assert lookup.rows("7 海关").no_question
    assert not lookup.rows("海关 退货").no_question
