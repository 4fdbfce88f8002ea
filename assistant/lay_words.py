"""What people say for the words in which laws are written: 查账 for 稽查, 打官司 for 诉讼, fine for 罚款.

General Chinese and English, of no document in particular; the policy has a lexicon of its own. `lay_words.json` has rows
`said` (in search form) and `written`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.errors import SettingsError


@dataclass(frozen=True, slots=True)
class LayWords:
    """What is written for each thing said, and a pattern that finds the longest of those."""

    written: dict[str, tuple[str, ...]]
    pattern: re.Pattern[str]

    def found(self, text: str) -> dict[str, tuple[str, ...]]:
        """What a text in search form says in words of its own, each with what laws write for it."""
        return {m: self.written[m] for m in dict.fromkeys(self.pattern.findall(text))}

    def expanded(self, text: str) -> str:
        """A text followed by the written words that it lacks.

        >>> lay_words().expanded("打官司要多久").split()[1:]
        ['诉讼', '人民法院']
        """
        words = (w for written in self.found(text).values() for w in written)
        return " ".join((text, *dict.fromkeys(w for w in words if w not in text)))


@lru_cache(maxsize=1)
def lay_words() -> LayWords:
    """The words that ship with the package.

    Raises:
        SettingsError: the file is missing or damaged.
    """
    path = files("assistant").joinpath("lay_words.json")
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        written: dict[str, tuple[str, ...]] = {}
        for row in rows:
            for said in row["said"]:
                written[said] = (*written.get(said, ()), *row["written"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    longest = sorted(written, key=len, reverse=True)
    return LayWords(written, re.compile("|".join(map(_alone, longest))))


def _alone(said: str) -> str:
    """A Latin word stands alone: `data` is not in `database`."""
    return rf"\b{re.escape(said)}\b" if said.isascii() else re.escape(said)
