"""Fitting relevance weights and the decision to answer, on questions.

Two sources: gold questions written apart from the similar questions (weight 4 each), and the similar questions
themselves, each seen as new: the folds it is not in make the classifier, and passages of its own fold are hidden from
both legs. scikit-learn is imported here for fitting only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np

from assistant.asks import AskReader
from assistant.decision import FEATURE_NAMES, OUTCOMES, features
from assistant.evaluation.questions import GoldQuestion, read_questions
from assistant.evidence import best_sentences
from assistant.model import Question, Status
from assistant.relevance import Heard, Keep, Relevance, Weights, hear
from assistant.understand import Reading, understand
from corpus.library import Library
from corpus.similar import UNANSWERED, SimilarQuestion
from index import classifier
from index.model import Passage, PassageKind
from index.store import OpenIndex

_FOLDS = 3
_GOLD_WEIGHT = 4.0
_GRID = (0.5, 1.0), (4.0, 8.0, 12.0, 16.0), (4.0, 8.0, 12.0, 16.0, 24.0)
_THRESHOLDS = (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
_REFUSED = 0.02
_TOPICAL = ("topical", "detail", "unit", "validity", "false_premise", "not_stated", "out_of_scope")


@dataclass(frozen=True, slots=True)
class _Case:
    """A question with its right outcome and clauses, and what may be seen when it is asked."""

    reading: Reading
    outcome: Status
    accept: frozenset[int]
    weight: float
    index: OpenIndex
    keep: Keep

    @property
    def gold(self) -> bool:
        """Whether it is a gold question, and not a similar one."""
        return self.weight == _GOLD_WEIGHT


def calibrate_file(
    library: Library, index: OpenIndex, asks: AskReader, questions: Path, output: Path
) -> None:
    """Fit on a gold question file and the similar questions; write the numbers and the calibration curve.

    Raises:
        EvaluationError: the question file is broken.
    """
    cases = [
        *_gold_cases(library, index, asks, read_questions(questions)),
        *_similar_cases(library, index, asks),
    ]
    heard = [hear(c.index, c.reading.topic, c.keep) for c in cases]
    weights = _best_weights(cases, heard)
    seen = [h.weigh(weights) for h in heard]
    rows = np.array([_row(library, s, c.reading) for s, c in zip(seen, cases, strict=True)])
    fitted = _fit(rows, cases)
    curve = _curve(rows, cases)
    document = {"features": FEATURE_NAMES, "weights": asdict(weights), **fitted, **curve}
    output.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _report(cases, seen, weights, curve)


def _gold_cases(
    library: Library, index: OpenIndex, asks: AskReader, questions: Sequence[GoldQuestion]
) -> Iterator[_Case]:
    for gold in questions:
        if gold.kind in _TOPICAL and not gold.document:
            outcome = next((s for s in OUTCOMES[1:] if s in gold.status), Status.ANSWERED)
            reading = _read(library, asks, gold.question)
            accept = frozenset(gold.accept)
            yield _Case(reading, outcome, accept, _GOLD_WEIGHT, index, lambda passage: True)


def _similar_cases(library: Library, index: OpenIndex, asks: AskReader) -> Iterator[_Case]:
    for fold in range(_FOLDS):
        hidden = {p.id for p in index.passages.values() if _fold_of(p) == fold}
        kept = [p for p in index.passages.values() if p.id not in hidden]
        apart = replace(index, classifier=classifier.fit(kept))

        def keep(passage: Passage, hidden: set[str] = hidden) -> bool:
            return passage.id not in hidden

        for document_id, similar in library.similar.items():
            for number, row in enumerate(similar, 1):
                if f"{document_id}:q{number}" in hidden and row.measure:
                    reading = _read(library, asks, row.question)
                    accept = frozenset({row.measure} if row.measure > 0 else ())
                    yield _Case(reading, _outcome(row), accept, 1.0, apart, keep)


def _fold_of(passage: Passage) -> int:
    if passage.kind is not PassageKind.QUESTION:
        return -1
    return int(passage.id.rsplit(":q", 1)[1]) % _FOLDS


def _outcome(row: SimilarQuestion) -> Status:
    if row.measure != UNANSWERED:
        return Status.ANSWERED
    return Status.NOT_STATED if row.nearest else Status.OUT_OF_SCOPE


def _read(library: Library, asks: AskReader, question: str) -> Reading:
    return understand(Question(question), library.registry, len(library.main.clauses), asks)


def _best_weights(cases: Sequence[_Case], heard: Sequence[Heard]) -> Weights:
    """The weights of the grid with the most first clauses right; ties go to the larger mean share."""
    parts = [_witnesses(h) for c, h in zip(cases, heard, strict=True) if c.accept]
    accepted = [(c.accept, c.weight) for c in cases if c.accept]
    best: tuple[float, Weights] = (-1.0, Weights(1, 1, 1))
    for grid in product(*_GRID):
        right = sum(
            weight
            for part, (accept, weight) in zip(parts, accepted, strict=True)
            if max(part, key=lambda k: float(np.dot(grid, part[k]))) in accept
        )
        if right > best[0]:
            best = (right, Weights(*grid))
    return best[1]


def _witnesses(heard: Heard) -> dict[int, tuple[float, float, float]]:
    """Per clause what each witness alone says."""
    alone = (Weights(1, 0, 0), Weights(0, 1, 0), Weights(0, 0, 1))
    seen = [heard.weigh(w) for w in alone]
    scores = [{c.clause: c.score for c in s.candidates} for s in seen]
    return {k: (scores[0][k], scores[1][k], scores[2][k]) for k in scores[0] if k}


def _row(library: Library, seen: Relevance, reading: Reading) -> tuple[float, ...]:
    best = next((c for c in seen.candidates if c.clause), None)
    clause = library.main.clause(best.clause) if best else None
    sentences = best_sentences(best, clause, reading, library) if best and clause else ()
    return features(seen, reading, clause, sentences)


def _fit(rows: np.ndarray, cases: Sequence[_Case]) -> dict[str, object]:
    model, mean, scale = _model(rows, cases)
    return {
        "mean": mean.round(6).tolist(),
        "scale": scale.round(6).tolist(),
        "bias": model.intercept_.round(6).tolist(),
        "coefficients": model.coef_.round(6).tolist(),
    }


def _model(rows: np.ndarray, cases: Sequence[_Case]):  # type: ignore[no-untyped-def]
    from sklearn.linear_model import LogisticRegression

    mean, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    labels = [OUTCOMES.index(c.outcome) for c in cases]
    weights = [c.weight for c in cases]
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit((rows - mean) / scale, labels, sample_weight=weights)
    return model, mean, scale


def _curve(rows: np.ndarray, cases: Sequence[_Case]) -> dict[str, object]:
    """Out-of-fold: how often an outcome said with probability p was right, in bins of p; and the confusion table."""
    right: list[tuple[float, bool]] = []
    answered: list[tuple[float, _Case]] = []
    confusion = np.zeros((3, 3), dtype=int)
    for fold in range(5):
        train = [i for i in range(len(cases)) if i % 5 != fold]
        test = [i for i in range(len(cases)) if i % 5 == fold]
        model, mean, scale = _model(rows[train], [cases[i] for i in train])
        for i, p in zip(test, model.predict_proba((rows[test] - mean) / scale), strict=True):
            wanted = OUTCOMES.index(cases[i].outcome)
            right.append((float(p.max()), int(p.argmax()) == wanted))
            answered.append((float(p[0]), cases[i]))
            confusion[wanted, int(p.argmax())] += 1
    bins = []
    for low in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        high = {0.3: 0.5, 0.9: 0.95, 0.95: 1.01}.get(low, low + 0.1)
        inside = [ok for p, ok in right if low <= p < high]
        if inside:
            bins.append(
                {
                    "from": low,
                    "questions": len(inside),
                    "right": round(sum(inside) / len(inside), 3),
                }
            )
    return {
        "enough": _enough(answered),
        "curve": bins,
        "confusion": confusion.tolist(),
        "outcomes": [o.value for o in OUTCOMES],
    }


def _enough(answered: Sequence[tuple[float, _Case]]) -> float:
    """The highest threshold at which at most _REFUSED of the answerable gold questions, seen as new, are refused."""
    chances = np.array([p for p, c in answered if c.gold and c.outcome is Status.ANSWERED])
    fitting = [t for t in _THRESHOLDS if (chances < t).mean() <= _REFUSED]
    return max(fitting, default=_THRESHOLDS[0])


def _report(
    cases: Sequence[_Case], seen: Sequence[Relevance], weights: Weights, curve: dict[str, object]
) -> None:
    firsts = [
        next((c.clause for c in s.candidates if c.clause), 0) in case.accept
        for case, s in zip(cases, seen, strict=True)
        if case.accept
    ]
    print(f"{len(cases)} questions; weights {weights}")
    print(
        f"first clause right, each question seen as new: {sum(firsts)}/{len(firsts)} = {sum(firsts) / len(firsts):.3f}"
    )
    print(f"answered from {curve['enough']} on")
    print("confusion (rows: right outcome; columns: said)", curve["outcomes"])
    for row in curve["confusion"]:  # type: ignore[attr-defined]
        print("  ", row)
    for entry in curve["curve"]:  # type: ignore[attr-defined]
        print("  ", entry)
