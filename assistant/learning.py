"""Similar questions that operators propose go into the answers: checked against the evaluation questions first, undoable.

A change is tried as a whole: the policy's index is built with the new question, the evaluation questions are asked of it, and
only then does it go live, in one step and without a restart.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from assistant.contract import AnswerRow, answer_row
from assistant.errors import AssistantError
from assistant.evaluation.questions import GoldQuestion
from assistant.evaluation.scoring import score
from assistant.language import detect
from assistant.model import Answer, Language, Question
from assistant.records.errors import InvalidRecord, WrongState
from assistant.records.model import BrokenQuestion, Proposal, ProposalDraft, ProposalState
from assistant.records.ports import ProposalStore
from corpus.folding import fold
from corpus.library import Library
from corpus.taught import TaughtQuestion, read_taught

_SCRIPTS = {Language.HANS: "hans", Language.HANT: "hant", Language.EN: "en"}
_UNSTEADY = 5
"""So many questions more may be lost than won: fitting the classifier anew tips a few that lie on the edge, whatever is taught."""


class Answers(Protocol):
    """What answers: an `Answerer`."""

    def ask(self, question: Question) -> Answer:
        """The answer to a question."""
        ...


class Teachable(Protocol):
    """What is taught: an `Assistant`."""

    @property
    def library(self) -> Library:
        """The documents as they are now."""
        ...

    def policy_alone(self) -> Answers:
        """What answers now, from the measures alone."""
        ...

    def teach(self, taught: Sequence[TaughtQuestion], accept: Callable[[Answers], None]) -> None:
        """Answer by these from now on, unless `accept` raises on what would answer."""
        ...


class _RefusedError(AssistantError):
    """What was tried may not go live."""

    def __init__(self, why: str, breaks: Sequence[BrokenQuestion] = ()) -> None:
        super().__init__(why)
        self.why, self.breaks = why, tuple(breaks)


class _TriedError(AssistantError):
    """Nothing speaks against it; it was not meant to go live."""


@dataclass(frozen=True)
class _Asked:
    """What the evaluation questions got: the rows by id, and the ids of those that were right."""

    rows: dict[str, AnswerRow]
    right: frozenset[str]


@dataclass
class Learning:
    """Takes proposals into the answers, one at a time.

    Args:
        assistant: what is taught.
        proposals: where they are kept.
        taught: the file of the questions that are taught already.
        questions: the evaluation questions that a change must not break.
    """

    assistant: Teachable
    proposals: ProposalStore
    taught: Path
    questions: Sequence[GoldQuestion]
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def propose(self, draft: ProposalDraft, *, by: str) -> Proposal:
        """Propose a similar question for a sentence of the policy; nothing is answered by it yet.

        Raises:
            InvalidRecord: the place is not a sentence of a measure as it stands, or it cannot be kept.
        """
        self._check_place(draft)
        return self.proposals.add(draft, by=by)

    def check(self, proposal_id: int) -> tuple[BrokenQuestion, ...]:
        """The questions that it would break, () where it may go live. Changes nothing; takes some ten seconds.

        Raises:
            RecordsError: there is no such proposal.
            CorpusError, IndexingError: it cannot be tried.
        """
        draft = self.proposals.find(proposal_id).draft
        with self._lock:
            try:
                self._try(draft, go_live=False)
            except _RefusedError as refused:
                return refused.breaks or (BrokenQuestion(draft.question, "", refused.why),)
            except _TriedError:
                return ()
        return ()

    def approve(self, proposal_id: int, *, by: str) -> Proposal:
        """Try it and let it go live at once: APPROVED; or REFUSED with what it would break.

        Raises:
            RecordsError: there is no such proposal, or it is proposed no longer.
            CorpusError, IndexingError: it cannot be done; everything stays.
        """
        with self._lock:
            draft = self._draft(proposal_id, ProposalState.PROPOSED)
            try:
                self._try(draft, go_live=True)
            except _RefusedError as refused:
                return self.proposals.decide(
                    proposal_id,
                    ProposalState.REFUSED,
                    by=by,
                    why=refused.why,
                    breaks=refused.breaks,
                )
            return self.proposals.decide(proposal_id, ProposalState.APPROVED, by=by)

    def undo(self, proposal_id: int, *, by: str) -> Proposal:
        """Take an approved one out of the answers again.

        Raises:
            RecordsError: there is no such proposal, or it is not approved.
            CorpusError, IndexingError: it cannot be done; everything stays.
        """
        with self._lock:
            gone = _taught(self._draft(proposal_id, ProposalState.APPROVED))
            kept = [t for t in read_taught(self.taught) if t != gone]
            self.assistant.teach(kept, lambda answerer: None)
            return self.proposals.decide(proposal_id, ProposalState.UNDONE, by=by)

    def _draft(self, proposal_id: int, state: ProposalState) -> ProposalDraft:
        """What is proposed, if it is in this state: found out before anything slow is begun."""
        proposal = self.proposals.find(proposal_id)
        if proposal.state is not state:
            raise WrongState(f"proposal {proposal_id} is {proposal.state}, not {state}")
        return proposal.draft

    def _try(self, draft: ProposalDraft, *, go_live: bool) -> None:
        self._check_place(draft)
        new = _taught(draft)
        taught = [*(t for t in read_taught(self.taught) if t != new), new]
        questions = _independent(self.questions, taught)
        before = self._ask_all(self.assistant.policy_alone(), questions)

        def accept(answerer: Answers) -> None:
            self._check_effect(draft, answerer)
            self._check_others(draft, before, self._ask_all(answerer, questions))
            if not go_live:
                raise _TriedError("it was only tried")

        self.assistant.teach(taught, accept)

    def _check_place(self, draft: ProposalDraft) -> None:
        main = self.assistant.library.main
        if draft.document_id != main.document.id:
            raise InvalidRecord(
                f"similar questions are for the measures of {main.document.title}; {draft.document_id} is another document"
            )
        clause = main.clause(draft.clause)
        places = (*clause.sentences, clause.unit_list) if clause else ()
        text = main.document.text
        if not any(
            p and (p.start, p.end) == (draft.start, draft.end) and p.of(text) == draft.sentence
            for p in places
        ):
            raise InvalidRecord(
                f"characters {draft.start} to {draft.end} are not a sentence of measure {draft.clause}; choose one of its sentences"
            )

    def _check_effect(self, draft: ProposalDraft, answerer: Answers) -> None:
        """The question itself must be answered by its measure."""
        answer = answerer.ask(Question(draft.question))
        cited = {c.clause.number for c in answer.citations if c.clause}
        if draft.clause not in cited:
            got = _told(answer_row(answer))
            raise _RefusedError(f"it would not be answered by measure {draft.clause}, but: {got}")

    def _check_others(self, draft: ProposalDraft, before: _Asked, after: _Asked) -> None:
        """No question may be drawn away to the measure, and no more be lost than come and go with any new fit."""
        lost, won = before.right - after.right, after.right - before.right
        text = {q.id: q.question for q in self.questions}
        broken = [
            BrokenQuestion(text[i], _told(before.rows[i]), _told(after.rows[i]))
            for i in sorted(lost)
        ]
        drawn = [
            b
            for b, i in zip(broken, sorted(lost), strict=True)
            if _cites(after.rows[i], draft.clause) and not _cites(before.rows[i], draft.clause)
        ]
        if drawn:
            raise _RefusedError(f"{len(drawn)} other questions would be drawn to it", drawn)
        if len(lost) - len(won) > _UNSTEADY:
            raise _RefusedError(
                f"{len(lost)} other questions would be lost and {len(won)} won", broken
            )

    def _ask_all(self, answerer: Answers, questions: Sequence[GoldQuestion]) -> _Asked:
        library = self.assistant.library
        rows: dict[str, AnswerRow] = {}
        for gold in questions:
            row = answer_row(answerer.ask(Question(gold.question, gold.history, gold.as_of)))
            rows[gold.id] = {**row, "id": gold.id}
        scores = (score(rows[gold.id], gold, library) for gold in questions)
        return _Asked(rows, frozenset(s.id for s in scores if s.right))


def _independent(
    questions: Sequence[GoldQuestion], taught: Sequence[TaughtQuestion]
) -> tuple[GoldQuestion, ...]:
    """The evaluation questions that nobody taught word for word."""
    known = {fold(t.question).text for t in taught}
    return tuple(q for q in questions if fold(q.question).text not in known)


def _taught(draft: ProposalDraft) -> TaughtQuestion:
    script = _SCRIPTS[detect(draft.question)]
    return TaughtQuestion(draft.question.strip(), draft.clause, draft.sentence, script)


def _cites(row: AnswerRow, clause: int) -> bool:
    return clause in _cited(row)


def _cited(row: AnswerRow) -> tuple[int, ...]:
    return tuple(dict.fromkeys(c["clause"] for c in row["citations"] if c["clause"]))


def _told(row: AnswerRow) -> str:
    """An answer in a few words: its status and the measures that it cites."""
    return f"{row['status']} {'、'.join(map(str, _cited(row)))}".strip()
