"""An enterprise names its size: which sum counts, against which line of the text, and how it lies to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.money import YUAN, Bound, Money
from assistant.profile import Finding, Verdict, findings, judge
from corpus.annotations import Annotations, Metric, Subject, Threshold
from corpus.folding import fold
from corpus.library import Library

MET, NOT_MET, CURRENCY, UNSURE = (
    Verdict.MET,
    Verdict.NOT_MET,
    Verdict.CURRENCY,
    Verdict.UNSURE,
)
PLATFORM, CHAIN, SELLER, FIRM, BELT = (
    Subject.PLATFORM,
    Subject.SUPPLY_CHAIN,
    Subject.SELLER,
    Subject.FIRM,
    Subject.BELT,
)


@pytest.fixture(scope="module")
def annotations(library: Library) -> Annotations:
    return library.annotations[library.main.document.id]


def read(text: str, annotations: Annotations) -> tuple[Finding, ...]:
    return findings(fold(text).text, annotations)


def line_of(annotations: Annotations, subject: Subject, value: float) -> Threshold:
    return next(
        t for t in annotations.thresholds if (t.subject, t.fact.value) == (subject, value)
    )  # fmt: skip


# ---- one sum against one line -----------------------------------------------------------------------------------

MORE_THAN, AS_MUCH = (PLATFORM, 30e8), (SELLER, 10e8)
LINES = [
    (MORE_THAN, 30e8, Bound.EXACT, NOT_MET, "超過30億: just 3 billion is not more than it"),
    (MORE_THAN, 30e8 + 1, Bound.EXACT, MET, "one yuan more is"),
    (MORE_THAN, 29e8, Bound.EXACT, NOT_MET, "less"),
    (AS_MUCH, 10e8, Bound.EXACT, MET, "10億以上: just 1 billion is enough"),
    (AS_MUCH, 10e8 - 1, Bound.EXACT, NOT_MET, "one yuan less is not"),
    (MORE_THAN, 30e8, Bound.ABOVE, MET, "more than 3 billion, as the text has it"),
    (MORE_THAN, 40e8, Bound.ABOVE, MET, "more than 4 billion"),
    (MORE_THAN, 29e8, Bound.ABOVE, UNSURE, "more than 2.9 billion may be either"),
    (AS_MUCH, 10e8, Bound.ABOVE, MET, "more than enough"),
    (AS_MUCH, 9e8, Bound.ABOVE, UNSURE, "more than 0.9 billion may be either"),
    (MORE_THAN, 30e8, Bound.BELOW, NOT_MET, "less than 3 billion"),
    (AS_MUCH, 10e8, Bound.BELOW, NOT_MET, "less than 1 billion"),
    (AS_MUCH, 9e8, Bound.BELOW, NOT_MET, "less than 0.9 billion"),
    (AS_MUCH, 11e8, Bound.BELOW, UNSURE, "less than 1.1 billion may be either"),
    (AS_MUCH, 10e8, Bound.ABOUT, UNSURE, "about as much as the line"),
    (AS_MUCH, 9.8e8, Bound.ABOUT, UNSURE, "about 2 % below it"),
    (AS_MUCH, 10.4e8, Bound.ABOUT, UNSURE, "about 4 % above it"),
    (AS_MUCH, 8e8, Bound.ABOUT, NOT_MET, "about, and far below it"),
    (AS_MUCH, 15e8, Bound.ABOUT, MET, "about, and far above it"),
]


@pytest.mark.parametrize(("line", "value", "bound", "verdict", "reason"), LINES)
def test_a_sum_is_judged_by_the_comparison_of_the_text_and_by_its_own_bound(
    line: tuple[Subject, float],
    value: float,
    bound: Bound,
    verdict: Verdict,
    reason: str,
    annotations: Annotations,
) -> None:
    money = Money(value, YUAN, bound, "…", 0)
    assert judge(money, line_of(annotations, *line)) is verdict, reason


@pytest.mark.parametrize("bound", Bound)
@pytest.mark.parametrize("currency", ["USD", "HKD", "JPY"])
def test_another_currency_cannot_be_told_however_large_the_sum(
    bound: Bound, currency: str, annotations: Annotations
) -> None:
    for value in (1.0, 1e15):
        money = Money(value, currency, bound, "…", 0)
        assert {judge(money, t) for t in annotations.thresholds} == {CURRENCY}


@given(st.floats(1, 1e12), st.floats(1, 1e12))
def test_a_larger_exact_sum_never_meets_less(library: Library, one: float, other: float) -> None:
    small, large = (Money(v, YUAN, Bound.EXACT, "…", 0) for v in sorted((one, other)))
    for threshold in library.annotations[library.main.document.id].thresholds:
        assert judge(small, threshold) is NOT_MET or judge(large, threshold) is MET


# ---- a question against the text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted", "reason"),
    [
        ("我们平台年度GMV超过30亿,有什么支持", (PLATFORM, 30e8, MET), "more than the line"),
        ("我们平台GMV正好30亿", (PLATFORM, 30e8, NOT_MET), "超過: just that is not enough"),
        ("我們平台GMV正好30億", (PLATFORM, 30e8, NOT_MET), "the same in Traditional"),
        ("我们平台GMV 30亿左右", (PLATFORM, 30e8, UNSURE), "about that much"),
        ("我们平台GMV没超过30亿", (PLATFORM, 30e8, NOT_MET), "not more than the line"),
        ("our platform has a GMV of exactly RMB 3 billion", (PLATFORM, 30e8, NOT_MET), "the same in English"),
        ("我们公司去年出口正好10亿", (SELLER, 10e8, MET), "以上: just that is enough"),
        ("我们公司去年出口不到10亿", (SELLER, 10e8, NOT_MET), "less"),
        ("我们公司去年出口10亿不到", (SELLER, 10e8, NOT_MET), "less, said after it"),
        ("我们公司去年出口破10亿", (SELLER, 10e8, MET), "more"),
        ("我们公司去年出口10亿多", (SELLER, 10e8, MET), "more, said after it"),
        ("我们公司去年出口10亿左右", (SELLER, 10e8, UNSURE), "about that much"),
        ("我们去年出口九亿八,算不算大卖家", (SELLER, 10e8, NOT_MET), "0.98 billion, as it is spoken"),
        ("我們去年出口壹拾伍億", (SELLER, 10e8, MET), "1.5 billion, as contracts have it"),
        ("we export 1.2 billion yuan a year", (SELLER, 10e8, MET), "in English"),
        ("我们去年进口两个亿", (CHAIN, 10e8, NOT_MET), "0.2 billion, as it is spoken"),
        ("we are an importer bringing in 1 billion yuan a year", (CHAIN, 10e8, MET), "in English"),
        ("我们产业带年进出口5亿", (BELT, 5e8, NOT_MET), "超過: just that is not enough"),
        ("我们镇上产业带进出口5亿多", (BELT, 5e8, MET), "more than the line"),
        ("我是亚马逊卖家,去年GMV 1.5亿", (FIRM, 1e8, MET), "a shop's GMV is its turnover"),
        ("we sold USD 40m last year", (FIRM, 2000e4, CURRENCY), "dollars"),
        ("我们去年出口2亿港币", (SELLER, 10e8, CURRENCY), "Hong Kong dollars"),
        ("our company exports 20 billion yen a year", (SELLER, 10e8, CURRENCY), "yen, however many"),
        ("我们一年交易额三千五百万", (FIRM, 2000e4, MET), "35 million, as it is spoken"),
        ("年进口额8000万的公司算不算大卖家", (CHAIN, 10e8, NOT_MET), "whoever it is, it is asked whether it counts"),
    ],
)  # fmt: skip
def test_a_size_is_held_to_the_line_for_whose_it_is(
    text: str, wanted: tuple[Subject, float, Verdict], reason: str, annotations: Annotations
) -> None:
    (found,) = read(text, annotations)
    line = found.threshold
    assert (line.subject, line.fact.value, found.verdict) == wanted, reason


@pytest.mark.parametrize(
    ("text", "line", "verdict", "reason"),
    [
        ("我们一年交易额1500万", 2000e4, NOT_MET, "below all classes: held to the lowest"),
        ("我们一年交易额2000万", 2000e4, MET, "just the lowest"),
        ("我们一年交易额9999万", 2000e4, MET, "not yet the second"),
        ("我们一年交易额1亿", 1e8, MET, "just the second"),
        ("我们一年交易额两个亿", 1e8, MET, "the highest that is met"),
        ("我们一年交易额12亿", 10e8, MET, "above all classes: the highest"),
    ],
)
def test_of_several_classes_the_highest_that_is_met_counts(
    text: str, line: float, verdict: Verdict, reason: str, annotations: Annotations
) -> None:
    (found,) = read(text, annotations)
    assert found.threshold.metric is Metric.TURNOVER
    assert (found.threshold.fact.value, found.verdict) == (line, verdict), reason


@pytest.mark.parametrize(
    ("text", "wanted", "reason"),
    [
        ("我们去年出口12亿,进口2亿", [(SELLER, MET), (CHAIN, NOT_MET)], "the word before a sum counts"),
        ("我们去年进口8亿出口4亿", [(CHAIN, NOT_MET), (SELLER, NOT_MET)], "without a mark between"),
        ("我们注册资本1个亿,去年出口12亿", [(SELLER, MET)], "one of the sums is no size"),
        ("我们公司去年出口12亿,能拿到50万补贴吗", [(SELLER, MET)], "one of the sums is asked for"),
    ],
)  # fmt: skip
def test_each_sum_is_held_to_its_own_line(
    text: str, wanted: list[tuple[Subject, Verdict]], reason: str, annotations: Annotations
) -> None:
    assert [(f.threshold.subject, f.verdict) for f in read(text, annotations)] == wanted, reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("我们能拿到补贴50万吗", "a subsidy is no size"),
        ("我们补贴50万够不够", "a subsidy is no size"),
        ("我们想贷款5000万", "nor a loan"),
        ("我们公司注册资本1个亿", "nor the capital"),
        ("我们去年交了2000万的税", "nor a tax"),
        ("我们仓库一年租金300万", "nor a rent"),
        ("my company wants a loan of 50 million yuan", "nor a loan in English"),
        ("我们公司2027年能享受什么", "a year is no sum"),
        ("我们有100家企业,出口增长15%", "counts and percentages are no sums"),
        ("我们发了80万单出口包裹", "a count of parcels is no sum"),
        ("我们是做b2b出口的公司", "b2b is not two billion"),
        ("27年重庆想要有几家一年做到十个亿以上的公司", "how many the city wants"),
        ("我们去年出口5万块", "too small to be meant as a size"),
        ("招引的门槛是一年出口10亿吗", "the size that the text asks for"),
        ("我们市的目标是出口10亿的企业要多少家", "a target of the city"),
        ("出口10亿的企业有什么支持", "nobody's own size"),
        ("what do exporters with 1 billion yuan get", "nobody's own size, in English"),
        ("我们去年出口很多", "no sum"),
        ("", "nothing"),
    ],
)
def test_what_is_not_the_askers_own_size_is_not_judged(
    text: str, reason: str, annotations: Annotations
) -> None:
    assert read(text, annotations) == (), reason


def test_a_text_without_thresholds_judges_nobody() -> None:
    assert read("我们公司去年出口12亿", Annotations()) == ()


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["我们", "平台", "卖家", "gmv", "出口", "进口", "进出口", "交易额", "12亿", "2000万", "usd 40m", "不到",
             "补贴", ",", "year ", "we ", "供应链", "b2b", "产业带"]
        ),
        max_size=10,
    ).map("".join)
)  # fmt: skip
def test_a_finding_is_of_a_line_of_the_text_with_the_verdict_on_its_sum(
    library: Library, text: str
) -> None:
    annotations = library.annotations[library.main.document.id]
    for found in read(text, annotations):
        assert found.threshold in annotations.thresholds
        assert found.verdict is judge(found.money, found.threshold)
