"""A firm against what each measure offers: three-valued, with what is missing named; pure.

Nothing here says that anybody is entitled to anything: a match tells that what a firm says of itself agrees with the words of the
text. A measure is judged by the best of its offers; what offices do for every firm (services) decides only where nothing else fits,
so that 涉稅輔導 alone does not make 「最佳化稅收政策」 fit a firm whose refund is still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.citation import cite, units_of
from assistant.firm import SIZES, Firm
from assistant.model import Citation, CitedUnit, Validity
from assistant.money import Money
from assistant.profile import Verdict, judge
from assistant.related import RelatedNotice, head, known, shown
from assistant.validity import validity_of
from corpus.eligibility import Condition, Effect, Eligibility, Offer, Otherwise, Trait
from corpus.errors import UnknownDocument
from corpus.folding import fold
from corpus.library import Library
from corpus.model import Clause, ParsedDocument
from corpus.notices import NoticeState
from corpus.units import UnitRecord

_LOCAL = {
    "district": "各區縣(自治縣)政府",
    "liangjiang": "兩江新區管委會",
    "hightech": "西部科學城重慶高新區管委會",
    "wansheng": "萬盛經開區管委會",
}
"""Which of the bodies that the text calls 區縣政府 a place has, as printed."""


class Match(StrEnum):
    """How a firm lies to a measure or an offer, best first."""

    MET = "met"
    POSSIBLE = "possible"
    NOT_MET = "not_met"
    CITY_WORK = "city_work"  # nothing to apply for: what the city does


class Holds(StrEnum):
    """Whether a condition holds."""

    YES = "yes"
    OPEN = "open"
    NO = "no"


class Why(StrEnum):
    """Why a condition holds, does not, or is open."""

    CHOSEN = "chosen"  # an answer meets it
    OTHER = "other"  # the answers do not meet it
    MISSING = "missing"  # a question is not answered
    UNDEFINED = "undefined"  # the text does not say what or who else is meant
    FIRST = "first"  # it must come about, and is not asked for
    MORE = "more"  # the sum is as large as the line, or larger
    LESS = "less"
    CURRENCY = "currency"
    UNSURE = "unsure"  # about the line, or bounded on the wrong side
    WITHIN = "within"  # within the period
    OVER = "over"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition of the text, and how the firm lies to it.

    `yours` are the answers to the questions that it concerns, `missing` those of them without an answer.
    """

    condition: Condition
    holds: Holds
    why: Why
    yours: tuple[Trait, ...] = ()
    missing: tuple[str, ...] = ()
    money: Money | None = None


@dataclass(frozen=True, slots=True)
class OfferMatch:
    """An offer with its conditions judged. `citation` is of the whole sentence; `notice` tells what has come since."""

    offer: Offer
    match: Match
    judged: tuple[Judged, ...]
    citation: Citation
    validity: tuple[Validity, ...] = ()
    notice: RelatedNotice | None = None

    @property
    def near(self) -> bool:
        """Whether it concerns the firm: it fits or may fit, or a figure of the firm's own was held to it."""
        return self.match is not Match.NOT_MET or any(j.why is Why.LESS for j in self.judged)


@dataclass(frozen=True, slots=True)
class MeasureMatch:
    """A measure for a firm. `works` is what the city does itself; `local` the body of the firm's own place, if it takes part."""

    clause: Clause
    match: Match
    offers: tuple[OfferMatch, ...]
    works: tuple[Citation, ...]
    units: tuple[CitedUnit, ...]
    local: UnitRecord | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """All measures for a firm on a day: the fitting ones first, each class in the order of the text."""

    firm: Firm
    as_of: date
    measures: tuple[MeasureMatch, ...]

    def of(self, match: Match) -> tuple[MeasureMatch, ...]:
        """The measures of one class."""
        return tuple(m for m in self.measures if m.match is match)


def match(firm: Firm, library: Library, as_of: date) -> Matching:
    """Hold a firm against every measure of the policy.

    Raises:
        UnknownDocument: the policy has no data on whom it names, which is not the same as naming nobody.
        VerificationError: the data are not of the held text.
    """
    parsed = library.main
    if library.eligibility.get(parsed.document.id, Eligibility()) == Eligibility():
        raise UnknownDocument(f"{parsed.document.id} has no eligibility.jsonl to match a firm with")
    measures = [_measure(clause, firm, library, parsed, as_of) for clause in parsed.clauses]
    return Matching(firm, as_of, tuple(sorted(measures, key=lambda m: _rank(m.match))))


def _rank(found: Match) -> int:
    return list(Match).index(found)


def _measure(
    clause: Clause, firm: Firm, library: Library, parsed: ParsedDocument, as_of: date
) -> MeasureMatch:
    data = library.eligibility[parsed.document.id]
    offers = [_offer(o, firm, library, as_of) for o in data.offers if o.clause == clause.number]
    works = (cite(library, parsed, clause, w.sentence) for w in data.works if w.clause == clause.number)  # fmt: skip
    return MeasureMatch(
        clause,
        _best(offers),
        tuple(sorted(offers, key=_order)),
        tuple(works),
        units_of(library, parsed, clause),
        _local(clause, firm, library, parsed),
    )


