"""Whether one answer is right, part by part.

Texts are compared in their search form (`corpus.folding.fold`) without white space, so that an answer
in the other script counts. Whether quotes are verbatim is an assertion, never a part of the score.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.contract import CitationRow
from assistant.errors import EvaluationError
from assistant.evaluation.questions import GoldQuestion
from assistant.evaluation.rows import Row, answer_of
from assistant.model import REFUSALS, Status
from corpus.folding import fold
from corpus.library import Library
from corpus.model import DocumentKind

LEAST_QUOTE = 12  # a part of the gold sentence counts as evidence when it is longer than this
_ABOUT_DOCUMENTS = frozenset({"document", "count"})  # kinds that notice and preamble both answer
_TITLE_PAGES = frozenset({DocumentKind.NOTICE, DocumentKind.POLICY})


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


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the rule: whether it is asked for, and what fails ("" when it holds)."""

    asked: bool
    failure: str = ""

    @property
    def right(self) -> bool | None:
        return not self.failure if self.asked else None


_NOT_ASKED = _Part(asked=False)


@dataclass(frozen=True, slots=True)
class _Given:
    """What came: an answer, or an error as an answer without anything in it."""

    status: str
    text: str
    citations: Sequence[CitationRow]
    main_id: str

    @property
    def clauses(self) -> list[int]:
        """The clauses of the policy that are cited, in order, each once."""
        numbers = map(self.clause_of, self.citations)
        return list(dict.fromkeys(n for n in numbers if n is not None))

    def clause_of(self, citation: CitationRow) -> int | None:
        """The number of the policy's clause that is cited. Another document's clause 7 is not it."""
        return citation["clause"] if citation["document_id"] == self.main_id else None


def score(row: Row, gold: GoldQuestion, library: Library) -> Score:
    """Score one answer (or error row, which is wrong) by the rule in the answer contract."""
    given = _given(row, library)
    refusal = given.status in REFUSALS
    demanded = gold.answerable and not (refusal and given.status in gold.status)
    status, clause = _status(given, gold), _first_clause(given, gold, demanded)
    require, units = _require(given, gold, demanded), _units(given, gold, demanded)
    evidence, facts = _evidence(given, gold, demanded, library), _facts(given, gold, demanded)
    forbidden = _forbidden(given, gold)
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


@lru_cache(maxsize=8192)
def comparable(text: str) -> str:
    """The search form without white space.

    >>> comparable("最佳化 稅收")
    '优化税收'
    """
    return "".join(fold(text).text.split())


def states(text: str, wanted: str) -> bool:
    """Whether a text contains a string, and not merely as a piece of a longer number.

    >>> states("共建成12個園區", "12个"), states("共建成12個園區", "2个")
    (True, False)
    """
    needle = re.escape(comparable(wanted))
    before = r"(?<!\d)(?<!\d[.,])" if re.match(r"\d", needle) else ""
    after = r"(?!\.?\d)" if re.search(r"\d$", needle) else ""
    return bool(re.search(before + needle + after, comparable(text)))


def shows(quote: str, sentence: str) -> bool:
    """Whether a quote contains the gold sentence, or is a part of it longer than LEAST_QUOTE."""
    got, gold = comparable(quote), comparable(sentence)
    return gold in got or (len(got) > LEAST_QUOTE and got in gold)


def short(text: str, limit: int = 40) -> str:
    """A text in brackets, on one line, cut for display."""
    line = " ".join(text.split())
    return f"「{line}」" if len(line) <= limit else f"「{line[:limit]}…」"


def _given(row: Row, library: Library) -> _Given:
    answer, main_id = answer_of(row), library.main.document.id
    if answer is None:
        return _Given(f"error: {row.get('error', '')}", "", (), main_id)
    return _Given(answer["status"], answer["text"], answer["citations"], main_id)


def _status(given: _Given, gold: GoldQuestion) -> _Part:
    if given.status in gold.status:
        return _Part(asked=True)
    return _Part(True, f"status: expected {' or '.join(gold.status)}, got {given.status}")


