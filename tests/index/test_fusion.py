from __future__ import annotations

import math

import pytest

from index.fusion import FusionWeights, fusion_features, lexical_weight, weighted_sum

EVEN = FusionWeights(bias=0.0, peak=0.0, cosine=0.0, lead=0.0)
"""BM25 of the best hit counts as much as a cosine of 1."""


def test_a_score_is_the_cosine_and_the_weighted_share_of_the_best_bm25() -> None:
    fused = weighted_sum([("a", 20.0), ("b", 5.0)], [("b", 0.9), ("a", 0.3)], EVEN)
    assert fused == [("a", pytest.approx(1.3)), ("b", pytest.approx(1.15))]


def test_what_a_ranking_lacks_has_its_last_score() -> None:
    fused = dict(weighted_sum([("a", 20.0), ("b", 10.0)], [("c", 0.9), ("b", 0.4)], EVEN))
    assert fused == pytest.approx({"a": 1.0 + 0.4, "b": 0.5 + 0.4, "c": 0.5 + 0.9})


@pytest.mark.parametrize(
    ("lexical", "dense", "order"),
    [
        ([], [], []),
        ([("a", 2.0), ("b", 1.0)], [], ["a", "b"]),
        ([], [("b", 0.5), ("a", 0.1)], ["b", "a"]),
        ([("x", 1.0), ("y", 1.0)], [("y", 0.5), ("x", 0.5)], ["x", "y"]),
        ([("a", 0.0)], [("b", 0.5), ("a", 0.1)], ["b", "a"]),
    ],
    ids=["nothing", "no dense", "no lexical", "a tie keeps the lexical order", "scores of zero"],
)
def test_order(
    lexical: list[tuple[str, float]], dense: list[tuple[str, float]], order: list[str]
) -> None:
    assert [key for key, _ in weighted_sum(lexical, dense)] == order


def test_a_lexical_hit_far_ahead_counts_more_than_one_among_many() -> None:
    dense = [("b", 0.6), ("a", 0.5)]
    ahead = fusion_features([("a", 30.0), ("b", 5.0)], dense)
    level = fusion_features([("a", 30.0), ("b", 29.0)], dense)
    assert lexical_weight(ahead, FusionWeights()) > 2 * lexical_weight(level, FusionWeights())


def test_a_sure_cosine_leaves_less_to_the_words() -> None:
    lexical = [("a", 30.0), ("b", 15.0)]
    sure = fusion_features(lexical, [("b", 0.9), ("a", 0.5)])
    unsure = fusion_features(lexical, [("b", 0.3), ("a", 0.25)])
    assert lexical_weight(sure, FusionWeights()) < lexical_weight(unsure, FusionWeights())


def test_the_lead_is_over_the_tenth_hit() -> None:
    ranking = [(str(n), 100.0 - n) for n in range(50)]
    assert fusion_features(ranking, [])[1] == pytest.approx(9 / 100)


def test_the_weight_stays_finite() -> None:
    assert math.isfinite(lexical_weight((1.0, 1.0, 1.0, 1.0), FusionWeights(bias=1e6)))
