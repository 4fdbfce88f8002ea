"""Which clause of the user's own documents does a question mean? Every clause that the legs found, by a fitted score.

What is weighed: BM25 and cosine of the whole clause and of its best sentence, their fusion, how much of the question's
words the clause covers (by meaning, and by the words themselves), whether the document's title has rare words of the
question, and whether the clause states what is asked for (a fine, a period, who decides).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.lay_words import LayWords, lay_words
from assistant.own_cues import CUES, asked_for, stated_in
from assistant.own_rule import Linear
from corpus.folding import fold
from corpus.library import Library
from index.model import Hit, PassageKind, Query
from index.passages import clause_key
from index.retriever import fuse
from index.soft_match import Coverage, SoftMatch, words_of
from index.store import OpenIndex

Place = tuple[str, int | None]
"""A document's id and a clause's number; None for the text before the first."""
FEATURES = (
    "bm25_sentence",
    "bm25_sentence_share",
    "bm25_clause",
    "bm25_clause_share",
    "cosine_sentence",
    "cosine_clause",
    "fused",
    "fused_share",
    "soft",
    "exact",
    "title",
    "length",
    *(f"{name}_{met}" for name in CUES for met in ("asked", "unasked")),
)
_OFFICIAL = frozenset({PassageKind.SENTENCE, PassageKind.CLAUSE})
_DEPTH = 200
_WEIGHED = 50
_MOST_TEXTS = 20_000
_SAYS_NOTHING = re.compile(
    r"什么|哪些|怎么|怎样|如何|多少|可以|能不能|能|要不要|是不是|有没有|规定|请问|[吗呢的了在是和我你这那会要哪谁几把被给让就都也还不有没到去来里上下后前时说怎办之与或为以]|我们|没有|时候|里面|里头"
    r"|a|an|the|of|to|in|on|at|for|from|by|with|and|or|is|are|was|were|be|been|do|does|did|can|could|will|would|should|may|have|has|had|it|its|this|that|there|any|if|as|not|no|what|which|who|how|when|where|about|into|i|we|my|our|you|your"
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the legs found of one clause; `hits` are its fused ones, best first. What a leg did not find has its least score."""

    place: Place
    hits: tuple[Hit, ...]
    bm25_sentence: float
    bm25_clause: float
    cosine_sentence: float
    cosine_clause: float


