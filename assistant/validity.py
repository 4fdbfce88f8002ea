"""What a cited text says about time: windows and targets, judged on a day. Where it gives no date, nothing is claimed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assistant.model import Citation, Validity, ValidityState
from corpus.model import Document, Fact, FactKind, Span

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The day in Shanghai."""
    return datetime.now(_SHANGHAI).date()


def validity_of(
    citations: Iterable[Citation], as_of: date, focus: Span | None = None
) -> tuple[Validity, ...]:
    """The validity of every window and target that stands within a cited span, without repeats.

    `focus` is the part of a quote that is asked about, None for all of it.
    """
    found = [
        _judge(citation, fact, as_of, focus)
        for citation in citations
        if citation.clause
        for fact in citation.clause.facts
        if fact.kind in (FactKind.WINDOW, FactKind.TARGET) and citation.span.contains(fact.span)
    ]
    return tuple(dict.fromkeys(found))


def _judge(citation: Citation, fact: Fact, as_of: date, focus: Span | None) -> Validity:
    assert citation.clause is not None
    sentence = next(s for s in citation.clause.sentences if s.contains(fact.span))
    # A target year is said once, at the head of the sentence, for all that follows.
    target = fact.kind is FactKind.TARGET
    part = sentence if target else segment(citation.document, sentence, fact.span)
    last = fact.last or date(int(fact.value or 0), 12, 31)
    return Validity(
        document_id=citation.document.id,
        clause=citation.clause.number,
        first=fact.first,
        last=last,
        state=_state(fact, last, as_of),
        as_of=as_of,
        span=part,
        asked=focus is None or focus.overlaps(part),
    )


def _state(fact: Fact, last: date, as_of: date) -> ValidityState:
    if fact.kind is FactKind.TARGET:
        return ValidityState.TARGET_AHEAD if as_of <= last else ValidityState.TARGET_PASSED
    if fact.first and as_of < fact.first:
        return ValidityState.UPCOMING
    return ValidityState.CURRENT if as_of <= last else ValidityState.EXPIRED


def segment(document: Document, sentence: Span, fact: Span) -> Span:
    """The part of a sentence, between commas or full stops, that a fact stands in: a window seldom covers it all."""
    marks = ",;\uff0c\uff1b\u3002"
    start = max(document.text.rfind(mark, sentence.start, fact.start) for mark in marks) + 1
    ends = [document.text.find(mark, fact.end, sentence.end) for mark in marks]
    end = min((e for e in ends if e >= 0), default=sentence.end)
    return Span(max(start, sentence.start), end)
