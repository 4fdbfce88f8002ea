"""What the index needs from the outside, as Protocols."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.model import Hit, Matrix, Query, Vector


class Encoder(Protocol):
    """Turns texts into vectors. The same text always gives the same vector; texts of like meaning near ones."""

    @property
    def name(self) -> str:
        """What tells this encoder from others; vectors of encoders with one name may be compared."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Vectors of shape (len(texts), dimension), float32, each of unit length (zero for a text without terms)."""
        ...


class PassageStore(Protocol):
    """Vectors by passage id, searched by cosine.

    One process writes, any number read; what was added is found by the next search of the same store. Errors of a vendor
    come as `IndexCorrupt` (reading) and `StorageError` (writing). Every store passes `tests/index/contracts`.
    """

    def add(self, ids: Sequence[str], vectors: Matrix) -> None:
        """Store one vector an id. An id that is there already is an error, and then nothing is stored."""
        ...

    def search(
        self, vector: Vector, limit: int, documents: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest ids with their cosine similarity, best first; [] for a zero vector.

        With `documents`, only passages of these (see `model.document_of`), and as many of them as without: a store may not
        look among the nearest of all and give fewer.
        """
        ...

    def count(self) -> int:
        """How many vectors are held."""
        ...

    def close(self) -> None:
        """Let go of files. The store is not used afterwards."""
        ...


class TermIndex(Protocol):
    """Passages by their words, searched by BM25."""

    def search(
        self, text: str, limit: int, documents: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
        """Ids of passages that share a term with `text` (in search form), with their score, best first.

        With `documents`, only passages of these; their scores are the same as without.
        """
        ...

    def count(self) -> int:
        """How many passages are held."""
        ...


class Retriever(Protocol):
    """Finds passages for a query."""

    def retrieve(self, query: Query) -> list[Hit]:
        """At most `query.limit` hits of the wanted kinds, best first, ranks from 1, no passage twice.

        Only passages of `query.documents`, where that is given.
        """
        ...
