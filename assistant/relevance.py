"""Which clause is a question about, and how sure is that?

Three witnesses are heard for each clause: the classifier's probability, the cosine of the nearest passages, and BM25.
They are joined by weights that were fitted on questions (`calibration.json`, made by `yuce calibrate`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.classifier import NOT_STATED, OUT_OF_SCOPE, WHOLE_DOCUMENT
from index.model import Hit, Passage, Query
from index.store import OpenIndex

DEPTH = 100
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each witness counts: score(c) = ln P(c) · classifier + cosine(c) · dense + bm25(c) · lexical."""

    classifier: float
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause (0: the document as a whole) with its joint score, its share among the candidates (sum 1), its hits."""

    clause: int
    score: float
    share: float
    dense: tuple[Hit, ...] = ()
    lexical: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Relevance:
    """Candidates, best first, and what the legs and the classifier saw."""

    candidates: tuple[Candidate, ...]
    p_not_stated: float
    p_out_of_scope: float
    top_cosine: float
    top_bm25: float
    nearest_unanswered: float
    known: float

    @property
    def best(self) -> Candidate | None:
        """The best candidate, None where nothing was found."""
        return self.candidates[0] if self.candidates else None

    def features(self) -> tuple[float, ...]:
        """What the decision to answer is made from, in the order of FEATURES."""
        first = self.candidates[0].share if self.candidates else 0.0
        second = self.candidates[1].share if len(self.candidates) > 1 else 0.0
        return (
            math.log(max(first, 1e-6)),
            first - second,
            self.p_not_stated,
            self.p_out_of_scope,
            self.top_cosine,
            self.top_bm25,
            self.nearest_unanswered,
            self.known,
        )


FEATURES = (
    "log_share",
    "margin",
    "p_not_stated",
    "p_out_of_scope",
    "top_cosine",
    "top_bm25",
    "nearest_unanswered",
    "known",
)

Keep = Callable[[Passage], bool]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the three witnesses say of a question, before it is weighed."""

    dense: list[Hit]
    lexical: list[Hit]
    probabilities: dict[str, float]
    known: float

    def weigh(self, weights: Weights) -> Relevance:
        """The clauses by their joint scores."""
        return Relevance(
            candidates=_candidates(self.dense, self.lexical, self.probabilities, weights),
            p_not_stated=self.probabilities.get(NOT_STATED, 0.0),
            p_out_of_scope=self.probabilities.get(OUT_OF_SCOPE, 0.0),
            top_cosine=_best(self.dense, answered=True),
            top_bm25=_best(self.lexical, answered=True),
            nearest_unanswered=_best(self.dense, answered=False) - _best(self.dense, answered=True),
            known=self.known,
        )


def hear(index: OpenIndex, text: str, keep: Keep = lambda passage: True) -> Heard:
    """Hear the witnesses on a question in search form.

    `keep` says which passages to look at: calibration hides those that a question was made from.
    """
    retriever = index.retriever
    query = Query(text, limit=DEPTH)
    dense = [h for h in retriever.dense.retrieve(query) if keep(h.passage)]
    lexical = _normalised([h for h in retriever.lexical.retrieve(query) if keep(h.passage)], text)
    probabilities = index.classifier.probabilities(text) if index.classifier else {}
    known = index.classifier.known_share(text) if index.classifier else 1.0
    return Heard(dense, lexical, probabilities, known)


def relevance(index: OpenIndex, text: str, weights: Weights) -> Relevance:
    """Weigh every clause for a question in search form."""
    return hear(index, text).weigh(weights)


def _normalised(hits: Sequence[Hit], text: str) -> list[Hit]:
    """BM25 divided by √length of the question, so that long questions do not score higher for being long."""
    scale = math.sqrt(max(len(text), 1)) * 5.0
    return [Hit(h.passage, h.score / scale, h.rank) for h in hits]


def _best(hits: Sequence[Hit], *, answered: bool) -> float:
    return max((h.score for h in hits if h.passage.answered is answered), default=0.0)


def _candidates(
    dense: Sequence[Hit],
    lexical: Sequence[Hit],
    probabilities: dict[str, float],
    weights: Weights,
) -> tuple[Candidate, ...]:
    by_dense, by_lexical = _by_clause(dense), _by_clause(lexical)
    classified = {int(label) for label in probabilities if label.isdigit()}
    clauses = sorted(classified | by_dense.keys() | by_lexical.keys())
    if not clauses:
        return ()
    scores = np.array(
        [
            weights.classifier * math.log(max(probabilities.get(_label(c), 0.0), 1e-4))
            + weights.dense * _nearest_mean(by_dense.get(c, []))
            + weights.lexical * _nearest_mean(by_lexical.get(c, []))
            for c in clauses
        ]
    )
    odds = np.exp(scores - scores.max())
    shares = odds / odds.sum()
    found = [
        Candidate(c, float(s), float(p), tuple(by_dense.get(c, [])), tuple(by_lexical.get(c, [])))
        for c, s, p in zip(clauses, scores, shares, strict=True)
    ]
    return tuple(sorted(found, key=lambda candidate: -candidate.score))


def _label(clause: int) -> str:
    return str(clause) if clause else WHOLE_DOCUMENT


def _by_clause(hits: Sequence[Hit]) -> dict[int, list[Hit]]:
    found: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.passage.answered or hit.passage.clause:
            found[hit.passage.clause or 0].append(hit)
    return found


def _nearest_mean(hits: Sequence[Hit]) -> float:
    """The mean of the three best scores; a missing one counts as 0."""
    return sum(h.score for h in hits[:_NEAREST]) / _NEAREST
