"""A run put to the test: quotes asserted, answers scored, figures computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation.metrics import Metrics, RetrievalFigures, measure, retrieval_figures
from assistant.evaluation.questions import GoldQuestion
from assistant.evaluation.runs import Run
from assistant.evaluation.scoring import Score, assert_verbatim, score_all
from corpus.library import Library


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run, its questions and scores (both in the order of the questions), and the figures."""

    run: Run
    questions: tuple[GoldQuestion, ...]
    scores: tuple[Score, ...]
    metrics: Metrics
    retrieval: RetrievalFigures | None = None


def evaluate(
    run: Run,
    questions: Sequence[GoldQuestion],
    library: Library,
    ranked: Mapping[str, Sequence[int]] | None = None,
) -> Evaluation:
    """Evaluate a run. `ranked` is what retrieval alone found: clauses, best first, by question id.

    Raises:
        EvaluationError: a quote is not verbatim, or rows and questions do not match one to one.
    """
    for row in run.rows:
        assert_verbatim(row, library)
    scores = score_all(run.rows, questions, library)
    return Evaluation(
        run=run,
        questions=tuple(questions),
        scores=scores,
        metrics=measure(questions, scores),
        retrieval=None if ranked is None else retrieval_figures(questions, ranked),
    )
