"""The sentences of a clause that answer a question."""

from __future__ import annotations

from collections import defaultdict

from assistant.asks import Aspect
from assistant.relevance import Candidate
from assistant.understand import Reading, words_in
from corpus.library import Library
from corpus.model import Clause, FactKind, Span
from index.model import Hit

_NEARLY = 0.6
_NEAREST = 3
_MOST = 3
_STATED = 0.25


def best_sentences(
    candidate: Candidate, clause: Clause, reading: Reading, library: Library
) -> tuple[Span, ...]:
    """The sentence that answers best, and up to two more that are nearly as good, in the order of goodness.

    A sentence is as good as the mean of the three best passages that stand for it (itself, its rendering, similar
    questions; a missing one counts as 0), summed over the legs. Measured on similar questions seen as new.
    """
    scores = sentence_scores(candidate, clause)
    for fact in clause.facts:
        if fact.kind in _asked(reading):
            holder = next(s for s in clause.sentences if s.contains(fact.span))
            scores[holder] = scores.get(holder, 0.0) + _STATED
    for span in _with_abbreviation(clause, reading.text, library):
        scores[span] = scores.get(span, 0.0) + _STATED
    ranked = sorted(scores, key=lambda span: -scores[span])
    if not ranked:
        return clause.sentences[:1]
    floor = scores[ranked[0]] * _NEARLY
    return tuple(span for span in ranked[:_MOST] if scores[span] >= floor)


def _with_abbreviation(clause: Clause, asked: str, library: Library) -> list[Span]:
    """The sentences of a clause that have an abbreviation of the question, such as RCEP or DTC."""
    wanted = [a.upper() for a in library.abbreviations if words_in(asked, [a])]
    text = library.main.document.text
    return [s for s in clause.sentences if any(a in s.of(text) for a in wanted)]


def _asked(reading: Reading) -> frozenset[FactKind]:
    """The kinds of fact that a question wants: a sentence that states one is the likelier answer."""
    if reading.asks(Aspect.VALIDITY) or reading.asks(Aspect.TIME):
        return frozenset({FactKind.WINDOW})
    return frozenset({FactKind.TARGET}) if reading.asks(Aspect.TARGET) else frozenset()


def sentence_scores(candidate: Candidate, clause: Clause) -> dict[Span, float]:
    """Scores of the clause's sentences that have a hit, higher is better."""
    total: dict[Span, float] = defaultdict(float)
    for leg in (candidate.dense, candidate.lexical):
        for span in clause.sentences:
            best = [hit.score for hit in leg if hit.passage.span == span][:_NEAREST]
            if best:
                total[span] += sum(best) / _NEAREST
    return dict(total)


def focus_of(candidate: Candidate, sentence: Span) -> Span | None:
    """The part of a sentence that the likest similar questions are about; None where no similar question speaks for it."""
    total: dict[Span, float] = defaultdict(float)
    for leg in (candidate.dense, candidate.lexical):
        for focus, score in _best_by_focus(leg, sentence).items():
            total[focus] += score
    return max(total, key=lambda focus: total[focus]) if total else None


def _best_by_focus(hits: tuple[Hit, ...], sentence: Span) -> dict[Span, float]:
    best: dict[Span, float] = {}
    for hit in hits:
        focus = hit.passage.focus
        if focus is not None and hit.passage.span == sentence:
            best[focus] = max(best.get(focus, hit.score), hit.score)
    return best
