"""Similar questions that operators propose."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError
from typing_extensions import override

from assistant.masking import masked
from assistant.records import tables
from assistant.records.audit import write_entry
from assistant.records.database import Database
from assistant.records.errors import InvalidRecord, NoSuchRecord, WrongState
from assistant.records.model import BrokenQuestion, Proposal, ProposalDraft, ProposalState
from assistant.records.ports import ProposalStore
from assistant.records.texts import kept, question_key, short

_LONGEST_QUESTION, _LONGEST_SENTENCE, _LONGEST_WHY = 500, 10_000, 2_000
# From which state each state is reached; nothing is proposed by a decision.
_FROM = {
    ProposalState.APPROVED: ProposalState.PROPOSED,
    ProposalState.REFUSED: ProposalState.PROPOSED,
    ProposalState.UNDONE: ProposalState.APPROVED,
}
_proposals = tables.proposals


class SqlProposalStore(ProposalStore):
    """Proposals in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def add(self, draft: ProposalDraft, *, by: str) -> Proposal:
        row = {
            **_columns(draft),
            "state": ProposalState.PROPOSED.value,
            "proposed_by": by,
            "proposed_at": self._database.now(),
            "why": "",
            "breaks": [],
        }
        try:
            with self._database.writing() as connection:
                made = insert(_proposals).values(row).returning(_proposals)
                kept_row = connection.execute(made).one()
                after = _summary(kept_row)
                number = kept_row.id
                write_entry(
                    connection,
                    self._database,
                    by,
                    "proposal.added",
                    "proposal",
                    number,
                    after=after,
                )
                return _of(kept_row)
        except IntegrityError as error:
            raise InvalidRecord(
                "the same question is proposed or approved for this sentence already"
            ) from error

    @override
    def find(self, proposal_id: int) -> Proposal:
        query = select(_proposals).where(_proposals.c.id == proposal_id)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NoSuchRecord(f"there is no proposal {proposal_id}")
        return _of(row)

    @override
    def listed(self, state: ProposalState | None = None) -> tuple[Proposal, ...]:
        query = select(_proposals).order_by(_proposals.c.id.desc())
        if state is not None:
            query = query.where(_proposals.c.state == state.value)
        with self._database.reading() as connection:
            return tuple(_of(row) for row in connection.execute(query))

    @override
    def decide(
        self,
        proposal_id: int,
        state: ProposalState,
        *,
        by: str,
        why: str = "",
        breaks: Iterable[BrokenQuestion] = (),
    ) -> Proposal:
        if state not in _FROM:
            raise WrongState(f"no decision makes a proposal {state}")
        needed = _FROM[state]
        values = {
            "state": state.value,
            "decided_by": by,
            "decided_at": self._database.now(),
            "why": kept(why, "the reason", _LONGEST_WHY, needed=False),
            "breaks": [asdict(broken) for broken in breaks],
        }
        this = (_proposals.c.id == proposal_id) & (_proposals.c.state == needed.value)
        with self._database.writing() as connection:
            change = update(_proposals).where(this).values(values).returning(_proposals)
            row = connection.execute(change).one_or_none()
            if row is not None:
                texts = {"before": needed.value, "after": f"{row.why}; {_summary(row)}"}
                action = f"proposal.{state.value}"
                write_entry(
                    connection, self._database, by, action, "proposal", proposal_id, **texts
                )
                return _of(row)
        found = self.find(proposal_id)
        raise WrongState(f"proposal {proposal_id} is {found.state}; {state} follows on {needed}")

    @override
    def approved_version(self) -> str:
        approved = _proposals.c.state == ProposalState.APPROVED.value
        query = select(_proposals.c.id).where(approved).order_by(_proposals.c.id)
        with self._database.reading() as connection:
            numbers = connection.execute(query).scalars().all()
        return hashlib.sha256(repr(list(numbers)).encode()).hexdigest()[:16]


def _columns(draft: ProposalDraft) -> dict[str, object]:
    question = masked(kept(draft.question, "the question", _LONGEST_QUESTION))
    if not 0 <= draft.start < draft.end:
        raise InvalidRecord(f"{draft.start} to {draft.end} is no place in a document")
    kept(draft.sentence, "the sentence", _LONGEST_SENTENCE)  # and stays as it is: it is a quote
    return {
        "question": question,
        "question_key": question_key(question),
        "document_id": kept(draft.document_id, "the document", 255),
        "clause": draft.clause,
        "span_start": draft.start,
        "span_end": draft.end,
        "sentence": draft.sentence,
    }


def _summary(row: Row[Any]) -> str:
    return f"{short(row.question, 100)} → {row.document_id}#{row.clause}"


def _of(row: Row[Any]) -> Proposal:
    place = (row.document_id, row.clause, row.span_start, row.span_end)
    return Proposal(
        id=row.id,
        draft=ProposalDraft(row.question, *place, row.sentence),
        state=ProposalState(row.state),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        why=row.why,
        breaks=tuple(BrokenQuestion(**broken) for broken in row.breaks),
    )
