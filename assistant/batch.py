"""Answering a file of questions: JSON Lines in, JSON Lines out, in order; a bad row gives an error row."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import IO, Any

from tqdm import tqdm

from assistant.contract import AnswerRow, answer_row
from assistant.errors import AssistantError, QuestionError
from assistant.model import Answer, Question, Role, Turn
from assistant.scope import scope_from

Ask = Callable[[Question], Answer]
_MARK = b"\xef\xbb\xbf"  # some editors put a byte order mark before the first row


def answer_file(ask: Ask, source: Path, target: Path, *, progress: bool) -> tuple[int, int]:
    """Answer every row of `source` into `target`; returns how many were answered and how many had an error.

    The target appears whole when all is done; on an error nothing is left behind.

    Raises:
        AssistantError: the source cannot be read or the target cannot be written.
    """
    try:
        lines = source.read_bytes().removeprefix(_MARK).split(b"\n")
    except OSError as error:
        what = f"{source} cannot be read: {error.strerror}; it should be a JSON Lines file"
        raise AssistantError(what) from error
    rows = [line for line in lines if line.strip()]
    answers = (answer_line(ask, line) for line in tqdm(rows, unit="question", disable=not progress))
    temporary = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    try:
        with temporary.open("wb") as file:
            counts = _write(answers, file)
        temporary.replace(target)
    except OSError as error:
        raise AssistantError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):  # where nothing could be made there is nothing to remove
            temporary.unlink()
    return counts


def _write(answers: Iterable[dict[str, Any]], file: IO[bytes]) -> tuple[int, int]:
    failed = answered = 0
    for row in answers:
        # A lone surrogate has no UTF-8 form; backslashreplace gives its JSON escape.
        line = json.dumps(row, ensure_ascii=False) + "\n"
        file.write(line.encode("utf-8", "backslashreplace"))
        answered, failed = answered + ("error" not in row), failed + ("error" in row)
    return answered, failed


def answer_line(ask: Ask, line: bytes) -> dict[str, Any]:
    """The answer row for one line, with the line's id (the answer's own where it has none); or {"id", "error"}."""
    key: object = None
    try:
        raw = _object(line)
        key = raw.get("id")
        row: AnswerRow = answer_row(ask(question_from(raw)))
        return {**row, "id": row["id"] if key is None else key}
    except AssistantError as error:
        return {"id": key, "error": str(error)}


def _object(line: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        what = f"the row is not UTF-8: byte {error.start} cannot be read"
        raise QuestionError(what) from error
    except json.JSONDecodeError as error:
        what = f"the row is not JSON: {error.msg} at character {error.pos}"
        raise QuestionError(what) from error
    except (RecursionError, ValueError) as error:  # nested or long beyond what Python reads
        raise QuestionError(f"the row is not JSON that can be read: {error}") from error
    if not isinstance(raw, dict):
        raise QuestionError('the row must be an object such as {"id": "1", "question": "…"}')
    return raw


def question_from(raw: dict[str, Any]) -> Question:
    """A question from plain data.

    Raises:
        QuestionError: a field is missing or wrong; says which and what would be right.
    """
    text, as_of = raw.get("question"), raw.get("as_of")
    if not isinstance(text, str):
        raise QuestionError(f"question is {text!r}; it should be a string")
    try:
        day = None if as_of is None else date.fromisoformat(as_of)
    except (TypeError, ValueError) as error:
        raise QuestionError(
            f"as_of is {as_of!r}; it should be a date such as 2025-06-01"
        ) from error
    scope = scope_from(raw.get("scope"))
    return Question(text, _history(raw.get("history")), day, scope=scope)


def _history(raw: Any) -> tuple[Turn, ...]:
    try:
        return tuple(Turn(Role(turn["role"]), str(turn["content"])) for turn in raw or ())
    except (TypeError, LookupError, ValueError) as error:
        wanted = '[{"role": "user" or "assistant", "content": "…"}]'
        raise QuestionError(f"history is wrong ({error}); it should be {wanted}") from error
