"""Answers from the user's own documents: where the policy has none, or where the question names one of them.

Whether the best clause is good enough is a logistic rule. Its numbers were fitted on 60 questions on eleven laws that are
not part of the package.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.asks import Aspect
from assistant.citation import cite
from assistant.draft import Draft, Form
from assistant.model import Citation, Question, Role, Status
from assistant.own_names import Named, OwnNames
from assistant.understand import Reading, clause_numbers, with_history
from corpus.folding import fold
from corpus.library import Library
from corpus.model import Clause, ParsedDocument, Span
from index.model import Hit, PassageKind, Query
from index.retriever import fuse
from index.store import OpenIndex
from index.tokens import terms, words

_OFFICIAL = frozenset({PassageKind.SENTENCE, PassageKind.CLAUSE})
_DEPTH = 200
_LONG = 300
_MOST = 3
_NEARLY = 0.97
_GOOD_ENOUGH = 0.6
_CLEARLY = 0.8
_MORE_COVERED = 0.3
_WEIGHED = frozenset({Form.TOPIC, Form.UNITS, Form.LIST, Form.NOT_STATED})
_OF_DATES = (Aspect.ISSUED, Aspect.ISSUER, Aspect.NUMBER)
_MEASURE = re.compile(r"措施|measure")
_DATED = re.compile(r"\d{4}年")
_ASKED = re.compile(
    r"什么|哪些|怎么|怎样|如何|多少|可以|能不能|要不要|是不是|有没有|规定|请问|吗|呢"
)
_OPEN = re.compile(r"主要|内容|介绍|讲|说|写|的|是|里|about|what|say|is|the|does|it|tell|me|of")


@dataclass(frozen=True, slots=True)
class Found:
    """A clause (None: the text before the first) with its fused score, its best cosine, and its hits, best first."""

    document_id: str
    clause: int | None
    score: float
    cosine: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """p = 1 / (1 + exp(-z)), z = bias + fused · ln(1 + f₁) + cosine · c₁ + covered · w + margin · min(f₁ - f₂, 1) + named.

    f are the fused scores of the best two clauses, c₁ the cosine of the best, w the share of the question's words that it
    has. `named` counts where the question names the document; it is not fitted.
    """

    bias: float = -5.83
    fused: float = 0.43
    cosine: float = 4.61
    covered: float = 4.0
    margin: float = 1.72
    named: float = 2.0

    def probability(self, features: Sequence[float]) -> float:
        """How likely the best clause is to answer; `features` as `features_of` gives them."""
        weights = (self.fused, self.cosine, self.covered, self.margin, self.named)
        z = self.bias + sum(w * x for w, x in zip(weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(z, 30.0))))


class Elsewhere:
    """Looks for answers in the user's own documents.

    Args:
        library: the documents.
        index: a live index of the user's own.
    """

    def __init__(self, library: Library, index: OpenIndex) -> None:
        self._library, self._index = library, index
        self._names = OwnNames(library)

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

    def draft(self, reading: Reading, named: Named | None, as_of: date) -> Draft | None:
        """An answer from the user's own documents; None where they have none."""
        found = self._by_number(named) if named else None
        found = found or self._by_topic(reading, named)
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

    def _by_topic(self, reading: Reading, named: Named | None) -> Draft | None:
        ids = {p.document.id for p in self._named_parts(named)} if named else set()
        about = named.rest if named else reading.text
        if named and len(_OPEN.sub("", _ASKED.sub("", re.sub(r"\W", "", about)))) < 2:
            return self._opening(named)
        dated = any(reading.asks(a) for a in _OF_DATES)
        found = [f for f in self.search(about, ids) if self._may_be_cited(f, dated)]
        if not found:
            return None
        probability = Rule().probability(self.features(about, found, named=bool(named)))
        if probability < _GOOD_ENOUGH:
            return None
        near = [f for f in found[:_MOST] if f.score >= found[0].score * _NEARLY]
        citations = tuple(self._cite_found(f) for f in near)
        return Draft(Status.ANSWERED, Form.OWN, citations, probability)

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
        query, retriever = Query(text, _DEPTH, _OFFICIAL), self._index.retriever
        lexical, dense = retriever.lexical.retrieve(query), retriever.dense.retrieve(query)
        cosines = {hit.passage.id: hit.score for hit in dense}
        by_clause: dict[tuple[str, int | None], list[Hit]] = {}
        for hit in fuse(text, lexical, dense, _DEPTH):
            if not ids or hit.passage.document_id in ids:
                place = (hit.passage.document_id, hit.passage.clause)
                by_clause.setdefault(place, []).append(hit)
        return [
            Found(
                *place, hits[0].score, max(cosines.get(h.passage.id, 0.0) for h in hits), (*hits,)
            )
            for place, hits in by_clause.items()
        ]

    def features(self, text: str, found: Sequence[Found], *, named: bool) -> tuple[float, ...]:
        """What the rule weighs, in its order."""
        first = found[0]
        parsed = self._library.parsed[first.document_id]
        clause = parsed.clause(first.clause) if first.clause else None
        lead = min(first.score - (found[1].score if len(found) > 1 else 0.0), 1.0)
        covered = _covered(text, parsed, clause)
        return (math.log1p(max(first.score, 0.0)), first.cosine, covered, lead, float(named))

    def clearly(self, reading: Reading, own: Draft, policy: Draft) -> bool:
        """Whether the user's own documents answer so much better that what the policy says cannot be meant.

        海关缉私警察受谁监督: every word stands in one article, and the measure that is nearest has but 海关. Never where a
        measure is named by its number.
        """
        if own.confidence < _CLEARLY or not self.may_be_clear(reading, policy):
            return False
        ours, theirs = (self._best_covered(reading.text, draft) for draft in (own, policy))
        return ours - theirs >= _MORE_COVERED

    def may_be_clear(self, reading: Reading, policy: Draft) -> bool:
        """Whether it is worth while to search: the policy's answer lacks enough of the question's words."""
        if policy.form not in _WEIGHED or reading.numbers:
            return False
        return self._best_covered(reading.text, policy) <= 1.0 - _MORE_COVERED

    def _best_covered(self, text: str, draft: Draft) -> float:
        held = ((self._library.parsed[c.document.id], c.clause) for c in draft.citations)
        return max((_covered(text, parsed, clause) for parsed, clause in held), default=0.0)

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


def _covered(text: str, parsed: ParsedDocument, clause: Clause | None) -> float:
    """The share of a question's words that a clause or its document's title has."""
    place = clause.span if clause else parsed.preamble
    held = fold(parsed.document.title + place.of(parsed.document.text)).text
    asked = _ASKED.sub(" ", text)
    latin = (term for term in terms(asked) if term.isascii() and len(term) > 2)
    said = [w for w in dict.fromkeys((*words(asked), *latin)) if len(w) > 1]
    return sum(word in held for word in said) / len(said) if said else 0.0


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
