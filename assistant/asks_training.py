"""Fitting the model of what is asked for, on `asks.jsonl`: rows {"question", "asks": [labels]}.

scikit-learn is imported here for fitting only. Thresholds are chosen per label, for the best F1 of questions seen as new
(five folds); the table that is printed is of those, too.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.asks import AskModel, Aspect, grams, unit_vector
from assistant.cues import cues
from corpus.errors import ReadingError
from corpus.folding import fold
from corpus.rows import read_rows
from corpus.units import UnitRegistry
from index.ports import Encoder

_FOLDS = 5
_FEWEST = 2
_C = 20.0
_THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


@dataclass(frozen=True, slots=True)
class _Row:
    """A labelled question as the model sees it."""

    asks: frozenset[Aspect]
    terms: tuple[str, ...]
    rest: tuple[float, ...]


def train_asks(rows: Path, output: Path, registry: UnitRegistry, encoder: Encoder) -> None:
    """Fit on a file of labelled questions, print how well each label is told, and write the model.

    Raises:
        ReadingError: the file is unreadable.
        ManifestError: a row is broken or has an unknown label; every faulty row is named.
    """
    if not rows.is_file():
        raise ReadingError(f"{rows} does not exist; it should hold one labelled question a line")
    names = [name for name, _ in registry.search_names]
    read = read_rows(rows, ("question", "asks"), lambda raw: _row(raw, names, encoder))
    digest = hashlib.sha256(rows.read_bytes()).hexdigest()
    apart = np.zeros((len(read), len(Aspect)))
    for fold_number in range(_FOLDS):
        train = [row for i, row in enumerate(read) if i % _FOLDS != fold_number]
        model = _fit(train, encoder.name, digest)
        for i in range(fold_number, len(read), _FOLDS):
            apart[i] = _probabilities(model, read[i])
    thresholds = _report(read, apart)
    model = replace(_fit(read, encoder.name, digest), thresholds=thresholds)
    output.write_bytes(model.packed())


def _row(raw: dict[str, object], unit_names: Sequence[str], encoder: Encoder) -> _Row:
    question, asks = raw["question"], raw["asks"]
    if not isinstance(question, str) or not question.strip():
        raise ValueError(f"question must be text, not {question!r}")
    if not isinstance(asks, list) or any(label not in list(Aspect) for label in asks):
        raise ValueError(f"asks must be a list of {', '.join(Aspect)}, not {asks!r}")
    text = fold(question).text.strip()
    rest = (*map(float, cues(text)), *map(float, unit_vector(encoder, text)))
    return _Row(frozenset(map(Aspect, asks)), tuple(grams(text, unit_names)), rest)


def _fit(rows: Sequence[_Row], encoder: str, digest: str) -> AskModel:
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    frequency = Counter(term for row in rows for term in row.terms)
    kept = sorted(term for term, n in frequency.items() if n >= _FEWEST)
    vocabulary = {term: i for i, term in enumerate(kept)}
    columns = [[vocabulary[t] for t in row.terms if t in vocabulary] for row in rows]
    values = [1 / np.sqrt(len(c)) for c in columns for _ in c]
    ends = np.cumsum([0, *map(len, columns)])
    shape = (len(rows), len(vocabulary))
    terms = csr_matrix((values, [c for row in columns for c in row], ends), shape=shape)
    matrix = hstack([terms, csr_matrix(np.array([row.rest for row in rows]))]).tocsr()
    weights = np.zeros((matrix.shape[1], len(Aspect)), dtype=np.float32)
    bias = np.zeros(len(Aspect), dtype=np.float32)
    for column, aspect in enumerate(Aspect):
        wanted = [aspect in row.asks for row in rows]
        if len(set(wanted)) < 2:  # nothing to tell it by: never said, or always
            bias[column] = 10.0 if all(wanted) else -10.0
            continue
        model = LogisticRegression(C=_C, max_iter=500).fit(matrix, wanted)
        weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    rounded = weights.astype(np.float16).astype(np.float32)  # as it is saved
    half = np.full(len(Aspect), 0.5, dtype=np.float32)
    return AskModel(vocabulary, rounded, bias, half, encoder, digest)


def _probabilities(model: AskModel, row: _Row) -> list[float]:
    rest = np.array(row.rest, dtype=np.float32)
    return list(model.probabilities(row.terms, (), rest).values())


def _report(rows: Sequence[_Row], seen: NDArray[np.float64]) -> NDArray[np.float32]:
    """The best threshold of each label; prints precision, recall and F1 at it."""
    best: list[float] = []
    print(f"{len(rows)} questions, each seen as new")
    for column, aspect in enumerate(Aspect):
        wanted = np.array([aspect in row.asks for row in rows])
        scored = [(_f1(wanted, seen[:, column] >= t), t) for t in _THRESHOLDS]
        f1, threshold = max(scored)
        said = seen[:, column] >= threshold
        right = int((wanted & said).sum())
        precision, recall = right / max(1, int(said.sum())), right / max(1, int(wanted.sum()))
        print(
            f"{aspect.value:12} {int(wanted.sum()):5}  precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  from {threshold}"
        )
        best.append(threshold)
    return np.array(best, dtype=np.float32)


def _f1(wanted: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    return 2 * int((wanted & said).sum()) / max(1, int(wanted.sum()) + int(said.sum()))
