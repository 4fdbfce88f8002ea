from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.attachments import parse_all, split_attachments
from corpus.errors import ParseError
from corpus.model import Document, DocumentKind, Provenance, Relation, RelationKind
from corpus.relations import read_relations

LAW = """某市贸易条例
第一章 总则
第一条 为了促进贸易，制定本条例。
第二条 本条例自2020年1月1日起施行。
附件：
某市贸易条例实施细则
（2020年2月1日通过）
第一章 总则
第一条 为了实施条例，制定本细则。
第二条 本细则自公布之日起施行。
"""


def document(text: str) -> Document:
    return Document(
        "law", DocumentKind.LAW, "某条例", text, number="某令第1号", provenance=Provenance("a", "b")
    )


def test_a_text_whose_articles_begin_again_is_a_document_of_its_own() -> None:
    law, rules = parse_all(document(LAW))
    assert [c.label for c in law.clauses] == ["第一条", "第二条"]
    assert law.document.text.endswith("起施行。\n")
    assert (law.document.id, law.document.title, law.document.number) == (
        "law",
        "某条例",
        "某令第1号",
    )
    assert rules.document.text.startswith("附件：\n某市贸易条例实施细则")
    assert [c.path.headings for c in rules.clauses] == [("第一章 总则",)] * 2


def test_an_attached_text_has_its_own_title_and_the_document_as_parent() -> None:
    rules = split_attachments(document(LAW))[1]
    assert (rules.id, rules.parent, rules.title) == (
        "law-attached-1",
        "law",
        "某市贸易条例实施细则",
    )
    assert (rules.kind, rules.provenance) == (DocumentKind.LAW, Provenance("a", "b"))
    assert (rules.number, rules.issued) == (None, None)


FRONTS = [
    # text, the attached texts, reason
    ("第一条 甲。\n第二条 乙。\n", [], "one text"),
    ("第一条 甲。\n第一条 乙。\n", ["第一条 乙。\n"], "nothing between"),
    ("第一条 甲。\n\n细则\n第一条 乙。\n", ["\n细则\n第一条 乙。\n"], "a title"),
    (
        "第一条 甲。\n乙。\n细则\n第一条 丙。\n",
        ["细则\n第一条 丙。\n"],
        "a paragraph before the title",
    ),
    ("第一条 甲\n第一条 乙。\n", ["第一条 乙。\n"], "an article without a full stop"),
    (
        "第一条 甲。\n某局\n附件2\n细则\n第一条 乙。\n",
        ["附件2\n细则\n第一条 乙。\n"],
        "a signature before the annex line",
    ),
    (
        "第一条 甲。\n附\n第一条 乙。\n附录：表\n第一条 丙。\n",
        ["附\n第一条 乙。\n", "附录：表\n第一条 丙。\n"],
        "two annexes",
    ),
    ("一、甲\n乙。\n一、丙\n", [], "measures are not cut"),
]


@pytest.mark.parametrize(("text", "attached", "reason"), FRONTS)
def test_an_attached_text_begins_with_what_stands_above_it(
    text: str, attached: list[str], reason: str
) -> None:
    assert [d.text for d in split_attachments(document(text))[1:]] == attached, reason


def test_an_attached_text_without_a_title_is_named_after_the_document() -> None:
    attached = split_attachments(document("第一条 甲。\n第一条 乙。\n"))[1]
    assert attached.title == "某条例 1"


def test_numbers_that_go_backwards_within_one_text_are_still_refused() -> None:
    with pytest.raises(ParseError, match="numbers must rise"):
        parse_all(document("第一条 甲。\n第三条 乙。\n第二条 丙。\n"))


LINES = [
    "第一条 甲。",
    "第二条 乙。",
    "第三条 丙",
    "附件：",
    "细则",
    "第一章 总则",
    "丁。",
    "",
    "“第一条 戊”",
]


@given(st.lists(st.sampled_from(LINES)).map("\n".join))
def test_the_texts_together_are_the_whole_text(text: str) -> None:
    parts = split_attachments(document(text))
    assert "".join(part.text for part in parts) == text
    assert len({part.id for part in parts}) == len(parts)


def test_relations_and_days_of_force_go_with_the_text_that_tells_them() -> None:
    front = "某决定\n第一条 《甲条例》同时废止。\n第二条 无。\n"
    law = "某办法\n第一条 无。\n第二条 本办法自2020年1月1日起施行。《乙办法》同时废止。\n"
    text = front + law
    told = (*read_relations(text), Relation(RelationKind.REPEALED_BY, "丙"))
    first, second = split_attachments(replace(document(text), relations=told))
    assert [r.title for r in first.relations] == ["甲条例", "丙"]
    (repeal,) = second.relations
    assert repeal.span is not None and repeal.span.of(second.text) == "《乙办法》同时废止"
    assert (first.valid_from, second.valid_from) == (None, date(2020, 1, 1))
