"""Data files of one JSON object per line (JSON Lines)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from corpus.errors import ManifestError
from corpus.manifest import read_text

Row = TypeVar("Row")


def read_rows(
    path: Path, fields: tuple[str, ...], make: Callable[[dict[str, object]], Row]
) -> tuple[Row, ...]:
    """What `make` makes of each row that has all of `fields`; an absent file has no rows.

    `make` raises ValueError for a row that is wrong, and says what.

    Raises:
        ReadingError: the file is unreadable or is not UTF-8.
        ManifestError: a row is broken; every faulty row is named by its line.
    """
    rows: list[Row] = []
    faults: list[str] = []
    for number, line in enumerate(_lines(path), 1):
        try:
            rows.append(make(_object(line, fields)))
        except ValueError as error:
            faults.append(f"line {number}: {error}")
    if faults:
        raise ManifestError(str(path), tuple(faults))
    return tuple(rows)


def _lines(path: Path) -> list[str]:
    """Cut at line feeds only: str.splitlines would cut a row at a U+2028 inside a question."""
    text = read_text(path).removesuffix("\n") if path.exists() else ""
    return text.split("\n") if text else []


def _object(line: str, fields: tuple[str, ...]) -> dict[str, object]:
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at column {error.colno}") from error
    if not isinstance(raw, dict):
        raise ValueError("not a JSON object")
    missing = [name for name in fields if name not in raw]
    if missing:
        raise ValueError(f"has no {', '.join(map(repr, missing))}")
    return raw
