"""The search form of a text, with the way back to where each character came from.

Search form: full-width letters and digits become half-width, Traditional becomes Simplified (OpenCC t2s, which keeps
the length), letters become lower case, and Taiwan vocabulary becomes the mainland's by a list of pairs. It is for
finding only and is never shown; `corpus.reading` makes the reading that is.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from opencc import OpenCC

from corpus.model import Span

_T2S = OpenCC("t2s")


@dataclass(frozen=True, slots=True)
class Folded:
    """A search form. Character i of `text` came from ``[starts[i], ends[i])`` of the canonical text."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def to_canonical(self, span: Span) -> Span:
        """The canonical range that a range of the search form came from.

        Raises:
            IndexError: the span reaches beyond the search form.
        """
        if span.end > len(self.text):
            raise IndexError(f"[{span.start}, {span.end}) is beyond {len(self.text)} characters")
        if span.start == span.end:
            at = (
                self.starts[span.start]
                if span.start < len(self.starts)
                else (self.ends or (0,))[-1]
            )
            return Span(at, at)
        return Span(self.starts[span.start], self.ends[span.end - 1])


@dataclass(frozen=True, slots=True)
class _Pair:
    source: str
    mainland: str
    confirmed: bool
    guard: str


@lru_cache(maxsize=1)
def _pairs() -> tuple[dict[str, str], re.Pattern[str], frozenset[str]]:
    """Pairs as (source → mainland in Simplified, a pattern that finds sources, the confirmed sources)."""
    raw = json.loads(files("corpus").joinpath("documents/terms.json").read_text(encoding="utf-8"))
    pairs = [
        _Pair(simplified(p["source"]), p["mainland"], p["confirmed"], p.get("guard", ""))
        for p in raw["pairs"]
    ]
    pairs.sort(key=lambda p: -len(p.source))
    pattern = "|".join(re.escape(p.source) + p.guard for p in pairs)
    confirmed = frozenset(p.source for p in pairs if p.confirmed)
    return {p.source: p.mainland for p in pairs}, re.compile(pattern), confirmed


def simplified(text: str) -> str:
    """Traditional characters to Simplified, one for one (OpenCC t2s). Same length as `text`."""
    safe = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate has no UTF-8 form
    converted: str = _T2S.convert(safe)
    return converted if len(converted) == len(text) else safe


def mainland(text: str, *, confirmed_only: bool) -> str:
    """Simplified characters, and the vocabulary pairs applied: all of them, or the confirmed ones."""
    table, pattern, confirmed = _pairs()

    def swap(match: re.Match[str]) -> str:
        keep = confirmed_only and match[0] not in confirmed
        return match[0] if keep else table[match[0]]

    return pattern.sub(swap, simplified(text))


def fold(text: str) -> Folded:
    """The search form of any text, a question or an official one.

    >>> fold("最佳化跨境電商,DTC").text
    '优化跨境电商,dtc'
    >>> f = fold("最佳化稅收"); f.to_canonical(Span(0, 2))
    Span(start=0, end=3)
    """
    table, pattern, _ = _pairs()
    # Twice, so that a folded text folds to itself: 薴 becomes 苧, which is also what Traditional has for 苎.
    plain = simplified(simplified("".join(_narrow(c) for c in text)))
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(piece: str, start: int, end: int) -> None:
        out.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))

    at = 0
    for match in pattern.finditer(plain):
        for i in range(at, match.start()):
            put(plain[i], i, i + 1)
        put(table[match[0]], match.start(), match.end())
        at = match.end()
    for i in range(at, len(plain)):
        put(plain[i], i, i + 1)
    return Folded("".join(out), tuple(starts), tuple(ends))


@lru_cache(maxsize=8192)
def _narrow(character: str) -> str:
    """NFKC and lower case where they keep one character one character; otherwise the character itself."""
    narrow = unicodedata.normalize("NFKC", character).lower()
    return narrow if len(narrow) == 1 else character
