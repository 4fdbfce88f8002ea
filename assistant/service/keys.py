"""Keys of programs: who may call the interfaces for programs, where keys are required."""

from __future__ import annotations

from typing import Protocol

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.records.model import AccessRole
from assistant.service.faults import fault
from assistant.service.kinds import for_programs
from assistant.service.origin import CLIENT
from assistant.service.rates import FAILURES, Rates
from assistant.service.roles import may, role_for

CALLER = "yuce.caller"
"""The scope's key for the `KeyHolder`; absent where no valid key was given."""
_MISSING = "a key is required; send it as Authorization: Bearer YOUR_KEY"
_WRONG = "the key is not known, or is no longer valid; ask the operator of this service for another"
_TOO_LITTLE = "this key has the role {role}, and this needs {needed}; ask the operator of this service for a key that has it"
_OFTEN = "too many wrong keys came from this address; wait a minute"
_LONGEST = 256


class KeyHolder(Protocol):
    """Whom a key belongs to. `name` is unique and is no secret; `role` says what the key may do."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def role(self) -> str: ...  # noqa: D102


class KeyChecker(Protocol):
    """Knows the keys. Quick: it is asked on every request that has one, from any thread."""

    def find(self, secret: str) -> KeyHolder | None:
        """Whom a key belongs to; None where it is unknown or revoked."""
        ...


class NoKeys:
    """Knows no key."""

    def find(self, secret: str) -> KeyHolder | None:
        """None."""
        return None


class Keyed:
    """ASGI: the caller of a key into the scope; without a valid one 401, where keys are required; 403 beyond its role.

    Where they are not, a key that is not known counts for nothing: clients of OpenAI's form send something always. What
    the hotline was told wants a key everywhere.
    Failures are counted by address, and too many are declined before the key is looked at.
    """

    def __init__(self, app: ASGIApp, keys: KeyChecker, rates: Rates, *, required: bool) -> None:
        self._app, self._keys, self._rates, self._required = app, keys, rates, required

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        if scope["type"] != "http" or not for_programs(scope["path"]):
            await self._app(scope, receive, send)
            return
        needed = role_for(scope["path"])
        required = self._required or needed is not AccessRole.CLIENT
        key = bearer(Headers(scope=scope).get("authorization", ""))
        room = not required or self._rates.left(FAILURES, scope[CLIENT])
        caller = await to_thread.run_sync(self._keys.find, key) if key and room else None
        if caller and required and not may(caller.role, needed):
            said = _TOO_LITTLE.format(role=caller.role, needed=needed)
            await fault(scope["path"], 403, said)(scope, receive, send)
        elif caller:
            known = {**scope, CALLER: caller, CLIENT: f"key:{caller.name}"}
            await self._app(known, receive, send)
        elif required:
            await self._declined(scope, key, room=room)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _declined(self, scope: Scope, key: str, *, room: bool) -> JSONResponse:
        if not room:
            return fault(scope["path"], 429, _OFTEN, {"Retry-After": "60"})
        if key:
            self._rates.hit(FAILURES, scope[CLIENT])
        said = _WRONG if key else _MISSING
        return fault(scope["path"], 401, said, {"WWW-Authenticate": "Bearer"})


def bearer(header: str) -> str:
    """The key of an Authorization header; "" where there is none or it cannot be one.

    >>> bearer("Bearer yuce-abc"), bearer("Basic dXNlcg==")
    ('yuce-abc', '')
    """
    scheme, _, key = header.partition(" ")
    key = key.strip()
    sound = scheme.lower() == "bearer" and key.isascii() and len(key) <= _LONGEST
    return key if sound else ""
