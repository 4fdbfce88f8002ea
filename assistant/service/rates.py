"""How often a client may ask: moving windows of one minute. The only module that imports `limits`."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.faults import fault
from assistant.service.kinds import Kind, kind_of
from assistant.service.metering import Meter
from assistant.service.origin import CLIENT
from assistant.terms import Terms

FAILURES = "failures"
_MOST_FAILURES = 20
_WINDOW = 60
_SAID = {
    Kind.QUESTION: "at most {limit} questions a minute are answered; ask again in {wait} s",
    Kind.REQUEST: "at most {limit} requests a minute are taken; come back in {wait} s",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request is within its limit; `reset` is in how many seconds there is room for more than `remaining`."""

    allowed: bool
    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """What the client is told: RateLimit-* of the draft standard, X-RateLimit-* as older clients read it."""
        told = {"Limit": self.limit, "Remaining": self.remaining, "Reset": self.reset}
        told_twice = [(f"{p}RateLimit-{n}", str(v)) for p in ("", "X-") for n, v in told.items()]
        return dict(told_twice) | ({} if self.allowed else {"Retry-After": str(self.reset)})


class Rates:
    """Counts by kind and client, in this process. One process serves, so this is the whole count.

    Args:
        terms: the limits.
        window: in seconds.
    """

    def __init__(self, terms: Terms, window: int = _WINDOW) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        most = {
            Kind.QUESTION.value: terms.questions_per_minute,
            Kind.REQUEST.value: terms.requests_per_minute,
            FAILURES: _MOST_FAILURES,
        }
        self._items = {kind: RateLimitItemPerSecond(n, window) for kind, n in most.items()}

    def hit(self, kind: str, client: str) -> Verdict:
        """Count a request, if there is room for it."""
        item = self._items[kind]
        allowed = self._limiter.hit(item, kind, client)
        stats = self._limiter.get_window_stats(item, kind, client)
        reset = max(1, math.ceil(stats.reset_time - time.time()))
        return Verdict(allowed, item.amount, max(0, int(stats.remaining)), reset)

    def left(self, kind: str, client: str) -> bool:
        """Whether there is room for one more; counts nothing."""
        return self._limiter.test(self._items[kind], kind, client)


class RateLimited:
    """ASGI: 429 above the limit, and on every counted response how much is left.

    It covers the page as well: its events are posts to one path.
    """

    def __init__(self, app: ASGIApp, rates: Rates, meter: Meter) -> None:
        self._app, self._rates, self._meter = app, rates, meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        kind = kind_of(scope["method"], scope["path"]) if scope["type"] == "http" else Kind.FREE
        if kind is Kind.FREE:
            await self._app(scope, receive, send)
            return
        verdict = self._rates.hit(kind, scope[CLIENT])
        if not verdict.allowed:
            self._meter.limited(kind)
            said = _SAID[kind].format(limit=verdict.limit, wait=verdict.reset)
            await fault(scope["path"], 429, said, verdict.headers())(scope, receive, send)
            return

        async def send_with_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(verdict.headers())
            await send(message)

        await self._app(scope, receive, send_with_count)
