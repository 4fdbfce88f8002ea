"""Which clause is a text about? A linear model over term statistics, fitted on passages and similar questions.

TF-IDF: tf' = 1 + ln tf, idf = ln((1 + n)/(1 + df)) + 1, unit length; then multinomial logistic regression with C = 30.
scikit-learn fits it when an index is built (this is the only module that imports it); NumPy alone applies it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorrupt
from index.model import Passage
from index.tokens import terms

WHOLE_DOCUMENT = "0"
NOT_STATED = "not stated"  # a clause is near, but does not say it
OUT_OF_SCOPE = "out of scope"
_HAN = re.compile(r"[\u3400-\u9fff]{3,}")


def label(passage: Passage) -> str:
    """The class of a passage: its clause number, WHOLE_DOCUMENT, NOT_STATED or OUT_OF_SCOPE."""
    if not passage.answered:
        return NOT_STATED if passage.clause else OUT_OF_SCOPE
    return str(passage.clause) if passage.clause else WHOLE_DOCUMENT


def _features(text: str) -> list[str]:
    trigrams = (run[i : i + 3] for run in _HAN.findall(text) for i in range(len(run) - 2))
    return [*terms(text), *trigrams]


@dataclass(frozen=True)
class ClauseClassifier:
    """A fitted model. `weights` has the shape (terms, classes), `idf` (terms,), `bias` (classes,)."""

    classes: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def probabilities(self, text: str) -> dict[str, float]:
        """The probability of each class for a text in search form; they sum to 1."""
        columns, values = _tfidf(text, self.vocabulary, self.idf)
        logits = self.bias + (values @ self.weights[columns] if len(columns) else 0.0)
        odds = np.exp(logits - logits.max())
        return {c: float(p) for c, p in zip(self.classes, odds / odds.sum(), strict=True)}

    def known_share(self, text: str) -> float:
        """The share of a text's features that the model has seen, from 0 to 1; 0 for a text without any."""
        features = _features(text)
        return sum(f in self.vocabulary for f in features) / len(features) if features else 0.0

    def save(self, path: Path) -> None:
        """Write the model to one .npz file."""
        np.savez_compressed(
            path,
            classes=np.array(self.classes),
            vocabulary=np.array(list(self.vocabulary)),
            idf=self.idf,
            weights=self.weights.astype(np.float16),
            bias=self.bias,
        )

    @classmethod
    def load(cls, path: Path) -> ClauseClassifier:
        """Read a model.

        Raises:
            IndexCorrupt: the file is missing or damaged.
        """
        try:
            with np.load(path, allow_pickle=False) as data:
                vocabulary = {str(term): i for i, term in enumerate(data["vocabulary"])}
                classes = tuple(str(c) for c in data["classes"])
                weights = data["weights"].astype(np.float32)
                return cls(classes, vocabulary, data["idf"], weights, data["bias"])
        except Exception as error:  # zipfile, zlib, NumPy and OS errors share no base
            raise IndexCorrupt(f"the classifier in {path} cannot be read: {error}") from error


def _tfidf(
    text: str, vocabulary: dict[str, int], idf: NDArray[np.float32]
) -> tuple[list[int], NDArray[np.float32]]:
    """Columns and unit-length values of a text's known terms."""
    counts = Counter(vocabulary[f] for f in _features(text) if f in vocabulary)
    columns = list(counts)
    tf = np.array([1.0 + math.log(n) for n in counts.values()], dtype=np.float32)
    values = tf * idf[columns]
    norm = float(np.linalg.norm(values))
    return columns, values / norm if norm else values


def fit(passages: Sequence[Passage]) -> ClauseClassifier | None:
    """Fit on every passage; None where they are of fewer than two classes (then retrieval decides alone)."""
    passages = [p for p in passages if _features(p.text)]
    labels = [label(p) for p in passages]
    if len(set(labels)) < 2:
        return None
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    texts = [p.text for p in passages]
    vocabulary, idf = _statistics(texts)
    rows = [_tfidf(text, vocabulary, idf) for text in texts]
    matrix = csr_matrix(
        (
            np.concatenate([values for _, values in rows]),
            np.concatenate([np.array(columns, dtype=np.int32) for columns, _ in rows]),
            np.cumsum([0, *(len(columns) for columns, _ in rows)]),
        ),
        shape=(len(texts), len(vocabulary)),
    )
    model = LogisticRegression(C=30, max_iter=300).fit(matrix, labels)
    weights, bias = model.coef_.T, model.intercept_.astype(np.float32)
    if (
        len(model.classes_) == 2
    ):  # scikit-learn then gives the second class's logit alone; the first's is 0
        weights, bias = np.hstack([0 * weights, weights]), np.array([0, *bias], dtype=np.float32)
    rounded = weights.astype(np.float16).astype(np.float32)  # as it is saved
    return ClauseClassifier(tuple(map(str, model.classes_)), vocabulary, idf, rounded, bias)


def _statistics(texts: Iterable[str]) -> tuple[dict[str, int], NDArray[np.float32]]:
    documents = [set(_features(text)) for text in texts]
    frequency = Counter(term for document in documents for term in document)
    vocabulary = {term: i for i, term in enumerate(sorted(frequency))}
    idf = [math.log((1 + len(documents)) / (1 + frequency[t])) + 1 for t in vocabulary]
    return vocabulary, np.array(idf, dtype=np.float32)
