"""Who may make use of what: rows that are anchored to the text, all faults named, no sentence left out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.eligibility import (
    Effect,
    Eligibility,
    Otherwise,
    Trait,
    read_eligibility,
)
from corpus.errors import ManifestError
from corpus.library import Library
from corpus.model import ParsedDocument

Read = Callable[..., Eligibility]
HEDGING = "對符合條件的跨境電商企業採用遠期結售匯等外匯衍生品開展匯率避險給予資金獎勵"
SIZE = "年度出口總額在10億元以上的跨境電商賣家"
WINDOW = "2023年1月30日至2025年12月31日期間"


def offer(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {"clause": 8, "kind": "offer", "anchor": HEDGING, "effect": "award"}
    row |= {"gist": "避险的奖励", "english": "Award for hedging"}
    return row | {"conditions": [condition()]} | changes


def condition(**changes: object) -> dict[str, object]:
    return {"words": "跨境電商企業", "any": ["kind:seller", "does:export"]} | changes


def work(**changes: object) -> dict[str, object]:
    return {"clause": 15, "kind": "work", "anchor": "成立重慶市跨境電商協會"} | changes


@pytest.fixture
def read(tmp_path: Path, library: Library) -> Read:
    main = library.main
    path = tmp_path / "eligibility.jsonl"

    def reading(*rows: object) -> Eligibility:
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return read_eligibility(path, main, library.annotations[main.document.id], library.notices)

    return reading


@pytest.fixture
def whole(library: Library) -> list[dict[str, object]]:
    """A row of work for each sentence: what else a file needs beside the row that is tried."""
    text = library.main.document.text
    return [work(clause=c.number, anchor=s.of(text)) for c in library.main.clauses for s in c.sentences]  # fmt: skip


# ---- one row ----------------------------------------------------------------------------------------------------


def test_an_offer_has_its_place_its_effect_and_its_conditions(
    read: Read, whole: list[object], policy: ParsedDocument
) -> None:
    (found,) = read(*whole, offer()).offers
    text = policy.document.text
    assert (found.clause, found.span.of(text), found.effect) == (8, HEDGING, Effect.AWARD)
    (one,) = found.conditions
    assert one.span.of(text) == "跨境電商企業"
    assert found.span.contains(one.span)
    assert one.traits == (Trait("kind", "seller"), Trait("does", "export"))
    assert one.otherwise is Otherwise.NO


def test_a_size_is_the_threshold_that_is_annotated_at_the_same_place(
    read: Read, whole: list[object]
) -> None:
    row = offer(clause=1, anchor=SIZE, conditions=[{"words": SIZE, "size": "export"}])
    (found,) = read(*whole, row).offers
    assert found.conditions[0].threshold
    assert found.conditions[0].threshold.fact.value == 1e9


def test_a_window_is_the_period_that_the_text_states(read: Read, whole: list[object]) -> None:
    row = offer(clause=7, anchor=WINDOW, conditions=[{"words": WINDOW, "window": True}])
    (found,) = read(*whole, row).offers
    assert found.conditions[0].window
    assert str(found.conditions[0].window.last) == "2025-12-31"


def test_an_absent_file_means_none(tmp_path: Path, library: Library) -> None:
    main = library.main
    found = read_eligibility(
        tmp_path / "none.jsonl", main, library.annotations[main.document.id], library.notices
    )
    assert found == Eligibility()


# ---- faults -----------------------------------------------------------------------------------------------------

FAULTY = [
    (offer(clause=16), "there is no clause 16", "beyond the last"),
    (offer(anchor="符合条件的"), "is not within a sentence of clause 8", "the other script"),
    (offer(kind="gift"), "kind must be offer or work, not 'gift'", "unknown"),
    (offer(effect="money"), "effect must be one of award, funds", "unknown"),
    (offer(gist=""), "gist must be text", "empty"),
    (offer(conditions=[]), "an offer must have a list of conditions, one at least", "none"),
    (offer(conditions="all"), "an offer must have a list of conditions", "no list"),
    (offer(conditions=["all"]), "a condition must be an object, not 'all'", "no object"),
    (offer(conditions=[condition(words="小微企業")]), "words '小微企業' are not within the anchor", "elsewhere"),
    (offer(conditions=[condition(any=["kind:king"])]), "'kind:king' is not an answer", "no answer"),
    (offer(conditions=[condition(any=["seller"])]), "'seller' is not an answer", "no question"),
    (offer(conditions=[condition(any=[])]), "nothing meets '跨境電商企業'", "can never be met"),
    (offer(conditions=[condition(otherwise="maybe")]), "otherwise must be one of no, undefined, first", "unknown"),
    (offer(conditions=[condition(size="export")]), "has no threshold of export for '跨境電商企業'", "not annotated"),
    (offer(conditions=[condition(window=True)]), "the words of a window must state one period", "no period"),
    (offer(notice="N999"), "there is no notice 'N999'", "no card"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "said", "reason"), FAULTY)
def test_a_row_that_is_not_of_the_text_is_refused_by_its_line(
    row: object, said: str, reason: str, read: Read, whole: list[object]
) -> None:
    with pytest.raises(ManifestError) as refused:
        read(row, *whole)
    (fault,) = refused.value.faults
    assert fault.startswith("line 1: "), reason
    assert said in fault, reason


def test_a_sentence_without_a_row_is_named(read: Read, whole: list[object]) -> None:
    with pytest.raises(ManifestError) as refused:
        read(*whole[1:])
    assert refused.value.faults == (
        "no row for the sentence of clause 1 that begins '加大對年度全球商品交易總額超過30億元的'",
    )


# ---- the shipped file -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped(library: Library) -> Eligibility:
    return library.eligibility[library.main.document.id]


def test_the_shipped_rows_are_counted(shipped: Eligibility) -> None:
    assert (len(shipped.offers), len(shipped.works)) == (65, 19)


def test_only_the_last_measure_is_the_citys_own_work_alone(shipped: Eligibility) -> None:
    assert {o.clause for o in shipped.offers} == set(range(1, 15))
    assert {w.clause for w in shipped.works} >= {15}


def test_a_gist_claims_no_entitlement_and_no_amount(shipped: Eligibility) -> None:
    for one in shipped.offers:
        assert not any(word in one.gist for word in ("可获", "可得", "补贴", "万元", "全额")), one
        assert not any(c.isdigit() for c in one.gist), one


LIMITS = ("有條件的", "符合條件的", "優秀的", "具備跨境金融服務能力的", "符合政策條件")


def test_what_the_text_limits_to_some_has_that_limit_as_a_condition(
    shipped: Eligibility, policy: ParsedDocument
) -> None:
    text = policy.document.text
    for one in shipped.offers:
        same = [o for o in shipped.offers if o.span == one.span]
        told = [c.span.of(text) for o in same for c in o.conditions if c.otherwise is Otherwise.UNDEFINED]  # fmt: skip
        for limit in LIMITS:
            assert limit not in one.span.of(text) or any(limit in t for t in told), limit
