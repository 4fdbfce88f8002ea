"""What tells whether the best clause of the user's own documents answers: how it leads and covers the question, and the same of the policy's answer."""

from __future__ import annotations

import math

from assistant.decision import speaks_of_elsewhere
from assistant.draft import Draft, Form
from assistant.model import Status
from assistant.own_ranking import Ranking
from assistant.relevance import FEATURES as RELEVANCE

_FAR = 3.0
_OF_DOCUMENTS = frozenset({Form.DOCUMENT, Form.COUNT, Form.OVERVIEW, Form.NO_PERIOD})
OF_CLAUSE = (
    "log_odds",
    "lead",
    "soft",
    "exact",
    "cosine",
    "bm25",
    "title",
    "elsewhere",
    "brief",
    "subject",
    "subject_soft",
    "subject_log_odds",
)
OF_POLICY = (
    "policy_answers",
    "policy_confidence",
    "policy_not_stated",
    "policy_asks_back",
    "policy_of_documents",
    "policy_refusal",
    "policy_soft",
    "policy_exact",
    "policy_weighed",
    *(f"policy_{name}" for name in RELEVANCE),
)
ANSWERING = (*OF_CLAUSE, *OF_POLICY)
"""What tells whether the best clause answers: how it leads, how it covers the question, and the same of the policy's answer."""


def of_clause(text: str, ranking: Ranking) -> tuple[float, ...]:
    """How the best clause leads and how it covers the question, in the order of OF_CLAUSE."""
    first, *others = ranking.clauses
    share = min(max(first.share, 1e-4), 1 - 1e-4)
    log_odds = math.log(share / (1 - share))
    return (
        log_odds,
        min(first.score - others[0].score, _FAR) if others else _FAR,
        first.coverage.soft,
        first.coverage.exact,
        first.cosine,
        math.log1p(max(first.bm25, 0.0)),
        first.title,
        float(speaks_of_elsewhere(text)),
        1.0 / math.sqrt(max(len(text), 1)),
        ranking.subject,
        ranking.subject * first.coverage.soft,
        ranking.subject * log_odds,
    )


def of_policy(ranking: Ranking, policy: Draft) -> tuple[float, ...]:
    """What the policy answers, how surely, and how it covers the question, in the order of OF_POLICY."""
    answers = policy.status is Status.ANSWERED
    refuses = policy.status is Status.OUT_OF_SCOPE
    return (
        float(answers),
        policy.confidence if answers else 0.0,
        float(policy.status is Status.NOT_STATED),
        float(policy.status is Status.NEEDS_CLARIFICATION),
        float(policy.form in _OF_DOCUMENTS),
        policy.confidence if refuses else 0.0,
        max((c.soft for c in ranking.beside), default=0.0),
        max((c.exact for c in ranking.beside), default=0.0),
        float(bool(policy.seen)),
        *(policy.seen or (0.0,) * len(RELEVANCE)),
    )
