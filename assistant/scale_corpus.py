"""Documents of any number to measure with: laws put together from their articles, and copies of them with noise."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError
from corpus.attachments import parse_all
from corpus.errors import ParseError
from corpus.manifest import write_document
from corpus.model import Document, DocumentKind, Provenance

_NOISE = 0.05
_PROVENANCE = Provenance("a file of articles", "put together from articles, for measuring")

Articles = Sequence[tuple[str, str]]
"""Label and text of each."""


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written, and how many laws were left out because they cannot be cut."""

    documents: int
    articles: int
    left_out: int


def read_laws(path: Path) -> dict[str, Articles]:
    """Articles by the title of their law, in their order.

    Raises:
        AssistantError: the file cannot be read; says what it should be.
    """
    laws: dict[str, list[tuple[str, str]]] = {}
    try:
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                law, _, label = row["title"].rpartition(" ")
                laws.setdefault(law, []).append((label, row["text"]))
    except (OSError, EOFError, lzma.LZMAError, ValueError, LookupError, TypeError) as error:
        wanted = 'an .xz file of rows {"title": "name of the law 第一条", "text": …}'
        raise AssistantError(f"{path} cannot be read: {error!r}; it should be {wanted}") from error
    return dict(laws)


def write_laws(laws: Mapping[str, Articles], times: int, folder: Path) -> Written:
    """Write the laws as documents of one's own, and `times - 1` copies of each in which one letter in twenty is another."""
    counts = [0, 0, 0]
    for document in _documents(laws, times):
        try:
            clauses = sum(len(part.clauses) for part in parse_all(document))
        except ParseError:
            counts[2] += 1
            continue
        place = folder / document.id
        place.mkdir(parents=True)
        write_document(document, place)
        counts[0] += 1
        counts[1] += clauses
    return Written(*counts)


def _documents(laws: Mapping[str, Articles], times: int) -> Iterator[Document]:
    for copy in range(times):
        noise = random.Random(copy)
        for number, (title, articles) in enumerate(laws.items()):
            named = f"{title}（{copy}）" if copy else title
            lines = (f"{label} {_noisy(text, noise) if copy else text}" for label, text in articles)
            text = "\n".join((named, *lines)) + "\n"
            key = f"law-{number}-{copy}"
            yield Document(key, DocumentKind.LAW, named, text, provenance=_PROVENANCE)


def _noisy(text: str, noise: random.Random) -> str:
    """The text with one letter in twenty replaced by another of its own."""
    letters = list(text)
    for at in noise.sample(range(len(letters)), int(len(letters) * _NOISE)):
        if letters[at] != "\n":
            letters[at] = noise.choice([c for c in text if c.isalpha()] or [letters[at]])
    return "".join(letters)
