"""The figures of an evaluation survive the file; what is not such a file is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.figures import Figures, read_figures, write_figures

FIGURES = Figures("tune", date(2026, 11, 23), 200, 150, 0.69, 0.8, "corpus", "index")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_figures(tmp_path / "f.json", FIGURES)
    assert read_figures(tmp_path / "f.json") == FIGURES
    assert FIGURES.share == 0.75


def test_no_file_is_no_figures(tmp_path: Path) -> None:
    assert read_figures(tmp_path / "f.json") is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"made": "2026-11-23"}', '{"made": 3}', '{"made": "x", "n": 1}']
)
def test_what_is_no_such_file_is_told_with_what_it_should_be(tmp_path: Path, text: str) -> None:
    (tmp_path / "f.json").write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match="right"):
        read_figures(tmp_path / "f.json")
