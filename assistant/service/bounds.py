"""How large a body may be, how long it may take to come, how long an answer may take, and how many are worked on at once."""

from __future__ import annotations

import asyncio
import logging
import time

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.faults import UNEXPECTED, fault
from assistant.service.kinds import Kind, kind_of
from assistant.service.metering import Meter
from assistant.terms import Terms

_LOG = logging.getLogger(__name__)
_BUSY = "too many requests are being worked on; come back in a moment"
_LATE = "the answer took longer than {seconds:g} s; ask again, perhaps shorter"
_SLOW = "the body was not here after {seconds:g} s; send it faster"
_LARGE = "the body is larger than the {most} bytes that are taken"
_SOON = {"Retry-After": "2"}


class Bounded:
    """ASGI: 413 for a large body, 408 for a slow one, 503 where an answer takes too long or too many are worked on.

    A thread cannot be stopped: work that is too late goes on unheard and keeps its place until it ends, so that no more is
    taken on than can be worked on.
    """

    def __init__(self, app: ASGIApp, terms: Terms, meter: Meter) -> None:
        self._app, self._terms, self._meter = app, terms, meter
        self._working = 0
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, length = scope["path"], Headers(scope=scope).get("content-length", "0")
        if not length.isdigit() or int(length) > self._terms.largest_body:
            said = _LARGE.format(most=self._terms.largest_body)
            await fault(path, 413, said)(scope, receive, send)
        elif kind_of(scope["method"], path) is Kind.FREE:
            await self._app(scope, receive, send)
        elif self._working >= self._terms.at_once:
            self._meter.shed()
            await fault(path, 503, _BUSY, _SOON)(scope, receive, send)
        else:
            await self._in_time(scope, receive, send)

    async def _in_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        reply = _Reply(send)
        work = asyncio.create_task(self._work(scope, _Body(receive, self._terms).receive, reply))
        try:
            await asyncio.wait({work}, timeout=self._terms.answer_seconds)
            if work.done() or reply.started:
                await work
                return
        except asyncio.CancelledError:
            work.cancel()
            raise
        reply.closed = True
        self._late.add(work)
        work.add_done_callback(self._ended_late)
        self._meter.shed()
        said = _LATE.format(seconds=self._terms.answer_seconds)
        await fault(scope["path"], 503, said, _SOON)(scope, receive, send)

    async def _work(self, scope: Scope, receive: Receive, reply: _Reply) -> None:
        self._working += 1
        try:
            await self._app(scope, receive, reply.send)
        finally:
            self._working -= 1

    def _ended_late(self, work: asyncio.Task[None]) -> None:
        self._late.discard(work)
        if not work.cancelled() and (error := work.exception()):
            _LOG.error("%s (of a request that was too late)", UNEXPECTED, exc_info=error)


class _Reply:
    """What is sent, until it is closed: then the client has been told something else."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = self.closed = False

    async def send(self, message: Message) -> None:
        if not self.closed:
            self.started = True
            await self._send(message)


class _Body:
    """A body on its way, held to its size and its time, whatever length it claims."""

    def __init__(self, receive: Receive, terms: Terms) -> None:
        self._receive, self._terms = receive, terms
        self._left = terms.largest_body
        self._until = time.monotonic() + terms.receive_seconds
        self._whole = False

    async def receive(self) -> Message:
        if self._whole:  # only the end of the connection is awaited now
            return await self._receive()
        try:
            wait = max(0.0, self._until - time.monotonic())
            message = await asyncio.wait_for(self._receive(), wait)
        except TimeoutError:
            said = _SLOW.format(seconds=self._terms.receive_seconds)
            raise HTTPException(408, said) from None
        self._whole = not message.get("more_body", False)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, _LARGE.format(most=self._terms.largest_body))
        return message
