"""Retrievers: lexical, dense, and both fused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.fusion import reciprocal_rank_fusion
from index.model import Hit, Passage, Query
from index.ports import Encoder, PassageStore, TermIndex

_DEPTH = 50


class LexicalRetriever:
    """BM25 over terms. A hit's score is the BM25 score."""

    def __init__(self, index: TermIndex, passages: Mapping[str, Passage]) -> None:
        self._index, self._passages = index, passages

    def retrieve(self, query: Query) -> list[Hit]:
        """See `ports.Retriever`."""
        return _hits(self._index.search(query.text, _depth(query)), self._passages, query)


class DenseRetriever:
    """Cosine over vectors. A hit's score is the cosine."""

    def __init__(
        self, store: PassageStore, encoder: Encoder, passages: Mapping[str, Passage]
    ) -> None:
        self._store, self._encoder, self._passages = store, encoder, passages

    def retrieve(self, query: Query) -> list[Hit]:
        """See `ports.Retriever`."""
        vector = self._encoder.encode([query.text])[0]
        return _hits(self._store.search(vector, _depth(query)), self._passages, query)


class HybridRetriever:
    """Both legs, fused by reciprocal ranks. A hit's score is the fused score."""

    def __init__(self, lexical: LexicalRetriever, dense: DenseRetriever) -> None:
        self.lexical, self.dense = lexical, dense

    def retrieve(self, query: Query) -> list[Hit]:
        """See `ports.Retriever`."""
        return fuse(self.lexical.retrieve(query), self.dense.retrieve(query), query.limit)


def fuse(lexical: Sequence[Hit], dense: Sequence[Hit], limit: int) -> list[Hit]:
    """Hits of both legs in one list, by reciprocal rank fusion."""
    by_id = {hit.passage.id: hit.passage for hit in (*lexical, *dense)}
    fused = reciprocal_rank_fusion([[h.passage.id for h in lexical], [h.passage.id for h in dense]])
    return [Hit(by_id[key], score, rank) for rank, (key, score) in enumerate(fused[:limit], 1)]


def _depth(query: Query) -> int:
    return max(_DEPTH, query.limit * 2)


def _hits(
    found: Sequence[tuple[str, float]], passages: Mapping[str, Passage], query: Query
) -> list[Hit]:
    wanted = [(passages[key], score) for key, score in found if passages[key].kind in query.kinds]
    return [Hit(p, score, rank) for rank, (p, score) in enumerate(wanted[: query.limit], 1)]
