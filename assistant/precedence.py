"""Which of several documents that answer comes first: the one in force, and then the more specific."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from corpus.folding import fold
from corpus.library import Library
from corpus.standing import DocumentState
from index.tokens import words


class Placed(Protocol):
    """Something found in a document."""

    @property
    def document_id(self) -> str:
        """The document's id."""
        ...


P = TypeVar("P", bound=Placed)


def in_force(document_id: str, library: Library, as_of: date) -> bool:
    """Whether nothing that is held says that a document is not in force on a day."""
    return library.standings.on(document_id, as_of).state is DocumentState.IN_FORCE


def parted(found: Sequence[P], library: Library, as_of: date) -> tuple[list[P], list[P]]:
    """What stands in documents in force on a day, and what stands in others; each in its order."""
    known = {f.document_id: in_force(f.document_id, library, as_of) for f in found}
    return [f for f in found if known[f.document_id]], [
        f for f in found if not known[f.document_id]
    ]


def specific_first(found: Sequence[P], text: str, library: Library) -> list[P]:
    """Places about as good as each other, those first whose document's title has most of a text's words.

    行政处罚 stands in the title of 《海关行政处罚实施条例》, and not in that of 《海关法》. Otherwise their order stays.
    """
    said = [word for word in dict.fromkeys(words(text)) if len(word) > 1]

    def titled(place: P) -> int:
        title = fold(library.told[place.document_id].title).text
        return sum(word in title for word in said)

    return sorted(found, key=titled, reverse=True)
