"""Whether answers are right, part by part.

Whether quotes are verbatim is an assertion, never a part of the score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.contract import CitationRow
from assistant.errors import EvaluationError
from assistant.evaluation import rule
from assistant.evaluation.comparing import short
from assistant.evaluation.questions import GoldQuestion
from assistant.evaluation.rows import Row, answer_of
from assistant.model import REFUSALS, Status
from corpus.library import Library


@dataclass(frozen=True, slots=True)
class Score:
    """The parts of the rule for one question. None: the question does not ask for this part.

    `clause_right` is about the first citation, `require_right` about all required clauses (and, for
    exact questions, no other). Each part that is False has one of `failures`: expected, got.
    """

    id: str
    status: str
    status_right: bool
    clause_right: bool | None
    require_right: bool | None
    units_right: bool | None
    evidence_right: bool | None
    facts_right: bool | None
    forbidden_absent: bool
    false_refusal: bool
    false_answer: bool
    failures: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether every part that is asked for holds."""
        return not self.failures


def score(row: Row, gold: GoldQuestion, library: Library) -> Score:
    """Score one answer (or error row, which is wrong) by the rule in the answer contract."""
    given = rule.what_came(row, library)
    refusal = given.status in REFUSALS
    demanded = gold.answerable and not (refusal and given.status in gold.status)
    status = rule.status(given, gold)
    clause = rule.first_clause(given, gold, demanded)
    require = rule.require(given, gold, demanded)
    units = rule.units(given, gold, demanded)
    evidence = rule.evidence(given, gold, demanded, library)
    facts = rule.facts(given, gold, demanded)
    forbidden = rule.forbidden(given, gold)
    parts = (status, clause, require, units, evidence, facts, forbidden)
    return Score(
        id=gold.id,
        status=given.status,
        status_right=not status.failure,
        clause_right=clause.right,
        require_right=require.right,
        units_right=units.right,
        evidence_right=evidence.right,
        facts_right=facts.right,
        forbidden_absent=not forbidden.failure,
        false_refusal=gold.answerable and refusal and demanded,
        false_answer=not gold.answerable and given.status == Status.ANSWERED,
        failures=tuple(p.failure for p in parts if p.failure),
    )


def score_all(
    rows: Sequence[Row], questions: Sequence[GoldQuestion], library: Library
) -> tuple[Score, ...]:
    """The scores of a run, in the order of the questions.

    Raises:
        EvaluationError: a question has no row, a row has no question, or an id occurs twice.
    """
    by_id = {row["id"]: row for row in rows}
    missing = [q.id for q in questions if q.id not in by_id]
    unknown = sorted(set(by_id) - {q.id for q in questions})
    twice = len(rows) - len(by_id) + len(questions) - len({q.id for q in questions})
    if missing or unknown or twice:
        raise EvaluationError(
            f"rows and questions should match one to one: no row for {missing[:10]}, "
            f"no question for {unknown[:10]}, {twice} id(s) repeated"
        )
    return tuple(score(by_id[q.id], q, library) for q in questions)


def assert_verbatim(row: Row, library: Library) -> None:
    """Assert that every quote of an answer is the document's own text at the stated place.

    Raises:
        EvaluationError: it is not, or there is no such document; names each such citation.
    """
    answer = answer_of(row)
    citations = answer["citations"] if answer else []
    faults = [f for n, c in enumerate(citations, 1) if (f := _not_verbatim(n, c, library))]
    if faults:
        raise EvaluationError(f"{row['id']}: " + "; ".join(faults))


def _not_verbatim(number: int, citation: CitationRow, library: Library) -> str:
    start, end, quote = citation["start"], citation["end"], citation["quote"]
    parsed = library.parsed.get(citation["document_id"])
    if parsed is None:
        return f"citation {number} is of an unknown document {citation['document_id']!r}"
    if 0 <= start < end and parsed.document.text[start:end] == quote:
        return ""
    stands = parsed.document.text[max(start, 0) : max(end, 0)]
    return (
        f"citation {number} quotes {short(quote)}, "
        f"but [{start}, {end}) of {parsed.document.id} is {short(stands)}"
    )
