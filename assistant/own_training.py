"""Fitting how the user's own documents are ranked and answered from, on questions on some and questions on the policy.

Ranking: listwise, the likelihood of a right clause among those weighed (softmax), with a squared penalty. Answering: logistic
regression on whether a right clause is among the first three; questions on the policy are its negative examples. Both are judged
with each document's questions left out in turn, and the thresholds are chosen by what is seen so. scikit-learn and SciPy are
imported here for fitting only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Answerer
from assistant.asks import AskReader
from assistant.draft import Draft
from assistant.elsewhere import Elsewhere
from assistant.evaluation.documents import DocumentQuestion, assistant_with, check_places
from assistant.evaluation.questions import GoldQuestion
from assistant.model import Question, Status
from assistant.own_answering import ANSWERING, OF_CLAUSE, OF_POLICY, of_clause, of_policy
from assistant.own_gathering import Place
from assistant.own_ranking import FEATURES, Found, Ranking, rescored
from assistant.own_rule import Linear, OwnCalibration
from assistant.subject import UNKNOWN, Subject, is_chinese
from assistant.validity import today
from corpus.folding import fold
from corpus.library import Library
from index.benchmark import read_benchmark
from index.ports import Encoder
from index.store import OpenIndex

Rows = NDArray[np.float64]
Vector = NDArray[np.float32]
_SUBJECT_WEIGHTS = (1.0, 2.0, 6.0)
"""What a question counts for that is on the policy, on other law, and on the documents fitted on: there are fewer of those."""
_FOLDS = 11
_PENALTY = 0.01
_FEW = 3
_TAKEN = 0.003
"""The most of the questions that the policy answers which may be answered from the user's own documents."""
_TAKEN_ALONE = 0.06
"""The same of those that are refused."""
_BESIDE = 0.015
"""The most of the questions that the policy answers beside whose answers one of the user's own documents may be named."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the fold that it is left out in, what was found for it and which clauses are right.

    `named` tells that it names its document: then the policy is not weighed, and it is no example for that; `theirs` that it is
    one on the policy.
    """

    text: str
    fold: int
    named: bool
    own: bool
    policy: Draft
    ranking: Ranking
    right: frozenset[Place]
    theirs: bool
    vector: Vector

    @property
    def alone(self) -> bool:
        """Whether the policy has no answer."""
        return self.policy.status is Status.OUT_OF_SCOPE


@dataclass(frozen=True, slots=True)
class Parts:
    """What questions are asked of: the policy's answers, and the documents with their index."""

    library: Library
    answerer: Answerer
    own: OpenIndex
    asks: AskReader

    def cases(
        self, documents: Sequence[DocumentQuestion], policy: Sequence[GoldQuestion]
    ) -> list[Case]:
        """What is found for questions on documents and on the policy; a document's are in one fold."""
        ids = {fold(p.document.title).text: key for key, p in self.library.parsed.items()}
        elsewhere = Elsewhere(self.library, self.own, self.asks.encoder, _unfitted())
        asked = [
            (
                Question(d.question),
                _fold(min(d.places)[0] if d.places else d.id),
                frozenset((ids[title], article or None) for title, article in d.places),
                False,
            )
            for d in documents
        ]
        asked += [
            (Question(g.question, g.history, g.as_of), _fold(g.id), frozenset[Place](), True)
            for g in policy
        ]
        cases = (self._case(elsewhere, *one) for one in asked)
        return [case for case in cases if case and case.ranking.clauses]

    def _case(
        self,
        elsewhere: Elsewhere,
        question: Question,
        left_out: int,
        right: frozenset[Place],
        theirs: bool,
    ) -> Case | None:
        """None for a question that is never answered from the user's own documents by what is fitted here."""
        reading, draft = self.answerer.considered(question)
        named = elsewhere.named(reading, question)
        open_to_all = elsewhere.may_answer(reading, question, draft) and not reading.elsewhere
        if reading.injected or not (named or open_to_all):
            return None
        ranking = elsewhere.ranking(reading, named, draft, question.as_of or today())
        text = named.rest if named else reading.text
        vector = self.asks.encoder.encode([text])[0]
        return Case(
            text, left_out, named is not None, bool(right), draft, ranking, right, theirs, vector
        )


def cases_on(
    folder: Path, documents: Sequence[DocumentQuestion], policy: Sequence[GoldQuestion]
) -> list[Case]:
    """What is found for questions on the documents of a folder, and for those on the policy while these are held.

    Raises:
        EvaluationError: the folder has no document, or a question's article is not among them.
        CorpusError, IndexingError: a document cannot be taken in.
    """
    with assistant_with(folder) as assistant, assistant.served() as served:
        check_places(documents, served.library)
        assert served.own is not None, "a folder without documents is refused"
        parts = Parts(served.library, served.answerer, served.own, assistant.asks)
        return parts.cases(documents, policy)


