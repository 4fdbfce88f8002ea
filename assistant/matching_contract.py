"""The form in which every client gets a matching: page, document and HTTP have the same. Fields may be added, never renamed."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from assistant.contract import (
    CitationRow,
    NoticeRow,
    ValidityRow,
    citation_row,
    notice_row,
    validity_row,
)
from assistant.matching import Judged, Matching, MeasureMatch, OfferMatch
from assistant.matching_wording import MatchWording
from assistant.model import Language
from assistant.notice_wording import worded
from corpus.library import Library


class ConditionRow(TypedDict):
    """A condition of the text: `words` is verbatim, from `start` to `end`; `holds` yes, open or no; `told` says why."""

    words: str
    start: int
    end: int
    holds: str
    why: str
    told: str
    missing: list[str]


class OfferRow(TypedDict):
    """What one part of a sentence says for those who meet its conditions. `gist` and `effect_told` are ours.

    `notice`, our summary, tells what has come since; it is never a quote.
    """

    gist: str
    effect: str
    effect_told: str
    match: str
    near: bool
    citation: CitationRow
    conditions: list[ConditionRow]
    validity: list[ValidityRow]
    notice: NotRequired[NoticeRow]


class MeasureRow(TypedDict):
    """A measure for a firm, with the reason for its class; `work` quotes what the city does itself."""

    clause: int
    heading: str
    match: str
    reason: str
    units: list[str]
    units_full: list[str]
    units_confirmed: list[bool]
    local_unit: str | None
    offers: list[OfferRow]
    work: list[CitationRow]


class MatchingRow(TypedDict):
    """All measures for a firm on a day, each once; the fitting ones first."""

    document_id: str
    document_title: str
    document_number: str | None
    as_of: str
    language: str
    corpus_version: str
    measures: list[MeasureRow]


def matching_row(matching: Matching, library: Library, language: Language) -> MatchingRow:
    """A matching as plain data, ready for JSON."""
    document = library.main.document
    wording = MatchWording(document, language)
    return {
        "document_id": document.id,
        "document_title": document.title,
        "document_number": document.number,
        "as_of": matching.as_of.isoformat(),
        "language": language.value,
        "corpus_version": library.version,
        "measures": [_measure(m, matching, library, wording, language) for m in matching.measures],
    }


def _measure(
    measure: MeasureMatch,
    matching: Matching,
    library: Library,
    wording: MatchWording,
    language: Language,
) -> MeasureRow:
    local = measure.local
    return {
        "clause": measure.clause.number,
        "heading": library.main.heading_text(measure.clause),
        "match": measure.match.value,
        "reason": wording.reason(measure),
        "units": [u.printed for u in measure.units],
        "units_full": [u.full for u in measure.units],
        "units_confirmed": [u.confirmed for u in measure.units],
        "local_unit": local.printed if local else None,
        "offers": [_offer(o, matching, library, wording, language) for o in measure.offers],
        "work": [citation_row(c) for c in measure.works],
    }


def _offer(
    one: OfferMatch,
    matching: Matching,
    library: Library,
    wording: MatchWording,
    language: Language,
) -> OfferRow:
    row: OfferRow = {
        "gist": wording.gist(one),
        "effect": one.offer.effect.value,
        "effect_told": wording.effect(one.offer.effect),
        "match": one.match.value,
        "near": one.near,
        "citation": citation_row(one.citation),
        "conditions": [_condition(j, matching, wording, one) for j in one.judged],
        "validity": [validity_row(v) for v in one.validity],
    }
    if one.notice:
        (shown,) = worded([one.notice], library.notices, language, matching.as_of)
        row["notice"] = notice_row(shown)
    return row


def _condition(
    judged: Judged, matching: Matching, wording: MatchWording, one: OfferMatch
) -> ConditionRow:
    span = judged.condition.span
    return {
        "words": wording.words(judged),
        "start": span.start,
        "end": span.end,
        "holds": judged.holds.value,
        "why": judged.why.value,
        "told": wording.told(judged, matching, continued=one.notice is not None),
        "missing": list(judged.missing),
    }
