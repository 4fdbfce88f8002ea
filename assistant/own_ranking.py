"""Which clause of the user's own documents does a question mean? Every clause that the legs found, by a fitted score.

What is weighed: BM25 and cosine of the whole clause and of its best sentence (with the words of laws added, and without), their fusion, how much of the question's
words the clause covers (by meaning, and by the words themselves), whether the document's title has rare words of the
question, and whether the clause states what is asked for (a fine, a period, who decides).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.lay_words import LayWords, lay_words
from assistant.own_cues import CUES, asked_for, stated_in
from assistant.own_gathering import Gathered, Place, gathered
from assistant.own_rule import Linear
from corpus.folding import fold
from corpus.library import Library
from index.model import Hit
from index.passages import clause_key
from index.soft_match import Coverage, SoftMatch, words_of
from index.store import OpenIndex

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
    "said_bm25_sentence",
    "said_bm25_clause",
    "said_cosine_sentence",
    "said_cosine_clause",
    *(f"{name}_{met}" for name in CUES for met in ("asked", "unasked")),
)
_MOST_TEXTS = 20_000
_SAYS_NOTHING = re.compile(
    r"什么|哪些|怎么|怎样|如何|多少|可以|能不能|能|要不要|是不是|有没有|规定|请问|[吗呢的了在是和我你这那会要哪谁几把被给让就都也还不有没到去来里上下后前时说怎办之与或为以]|我们|没有|时候|里面|里头"
    r"|a|an|the|of|to|in|on|at|for|from|by|with|and|or|is|are|was|were|be|been|do|does|did|can|could|will|would|should|may|have|has|had|it|its|this|that|there|any|if|as|not|no|what|which|who|how|when|where|about|into|i|we|my|our|you|your"
)


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
    """The likeliest clauses, best first, and how the texts that they were compared with cover the question's words.

    `subject` are the log-odds that the question is of other law than the policy (`assistant.subject`); 0 where that is not asked.
    """

    clauses: tuple[Found, ...]
    beside: tuple[Coverage, ...] = ()
    subject: float = 0.0


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
        found = gathered(self._retriever, text, self._lay.expanded(text), ids)
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

    def _rows(
        self, text: str, found: Sequence[Gathered], covered: Sequence[Coverage]
    ) -> list[tuple[float, ...]]:
        words, asked = words_of(text), asked_for(text)
        best = [
            max(values, default=0.0) or 1.0
            for values in (
                [g.written.bm25_sentence for g in found],
                [g.written.bm25_clause for g in found],
                [g.fused for g in found],
            )
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
        said, written = found.said, found.written
        return (
            written.bm25_sentence,
            written.bm25_sentence / best[0],
            written.bm25_clause,
            written.bm25_clause / best[1],
            written.cosine_sentence,
            written.cosine_clause,
            found.fused,
            found.fused / best[2],
            covered.soft,
            covered.exact,
            sum(titled.get(word, 0.0) for word in words),
            math.log(max(len(held.text), 1)),
            said.bm25_sentence,
            said.bm25_clause,
            said.cosine_sentence,
            said.cosine_clause,
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
        cosine=of.written.cosine,
        bm25=of.written.bm25,
        hits=of.hits,
        row=row,
    )


def _title_words(title: str) -> frozenset[str]:
    return frozenset(words_of(fold(title).text))
