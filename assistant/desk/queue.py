"""The queue: what askers left open, grouped by likeness, and the hand-overs in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response

from assistant.desk.door import (
    LARGEST_FORM,
    AtDesk,
    Desk,
    DeskRoute,
    Operator,
    OperatorForm,
    gone_to,
    shown,
)
from assistant.desk.sheet import ShownRow, sentences
from assistant.records.errors import NoSuchRecord
from assistant.records.model import Handover, HandoverState, QueueGroup
from corpus.model import Span

router = APIRouter(route_class=DeskRoute)
_MOST_GROUPS = 200
_CHOICES = 4
"""How many clauses are offered to attach a question to."""


@router.get("/desk/queue")
def queue(desk: AtDesk, session: Operator, handled: bool = False) -> Response:
    """The groups, most frequent first; with `handled` those that were worked off."""
    groups = desk.records.queue.groups(handled=handled, limit=_MOST_GROUPS)
    return shown(session, "queue.html", groups=groups, handled=handled)


@router.get("/desk/queue/group")
def group(
    desk: AtDesk,
    session: Operator,
    key: Annotated[str, Query(min_length=1, max_length=400)],
    q: Annotated[str, Query(max_length=800)] = "",
) -> Response:
    """One group: how it was asked, what was said of it, and the sentences that it may be attached to."""
    opened = _group(desk, key)
    typed = q.strip() or opened.question
    choices = offered(desk, typed)
    handovers = [_handover(desk, receipt) for receipt in opened.receipts]
    return shown(session, "group.html", group=opened, q=typed, choices=choices, handovers=handovers)


def _group(desk: Desk, key: str) -> QueueGroup:
    for handled in (False, True):
        groups = desk.records.queue.groups(handled=handled, limit=_MOST_GROUPS)
        if match := next((g for g in groups if key in g.keys), None):
            return match
    raise NoSuchRecord(f"no group of the queue has the question {key[:80]!r}")


def _handover(desk: Desk, receipt: str) -> Handover:
    return desk.records.handovers.find(receipt)


@dataclass(frozen=True, slots=True)
class Choice:
    """A clause to attach a question to: its row, its sentences with their reading, and the likeliest of them."""

    row: ShownRow
    sentences: tuple[tuple[Span, str], ...]
    likeliest: Span


def offered(desk: Desk, typed: str) -> tuple[Choice, ...]:
    """The clauses that fit what is typed, best first."""
    rows, listed = desk.results.found(typed)
    library = desk.assistant.library
    pairs = [(r, s) for r, s in zip(rows.rows, listed, strict=True) if r.clause][:_CHOICES]
    return tuple(Choice(s, sentences(library, r), r.place) for r, s in pairs)


@router.post("/desk/queue/handled", max_body_size=LARGEST_FORM)
def handled(
    desk: AtDesk,
    session: OperatorForm,
    key: Annotated[list[str], Form()],
    note: Annotated[str, Form()] = "",
) -> Response:
    """Mark a group as worked off; the same question coming again opens it again."""
    desk.records.queue.mark_handled(key, by=session.account.name, note=note.strip())
    return gone_to("/desk/queue")


@router.post("/desk/queue/reopen", max_body_size=LARGEST_FORM)
def reopen(desk: AtDesk, session: OperatorForm, key: Annotated[list[str], Form()]) -> Response:
    """Take the mark away."""
    desk.records.queue.reopen(key, by=session.account.name)
    return gone_to("/desk/queue")


@router.get("/desk/handovers/{receipt}")
def handover(desk: AtDesk, session: Operator, receipt: str) -> Response:
    """A hand-over with the asker's contact; that it was opened is in the audit log."""
    opened = _handover(desk, receipt)
    desk.records.audit.add(session.account.name, "handover.opened", "handover", opened.receipt)
    return shown(session, "handover.html", handover=opened)


@router.post("/desk/handovers/{receipt}", max_body_size=LARGEST_FORM)
def go_on(
    desk: AtDesk,
    session: OperatorForm,
    receipt: str,
    state: Annotated[HandoverState, Form()],
    remark: Annotated[str, Form()] = "",
) -> Response:
    """Go on with a hand-over."""
    changed = desk.records.handovers.set_state(
        receipt, state, by=session.account.name, remark=remark.strip()
    )
    return gone_to(f"/desk/handovers/{changed.receipt}")
