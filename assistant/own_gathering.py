"""What the legs find for a question among the user's own documents, gathered by clause.

Each leg is asked twice: with the question as it is, and with the words added in which laws say it (`lay_words`). The words
added bring in clauses that share none with the question, and blur the order of those that do: both scores are weighed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from index.model import Hit, PassageKind, Query
from index.retriever import HybridRetriever, fuse

Place = tuple[str, int | None]
"""A document's id and a clause's number; None for the text before the first."""
_OFFICIAL = frozenset({PassageKind.SENTENCE, PassageKind.CLAUSE})
_DEPTH = 200
_WEIGHED = 50


@dataclass(frozen=True, slots=True)
class Scores:
    """BM25 and cosine of a clause's best sentence and of the whole clause. What a leg did not find has its least score."""

    bm25_sentence: float
    bm25_clause: float
    cosine_sentence: float
    cosine_clause: float

    @property
    def bm25(self) -> float:
        """The better BM25."""
        return max(self.bm25_sentence, self.bm25_clause)

    @property
    def cosine(self) -> float:
        """The better cosine."""
        return max(self.cosine_sentence, self.cosine_clause)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the legs found of one clause; `hits` are its fused ones, best first.

    `said` are its scores for the question as it is, `written` those with the words of laws added.
    """

    place: Place
    hits: tuple[Hit, ...]
    said: Scores
    written: Scores

    @property
    def fused(self) -> float:
        """The fused score of the best hit."""
        return self.hits[0].score


class _Asked:
    """The legs, asked for one text."""

    def __init__(self, retriever: HybridRetriever, query: Query) -> None:
        self.lexical = retriever.lexical.retrieve(query)
        self.dense = retriever.dense.retrieve(query)
        self._bm25, self._cosine = _by_place(self.lexical), _by_place(self.dense)
        self._least = self.dense[-1].score if self.dense else 0.0

    def scores(self, place: Place) -> Scores:
        """Those of a clause."""
        return Scores(
            self._bm25.get((place, PassageKind.SENTENCE), 0.0),
            self._bm25.get((place, PassageKind.CLAUSE), 0.0),
            self._cosine.get((place, PassageKind.SENTENCE), self._least),
            self._cosine.get((place, PassageKind.CLAUSE), self._least),
        )


def gathered(
    retriever: HybridRetriever, said: str, written: str, ids: frozenset[str] | None
) -> list[Gathered]:
    """The likeliest fifty clauses, roughly the best first.

    Args:
        retriever: of the user's own documents.
        said: the question in search form.
        written: the same with words of laws added.
        ids: the documents that may be found; None means all.
    """
    with_words = _Asked(retriever, Query(written, _DEPTH, _OFFICIAL, ids))
    as_said = (
        _Asked(retriever, Query(said, _DEPTH, _OFFICIAL, ids)) if said != written else with_words
    )
    hits: dict[Place, list[Hit]] = defaultdict(list)
    for hit in fuse(written, with_words.lexical, with_words.dense, 2 * _DEPTH):
        hits[_place(hit)].append(hit)
    found = [
        Gathered(place, tuple(of_it), as_said.scores(place), with_words.scores(place))
        for place, of_it in hits.items()
    ]
    return sorted(found, key=_roughly, reverse=True)[:_WEIGHED]


def _place(hit: Hit) -> Place:
    return hit.passage.document_id, hit.passage.clause


def _by_place(hits: Iterable[Hit]) -> dict[tuple[Place, PassageKind], float]:
    """The best score of each kind of passage of each clause; hits come best first."""
    found: dict[tuple[Place, PassageKind], float] = {}
    for hit in hits:
        found.setdefault((_place(hit), hit.passage.kind), hit.score)
    return found


def _roughly(found: Gathered) -> float:
    return found.fused + found.written.cosine_clause + found.written.cosine_sentence
