"""What the page offers to limit a question to, over invented documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.model import Language
from assistant.page_scope import EVERYTHING, everything_and_policy, scope_choices, scope_of
from assistant.page_words import words
from assistant.scope import UNLIMITED, Scope
from corpus.catalogue import entry_of
from corpus.clauses import parse
from corpus.library import Library
from corpus.model import Document, DocumentKind

POLICY = "yfbf-2023-92"
TEXT = "甲\n第一条 无。\n"


def own(key: str, title: str, number: str | None = None, parent: str | None = None) -> Document:
    return Document(key, DocumentKind.LAW, title, TEXT, number=number, parent=parent)


def holding(library: Library, *documents: Document) -> Library:
    parsed = {d.id: parse(d) for d in documents}
    entries = {key: entry_of(p) for key, p in parsed.items()}
    return replace(library, parsed={**library.parsed, **parsed}, entries=entries)


@pytest.mark.parametrize(
    ("language", "first"),
    [
        (Language.HANS, ["全部文件", "仅政策《重庆市推进跨境电商高质量发展若干措施》"]),
        (Language.HANT, ["全部文件", "僅政策《重慶市推進跨境電商高質量發展若干措施》"]),
        (
            Language.EN,
            ["All documents", "Only the policy 《重慶市推進跨境電商高質量發展若干措施》"],
        ),
    ],
)
def test_everything_comes_first_and_then_the_policy(
    library: Library, language: Language, first: list[str]
) -> None:
    named = everything_and_policy(words(language), library)
    assert named == list(zip(first, [EVERYTHING, POLICY], strict=True))
    assert scope_choices(words(language), library) == named


def test_documents_of_ones_own_follow_by_title_without_what_is_attached_to_them(
    library: Library,
) -> None:
    held = holding(
        library,
        own("b", "乙条例"),
        own("b-attached-1", "乙细则", parent="b"),
        own("c", "丙通知的附件", parent="gone"),
        own("a", "丁辦法"),
    )
    assert scope_choices(words(None), held)[2:] == [
        ("丁办法", "a"),
        ("丙通知的附件", "c"),
        ("乙条例", "b"),
    ]
    assert ("丁辦法", "a") in scope_choices(words(Language.EN), held)


def test_documents_with_one_title_are_told_apart(library: Library) -> None:
    held = holding(library, own("x", "实施细则", "云府发〔2019〕5号"), own("y", "实施细则"))
    assert scope_choices(words(None), held)[2:] == [
        ("实施细则(y)", "y"),
        ("实施细则(云府发〔2019〕5号)", "x"),
    ]


def test_a_choice_limits_to_its_document_and_everything_to_nothing() -> None:
    assert scope_of(EVERYTHING) == UNLIMITED
    assert scope_of("a") == Scope(documents=("a",))
