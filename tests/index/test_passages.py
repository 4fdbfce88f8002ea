from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.folding import fold
from corpus.library import Library, load_library
from corpus.model import Span
from index.model import Passage
from index.passages import passages


@pytest.fixture(scope="module")
def found(small: Library) -> dict[str, Passage]:
    return {p.id: p for p in passages(small)}


def test_every_place_is_a_passage_once(small: Library, found: dict[str, Passage]) -> None:
    assert len(passages(small)) == len(found)
    assert Counter(p.kind.value for p in found.values()) == {
        "sentence": 9,
        "clause": 4,
        "units": 4,
        "rendering": 1,
        "question": 8,
    }


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("small:0:s1", "为推进电商发展,制定以下措施。"),
        ("small:1:s2", "建设海外仓 对面积达标的海外仓给予补贴。"),
        ("small:1:units", "建设海外仓 (责任单位:市商务委、市财政局)"),
        ("small:3:s1", "便利通关 优化口岸查验流程。"),
        ("small:1:en2", "overseas warehouses warehouses large enough are subsidised."),
        ("small:q1", "海外仓有补贴吗"),
    ],
)
def test_a_passage_is_searched_under_its_heading_in_search_form(
    found: dict[str, Passage], key: str, text: str
) -> None:
    assert found[key].text == text


def test_a_span_is_the_place_to_quote(small: Library, found: dict[str, Passage]) -> None:
    text = small.main.document.text
    assert found["small:3:s2"].span.of(text) == "退貨商品符合規定的免徵關稅。"
    assert found["small:2:units"].span.of(text) == "(責任單位:市教委)"
    assert found["small:1:en2"].span == found["small:1:s2"].span


def test_the_passages_of_a_clause_stand_for_it(found: dict[str, Passage]) -> None:
    for key, passage in found.items():
        number = key.split(":")[1]
        if number.isdigit():
            assert passage.clause == (int(number) or None)


def test_a_similar_question_stands_for_the_place_that_answers_it(
    small: Library, found: dict[str, Passage]
) -> None:
    asked = found["small:q4"]
    assert (asked.clause, asked.span, asked.answered) == (3, found["small:3:s2"].span, True)
    assert asked.focus.of(small.main.document.text) == "免徵關稅"


@pytest.mark.parametrize(
    ("key", "clause", "answered", "reason"),
    [
        ("small:q6", None, True, "about the document as a whole"),
        ("small:q7", None, False, "out of scope"),
        ("small:q8", 1, False, "near clause 1, which does not say it"),
    ],
)
def test_a_question_without_a_place_says_so(
    found: dict[str, Passage], key: str, clause: int | None, answered: bool, reason: str
) -> None:
    passage = found[key]
    assert (passage.clause, passage.answered, passage.span) == (clause, answered, None), reason


def test_chapter_headings_are_searched_with_their_articles(
    make_library: Callable[..., Library],
) -> None:
    law = "第一章 總則\n第一條 為規範電商,制定本條例。\n第二章 罰則\n第二條 違者處以罰款。\n"
    by_id = {p.id: p for p in passages(make_library(law))}
    assert by_id["small:2:s1"].text == "第二章 罚则 违者处以罚款。"
    assert by_id["small:1:s1"].text == "第一章 总则 为规范电商,制定本条例。"


def test_a_text_without_clauses_is_searched_by_sentence(
    make_library: Callable[..., Library],
) -> None:
    assert [p.id for p in passages(make_library("甲。乙。"))] == ["small:0:s1", "small:0:s2"]


def test_an_empty_text_has_no_passages(make_library: Callable[..., Library]) -> None:
    assert passages(make_library("")) == []


def test_the_interpretation_is_left_out(documents: Path, library: Library) -> None:
    ids = {p.document_id for p in passages(library)}
    assert {i for i in library.parsed if i not in ids} == {"yfbf-2023-92-interpretation"}
    assert {p.document_id for p in passages(load_library(documents))} == {"small"}


def test_every_text_is_already_in_search_form(library: Library) -> None:
    changed = [p.id for p in passages(library) if fold(p.text).text != p.text]
    assert changed == []


def test_every_span_and_focus_lies_in_its_clause(library: Library) -> None:
    for passage in passages(library):
        if passage.clause and passage.answered:
            clause = library.clause(passage.document_id, passage.clause)
            assert clause.span.contains(passage.span), passage.id
            assert passage.span.contains(
                passage.focus or Span(passage.span.start, passage.span.start)
            )
