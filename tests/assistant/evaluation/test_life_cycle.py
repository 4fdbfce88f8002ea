"""The life of a document: every step of the table holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.errors import EvaluationError
from assistant.evaluation.life_cycle import Step, life_cycle_lines, step_lines


def test_every_step_of_a_documents_life_holds(data_dir: Path, assistant: Assistant) -> None:
    assert assistant.index.version
    lines = list(life_cycle_lines(data_dir / "index"))
    assert len(lines) == 14
    assert all(line.endswith(" ok") for line in lines)


def test_a_step_that_does_not_hold_is_named_at_the_end() -> None:
    lines = step_lines([Step("add", 0.1, False), Step("list", 0.1, True)])
    assert next(lines).endswith("FAILED")
    assert next(lines).endswith("ok")
    with pytest.raises(EvaluationError, match="does not hold: add"):
        next(lines)
