"""The record of calls: keeping one, finding them again, taking them away as CSV."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response, StreamingResponse

from assistant.contract import AnswerRow, answer_row
from assistant.desk.door import (
    LARGEST_FORM,
    AtDesk,
    DeskRoute,
    Operator,
    OperatorForm,
    gone_to,
    shown,
)
from assistant.desk.errors import NotAllowed
from assistant.desk.looking_up import RECENT
from assistant.records.csv_export import call_csv
from assistant.records.errors import InvalidRecord
from assistant.records.model import (
    AccessRole,
    CallEntry,
    CallOutcome,
    CallRecord,
    CallSearch,
    Channel,
    CitedClause,
    Session,
)

router = APIRouter(route_class=DeskRoute)
_A_PAGE = 30


@router.post("/desk/calls", max_body_size=LARGEST_FORM)
def keep_call(
    request: Request,
    desk: AtDesk,
    session: OperatorForm,
    question: Annotated[str, Form()] = "",
    outcome: Annotated[CallOutcome, Form()] = CallOutcome.ANSWERED,
    unit: Annotated[str, Form()] = "",
    notes: Annotated[str, Form()] = "",
    cited: Annotated[str, Form()] = "",
) -> Response:
    """Keep a call; its question is answered once more for the record, and logged."""
    answer = desk.results.answer(question)
    row = answer_row(answer) if answer else None
    entry = _entry(question, outcome, unit, notes, row, _cited(cited))
    call = desk.records.calls.add(entry, by=session.account.name)
    if row:
        desk.records.asked.add(row, Channel.DESK)
    if request.headers.get("x-fragment"):
        recent = desk.records.calls.search(CallSearch(operator=session.account.name), limit=RECENT)
        return shown(session, "_recent.html", recent=recent.calls, saved=call.id)
    return gone_to("/desk")


def _entry(
    question: str,
    outcome: CallOutcome,
    unit: str,
    notes: str,
    answer: AnswerRow | None,
    cited: tuple[CitedClause, ...],
) -> CallEntry:
    kept = unit.strip() if outcome is CallOutcome.REFERRED else ""
    return CallEntry(question.strip(), outcome, kept, notes.strip(), answer, cited)


def _cited(text: str) -> tuple[CitedClause, ...]:
    """The clauses of a call form: document:clause, …

    Raises:
        InvalidRecord: it is not of that form.
    """
    try:
        pairs = [part.rsplit(":", 1) for part in text.split()]
        return tuple(CitedClause(document, int(number) or None) for document, number in pairs)
    except ValueError as error:
        raise InvalidRecord(f"cited is {text[:80]!r}; it should be like yfbf-2023-92:7") from error


@router.get("/desk/calls")
def calls(
    desk: AtDesk,
    session: Operator,
    text: str = "",
    first: str = "",
    last: str = "",
    outcome: str = "",
    operator: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """The calls that fit, newest first."""
    wanted = _wanted(text, first, last, outcome, operator)
    found = desk.records.calls.search(wanted, limit=_A_PAGE, offset=(page - 1) * _A_PAGE)
    typed = {"text": text, "first": first, "last": last, "outcome": outcome, "operator": operator}
    pages = max(1, -(-found.total // _A_PAGE))
    return shown(session, "calls.html", found=found, typed=typed, page=page, pages=pages)


def _wanted(text: str, first: str, last: str, outcome: str, operator: str) -> CallSearch:
    """What is looked for; a field that is left empty narrows nothing.

    Raises:
        InvalidRecord: a day or an outcome is not one.
    """
    try:
        return CallSearch(
            text.strip(),
            date.fromisoformat(first) if first else None,
            date.fromisoformat(last) if last else None,
            CallOutcome(outcome) if outcome else None,
            operator.strip() or None,
        )
    except ValueError as error:
        raise InvalidRecord(
            f"{error}; a day is like 2026-11-23, an outcome like answered"
        ) from error


@router.get("/desk/calls.csv")
def calls_as_csv(
    desk: AtDesk,
    session: Operator,
    text: str = "",
    first: str = "",
    last: str = "",
    outcome: str = "",
    operator: str = "",
) -> Response:
    """The calls that fit, as a file for a spreadsheet; that they were taken is in the audit log."""
    wanted = _wanted(text, first, last, outcome, operator)
    desk.records.audit.add(session.account.name, "calls.exported", "call", after=_told(wanted))
    headers = {"Content-Disposition": 'attachment; filename="calls.csv"'}
    lines = call_csv(desk.records.calls.every(wanted))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def _told(wanted: CallSearch) -> str:
    told = (wanted.text, wanted.first, wanted.last, wanted.outcome, wanted.operator)
    return " ".join(str(t) for t in told if t) or "全部"


@router.get("/desk/calls/{call_id}")
def call(desk: AtDesk, session: Operator, call_id: int) -> Response:
    """One call; that it was opened is in the audit log where another took it."""
    found = desk.records.calls.find(call_id)
    if found.operator != session.account.name:
        desk.records.audit.add(session.account.name, "call.opened", "call", str(call_id))
    return shown(session, "call.html", call=found, may_change=_may_change(session, found))


def _may_change(session: Session, call: CallRecord) -> bool:
    own = call.operator == session.account.name
    return own or session.account.role.covers(AccessRole.SUPERVISOR)


@router.post("/desk/calls/{call_id}", max_body_size=LARGEST_FORM)
def change_call(
    desk: AtDesk,
    session: OperatorForm,
    call_id: int,
    outcome: Annotated[CallOutcome, Form()] = CallOutcome.ANSWERED,
    unit: Annotated[str, Form()] = "",
    notes: Annotated[str, Form()] = "",
) -> Response:
    """Change outcome and notes of a call; question and answer stay."""
    found = desk.records.calls.find(call_id)
    if not _may_change(session, found):
        raise NotAllowed("只能修改自己的来电记录；需要更正请找班长。")
    kept = unit.strip() if outcome is CallOutcome.REFERRED else ""
    entry = replace(found.entry, outcome=outcome, unit=kept, notes=notes.strip())
    desk.records.calls.change(call_id, entry, by=session.account.name)
    return gone_to(f"/desk/calls/{call_id}")
