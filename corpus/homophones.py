"""Homophones: 推税 typed for 退税, 海外舱 for 海外仓. A word that nobody writes is read as the known one that sounds like it.

Sounds are those of pypinyin, without tones. Only whole words of the segmenter are looked at, so that two real words side by
side are never read as a third; and at least one character must agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import rjieba
from pypinyin import lazy_pinyin

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST = 6
# So frequent that they are meant as they stand: 是商务委 is not 市商务委.
_MEANT = frozenset(
    "是上下找不搞早想有又买卖人在到的了就和也都要会能去来做用说看给把被让从向对与或连这那哪个们我你他它几多少没无可以还吗呢吧"
)


class Homophones:
    """Known words by their sound.

    >>> Homophones(["退税", "海外仓"]).mended("推税和海外舱怎么办")
    '退税和海外仓怎么办'

    Args:
        words: in search form; those that are not wholly Chinese, or of one character, are passed over. Where two sound
            alike, the first counts.
    """

    def __init__(self, words: Iterable[str]) -> None:
        fitting = [w for w in dict.fromkeys(words) if 2 <= len(w) <= _LONGEST and _HAN.fullmatch(w)]
        self._by_sound = {_sound(word): word for word in reversed(fitting)}

    def mended(self, text: str) -> str:
        """A text in search form with such words put right; of the same length."""
        return _HAN.sub(lambda run: self._mended_run(run[0]), text)

    def _mended_run(self, run: str) -> str:
        tokens = rjieba.cut(run, False)  # words of its dictionary only
        out: list[str] = []
        at = 0
        while at < len(tokens):
            taken, word = self._longest(tokens, at)
            out.append(word)
            at += taken
        return "".join(out)

    def _longest(self, tokens: list[str], at: int) -> tuple[int, str]:
        """How many tokens from `at` on make one known word, and that word; one token as it stands where none do."""
        for count in range(min(_LONGEST, len(tokens) - at), 1, -1):
            said = "".join(tokens[at : at + count])
            if len(said) > _LONGEST:
                continue
            if all(len(token) > 1 for token in tokens[at : at + count]):
                continue  # real words, side by side
            meant = self._by_sound.get(_sound(said))
            if meant == said:
                return count, said
            if meant and _is_slip(said, meant):
                return count, meant
        return 1, tokens[at]


def _is_slip(said: str, meant: str) -> bool:
    """Whether some characters agree, and none that differs is an everyday one."""
    differing = [a for a, b in zip(said, meant, strict=True) if a != b]
    return len(differing) < len(said) and not _MEANT.intersection(differing)


@lru_cache(maxsize=65536)
def _sound(word: str) -> str:
    return " ".join(lazy_pinyin(word))
