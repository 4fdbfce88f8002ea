"""What each part is worth: the same questions with one part taken away, everything else as it is fitted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.answer import Answerer
from assistant.asks import AskReader
from assistant.contract import answer_row
from assistant.decision import Calibration
from assistant.evaluation.evaluate import evaluate
from assistant.evaluation.metrics import Metrics
from assistant.evaluation.questions import GoldQuestion
from assistant.evaluation.rows import Row
from assistant.evaluation.runs import Run, RunHeader
from assistant.model import Question
from assistant.validity import today
from corpus.lexicon import Lexicon
from corpus.library import Library
from index.build import build_index
from index.model import Vector
from index.store import OpenIndex


class _Nothing:
    """A leg that finds nothing."""

    def search(
        self, asked: str | Vector, limit: int, documents: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
        """Nothing."""
        return []

    def count(self) -> int:
        """None."""
        return 0

    def add(self, ids: Sequence[str], vectors: object) -> None:
        """Not done."""

    def close(self) -> None:
        """Nothing to let go of."""


def ablate(
    library: Library,
    index: OpenIndex,
    calibration: Calibration,
    asks: AskReader,
    questions: Sequence[GoldQuestion],
) -> None:
    """Print how many questions are right with everything, and without each part."""
    print(f"{'without':20} {'right':>14} {'first clause':>14} {'evidence':>12}")
    with TemporaryDirectory() as folder:
        for name, held, searched in _variants(library, index, Path(folder)):
            answerer = Answerer(held, searched, calibration, asks)
            overall = _measured(answerer, held, searched, questions).overall
            shares = (overall.right, overall.first_clause, overall.evidence)
            said = [f"{s.hits}/{s.n}" for s in shares]
            print(f"{name:20} {said[0]:>14} {said[1]:>14} {said[2]:>12}")


def _variants(
    library: Library, index: OpenIndex, folder: Path
) -> Iterator[tuple[str, Library, OpenIndex]]:
    yield "(nothing)", library, index
    bare = replace(library, similar=dict.fromkeys(library.similar, ()))
    yield "similar questions", bare, build_index(bare, index.encoder, folder)
    yield "encoder", library, replace(index, dense=_Nothing())
    yield "lexical leg", library, replace(index, lexical=_Nothing())
    yield "classifier", library, replace(index, classifier=None)
    yield (
        "lexicon",
        replace(library, lexicons={key: Lexicon() for key in library.lexicons}),
        index,
    )


def _measured(
    answerer: Answerer, library: Library, index: OpenIndex, questions: Sequence[GoldQuestion]
) -> Metrics:
    asked = (Question(g.question, g.history, g.as_of) for g in questions)
    rows: list[Row] = []
    for gold, question in zip(questions, asked, strict=True):
        rows.append({**answer_row(answerer.ask(question)), "id": gold.id})
    run = Run(RunHeader(library.version, index.version, today()), tuple(rows))
    return evaluate(run, questions, library).metrics
