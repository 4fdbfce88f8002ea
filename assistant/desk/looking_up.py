"""The console's first page: what is typed, the rows that it finds, and the sheet of a row."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from assistant.desk.door import AtDesk, DeskRoute, Operator, shown
from assistant.desk.lookup import LONGEST
from assistant.records.model import CallSearch

router = APIRouter(route_class=DeskRoute)
RECENT = 5
"""How many of one's own calls are shown beside the form."""
_TYPED = Query(max_length=4 * LONGEST)


@router.get("/desk")
def console(desk: AtDesk, session: Operator, q: Annotated[str, _TYPED] = "") -> Response:
    """The console, with the rows of `q` where it is given."""
    own = CallSearch(operator=session.account.name)
    recent = desk.records.calls.search(own, limit=RECENT).calls
    return shown(session, "console.html", recent=recent, listed=desk.results.listed(q))


@router.get("/desk/search")
def search(desk: AtDesk, session: Operator, q: Annotated[str, _TYPED] = "") -> Response:
    """The rows for what is typed so far, as a part of the page."""
    return shown(session, "_rows.html", listed=desk.results.listed(q))


@router.get("/desk/sheet")
def sheet(
    desk: AtDesk,
    session: Operator,
    q: Annotated[str, _TYPED] = "",
    document: Annotated[str, Query(max_length=200)] = "",
    clause: Annotated[int, Query(ge=0, le=100_000)] = 0,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """The sheet of a row; without a document that of the answer to `q`."""
    opened = desk.results.sheet(q, document, clause, start, end)
    return shown(session, "_sheet.html", sheet=opened)
