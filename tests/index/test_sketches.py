"""Sketches tell which vectors are near, well enough that the nearest are among those that are then measured."""

from __future__ import annotations

import numpy as np
import pytest

from index.sketches import FAR, distances, estimates, nearest, sketched


def test_a_sketch_has_a_bit_for_each_sign() -> None:
    two = sketched(np.array([[1.0, -1.0, 0.0, 2.0], [1.0, 1.0, 1.0, -1.0]], np.float32))
    assert two.shape == (1, 2)
    assert distances(two, two[:, :1]).tolist() == [0, 3]


@pytest.mark.parametrize("dimension", [1, 8, 63, 64, 65, 384])
def test_distances_are_counted_bit_by_bit(dimension: int) -> None:
    vectors = np.random.default_rng(dimension).normal(size=(50, dimension)).astype(np.float32)
    sketches = sketched(vectors)
    wanted = ((vectors > 0) != (vectors[7] > 0)).sum(axis=1)
    assert distances(sketches, sketches[:, 7:8]).tolist() == wanted.tolist()


def test_more_rows_than_one_block_are_counted_alike() -> None:
    vectors = np.random.default_rng(0).normal(size=(70_000, 8)).astype(np.float32)
    sketches = sketched(vectors)
    assert (
        distances(sketches, sketches[:, :1]).tolist()
        == ((vectors > 0) != (vectors[0] > 0)).sum(axis=1).tolist()
    )


@pytest.mark.parametrize(
    ("found", "limit", "wanted"),
    [
        ([3, 1, 2, 1], 2, [1, 3]),
        ([3, 1, 2, 1], 3, [1, 2, 3]),
        ([1, 1, 1, 1], 2, [0, 1]),  # of equal ones the first
        ([FAR, 1, FAR, 2], 3, [1, 3]),  # what is gone never comes
        ([FAR, 1, FAR, 2], 9, [1, 3]),
        ([FAR, FAR], 1, []),
        ([], 1, []),
    ],
)
def test_the_smallest_distances_are_chosen(found: list[int], limit: int, wanted: list[int]) -> None:
    assert nearest(np.array(found, np.uint16), limit).tolist() == wanted


def test_an_estimate_is_the_sum_of_the_values_whose_bit_is_set() -> None:
    random = np.random.default_rng(1)
    vectors, asked = random.normal(size=(200, 96)), random.normal(size=96).astype(np.float32)
    wanted = (vectors > 0) @ asked
    assert estimates(sketched(vectors), asked) == pytest.approx(wanted, abs=2.5)
    assert np.corrcoef(estimates(sketched(vectors), asked), wanted)[0, 1] > 0.99


def test_a_vector_of_equal_values_has_estimates_too() -> None:
    vectors = np.array([[1.0, 1.0], [-1.0, 1.0]], np.float32)
    assert estimates(sketched(vectors), np.array([0.5, 0.5], np.float32)).tolist() == [1.0, 0.5]