def _first_clause(given: _Given, gold: GoldQuestion, demanded: bool) -> _Part:
    """A refusal where an answer is acceptable too need not cite, but what it cites first is right."""
    cites_freely = gold.answerable and bool(gold.accept) and bool(given.citations)
    if not (demanded and (gold.accept or gold.document)) and not cites_freely:
        return _NOT_ASKED
    first = given.citations[0] if given.citations else None
    if first and (given.clause_of(first) in gold.accept or _is_document(first, gold)):
        return _Part(asked=True)
    wanted = _numbers(gold.accept) if gold.accept else f"the {gold.document}"
    return _Part(True, f"clause: expected {wanted} first, got {_place(first)}")


def _is_document(citation: CitationRow, gold: GoldQuestion) -> bool:
    """Whether a citation is of the notice or preamble that a question without clauses asks for."""
    if gold.accept or gold.document is None or citation["clause"] is not None:
        return False
    fitting = _TITLE_PAGES if gold.kind in _ABOUT_DOCUMENTS else {gold.document}
    return citation["document_kind"] in fitting


def _require(given: _Given, gold: GoldQuestion, demanded: bool) -> _Part:
    if not demanded or not gold.require:
        return _NOT_ASKED
    cited, required = set(given.clauses), set(gold.require)
    if cited == required or (required < cited and not gold.exact):
        return _Part(asked=True)
    only = "exactly " if gold.exact else ""
    got = _numbers(given.clauses)
    return _Part(True, f"required: expected {only}{_numbers(gold.require)}, got {got}")


def _units(given: _Given, gold: GoldQuestion, demanded: bool) -> _Part:
    if not demanded or not gold.units:
        return _NOT_ASKED
    of_accepted = (c["units"] for c in given.citations if given.clause_of(c) in gold.accept)
    got = next(of_accepted, [])
    if [comparable(u) for u in got] == [comparable(u) for u in gold.units]:
        return _Part(asked=True)
    return _Part(True, f"units: expected {'、'.join(gold.units)}, got {'、'.join(got) or 'none'}")


def _evidence(given: _Given, gold: GoldQuestion, demanded: bool, library: Library) -> _Part:
    if not demanded or not gold.evidence:
        return _NOT_ASKED
    quotes = [c["quote"] for c in given.citations]
    for sentences in _evidence_groups(gold, library):
        if not any(shows(q, s) for q in quotes for s in sentences):
            got = short(quotes[0]) if quotes else "no quote"
            return _Part(True, f"evidence: expected {short(sentences[0])}, got {got}")
    return _Part(asked=True)


def _evidence_groups(gold: GoldQuestion, library: Library) -> list[tuple[str, ...]]:
    """Sentences of which one has to be quoted: all, or for several required clauses those of each."""
    if len(gold.require) < 2:
        return [gold.evidence]
    main = library.main
    clauses = [c for c in map(main.clause, gold.require) if c]
    texts = [comparable(c.span.of(main.document.text)) for c in clauses]
    groups = [tuple(s for s in gold.evidence if comparable(s) in text) for text in texts]
    return [g for g in groups if g] or [gold.evidence]


def _facts(given: _Given, gold: GoldQuestion, demanded: bool) -> _Part:
    if not demanded or not gold.facts:
        return _NOT_ASKED
    texts = [given.text, *(c["quote"] for c in given.citations)]
    lacking = [f for f in gold.facts if not any(states(t, a) for t in texts for a in f)]
    if not lacking:
        return _Part(asked=True)
    wanted = "; ".join(" or ".join(fact) for fact in lacking)
    return _Part(True, f"facts: expected {wanted}, got neither in text nor in quotes")


def _forbidden(given: _Given, gold: GoldQuestion) -> _Part:
    present = [f for f in gold.forbidden if states(given.text, f)]
    if not present:
        return _Part(asked=True)
    return _Part(True, f"forbidden: expected none, got {', '.join(present)} in the text")


def _numbers(clauses: Sequence[int]) -> str:
    return ", ".join(map(str, clauses)) or "none"


def _place(citation: CitationRow | None) -> str:
    if citation is None:
        return "nothing"
    clause = citation["clause"]
    return f"{citation['document_id']} {'preamble' if clause is None else f'clause {clause}'}"
