"""Similar questions: proposed by an operator for a sentence, checked and approved by a supervisor, undone by one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from assistant.desk.door import (
    LARGEST_FORM,
    AtDesk,
    Desk,
    DeskRoute,
    Operator,
    OperatorForm,
    SupervisorForm,
    gone_to,
    shown,
)
from assistant.desk.errors import NotAllowed
from assistant.desk.ports import Learner
from assistant.desk.sheet import place_of
from assistant.records.errors import InvalidRecord
from assistant.records.model import BrokenQuestion, Proposal, ProposalDraft, ProposalState, Session

router = APIRouter(route_class=DeskRoute)


@router.get("/desk/proposals")
def proposals(desk: AtDesk, session: Operator, state: str = "") -> Response:
    """The proposals, newest first."""
    try:
        wanted = ProposalState(state) if state else None
    except ValueError as error:
        raise InvalidRecord(
            f"state is {state!r}; it should be one of {[*ProposalState]}"
        ) from error
    listed = desk.records.proposals.listed(wanted)
    return shown(session, "proposals.html", proposals=listed, state=state)


@router.post("/desk/proposals", max_body_size=LARGEST_FORM)
def propose(
    desk: AtDesk,
    session: OperatorForm,
    question: Annotated[str, Form()] = "",
    target: Annotated[str, Form()] = "",
) -> Response:
    """Propose that a question be answered by a sentence; `target` is document|clause|start|end."""
    draft = _draft(desk, question, target)
    adds = desk.learner.propose if desk.learner else desk.records.proposals.add
    made = adds(draft, by=session.account.name)
    return gone_to(f"/desk/proposals/{made.id}")


def _draft(desk: Desk, question: str, target: str) -> ProposalDraft:
    """The draft, with the sentence as it stands in the document now.

    Raises:
        InvalidRecord: the target is not a sentence of a clause that is held.
        UnknownDocument: there is no such document or clause.
    """
    parts = target.split("|")
    if len(parts) != 4 or not all(p.isdecimal() and len(p) < 10 for p in parts[1:]):
        raise InvalidRecord(f"target is {target[:80]!r}; it should be like yfbf-2023-92|7|120|180")
    document, (clause, start, end) = parts[0], map(int, parts[1:])
    library = desk.assistant.library
    place = place_of(library, document, clause, start, end, "").place
    if (place.start, place.end) != (start, end) or not clause:
        raise InvalidRecord(f"[{start}, {end}) is no sentence of clause {clause} of {document}")
    sentence = place.of(library.document(document).text)
    return ProposalDraft(question.strip(), document, clause, start, end, sentence)


@router.get("/desk/proposals/{proposal_id}")
def proposal(desk: AtDesk, session: Operator, proposal_id: int) -> Response:
    """One proposal with what became of it."""
    return _shown(desk, session, desk.records.proposals.find(proposal_id))


def _shown(
    desk: Desk,
    session: Session,
    found: Proposal,
    checked: tuple[BrokenQuestion, ...] | None = None,
) -> Response:
    """The page of a proposal; `checked` is what it would break, None where that was not looked at."""
    return shown(
        session, "proposal.html", proposal=found, checked=checked, learns=desk.learner is not None
    )


def _learner(desk: Desk) -> Learner:
    if desk.learner is None:
        raise NotAllowed("这里没有启用学习功能：提议可以留存，但不能批准生效。")
    return desk.learner


@router.post("/desk/proposals/{proposal_id}/check", max_body_size=LARGEST_FORM)
def check(desk: AtDesk, session: SupervisorForm, proposal_id: int) -> Response:
    """See what a proposal would break; nothing is changed."""
    broken = _learner(desk).check(proposal_id)
    return _shown(desk, session, desk.records.proposals.find(proposal_id), broken)


@router.post("/desk/proposals/{proposal_id}/approve", max_body_size=LARGEST_FORM)
def approve(desk: AtDesk, session: SupervisorForm, proposal_id: int) -> Response:
    """Approve a proposal; it goes live at once, or is refused with the list of what it would break."""
    _learner(desk).approve(proposal_id, by=session.account.name)
    return gone_to(f"/desk/proposals/{proposal_id}")


@router.post("/desk/proposals/{proposal_id}/refuse", max_body_size=LARGEST_FORM)
def refuse(
    desk: AtDesk, session: SupervisorForm, proposal_id: int, why: Annotated[str, Form()] = ""
) -> Response:
    """Refuse a proposal, with a reason."""
    decide = desk.records.proposals.decide
    decide(proposal_id, ProposalState.REFUSED, by=session.account.name, why=why.strip())
    return gone_to(f"/desk/proposals/{proposal_id}")


@router.post("/desk/proposals/{proposal_id}/undo", max_body_size=LARGEST_FORM)
def undo(desk: AtDesk, session: SupervisorForm, proposal_id: int) -> Response:
    """Take an approved proposal out of the answers again."""
    _learner(desk).undo(proposal_id, by=session.account.name)
    return gone_to(f"/desk/proposals/{proposal_id}")
