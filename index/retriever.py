"""Retrievers: lexical, dense, and both fused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from index.fusion import weighted_sum, with_closeness
from index.model import Hit, Passage, PassageKind, Query
from index.ports import Encoder, PassageStore, TermIndex
from index.rescoring import closeness

_DEPTH = 50
_FUSED_DEPTH = 200
_RESCORED = 50
_EVERY = frozenset(PassageKind)


class LexicalRetriever:
    """BM25 over terms. A hit's score is the BM25 score."""

    def __init__(self, index: TermIndex, passages: Mapping[str, Passage]) -> None:
        self._index, self._passages = index, passages

    def retrieve(self, query: Query) -> list[Hit]:
        """See `ports.Retriever`."""
        return _hits(
            partial(self._index.search, query.text, documents=query.documents),
            self._passages,
            query,
        )


class DenseRetriever:
    """Cosine over vectors. A hit's score is the cosine."""

    def __init__(
        self, store: PassageStore, encoder: Encoder, passages: Mapping[str, Passage]
    ) -> None:
        self._store, self._encoder, self._passages = store, encoder, passages

    def retrieve(self, query: Query) -> list[Hit]:
        """See `ports.Retriever`."""
        vector = self._encoder.encode([query.text])[0]
        return _hits(
            partial(self._store.search, vector, documents=query.documents), self._passages, query
        )


class HybridRetriever:
    """Both legs, fused by their weighted scores and rescored. A hit's score is the fused score."""

    def __init__(self, lexical: LexicalRetriever, dense: DenseRetriever) -> None:
        self.lexical, self.dense = lexical, dense

    def retrieve(self, query: Query) -> list[Hit]:
        """See `ports.Retriever`."""
        # Both legs give more than is wanted: the order must not depend on how much that is.
        wide = replace(query, limit=max(_FUSED_DEPTH, query.limit))
        lexical, dense = self.lexical.retrieve(wide), self.dense.retrieve(wide)
        return fuse(query.text, lexical, dense, query.limit)


def fuse(text: str, lexical: Sequence[Hit], dense: Sequence[Hit], limit: int) -> list[Hit]:
    """Hits of both legs in one list: weighted sums, the first 50 moved up by the closeness of `text`'s words."""
    by_id = {hit.passage.id: hit.passage for hit in (*lexical, *dense)}
    legs = _scored(lexical), _scored(dense)
    fused = weighted_sum(*legs)
    first = closeness(text, [by_id[key].text for key, _ in fused[:_RESCORED]])
    raised = with_closeness(fused, first, *legs)
    return [Hit(by_id[key], score, rank) for rank, (key, score) in enumerate(raised[:limit], 1)]


def _scored(hits: Sequence[Hit]) -> list[tuple[str, float]]:
    return [(hit.passage.id, hit.score) for hit in hits]


def _hits(
    search: Callable[[int], list[tuple[str, float]]], passages: Mapping[str, Passage], query: Query
) -> list[Hit]:
    """Search deeper until there are enough of the wanted kinds and documents: others can fill the first hundreds."""
    if query.documents is not None and not query.documents:
        return []
    everything = query.kinds >= _EVERY and query.documents is None
    depth = max(_DEPTH, query.limit if everything else query.limit * 2)
    while True:
        found = search(depth)
        held = ((passages[key], score) for key, score in found)
        wanted = [(passage, score) for passage, score in held if passage.kind in query.kinds]
        if len(wanted) >= query.limit or len(found) < depth:
            break
        depth *= 4
    return [Hit(p, score, rank) for rank, (p, score) in enumerate(wanted[: query.limit], 1)]
