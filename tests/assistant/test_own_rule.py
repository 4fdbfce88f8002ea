"""The fitted numbers for the user's own documents."""

from __future__ import annotations

import pytest

from assistant.own_answering import ANSWERING, OF_POLICY
from assistant.own_ranking import FEATURES
from assistant.own_rule import Linear, own_calibration

RULE = Linear(("near", "long"), (0.5, 100.0), (0.1, 50.0), (2.0, -1.0), 0.5)


def test_a_score_is_linear_in_standardised_features() -> None:
    assert RULE.score((0.5, 100.0)) == 0.5
    assert RULE.score((0.6, 150.0)) == pytest.approx(0.5 + 2.0 - 1.0)


def test_many_rows_are_scored_as_one_by_one() -> None:
    rows = [(0.5, 100.0), (0.6, 150.0)]
    assert RULE.scores(rows) == pytest.approx([RULE.score(row) for row in rows])
    assert RULE.scores([]) == []


def test_a_probability_rises_with_the_score_and_stays_one_for_any_features() -> None:
    assert RULE.probability((0.6, 100.0)) > RULE.probability((0.5, 100.0)) > 0.5
    assert RULE.probability((0.5, 100.0), more=1.0) > RULE.probability((0.5, 100.0))
    for extreme in (-1e9, 0.0, 1e9):
        assert 0.0 <= RULE.probability((extreme, extreme)) <= 1.0


def test_features_of_another_number_are_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        RULE.score((0.5,))


def test_the_shipped_numbers_are_of_the_features_that_are_computed() -> None:
    shipped = own_calibration()
    assert shipped.ranking.features == FEATURES
    assert shipped.answering.features == ANSWERING
    assert len(shipped.refused) == len(OF_POLICY)


def test_more_is_wanted_to_take_the_place_of_an_answer_than_to_stand_beside_it() -> None:
    shipped = own_calibration()
    assert 0.0 < shipped.enough_beside <= shipped.enough < 1.0
    assert 0.0 < shipped.enough_alone < 1.0
