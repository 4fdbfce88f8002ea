from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts import facts
from corpus.model import Fact, FactKind, Span


def all_facts(text: str) -> tuple[Fact, ...]:
    return facts(text, Span(0, len(text)))


AMOUNTS = [
    # text, printed, yuan, comparison, reason
    ("總額超過30億元的", "超過30億元", 3_000_000_000, "超過", "more than"),
    ("总额超过30亿元的", "超过30亿元", 3_000_000_000, "超过", "Simplified"),
    ("在10億元以上的", "10億元以上", 1_000_000_000, "以上", "that much or more"),
    ("在2000萬元以下", "2000萬元以下", 20_000_000, "以下", "that much or less"),
    ("不超過5億元", "不超過5億元", 500_000_000, "不超過", "the opposite of 超過"),
    ("未超过5亿元", "未超过5亿元", 500_000_000, "未超过", "the opposite, with 未"),
    ("不低於3萬元", "不低於3萬元", 30_000, "不低於", "at least"),
    ("低于3万元", "低于3万元", 30_000, "低于", "less than"),
    ("违法经营额不足5万元的", "不足5万元", 50_000, "不足", "less than, as laws print it"),
    ("至少100元", "至少100元", 100, "至少", "at least, and no scale"),
    ("罚款１０万元", "１０万元", 100_000, "", "full-width digits"),
    ("1.1億元", "1.1億元", 110_000_000, "", "a fraction, exact: in binary 110000000.00000001"),
    ("0.5亿元", "0.5亿元", 50_000_000, "", "below one"),
    ("1,000萬元", "1,000萬元", 10_000_000, "", "a thousands separator, not 0"),
    ("12，345，678元", "12，345，678元", 12_345_678, "", "full-width separators"),
]


@pytest.mark.parametrize(("text", "printed", "yuan", "comparison", "reason"), AMOUNTS)
def test_an_amount_is_read_in_yuan_with_its_comparison(
    text: str, printed: str, yuan: float, comparison: str, reason: str
) -> None:
    (fact,) = all_facts(text)
    assert fact.kind is FactKind.AMOUNT
    assert fact.span.of(text) == printed, reason
    assert (fact.value, fact.comparison) == (yuan, comparison), reason


COUNTS = [
    ("達到100家", "達到100家", 100, "", "reached"),
    ("達3個以上", "達3個以上", 3, "以上", "reached, that many or more"),
    ("建成12個", "建成12個", 12, "", "built"),
    ("超過500家", "超過500家", 500, "超過", "more than"),
    ("不超过500家", "不超过500家", 500, "不超过", "not 超过: the negation belongs to it"),
    ("不少於20名", "不少於20名", 20, "不少於", "at least"),
    ("達到2,700家", "達到2,700家", 2700, "", "a thousands separator"),
]


@pytest.mark.parametrize(("text", "printed", "number", "comparison", "reason"), COUNTS)
def test_a_count_is_read_with_its_comparison(
    text: str, printed: str, number: float, comparison: str, reason: str
) -> None:
    (fact,) = all_facts(text)
    assert fact.kind is FactKind.COUNT
    assert fact.span.of(text) == printed, reason
    assert (fact.value, fact.comparison) == (number, comparison), reason


WINDOWS = [
    ("2023年1月30日至2025年12月31日", "as printed in measure 7"),
    ("2023年1月30日到2025年12月31日", "到"),
    ("2023年01月30日—2025年12月31日", "a dash, and a leading zero"),
    ("２０２３年１月３０日至２０２５年１２月３１日", "full-width digits"),
]


@pytest.mark.parametrize(("text", "reason"), WINDOWS)
def test_a_window_has_both_its_days(text: str, reason: str) -> None:
    (fact,) = all_facts(f"對{text}期間")
    assert fact.kind is FactKind.WINDOW
    assert fact.span == Span(1, 1 + len(text)), reason
    assert (fact.first, fact.last) == (date(2023, 1, 30), date(2025, 12, 31)), reason
    assert fact.value is None


@pytest.mark.parametrize("text", ["到2027年,爭取", "到2030年底", "力爭到2027年"])
def test_a_year_to_be_reached_is_a_target(text: str) -> None:
    (fact,) = all_facts(text)
    assert fact.kind is FactKind.TARGET
    assert fact.span.of(text) in ("到2027年", "到2030年")
    assert fact.value == int(fact.span.of(text)[1:5])


NOTHING = [
    ("2023年12月4日", "one day is no window"),
    ("2023年13月40日至2025年12月31日", "no such day"),
    ("2025年12月31日至2023年1月30日", "runs backwards"),
    ("到2027年6月30日", "a day, not a target year"),
    ("30億美元", "not yuan"),
    ("到2027,500萬元", "a comma may part two numbers: no figure is better than a wrong one"),
    ("達到3個百分點", "percentage points are not pieces"),
    ("達到12個月", "months are not pieces"),
    ("“7×24小時”預約", "hours"),
    ("〔2023〕92號", "a document number"),
    ("三十億元", "Chinese numerals are not read"),
]


@pytest.mark.parametrize(("text", "reason"), NOTHING)
def test_what_is_no_fact_gives_none(text: str, reason: str) -> None:
    assert all_facts(text) == (), reason


def test_facts_come_in_order_of_appearance() -> None:
    text = "到2027年,超過5億元的產業帶達3個以上。"
    kinds = [f.kind for f in all_facts(text)]
    assert kinds == [FactKind.TARGET, FactKind.AMOUNT, FactKind.COUNT]


def test_only_the_given_stretch_is_read() -> None:
    assert facts("10億元,20億元", Span(0, 5)) == all_facts("10億元")


PIECES = [
    "2027年",
    "1月30日",
    "至",
    "到",
    "超過",
    "不",
    "30",
    "1,000",
    ".5",
    "億",
    "元",
    "達",
    "個",
    "以上",
]


@given(st.lists(st.sampled_from(PIECES)).map("".join) | st.text(st.characters()))
def test_facts_are_disjoint_within_their_kind_and_inside_the_text(text: str) -> None:
    found = all_facts(text)
    assert [f.span for f in found] == sorted(f.span for f in found)
    for kind in FactKind:
        spans = [f.span for f in found if f.kind is kind]
        bounds = [0, *(b for s in spans for b in (s.start, s.end)), len(text)]
        assert bounds == sorted(bounds)
        assert all(len(s) for s in spans)


def test_thousands_of_digits_take_no_more_than_a_moment() -> None:
    assert all_facts("9" * 100_000) == ()
