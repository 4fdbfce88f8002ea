"""What the page leaves with the hotline, as a port: verdicts on answers, and questions handed over to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.contract import AnswerRow


@dataclass(frozen=True, slots=True)
class Handed:
    """A question that an asker hands over, with the answer that was shown. `contact` is how to reach the asker.

    `given` tells that the answer was given here word for word; else it is what the asker says was shown.
    """

    question: str
    contact: str
    note: str
    answer: AnswerRow
    given: bool = False


class Desk(Protocol):
    """Takes what askers leave. What it cannot keep it refuses with an AssistantError, and keeps nothing of it."""

    def take_verdict(self, answer: AnswerRow, *, useful: bool, reason: str) -> None:
        """Keep 有用 or 没用 for an answer; a later one on the same answer replaces it. `reason` may be ""."""
        ...

    def hand_over(self, handed: Handed) -> str:
        """Keep a hand-over and give its receipt number, such as YC-20261123-7KM3QX."""
        ...