def subject_vectors(
    benchmark: Path, encoder: Encoder, library: Library
) -> tuple[list[Vector], list[Vector]]:
    """Vectors of the shipped similar questions, and of the training questions of a benchmark on other law; Chinese ones.

    Raises:
        BenchmarkError: it cannot be read.
    """
    splits = (read_benchmark(benchmark, split) for split in ("train", "tune"))
    ours = [q.question for questions in library.similar.values() for q in questions]
    others = [text for split in splits for text in split.questions.values()]
    return _encoded(encoder, ours), _encoded(encoder, others)


def _encoded(encoder: Encoder, texts: Iterable[str]) -> list[Vector]:
    folded = (fold(text).text for text in texts)
    return list(encoder.encode([text for text in folded if is_chinese(text)]))


def calibrate_own(
    cases: Sequence[Case], policy: Sequence[Vector], other: Sequence[Vector], output: Path
) -> Iterator[str]:
    """Fit, write the numbers, and tell how well they do on documents that were left out.

    `policy` and `other` are vectors of more questions on the policy and on other law, to tell the subjects apart.
    """
    seen: list[Ranking] = [case.ranking for case in cases]
    for left_out in range(_FOLDS):
        others = [c for c in cases if c.fold != left_out]
        rule, subject = _fit_ranking(others), _fit_subject(others, policy, other)
        for at, case in enumerate(cases):
            if case.fold == left_out:
                odds = 0.0 if case.named else _subject_of(subject, case)
                seen[at] = replace(rescored(case.ranking, rule), subject=odds)
    yield from _ranking_lines(cases, seen)
    ranking = _fit_ranking(cases)
    weighed = [at for at, case in enumerate(cases) if not case.named]
    chosen = [cases[at] for at in weighed]
    rows = np.array(
        [
            (*of_clause(c.text, seen[at]), *of_policy(seen[at], c.policy))
            for at, c in zip(weighed, chosen, strict=True)
        ]
    )
    right = np.array(
        [_place_of_right(c, seen[at]) <= _FEW for at, c in zip(weighed, chosen, strict=True)]
    )
    chances = _left_out(rows, right, [c.fold for c in chosen])
    enough = _limit(chosen, chances, _TAKEN)
    alone = _limit(chosen, chances, _TAKEN_ALONE, alone=True)
    beside = min(enough, _limit(chosen, chances, _BESIDE))
    refused = rows[[c.alone for c in chosen], len(OF_CLAUSE) :].mean(axis=0)
    fitted = OwnCalibration(
        ranking,
        _fit_answering(rows, right),
        enough,
        alone,
        beside,
        tuple(np.round(refused, 5).tolist()),
        _fit_subject(cases, policy, other),
    )
    output.write_text(
        json.dumps(asdict(fitted), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    yield from _answering_lines(chosen, chances, right, fitted)


def _fold(key: str) -> int:
    return crc32(key.encode()) % _FOLDS


def _unfitted() -> OwnCalibration:
    """Every clause scores the same: what is found does not depend on the weights."""
    zeros, ones = (0.0,) * len(FEATURES), (1.0,) * len(FEATURES)
    nothing = Linear(FEATURES, zeros, ones, zeros)
    return OwnCalibration(nothing, nothing, 1.0, 1.0, 1.0, (0.0,) * len(OF_POLICY), UNKNOWN)


def _is_right(case: Case, found: Found) -> bool:
    return (found.document_id, found.clause) in case.right


def _place_of_right(case: Case, ranking: Ranking) -> float:
    """The place of the first right clause, from 1; infinite where there is none."""
    places = (i for i, f in enumerate(ranking.clauses, 1) if _is_right(case, f))
    return next(places, np.inf)


def _fit_ranking(cases: Sequence[Case]) -> Linear:
    """The weights by which a right clause is likeliest: Σ ln(Σ_right eˢ / Σ eˢ) / n - penalty · Σ w²."""
    from scipy.optimize import minimize  # type: ignore[import-untyped, unused-ignore]

    usable = [c for c in cases if _place_of_right(c, c.ranking) < np.inf]
    rows = [np.array([f.row for f in c.ranking.clauses]) for c in usable]
    right = [np.array([_is_right(c, f) for f in c.ranking.clauses]) for c in usable]
    every = np.concatenate(rows)
    mean, scale = every.mean(axis=0), _scale(every)
    standard = [(r - mean) / scale for r in rows]

    def loss(weights: Rows) -> tuple[float, Rows]:
        total, slope = 0.0, np.zeros_like(weights)
        for x, good in zip(standard, right, strict=True):
            odds = np.exp(x @ weights - (x @ weights).max())
            total -= float(np.log(odds[good].sum() / odds.sum()))
            slope += odds @ x / odds.sum() - odds[good] @ x[good] / odds[good].sum()
        count = len(standard)
        penalty = _PENALTY * float(weights @ weights)
        return total / count + penalty, slope / count + 2 * _PENALTY * weights

    start = np.zeros(len(FEATURES))
    weights = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return _linear(FEATURES, mean, scale, weights, 0.0)


def _scale(rows: Rows) -> Rows:
    """The deviation of each feature; 1 where it never changes: in few questions nobody asks for a day of force."""
    spread = rows.std(axis=0)
    return np.where(spread < 1e-4, 1.0, spread)


def _linear(names: Sequence[str], mean: Rows, scale: Rows, weights: Rows, bias: float) -> Linear:
    def rounded(values: Rows) -> tuple[float, ...]:
        return tuple(np.round(values, 5).tolist())

    return Linear(tuple(names), rounded(mean), rounded(scale), rounded(weights), round(bias, 5))


def _fit_answering(rows: Rows, right: NDArray[np.bool_]) -> Linear:
    from sklearn.linear_model import LogisticRegression

    mean, scale = rows.mean(axis=0), _scale(rows)
    model = LogisticRegression(C=1.0, max_iter=2000).fit((rows - mean) / scale, right)
    return _linear(ANSWERING, mean, scale, model.coef_[0], float(model.intercept_[0]))


def _fit_subject(
    cases: Sequence[Case], policy: Sequence[Vector], other: Sequence[Vector]
) -> Subject:
    """Other law against the policy's subject; questions without Chinese characters are left out."""
    from sklearn.linear_model import LogisticRegression

    own = [c.vector for c in cases if c.own and is_chinese(c.text)]
    counts = (len(policy), len(other), len(own))
    rows = np.vstack([*policy, *other, *own])
    wanted = np.repeat([0, 1, 1], counts)
    weights = np.repeat(_SUBJECT_WEIGHTS, counts)
    model = LogisticRegression(C=10.0, max_iter=2000).fit(rows, wanted, weights)
    return Subject(
        tuple(np.round(model.coef_[0], 4).tolist()), round(float(model.intercept_[0]), 4)
    )


def _subject_of(subject: Subject, case: Case) -> float:
    return subject.odds(case.vector) if is_chinese(case.text) else 0.0


def _left_out(rows: Rows, right: NDArray[np.bool_], folds: Sequence[int]) -> Rows:
    """Each question's probability by a rule that was fitted without its fold."""
    chances, of = np.zeros(len(rows)), np.array(folds)
    for left_out in sorted(set(folds)):
        rule = _fit_answering(rows[of != left_out], right[of != left_out])
        for at in np.flatnonzero(of == left_out):
            chances[at] = rule.probability(rows[at])
    return chances


def _limit(cases: Sequence[Case], chances: Rows, most: float, *, alone: bool = False) -> float:
    """The lowest probability at which no more questions of others' than may be are answered."""
    others = np.array([c.theirs and c.alone is alone for c in cases])
    limits = np.round(np.arange(0.05, 1.0, 0.01), 2)
    fitting = [t for t in limits if (chances[others] >= t).mean() <= most]
    return float(min(fitting, default=1.0))


def _ranking_lines(cases: Sequence[Case], seen: Sequence[Ranking]) -> Iterator[str]:
    at = np.array([_place_of_right(c, r) for c, r in zip(cases, seen, strict=True) if c.own])
    yield f"ranked, each document's questions left out in turn: {len(at)} questions"
    yield "  " + ", ".join(f"among {k}: {(at <= k).mean():.3f}" for k in (1, 3, 10, 50))


def _answering_lines(
    cases: Sequence[Case], chances: Rows, right: NDArray[np.bool_], fitted: OwnCalibration
) -> Iterator[str]:
    theirs = np.array([c.theirs for c in cases])
    limits = (
        ("in its place where the policy answers", False, fitted.enough),
        ("beside its answer", False, fitted.enough_beside),
        ("where the policy refuses", True, fitted.enough_alone),
    )
    for what, alone, limit in limits:
        of = np.array([c.alone is alone for c in cases])
        yield f"{what}: from {limit:.2f} on"
        yield f"  right ones answered: {(chances[of & right] >= limit).mean():.3f} of {(of & right).sum()}"
        yield f"  the policy's answered: {(chances[of & theirs] >= limit).sum()} of {(of & theirs).sum()}"