def _order(one: OfferMatch) -> tuple[bool, bool, int]:
    """What concerns the firm first, and of that what is offered to it before services."""
    return not one.near, one.offer.effect is Effect.SERVE, _rank(one.match)


def _best(offers: Iterable[OfferMatch]) -> Match:
    """The class of a measure with these offers."""
    held = tuple(offers)
    own = [o.match for o in held if o.offer.effect is not Effect.SERVE]
    services = [o.match for o in held if o.offer.effect is Effect.SERVE]
    best = min(own, key=_rank, default=Match.CITY_WORK)
    if best in (Match.MET, Match.POSSIBLE) or not services:
        return best
    return min(services, key=_rank)


def _local(
    clause: Clause, firm: Firm, library: Library, parsed: ParsedDocument
) -> UnitRecord | None:
    defined = library.aliases[parsed.document.id]
    members = {m for u in clause.units for m in library.registry.members(u.name, defined)}
    printed = next((_LOCAL[p] for p in firm.answers("place") if p in _LOCAL), "")
    named = {fold(n).text for n in (*members, *(u.name for u in clause.units))}
    return library.registry.record(printed) if printed and fold(printed).text in named else None


def _offer(offer: Offer, firm: Firm, library: Library, as_of: date) -> OfferMatch:
    clause = library.main.clause(offer.clause)
    citation = cite(library, library.main, clause, offer.sentence)
    notice = _notice(offer, library, as_of)
    continued = notice is not None and notice.state is NoticeState.CURRENT
    judged = tuple(_judged(c, firm, as_of, continued) for c in offer.conditions)
    periods = [v for v in validity_of([citation], as_of) if v.span.overlaps(offer.span)]
    return OfferMatch(offer, _all(judged), judged, citation, tuple(periods), notice)


def _all(judged: Sequence[Judged]) -> Match:
    """All conditions must hold: one that does not decides, else one that is open does."""
    held = {j.holds for j in judged}
    if Holds.NO in held:
        return Match.NOT_MET
    return Match.POSSIBLE if Holds.OPEN in held else Match.MET


def _notice(offer: Offer, library: Library, as_of: date) -> RelatedNotice | None:
    """The card that stands for an offer's notice on the day; None where it was not yet known."""
    if offer.notice is None:
        return None
    notices = library.notices
    card = head(notices.card(offer.notice), as_of, notices)
    text = fold(offer.span.of(library.main.document.text)).text
    return shown(card, text, as_of, notices) if card.sort_day <= as_of and known(card, as_of, notices) else None  # fmt: skip


def _judged(condition: Condition, firm: Firm, as_of: date, continued: bool) -> Judged:
    if condition.threshold:
        return _sized(condition, firm)
    if condition.window:
        return _timed(condition, as_of, continued)
    questions = tuple(dict.fromkeys(t.question for t in condition.traits))
    yours = tuple(Trait(q, a) for q in questions for a in firm.answers(q))
    met = tuple(t for t in yours if t in condition.traits)
    if met:
        return Judged(condition, Holds.YES, Why.CHOSEN, met)
    missing = tuple(q for q in questions if not firm.answers(q))
    if missing:
        return Judged(condition, Holds.OPEN, Why.MISSING, yours, missing)
    if condition.otherwise is Otherwise.NO:
        return Judged(condition, Holds.NO, Why.OTHER, yours)
    return Judged(condition, Holds.OPEN, Why(condition.otherwise.value), yours)


_VERDICTS = {
    Verdict.MET: (Holds.YES, Why.MORE),
    Verdict.NOT_MET: (Holds.NO, Why.LESS),
    Verdict.CURRENCY: (Holds.OPEN, Why.CURRENCY),
    Verdict.UNSURE: (Holds.OPEN, Why.UNSURE),
}


def _sized(condition: Condition, firm: Firm) -> Judged:
    assert condition.threshold is not None
    metric = condition.threshold.metric
    money = firm.size(metric)
    if money is None:
        asked = next(q for q, m in SIZES.items() if m is metric)
        return Judged(condition, Holds.OPEN, Why.MISSING, missing=(asked,))
    holds, why = _VERDICTS[judge(money, condition.threshold)]
    return Judged(condition, holds, why, money=money)


def _timed(condition: Condition, as_of: date, continued: bool) -> Judged:
    """A period that is over leaves open what a notice in force has continued."""
    period = condition.window
    assert period is not None and period.first and period.last
    if as_of < period.first:
        return Judged(condition, Holds.OPEN, Why.AHEAD)
    if as_of <= period.last:
        return Judged(condition, Holds.YES, Why.WITHIN)
    return Judged(condition, Holds.OPEN if continued else Holds.NO, Why.OVER)
