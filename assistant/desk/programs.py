"""The console's data for programs with an operator's key: the figures, and the calls as CSV."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse

from assistant.desk.door import AtDesk
from assistant.desk.errors import NotAllowed
from assistant.records.csv_export import call_csv
from assistant.records.model import AccessRole, CallSearch, Dashboard
from assistant.service.keys import CALLER, KeyHolder
from assistant.service.roles import may

router = APIRouter()


def holder_of(request: Request) -> KeyHolder:
    """Whose key it is. The gates have declined others; without gates before them these routes serve nobody."""
    caller: KeyHolder | None = request.scope.get(CALLER)
    if caller is None or not may(caller.role, AccessRole.OPERATOR):
        raise NotAllowed("an operator's key is needed")
    return caller


Program = Annotated[KeyHolder, Depends(holder_of)]


@router.get("/api/v1/desk/figures", response_class=JSONResponse)
def figures(
    desk: AtDesk, program: Program, days: Annotated[int, Query(ge=1, le=366)] = 14
) -> Dashboard:
    """What the dashboard shows of the last days."""
    last = desk.clock()
    return desk.records.dashboard.between(last - timedelta(days=days - 1), last)


@router.get("/api/v1/desk/calls.csv")
def calls(
    desk: AtDesk, program: Program, first: date | None = None, last: date | None = None
) -> StreamingResponse:
    """The calls of some days, or all, as the console exports them; that they were taken is in the audit log."""
    wanted = f"{first or ''} {last or ''}".strip() or "全部"
    desk.records.audit.add(f"key {program.name}", "calls.exported", "call", after=wanted)
    lines = call_csv(desk.records.calls.every(CallSearch(first=first, last=last)))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8")
