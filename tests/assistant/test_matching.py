"""Who is matched with which measure. The cases were read in the policy's text, measure by measure, before there was a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.citation import verify
from assistant.firm import QUESTIONS, read_firm
from assistant.matching import Holds, Match, Matching, OfferMatch, Why, match
from corpus.eligibility import ANSWERS, Effect
from corpus.errors import UnknownDocument
from corpus.library import Library

TODAY = date(2026, 11, 23)
LETTERS = {"+": Match.MET, "?": Match.POSSIBLE, "-": Match.NOT_MET, "c": Match.CITY_WORK}
Told = dict[str, str]


def told(said: str) -> Mapping[str, list[str]]:
    """「kind=seller,maker exports=12亿」 as a form sends it."""
    pairs = (part.split("=", 1) for part in said.split())
    return {name: value.split(",") for name, value in pairs}


def matched(library: Library, said: str, as_of: date = TODAY) -> Matching:
    return match(read_firm(told(said)), library, as_of)


def letters(found: Matching) -> str:
    """One letter a measure, from the first to the fifteenth."""
    signs = {value: sign for sign, value in LETTERS.items()}
    return "".join(signs[m.match] for m in sorted(found.measures, key=lambda m: m.clause.number))


SELLER = "kind=seller does=export place=district zone=none goods=other micro=no"
# A firm, what the fifteen measures are for it, in order, and why. + fits, ? may fit, - does not, c is the city's own work.
WHOLE = [
    ("", "??????????????c", "nothing is told: all may fit but the last, where nobody can apply"),
    ("does=none kind=other zone=none micro=no goods=other place=district plan=none", "--------------c",
     "no cross-border trade and no plans"),
    (f"{SELLER} plan=none", "?--?-+?+----+-c",
     "1: the turnover is not told; 4: 等 leaves other goods open; 6, 13: for every firm; 7: 符合條件的; 8: may net costs"),
    ("kind=seller does=export place=district exports=12亿 plan=warehouse,brand", "?+??-+?+--?-+-c",
     "1: 招引 of a firm that is here already; 3, 4: zone and goods are not told; 11: 大型"),
    ("kind=chain does=import place=district zone=bonded goods=pet micro=no imports=3亿 plan=bonded", "----?++-----+-c",
     "5: a pilot; 6: in the bonded zone; 7: only counselling; 8: exports only"),
    ("kind=park does=none zone=none goods=other micro=no plan=none", "--+-----------c", "parks are asked to set up service centres"),
    ("kind=finance does=none zone=none goods=other micro=no plan=none", "-------++-?-+-c",
     "8, 9, 13: banks are asked; 11: 具備跨境金融服務能力的"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "wanted", "reason"), WHOLE)
def test_all_fifteen_measures_are_judged(
    library: Library, said: str, wanted: str, reason: str
) -> None:
    assert letters(matched(library, said)) == wanted, reason


# One measure of one firm.
SINGLE = [
    ("kind=seller place=outside exports=12亿 plan=none", 1, "+", "a seller above 10億, not here yet"),
    ("kind=seller place=outside exports=10亿元 plan=none", 1, "+", "以上: just 1 billion is enough"),
    ("kind=seller place=outside exports=8亿 plan=none", 1, "-", "below the line"),
    ("kind=seller place=outside exports=1.2亿美元 plan=none", 1, "?", "dollars: no text gives a rate"),
    ("kind=seller place=outside exports=约10亿 plan=none", 1, "?", "about as much as the line"),
    ("kind=seller place=outside plan=none", 1, "?", "the turnover is not told"),
    ("kind=seller exports=12亿 plan=none", 1, "?", "where it is is not told"),
    ("kind=seller place=liangjiang exports=12亿 plan=none", 1, "?", "招引 of one that is here"),
    ("kind=platform place=outside gmv=30亿 plan=none", 1, "-", "超過: just 3 billion is not enough"),
    ("kind=platform place=outside gmv=30.1亿 plan=none", 1, "+", "more than 3 billion"),
    ("kind=platform place=outside gmv=30億元 plan=none", 1, "-", "the same in Traditional"),
    ("kind=platform place=outside exports=50亿 plan=none", 1, "?", "a platform is held to its GMV"),
    ("kind=chain place=outside imports=10亿 plan=none", 1, "+", "a lead firm of imports"),
    ("kind=chain place=outside imports=9.99亿 plan=none", 1, "-", "a little less"),
    ("kind=payment plan=payment_centre", 1, "+", "a payment firm with a centre here"),
    ("kind=payment plan=none", 1, "-", "a payment firm without one"),
    ("kind=service plan=none", 1, "?", "which ones are nurtured is not said"),
    ("kind=trader does=planned plan=none", 1, "+", "a trading firm that takes it up"),
    ("kind=maker does=none plan=none", 1, "-", "a maker that does not want to"),
    ("kind=seller plan=site", 1, "?", "有條件的企業"),
    (f"{SELLER} plan=award", 1, "?", "the award is for those that win"),
    (f"{SELLER} plan=hightech", 1, "?", "符合條件的"),
    (f"{SELLER} plan=brand", 2, "+", "every cross-border firm is encouraged"),
    (f"{SELLER} plan=promotion", 2, "+", "marketing its own site abroad"),
    (f"{SELLER} plan=trademark", 2, "+", "trade marks abroad"),
    (f"{SELLER} plan=livestream", 2, "?", "its own brand, too, must be used"),
    (f"{SELLER} plan=site", 2, "-", "building a site is in measure 1"),
    ("kind=maker does=planned plan=brand", 2, "-", "not yet a cross-border firm"),
    ("kind=maker does=planned goods=auto plan=digital", 4, "+", "car parts, and a digital upgrade"),
    ("kind=seller does=export goods=textile plan=none", 4, "+", "textiles are named"),
    ("kind=seller does=import goods=textile plan=none", 4, "-", "only exports"),
    ("kind=seller does=import goods=medicine plan=none", 5, "?", "the pilot is still sought"),
    ("kind=trader does=export plan=procurement", 5, "+", "market procurement"),
    ("does=import zone=none plan=bonded", 6, "+", "not in a bonded zone, but simplified declaration"),
    (f"{SELLER} plan=returns", 7, "?", "the period is over, and 符合政策條件"),
    ("kind=chain does=import plan=none", 7, "+", "an importer: counselling only"),
    ("kind=logistics does=none plan=none", 8, "+", "logistics firms may advance costs"),
    ("kind=chain does=import plan=hedging", 8, "?", "符合條件的"),
    ("kind=seller does=export micro=yes plan=insurance", 9, "?", "通過單一視窗, 現行政策"),
    ("kind=seller does=export plan=listing", 9, "?", "the listing must be completed"),
    ("kind=seller does=export plan=finance", 9, "?", "banks are encouraged, nothing is promised"),
    ("kind=airline plan=none", 10, "?", "with a cargo base here"),
    ("kind=courier plan=none", 10, "+", "delivery firms are encouraged"),
    (f"{SELLER} plan=freight", 10, "+", "space on trains"),
    ("kind=courier plan=warehouse", 11, "+", "warehouses of delivery firms"),
    ("kind=platform does=export plan=warehouse", 11, "?", "where the warehouse is"),
    ("kind=maker does=export plan=warehouse", 11, "?", "等: others may be meant"),
    ("kind=service plan=standards", 12, "+", "firms are named"),
    ("kind=integrated plan=none", 13, "+", "integrated service firms"),
    (f"{SELLER} plan=talent", 14, "?", "高層次人才"),
    ("kind=park plan=training", 14, "+", "a training base"),
    ("kind=school plan=none", 14, "+", "universities"),
    (f"{SELLER} plan=training", 15, "c", "nobody can apply for what the city does"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "number", "sign", "reason"), SINGLE)
def test_a_firm_is_held_to_what_one_measure_says(
    library: Library, said: str, number: int, sign: str, reason: str
) -> None:
    assert letters(matched(library, said))[number - 1] == sign, reason


def offer(found: Matching, number: int, gist: str) -> OfferMatch:
    measure = next(m for m in found.measures if m.clause.number == number)
    return next(o for o in measure.offers if o.offer.gist == gist)


def test_a_size_below_the_line_is_told_with_both_figures(library: Library) -> None:
    found = offer(matched(library, "kind=seller place=outside exports=8亿"), 1, "招引:跨境电商卖家")
    (size,) = [j for j in found.judged if j.condition.threshold]
    assert (found.match, size.holds, size.why) == (Match.NOT_MET, Holds.NO, Why.LESS)
    assert size.money and size.money.said == "8亿"
    assert size.condition.threshold and size.condition.threshold.fact.value == 1e9


def test_what_is_missing_is_named(library: Library) -> None:
    found = offer(matched(library, "kind=seller place=outside"), 1, "招引:跨境电商卖家")
    assert [j.missing for j in found.judged if j.why is Why.MISSING] == [("exports",)]


def test_a_micro_firm_is_named_by_the_premium_and_another_is_not(library: Library) -> None:
    said = "kind=seller does=export plan=insurance micro="
    for answer, wanted in (("yes", Match.POSSIBLE), ("no", Match.NOT_MET)):
        assert offer(matched(library, said + answer), 9, "小微企业出口信用保险保费").match is wanted


RETURNS = "kind=seller does=export plan=returns"


@pytest.mark.parametrize(
    ("as_of", "why", "notice", "reason"),
    [
        (date(2022, 6, 1), Why.AHEAD, None, "before the period"),
        (date(2025, 12, 31), Why.WITHIN, "N07", "its last day"),
        (date(2026, 11, 23), Why.OVER, "N08", "over, and continued"),
        (date(2028, 1, 1), Why.OVER, "N08", "what continued it is over, too"),
    ],
)
def test_a_period_is_judged_on_the_day_with_the_card_of_what_came_after(
    library: Library, as_of: date, why: Why, notice: str | None, reason: str
) -> None:
    found = offer(matched(library, RETURNS, as_of), 7, "退运商品免进口税")
    (window,) = [j for j in found.judged if j.condition.window]
    assert window.why is why, reason
    assert (found.notice.card.id if found.notice else None) == notice, reason


def test_a_period_that_nothing_continues_is_not_met(library: Library) -> None:
    found = offer(matched(library, RETURNS, date(2028, 1, 1)), 7, "退运商品免进口税")
    assert found.match is Match.NOT_MET


def test_a_policy_without_data_is_not_taken_for_one_that_names_nobody(library: Library) -> None:
    with pytest.raises(UnknownDocument, match=r"has no eligibility\.jsonl"):
        matched(replace(library, eligibility={}), "kind=seller")


def test_services_decide_only_where_nothing_else_fits(library: Library) -> None:
    exporter = matched(library, f"{SELLER} plan=none")
    (seventh,) = [m for m in exporter.measures if m.clause.number == 7]
    classes = {o.offer.effect: o.match for o in seventh.offers if o.match is not Match.NOT_MET}
    assert classes[Effect.SERVE] is Match.MET
    assert seventh.match is Match.POSSIBLE


def test_the_place_tells_which_of_the_district_governments_it_is(library: Library) -> None:
    found = matched(library, "place=liangjiang")
    local = {m.clause.number: m.local.printed for m in found.measures if m.local}
    assert local == dict.fromkeys((1, 2, 3, 4, 5), "兩江新區管委會")


ANYTHING = st.fixed_dictionaries(
    {}, optional={q: st.lists(st.sampled_from(ANSWERS[q]), min_size=1, max_size=1) for q in ANSWERS}
    | {q: st.sampled_from([["12亿"], ["3000万"], ["5亿美元"], ["不到30亿"]]) for q in ("exports", "imports", "gmv")},
)  # fmt: skip


@settings(deadline=None)
@given(ANYTHING)
def test_any_firm_gets_each_measure_once_with_verified_quotes_and_a_reason(
    library: Library, said: dict[str, list[str]]
) -> None:
    found = match(read_firm(said), library, TODAY)
    assert sorted(m.clause.number for m in found.measures) == list(range(1, 16))
    for measure in found.measures:
        assert measure.offers or measure.works
        for citation in (*measure.works, *(o.citation for o in measure.offers)):
            verify(citation, library)
        for one in measure.offers:
            for judged in one.judged:
                assert one.citation.span.contains(judged.condition.span)


@settings(deadline=None)
@given(ANYTHING)
def test_more_answers_never_turn_a_no_into_a_yes(
    library: Library, said: dict[str, list[str]]
) -> None:
    part = dict(list(said.items())[: len(said) // 2])
    before, after = (match(read_firm(s), library, TODAY) for s in (part, said))
    for old, new in zip(
        sorted(before.measures, key=lambda m: m.clause.number),
        sorted(after.measures, key=lambda m: m.clause.number),
        strict=True,
    ):
        for one in new.offers:
            (same,) = [o for o in old.offers if o.offer is one.offer]
            if same.match is Match.NOT_MET:
                # A firm that trades is told by either of two questions: the second may still say that it does.
                assert one.match is Match.NOT_MET
            if same.match is Match.MET:
                assert one.match is Match.MET


def test_every_promise_of_support_that_is_annotated_is_offered_as_such(library: Library) -> None:
    main = library.main.document.id
    offers = library.eligibility[main].offers
    for place in library.annotations[main].supports:
        kinds = {o.effect.value for o in offers if o.span.overlaps(place.span)}
        assert place.support.value in kinds, place.span.of(library.main.document.text)


def test_every_answer_that_can_be_given_matters_somewhere_but_those_that_deny(
    library: Library,
) -> None:
    offers = library.eligibility[library.main.document.id].offers
    used = {(t.question, t.answer) for o in offers for c in o.conditions for t in c.traits}
    given_ones = {(q, a) for q in ANSWERS for a in ANSWERS[q]}
    without = {("place", a) for a in ANSWERS["place"] if a != "outside"} | {("micro", "no")}
    denying = {(q, a) for q, a in given_ones if a in ("none", "other")}
    assert given_ones - used == without | denying


def test_questions_are_the_answers_and_the_sizes() -> None:
    assert set(QUESTIONS) == {*ANSWERS, "exports", "imports", "gmv"}
