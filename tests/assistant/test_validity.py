"""What a cited text says about time, judged on a day."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.model import Citation, Validity, ValidityState
from assistant.validity import segment, validity_of
from corpus.clauses import parse
from corpus.library import Library
from corpus.model import Document, DocumentKind, ParsedDocument, Span

UPCOMING, CURRENT, EXPIRED = ValidityState.UPCOMING, ValidityState.CURRENT, ValidityState.EXPIRED
AHEAD, PASSED = ValidityState.TARGET_AHEAD, ValidityState.TARGET_PASSED
DAY = date(2026, 11, 23)


def citation(parsed: ParsedDocument, number: int, words: str) -> Citation:
    """The sentence of a clause in which some words stand."""
    clause = parsed.clause(number)
    assert clause
    span = next(s for s in clause.sentences if words in s.of(parsed.document.text))
    return Citation(parsed.document, clause, span)


@pytest.fixture(scope="module")
def window(library: Library) -> Citation:
    return citation(library.main, 7, "退運進境")


@pytest.fixture(scope="module")
def target(library: Library) -> Citation:
    return citation(library.main, 3, "12個")


def only(found: tuple[Validity, ...]) -> Validity:
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("as_of", "state", "reason"),
    [
        (date(1, 1, 1), UPCOMING, "the first day that there is"),
        (date(2023, 1, 29), UPCOMING, "the day before the first"),
        (date(2023, 1, 30), CURRENT, "the first day is within"),
        (date(2023, 1, 31), CURRENT, "the day after the first"),
        (date(2024, 2, 29), CURRENT, "a leap day within"),
        (date(2025, 12, 30), CURRENT, "the day before the last"),
        (date(2025, 12, 31), CURRENT, "the last day is within"),
        (date(2026, 1, 1), EXPIRED, "the day after the last"),
        (date(2026, 11, 23), EXPIRED, "long after"),
        (date(9999, 12, 31), EXPIRED, "the last day that there is"),
    ],
)
def test_a_window_holds_from_its_first_to_its_last_day(
    window: Citation, as_of: date, state: ValidityState, reason: str
) -> None:
    found = only(validity_of([window], as_of))
    assert (found.first, found.last) == (date(2023, 1, 30), date(2025, 12, 31))
    assert (found.state, found.as_of) == (state, as_of)
    assert (found.document_id, found.clause) == (window.document.id, 7)


@pytest.mark.parametrize(
    ("as_of", "state", "reason"),
    [
        (date(2020, 1, 1), AHEAD, "before the text was issued"),
        (date(2026, 11, 23), AHEAD, "a year ahead"),
        (date(2027, 1, 1), AHEAD, "the year has begun"),
        (date(2027, 12, 31), AHEAD, "the last day of the year"),
        (date(2028, 1, 1), PASSED, "the day after"),
    ],
)
def test_a_target_is_ahead_until_its_year_is_over(
    target: Citation, as_of: date, state: ValidityState, reason: str
) -> None:
    found = only(validity_of([target], as_of))
    assert (found.first, found.last, found.state) == (None, date(2027, 12, 31), state)


def test_nothing_is_claimed_where_the_text_gives_no_date(library: Library) -> None:
    dated = {(1, "2027年"), (3, "2027年"), (4, "2027年"), (7, "2025年")}
    for clause in library.main.clauses:
        for span in clause.sentences:
            said = span.of(library.main.document.text)
            found = validity_of([Citation(library.main.document, clause, span)], DAY)
            assert bool(found) == any(n == clause.number and year in said for n, year in dated)


def test_a_date_outside_the_cited_sentence_is_not_claimed(library: Library) -> None:
    assert validity_of([citation(library.main, 7, "涉稅輔導")], DAY) == ()


def test_a_preamble_and_a_notice_have_no_validity(library: Library) -> None:
    assert library.notice
    for parsed in (library.main, library.notice):
        for span in parsed.preamble_sentences:
            assert validity_of([Citation(parsed.document, None, span)], DAY) == ()


def test_a_unit_list_and_a_heading_have_no_validity(library: Library) -> None:
    clause = library.main.clauses[6]
    assert clause.unit_list
    for span in (clause.unit_list, clause.heading):
        assert validity_of([Citation(library.main.document, clause, span)], DAY) == ()


def test_no_citation_means_no_validity() -> None:
    assert validity_of([], DAY) == ()


def test_what_two_citations_say_is_told_once(window: Citation, target: Citation) -> None:
    found = validity_of([window, target, window], DAY)
    assert [v.clause for v in found] == [7, 3]


def test_a_clause_cited_whole_has_its_window_too(library: Library) -> None:
    clause = library.main.clauses[6]
    whole = Span(clause.sentences[0].start, clause.sentences[-1].end)
    found = only(validity_of([Citation(library.main.document, clause, whole)], DAY))
    assert found.state is EXPIRED


def test_only_the_part_of_the_sentence_with_the_window_is_concerned(window: Citation) -> None:
    part = only(validity_of([window], DAY)).span.of(window.document.text)
    assert part == (
        "對2023年1月30日至2025年12月31日期間符合政策條件的退運進境原跨境電商出口商品免徵進口關稅和進口環節增值稅、消費稅"
    )
    assert part in window.quote
    assert "所得稅核定徵收" not in part


def test_a_target_concerns_the_whole_sentence(target: Citation) -> None:
    assert only(validity_of([target], DAY)).span == target.span


@pytest.mark.parametrize(
    ("sentence", "fact", "part"),
    [
        ("甲,到2027年乙,丙。", "到2027年", "到2027年乙"),
        ("甲\uff0c到2027年乙\uff0c丙。", "到2027年", "到2027年乙"),
        ("甲;到2027年乙;丙。", "到2027年", "到2027年乙"),
        ("甲\uff1b到2027年乙\uff1b丙。", "到2027年", "到2027年乙"),
        ("到2027年乙。", "到2027年", "到2027年乙"),
        ("甲、到2027年乙、丙。", "到2027年", "甲、到2027年乙、丙"),
        ("甲到2027年", "到2027年", "甲到2027年"),
    ],
)
def test_a_part_lies_between_commas_of_either_width(sentence: str, fact: str, part: str) -> None:
    text = f"前句,前。{sentence}後句,後。"
    document = Document("made", DocumentKind.POLICY, "試擬", text)
    whole = Span(5, 5 + len(sentence))
    at = text.index(fact)
    assert segment(document, whole, Span(at, at + len(fact))).of(text) == part


def test_a_day_that_does_not_exist_is_text_and_no_window() -> None:
    text = "一、申報\n對2023年13月40日至2025年12月31日的商品免稅。\n"
    made = parse(Document("made", DocumentKind.POLICY, "試擬", text))
    assert validity_of([citation(made, 1, "免稅")], DAY) == ()


def test_two_windows_of_a_sentence_are_both_told() -> None:
    text = (
        "一、申報\n對2023年1月1日至2023年6月30日的甲,對2026年1月1日至2026年12月31日的乙予以支持。\n"
    )
    made = parse(Document("made", DocumentKind.POLICY, "試擬", text))
    found = validity_of([citation(made, 1, "予以支持")], DAY)
    assert [v.state for v in found] == [EXPIRED, CURRENT]
    assert found[0].span.of(text).endswith("的甲")
