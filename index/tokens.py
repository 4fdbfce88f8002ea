"""Terms of a text in search form: what BM25 and the classifier count."""

from __future__ import annotations

import re
from functools import lru_cache

import rjieba

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z]+|\d+(?:\.\d+)?")
# English words without a meaning of their own; Chinese has bigrams for that.
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "from",
        "by",
        "with",
        "and",
        "or",
        "is",
        "are",
        "was",
        "be",
        "been",
        "do",
        "does",
        "did",
        "can",
        "could",
        "will",
        "would",
        "should",
        "may",
        "i",
        "we",
        "my",
        "our",
        "you",
        "your",
        "it",
        "its",
        "this",
        "that",
        "there",
        "any",
        "some",
        "if",
        "as",
        "not",
        "no",
        "what",
        "which",
        "who",
        "how",
        "when",
        "where",
        "about",
        "into",
    ]
)


@lru_cache(maxsize=4096)
def terms(text: str) -> tuple[str, ...]:
    """Characters and overlapping bigrams of Chinese runs, English word stems, and numbers, in order.

    >>> terms("退税 customs duties 12")
    ('退', '税', '退税', 'custom', 'dutie', '12')
    """
    found: list[str] = []
    for run in _RUN.findall(text):
        if run[0].isascii():
            found += [] if run in _STOP else [_stem(run)]
        else:
            found += run
            found += (run[i : i + 2] for i in range(len(run) - 1))
    return tuple(found)


def words(text: str) -> tuple[str, ...]:
    """Chinese words of a text by rjieba's dictionary, long ones also in their parts, in order.

    English words and numbers are terms already: counted twice, "the" and "do" would outweigh what is asked.

    >>> words("跨境电商 by 海外仓")
    ('跨境', '电商', '海外', '仓')
    """
    found = rjieba.cut_for_search(text)
    return tuple(word for word in found if word[0].isalpha() and not word.isascii())


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
