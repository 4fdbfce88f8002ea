"""Who may come in: sessions in a cookie, roles by route, a token in every form, and the headers of every page."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Form, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.routing import APIRoute

from assistant.desk.errors import NotAllowed, NotSignedIn
from assistant.desk.names import ROLES
from assistant.desk.pages import page
from assistant.desk.ports import Answers, Learner
from assistant.desk.results import Results
from assistant.errors import AssistantError
from assistant.evaluation.figures import Figures
from assistant.records.errors import DatabaseUnavailable, NoSuchRecord, RecordsError
from assistant.records.model import AccessRole, Session
from assistant.records.opening import Records
from corpus.errors import UnknownDocument

SESSION_COOKIE = "yuce_desk"
FORM_COOKIE = "yuce_desk_form"
LARGEST_FORM = 64 * 1024
"""The most bytes that a form may have."""
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Desk:
    """What the routes work with. `learner` None: proposals can be made, but not approved here."""

    assistant: Answers
    records: Records
    results: Results
    learner: Learner | None
    clock: Callable[[], date]
    quality: Callable[[], Figures | None]


def desk_of(request: Request) -> Desk:
    """The desk that a request is for."""
    desk: Desk = request.state.desk
    return desk


def session_of(request: Request) -> Session | None:
    """Whose browser it is, None where nobody is signed in."""
    token = request.cookies.get(SESSION_COOKIE, "")
    return desk_of(request).records.sign_in.session(token) if token else None


def needs(role: AccessRole) -> Callable[[Request], Session]:
    """A dependency: the session of somebody who has at least this role.

    Raises (when called):
        NotSignedIn: nobody is signed in.
        NotAllowed: the role does not suffice.
    """

    def signed_in(request: Request) -> Session:
        session = session_of(request)
        if session is None:
            raise NotSignedIn
        if not session.account.role.covers(role):
            raise NotAllowed(
                f"这一页要{ROLES[role.value]}权限，您现在是{ROLES[session.account.role.value]}。"
            )
        return session

    signed_in.role = role  # type: ignore[attr-defined]  # read by the test over all routes
    return signed_in


def _same(one: str, other: str) -> bool:
    return bool(other) and secrets.compare_digest(one.encode(), other.encode())


def form_of(role: AccessRole) -> Callable[..., Session]:
    """A dependency for what changes something: as `needs`, and the form must have the session's token."""
    signed_in = needs(role)

    def checked(request: Request, csrf: Annotated[str, Form()] = "") -> Session:
        session = signed_in(request)
        if not _same(csrf, session.csrf_token):
            raise NotAllowed("这张表单已经失效，没有保存。请返回上一页，刷新后再提交。")
        return session

    checked.role = role  # type: ignore[attr-defined]
    return checked


def form_at_door(request: Request, csrf: Annotated[str, Form()] = "") -> None:
    """A dependency for signing in, where there is no session yet: form and cookie must have the same token."""
    if not _same(csrf, request.cookies.get(FORM_COOKIE, "")):
        raise NotAllowed("登录页已经失效。请刷新后再登录。")


Operator = Annotated[Session, Depends(needs(AccessRole.OPERATOR))]
Supervisor = Annotated[Session, Depends(needs(AccessRole.SUPERVISOR))]
Admin = Annotated[Session, Depends(needs(AccessRole.ADMIN))]
OperatorForm = Annotated[Session, Depends(form_of(AccessRole.OPERATOR))]
SupervisorForm = Annotated[Session, Depends(form_of(AccessRole.SUPERVISOR))]
AdminForm = Annotated[Session, Depends(form_of(AccessRole.ADMIN))]
AtDesk = Annotated[Desk, Depends(desk_of)]


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """A cookie that no script reads and no other site's page sends; over https only where the page came by https."""
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, path="/desk", httponly=True, samesite="strict", secure=secure)


def shown(
    session: Session | None, template: str, *, status: int = 200, **values: object
) -> HTMLResponse:
    """A page for who is signed in."""
    account = session.account if session else None
    covers = account.role.covers if account else lambda needed: False
    known = {
        "me": account,
        "csrf": session.csrf_token if session else "",
        "supervises": covers(AccessRole.SUPERVISOR),
        "administers": covers(AccessRole.ADMIN),
    }
    return HTMLResponse(page(template, **{**known, **values}), status)


def gone_to(address: str) -> RedirectResponse:
    """After a form: the page to look at, so that reloading sends nothing twice."""
    return RedirectResponse(address, 303)


class DeskRoute(APIRoute):
    """A route of the console: what goes wrong becomes a page, and every page has the headers."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See APIRoute."""
        answer = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                response = await answer(request)
            except NotSignedIn:
                response = _to_the_door(request)
            except (AssistantError, UnknownDocument, RequestValidationError) as error:
                response = _told(request, error)
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return handled


def _to_the_door(request: Request) -> Response:
    if request.headers.get("x-fragment"):  # the page's script goes to the door by itself
        return Response(status_code=401)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = f"?next={quote(wanted)}" if request.method == "GET" and wanted != "/desk" else ""
    return RedirectResponse(f"/desk/sign-in{back}", 303)


_STATUSES = (
    (NotAllowed, 403),
    (NoSuchRecord, 404),
    (UnknownDocument, 404),
    (DatabaseUnavailable, 503),
)


def _told(request: Request, error: Exception) -> Response:
    """One sentence on a page; what the records say is English for the log, the operator gets what to do."""
    status = next((code for kind, code in _STATUSES if isinstance(error, kind)), 400)
    said = str(error) if isinstance(error, NotAllowed) else _SAID.get(status, _SAID[400])
    detail = str(error) if isinstance(error, RecordsError) and status == 400 else ""
    if request.headers.get("x-fragment"):
        return HTMLResponse(page("_fault.html", said=said, detail=detail), status)
    return HTMLResponse(page("fault.html", said=said, detail=detail, me=None), status)


_SAID = {
    400: "没有保存：填写的内容有误，请返回修改。",
    404: "没有这一条记录或条款，可能已经被更新。",
    503: "记录库暂时打不开，请稍后再试；查条款不受影响。",
}
