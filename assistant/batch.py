"""Answering a file of questions: JSON Lines in, JSON Lines out, in order; a bad row gives an error row."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant.contract import AnswerRow, answer_row
from assistant.errors import AssistantError, QuestionError
from assistant.model import Answer, Question, Role, Turn

Ask = Callable[[Question], Answer]


def answer_file(ask: Ask, source: Path, target: Path, *, progress: bool) -> tuple[int, int]:
    """Answer every row of `source` into `target`; returns how many were answered and how many had an error.

    The target appears whole when all is done; on an error nothing is left behind.

    Raises:
        AssistantError: the source cannot be read or the target cannot be written.
    """
    try:
        lines = source.read_bytes().split(b"\n")
    except OSError as error:
        raise AssistantError(
            f"{source} cannot be read: {error.strerror}; it should be a JSON Lines file"
        ) from error
    rows = [line for line in lines if line.strip()]
    answers = (answer_line(ask, line) for line in tqdm(rows, unit="question", disable=not progress))
    return _write(answers, target)


def _write(answers: Iterator[dict[str, Any]], target: Path) -> tuple[int, int]:
    answered = failed = 0
    handle, name = -1, ""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            for row in answers:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                answered, failed = answered + ("error" not in row), failed + ("error" in row)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise AssistantError(f"{target} cannot be written: {error.strerror}") from error
    return answered, failed


def answer_line(ask: Ask, line: bytes) -> dict[str, Any]:
    """The answer row for one line, with the line's id; or {"id", "error"}."""
    key: object = None
    try:
        raw = json.loads(line.decode("utf-8"))
        if not isinstance(raw, dict):
            raise QuestionError('a row must be an object such as {"id": "1", "question": "…"}')
        key = raw.get("id")
        row: AnswerRow = answer_row(ask(question_from(raw)))
        return {**row, "id": key}
    except UnicodeDecodeError as error:
        return {"id": key, "error": f"the row is not UTF-8: byte {error.start} cannot be read"}
    except json.JSONDecodeError as error:
        return {"id": key, "error": f"the row is not JSON: {error.msg} at character {error.pos}"}
    except AssistantError as error:
        return {"id": key, "error": str(error)}


def question_from(raw: dict[str, Any]) -> Question:
    """A question from plain data.

    Raises:
        QuestionError: a field is missing or wrong; says which and what would be right.
    """
    text, as_of = raw.get("question"), raw.get("as_of")
    if not isinstance(text, str):
        raise QuestionError(f"question is {text!r}; it should be a string")
    try:
        day = None if as_of is None else date.fromisoformat(str(as_of))
    except ValueError as error:
        raise QuestionError(
            f"as_of is {as_of!r}; it should be a date such as 2025-06-01"
        ) from error
    return Question(text, _history(raw.get("history")), day)


def _history(raw: Any) -> tuple[Turn, ...]:
    try:
        return tuple(Turn(Role(turn["role"]), str(turn["content"])) for turn in raw or ())
    except (TypeError, LookupError, ValueError) as error:
        wanted = '[{"role": "user" or "assistant", "content": "…"}]'
        raise QuestionError(f"history is wrong ({error}); it should be {wanted}") from error
