"""The parts of the rule in the answer contract, 'When is an answer right?', one function a part.

Each takes what came, the gold question and whether an answer is demanded: it is not where the
question cannot be answered, or where it was refused and a refusal is acceptable too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.contract import CitationRow
from assistant.evaluation.comparing import comparable, short, shows, states
from assistant.evaluation.questions import GoldQuestion
from assistant.evaluation.rows import Row, answer_of
from assistant.model import REFUSALS
from corpus.library import Library
from corpus.model import DocumentKind

_ABOUT_DOCUMENTS = frozenset({"document", "count"})  # kinds that notice and preamble both answer
_TITLE_PAGES = frozenset({DocumentKind.NOTICE, DocumentKind.POLICY})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the rule: whether it is asked for, and what fails ("" when it holds)."""

    asked: bool
    failure: str = ""

    @property
    def right(self) -> bool | None:
        """Whether this part holds; None where the question does not ask for it."""
        return not self.failure if self.asked else None


_NOT_ASKED = Part(asked=False)


@dataclass(frozen=True, slots=True)
class Given:
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
        """The number of the policy's clause that is cited; None for any other place."""
        return citation["clause"] if citation["document_id"] == self.main_id else None


def what_came(row: Row, library: Library) -> Given:
    """The parts of a row that the rule looks at."""
    answer, main_id = answer_of(row), library.main.document.id
    if answer is None:
        return Given(f"error: {row.get('error', '')}", "", (), main_id)
    return Given(answer["status"], answer["text"], answer["citations"], main_id)


def status(given: Given, gold: GoldQuestion) -> Part:
    """The status is an acceptable one; a question that cannot be answered is rightly met by any refusal."""
    refused = given.status in REFUSALS and not gold.answerable
    if refused or given.status in gold.status:
        return Part(asked=True)
    return Part(True, f"status: expected {' or '.join(gold.status)}, got {given.status}")


def first_clause(given: Given, gold: GoldQuestion, demanded: bool) -> Part:
    """The first citation is of an accepted clause, or of the document that is asked for.

    A refusal of a question that could be answered need not cite, but if it does, this holds for it.
    """
    asked = demanded and bool(gold.accept or gold.document)
    cites_freely = gold.answerable and bool(gold.accept) and bool(given.citations)
    if not asked and not cites_freely:
        return _NOT_ASKED
    first = given.citations[0] if given.citations else None
    if first and (given.clause_of(first) in gold.accept or _is_document(first, gold)):
        return Part(asked=True)
    wanted = _numbers(gold.accept) if gold.accept else f"the {gold.document}"
    return Part(True, f"clause: expected {wanted} first, got {_place(first)}")


def _is_document(citation: CitationRow, gold: GoldQuestion) -> bool:
    """Whether a citation is of the notice or preamble that a question without clauses asks for."""
    if gold.accept or gold.document is None or citation["clause"] is not None:
        return False
    fitting = _TITLE_PAGES if gold.kind in _ABOUT_DOCUMENTS else {gold.document}
    return citation["document_kind"] in fitting


def require(given: Given, gold: GoldQuestion, demanded: bool) -> Part:
    """All required clauses are cited and, for an exact question, no other."""
    if not demanded or not gold.require:
        return _NOT_ASKED
    cited, required = set(given.clauses), set(gold.require)
    if cited == required or (required < cited and not gold.exact):
        return Part(asked=True)
    only = "exactly " if gold.exact else ""
    got = _numbers(given.clauses)
    return Part(True, f"required: expected {only}{_numbers(gold.require)}, got {got}")


def units(given: Given, gold: GoldQuestion, demanded: bool) -> Part:
    """The first citation of an accepted clause names the printed units, all and in order."""
    if not demanded or not gold.units:
        return _NOT_ASKED
    of_accepted = (c["units"] for c in given.citations if given.clause_of(c) in gold.accept)
    got = next(of_accepted, [])
    if [comparable(u) for u in got] == [comparable(u) for u in gold.units]:
        return Part(asked=True)
    return Part(True, f"units: expected {'、'.join(gold.units)}, got {'、'.join(got) or 'none'}")


def evidence(given: Given, gold: GoldQuestion, demanded: bool, library: Library) -> Part:
    """A quote shows a gold sentence; where several clauses are required, one of each clause."""
    if not demanded or not gold.evidence:
        return _NOT_ASKED
    quotes = [c["quote"] for c in given.citations]
    for sentences in _evidence_groups(gold, library):
        if not any(shows(q, s) for q in quotes for s in sentences):
            got = short(quotes[0]) if quotes else "no quote"
            return Part(True, f"evidence: expected {short(sentences[0])}, got {got}")
    return Part(asked=True)


def _evidence_groups(gold: GoldQuestion, library: Library) -> list[tuple[str, ...]]:
    """Sets of sentences of each of which one has to be quoted: a set for each required clause."""
    if len(gold.require) < 2:
        return [gold.evidence]
    main = library.main
    clauses = [c for c in map(main.clause, gold.require) if c]
    texts = [comparable(c.span.of(main.document.text)) for c in clauses]
    groups = [tuple(s for s in gold.evidence if comparable(s) in text) for text in texts]
    return [g for g in groups if g] or [gold.evidence]


def facts(given: Given, gold: GoldQuestion, demanded: bool) -> Part:
    """Each fact, in one of its wordings, is in the text or a quote."""
    if not demanded or not gold.facts:
        return _NOT_ASKED
    texts = [given.text, *(c["quote"] for c in given.citations)]
    lacking = [f for f in gold.facts if not any(states(t, a) for t in texts for a in f)]
    if not lacking:
        return Part(asked=True)
    wanted = "; ".join(" or ".join(fact) for fact in lacking)
    return Part(True, f"facts: expected {wanted}, got neither in text nor in quotes")


def forbidden(given: Given, gold: GoldQuestion) -> Part:
    """No forbidden string is in the text; quotes are the source's words and may hold it."""
    present = [f for f in gold.forbidden if states(given.text, f)]
    if not present:
        return Part(asked=True)
    return Part(True, f"forbidden: expected none, got {', '.join(present)} in the text")


def _numbers(clauses: Sequence[int]) -> str:
    return ", ".join(map(str, clauses)) or "none"


def _place(citation: CitationRow | None) -> str:
    if citation is None:
        return "nothing"
    clause = citation["clause"]
    return f"{citation['document_id']} {'preamble' if clause is None else f'clause {clause}'}"
