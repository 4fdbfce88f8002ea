"""The figures of an evaluation as a small JSON file, for those who only show them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

from assistant.errors import EvaluationError
from assistant.evaluation.evaluate import Evaluation


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a question set was answered: `right` of `n`; `made` is the day of the run."""

    questions: str
    made: date
    n: int
    right: int
    low: float
    high: float
    corpus_version: str
    index_version: str

    @property
    def share(self) -> float:
        """Right answers of all, 0 to 1."""
        return self.right / self.n if self.n else 0.0


def figures_of(name: str, evaluation: Evaluation) -> Figures:
    """The figures of an evaluation of the question set `name`; `low` and `high` bound the share by 95 %."""
    header, right = evaluation.run.header, evaluation.metrics.overall.right
    low, high = right.interval
    versions = header.corpus_version, header.index_version
    return Figures(name, header.made, right.n, right.hits, round(low, 4), round(high, 4), *versions)


def write_figures(path: Path, figures: Figures) -> None:
    """Write the figures, replacing a file of that name."""
    row = {**asdict(figures), "made": figures.made.isoformat()}
    path.write_text(json.dumps(row, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_figures(path: Path) -> Figures | None:
    """The figures of a file, None where there is no such file.

    Raises:
        EvaluationError: the file is not one that `write_figures` wrote; says what is wrong.
    """
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        figures = Figures(**{**row, "made": date.fromisoformat(row["made"])})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError) as error:
        wanted = ", ".join(f.name for f in fields(Figures))
        raise EvaluationError(
            f"{path} should hold one JSON object with {wanted} ({error})"
        ) from error
    if not isinstance(figures.n, int) or not isinstance(figures.right, int):
        raise EvaluationError(f"{path}: n and right should be whole numbers")
    return figures
