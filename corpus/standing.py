"""What a document is on a day: in force, expired, not yet in force or repealed, and by which other text.

It follows from the days of force, from what held documents say of each other, and from the cards of related notices where
they are confirmed. IN_FORCE means that nothing which is held says otherwise: no more can be known here. Amendments of single
articles are not followed; a document counts as amended, and its text as that before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from corpus.model import Relation, RelationKind, Span
from corpus.notices import NoticeCard, Notices
from corpus.notices import RelationKind as CardRelation
from corpus.targets import Targets, Told, plain_title


class DocumentState(StrEnum):
    """What a document is on a day."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    UPCOMING = "not_yet_in_force"
    REPEALED = "repealed"


@dataclass(frozen=True, slots=True)
class Party:
    """A text as it is named, with the document or the notice card that it is, where that is held."""

    title: str | None
    number: str | None
    document_id: str | None = None
    notice_id: str | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """What `by` does to a document from the day `first` on (None: no day is known), to the day `last`.

    `place` is where that is printed: a document's id and a span of its text; None where a card or a sidecar says it. `quote` is
    the text there.
    """

    kind: RelationKind
    by: Party
    first: date | None
    last: date | None = None
    place: tuple[str, Span] | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class DocumentStanding:
    """A document's state on `as_of`, its first and last day as far as they are known, and the deeds that count on that day."""

    document_id: str
    title: str
    state: DocumentState
    as_of: date
    first: date | None
    last: date | None
    deeds: tuple[Deed, ...] = ()

    def of_kind(self, kind: RelationKind) -> Deed | None:
        """The first deed of a kind."""
        return next((deed for deed in self.deeds if deed.kind is kind), None)


_DOES = {
    RelationKind.REPEALED_BY: RelationKind.REPEALS,
    RelationKind.AMENDED_BY: RelationKind.AMENDS,
    RelationKind.CONTINUED_BY: RelationKind.CONTINUES,
}
_ACTIVE = frozenset(_DOES.values())
PASSIVE = {does: done for done, does in _DOES.items()}
"""What a document suffers by what another does: repeals → repealed_by."""
_ENDING = frozenset({CardRelation.STOPS, CardRelation.REPLACES})


