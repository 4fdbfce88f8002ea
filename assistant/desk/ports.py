"""What the console needs from the outside, as Protocols."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.model import Answer, Question
from assistant.records.model import BrokenQuestion, Proposal, ProposalDraft
from corpus.library import Library
from index.model import Hit
from index.store import OpenIndex


class Answers(Protocol):
    """What answers and finds: an `Assistant`."""

    @property
    def library(self) -> Library:
        """The documents as they are now."""
        ...

    @property
    def index(self) -> OpenIndex:
        """The index of the policy as it is now."""
        ...

    def ask(self, question: Question) -> Answer:
        """The answer to a question.

        Raises:
            QuestionError: the question is empty or too long.
        """
        ...

    def find(self, text: str, limit: int = 20) -> Sequence[Hit]:
        """Passages that share words with a text, best first; quick enough for every keystroke."""
        ...


class Learner(Protocol):
    """Takes what operators teach into the answers: proposed by one, approved by another, undone by either supervisor."""

    def propose(self, draft: ProposalDraft, *, by: str) -> Proposal:
        """Propose a similar question for a sentence; nothing is answered by it yet.

        Raises:
            RecordsError: it cannot be kept, or stands already.
        """
        ...

    def check(self, proposal_id: int) -> tuple[BrokenQuestion, ...]:
        """The questions that it would break, () where it may go live. Changes nothing; may take seconds.

        Raises:
            RecordsError: there is no such proposal.
        """
        ...

    def approve(self, proposal_id: int, *, by: str) -> Proposal:
        """Check it and let it go live at once: APPROVED; or REFUSED with what it would break.

        Raises:
            RecordsError: there is no such proposal, or it is not proposed any longer.
        """
        ...

    def undo(self, proposal_id: int, *, by: str) -> Proposal:
        """Take an approved one out of the answers again.

        Raises:
            RecordsError: there is no such proposal, or it is not approved.
        """
        ...
