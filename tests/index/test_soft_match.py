"""How well texts cover the words of a question."""

from __future__ import annotations

import numpy as np
import pytest

from index.model import Matrix
from index.soft_match import SoftMatch, words_of

VECTORS = {"果农": (1.0, 0.0), "农民": (0.8, 0.6), "池塘": (0.0, 1.0), "": (0.0, 0.0)}


class TwoAxes:
    """Words on two axes; how many were encoded is counted."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    name, dimension = "two axes", 2

    def encode(self, texts: list[str]) -> Matrix:
        self.encoded += texts
        return np.array([VECTORS.get(t, (0.0, 0.0)) for t in texts], dtype=np.float32)


@pytest.fixture
def encoder() -> TwoAxes:
    return TwoAxes()


@pytest.fixture
def match(encoder: TwoAxes) -> SoftMatch:
    return SoftMatch(encoder)


def test_the_same_word_covers_and_a_near_one_covers_in_part(match: SoftMatch) -> None:
    same, near, far = match.coverage(["果农"], {}, ["果农", "农民", "池塘"])
    assert (same.soft, same.exact) == (1.0, 1.0)
    assert (near.soft, near.exact) == (pytest.approx(0.8), 0.0)
    assert (far.soft, far.exact) == (0.0, 0.0)


def test_a_known_other_word_covers_exactly(match: SoftMatch) -> None:
    (covered,) = match.coverage(["果农"], {"果农": ["池塘"]}, ["池塘"])
    assert (covered.soft, covered.exact) == (pytest.approx(0.85), 1.0)


def test_rare_words_count_more_than_those_that_every_text_has(match: SoftMatch) -> None:
    texts = ["果农", "池塘 果农", "果农", "果农"]
    covered = match.coverage(["果农", "池塘"], {}, texts)
    assert covered[1].exact == 1.0
    assert covered[0].exact < 0.5


def test_a_text_without_words_covers_nothing(match: SoftMatch) -> None:
    empty, full = match.coverage(["果农"], {}, ["。", "果农"])
    assert (empty.soft, full.soft) == (0.0, 1.0)


def test_nothing_asked_or_nothing_to_compare_is_no_error(match: SoftMatch) -> None:
    assert [c.soft for c in match.coverage([], {}, ["果农"])] == [0.0]
    assert match.coverage(["果农"], {}, []) == []


def test_words_of_texts_are_encoded_once(match: SoftMatch, encoder: TwoAxes) -> None:
    match.coverage(["果农"], {}, ["池塘"])
    match.coverage(["果农"], {}, ["池塘", "池塘 农民"])
    assert encoder.encoded.count("池塘") == 1


def test_words_are_chinese_by_dictionary_and_latin_as_written() -> None:
    assert words_of("果农 pays 12 fines 果农") == ("果农", "pays", "12", "fines")