@dataclass(frozen=True, slots=True)
class Found:
    """A clause (None: the text before the first) with its score and its share (softmax over those weighed).

    `coverage` tells how it covers the question's words, `title` how many rare ones the title has, `cosine` and `bm25` are
    the best of its passages, `row` the features it was scored by; `hits` are its passages, best first.
    """

    document_id: str
    clause: int | None
    score: float
    share: float
    coverage: Coverage
    title: float
    cosine: float
    bm25: float
    hits: tuple[Hit, ...]
    row: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The likeliest clauses, best first, and how the texts that they were compared with cover the question's words."""

    clauses: tuple[Found, ...]
    beside: tuple[Coverage, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """What does not change of a clause."""

    text: str
    stated: tuple[bool, ...]


class OwnRanking:
    """Ranks clauses of the user's own documents.

    Args:
        library: the documents.
        index: of them, live.
        match: compares texts by their words.
        rule: the fitted weights of FEATURES.
    """

    def __init__(self, library: Library, index: OpenIndex, match: SoftMatch, rule: Linear) -> None:
        self._library, self._match, self._rule = library, match, rule
        self._retriever, self._passages = index.retriever, index.passages
        self._lay: LayWords = lay_words()
        self._texts: dict[Place, _Held] = {}
        titles = {key: _title_words(entry.title) for key, entry in library.entries.items()}
        common = Counter(word for words in titles.values() for word in words)
        self._titles = {
            key: {word: math.log(len(titles) / common[word]) for word in words}
            for key, words in titles.items()
        }

    def ranked(
        self, text: str, ids: frozenset[str] | None = None, beside: Sequence[str] = ()
    ) -> Ranking:
        """The likeliest clauses for a text in search form, best first; of some documents only, where ids are given.

        `beside` are other texts, in search form, to be compared with them.
        """
        found = self._gathered(text, ids)
        texts = [self._held(g).text for g in found]
        covered = self._coverage(text, [*texts, *beside])
        clauses = [
            _found(gathered, row, c)
            for gathered, row, c in zip(
                found, self._rows(text, found, covered), covered, strict=False
            )
        ]
        return rescored(Ranking(tuple(clauses), tuple(covered[len(found) :])), self._rule)

    def _coverage(self, text: str, texts: Sequence[str]) -> list[Coverage]:
        """How well texts cover the words of a question; all in search form."""
        asked = [word for word in words_of(text) if not _SAYS_NOTHING.fullmatch(word)]
        said = self._lay.found(text)
        others = {
            word: {part for phrase in said if word in phrase for w in said[phrase] for part in words_of(w)}
            for word in asked
        }  # fmt: skip
        return self._match.coverage(asked, others, texts)

    def _gathered(self, text: str, ids: frozenset[str] | None) -> list[Gathered]:
        """What the legs find for a text with the written words for what it says."""
        said = self._lay.expanded(text)
        query = Query(said, _DEPTH, _OFFICIAL, ids)
        lexical = self._retriever.lexical.retrieve(query)
        dense = self._retriever.dense.retrieve(query)
        bm25, cosine = _by_place(lexical), _by_place(dense)
        least = dense[-1].score if dense else 0.0
        hits: dict[Place, list[Hit]] = defaultdict(list)
        for hit in fuse(said, lexical, dense, 2 * _DEPTH):
            hits[_place(hit)].append(hit)
        found = [
            Gathered(
                place,
                tuple(of_it),
                bm25.get((place, PassageKind.SENTENCE), 0.0),
                bm25.get((place, PassageKind.CLAUSE), 0.0),
                cosine.get((place, PassageKind.SENTENCE), least),
                cosine.get((place, PassageKind.CLAUSE), least),
            )
            for place, of_it in hits.items()
        ]
        return sorted(found, key=_roughly, reverse=True)[:_WEIGHED]

    def _rows(
        self, text: str, found: Sequence[Gathered], covered: Sequence[Coverage]
    ) -> list[tuple[float, ...]]:
        words, asked = words_of(text), asked_for(text)
        best = [
            max((value(g) for g in found), default=0.0) or 1.0
            for value in (_bm25_sentence, _bm25_clause, _fused)
        ]
        return [self._row(g, c, words, asked, best) for g, c in zip(found, covered, strict=False)]

    def _row(
        self,
        found: Gathered,
        covered: Coverage,
        words: Iterable[str],
        asked: tuple[bool, ...],
        best: Sequence[float],
    ) -> tuple[float, ...]:
        held = self._held(found)
        titled = self._titles.get(found.place[0], {})
        cues = (
            float(stated and wanted is met)
            for stated, wanted in zip(held.stated, asked, strict=True)
            for met in (True, False)
        )
        return (
            found.bm25_sentence,
            found.bm25_sentence / best[0],
            found.bm25_clause,
            found.bm25_clause / best[1],
            found.cosine_sentence,
            found.cosine_clause,
            _fused(found),
            _fused(found) / best[2],
            covered.soft,
            covered.exact,
            sum(titled.get(word, 0.0) for word in words),
            math.log(max(len(held.text), 1)),
            *cues,
        )

    def _held(self, found: Gathered) -> _Held:
        """A clause with its headings in search form; outside of clauses the passage that was found."""
        document_id, number = found.place
        if number is None:
            text = found.hits[0].passage.text
            return _Held(text, stated_in(text))
        held = self._texts.get(found.place)
        if held is None:
            # From the index: reading and cutting the fifty laws of a question takes a third of a second.
            searched = self._passages[clause_key(document_id, number)].text
            title = fold(self._library.entries[document_id].title).text
            text = searched.removeprefix(title).strip()
            if len(self._texts) >= _MOST_TEXTS:
                self._texts = {}
            held = self._texts[found.place] = _Held(text, stated_in(text))
        return held


def rescored(ranking: Ranking, rule: Linear) -> Ranking:
    """A ranking by other weights."""
    scores = rule.scores([f.row for f in ranking.clauses])
    best = max(scores, default=0.0)
    odds = [math.exp(score - best) for score in scores]
    total = sum(odds)
    clauses = (
        replace(f, score=score, share=odd / total)
        for f, score, odd in zip(ranking.clauses, scores, odds, strict=True)
    )
    return replace(ranking, clauses=tuple(sorted(clauses, key=lambda f: -f.score)))


def _found(of: Gathered, row: tuple[float, ...], covered: Coverage) -> Found:
    return Found(
        *of.place,
        score=0.0,
        share=0.0,
        coverage=covered,
        title=row[FEATURES.index("title")],
        cosine=max(of.cosine_sentence, of.cosine_clause),
        bm25=max(of.bm25_sentence, of.bm25_clause),
        hits=of.hits,
        row=row,
    )


def _title_words(title: str) -> frozenset[str]:
    return frozenset(words_of(fold(title).text))


def _place(hit: Hit) -> Place:
    return hit.passage.document_id, hit.passage.clause


def _by_place(hits: Iterable[Hit]) -> dict[tuple[Place, PassageKind], float]:
    """The best score of each kind of passage of each clause; hits come best first."""
    found: dict[tuple[Place, PassageKind], float] = {}
    for hit in hits:
        found.setdefault((_place(hit), hit.passage.kind), hit.score)
    return found


def _roughly(found: Gathered) -> float:
    return _fused(found) + found.cosine_clause + found.cosine_sentence


def _bm25_sentence(found: Gathered) -> float:
    return found.bm25_sentence


def _bm25_clause(found: Gathered) -> float:
    return found.bm25_clause


def _fused(found: Gathered) -> float:
    return found.hits[0].score
