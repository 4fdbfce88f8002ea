"""One evaluation from start to end."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.errors import EvaluationError, QuestionError
from assistant.evaluation.command import evaluate_file
from assistant.evaluation.figures import read_figures
from assistant.model import Answer, Question

QUESTIONS = Path(__file__).parents[3] / "assistant/evaluation/sets" / "tune.jsonl"


def some(folder: Path, count: int) -> Path:
    path = folder / f"first{count}.jsonl"
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:count]), encoding="utf-8")
    return path


def run(assistant: Assistant, path: Path, earlier: Path | None, floors: list[str]) -> list[str]:
    version = assistant.index.version
    return evaluate_file(
        assistant.ask, assistant.library, version, path, path.parent, earlier, floors
    )


def test_a_run_is_compared_with_one_of_a_larger_set(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(assistant, some(tmp_path, 5), None, []) == []
    assert run(assistant, some(tmp_path, 3), tmp_path / "first5.run.jsonl", []) == []
    said = capsys.readouterr().out
    assert "gained: none" in said
    assert "lost: none" in said
    assert (tmp_path / "first3.report.md").read_text(encoding="utf-8").count("#") > 0


def test_the_last_figures_are_put_where_they_are_shown(
    assistant: Assistant, tmp_path: Path
) -> None:
    shown, path = tmp_path / "evaluation.json", some(tmp_path, 3)
    version = assistant.index.version
    evaluate_file(assistant.ask, assistant.library, version, path, tmp_path, None, [], shown)
    figures = read_figures(shown)
    assert figures
    assert (figures.questions, figures.n, figures.index_version) == ("first3", 3, version)


def test_what_is_below_its_floor_is_returned(assistant: Assistant, tmp_path: Path) -> None:
    def refuses(question: Question) -> Answer:
        raise QuestionError("no")

    path, library, version = some(tmp_path, 3), assistant.library, assistant.index.version
    floors = ["overall=0.5", "topical=0.0"]
    below = evaluate_file(refuses, library, version, path, tmp_path, None, floors)
    assert len(below) == 1
    assert "overall" in below[0]


def test_a_floor_that_is_no_number_is_told(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"overall=0\.85"):
        run(assistant, some(tmp_path, 1), None, ["overall"])
