"""What can go wrong while answering.

AssistantError
├── QuestionError       a question cannot be taken (empty, too long); says what would be right
├── VerificationError   an answer does not agree with the source, and must not leave
├── GenerationError     the language model failed or broke its rules; the plain answer is used
├── RowError            what should be a row of the contract is none; names the fields
├── SourceChangedError  an answer given earlier is not of the texts held now
├── LeavingError        what is left with the hotline cannot be taken; a sentence for the asker
├── SettingsError       a setting is wrong; names it, its value and what is wanted
└── EvaluationError     questions, answers or runs to be scored are broken
"""

from __future__ import annotations


class AssistantError(Exception):
    """Base of every error that the assistant package raises."""


class QuestionError(AssistantError):
    """A question cannot be taken."""


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
