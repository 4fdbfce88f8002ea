"""The page's own routes beside the chat: what is left with the hotline, and the script that embeds the chat elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, StringConstraints
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.chat import Asked
from assistant.desk_ports import Desk
from assistant.errors import AssistantError, LeavingError
from assistant.leaving import Left, hand_over, leave_verdict
from assistant.model import Language
from assistant.page_words import words
from assistant.sealing import Seal
from assistant.widget import framed, is_embedded, widget_script

_LOG = logging.getLogger(__name__)
_LARGEST_BODY = 64 * 1024
_Text = Annotated[str, StringConstraints(max_length=4000)]


class VerdictIn(BaseModel):
    """有用 or 没用 for the answer of `row`."""

    row: dict[str, Any]
    verdict: Literal["useful", "not_useful"]
    reason: _Text = ""
    note: _Text = ""
    language: Language | None = None


class HandoverIn(BaseModel):
    """A question handed over to a person, with the answer of `row`."""

    row: dict[str, Any]
    contact: _Text
    note: _Text = ""
    seal: _Text = ""
    language: Language | None = None


def add_desk_routes(app: FastAPI, assistant: Asked, desk: Desk, seal: Seal) -> None:
    """What the page's two forms are sent to. Errors are `{"error": "one sentence"}` in the page's language."""

    @app.post("/page/verdict", max_body_size=_LARGEST_BODY, include_in_schema=False)
    def verdict(body: VerdictIn) -> Response:
        left = Left(body.row, body.language, body.verdict, body.reason, note=body.note)
        return _answered(left, lambda: leave_verdict(left, desk, assistant.library))

    @app.post("/page/handover", max_body_size=_LARGEST_BODY, include_in_schema=False)
    def handover(body: HandoverIn) -> Response:
        told = {"contact": body.contact, "note": body.note, "seal": body.seal}
        left = Left(body.row, body.language, **told)
        return _answered(left, lambda: hand_over(left, desk, assistant.library, seal))


def _answered(left: Left, leave: Callable[[], str | None]) -> Response:
    try:
        return JSONResponse({"receipt": leave() or ""})
    except LeavingError as error:
        return JSONResponse({"error": str(error)}, 400)
    except AssistantError:  # the records' own errors speak to operators
        _LOG.exception("what an asker left could not be kept")
        return JSONResponse({"error": words(left.language).fault_desk}, 503)


def add_widget(app: FastAPI, origins: Sequence[str]) -> None:
    """The script for the sites that may embed the chat, and the leave to put its pages into their frames."""
    script = widget_script(origins)

    @app.get("/widget.js", include_in_schema=False)
    def widget() -> Response:
        headers = {
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": "public, max-age=3600",
        }
        return Response(script, media_type="text/javascript; charset=utf-8", headers=headers)

    app.add_middleware(Framing, origins=tuple(origins))


class Framing:
    """Lets other origins put the enterprise's pages into a frame; every other page stays as it is."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self._app, self._origins = app, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; only the headers of its response are touched."""
        if scope["type"] != "http" or not is_embedded(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                policy = headers.get("content-security-policy", "")
                headers["Content-Security-Policy"] = framed(policy, self._origins)
                del headers["x-frame-options"]  # an old header that knows no list
            await send(message)

        await self._app(scope, receive, sending)
