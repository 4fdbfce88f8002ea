"""The access log: which path was asked for, with what came of it. Neither address nor query: they tell who asked what."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.journal import FACTS
from assistant.service.kinds import Kind, kind_of
from assistant.service.metering import Meter

_LOG = logging.getLogger("yuce.access")
_LONGEST_PATH = 200


class Accessed:
    """ASGI: one event for every response when it is finished, and one measure for each that costs something."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self._app, self._meter = app, meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_see)
        finally:
            seconds = time.perf_counter() - started
            if kind_of(scope["method"], scope["path"]) is not Kind.FREE:
                self._meter.served(
                    status, seconds
                )  # the page's heartbeat lasts as long as the page
            _LOG.info("request", extra={FACTS: _facts(scope, status, seconds)})


def _facts(scope: Scope, status: int, seconds: float) -> dict[str, str | int | float]:
    path = scope["path"][:_LONGEST_PATH]
    return {
        "method": scope["method"],
        "path": path,
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
