"""A matching as data and in words: quotes verbatim, what is missing named, amounts and entitlements never claimed."""

from __future__ import annotations

import json
from datetime import date

import pytest

from assistant.firm import read_firm
from assistant.matching import Match, Why, match
from assistant.matching_contract import MatchingRow, MeasureRow, OfferRow, matching_row
from assistant.matching_phrases import CHINESE, ENGLISH
from assistant.model import Language
from corpus.eligibility import ANSWERS, Effect
from corpus.library import Library

TODAY = date(2026, 11, 23)
SELLER = {"kind": ["seller"], "does": ["export"], "place": ["outside"]}


def matched(library: Library, language: Language = Language.HANS, **raw: list[str]) -> MatchingRow:
    return matching_row(match(read_firm(raw), library, TODAY), library, language)


def measure(row: MatchingRow, number: int) -> MeasureRow:
    return next(m for m in row["measures"] if m["clause"] == number)


def offers(row: MatchingRow) -> list[OfferRow]:
    return [o for m in row["measures"] for o in m["offers"]]


@pytest.mark.parametrize("language", Language)
def test_every_quote_and_every_condition_is_a_slice_of_the_text(
    library: Library, language: Language
) -> None:
    row = matched(library, language, **SELLER, plan=["returns"])
    text = library.main.document.text
    for m in row["measures"]:
        for citation in [*m["work"], *(o["citation"] for o in m["offers"])]:
            assert citation["quote"] == text[citation["start"] : citation["end"]]
    for o in offers(row):
        for c in o["conditions"]:
            assert c["words"] == text[c["start"] : c["end"]]
            assert c["words"] in o["citation"]["quote"]


def test_the_row_is_plain_json_and_each_measure_has_a_reason(library: Library) -> None:
    row = matched(library)
    assert json.loads(json.dumps(row)) == row
    assert sorted(m["clause"] for m in row["measures"]) == list(range(1, 16))
    assert all(m["reason"] for m in row["measures"])


REASONS = [
    ({"exports": ["8亿"], "plan": ["none"]}, "您填的：8亿；原文：10亿元以上，没有达到。", "both figures"),
    ({"plan": ["none"]}, "差：填写年出口额。", "what is missing"),
    ({"exports": ["1亿美元"], "plan": ["none"]}, "差：把年出口额换成人民币。", "another currency"),
    ({"exports": ["约10亿"], "plan": ["none"]}, "差：年出口额的确切数。", "about as much"),
    ({"exports": ["12亿"], "plan": ["none"]}, "相合的有：招引：跨境电商卖家。", "it fits"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "said", "reason"), REASONS)
def test_the_reason_names_figures_and_what_is_missing(
    library: Library, more: dict[str, list[str]], said: str, reason: str
) -> None:
    assert measure(matched(library, **SELLER, **more), 1)["reason"] == said, reason


def test_the_last_measure_is_told_to_be_the_citys_own_work(library: Library) -> None:
    last = measure(matched(library), 15)
    assert (last["match"], last["offers"]) == ("city_work", [])
    assert last["reason"] == "这一条写的是市里自己做的事，不是企业可以申请的。"
    assert len(last["work"]) == 4


def test_a_period_that_is_over_has_its_state_and_the_notice_that_continues_it(
    library: Library,
) -> None:
    row = matched(library, **SELLER, plan=["returns"])
    found = next(o for o in offers(row) if o["gist"] == "退运商品免进口税")
    assert [(v["to"], v["state"]) for v in found["validity"]] == [("2025-12-31", "expired")]
    assert found["notice"]["number"] == "财政部 海关总署 税务总局公告2026年第16号"
    assert found["notice"]["state"] == "current"


def test_units_are_those_of_the_clause_with_whether_they_are_confirmed(library: Library) -> None:
    found = measure(matched(library), 7)
    assert found["units"] == ["重慶市稅務局", "重慶海關"]
    assert found["units_full"] == ["國家稅務總局重慶市稅務局", "中華人民共和國重慶海關"]
    assert found["units_confirmed"] == [False, True]


def test_only_premiums_are_paid_in_full_and_no_words_of_ours_name_an_amount(
    library: Library,
) -> None:
    row = matched(library, **SELLER)
    for o in offers(row):
        assert not any(c.isdigit() for c in o["effect_told"] + o["gist"])
        assert "全额" not in o["effect_told"]


@pytest.mark.parametrize("language", Language)
def test_every_answer_class_effect_and_reason_has_words(
    library: Library, language: Language
) -> None:
    wanted = {f"{q}_{a}" for q in ANSWERS for a in ANSWERS[q]} | {e.value for e in Effect}
    wanted |= {m.value for m in Match} | {w.value for w in Why}
    table = ENGLISH if language is Language.EN else CHINESE
    assert wanted <= set(table)
    row = matched(library, language, **SELLER)
    assert all("{" not in c["told"] for o in offers(row) for c in o["conditions"])


def test_other_scripts_change_our_words_and_no_quote(library: Library) -> None:
    rows = [matched(library, language, **SELLER) for language in Language]
    quotes = [[o["citation"]["quote"] for o in offers(row)] for row in rows]
    assert quotes[0] == quotes[1] == quotes[2]
    assert [measure(row, 15)["reason"][:4] for row in rows] == ["这一条写", "這一條寫", "This"]
