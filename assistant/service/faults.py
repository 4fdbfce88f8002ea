"""Errors as clients get them: one sentence, in the form of the interface that was called."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse
from typing_extensions import TypedDict

STATUSES = (400, 401, 403, 404, 408, 413, 422, 429, 500, 503)
"""Every status of an error that an interface for programs may give."""
UNEXPECTED = "something unexpected went wrong; please try again"
_OPENAI = "/v1/"
_PAGE = "/gradio_api/"
_CODES = {
    401: "invalid_api_key",
    403: "insufficient_permissions",
    404: "not_found",
    408: "request_timeout",
    413: "request_too_large",
    429: "rate_limit_exceeded",
    503: "overloaded",
}


class ErrorRow(TypedDict):
    """One sentence on what went wrong and what would be right."""

    error: str


class OpenAIErrorBody(TypedDict):
    """What OpenAI's clients read of an error."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIErrorRow(TypedDict):
    """An error in OpenAI's form."""

    error: OpenAIErrorBody


def fault(
    path: str, status: int, sentence: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The response for an error on a path: OpenAI's form under /v1/, else {"error": sentence}.

    The page's script shows `detail`, so its own paths have the sentence there, too.
    """
    if path.startswith(_OPENAI):
        return JSONResponse(openai_error(status, sentence), status, dict(headers or {}))
    row = {"error": sentence, "detail": sentence} if path.startswith(_PAGE) else {"error": sentence}
    return JSONResponse(row, status, dict(headers or {}))


def openai_error(status: int, sentence: str) -> OpenAIErrorRow:
    """An error in OpenAI's form."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    code = _CODES.get(status)
    return {"error": {"message": sentence, "type": kind, "param": None, "code": code}}
