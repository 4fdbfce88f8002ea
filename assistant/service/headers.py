"""Headers on every response: what a browser may do with it, and the request's id. A failure inside stays inside."""

from __future__ import annotations

import logging
import re
import secrets
from contextvars import ContextVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.faults import UNEXPECTED, fault
from assistant.service.kinds import for_programs

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being worked on; "" outside of one."""
_LOG = logging.getLogger(__name__)
_SOUND_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_OWN = "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'"
_ENDS = "form-action 'self'; frame-ancestors 'self'; base-uri 'self'; object-src 'none'"
# Gradio's page has its configuration and its first styles inline; nothing else is served so.
_GRADIO = f"{_OWN}; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; {_ENDS}"
_PAGES = f"{_OWN}; script-src 'self'; style-src 'self'; {_ENDS}"
_PROGRAMS = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_GRADIO_PAGE = "/"
_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_HSTS = "max-age=31536000"


def policy(path: str) -> str:
    """The Content-Security-Policy of a path.

    >>> "unsafe-inline" in policy("/"), "unsafe-inline" in policy("/desk"), policy("/api/v1/ask")[:18]
    (True, False, "default-src 'none'")
    """
    if for_programs(path) or path in ("/healthz", "/openapi.json"):
        return _PROGRAMS
    return _GRADIO if path == _GRADIO_PAGE else _PAGES


class Headed:
    """ASGI: security headers where the route has set none of its own, and the id; an unexpected failure is one sentence."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, started = _id_of(scope), False
        token = REQUEST_ID.set(request_id)

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _put(MutableHeaders(scope=message), scope, request_id)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except (
            Exception
        ):  # what is inside stays inside: the log has it, the asker gets one sentence
            _LOG.exception("%s %s failed", scope["method"], scope["path"])
            if started:  # the connection must break, or half an answer would pass for a whole one
                raise
            await fault(scope["path"], 500, UNEXPECTED)(scope, receive, send_with_headers)
        finally:
            REQUEST_ID.reset(token)


def _put(headers: MutableHeaders, scope: Scope, request_id: str) -> None:
    path = scope["path"]
    wanted = {**_EVERYWHERE, "Content-Security-Policy": policy(path), "X-Request-ID": request_id}
    if for_programs(path):
        wanted["Cache-Control"] = "no-store"  # it holds what somebody asked
    if scope["scheme"] == "https":
        wanted["Strict-Transport-Security"] = _HSTS
    for name, value in wanted.items():
        headers.setdefault(name, value)


def _id_of(scope: Scope) -> str:
    """The id that a client or proxy gave, if it can stand in a log as it is; else a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _SOUND_ID.fullmatch(given) else secrets.token_hex(8)
