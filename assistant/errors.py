"""What can go wrong while answering.

AssistantError
├── QuestionError       a question cannot be taken (empty, too long); says what would be right
│   └── ScopeError      what it is limited to is malformed, or names a document that is not held
├── FirmError           what a firm says of itself in a form is wrong; has every fault
├── VerificationError   an answer does not agree with the source, and must not leave
├── GenerationError     the language model failed or broke its rules; the plain answer is used
├── RowError            what should be a row of the contract is none; names the fields
├── SourceChangedError  an answer given earlier is not of the texts held now
├── LeavingError        what is left with the hotline cannot be taken; a sentence for the asker
├── SettingsError       a setting is wrong; names it, its value and what is wanted
└── EvaluationError     questions, answers or runs to be scored are broken
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AssistantError(Exception):
    """Base of every error that the assistant package raises."""


class QuestionError(AssistantError):
    """A question cannot be taken."""


class ScopeError(QuestionError):
    """What a question is limited to is malformed, or names a document that is not held."""


class Fault(StrEnum):
    """What is wrong with an answer of a form."""

    UNKNOWN = "unknown"  # not one of the answers
    SEVERAL = "several"  # more than one where there is one
    CONTRADICTION = "contradiction"  # none, and something
    NOT_A_SUM = "not_a_sum"  # no sum with its unit
    TOO_LONG = "too_long"


_SAID = {
    Fault.UNKNOWN: "{!r} is not one of its answers",
    Fault.SEVERAL: "one answer at most",
    Fault.CONTRADICTION: "beside 'none' there can be no other answer",
    Fault.NOT_A_SUM: "{!r} is not one sum with its unit, such as 12亿, 8000万元 or USD 30m",
    Fault.TOO_LONG: "the sum is too long; a figure with its unit is enough",
}


@dataclass(frozen=True, slots=True)
class FirmFault:
    """A question that was answered wrongly, and the answer."""

    question: str
    fault: Fault
    said: str


class FirmError(AssistantError):
    """What a firm says of itself in a form is wrong.

    Attributes:
        faults: each question that was answered wrongly.
    """

    def __init__(self, faults: tuple[FirmFault, ...]) -> None:
        self.faults = faults
        super().__init__(
            "; ".join(f"{f.question}: {_SAID[f.fault].format(f.said[:40])}" for f in faults)
        )


class VerificationError(AssistantError):
    """An answer does not agree with the source, and must not leave."""


class GenerationError(AssistantError):
    """The language model failed, or what it wrote breaks the rules."""


class RowError(AssistantError):
    """Data that should be an answer in the contract's form is none."""


class SourceChangedError(AssistantError):
    """An answer given earlier does not agree with the texts that are held now."""


class LeavingError(AssistantError):
    """What an asker leaves with the hotline cannot be taken; the message is for the asker, in the page's language."""


class SettingsError(AssistantError):
    """A setting is wrong."""


class EvaluationError(AssistantError):
    """Questions, answers or runs to be scored are broken."""
