"""Texts as tokens that an engine with a tokenizer of its own takes as they are."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from index.tokens import terms, words

LONGEST = 65_535
"""Bytes that Milvus holds in a field of text."""


def hashed(text: str) -> Iterator[str]:
    """Terms and words of a text, as letters and digits that no tokenizer takes apart: 退税 would become two.

    Seven digits of base 16 tell 268 million terms apart; a term and a word of the same characters differ.
    """
    for mark, cut in (("t", terms), ("w", words)):
        for term in cut(text):
            yield mark + sha256(term.encode()).hexdigest()[:7]


def fitting(text: str) -> str:
    """The tokens of a text, as many as Milvus holds: those of its beginning, as terms and words share the room."""
    tokens = " ".join(hashed(text))
    while len(tokens) > LONGEST:
        text = text[: len(text) * LONGEST // len(tokens) - 1]
        tokens = " ".join(hashed(text))
    return tokens
