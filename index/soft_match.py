"""How well a text covers the words of a question, each by its nearest word in meaning.

soft(t) = Σ idf(w) · max_v cos(w, v) / Σ idf(w) over the question's words w and the text's words v, as in ColBERT's MaxSim
(Khattab and Zaharia 2020), with static word vectors and idf over the texts that are compared. exact(t) counts a word 1
where a word of the text is the same, or a known other word for it, else 0.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.model import Matrix
from index.ports import Encoder
from index.tokens import words

_LATIN = re.compile(r"[a-z][a-z'-]+|\d+")
_MOST_WORDS = 40_000
_MOST_TEXTS = 20_000
_PIECE = 32
_OTHER_WORD = 0.85
"""How near a known other word is."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The shares of a question's words that a text covers, 0 to 1: by meaning, and by the words themselves."""

    soft: float
    exact: float


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in search form, each once: Chinese ones by dictionary, Latin ones and numbers as written."""
    return tuple(dict.fromkeys((*words(text), *_LATIN.findall(text))))


class SoftMatch:
    """Compares texts with a question. What was encoded once is kept, up to some ten thousand words.

    Args:
        encoder: gives words their vectors.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self._lock = encoder, threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._rows: dict[str, int] = {}
        self._texts: dict[str, NDArray[np.intp]] = {}
        self._table: Matrix = np.zeros((1024, self._encoder.dimension), dtype=np.float32)

    def coverage(
        self, asked: Sequence[str], others: Mapping[str, Collection[str]], texts: Sequence[str]
    ) -> list[Coverage]:
        """One Coverage a text; all zero where nothing is asked.

        `others` are known other words for a word of `asked`. Texts are in search form.
        """
        if not asked or not texts:
            return [Coverage(0.0, 0.0)] * len(texts)
        with self._lock:
            held = self._held(texts)
            nearest = self._nearest(asked, others, held)
        rarity = _rarity(asked, texts)
        soft = rarity @ nearest / rarity.sum()
        exact = rarity @ (nearest >= _OTHER_WORD - 1e-6) / rarity.sum()
        return [Coverage(float(s), float(e)) for s, e in zip(soft, exact, strict=True)]

    def _held(self, texts: Sequence[str]) -> list[NDArray[np.intp]]:
        """The rows of the words of each text; a text without words has the row of the empty word."""
        if len(self._rows) > _MOST_WORDS or len(self._texts) > _MOST_TEXTS:
            self._forget()
        cut = {text: words_of(text) or ("",) for text in texts if text not in self._texts}
        self._learn(dict.fromkeys(word for found in cut.values() for word in found))
        for text, found in cut.items():
            self._texts[text] = np.array([self._rows[word] for word in found], dtype=np.intp)
        return [self._texts[text] for text in texts]

    def _learn(self, found: Mapping[str, None]) -> None:
        new = [word for word in found if word not in self._rows]
        if not new:
            return
        first, needed = len(self._rows), len(self._rows) + len(new)
        if needed > len(self._table):
            grown = np.zeros((max(needed, 2 * len(self._table)), self._table.shape[1]), np.float32)
            grown[:first] = self._table[:first]
            self._table = grown
        self._table[first:needed] = self._encoder.encode(new)
        self._rows |= {word: first + i for i, word in enumerate(new)}

    def _nearest(
        self,
        asked: Sequence[str],
        others: Mapping[str, Collection[str]],
        held: Sequence[NDArray[np.intp]],
    ) -> NDArray[np.float32]:
        """Shape (words asked, texts): the best cosine of each word in each text."""
        rows, places = np.unique(np.concatenate(held), return_inverse=True)
        near = _products(self._encoder.encode(asked), self._table[rows])
        at = {int(row): i for i, row in enumerate(rows)}
        for i, word in enumerate(asked):
            for other in (word, *others.get(word, ())):
                column = at.get(self._rows.get(other, -1))
                if column is not None:
                    least = 1.0 if other == word else _OTHER_WORD
                    near[i, column] = max(near[i, column], least)
        starts = np.cumsum([0, *map(len, held[:-1])])
        best: NDArray[np.float32] = np.maximum.reduceat(near[:, places], starts, axis=1)
        return best


def _products(asked: Matrix, held: Matrix) -> NDArray[np.float32]:
    """The product asked · heldᵀ in small pieces: NumPy's threads, waiting for each other on a busy machine, made it 25 ms instead of one."""
    pieces = (held[at : at + _PIECE] for at in range(0, len(held), _PIECE))
    return np.concatenate([asked @ piece.T for piece in pieces], axis=1)


def _rarity(asked: Sequence[str], texts: Sequence[str]) -> NDArray[np.float64]:
    """ln(1 + (n - df + ½) / (df + ½)) of each word over the texts."""
    df = np.array([sum(word in text for text in texts) for word in asked])
    weights: NDArray[np.float64] = np.log(1 + (len(texts) - df + 0.5) / (df + 0.5))
    return weights
