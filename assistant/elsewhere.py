"""Answers from the user's own documents: where the policy has none, or theirs is likelier, or one of them is named.

Which clause is meant is ranked by `own_ranking.py`; whether it answers, and not the policy, is a fitted probability.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from assistant.asks import Aspect
from assistant.citation import cite
from assistant.decision import speaks_of_elsewhere
from assistant.draft import Draft, Form
from assistant.model import Citation, Question, Role, Status
from assistant.own_names import Named, OwnNames
from assistant.own_ranking import Found, OwnRanking, Ranking
from assistant.own_rule import OwnCalibration, own_calibration
from assistant.relevance import FEATURES as RELEVANCE
from assistant.residue import says_nothing
from assistant.understand import Reading, clause_numbers, with_history
from corpus.folding import fold
from corpus.library import Library
from corpus.model import Clause, ParsedDocument, Span
from index.model import PassageKind
from index.ports import Encoder
from index.soft_match import SoftMatch
from index.store import OpenIndex

_LONG = 300
_MOST = 3
_NEARLY = 0.2
_NAMED = 2.0
_FAR = 3.0
_OF_DATES = (Aspect.ISSUED, Aspect.ISSUER, Aspect.NUMBER)
_OF_DOCUMENTS = frozenset({Form.DOCUMENT, Form.COUNT, Form.OVERVIEW, Form.NO_PERIOD})
_CERTAIN = frozenset({Form.CLAUSE, Form.NO_SUCH_CLAUSE})
_MEASURE = re.compile(r"措施|measure")
_DATED = re.compile(r"\d{4}年")
_ASKED = re.compile(
    r"什么|哪些|怎么|怎样|如何|多少|可以|能不能|要不要|是不是|有没有|规定|请问|吗|呢"
)
_OPEN = re.compile(r"主要|内容|介绍|讲|说|写|的|是|里|about|what|say|is|the|does|it|tell|me|of")
_NOTHING = Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE)
OF_CLAUSE = ("log_odds", "lead", "soft", "exact", "cosine", "bm25", "title", "elsewhere", "brief")
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


class Elsewhere:
    """Looks for answers in the user's own documents.

    Args:
        library: the documents.
        index: a live index of the user's own.
        encoder: gives words their vectors; the shipped one, whichever one the index uses.
        calibration: the fitted numbers; None takes those that ship with the package.
    """

    def __init__(
        self,
        library: Library,
        index: OpenIndex,
        encoder: Encoder,
        calibration: OwnCalibration | None = None,
    ) -> None:
        self._library, self._calibration = library, calibration or own_calibration()
        self._names = OwnNames(library)
        rule = self._calibration.ranking
        self._ranking = OwnRanking(library, index.retriever, SoftMatch(encoder), rule)

    def named(self, reading: Reading, asked: Question) -> Named | None:
        """The documents that a question names, or the one before it where it leans on that: 那第十条呢.

        None where it names a measure by its number: that is answered from the policy.
        """
        found = self._names.named(reading.text)
        if reading.numbers and _MEASURE.search(found.rest if found else reading.text):
            return None
        return found or self._named_before(reading, asked)

    def _named_before(self, reading: Reading, asked: Question) -> Named | None:
        earlier = [turn.content for turn in asked.history if turn.role is Role.USER]
        if not earlier or with_history(asked) is None or _MEASURE.search(reading.text):
            return None
        before = self._names.named(fold(earlier[-1]).text)
        return replace(before, rest=reading.text) if before else None

    def draft(
        self, reading: Reading, named: Named | None, as_of: date, policy: Draft = _NOTHING
    ) -> Draft | None:
        """An answer from the user's own documents; None where they have none that is likelier than the policy's."""
        found = self._by_number(named) if named else None
        found = found or self._by_topic(reading, named, policy)
        return _told_ended(found, as_of) if found else None

    def _by_number(self, named: Named) -> Draft | None:
        """The articles of a named document, or of what is attached to it."""
        held = self._named_parts(named)
        last = max((c.number for p in held for c in p.clauses), default=0)
        asked = clause_numbers(named.rest, last)
        if not asked:
            return None
        for parsed in held:
            clauses = [c for n in asked if (c := parsed.clause(n))]
            if clauses:
                places = [(c, _whole(c)) for c in clauses[:_MOST] if c.sentences]
                citations = tuple(self._cite(parsed, c, place) for c, place in places)
                return Draft(Status.ANSWERED, Form.OWN, citations) if citations else None
        return _no_such_clause(held[0], asked)

    def _named_parts(self, named: Named) -> list[ParsedDocument]:
        ids = named.documents
        own = (self._library.parsed[key] for key in self._library.own)
        return sorted(
            (p for p in own if p.document.id in ids or p.document.parent in ids),
            key=lambda p: p.document.id not in ids,
        )

    def _by_topic(self, reading: Reading, named: Named | None, policy: Draft) -> Draft | None:
        about = named.rest if named else reading.text
        if named and len(_OPEN.sub("", _ASKED.sub("", re.sub(r"\W", "", about)))) < 2:
            return self._opening(named)
        policy = _NOTHING if named else policy
        ranking = self.ranking(reading, named, policy)
        found = ranking.clauses
        if not found:
            return None
        theirs = self._calibration.refused if named else of_policy(ranking, policy)
        row = (*of_clause(about, ranking), *theirs)
        probability = self._calibration.answering.probability(row, _NAMED if named else 0.0)
        form = self._form(probability, policy)
        if form is None:
            return None
        most = _MOST if form is Form.OWN else 1
        near = [f for f in found[:most] if f.share >= found[0].share * _NEARLY]
        citations = tuple(dict.fromkeys(self._cite_found(f) for f in near))
        return Draft(Status.ANSWERED, form, citations, probability)

    def _form(self, probability: float, policy: Draft) -> Form | None:
        """Whether the user's own documents answer, or are named beside the policy's answer, or neither."""
        fitted = self._calibration
        alone = policy.status is Status.OUT_OF_SCOPE
        if probability >= (fitted.enough_alone if alone else fitted.enough):
            return Form.OWN
        beside = policy.status is Status.ANSWERED and probability >= fitted.enough_beside
        return Form.OWN_BESIDE if beside else None

    def ranking(self, reading: Reading, named: Named | None, policy: Draft) -> Ranking:
        """The clauses that may be cited, best first, beside what the policy's answer cites."""
        ids = {p.document.id for p in self._named_parts(named)} if named else set()
        beside = [self._text_of(c) for c in policy.citations]
        seen = self._ranking.ranked(named.rest if named else reading.text, ids, beside)
        dated = any(reading.asks(a) for a in _OF_DATES)
        clauses = (f for f in seen.clauses if self._may_be_cited(f, dated))
        return replace(seen, clauses=tuple(clauses))

    def _text_of(self, citation: Citation) -> str:
        """The cited clause in search form; outside of clauses the cited place."""
        parsed = self._library.parsed[citation.document.id]
        place = citation.clause.span if citation.clause else citation.span
        return _search_form(place.of(parsed.document.text))

    def _opening(self, named: Named) -> Draft | None:
        """A question that says no more than a name gets the first article, which says what the document is for."""
        for parsed in self._named_parts(named):
            first = next((c for c in parsed.clauses if c.sentences), None)
            # Without articles the first line is the title, and the second the first that says something.
            spans = [_whole(first)] if first else parsed.preamble_sentences[:2][-1:]
            for span in spans:
                return Draft(Status.ANSWERED, Form.OWN, (self._cite(parsed, first, span),))
        return None

    def search(self, text: str, ids: set[str]) -> list[Found]:
        """The clauses found for a text in search form, best first; of some documents only, where ids are given."""
        return list(self._ranking.ranked(text, ids).clauses)

    def may_answer(self, reading: Reading, asked: Question, policy: Draft) -> bool:
        """Whether it is worth while to search: never where a measure is named by its number, nor where the question says nothing
        (怎么申请) or leans on the talk (换成平台呢), which is of the policy.
        """
        if policy.form in _CERTAIN or reading.numbers or says_nothing(reading):
            return False
        return with_history(asked) is None

    def _may_be_cited(self, found: Found, dated: bool) -> bool:
        """Title lines answer nothing; dates above the articles do where dates are asked for."""
        parsed = self._library.parsed[found.document_id]
        if found.clause is None and parsed.clauses:
            return dated and bool(_DATED.search(found.hits[0].passage.text))
        return True

    def _cite_found(self, found: Found) -> Citation:
        parsed = self._library.parsed[found.document_id]
        clause = parsed.clause(found.clause) if found.clause else None
        best = next((h for h in found.hits if h.passage.kind is PassageKind.SENTENCE), None)
        sentence = best.passage.span if best else None
        return self._cite(parsed, clause, _place(clause, sentence))

    def _cite(self, parsed: ParsedDocument, clause: Clause | None, span: Span) -> Citation:
        return cite(self._library, parsed, clause, span)


