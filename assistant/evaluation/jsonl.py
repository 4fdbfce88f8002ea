"""JSON Lines files whose rows are checked: every fault of a file is reported at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import EvaluationError

Row = dict[str, object]
NumberedLine = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value has to be: a test, and the words for it."""

    wanted: str
    holds: Callable[[Any], bool]


def list_of(shape: Shape, wanted: str) -> Shape:
    """A list whose every member has this shape."""
    return Shape(wanted, lambda v: isinstance(v, list) and all(shape.holds(m) for m in v))


TEXT = Shape("a text that is not empty", lambda v: isinstance(v, str) and bool(v.strip()))
ANY_TEXT = Shape("a text", lambda v: isinstance(v, str))
TEXTS = list_of(TEXT, "a list of texts that are not empty")
WHOLE = Shape("a whole number from 0 on", lambda v: type(v) is int and v >= 0)
CLAUSE = Shape("a clause number from 1 on", lambda v: type(v) is int and v >= 1)
CLAUSES = list_of(CLAUSE, "a list of clause numbers from 1 on")
TRUTH = Shape("true or false", lambda v: isinstance(v, bool))


def shape_faults(
    row: Row, required: Mapping[str, Shape], optional: Mapping[str, Shape]
) -> Iterator[str]:
    """What is missing or of the wrong shape; keys in neither table are left alone."""
    for key, shape in required.items():
        if key not in row:
            yield f"{key!r} is missing; it should be {shape.wanted}"
    for key, shape in {**required, **optional}.items():
        if key in row and not shape.holds(row[key]):
            yield f"{key!r} is {_shown(row[key])}; it should be {shape.wanted}"


def numbered_lines(path: Path) -> list[NumberedLine]:
    """The lines of a file that are not blank, with their numbers from 1 on.

    Raises:
        EvaluationError: the file cannot be read, or is not UTF-8.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise EvaluationError(f"{path} should be a UTF-8 file of JSON Lines: {fault}") from fault
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def checked_rows(
    path: Path, lines: Sequence[NumberedLine], check: Callable[[Row], Iterator[str]]
) -> list[Row]:
    """The rows of these lines, each an object that `check` finds no fault with, ids unique.

    Raises:
        EvaluationError: names every faulty line: its number, what is wrong, what would be right.
    """
    rows: list[Row] = []
    faults: list[str] = []
    first_seen: dict[object, int] = {}
    for number, line in lines:
        row, found = _parsed(line)
        found += [*check(row), *_repeated(row, number, first_seen)] if not found else []
        faults += [f"line {number}: {fault}" for fault in found]
        rows.append(row)
    raise_faults(path, faults)
    return rows


def raise_faults(path: Path, faults: Sequence[str]) -> None:
    """Raise all faults of a file as one error, if there are any.

    Raises:
        EvaluationError: there are.
    """
    if faults:
        raise EvaluationError("\n  ".join([f"{path}: {len(faults)} fault(s)", *faults]))


def _parsed(line: str) -> tuple[Row, list[str]]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return {}, [f"not JSON ({fault}); a line should be one object"]
    if not isinstance(row, dict):
        return {}, [f"{_shown(row)} is not an object; a line should be {{…}}"]
    return row, []


def _repeated(row: Row, number: int, first_seen: dict[object, int]) -> Iterator[str]:
    key = row.get("id")
    if isinstance(key, str) and first_seen.setdefault(key, number) != number:
        yield f"id {key!r} stands in line {first_seen[key]} already; an id should occur once"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"
