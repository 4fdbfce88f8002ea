"""What is told to whoever counts: answers as they leave, and those that could not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from assistant.model import Answer

Heard = Callable[[Answer], None]
"""Hears of an answer that somebody was given, beside the question's way in; raises nothing and is quick."""


class Observer(Protocol):
    """Hears of every answer, in the thread that made it; raises nothing and is quick."""

    def answered(self, answer: Answer) -> None:
        """An answer, verified, on its way to the asker."""
        ...

    def unverified(self) -> None:
        """An answer did not agree with the source; a refusal takes its place."""
        ...


def unheard(answer: Answer) -> None:
    """Nobody keeps what was asked."""


class Unobserved:
    """The observer where nobody counts."""

    def answered(self, answer: Answer) -> None:
        """Nothing."""

    def unverified(self) -> None:
        """Nothing."""
