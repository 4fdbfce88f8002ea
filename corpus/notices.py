"""Cards of related notices: our summaries, never source texts. Data beside the documents, one card a line.

What is not confirmed says so in the data: a card with `confirmed` false has no confirmed date, fact or state. `asks` are the
ways in which a question asks for a fact: parts joined by 「+」 must all occur in its search form, a part is met by any of
the words that 「|」 divides. `superseded_by` names the card from whose first day on a fact no longer answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from corpus.errors import UnknownDocument


class RelationKind(StrEnum):
    """What a newer notice does to an older one."""

    CONTINUES = "continues"
    AMENDS = "amends"
    STOPS = "stops"
    REPLACES = "replaces"
    COVERS = "covers"


class Standing(StrEnum):
    """What was found, on the day of the check, of a notice without a last day."""

    IN_FORCE = "in_force"
    ENDED = "ended"
    UNCLEAR = "unclear"


class NoticeState(StrEnum):
    """What a notice is on a day."""

    CURRENT = "current"
    EXPIRED = "expired"
    UPCOMING = "upcoming"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


class DateKind(StrEnum):
    """What the day of a notice is the day of."""

    ISSUED = "issued"
    PUBLISHED = "published"
    POSTED = "posted"
    SIGNED = "signed"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class NoticeFact:
    """One thing that a notice says, in our words."""

    text: str
    english: str
    confirmed: bool
    topics: tuple[str, ...] = ()
    asks: tuple[tuple[tuple[str, ...], ...], ...] = ()
    superseded_by: str | None = None

    def asked_in(self, text: str) -> bool:
        """Whether a text in search form asks for this fact."""
        return any(all(any(w in text for w in part) for part in ask) for ask in self.asks)


@dataclass(frozen=True, slots=True)
class NoticeRelation:
    """What a card's notice does to an older one, `id`; `what` is the part concerned, "" the whole."""

    kind: RelationKind
    id: str
    what: str = ""
    what_english: str = ""


@dataclass(frozen=True, slots=True)
class KnownDate:
    """A day and whether it is confirmed; no day is never confirmed."""

    day: date | None = None
    confirmed: bool = False

    @property
    def sure(self) -> date | None:
        """The day where it is confirmed."""
        return self.day if self.confirmed else None


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """What is known of one notice. `subject` names it in a few words; `checked` is the day for which `status` was found.

    `by_declaration` tells that its period counts by the day of export declaration; `names` are what else it is called, `beyond` words of its
    field that no measure has.
    """

    id: str
    number: str | None
    title: str
    title_confirmed: bool
    issuers: tuple[str, ...]
    subject: str
    subject_english: str
    regulates: str
    regulates_english: str
    measures: tuple[int, ...]
    issued: KnownDate
    issued_kind: DateKind
    effective_from: KnownDate
    effective_to: KnownDate
    by_declaration: bool
    standing: Standing
    status: str
    status_english: str
    checked: date
    confirmed: bool
    site: str | None
    names: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    relations: tuple[NoticeRelation, ...] = ()
    facts: tuple[NoticeFact, ...] = ()

    @property
    def sort_day(self) -> date:
        """The day by which cards are ordered; for order only, it may be unconfirmed."""
        return self.effective_from.day or self.issued.day or date.min


_CHAINING = frozenset({RelationKind.CONTINUES, RelationKind.REPLACES})
_ENDING = frozenset({RelationKind.STOPS, RelationKind.REPLACES})


