"""Figures over scored answers and over ranked clauses, from scipy and ir_measures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.errors import EvaluationError
from assistant.evaluation.questions import GoldQuestion
from assistant.evaluation.scoring import Score


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """Hits / n; not a number when n is 0."""
        return self.hits / self.n if self.n else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson score interval; (0, 1) when n is 0.

        With p = hits/n and z = 1.96: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n).
        E. B. Wilson, JASA 22 (1927), 209–212.
        """
        # Here and not above: the import takes a second, which a reader of metrics need not wait.
        from scipy.stats import binomtest  # type: ignore[import-untyped, unused-ignore]

        if not self.n:
            return 0.0, 1.0
        ci = binomtest(self.hits, self.n).proportion_ci(confidence_level=0.95, method="wilson")
        return float(ci.low), float(ci.high)


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one set of questions.

    Each share is over the questions that ask for that part: `units` over those whose first clause
    is right, `false_refusals` over the answerable ones, `false_answers` over the others.
    """

    right: Share
    first_clause: Share
    units: Share
    evidence: Share
    false_refusals: Share
    false_answers: Share


@dataclass(frozen=True, slots=True)
class Metrics:
    """The figures of a run, over all questions, by kind and by script (in order of appearance)."""

    overall: Group
    by_kind: Mapping[str, Group]
    by_script: Mapping[str, Group]


@dataclass(frozen=True, slots=True)
class RetrievalFigures:
    """Means over the `n` questions that have accepted clauses.

    `hit_at_1`: whether the first clause is accepted. `recall_at_3`: the share of accepted clauses
    in the first three. `mrr`: 1/rank of the first accepted clause (rank from 1; 0 if none).
    `ndcg_at_10`: Σ rel/log₂(rank + 1) over the first ten, divided by the best possible sum
    (K. Järvelin, J. Kekäläinen, ACM TOIS 20 (2002), 422–446).
    """

    n: int
    hit_at_1: float
    recall_at_3: float
    mrr: float
    ndcg_at_10: float


def measure(questions: Sequence[GoldQuestion], scores: Sequence[Score]) -> Metrics:
    """The figures of scores that are in the order of their questions.

    Raises:
        EvaluationError: they are not, or there are none.
    """
    if [q.id for q in questions] != [s.id for s in scores] or not scores:
        raise EvaluationError(
            "scores should be those of the questions, in their order, at least one"
        )
    pairs = list(zip(questions, scores, strict=True))
    return Metrics(
        overall=_group(pairs),
        by_kind={k: _group([p for p in pairs if p[0].kind == k]) for k in _kinds(questions)},
        by_script={k: _group([p for p in pairs if p[0].script == k]) for k in _scripts(questions)},
    )


def retrieval_figures(
    questions: Sequence[GoldQuestion], ranked: Mapping[str, Sequence[int]]
) -> RetrievalFigures:
    """The figures of ranked clauses (best first) by question id. The accepted clauses are relevant.

    A question that `ranked` lacks counts as one for which nothing was found. Of a clause that is
    ranked twice, the first place counts.

    Raises:
        EvaluationError: `ranked` has an unknown id, or no question has accepted clauses.
    """
    import ir_measures as ir

    judged = [q for q in questions if q.accept]
    unknown = sorted(set(ranked) - {q.id for q in questions})
    if unknown or not judged:
        raise EvaluationError(
            f"no question with accepted clauses, or none at all for {unknown[:10]}"
        )
    qrels = [ir.Qrel(q.id, str(c), 1) for q in judged for c in dict.fromkeys(q.accept)]
    run = [
        ir.ScoredDoc(q.id, str(clause), float(-rank))
        for q in judged
        for rank, clause in enumerate(dict.fromkeys(ranked.get(q.id, ())), 1)
    ]
    measures = ir.Success @ 1, ir.R @ 3, ir.RR, ir.nDCG @ 10
    means = ir.calc_aggregate(measures, qrels, run)
    return RetrievalFigures(len(judged), *(float(means[m]) for m in measures))


def _kinds(questions: Iterable[GoldQuestion]) -> list[str]:
    return list(dict.fromkeys(q.kind for q in questions))


def _scripts(questions: Iterable[GoldQuestion]) -> list[str]:
    return list(dict.fromkeys(q.script for q in questions))


def _group(pairs: Sequence[tuple[GoldQuestion, Score]]) -> Group:
    scores = [score for _, score in pairs]
    answerable = [score for question, score in pairs if question.answerable]
    others = [score for question, score in pairs if not question.answerable]
    return Group(
        right=_share(s.right for s in scores),
        first_clause=_share(s.clause_right for s in scores),
        units=_share(s.units_right for s in scores if s.clause_right),
        evidence=_share(s.evidence_right for s in scores),
        false_refusals=_share(s.false_refusal for s in answerable),
        false_answers=_share(s.false_answer for s in others),
    )


def _share(parts: Iterable[bool | None]) -> Share:
    """The share of True among those that are not None."""
    asked = [part for part in parts if part is not None]
    return Share(sum(asked), len(asked))
