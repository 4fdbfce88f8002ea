"""`/v1/chat/completions` and `/v1/models`: the form that existing chat clients speak."""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.sse import format_sse_event
from starlette.exceptions import HTTPException

from assistant.answer import checked
from assistant.bootstrap import Assistant
from assistant.model import Question
from assistant.observing import Heard, unheard
from assistant.service.completions_form import (
    MODEL,
    CompletionIn,
    CompletionRow,
    ModelRow,
    ModelsRow,
    answer_chunks,
    chunk,
    completion,
)
from assistant.service.faults import STATUSES, UNEXPECTED, OpenAIErrorRow, openai_error

_LOG = logging.getLogger(__name__)
_MODEL: ModelRow = {"id": MODEL, "object": "model", "created": 1701648000, "owned_by": MODEL}
_ERRORS: dict[int | str, dict[str, Any]] = {s: {"model": OpenAIErrorRow} for s in STATUSES}
_STREAMED = {"text/event-stream": {"schema": {"type": "string"}}}


def add_completions(app: FastAPI, assistant: Assistant, heard: Heard = unheard) -> None:
    """Add the routes."""

    @app.post(
        "/v1/chat/completions",
        response_model=CompletionRow,
        responses={**_ERRORS, 200: {"content": _STREAMED}},
    )
    def chat_completions(body: CompletionIn) -> JSONResponse | StreamingResponse:
        """Answer the last message, with quotes, places and units in the text; as a stream where that is asked for."""
        asked = checked(
            body.asked()
        )  # before a stream has begun, after which no status can be told
        if body.stream:
            usage = bool(body.stream_options and body.stream_options.include_usage)
            events = _events(assistant, asked, heard, usage=usage)
            return StreamingResponse(events, media_type="text/event-stream")
        answer = assistant.ask(asked)
        heard(answer)
        return JSONResponse(completion(answer, int(time.time())))

    @app.get("/v1/models", responses=_ERRORS)
    def models() -> ModelsRow:
        """The one model that there is."""
        return {"object": "list", "data": [_MODEL]}

    @app.get("/v1/models/{model}", responses=_ERRORS)
    def model(model: str) -> ModelRow:
        """The one model that there is."""
        if model != MODEL:
            raise HTTPException(
                404, f"there is no model {model[:40]!r}; the one there is is {MODEL}"
            )
        return _MODEL


def _events(assistant: Assistant, asked: Question, heard: Heard, *, usage: bool) -> Iterator[bytes]:
    """The stream: that somebody answers, at once; then the answer; a failure is an event that clients raise."""
    name, created = f"chatcmpl-{secrets.token_hex(8)}", int(time.time())
    yield _event(chunk(name, created, {"role": "assistant", "content": ""}))
    try:
        answer = assistant.ask(asked)
    except Exception:  # the status has been sent; the log has what happened
        _LOG.exception("a stream failed")
        yield _event(openai_error(500, UNEXPECTED))
        return
    heard(answer)
    for part in answer_chunks(answer, name, created, usage=usage):
        yield _event(part)
    yield format_sse_event(data_str="[DONE]")


def _event(data: object) -> bytes:
    return format_sse_event(data_str=json.dumps(data, ensure_ascii=False))
