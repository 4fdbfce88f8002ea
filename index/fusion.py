"""Fusing the lexical and the dense ranking into one.

The cosine tells well what lay words mean, but only on subjects that the encoder was trained on; BM25 tells well
when the question's own words stand in the text. How much BM25 counts is therefore judged for each question.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Ranking = Sequence[tuple[str, float]]
"""Ids with their scores, best first."""

_SHOULDER = 10
_CLOSENESS = 2.0


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """ln a = bias + peak · (1 - b₁₀/b₁) + cosine · c₁ + lead · (c₁ - c₁₀), b and c the scores of the two rankings.

    Fitted by `python -m index.training_fusion` on the tune questions of the benchmarks; `docs/encoder.md` has the
    figures.
    """

    bias: float = -1.56
    peak: float = 5.08
    cosine: float = -2.06
    lead: float = 0.05


def lexical_weight(features: Sequence[float], weights: FusionWeights) -> float:
    """How much BM25 (1 for the best hit) counts beside the cosine; `features` as `fusion_features` gives them."""
    one, peak, cosine, lead = features
    exponent = (
        weights.bias * one + weights.peak * peak + weights.cosine * cosine + weights.lead * lead
    )
    return math.exp(min(exponent, 10.0))


def fusion_features(lexical: Ranking, dense: Ranking) -> tuple[float, float, float, float]:
    """1, the lead of the best lexical hit, the best cosine, its lead; 0 for what an empty ranking would tell.

    >>> fusion_features([("a", 20.0), ("b", 5.0)], [("b", 0.5), ("a", 0.25)])
    (1.0, 0.75, 0.5, 0.25)
    """
    return (
        1.0,
        _lead(lexical) / lexical[0][1] if lexical and lexical[0][1] > 0 else 0.0,
        dense[0][1] if dense else 0.0,
        _lead(dense),
    )


def _lead(ranking: Ranking) -> float:
    return ranking[0][1] - ranking[:_SHOULDER][-1][1] if ranking else 0.0


def weighted_sum(
    lexical: Ranking, dense: Ranking, weights: FusionWeights | None = None
) -> list[tuple[str, float]]:
    """Fuse two rankings: score(d) = cosine(d) + a · bm25(d) / bm25(best), best first.

    What one ranking lacks gets the last score of that ranking: it can have no more. Equal scores keep the order in
    which ids first appear, the lexical ranking before the dense one. An empty ranking leaves the other's order.

    >>> weighted_sum([("a", 20.0), ("b", 5.0)], [("b", 0.5)])[0][0]
    'a'
    """
    weight = lexical_weight(fusion_features(lexical, dense), weights or FusionWeights())
    best = lexical[0][1] if lexical and lexical[0][1] > 0 else 1.0
    by_lexical = {key: weight * score / best for key, score in lexical}
    by_dense = dict(dense)
    least_lexical = min(by_lexical.values(), default=0.0)
    least_dense = min(by_dense.values(), default=0.0)
    scores = {
        key: by_lexical.get(key, least_lexical) + by_dense.get(key, least_dense)
        for key in (*by_lexical, *by_dense)
    }
    return sorted(scores.items(), key=lambda item: -item[1])


def with_closeness(
    fused: Ranking,
    closeness: Sequence[float],
    lexical: Ranking,
    dense: Ranking,
    weights: FusionWeights | None = None,
) -> list[tuple[str, float]]:
    """Raise the first of `fused` by how close the question's words stand in them: + 2 · (1 + a) · (a / (1 + a))³.

    Where words decide (a is large) their closeness decides among the best; where they do not, it hardly counts.
    """
    weight = lexical_weight(fusion_features(lexical, dense), weights or FusionWeights())
    most = _CLOSENESS * (1 + weight) * (weight / (1 + weight)) ** 3
    raised = [
        (key, score + most * close) for (key, score), close in zip(fused, closeness, strict=False)
    ]
    return sorted([*raised, *fused[len(raised) :]], key=lambda item: -item[1])
