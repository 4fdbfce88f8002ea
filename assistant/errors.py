"""What can go wrong while answering.

AssistantError
├── QuestionError       a question cannot be taken (empty, too long); says what would be right
├── VerificationError   an answer does not agree with the source, and must not leave
├── GenerationError     the language model failed or broke its rules; the plain answer is used
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


class SettingsError(AssistantError):
    """A setting is wrong."""


class EvaluationError(AssistantError):
    """Questions, answers or runs to be scored are broken."""
