"""From a reading to a draft: which way a question is answered.

The ways are tried in order: by clause number, all measures of a unit, a list, asking back, by topic. Each gives a draft or
passes. Nothing here is worded; nothing here knows a vendor.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.asks import Aspect
from assistant.citation import cite
from assistant.cues import PATTERNS
from assistant.decision import Calibration, features, lacks
from assistant.denial import denied_figures, denied_units, with_figures_first
from assistant.document_facts import (
    asks_about_document,
    document_draft,
    names_document_part,
)
from assistant.draft import Draft, Form
from assistant.evidence import best_sentences, focus_of
from assistant.listing import (
    cited_numbers,
    list_draft,
    names_absent_unit,
    supporting_clauses,
    unit_draft,
)
from assistant.model import Citation, Status
from assistant.profile import Finding, findings
from assistant.relevance import Candidate, Relevance, relevance
from assistant.residue import about_all_of_a_clause, says_nothing, speaks_of_support
from assistant.understand import Reading, possible_subjects, subjects, words_in
from corpus.library import Library
from corpus.model import Clause, FactKind, Span
from index.store import OpenIndex

_ALSO = 0.3
_CLEARLY_NOT_STATED = 0.92
_DOMINANT = 0.9
_FAR = 0.95
_REFUSED = (Status.NOT_STATED, Status.OUT_OF_SCOPE)
_SURE = 0.7
_SOME_CHANCE = 0.1
_MISSABLE = (Aspect.AMOUNT, Aspect.CONTACT, Aspect.PROCEDURE, Aspect.TIME, Aspect.NAMES)
_ABOUT_ALL = frozenset({Aspect.VALIDITY, Aspect.CLAUSE_COUNT})
_OUT_OF_SCOPE = Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE)


class Router:
    """Decides how a question is answered.

    Args:
        library: the documents.
        index: a live index of them.
        calibration: the fitted numbers of relevance and decision.
    """

    def __init__(self, library: Library, index: OpenIndex, calibration: Calibration) -> None:
        self._library, self._index, self._calibration = library, index, calibration

    def draft(self, reading: Reading) -> Draft:
        """The draft for a reading; every question gets one."""
        if reading.elsewhere and not reading.numbers:
            return _OUT_OF_SCOPE
        if names_absent_unit(reading):
            return replace(_OUT_OF_SCOPE, confidence=1.0)
        return (
            self._by_number(reading)
            or unit_draft(reading, self._library)
            or (self._of_two(reading) if "分别" in reading.text else None)
            or self._list(reading)
            or self._unclear(reading)
            or self._of_two(reading)
            or self._by_topic(reading)
        )

    def _of_two(self, reading: Reading) -> Draft | None:
        """A question about two measures: each half by itself, where both are surely answered by different ones."""
        if halves := subjects(reading.text):
            return self._of_halves(reading, halves)
        drafts = (self._of_halves(reading, h) for h in possible_subjects(reading.text))
        return max((d for d in drafts if d), key=lambda d: d.confidence, default=None)

    def _of_halves(self, reading: Reading, halves: tuple[str, ...]) -> Draft | None:
        parts = [self._by_topic(replace(reading, text=half, topic=half)) for half in halves]
        if not parts or any(not _is_sure(part) for part in parts):
            return None
        first, second = parts
        if cited_numbers(first.citations)[0] in cited_numbers(second.citations):
            return None
        citations = (*first.citations, *second.citations[:2])
        return replace(
            first, citations=citations, confidence=min(first.confidence, second.confidence)
        )

    def _by_number(self, reading: Reading) -> Draft | None:
        if not reading.numbers:
            return None
        main = self._library.main
        clauses = [c for n in reading.numbers if (c := main.clause(n))]
        absent = tuple(n for n in reading.numbers if main.clause(n) is None)
        if not clauses:
            return Draft(Status.NO_SUCH_CLAUSE, Form.NO_SUCH_CLAUSE, absent=absent)
        if reading.injected and reading.asks(Aspect.AMOUNT):
            return _OUT_OF_SCOPE
        if _asks_units(reading):
            drafts = [self._units(reading, clause, (), 1.0) for clause in clauses]
            citations = tuple(c for d in drafts for c in d.citations)
            return replace(drafts[0], citations=citations, absent=absent)
        return replace(self._within(reading, clauses), absent=absent)

    def _within(self, reading: Reading, clauses: list[Clause]) -> Draft:
        """The sentences of a named clause that the rest of the question is about; all of it where it is about all."""
        seen = self._relevance(reading)
        best = seen.best
        fits = len(clauses) == 1 and best is not None and best.clause == clauses[0].number
        if best and fits and not about_all_of_a_clause(reading.text):
            return self._about_clause(reading, seen, best, clauses[0])
        if best and best.clause and best.share >= _DOMINANT and reading.asks(Aspect.CONFIRM):
            # Selling repackaged pet food is open under measure 6, right? It is another measure's.
            right = self._library.clause(self._library.main.document.id, best.clause)
            answered = self._about_clause(replace(reading, numbers=()), seen, best, right)
            return replace(answered, mistaken=reading.numbers)
        if len(clauses) == 1:
            return self._all_of(reading, clauses[0])
        citations = tuple(self._cite(c, _whole(c)) for c in clauses)
        return Draft(Status.ANSWERED, Form.CLAUSE, citations)

    def _all_of(self, reading: Reading, clause: Clause) -> Draft:
        """A whole clause; or that it does not state what is asked for."""
        missing = _missing(reading, clause, clause.sentences)
        dated = tuple(s for s in clause.sentences if _states(clause, s, FactKind.WINDOW))
        if reading.asks(Aspect.VALIDITY) and not dated:
            missing = (*missing, Aspect.VALIDITY)
        if missing:
            return self._not_stated(clause, (_whole(clause),), 1.0, missing)
        if reading.asks(Aspect.VALIDITY):
            citations = tuple(self._cite(clause, s) for s in dated)
            return Draft(Status.ANSWERED, Form.TOPIC, citations)
        return Draft(Status.ANSWERED, Form.CLAUSE, (self._cite(clause, _whole(clause)),))

    def _list(self, reading: Reading) -> Draft | None:
        """A list of measures; without words that ask for one, only where the question is of the policy at all."""
        draft = list_draft(reading, self._library)
        if draft is None or PATTERNS[Aspect.WHICH_CLAUSES].search(reading.text):
            return draft
        seen = self._relevance(reading)
        outside = self._calibration.outcome_probabilities(features(seen, reading, None, ()))
        return None if outside[Status.OUT_OF_SCOPE] > 0.5 else draft

    def _unclear(self, reading: Reading) -> Draft | None:
        """A question that does not say what it is about is asked back, with the likeliest readings."""
        if says_nothing(reading):
            if _about_all(reading):
                return None
            if speaks_of_support(reading.text):
                return _asked_back(supporting_clauses(self._library))
        elif not reading.asks(Aspect.UNCLEAR):
            return None
        best, *others = self._relevance(reading).candidates or (None,)
        if best is None or (best.share >= _DOMINANT and not says_nothing(reading)):
            return None
        likely = [c.clause for c in (best, *others) if c and c.clause and best.share > 0.5]
        return _asked_back(tuple(likely))

    def _by_topic(self, reading: Reading) -> Draft:
        seen = self._relevance(reading)
        return replace(self._by_relevance(reading, seen), seen=seen.features())

    def _by_relevance(self, reading: Reading, seen: Relevance) -> Draft:
        best = seen.best
        if best and not best.clause and words_in(reading.text, self._library.abbreviations):
            best = next((c for c in seen.candidates if c.clause), None)
        if best is None:
            return _OUT_OF_SCOPE
        about_it = asks_about_document(reading, self._library) and best.share < _DOMINANT
        about_it = about_it or _about_all(reading)
        if best.clause == 0 or about_it or names_document_part(reading):
            return self._about_document(reading, seen)
        clause = self._library.clause(self._library.main.document.id, best.clause)
        return self._about_clause(reading, seen, best, clause)

    def _about_document(self, reading: Reading, seen: Relevance) -> Draft:
        outcomes = self._calibration.outcome_probabilities(features(seen, reading, None, ()))
        outside = outcomes[Status.OUT_OF_SCOPE]
        surely = asks_about_document(reading, self._library) or _about_all(reading)
        if reading.injected or (outside > 0.5 and not surely):
            return replace(_OUT_OF_SCOPE, confidence=outside)
        draft = document_draft(reading, self._library, 1 - outside)
        return draft or replace(_OUT_OF_SCOPE, confidence=outside)

    def _about_clause(
        self, reading: Reading, seen: Relevance, candidate: Candidate, clause: Clause
    ) -> Draft:
        spans = best_sentences(self._latest(reading, candidate), clause, reading, self._library)
        outcomes = self._calibration.outcome_probabilities(features(seen, reading, clause, spans))
        missing = _missing(reading, clause, spans)
        status = _status(outcomes, self._calibration.enough, reading, missing)
        named = clause.number in reading.numbers
        if (reading.injected or status is Status.OUT_OF_SCOPE) and not named:
            far = (
                outcomes[Status.OUT_OF_SCOPE] > _FAR
            )  # 明天会下雨吗 is nearer to one measure than to all others
            near = candidate.share > 0.5 and not (far or reading.injected)
            nearest = (clause.number,) if near else ()
            return replace(_OUT_OF_SCOPE, confidence=outcomes[Status.OUT_OF_SCOPE], nearest=nearest)
        if status is Status.NOT_STATED:
            return self._not_stated(clause, spans, outcomes[status], missing)
        confidence = candidate.share * outcomes[Status.ANSWERED]
        clearly = tuple(a for a in missing if reading.chances[a] >= _SURE)
        if reading.chances[Aspect.VALIDITY] >= _SURE and not any(
            _states(clause, span, FactKind.WINDOW, FactKind.TARGET) for span in spans
        ):
            clearly = (*clearly, Aspect.VALIDITY)
        if _asks_units(reading):
            return replace(self._units(reading, clause, spans, confidence), missing=clearly)
        answered = self._answered(reading, seen, candidate, spans, confidence)
        return replace(answered, missing=clearly)

    def _latest(self, reading: Reading, candidate: Candidate) -> Candidate:
        """The candidate as what was asked last sees it: that chooses the sentence, and the talk the clause."""
        if not reading.latest:
            return candidate
        seen = relevance(self._index, reading.latest, self._calibration.weights)
        same = (c for c in seen.candidates if c.clause == candidate.clause)
        return next((c for c in same if c.dense or c.lexical), candidate)

    def _not_stated(
        self,
        clause: Clause,
        spans: tuple[Span, ...],
        confidence: float,
        missing: tuple[Aspect, ...],
    ) -> Draft:
        citations = tuple(self._cite(clause, s) for s in spans)
        number = (clause.number,)
        return Draft(
            Status.NOT_STATED, Form.NOT_STATED, citations, confidence, number, missing=missing
        )

    def _answered(
        self,
        reading: Reading,
        seen: Relevance,
        candidate: Candidate,
        spans: tuple[Span, ...],
        confidence: float,
    ) -> Draft:
        clause = self._library.clause(self._library.main.document.id, candidate.clause)
        others = [c for c in seen.candidates if c.clause not in (0, clause.number)][:3]
        found = self._findings(reading, clause)
        denied = () if found else denied_figures(reading, clause, self._library)
        if denied:
            spans = with_figures_first(spans, self._library)
        spans = tuple(dict.fromkeys((*(f.threshold.sentence for f in found), *spans)))
        citations = [self._cite(clause, s) for s in spans]
        citations += [self._also(reading, o) for o in others if o.share >= _ALSO]
        return Draft(
            status=Status.ANSWERED,
            form=Form.TOPIC,
            citations=tuple(citations),
            confidence=confidence,
            nearest=tuple(c.clause for c in others),
            denied=denied,
            focus=found[0].threshold.sentence if found else focus_of(candidate, spans[0]),
            findings=found,
        )

    def _findings(self, reading: Reading, clause: Clause) -> tuple[Finding, ...]:
        """The sizes that the asker names, against the thresholds of the clause."""
        annotations = self._library.annotations[clause.document_id]
        found = findings(reading.text, annotations)
        return tuple(f for f in found if f.threshold.clause == clause.number)

    def _also(self, reading: Reading, other: Candidate) -> Citation:
        clause = self._library.clause(self._library.main.document.id, other.clause)
        return self._cite(clause, best_sentences(other, clause, reading, self._library)[0])

    def _units(
        self, reading: Reading, clause: Clause, spans: tuple[Span, ...], confidence: float
    ) -> Draft:
        places = (clause.unit_list or _whole(clause), *spans[:1])
        citations = tuple(self._cite(clause, place) for place in places)
        denied = denied_units(reading, clause, self._library)
        return Draft(Status.ANSWERED, Form.UNITS, citations, confidence, denied=denied)

    def _relevance(self, reading: Reading) -> Relevance:
        return relevance(self._index, reading.topic, self._calibration.weights)

    def _cite(self, clause: Clause, span: Span) -> Citation:
        return cite(self._library, self._library.main, clause, span)


def _status(
    outcomes: dict[Status, float], enough: float, reading: Reading, missing: tuple[Aspect, ...]
) -> Status:
    """Answered, where that is likely enough; else the likelier refusal. What is asked for can overrule the model."""
    status = Status.ANSWERED
    if outcomes[status] < enough:
        status = max(_REFUSED, key=lambda outcome: outcomes[outcome])
    if status is Status.OUT_OF_SCOPE:
        return status
    asks_units = reading.asks(Aspect.UNITS)
    if asks_units and reading.chances[Aspect.UNITS] >= reading.chances[Aspect.CONTACT]:
        return Status.ANSWERED  # who it is that gives the 奖金 is stated, whatever its amount
    if Aspect.CONTACT in missing and not asks_units:
        return Status.NOT_STATED  # no measure has a telephone number or an address
    if status is Status.NOT_STATED and not missing and outcomes[status] < _CLEARLY_NOT_STATED:
        return Status.ANSWERED
    return status


def _asked_back(nearest: tuple[int, ...]) -> Draft:
    return Draft(Status.NEEDS_CLARIFICATION, Form.CLARIFY, nearest=nearest[:3], confidence=0.0)


def _is_sure(draft: Draft) -> bool:
    """Whether a half of a question is answered by a measure, and more likely than not rightly."""
    answered = draft.status is Status.ANSWERED and draft.form in (Form.TOPIC, Form.UNITS)
    return answered and bool(cited_numbers(draft.citations)) and draft.confidence >= _SURE


def _about_all(reading: Reading) -> bool:
    """Whether the document as a whole is meant: 政策什么时候到期 names no subject."""
    return bool(reading.aspects & _ABOUT_ALL) and says_nothing(reading)


def _asks_units(reading: Reading) -> bool:
    chance = reading.chances[Aspect.UNITS] + reading.chances[Aspect.ROLE]
    # 投保出口信保,政府只补一半吧 names a unit and asks for none.
    told = reading.units and reading.asks(Aspect.CONFIRM) and chance >= _SOME_CHANCE
    return reading.asks(Aspect.UNITS) or bool(told)


def _missing(reading: Reading, clause: Clause, spans: tuple[Span, ...]) -> tuple[Aspect, ...]:
    """What is asked for and not stated in the sentences; how many, where a target is stated, is."""
    if reading.asks(Aspect.TARGET) and any(_states(clause, s, FactKind.TARGET) for s in spans):
        return ()
    return tuple(a for a in _MISSABLE if lacks(a, reading, clause, spans))


def _states(clause: Clause, sentence: Span, *kinds: FactKind) -> bool:
    """Whether a sentence states a fact of one of these kinds."""
    return any(f.kind in kinds and sentence.contains(f.span) for f in clause.facts)


def _whole(clause: Clause) -> Span:
    """All sentences of a clause, without its heading and unit list."""
    return Span(clause.sentences[0].start, clause.sentences[-1].end)
