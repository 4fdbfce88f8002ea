"""What documents are on a day, and what they do to each other, as plain data: a part of the contract."""

from __future__ import annotations

from datetime import date

from typing_extensions import TypedDict

from corpus.model import Relation
from corpus.standing import PASSIVE, Deed, DocumentStanding, Standings
from corpus.targets import Told

# What a document says of itself and another, or another of it; `from` is a Python keyword, hence this form.
# `document_id` and `notice_id` are those of the other where it is held. `source` is the document whose text says so from
# `start` to `end` (`quote`); null where a card or a file beside the text does.
RelationRow = TypedDict(
    "RelationRow",
    {
        "kind": str,
        "title": str | None,
        "number": str | None,
        "document_id": str | None,
        "notice_id": str | None,
        "from": str | None,
        "to": str | None,
        "source": str | None,
        "start": int | None,
        "end": int | None,
        "quote": str,
    },
)


class DocumentStateRow(TypedDict):
    """What a document is on `as_of`; `in_force` means that nothing which is held says otherwise.

    `relations` are what other texts do to it that counts on that day.
    """

    document_id: str
    document_title: str
    state: str
    as_of: str
    valid_from: str | None
    valid_to: str | None
    relations: list[RelationRow]


def state_row(standing: DocumentStanding) -> DocumentStateRow:
    """What a document is on a day, as plain data."""
    return {
        "document_id": standing.document_id,
        "document_title": standing.title,
        "state": standing.state.value,
        "as_of": standing.as_of.isoformat(),
        "valid_from": _day(standing.first),
        "valid_to": _day(standing.last),
        "relations": [deed_row(deed) for deed in standing.deeds],
    }


def relation_rows(document: Told, standings: Standings) -> list[RelationRow]:
    """What a document says of others, then what others do to it, on whatever day."""
    told = [
        _told_row(document, relation, standings)
        for relation in document.relations
        if relation.kind not in PASSIVE.values()  # those are among the deeds
    ]
    return [*told, *(deed_row(deed) for deed in standings.deeds(document))]


def _told_row(document: Told, relation: Relation, standings: Standings) -> RelationRow:
    party, span = standings.party(document, relation), relation.span
    return {
        "kind": relation.kind.value,
        "title": party.title,
        "number": party.number,
        "document_id": party.document_id,
        "notice_id": party.notice_id,
        "from": _day(relation.first),
        "to": _day(relation.last),
        "source": document.id if span else None,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "quote": standings.quoted(document.id, span) if span else "",
    }


def deed_row(deed: Deed) -> RelationRow:
    """What another text does to a document, as plain data: a repeal is `repealed_by`."""
    source, span = deed.place or (None, None)
    return {
        "kind": PASSIVE[deed.kind].value,
        "title": deed.by.title,
        "number": deed.by.number,
        "document_id": deed.by.document_id,
        "notice_id": deed.by.notice_id,
        "from": _day(deed.first),
        "to": _day(deed.last),
        "source": source,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "quote": deed.quote,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
