"""Texts as they are kept: without characters that no database takes, of a bounded length, and with a key for the same question."""

from __future__ import annotations

import hashlib

from assistant.masking import unmarked
from assistant.records.errors import InvalidRecord
from corpus.folding import fold

QUESTION = 2_000  # characters, the longest question that is kept


def kept(text: str, what: str, longest: int, *, needed: bool = True) -> str:
    """A text without white space at its ends.

    Raises:
        InvalidRecord: it is empty though needed, or longer than `longest` characters.
    """
    text = clean(text).strip()
    if needed and not text:
        raise InvalidRecord(f"{what} is empty")
    if len(text) > longest:
        raise InvalidRecord(f"{what} has {len(text):,} characters; {longest:,} are taken")
    return text


def clean(text: str) -> str:
    """The text in a form that every database takes: PostgreSQL has no NUL, UTF-8 no lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def question_key(question: str) -> str:
    """The same for questions that differ in script, case, spaces, punctuation and what is masked only.

    >>> question_key("退貨要交稅嗎?") == question_key("退货 要交税吗")
    True
    """
    plain = "".join(c for c in fold(unmarked(question)).text if c.isalnum())
    return hashlib.sha256((plain or question).encode("utf-8", "replace")).hexdigest()[:32]


def short(text: str, longest: int = 200) -> str:
    """The beginning of a text, for a summary."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
