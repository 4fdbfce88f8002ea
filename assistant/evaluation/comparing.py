"""How texts are compared: in their search form without white space, whatever script they are in."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.folding import fold

LEAST_QUOTE = 12  # a part of the gold sentence counts as evidence when it is longer than this


@lru_cache(maxsize=8192)
def comparable(text: str) -> str:
    """The search form without white space.

    >>> comparable("最佳化 稅收")
    '优化税收'
    """
    return "".join(fold(text).text.split())


def states(text: str, wanted: str) -> bool:
    """Whether a text contains a string, and not merely as a piece of a longer number or word.

    >>> states("共建成12個園區", "12个"), states("共建成12個園區", "2个"), states("digital products", "LPR")
    (True, False, False)
    """
    # White space may stand anywhere, but is not removed: 「2027 12 parks」 holds no 202712.
    needle = comparable(wanted)
    pattern = _not_within(needle[:1], "<") + r"\s*".join(map(re.escape, needle))
    pattern += _not_within(needle[-1:], "")
    return bool(re.search(pattern, fold(text).text))


def _not_within(edge: str, side: str) -> str:
    """What must not stand beside a string that begins or ends with `edge`: more digits, more letters."""
    if edge.isdecimal():
        return r"(?<!\d)(?<!\d[.,])" if side else r"(?![.,]?\d)"
    return rf"(?{side}![a-z])" if edge.isascii() and edge.isalpha() else ""


def shows(quote: str, sentence: str) -> bool:
    """Whether a quote contains the gold sentence, or is a part of it longer than LEAST_QUOTE."""
    got, gold = comparable(quote), comparable(sentence)
    return gold in got or (len(got) > LEAST_QUOTE and got in gold)


def short(text: str, limit: int = 40) -> str:
    """A text in brackets, on one line, cut for display."""
    line = " ".join(text.split())
    return f"「{line}」" if len(line) <= limit else f"「{line[:limit]}…」"
