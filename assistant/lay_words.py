"""What people say for the words in which laws are written: 查账 for 稽查, 打官司 for 诉讼, fine for 罚款.

General Chinese and English, of no document in particular; the policy has a lexicon of its own. `lay_words.json` has rows
`said` (in search form) and `written`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.errors import SettingsError


@dataclass(frozen=True, slots=True)
class LayWords:
    """What is written for each thing said; `longest` is the length of the longest of those."""

    written: dict[str, tuple[str, ...]]
    longest: int

    def found(self, text: str) -> dict[str, tuple[str, ...]]:
        """What a text in search form says in words of its own, each with what laws write for it."""
        return {said: self.written[said] for said in dict.fromkeys(self._said(text))}

    def _said(self, text: str) -> Iterator[str]:
        """The longest at each place, none within another: 来查 and 查账 of 来查账. By look-up: the pattern of ten thousand would be slow."""
        last = 0
        for at in range(len(text)):
            ends = range(min(at + self.longest, len(text)), last, -1)
            end = next((end for end in ends if self._is_said(text, at, end)), 0)
            if end:
                yield text[at:end]
                last = end

    def _is_said(self, text: str, at: int, end: int) -> bool:
        """A Latin word stands alone: `data` is not in `database`."""
        return (
            text[at:end] in self.written
            and not (_is_latin(text[at]) and at > 0 and _is_latin(text[at - 1]))
            and not (_is_latin(text[end - 1]) and end < len(text) and _is_latin(text[end]))
        )

    def expanded(self, text: str) -> str:
        """A text followed by the written words that it lacks.

        >>> lay_words().expanded("打官司要多久").split()[1:3]
        ['诉讼', '人民法院']
        """
        words = (w for written in self.found(text).values() for w in written)
        return " ".join((text, *dict.fromkeys(w for w in words if w not in text)))


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


@lru_cache(maxsize=1)
def lay_words() -> LayWords:
    """The words that ship with the package.

    Raises:
        SettingsError: the file is missing or damaged.
    """
    path = files("assistant").joinpath("lay_words.json")
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        written: dict[str, dict[str, None]] = {}
        for row in rows:
            for said in row["said"]:
                written.setdefault(said, {}).update(dict.fromkeys(row["written"]))
        return LayWords(
            {said: (*words,) for said, words in written.items()}, max(map(len, written))
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
