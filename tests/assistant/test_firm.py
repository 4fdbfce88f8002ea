"""What a firm says of itself in a form: every answer checked, all faults at once, sums only with their unit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import Fault, FirmError
from assistant.firm import QUESTIONS, Firm, read_firm
from assistant.money import Bound
from corpus.annotations import Metric
from corpus.eligibility import Trait

SUMS = [
    ("12亿", 12e8, "CNY", Bound.EXACT, "the currency of the text"),
    ("12億元", 12e8, "CNY", Bound.EXACT, "Traditional"),
    (" 12 亿元 ", 12e8, "CNY", Bound.EXACT, "with spaces"),
    ("１２亿", 12e8, "CNY", Bound.EXACT, "full width"),
    ("8000万元人民币", 8000e4, "CNY", Bound.EXACT, "both words for the currency"),
    ("人民币8000万元", 8000e4, "CNY", Bound.EXACT, "before it"),
    ("1,200,000,000元", 12e8, "CNY", Bound.EXACT, "in full"),
    ("3000万美元", 3000e4, "USD", Bound.EXACT, "another currency"),
    ("USD 30m", 30e6, "USD", Bound.EXACT, "in English"),
    ("1.2 billion yuan", 12e8, "CNY", Bound.EXACT, "in English"),
    ("不到10亿", 10e8, "CNY", Bound.BELOW, "bounded"),
    ("约10亿", 10e8, "CNY", Bound.ABOUT, "about"),
    ("0元", 0.0, "CNY", Bound.EXACT, "nothing at all"),
]


@pytest.mark.parametrize(("said", "value", "currency", "bound", "reason"), SUMS)
def test_a_sum_is_read_with_its_unit(
    said: str, value: float, currency: str, bound: Bound, reason: str
) -> None:
    money = read_firm({"exports": [said]}).size(Metric.EXPORT)
    assert money, reason
    assert (money.value, money.currency, money.bound) == (value, currency, bound), reason
    assert money.said == said.strip(), "as it was written"


WRONG = [
    ("exports", ["1200000000"], Fault.NOT_A_SUM, "without a unit it could be 元 or 万元"),
    ("exports", ["-5亿"], Fault.NOT_A_SUM, "a part of it would be a sum"),
    ("exports", ["5亿到账"], Fault.NOT_A_SUM, "more than a sum"),
    ("exports", ["5亿和6亿"], Fault.NOT_A_SUM, "two sums"),
    ("exports", ["很多"], Fault.NOT_A_SUM, "no sum"),
    ("exports", ["<b>5亿</b>"], Fault.NOT_A_SUM, "markup"),
    ("gmv", ["1" * 41], Fault.TOO_LONG, "no sum is so long"),
    ("kind", ["king"], Fault.UNKNOWN, "not offered"),
    ("kind", ["seller", "king"], Fault.UNKNOWN, "one of several"),
    ("place", ["district", "outside"], Fault.SEVERAL, "a firm has one place"),
    ("plan", ["none", "brand"], Fault.CONTRADICTION, "none, and one"),
    ("does", ["export", "none"], Fault.CONTRADICTION, "none, and one"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "said", "fault", "reason"), WRONG)
def test_a_wrong_answer_is_named(question: str, said: list[str], fault: Fault, reason: str) -> None:
    with pytest.raises(FirmError) as refused:
        read_firm({question: said})
    assert [(f.question, f.fault) for f in refused.value.faults] == [(question, fault)], reason
    assert str(refused.value).startswith(f"{question}: ")


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(FirmError) as refused:
        read_firm({"kind": ["king"], "zone": ["moon"], "imports": ["viel"], "does": ["export"]})
    assert [f.question for f in refused.value.faults] == ["kind", "zone", "imports"]


def test_blank_answers_are_none_and_other_fields_are_passed_over() -> None:
    assert read_firm({"kind": [" ", ""], "exports": [""], "name": ["somebody"]}) == Firm()


def test_answers_come_in_the_order_in_which_they_are_offered() -> None:
    firm = read_firm({"kind": ["maker", "seller", "maker"]})
    assert firm.answers("kind") == ("seller", "maker")
    assert firm.traits == {Trait("kind", "seller"), Trait("kind", "maker")}


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(QUESTIONS), st.lists(st.text(max_size=60), max_size=3)))
def test_any_form_is_taken_or_refused_with_its_faults(raw: dict[str, list[str]]) -> None:
    try:
        firm = read_firm(raw)
    except FirmError as error:
        assert {f.question for f in error.faults} <= set(raw)
    else:
        assert isinstance(firm, Firm)
