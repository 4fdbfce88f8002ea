"""Logs: one line an event, as JSON or logfmt, with the request's id and without what tells a person."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, TextIO

from assistant.masking import masked
from assistant.model import Answer
from assistant.service.headers import REQUEST_ID

FACTS = "facts"
"""The record's attribute for named values: `logger.info("request", extra={FACTS: {"status": 200}})`."""
Value = str | int | float | None
Form = Literal["plain", "logfmt", "json"]
_BARE = re.compile(r"[^\s\"=]+")
_QUESTIONS = logging.getLogger("yuce.questions")


def configure(form: Form, stream: TextIO | None = None) -> None:
    """Send this process's logs to a stream, standard error by default: warnings in plain words, or every event as a line.

    What was configured before is replaced.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Plain("yuce: %(message)s") if form == "plain" else _Lines(form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("yuce", "index.build"):
        logging.getLogger(name).setLevel(logging.INFO)
    if form == "plain":  # a person at a terminal wants to know of faults, not of every request
        logging.getLogger("yuce").setLevel(logging.WARNING)


def line(form: Literal["logfmt", "json"], facts: Mapping[str, Value]) -> str:
    """Named values as one line; absent ones are left out.

    >>> line("logfmt", {"status": 200, "path": "/a b", "caller": None})
    'status=200 path="/a b"'
    """
    told = {k: masked(v) if isinstance(v, str) else v for k, v in facts.items() if v is not None}
    if form == "json":
        return json.dumps(told, ensure_ascii=False)
    return " ".join(f"{k}={_word(v)}" for k, v in told.items())


def _word(value: Value) -> str:
    text = str(value)
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class _Lines(logging.Formatter):
    def __init__(self, form: Literal["logfmt", "json"]) -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, Value] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
            "request_id": REQUEST_ID.get() or None,
        }
        facts |= getattr(record, FACTS, {})
        if record.exc_info:
            facts["exception"] = self.formatException(record.exc_info)
        return line(self._form, facts)


class QuestionLog:
    """An observer that logs each question, masked, with what came of it; for those who have set that it may."""

    def answered(self, answer: Answer) -> None:
        """Log the question."""
        facts = {"answer": answer.id, "status": answer.status.value, "question": answer.question}
        _QUESTIONS.info("question", extra={FACTS: facts | {"took_ms": round(answer.took_ms, 1)}})

    def unverified(self) -> None:
        """Nothing: the assistant has logged it."""