@lru_cache(maxsize=1024)
def _search_form(text: str) -> str:
    """A cited text is compared again and again: there are few of the policy's."""
    return fold(text).text


def of_clause(text: str, ranking: Ranking) -> tuple[float, ...]:
    """How the best clause leads and how it covers the question, in the order of OF_CLAUSE."""
    first, *others = ranking.clauses
    share = min(max(first.share, 1e-4), 1 - 1e-4)
    return (
        math.log(share / (1 - share)),
        min(first.score - others[0].score, _FAR) if others else _FAR,
        first.coverage.soft,
        first.coverage.exact,
        first.cosine,
        math.log1p(max(first.bm25, 0.0)),
        first.title,
        float(speaks_of_elsewhere(text)),
        1.0 / math.sqrt(max(len(text), 1)),
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


def _whole(clause: Clause) -> Span:
    return Span(clause.sentences[0].start, clause.sentences[-1].end)


def _place(clause: Clause | None, sentence: Span | None) -> Span:
    """A whole article; of a long one the paragraph with the sentence."""
    if clause is None:
        assert sentence is not None, "only sentences are searched outside of clauses"
        return sentence
    whole = _whole(clause)
    if len(whole) <= _LONG or sentence is None:
        return whole
    return next((p for p in clause.paragraphs if p.contains(sentence)), sentence)


def _no_such_clause(parsed: ParsedDocument, asked: tuple[int, ...]) -> Draft:
    details = (("title", parsed.document.title), ("count", str(len(parsed.clauses))))
    status, form = Status.NO_SUCH_CLAUSE, Form.OWN_NO_SUCH_CLAUSE
    return Draft(status, form, absent=asked, details=details)


def _told_ended(draft: Draft, as_of: date) -> Draft:
    """A draft that says so where a document that it cites is valid no longer."""
    ended = dict.fromkeys(
        (c.document.title, c.document.valid_to.isoformat())
        for c in draft.citations
        if c.document.valid_to and c.document.valid_to < as_of
    )
    return replace(draft, details=(*draft.details, *ended)) if ended else draft
