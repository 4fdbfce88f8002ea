"""Answers from the user's own documents: where the policy has none, or theirs is likelier, or one of them is named.

Which clause is meant is ranked by `own_ranking.py`; whether it answers, and not the policy, is a fitted probability.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace
from datetime import date
from functools import lru_cache

from assistant.asks import Aspect
from assistant.citation import cite
from assistant.document_talk import numbered_before, talked_of, which_document
from assistant.draft import Draft, Form
from assistant.limits import Limits
from assistant.model import Citation, Question, Role, Status
from assistant.own_answering import of_clause, of_policy
from assistant.own_names import Named, OwnNames
from assistant.own_ranking import Found, OwnRanking, Ranking, rescored
from assistant.own_rule import OwnCalibration, own_calibration
from assistant.precedence import in_force, parted
from assistant.residue import says_nothing
from assistant.understand import Reading, clause_numbers, leans, with_history
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
_OF_DATES = (Aspect.ISSUED, Aspect.ISSUER, Aspect.NUMBER)
_CERTAIN = frozenset({Form.CLAUSE, Form.NO_SUCH_CLAUSE})
_MEASURE = re.compile(r"措施|measure")
_DATED = re.compile(r"\d{4}年")
_ASKED = re.compile(
    r"什么|哪些|怎么|怎样|如何|多少|可以|能不能|要不要|是不是|有没有|规定|请问|吗|呢"
)
_OPEN = re.compile(r"主要|内容|介绍|讲|说|写|的|是|里|about|what|say|is|the|does|it|tell|me|of")
_NOTHING = Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE)


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
        self._encoder = encoder
        self._ranking = OwnRanking(library, index, SoftMatch(encoder), rule)
        self._limits: Limits | None = None

    def limited(self, limits: Limits) -> Elsewhere:
        """The same within the limits of a question."""
        within = copy(self)
        within._limits = limits
        return within

    def named(self, reading: Reading, asked: Question) -> Named | None:
        """The documents that a question names, or the one before it where it leans on that: 那第十条呢.

        None where it names a measure by its number: that is answered from the policy.
        """
        found = self._names.named(reading.text)
        if self._limits:
            before = None if found else self._named_before(reading, asked)
            named = found or (before if self._limits.has(before) else None)
            return self._limits.named(named, reading) or self._only_one_with(reading)
        if reading.numbers and _MEASURE.search(found.rest if found else reading.text):
            return None
        return found or self._named_before(reading, asked)

    def _only_one_with(self, reading: Reading) -> Named | None:
        """The one document within the limits that has an article with the number asked for."""
        assert self._limits is not None, "only within limits one of several can be told"
        if not (self._limits.only_own and reading.numbers) or reading.elsewhere:
            return None
        parsed = self._library.parsed
        number = reading.numbers[0]
        having = [key for key in self._limits.own_documents if parsed[key].clause(number)]
        return Named((having[0],), reading.text, said=False) if len(having) == 1 else None

    def _named_before(self, reading: Reading, asked: Question) -> Named | None:
        earlier = [turn.content for turn in asked.history if turn.role is Role.USER]
        if not earlier or with_history(asked) is None or _MEASURE.search(reading.text):
            return None
        before = self._names.named(fold(earlier[-1]).text)
        if reading.numbers:
            return numbered_before(reading, asked, before, self._library)
        return replace(before, rest=reading.text, said=False) if before else None

    def asked_back(self, reading: Reading, asked: Question) -> Draft | None:
        """Which document is meant, where a bare number may be an article of several.

        第七条讲什么 means the policy's, but after talk of another document it may mean that one's.
        """
        if not reading.numbers or reading.elsewhere:
            return None
        parsed = self._library.parsed
        if self._limits and self._limits.only_own:
            return which_document(reading.numbers, [parsed[k] for k in self._limits.own_documents])
        talked = talked_of(asked.history, self._library)
        if talked is None or leans(asked) or _MEASURE.search(reading.text):
            return None
        if self._limits and not (self._limits.main and talked in self._limits.own):
            return None
        return which_document(reading.numbers, [self._library.main, parsed[talked]])

    def draft(
        self, reading: Reading, named: Named | None, as_of: date, policy: Draft = _NOTHING
    ) -> Draft | None:
        """An answer from the user's own documents; None where they have none that is likelier than the policy's."""
        if named and not self._named_parts(named, as_of):
            return None
        found = self._by_number(named, as_of) if named else None
        return found or self._by_topic(reading, named, as_of, policy)

    def _by_number(self, named: Named, as_of: date) -> Draft | None:
        """The articles of a named document, or of what is attached to it."""
        held = self._named_parts(named, as_of)
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

    def _named_parts(self, named: Named, as_of: date) -> list[ParsedDocument]:
        """The documents that are named, those in force first, and what is attached to them."""
        ids = named.documents
        keys = [
            entry.id
            for entry in self._library.entries.values()
            if (entry.id in ids or entry.parent in ids)
            and (self._limits is None or entry.id in self._limits.own)
        ]
        keys.sort(key=lambda key: (key not in ids, not in_force(key, self._library, as_of)))
        return [self._library.parsed[key] for key in keys]

    def _by_topic(
        self, reading: Reading, named: Named | None, as_of: date, policy: Draft
    ) -> Draft | None:
        about = named.rest if named else reading.text
        if named and len(_OPEN.sub("", _ASKED.sub("", re.sub(r"\W", "", about)))) < 2:
            return self._opening(named, as_of)
        policy = _NOTHING if named else policy
        ranking = self.ranking(reading, named, policy, as_of)
        if (named and len(named.documents) == 1) or (self._limits and self._limits.past_too):
            return self._best_of(about, ranking, named, policy)
        living, past = parted(ranking.clauses, self._library, as_of)
        # Where only a text of the past comes near the question, none in force answers it: 摊位费, of which the new one is silent.
        near_it = living and (not past or living[0].share >= past[0].share * _NEARLY)
        within = self._rescored(ranking, living)
        draft = self._best_of(about, within, named, policy) if near_it else None
        if draft is None:
            return self._best_of(about, ranking, named, policy) if past else None
        near = [f for f in past[:1] if f.share >= living[0].share * _NEARLY]
        return replace(draft, passed=tuple(self._cite_found(f) for f in near))

    def _rescored(self, ranking: Ranking, clauses: list[Found]) -> Ranking:
        """A ranking of some of its clauses, as if the others were not held."""
        if len(clauses) == len(ranking.clauses):
            return ranking
        return rescored(replace(ranking, clauses=tuple(clauses)), self._calibration.ranking)

    def _best_of(
        self, about: str, ranking: Ranking, named: Named | None, policy: Draft
    ) -> Draft | None:
        """The best of what was found, where it answers and is likelier than the policy's."""
        found = ranking.clauses
        if not found:
            return None
        theirs = self._calibration.refused if named else of_policy(ranking, policy)
        row = (*of_clause(about, ranking), *theirs)
        bonus = _NAMED if named and named.said else 0.0
        probability = self._calibration.answering.probability(row, bonus)
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

    def ranking(self, reading: Reading, named: Named | None, policy: Draft, as_of: date) -> Ranking:
        """The clauses that may be cited, best first, beside what the policy's answer cites."""
        ids = self._searched(named, as_of)
        beside = [self._text_of(c) for c in policy.citations]
        seen = self._ranking.ranked(named.rest if named else reading.text, ids, beside)
        dated = any(reading.asks(a) for a in _OF_DATES)
        clauses = (f for f in seen.clauses if self._may_be_cited(f, dated))
        subject = 0.0 if named else self._calibration.subject.of(self._encoder, reading.text)
        return replace(seen, clauses=tuple(clauses), subject=subject)

    def _searched(self, named: Named | None, as_of: date) -> frozenset[str] | None:
        """The ids of the documents that are searched; None means all."""
        if named:
            return frozenset(p.document.id for p in self._named_parts(named, as_of))
        return self._limits.own if self._limits else None

    def _text_of(self, citation: Citation) -> str:
        """The cited clause in search form; outside of clauses the cited place."""
        parsed = self._library.parsed[citation.document.id]
        place = citation.clause.span if citation.clause else citation.span
        return _search_form(place.of(parsed.document.text))

    def _opening(self, named: Named, as_of: date) -> Draft | None:
        """A question that says no more than a name gets the first article, which says what the document is for."""
        for parsed in self._named_parts(named, as_of):
            first = next((c for c in parsed.clauses if c.sentences), None)
            # Without articles the first line is the title, and the second the first that says something.
            spans = [_whole(first)] if first else parsed.preamble_sentences[:2][-1:]
            for span in spans:
                return Draft(Status.ANSWERED, Form.OWN, (self._cite(parsed, first, span),))
        return None

    def may_answer(self, reading: Reading, asked: Question, policy: Draft) -> bool:
        """Whether it is worth while to search: never where a measure is named by its number, nor where the question says nothing
        (怎么申请) or leans on the talk (换成平台呢), which is of the policy.
        """
        if policy.form in _CERTAIN or reading.numbers or says_nothing(reading):
            return False
        return with_history(asked) is None

    def _may_be_cited(self, found: Found, dated: bool) -> bool:
        """Title lines answer nothing; dates above the articles do where dates are asked for."""
        if found.clause is None and self._library.entries[found.document_id].clauses:
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
