"""Sums of money in a question: how much, in what currency, and how the asker's sum lies to the figure named."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.money import Bound, Money, sums
from corpus.folding import fold

EXACT, ABOUT, BELOW, ABOVE = Bound.EXACT, Bound.ABOUT, Bound.BELOW, Bound.ABOVE


def read(text: str) -> list[Money]:
    return list(sums(fold(text).text))


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("12亿", 12e8, "figures and a scale"),
        ("12億", 12e8, "in Traditional"),
        ("１２亿", 12e8, "full-width figures"),
        ("1.5亿", 1.5e8, "a decimal"),
        ("1.1亿", 1.1e8, "one that binary fractions spoil"),
        ("12 亿 元", 12e8, "with gaps"),
        ("30亿吧", 30e8, "with a particle after it"),
        ("两个亿", 2e8, "counted with 个"),
        ("10个亿", 10e8, "counted with 个, in figures"),
        ("半个亿", 0.5e8, "half of one"),
        ("一点五个亿", 1.5e8, "a decimal in Chinese"),
        ("一亿五", 1.5e8, "the lower scale is left out"),
        ("九亿八", 9.8e8, "the lower scale is left out"),
        ("两亿三", 2.3e8, "the lower scale is left out, after 两"),
        ("九亿八千万", 9.8e8, "the lower scale is said"),
        ("1亿2千万", 1.2e8, "the same, in figures"),
        ("1亿2000万", 1.2e8, "the same, in four figures"),
        ("十亿零五百万", 10.05e8, "with a gap between the scales"),
        ("壹拾伍億", 15e8, "in the numerals of contracts"),
        ("贰仟万", 0.2e8, "the same, with 仟"),
        ("两千万", 0.2e8, "千 belongs to the scale"),
        ("一千五百万", 0.15e8, "千 and 百 within the number"),
        ("5千万", 0.5e8, "千 after a figure"),
        ("2,000万元", 0.2e8, "a comma in the figure"),
        ("50w", 50e4, "w for 万"),
        ("80W", 80e4, "W for 万"),
        ("20000000元", 0.2e8, "all figures, with a currency"),
        ("1,000,000,000 yuan", 10e8, "all figures, with commas"),
        ("3.2 billion yuan", 32e8, "billions"),
        ("RMB 3bn", 30e8, "bn, the currency before"),
        ("CNY 40 mn", 0.4e8, "mn"),
        ("600 million", 6e8, "millions without a currency"),
    ],
)  # fmt: skip
def test_a_sum_is_read_in_yuan(text: str, value: float, reason: str) -> None:
    (found,) = read(text)
    assert (found.value, found.currency, found.bound) == (value, "CNY", EXACT), reason


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("USD 40m", 40e6, "USD"),
        ("us$40 million", 40e6, "USD"),
        ("$1.2b", 1.2e9, "USD"),
        ("40 million US dollars", 40e6, "USD"),
        ("九亿八千万美元", 9.8e8, "USD"),
        ("九亿八美元", 9.8e8, "USD"),
        ("4000萬美金", 40e6, "USD"),
        ("1.2亿美刀", 1.2e8, "USD"),
        ("€3m", 3e6, "EUR"),
        ("两千万欧元", 20e6, "EUR"),
        ("£2m", 2e6, "GBP"),
        ("HKD 2 billion", 2e9, "HKD"),
        ("三千萬港幣", 30e6, "HKD"),
        ("港币2亿", 2e8, "HKD"),
        ("2亿港纸", 2e8, "HKD"),
        ("500 million yen", 5e8, "JPY"),
        ("两个亿日元", 2e8, "JPY"),
        ("30億日圓", 30e8, "JPY"),
        ("500万新台币", 5e6, "TWD"),
        ("S$3m", 3e6, "SGD"),
        ("1亿韩元", 1e8, "KRW"),
        ("5亿人民币", 5e8, "CNY"),
        ("￥5亿", 5e8, "CNY"),
        ("5亿RMB", 5e8, "CNY"),
    ],
)
def test_the_currency_is_told(text: str, value: float, currency: str) -> None:
    (found,) = read(text)
    assert (found.value, found.currency) == (value, currency)


@pytest.mark.parametrize(
    ("text", "bound", "reason"),
    [
        ("10亿", EXACT, "no more is said"),
        ("刚好10亿", EXACT, "just that"),
        ("10亿整", EXACT, "just that, after it"),
        ("exactly 1 billion yuan", EXACT, "just that"),
        ("超过10亿", ABOVE, "more"),
        ("破10亿", ABOVE, "broken through"),
        ("破了10亿", ABOVE, "broken through, with 了"),
        ("突破10亿", ABOVE, "broken through"),
        ("不止10亿", ABOVE, "not only"),
        ("10亿多", ABOVE, "and more, after the scale"),
        ("10多亿", ABOVE, "and more, before the scale"),
        ("3个多亿", ABOVE, "and more, after the counter"),
        ("3亿多美元", ABOVE, "and more, before the currency"),
        ("10亿出头", ABOVE, "a little more"),
        ("10亿以上", ABOVE, "that or more"),
        ("10亿+", ABOVE, "a plus"),
        ("至少10亿", ABOVE, "at least"),
        ("不低于10亿", ABOVE, "not below"),
        ("不少于10亿", ABOVE, "not less"),
        ("no less than 1 billion yuan", ABOVE, "not less"),
        ("over 1 billion yuan", ABOVE, "more"),
        ("more than 1 billion", ABOVE, "more"),
        ("不到10亿", BELOW, "less"),
        ("还没到10亿", BELOW, "not yet"),
        ("不足10亿", BELOW, "less"),
        ("差点10亿", BELOW, "not quite"),
        ("将近10亿", BELOW, "close to"),
        ("低于10亿", BELOW, "below"),
        ("没过10亿", BELOW, "has not passed"),
        ("没超过10亿", BELOW, "the opposite of 超过"),
        ("没有超过10亿", BELOW, "the opposite of 超过"),
        ("不超过10亿", BELOW, "the opposite of 超过"),
        ("10亿不到", BELOW, "less, said after it"),
        ("10亿都不到", BELOW, "less, said after it"),
        ("10亿以下", BELOW, "that or less"),
        ("under 1 billion", BELOW, "below"),
        ("nearly 1 billion yuan", BELOW, "not quite"),
        ("not more than 1 billion yuan", BELOW, "the opposite of more than"),
        ("at most 1 billion yuan", BELOW, "that or less"),
        ("10亿左右", ABOUT, "about, after it"),
        ("10亿上下", ABOUT, "about, after it"),
        ("差不多10亿", ABOUT, "about, before it"),
        ("大约10亿", ABOUT, "about, before it"),
        ("around 1 billion yuan", ABOUT, "about"),
    ],
)
def test_a_sum_is_bounded_as_the_asker_says(text: str, bound: Bound, reason: str) -> None:
    (found,) = read(text)
    assert (found.value, found.bound) == (10e8 if "3" not in text else 3e8, bound), reason


@pytest.mark.parametrize(
    ("text", "highest", "reason"),
    [
        ("卖了七八千万", 8e7, "seven or eight, not 78"),
        ("卖了一两个亿", 2e8, "one or two, not 12"),
        ("出口1到2亿", 2e8, "from one to two"),
        ("出口1-2亿", 2e8, "from one to two, with a dash"),
    ],
)
def test_a_range_is_no_exact_sum(text: str, highest: float, reason: str) -> None:
    found = read(text)
    assert all(m.bound is not EXACT and m.value <= highest for m in found), reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2027年要达到多少", "a year"),
        ("2023年1月30日", "a date"),
        ("2023年12月4日印发", "a date"),
        ("100家企业", "a count of firms"),
        ("2700家经营主体", "a count of firms"),
        ("12个园区", "a count of parks"),
        ("3个以上", "a bare count"),
        ("发了80万单", "a count of parcels"),
        ("10万件货", "a count of pieces"),
        ("20万人", "a count of people"),
        ("10万平的仓库", "an area"),
        ("5万吨", "a weight"),
        ("增长15%", "a percentage"),
        ("13个点", "a percentage"),
        ("第30条", "a clause"),
        ("渝府办发〔2023〕92号", "a document number"),
        ("7×24小时", "hours"),
        ("100 firms", "a count in English"),
        ("by 2027", "a year in English"),
        ("15% of sales", "a percentage in English"),
        ("3pl and b2b", "figures in words"),
        ("几千万", "no figure"),
        ("上亿", "no figure"),
        ("3000", "neither a scale nor a currency"),
        ("亿", "a scale alone"),
        ("人民币", "a currency alone"),
        ("", "nothing"),
    ],
)
def test_what_is_no_sum_is_not_taken_for_one(text: str, reason: str) -> None:
    assert read(text) == [], reason


def test_several_sums_are_told_in_order_each_with_its_own_bound_and_currency() -> None:
    found = read("平台GMV超过30亿,出口不到2000万美元,进口10亿左右")
    assert [(m.value, m.currency, m.bound) for m in found] == [
        (30e8, "CNY", ABOVE),
        (2000e4, "USD", BELOW),
        (10e8, "CNY", ABOUT),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("去年出口12亿,算吗", "12亿"),
        ("去年出口九亿八千万美元的话", "九亿八千万美元"),
        ("we sold USD 40m last year", "usd 40m"),
        ("去年出口12亿左右", "12亿左右"),
        ("出口12亿的企业", "12亿"),
    ],
)
def test_what_was_said_is_kept_as_it_was_said(text: str, said: str) -> None:
    (found,) = read(text)
    assert found.said == said


# ---- laws -------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["1", "20", "1,000", "三", "千", "百", "零", "两", "半", "点", ".", "个", "多", "来", "万", "亿", "w", "美元", "$",
     "usd", "yen", "不到", "超过", "左右", "以上", "的", "元", "年", "家", "%", " ", "million", "b", "m", "出口"]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)))
def test_any_text_can_be_read_and_what_is_said_stands_in_it_in_order(text: str) -> None:
    folded = fold(text).text
    found = sums(folded)
    starts = [m.start for m in found]
    assert starts == sorted(set(starts))
    for money in found:
        assert money.said
        assert money.said in folded[money.start :]
        assert money.value >= 0
        assert not math.isnan(money.value)


@given(st.integers(1, 9999), st.sampled_from([("万", 10**4), ("亿", 10**8)]))
def test_a_whole_number_is_worth_its_scale(number: int, scale: tuple[str, int]) -> None:
    name, worth = scale
    (found,) = read(f"出口{number}{name}")
    assert found.value == number * worth
