"""Signing in and out, and changing one's own password."""

from __future__ import annotations

import secrets
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from assistant.desk.door import (
    FORM_COOKIE,
    LARGEST_FORM,
    SESSION_COOKIE,
    AtDesk,
    DeskRoute,
    Operator,
    OperatorForm,
    form_at_door,
    gone_to,
    session_of,
    set_cookie,
    shown,
)
from assistant.records.errors import SignInLocked, SignInRefused, WeakPassword
from assistant.service.origin import CLIENT

router = APIRouter(route_class=DeskRoute)
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_WRONG = "姓名或密码不对，或者账号已停用。"
_WEAK = "新密码至少 10 个字符，不能含有姓名。"


@router.get("/desk/sign-in")
def sign_in_page(request: Request, next: str = "") -> Response:  # noqa: A002
    """The door."""
    if session_of(request):
        return gone_to(_own_page(next))
    return _door(request, next, "")


def _door(
    request: Request, wanted: str, fault: str, *, name: str = "", status: int = 200
) -> HTMLResponse:
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    values = {"token": token, "next": _own_page(wanted), "fault": fault, "name": name}
    response = shown(None, "sign_in.html", status=status, **values)
    set_cookie(request, response, FORM_COOKIE, token)
    return response


def _own_page(wanted: str) -> str:
    """A page of the console: nobody is led elsewhere by an address that he was sent."""
    own = wanted == "/desk" or wanted.startswith(("/desk?", "/desk/"))
    return wanted if own and "\\" not in wanted else "/desk"


def _source(request: Request) -> str:
    """Where somebody signs in from, as the gates know it: behind a proxy all would be locked out for the failures of one."""
    peer = request.client.host if request.client else ""
    return str(request.scope.get(CLIENT, peer))


@router.post("/desk/sign-in", dependencies=[Depends(form_at_door)], max_body_size=LARGEST_FORM)
def sign_in(
    request: Request,
    desk: AtDesk,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """Sign in with name and password."""
    source = _source(request)
    try:
        account = desk.records.sign_in.authenticate(name, password, source)
    except SignInLocked as error:
        until = error.until.astimezone(_SHANGHAI).strftime("%H:%M")
        said = f"连续输错次数太多，已暂时锁定，{until} 以后再试。忘了密码请找管理员。"
        return _door(request, next, said, name=name, status=429)
    except SignInRefused:
        return _door(request, next, _WRONG, name=name, status=401)
    token, _ = desk.records.sign_in.start(account)
    response = gone_to(_own_page(next))
    set_cookie(request, response, SESSION_COOKIE, token)
    response.delete_cookie(FORM_COOKIE, path="/desk")
    return response


@router.post("/desk/sign-out", max_body_size=LARGEST_FORM)
def sign_out(request: Request, desk: AtDesk, session: OperatorForm) -> Response:
    """End the session."""
    desk.records.sign_in.end(request.cookies.get(SESSION_COOKIE, ""))
    response = gone_to("/desk/sign-in")
    response.delete_cookie(SESSION_COOKIE, path="/desk")
    return response


@router.get("/desk/password")
def password_page(session: Operator) -> Response:
    """The form for a new password."""
    return shown(session, "password.html", fault="")


@router.post("/desk/password", max_body_size=LARGEST_FORM)
def change_password(
    request: Request,
    desk: AtDesk,
    session: OperatorForm,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Change one's own password; every session of the account ends, this one too."""
    name = session.account.name
    fault = "" if new == again else "两次输入的新密码不一样。"
    try:
        if not fault:
            desk.records.sign_in.authenticate(name, old, _source(request))
            desk.records.accounts.set_password(name, new, by=name)
    except SignInRefused:
        fault = "旧密码不对。"
    except WeakPassword:
        fault = _WEAK
    if fault:
        return shown(session, "password.html", status=400, fault=fault)
    return gone_to("/desk/sign-in")
