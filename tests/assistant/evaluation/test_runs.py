"""Runs on disk, and what changed between two."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.runs import (
    Comparison,
    Run,
    RunHeader,
    compare,
    read_answers,
    read_run,
    write_run,
)
from assistant.evaluation.scoring import Score

HEADER = RunHeader("c0ffee", "1", date(2026, 11, 23))


def test_a_run_is_read_as_it_was_written(desk: Any, tmp_path: Path) -> None:
    run = Run(HEADER, (desk.answer(desk.clause(7), desk.notice(0)), {"id": "q2", "error": "空"}))
    path = tmp_path / "new" / "run.jsonl"
    write_run(path, run)
    assert read_run(path) == run
    assert "空" in path.read_text(encoding="utf-8")


def test_a_lone_surrogate_survives(tmp_path: Path) -> None:
    run = Run(HEADER, ({"id": "q1", "error": "bad \udc80"},))
    write_run(tmp_path / "run.jsonl", run)
    assert read_run(tmp_path / "run.jsonl") == run


def test_a_line_separator_within_a_text_does_not_end_the_line(desk: Any, tmp_path: Path) -> None:
    run = Run(HEADER, (desk.answer(text="一\u2028二\x85三"),))
    write_run(tmp_path / "run.jsonl", run)
    assert read_run(tmp_path / "run.jsonl") == run


def test_answers_of_a_batch_have_no_header(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(json.dumps(desk.answer()), encoding="utf-8")
    assert read_answers(path) == (desk.answer(),)


@pytest.mark.parametrize(
    "first",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"run": 1}',
        '{"run": {"corpus_version": "c", "index_version": "i", "made": "today"}}',
        '{"run": {"corpus_version": 1, "index_version": "i", "made": "2026-11-23"}}',
    ],
)
def test_a_run_without_a_header_is_an_error(first: str, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(first, encoding="utf-8")
    with pytest.raises(EvaluationError, match="the first line should be a header"):
        read_run(path)


def test_all_broken_rows_are_named_at_once(desk: Any, tmp_path: Path) -> None:
    citation = {**desk.clause(7), "start": -1, "units": None}
    rows = [
        {"id": "q1", "status": "maybe", "text": "", "citations": []},
        desk.answer(citation, id="q2"),
        desk.answer(7, id="q3"),
        {"id": "q4", "error": 5},
        {"id": "q5"},
        desk.answer(),
        desk.answer(),
    ]
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with pytest.raises(EvaluationError) as caught:
        read_answers(path)
    message = str(caught.value)
    for line, named in [
        (1, "'status' is \"maybe\""),
        (2, "citation 1: 'start' is -1"),
        (2, "citation 1: 'units' is null"),
        (3, "citation 1: it should be an object"),
        (4, "'error' is 5"),
        (5, "'citations' is missing"),
        (6, "id 'q1' stands in line 1 already"),
        (7, "id 'q1' stands in line 1 already"),
    ]:
        assert f"line {line}: {named}" in message


def test_a_run_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be written"):
        write_run(tmp_path, Run(HEADER, ()))


def scores(**right: bool) -> list[Score]:
    return [_score(key, value) for key, value in right.items()]


def _score(key: str, right: bool) -> Score:
    parts = (None, None, None, None, None)
    failures = () if right else ("status: …",)
    return Score(key, "answered", right, *parts, True, False, False, failures)


def test_two_runs_are_compared_by_question() -> None:
    earlier = scores(a=True, b=False, c=True, d=False, e=True)
    later = scores(b=True, a=False, c=True, d=False, f=True)
    assert compare(earlier, later) == Comparison(
        gained=("b",), lost=("a",), added=("f",), dropped=("e",)
    )
