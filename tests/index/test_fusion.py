from __future__ import annotations

import pytest

from index.fusion import reciprocal_rank_fusion


def test_a_score_is_the_sum_of_one_by_sixty_plus_rank_with_ranks_from_one() -> None:
    fused = dict(reciprocal_rank_fusion([["a", "b", "c"], ["c", "a"]]))
    assert fused == pytest.approx(
        {"a": 1 / 61 + 1 / 62, "b": 1 / 62, "c": 1 / 63 + 1 / 61}, rel=1e-12
    )


def test_the_order_is_by_score() -> None:
    assert [k for k, _ in reciprocal_rank_fusion([["a", "b", "c"], ["c", "a"]])] == ["a", "c", "b"]


def test_weights_multiply_their_ranking() -> None:
    fused = reciprocal_rank_fusion([["a"], ["b"]], weights=[1.0, 3.0])
    assert fused == [("b", pytest.approx(3 / 61)), ("a", pytest.approx(1 / 61))]


def test_equal_scores_keep_the_order_of_first_appearance() -> None:
    assert [k for k, _ in reciprocal_rank_fusion([["x", "y"], ["y", "x"]])] == ["x", "y"]


def test_found_by_both_beats_found_first_by_one() -> None:
    fused = reciprocal_rank_fusion([["a", "both"], ["b", "both"]])
    assert fused[0][0] == "both"


@pytest.mark.parametrize("rankings", [[], [[]], [[], []]])
def test_nothing_fuses_to_nothing(rankings: list[list[str]]) -> None:
    assert reciprocal_rank_fusion(rankings) == []


def test_one_weight_for_two_rankings_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        reciprocal_rank_fusion([["a"], ["b"]], weights=[1.0])