@dataclass(frozen=True)
class Notices:
    """The registry of notice cards, in the order of the file."""

    cards: tuple[NoticeCard, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, NoticeCard]:
        return {card.id: card for card in self.cards}

    def __iter__(self) -> Iterator[NoticeCard]:
        return iter(self.cards)

    def __len__(self) -> int:
        return len(self.cards)

    def card(self, card_id: str) -> NoticeCard:
        """The card with this id.

        Raises:
            UnknownDocument: there is none.
        """
        if card_id not in self._by_id:
            raise UnknownDocument(f"no notice {card_id!r}; known are {', '.join(self._by_id)}")
        return self._by_id[card_id]

    def bearing_on(self, measure: int) -> tuple[NoticeCard, ...]:
        """The cards of the notices that bear on a measure."""
        return tuple(card for card in self.cards if measure in card.measures)

    def newer(self, card: NoticeCard) -> tuple[tuple[NoticeCard, NoticeRelation], ...]:
        """The cards that do something to this one, each with what it does."""
        return tuple((c, r) for c in self.cards for r in c.relations if r.id == card.id)

    def chain(self, card_id: str) -> tuple[NoticeCard, ...]:
        """The cards that this one continues or replaces, itself, and those that continue or replace it; oldest first."""
        found, waiting = {card_id: self.card(card_id)}, [self.card(card_id)]
        while waiting:
            for card in self._neighbours(waiting.pop()):
                if card.id not in found:
                    found[card.id] = card
                    waiting.append(card)
        return tuple(sorted(found.values(), key=self._age))

    def _neighbours(self, card: NoticeCard) -> Iterable[NoticeCard]:
        yield from (self.card(r.id) for r in card.relations if r.kind in _CHAINING)
        yield from (newer for newer, r in self.newer(card) if r.kind in _CHAINING)

    def _age(self, card: NoticeCard) -> int:
        """How many links of its chain lie before a card."""
        older = [self.card(r.id) for r in card.relations if r.kind in _CHAINING]
        return 1 + max(map(self._age, older)) if older else 0

    def state(self, card: NoticeCard, as_of: date) -> NoticeState:
        """What a notice is on a day: UNKNOWN wherever what it depends on is not confirmed.

        A card that another stops or replaces as a whole is so from the other's first day; one that is continued and has no
        last day of its own has that of the card that continues it. A notice without a last day was checked on `checked`:
        nothing is claimed of the days after that.
        """
        start = card.effective_from.sure or card.issued.sure
        if not card.confirmed:
            return NoticeState.UNKNOWN
        if start and as_of < start:
            return NoticeState.UPCOMING
        if self._ended_by_another(card, as_of):
            return NoticeState.STOPPED
        last = self.last_day(card)
        if last and as_of > last:
            return NoticeState.EXPIRED
        if last or card.effective_to.day:
            known = last and card.effective_from.sure
            return NoticeState.CURRENT if known else NoticeState.UNKNOWN
        return _open_ended(card, as_of)

    def _ended_by_another(self, card: NoticeCard, as_of: date) -> bool:
        firsts = (
            newer.effective_from.sure
            for newer, relation in self.newer(card)
            if relation.kind in _ENDING and not relation.what
        )
        return any(first and as_of >= first for first in firsts)

    def last_day(self, card: NoticeCard) -> date | None:
        """The confirmed last day of a card: its own, or that of the card that extends it."""
        if card.effective_to.day or not card.confirmed:
            return card.effective_to.sure
        ends = [
            newer.effective_to.sure
            for newer, r in self.newer(card)
            if r.kind is RelationKind.CONTINUES and newer.effective_from == card.effective_from
        ]
        return max((end for end in ends if end), default=None)

    def holds(self, fact: NoticeFact, as_of: date) -> bool:
        """Whether a fact still answers on a day: nothing newer has taken its place."""
        newer = self.card(fact.superseded_by) if fact.superseded_by else None
        return newer is None or newer.effective_from.day is None or as_of < newer.effective_from.day


def _open_ended(card: NoticeCard, as_of: date) -> NoticeState:
    """The state of a card without a last day, by what was found on the day of the check."""
    if card.standing is Standing.ENDED:
        return NoticeState.EXPIRED if as_of >= card.checked else NoticeState.UNKNOWN
    within = card.effective_from.sure is not None and as_of <= card.checked
    if card.standing is Standing.IN_FORCE and (within or as_of == card.checked):
        return NoticeState.CURRENT
    return NoticeState.UNKNOWN
