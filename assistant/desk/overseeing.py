"""The dashboard, the audit log, and the people."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response

from assistant.desk.bars import clause_bars, day_bars, points, status_bars
from assistant.desk.door import (
    LARGEST_FORM,
    Admin,
    AdminForm,
    AtDesk,
    DeskRoute,
    Operator,
    Supervisor,
    gone_to,
    shown,
)
from assistant.desk.errors import NotAllowed
from assistant.records.model import AccessRole

router = APIRouter(route_class=DeskRoute)
_ENTRIES = 100
_WIDTH, _HEIGHT = 640, 120


@router.get("/desk/board")
def board(
    desk: AtDesk, session: Operator, days: Annotated[int, Query(ge=1, le=366)] = 14
) -> Response:
    """The figures of the last days."""
    last = desk.clock()
    figures = desk.records.dashboard.between(last - timedelta(days=days - 1), last)
    return shown(
        session,
        "board.html",
        board=figures,
        days=days,
        upright=points(day_bars(figures), _WIDTH, _HEIGHT),
        width=_WIDTH,
        height=_HEIGHT,
        by_status=status_bars(figures),
        by_clause=clause_bars(figures, desk.assistant.library),
        quality=desk.quality(),
        corpus_version=desk.assistant.library.version,
        index_version=desk.assistant.index.version,
    )


@router.get("/desk/audit")
def audit(
    desk: AtDesk,
    session: Supervisor,
    who: str = "",
    kind: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """Who saw and changed what, newest first; that it was looked at is in it, too."""
    name = session.account.name
    if page == 1:
        desk.records.audit.add(name, "audit.opened", "audit")
    entries = desk.records.audit.latest(
        limit=_ENTRIES,
        offset=(page - 1) * _ENTRIES,
        who=who.strip() or None,
        object_kind=kind.strip() or None,
    )
    more = len(entries) == _ENTRIES
    return shown(session, "audit.html", entries=entries, who=who, kind=kind, page=page, more=more)


@router.get("/desk/people")
def people(desk: AtDesk, session: Admin) -> Response:
    """The accounts."""
    return shown(session, "people.html", accounts=desk.records.accounts.listed())


@router.post("/desk/people/enabled", max_body_size=LARGEST_FORM)
def set_enabled(
    desk: AtDesk,
    session: AdminForm,
    name: Annotated[str, Form()],
    enabled: Annotated[bool, Form()],
) -> Response:
    """Let somebody sign in again, or no more; nobody shuts himself out."""
    if name == session.account.name:
        raise NotAllowed("不能停用自己的账号；请让另一位管理员来做。")
    desk.records.accounts.set_enabled(name, enabled, by=session.account.name)
    return gone_to("/desk/people")


@router.post("/desk/people/role", max_body_size=LARGEST_FORM)
def set_role(
    desk: AtDesk,
    session: AdminForm,
    name: Annotated[str, Form()],
    role: Annotated[AccessRole, Form()],
) -> Response:
    """Change what somebody may do; nobody takes the last admin from himself."""
    if name == session.account.name:
        raise NotAllowed("不能改自己的角色；请让另一位管理员来做。")
    desk.records.accounts.set_role(name, role, by=session.account.name)
    return gone_to("/desk/people")