class Standings:
    """The relations of documents, resolved against those that are held and against notice cards.

    Args:
        documents: what each document is, by id; of the ten thousand that may be held no text is needed.
        notices: the cards.
        quoted: the text of a place, by the document's id and the span.
    """

    def __init__(
        self,
        documents: Mapping[str, Told],
        notices: Notices,
        quoted: Callable[[str, Span], str],
    ) -> None:
        self._documents, self._notices, self.quoted = documents, notices, quoted
        self._targets = Targets(documents.values(), notices)

    @cached_property
    def _deeds(self) -> dict[str, tuple[Deed, ...]]:
        """What is done to each document, by id; without the quotes."""
        found: dict[str, list[Deed]] = defaultdict(list)
        for document in self._documents.values():
            for relation in document.relations:
                for key, deed in self._told(document, relation):
                    found[key].append(deed)
            found[document.id] += self._by_cards(document)
        return {key: tuple(deeds) for key, deeds in found.items()}

    def _told(self, by: Told, relation: Relation) -> Iterator[tuple[str, Deed]]:
        """The deeds that a document tells: its own on others, or another's on itself."""
        if relation.kind in _DOES:
            kind, party = _DOES[relation.kind], self.party(by, relation)
            other = self._documents.get(party.document_id or "")
            first = relation.first or (self.first(other) if other else None)
            yield by.id, Deed(kind, party, first, relation.last, _place(by, relation))
        elif relation.kind in _ACTIVE:
            day = relation.first or self.first(by)
            party = Party(by.title, by.number, by.id)
            for held in self._targets.documents(relation, by, day):
                last = relation.last or (self.last(by) if _continues(relation) else None)
                yield held.id, Deed(relation.kind, party, day, last, _place(by, relation))

    def _by_cards(self, document: Told) -> Iterator[Deed]:
        """What confirmed cards say of a notice that is held in full."""
        card = self._targets.card_of(document)
        for newer, relation in self._notices.newer(card) if card else ():
            first, last = newer.effective_from.sure, newer.effective_to.sure
            if not newer.confirmed or first is None or self._held(newer):
                continue
            if relation.kind in _ENDING and not relation.what:
                yield Deed(RelationKind.REPEALS, _card_party(newer), first)
            elif relation.kind is CardRelation.CONTINUES and last:
                yield Deed(RelationKind.CONTINUES, _card_party(newer), first, last)

    def _held(self, card: NoticeCard) -> bool:
        """Whether the notice of a card is held in full: then its own text tells."""
        return any(self._targets.card_of(d) == card for d in self._documents.values())

    def party(self, by: Told, relation: Relation) -> Party:
        """The other text that a relation of `by` names."""
        passive = relation.kind in _DOES or relation.kind is RelationKind.INCORPORATES
        day = None if passive else relation.first or self.first(by)
        held = self._targets.documents(relation, by, day)
        card = self._targets.card(relation, by, day)
        return Party(
            relation.title or (card.title if card and card.title_confirmed else None),
            relation.number,
            held[0].id if held else None,
            card.id if card else None,
        )

    def first(self, document: Told) -> date | None:
        """The first day of force, or else the day of issue; that of the document to which a text is attached, where it has none."""
        own = document.valid_from or document.issued
        parent = self._parent(document)
        return own or (self.first(parent) if parent else None)

    def last(self, document: Told) -> date | None:
        """The last day that is stated, without what continues it."""
        parent = self._parent(document)
        return document.valid_to or (self.last(parent) if parent else None)

    def _parent(self, document: Told) -> Told | None:
        return self._documents.get(document.parent) if document.parent else None

    def deeds(self, document: Told) -> tuple[Deed, ...]:
        """Everything that is done to a document, on whatever day, and to the one that it is attached to."""
        parent = self._parent(document)
        own = (self._with_quote(deed) for deed in self._deeds.get(document.id, ()))
        return (*own, *(self.deeds(parent) if parent else ()))

    def _with_quote(self, deed: Deed) -> Deed:
        return replace(deed, quote=self.quoted(*deed.place)) if deed.place else deed

    def on(self, document_id: str, as_of: date) -> DocumentStanding:
        """What a document is on a day."""
        document = self._documents[document_id]
        first, last = self.first(document), self.last(document)
        counting = tuple(
            d
            for d in self.deeds(document)
            if (d.first is None or d.first <= as_of) and not self._has(document, d)
        )
        state = _state(first, last, counting, as_of)
        return DocumentStanding(document_id, document.title, state, as_of, first, last, counting)

    def _has(self, document: Told, deed: Deed) -> bool:
        """Whether a text has the changes of an amendment already: its head names that decision, or a later one."""
        if deed.kind is not RelationKind.AMENDS:
            return False
        had = [r for r in document.relations if r.kind is RelationKind.INCORPORATES]
        titles = {plain_title(r.title) for r in had if r.title}
        days = [r.first for r in had if r.first]
        named = bool(deed.by.title) and plain_title(deed.by.title or "") in titles
        return named or bool(days and deed.first and deed.first <= max(days))


def _state(
    first: date | None, last: date | None, deeds: Iterable[Deed], as_of: date
) -> DocumentState:
    kinds = {deed.kind for deed in deeds if _holds(deed, as_of)}
    if first and as_of < first:
        return DocumentState.UPCOMING
    if RelationKind.REPEALS in kinds:
        return DocumentState.REPEALED
    if last and last < as_of and RelationKind.CONTINUES not in kinds:
        return DocumentState.EXPIRED
    return DocumentState.IN_FORCE


def _holds(deed: Deed, as_of: date) -> bool:
    """Whether a deed is not over: what is continued to a day is so to that day."""
    return deed.last is None or as_of <= deed.last


def _continues(relation: Relation) -> bool:
    return relation.kind is RelationKind.CONTINUES


def _place(by: Told, relation: Relation) -> tuple[str, Span] | None:
    """Where a relation is printed."""
    return (by.id, relation.span) if relation.span else None


def _card_party(card: NoticeCard) -> Party:
    return Party(card.title if card.title_confirmed else None, card.number, None, card.id)
