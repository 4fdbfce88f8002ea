"""Figures against values computed by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.floors import check_floors
from assistant.evaluation.metrics import Metrics, Share, measure, retrieval_figures
from assistant.evaluation.questions import GoldQuestion
from assistant.evaluation.scoring import Score
from assistant.model import Status

RIGHT: dict[str, Any] = {
    "status": "answered",
    "status_right": True,
    "clause_right": True,
    "require_right": True,
    "units_right": True,
    "evidence_right": True,
    "facts_right": None,
    "forbidden_absent": True,
    "false_refusal": False,
    "false_answer": False,
    "failures": (),
}
REFUSED = (Status.OUT_OF_SCOPE,)


def scored(key: str, **changes: Any) -> Score:
    return Score(**{**RIGHT, "id": key, **changes})


@pytest.fixture
def metrics(gold: Callable[..., GoldQuestion]) -> Metrics:
    questions = [
        gold(id="a"),
        gold(id="b", script="hant"),
        gold(id="c"),
        gold(id="d", kind="unit"),
        gold(id="e", kind="weather", status=REFUSED),
    ]
    nothing = {"clause_right": None, "units_right": None, "evidence_right": None}
    scores = [
        scored("a"),
        scored("b", units_right=False, failures=("units",)),
        scored(
            "c", clause_right=False, units_right=False, evidence_right=False, failures=("clause",)
        ),
        scored("d", **{**nothing, "clause_right": False}, false_refusal=True, failures=("status",)),
        scored("e", **nothing, false_answer=True, failures=("status",)),
    ]
    return measure(questions, scores)


def test_shares_are_over_the_questions_that_ask_for_the_part(metrics: Metrics) -> None:
    overall = metrics.overall
    assert overall.right == Share(1, 5)
    assert overall.first_clause == Share(2, 4)
    assert overall.units == Share(1, 2)  # of a and b; c cites a wrong clause
    assert overall.evidence == Share(2, 3)
    assert overall.false_refusals == Share(1, 4)
    assert overall.false_answers == Share(1, 1)


def test_groups_are_by_kind_and_by_script(metrics: Metrics) -> None:
    assert {k: g.right for k, g in metrics.by_kind.items()} == {
        "topical": Share(1, 3),
        "unit": Share(0, 1),
        "weather": Share(0, 1),
    }
    assert {k: g.right for k, g in metrics.by_script.items()} == {
        "hans": Share(1, 4),
        "hant": Share(0, 1),
    }


def test_scores_that_are_not_those_of_the_questions_are_an_error(
    gold: Callable[..., GoldQuestion],
) -> None:
    for scores in ([], [scored("b")]):
        with pytest.raises(EvaluationError):
            measure([gold(id="a")] if scores else [], scores)


@pytest.mark.parametrize("share", [Share(1, 5), Share(0, 4), Share(17, 20), Share(3, 3)])
def test_the_interval_is_that_of_wilson(share: Share) -> None:
    p, n, z = share.value, share.n, 1.959963984540054
    centre, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    expected = [(centre + sign * spread) / (1 + z * z / n) for sign in (-1, 1)]
    assert share.interval == pytest.approx(expected)


def test_a_share_of_nothing_has_no_value() -> None:
    assert math.isnan(Share(0, 0).value)
    assert Share(0, 0).interval == (0.0, 1.0)


def test_retrieval_figures_are_those_computed_by_hand(gold: Callable[..., GoldQuestion]) -> None:
    questions = [
        gold(id="a", accept=(7,)),
        gold(id="b", accept=(10, 11)),
        gold(id="c", accept=(3,)),
        gold(id="d", accept=(4,)),
        gold(id="e", status=REFUSED),
    ]
    ranked = {"a": [7, 1], "b": [2, 10, 2, 5, 11], "c": [1, 2, 4, 3], "e": [1]}
    got = retrieval_figures(questions, ranked)
    # b: 2, 10, 5, 11, since only the first place of 2 counts. Nothing was found for d.
    best_of_two = 1 + 1 / math.log2(3)
    assert got.n == 4
    assert got.hit_at_1 == pytest.approx(1 / 4)
    assert got.recall_at_3 == pytest.approx((1 + 1 / 2 + 0 + 0) / 4)
    assert got.mrr == pytest.approx((1 + 1 / 2 + 1 / 4 + 0) / 4)
    b = (1 / math.log2(3) + 1 / math.log2(5)) / best_of_two
    assert got.ndcg_at_10 == pytest.approx((1 + b + 1 / math.log2(5) + 0) / 4)


def test_a_ranking_keeps_its_order_beyond_nine_clauses(gold: Callable[..., GoldQuestion]) -> None:
    got = retrieval_figures([gold(accept=(12,))], {"q1": list(range(1, 16))})
    assert (got.mrr, got.ndcg_at_10) == (pytest.approx(1 / 12), 0.0)


def test_a_ranking_for_no_question_is_an_error(gold: Callable[..., GoldQuestion]) -> None:
    with pytest.raises(EvaluationError, match="'x'"):
        retrieval_figures([gold(accept=(1,))], {"x": [1]})


def test_figures_without_accepted_clauses_are_an_error(gold: Callable[..., GoldQuestion]) -> None:
    with pytest.raises(EvaluationError, match="accepted clauses"):
        retrieval_figures([gold()], {})


def test_what_is_below_its_floor_is_named(metrics: Metrics) -> None:
    floors = {"overall": 0.85, "topical": 0.3, "hant": 0.1, "units": 0.5}
    assert check_floors(metrics, floors) == [
        "overall: 0.200 (1 of 5) is below the floor 0.850",
        "hant: 0.000 (0 of 1) is below the floor 0.100",
    ]


def test_a_share_at_its_floor_is_not_below(metrics: Metrics) -> None:
    assert check_floors(metrics, {"overall": 0.2}) == []


def test_a_part_that_no_question_asks_for_is_below_any_floor(
    gold: Callable[..., GoldQuestion],
) -> None:
    metrics = measure([gold()], [scored("q1", units_right=None)])
    assert check_floors(metrics, {"units": 0.1}) == ["units: nan (0 of 0) is below the floor 0.100"]


def test_unknown_and_impossible_floors_are_named_together(metrics: Metrics) -> None:
    with pytest.raises(EvaluationError) as caught:
        check_floors(metrics, {"topicl": 0.8, "overall": 85, "units": math.nan})
    for named in ("'topicl' is unknown", "overall is 85", "units is nan"):
        assert named in str(caught.value)
