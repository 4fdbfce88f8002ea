"""Finding out how the characters of a file are encoded.

Encodings are tried strictly in order. UTF-8 that decodes is UTF-8: no other text does so by chance. Nearly any text in
one Chinese encoding decodes in another as well, to rare characters; so the one that gives the most common ones is taken,
and none where even that gives few.
"""

from __future__ import annotations

import codecs
from functools import lru_cache

from corpus.errors import ReadingError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_CHINESE = (("gb18030", "GB18030"), ("cp950", "Big5"), ("big5hkscs", "Big5-HKSCS"))
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950"}
_PLAUSIBLE = 0.8
_SAMPLE = 20_000


def decode(data: bytes, name: str, declared: str | None = None) -> tuple[str, str]:
    """The text of `data` and the name of its encoding.

    `declared` is what the file itself says (a web page's charset); it counts where the bytes are not UTF-8 and it gives
    plausible text. `name` is for the message.

    Raises:
        ReadingError: the bytes are no text in any of the encodings.
    """
    marked = next(((codec, label) for mark, codec, label in _MARKS if data.startswith(mark)), None)
    for codec, label in [marked] if marked else [("utf-8", "UTF-8"), *_declared(declared)]:
        text = _strictly(data, codec)
        if text is not None and (marked or codec == "utf-8" or plausibility(text) >= _PLAUSIBLE):
            return text, label
    if marked:
        raise ReadingError(f"{name} begins as {marked[1]} but is broken; save it as UTF-8")
    return _most_plausible(data, name)


def _declared(name: str | None) -> list[tuple[str, str]]:
    codec = _ALIASES.get((name or "").lower(), (name or "").lower())
    return [(c, label) for c, label in _CHINESE if c == codec]


def _most_plausible(data: bytes, name: str) -> tuple[str, str]:
    texts = [(_strictly(data, codec), label) for codec, label in _CHINESE]
    scored = [(plausibility(text), text, label) for text, label in texts if text is not None]
    best = max(scored, key=lambda s: s[0], default=(0.0, "", ""))
    if best[0] < _PLAUSIBLE:
        raise ReadingError(
            f"{name} is not text in UTF-8, GB18030 or Big5 (UTF-8 fails at byte"
            f" {_failing(data)}); save it as UTF-8"
        )
    return best[1], best[2]


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _failing(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def plausibility(text: str) -> float:
    """The share of common Chinese characters and punctuation among those outside ASCII; 0 for text without any.

    >>> plausibility("跨境电商，abc"), plausibility("釱珖奻")
    (1.0, 0.0)
    """
    foreign = [c for c in text[:_SAMPLE] if c > "\x7f"]
    return sum(map(_common, foreign)) / len(foreign) if foreign else 0.0


@lru_cache(maxsize=16384)
def _common(character: str) -> bool:
    """Level 1 of GB 2312 or of Big5, or their punctuation; each standard puts the frequent characters first."""
    gb, big5 = (_lead_byte(character, codec) for codec in ("gb2312", "big5"))
    return gb in (0xA1, 0xA3) or 0xB0 <= gb <= 0xD7 or big5 == 0xA1 or 0xA4 <= big5 <= 0xC6


def _lead_byte(character: str, codec: str) -> int:
    try:
        return character.encode(codec)[0]
    except UnicodeEncodeError:
        return 0
