from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from index.fusion import weighted_sum
from index.memory import MemoryStore
from index.model import Hit, Passage, PassageKind, Query
from index.ports import Retriever
from index.retriever import DenseRetriever, HybridRetriever, LexicalRetriever, fuse


class ListedTerms:
    """A term index that always finds the same list."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = ids

    def search(
        self, text: str, limit: int, documents: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
        return [(key, 100.0 - i) for i, key in enumerate(self.ids)][:limit]

    def count(self) -> int:
        return len(self.ids)


KINDS = tuple(PassageKind)


@pytest.fixture
def passages(passage: Callable[..., Passage]) -> dict[str, Passage]:
    """300 passages; the rarest kind is every hundredth, the rest are similar questions."""
    kinds = {i: KINDS[i // 100] for i in (99, 199, 299)}
    made = [
        passage(f"p{i}", f"海外仓{i} 第{i}", kinds.get(i, PassageKind.QUESTION)) for i in range(300)
    ]
    return {p.id: p for p in made}


@pytest.fixture(params=["lexical", "dense", "hybrid"])
def retriever(
    request: pytest.FixtureRequest, passages: dict[str, Passage], hashing: Callable[..., object]
) -> Retriever:
    encoder = hashing()
    store = MemoryStore(encoder.dimension)
    store.add(list(passages), encoder.encode([p.text for p in passages.values()]))
    lexical = LexicalRetriever(ListedTerms(list(passages)), passages)
    dense = DenseRetriever(store, encoder, passages)
    legs = {"lexical": lexical, "dense": dense, "hybrid": HybridRetriever(lexical, dense)}
    return legs[request.param]


@pytest.mark.parametrize("limit", [0, 1, 7, 60, 1000])
def test_hits_are_ranked_from_one_best_first_and_none_comes_twice(
    retriever: Retriever, limit: int
) -> None:
    hits = retriever.retrieve(Query("海外仓", limit=limit))
    assert len(hits) == min(limit, 300)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)


def test_the_order_does_not_depend_on_the_limit(retriever: Retriever) -> None:
    many = [hit.passage.id for hit in retriever.retrieve(Query("海外仓 12", limit=40))]
    few = [hit.passage.id for hit in retriever.retrieve(Query("海外仓 12", limit=3))]
    assert few == many[:3]


def test_only_the_wanted_kinds_come(retriever: Retriever) -> None:
    hits = retriever.retrieve(Query("海外仓", kinds=frozenset({PassageKind.QUESTION})))
    assert len(hits) == 20
    assert {hit.passage.kind for hit in hits} == {PassageKind.QUESTION}


@pytest.mark.parametrize("kind", KINDS[:3])
def test_a_rare_kind_is_found_however_deep_it_lies(retriever: Retriever, kind: PassageKind) -> None:
    hits = retriever.retrieve(Query("海外仓", kinds=frozenset({kind})))
    assert [hit.passage.kind for hit in hits] == [kind]


def test_a_kind_that_there_is_not_finds_nothing_rather_than_everything(
    retriever: Retriever,
) -> None:
    assert retriever.retrieve(Query("海外仓", kinds=frozenset({PassageKind.RENDERING}))) == []
    assert retriever.retrieve(Query("海外仓", kinds=frozenset())) == []


def test_a_text_without_terms_has_no_dense_hits(
    passages: dict[str, Passage], hashing: Callable[..., object]
) -> None:
    encoder = hashing()
    store = MemoryStore(encoder.dimension)
    store.add(["p1"], encoder.encode(["海外仓"]))
    assert DenseRetriever(store, encoder, passages).retrieve(Query("!?")) == []


def test_a_dense_score_is_the_cosine(
    passages: dict[str, Passage], hashing: Callable[..., object]
) -> None:
    encoder = hashing()
    store = MemoryStore(encoder.dimension)
    store.add(["p1", "p2"], encoder.encode(["海外", "海外仓"]))
    hits = DenseRetriever(store, encoder, passages).retrieve(Query("海外"))
    vectors = encoder.encode(["海外", "海外仓"])
    assert [h.score for h in hits] == pytest.approx([1.0, float(np.dot(*vectors))], abs=1e-6)


def test_fusing_ranks_by_the_weighted_sum(passage: Callable[..., Passage]) -> None:
    a, b, c = (passage(key) for key in "abc")  # without text: no word is close to another
    lexical, dense = [Hit(a, 9.0, 1), Hit(b, 8.0, 2)], [Hit(b, 0.9, 1), Hit(c, 0.8, 2)]
    wanted = weighted_sum([("a", 9.0), ("b", 8.0)], [("b", 0.9), ("c", 0.8)])
    assert [(h.passage.id, h.score) for h in fuse("x", lexical, dense, 2)] == wanted[:2]


def test_among_equals_the_passage_with_the_words_together_comes_first(
    passage: Callable[..., Passage],
) -> None:
    apart = passage("apart", "海外的人,天气很好,去了学校,仓库在此,下雨,补贴")
    together = passage("together", "海外仓补贴")
    legs = [[Hit(apart, score, 1), Hit(together, score, 2)] for score in (9.0, 0.5)]
    assert fuse("海外仓补贴", *legs, 2)[0].passage.id == "together"


def test_a_query_limited_to_no_document_finds_nothing(passages: dict[str, Passage]) -> None:
    retriever = LexicalRetriever(ListedTerms(list(passages)), passages)
    assert retriever.retrieve(Query("x", 10, documents=frozenset())) == []
