"""Read the training pairs, and leave out what a benchmark asks.

Training only: nothing that answers a question imports this module.
"""

import hashlib
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.folding import fold

GRAM = 5
NEAR_JACCARD = 0.6
SHORTEST_CONTAINED = 8
_SENTENCE = re.compile(r"[^\u3002\uff01\uff1f\uff1b!?\n]*[\u3002\uff01\uff1f\uff1b!?\n]|.+")


@dataclass(frozen=True)
class Pair:
    """Two texts that belong together, and the kind of source they come from."""

    kind: str
    query: str
    positive: str


def read_pairs(path: Path) -> list[Pair]:
    """Rows ``[kind, query, positive]`` of a ``.jsonl`` or ``.jsonl.xz`` file.

    Raises ``ValueError`` naming the line that is no such row.
    """
    open_text = lzma.open if path.suffix == ".xz" else open
    with open_text(path, "rt", encoding="utf-8") as lines:
        return [_pair(line, f"{path.name}, line {n}") for n, line in enumerate(lines, start=1)]


def sentence_pairs(documents: Iterable[str], kind: str, shortest: int = 8) -> list[Pair]:
    """Each sentence of a document against the rest of it, in search form (inverse cloze).

    >>> sentence_pairs(["海外仓建设有补贴。补贴由市商务委发放。"], "own")[0].positive
    '补贴由市商务委发放。'
    """
    found = []
    for document in documents:
        parts = [part for part in _SENTENCE.findall(fold(document).text) if part.strip()]
        for number, part in enumerate(parts):
            rest = "".join(parts[:number] + parts[number + 1 :])
            if len(_letters(part)) >= shortest and rest:
                found.append(Pair(kind, part, rest))
    return found


def digest_of(path: Path) -> str:
    """SHA-256, in hexadecimal, of the file's name, a zero byte and its content."""
    return hashlib.sha256(path.name.encode() + b"\0" + path.read_bytes()).hexdigest()


def without_near_duplicates(pairs: Sequence[Pair], questions: Sequence[str]) -> list[Pair]:
    """The pairs of which neither side is nearly one of ``questions``.

    Nearly: the Jaccard index of their character 5-grams (letters and digits only) is at least
    0.6, or one text contains the other and the shorter has 8 characters or more.
    """
    near = _NearQuestions(questions)
    verdicts = {text: text in near for pair in pairs for text in (pair.query, pair.positive)}
    return [pair for pair in pairs if not (verdicts[pair.query] or verdicts[pair.positive])]


class _NearQuestions:
    """Answers ``text in near``; a question is compared only if it shares a 5-gram."""

    def __init__(self, questions: Sequence[str]) -> None:
        self._questions = [_letters(question) for question in questions]
        self._owners: dict[str, set[int]] = {}
        for number, question in enumerate(self._questions):
            for gram in _grams(question):
                self._owners.setdefault(gram, set()).add(number)

    def __contains__(self, text: str) -> bool:
        letters = _letters(text)
        grams = _grams(letters)
        owned = grams & self._owners.keys()
        shared = Counter(number for gram in owned for number in self._owners[gram])
        return any(
            _is_contained(letters, self._questions[number])
            or count >= NEAR_JACCARD * (len(grams) + len(_grams(self._questions[number])) - count)
            for number, count in shared.items()
        )


def _is_contained(text: str, question: str) -> bool:
    shorter, longer = sorted((text, question), key=len)
    return len(shorter) >= SHORTEST_CONTAINED and shorter in longer


def _pair(line: str, where: str) -> Pair:
    match json.loads(line):
        case [str(kind), str(query), str(positive)]:
            return Pair(kind, query, positive)
        case found:
            raise ValueError(f"{where}: expected [kind, query, positive], found {found!r}")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _grams(text: str) -> set[str]:
    return {text[start : start + GRAM] for start in range(max(1, len(text) - GRAM + 1))} - {""}
