"""How close together the words of a question stand in a passage.

BM25 counts a long passage's words wherever they are. A passage that has them in one place, within three clauses
between commas, is likelier to answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from index.tokens import terms

_CLAUSE = re.compile(r"[^\u3002\uff0c\uff1b\uff01\uff1f\uff1a\n,;.!?:]+")
_LENGTH = 200
"""A window of so many characters counts half."""


def closeness(question: str, texts: Sequence[str]) -> list[float]:
    """For each text the rarity of the question's terms in its best window, as a share of the best text's.

    rarity(t) = ln(1 + (n - df + ½) / (df + ½)) over the given texts (search form), df those with t; a window is three
    clauses on end, its sum divided by 1 + length/200. Single characters do not count. All 0 where no term occurs.

    >>> closeness("海外仓补贴", ["海外仓有补贴。", "海外有人,他们在那里开仓,说好,贴了。", "税"])[2]
    0.0
    """
    wanted = [term for term in dict.fromkeys(terms(question)) if len(term) > 1]
    rarity = {}
    for term in wanted:
        frequency = sum(term in text for text in texts)
        rarity[term] = math.log(1 + (len(texts) - frequency + 0.5) / (frequency + 0.5))
    scores = [_best_window(text, rarity) for text in texts]
    best = max(scores, default=0.0)
    return [score / best if best > 0 else 0.0 for score in scores]


def _best_window(text: str, rarity: dict[str, float]) -> float:
    held = [(term, value) for term, value in rarity.items() if term in text]
    if not held:
        return 0.0
    clauses = _CLAUSE.findall(text)
    windows = ("".join(clauses[max(0, at - 1) : at + 2]) for at in range(len(clauses)))
    return max((_window_score(window, held) for window in windows), default=0.0)


def _window_score(window: str, held: Sequence[tuple[str, float]]) -> float:
    return sum(value for term, value in held if term in window) / (1 + len(window) / _LENGTH)
