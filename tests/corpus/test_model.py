from dataclasses import FrozenInstanceError
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Document, DocumentKind, ParsedDocument, Span


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (3, 2), (-2, -1)])
def test_a_span_runs_forwards_from_zero(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="forwards from 0"):
        Span(start, end)


def test_a_span_is_half_open() -> None:
    span = Span(1, 3)
    assert (span.of("甲乙丙丁"), len(span)) == ("乙丙", 2)


CONTAINED = [
    (Span(1, 5), True, "the same span"),
    (Span(2, 4), True, "within"),
    (Span(5, 5), True, "empty, at the end"),
    (Span(0, 2), False, "begins before"),
    (Span(4, 6), False, "ends behind"),
    (Span(7, 8), False, "elsewhere"),
]


@pytest.mark.parametrize(("other", "expected", "reason"), CONTAINED)
def test_a_span_contains_what_lies_wholly_within(other: Span, expected: bool, reason: str) -> None:
    assert Span(1, 5).contains(other) is expected, reason


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted), min_size=2))
def test_spans_sort_by_where_they_begin(pairs: list[list[int]]) -> None:
    spans = sorted(Span(*pair) for pair in pairs)
    assert [s.start for s in spans] == sorted(p[0] for p in pairs)


def test_the_text_of_a_document_cannot_be_changed(policy: ParsedDocument) -> None:
    with pytest.raises(FrozenInstanceError):
        policy.document.text = "另一文本"  # type: ignore[misc]


def test_the_digest_is_of_the_utf_8_bytes() -> None:
    document = Document("x", DocumentKind.LAW, "某法", "重慶\r\n𠮷")
    assert document.digest == sha256("重慶\r\n𠮷".encode()).hexdigest()


def test_a_clause_is_found_by_its_number_or_is_none(policy: ParsedDocument) -> None:
    seventh = policy.clause(7)
    assert seventh is not None
    assert policy.heading_text(seventh) == "最佳化跨境電商稅收政策"
    assert policy.clause(0) is None
    assert policy.clause(16) is None
