"""`/api/v1/ask/stream`: an answer as server-sent events, for clients that show something at once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent

from assistant.answer import checked
from assistant.bootstrap import Assistant
from assistant.contract import answer_row
from assistant.model import Question
from assistant.observing import Heard, unheard
from assistant.service.faults import STATUSES, UNEXPECTED
from assistant.service.forms import AskIn

_LOG = logging.getLogger(__name__)
# An error has the form that it has everywhere; by its model alone it would be described as an event.
_ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorRow"}}}
_ERRORS: dict[int | str, dict[str, Any]] = {status: {"content": _ERROR} for status in STATUSES}


def add_stream(app: FastAPI, assistant: Assistant, heard: Heard = unheard) -> None:
    """Add the route."""

    @app.post("/api/v1/ask/stream", response_class=EventSourceResponse, responses=_ERRORS)
    def ask_stream(asked: Annotated[Question, Depends(_asked)]) -> Iterator[ServerSentEvent]:
        """Answer a question in events: `searching` at once, `answer` with the answer, `done`.

        Where a language model words the prose, `draft` has the whole answer in plain wording before it: the same status,
        quotes and units. A failure is `error` with {"error": one sentence} in place of what is missing.
        """
        yield ServerSentEvent(event="searching", data={})
        try:
            yield from _answers(assistant, asked, heard)
        except Exception:  # the status has been sent; the log has what happened
            _LOG.exception("a stream failed")
            yield ServerSentEvent(event="error", data={"error": UNEXPECTED})
            return
        yield ServerSentEvent(event="done", data={})


def _asked(body: AskIn) -> Question:
    """The question, found to be one before the stream begins: after that no status can be told."""
    return checked(body.asked())


def _answers(assistant: Assistant, asked: Question, heard: Heard) -> Iterator[ServerSentEvent]:
    if assistant.words_prose:
        plain = assistant.ask(replace(asked, prose=False))
        yield ServerSentEvent(event="draft", data=answer_row(plain))
    answer = assistant.ask(asked)
    heard(answer)
    yield ServerSentEvent(event="answer", data=answer_row(answer))
