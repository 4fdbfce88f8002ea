"""Runs: the answers to a set of questions, saved so that scores can be computed again.

A run file is JSON Lines. Its first line is the header ``{"run": {…}}``, the others are answer rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import cast

from assistant.errors import EvaluationError
from assistant.evaluation.jsonl import TEXT, NumberedLine, checked_rows, numbered_lines
from assistant.evaluation.rows import Row, row_faults
from assistant.evaluation.scoring import Score


@dataclass(frozen=True, slots=True)
class RunHeader:
    """With which texts and which index a run was made, and on which day."""

    corpus_version: str
    index_version: str
    made: date


@dataclass(frozen=True, slots=True)
class Run:
    """The rows of a run, in the order of its questions."""

    header: RunHeader
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs by question id: wrong then right, right then wrong, only later, only earlier."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]


def write_run(path: Path, run: Run) -> None:
    """Write a run, replacing a file of that name; its folder is made if need be.

    Raises:
        EvaluationError: the file cannot be written.
    """
    header = {**asdict(run.header), "made": run.header.made.isoformat()}
    objects: list[Mapping[str, object]] = [{"run": header}, *run.rows]
    text = "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A lone surrogate has no UTF-8 form; backslashreplace gives its JSON escape.
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as fault:
        raise EvaluationError(f"the run cannot be written to {path}: {fault}") from fault


def read_run(path: Path) -> Run:
    """Read a run that `write_run` wrote.

    Raises:
        EvaluationError: the file is missing or broken; names every faulty line at once.
    """
    lines = numbered_lines(path)
    return Run(_header(path, lines[:1]), _rows(path, lines[1:]))


def read_answers(path: Path) -> tuple[Row, ...]:
    """Read answer rows without a header, as a batch writes them.

    Raises:
        EvaluationError: the file is missing or broken; names every faulty line at once.
    """
    return _rows(path, numbered_lines(path))


def compare(earlier: Iterable[Score], later: Iterable[Score]) -> Comparison:
    """What changed from one scored run to another, each list in the order of its own run."""
    before = {s.id: s.right for s in earlier}
    after = {s.id: s.right for s in later}
    return Comparison(
        gained=tuple(i for i in after if i in before and after[i] and not before[i]),
        lost=tuple(i for i in after if i in before and before[i] and not after[i]),
        added=tuple(i for i in after if i not in before),
        dropped=tuple(i for i in before if i not in after),
    )


def _rows(path: Path, lines: list[NumberedLine]) -> tuple[Row, ...]:
    return tuple(cast(Row, row) for row in checked_rows(path, lines, row_faults))


def _header(path: Path, lines: list[NumberedLine]) -> RunHeader:
    try:
        found = json.loads(lines[0][1])["run"]
        versions = found["corpus_version"], found["index_version"]
        if not all(TEXT.holds(v) for v in versions):
            raise ValueError("a version is not a text")
        return RunHeader(*versions, made=date.fromisoformat(found["made"]))
    except (LookupError, TypeError, ValueError, RecursionError) as fault:
        raise EvaluationError(
            f"{path}: the first line should be a header "
            '{"run": {"corpus_version": "…", "index_version": "…", "made": "2026-01-31"}}'
            f" ({fault!r})"
        ) from fault
