"""Which language and script a question is written in."""

from __future__ import annotations

import re

from assistant.model import Language
from corpus.folding import simplified

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def detect(text: str) -> Language:
    """English where Chinese characters are few beside words; else Traditional where any character is only that.

    >>> [detect(t).value for t in ("要交税吗", "要交稅嗎", "Do we pay tax?", "RCEP 怎么用")]
    ['zh-Hans', 'zh-Hant', 'en', 'zh-Hans']
    """
    han = _HAN.findall(text)
    words = _LATIN_WORD.findall(text)
    if len(words) == 1 and words[0].isupper():  # RCEP and DTC are trade words of Chinese, too
        words = []
    if len(words) > len(han):
        return Language.EN
    traditional = sum(simplified(c) != c for c in han)
    # A character that both scripts write, or one borrowed word, does not make a text Traditional.
    return Language.HANT if traditional * 12 > len(han) else Language.HANS
