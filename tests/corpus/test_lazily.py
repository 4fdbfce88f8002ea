"""A mapping that makes its values when they are asked for."""

from __future__ import annotations

import pytest

from corpus.lazily import Lazily


def test_only_what_is_asked_for_is_made_and_what_was_asked_for_last_is_kept() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    values = Lazily("abc", make, kept=2)
    assert (list(values), len(values), "a" in values, "d" in values) == ([*"abc"], 3, True, False)
    assert made == []
    assert [values[key] for key in "abacab"] == [*"ABACAB"]
    assert made == [*"abcb"]


def test_without_a_place_to_keep_each_is_made_each_time() -> None:
    values = Lazily(["a"], lambda key: object(), kept=0)
    assert values["a"] is not values["a"]


def test_an_unknown_key_is_one() -> None:
    values = Lazily(["a"], str, kept=1)
    with pytest.raises(KeyError):
        values["b"]
    assert values.get("b") is None
