"""A question bears noise: the first place cited stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.bootstrap import Assistant
from assistant.evaluation.noise import (
    asked_with_noise,
    other_script,
    share_kept,
    with_introduction,
    with_typo,
    without_punctuation,
)
from assistant.evaluation.questions import GoldQuestion


@pytest.mark.parametrize(
    ("noise", "least"),
    [
        (other_script, 1.0),
        (without_punctuation, 0.99),
        (with_introduction, 0.95),
        (with_typo, 0.91),
    ],
)
def test_noise_leaves_the_first_place(
    assistant: Assistant,
    tune: tuple[GoldQuestion, ...],
    noise: Callable[[GoldQuestion], str],
    least: float,
) -> None:
    assert share_kept(assistant.ask, asked_with_noise(tune), noise) >= least
