"""The sentences of a clause that answer a question."""

from __future__ import annotations

from collections import defaultdict

from assistant.relevance import Candidate
from corpus.model import Clause, Span
from index.model import Hit

_SECOND = 0.92
_MOST = 2


def best_sentences(candidate: Candidate, clause: Clause) -> tuple[Span, ...]:
    """The sentence that answers best, and a second one where it is nearly as good, in the order of goodness.

    A sentence is as good as the best passage that stands for it (itself, or a similar question), summed over the legs.
    """
    scores = sentence_scores(candidate, clause)
    ranked = sorted(scores, key=lambda span: -scores[span])
    if not ranked:
        return clause.sentences[:1]
    floor = scores[ranked[0]] * _SECOND
    return tuple(span for span in ranked[:_MOST] if scores[span] >= floor)


def sentence_scores(candidate: Candidate, clause: Clause) -> dict[Span, float]:
    """Scores of the clause's sentences that have a hit, higher is better."""
    total: dict[Span, float] = defaultdict(float)
    for leg in (candidate.dense, candidate.lexical):
        for span, score in _best_by_span(leg).items():
            if span in clause.sentences:
                total[span] += score
    return dict(total)


def _best_by_span(hits: tuple[Hit, ...]) -> dict[Span, float]:
    best: dict[Span, float] = {}
    for hit in hits:
        span = hit.passage.span
        if span is not None:
            best[span] = max(best.get(span, hit.score), hit.score)
    return best
