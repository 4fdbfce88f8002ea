"""The shipped documents with the user's own after them, whose texts are read when they are asked for."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.catalogue import Entry
from corpus.errors import CollectionError
from corpus.held import Held
from corpus.lazily import Lazily
from corpus.model import ParsedDocument

KEPT = 256
"""So many of the user's own documents stay in memory once they were read."""


@dataclass(frozen=True, slots=True)
class Joined:
    """All documents by id; of the user's own what they are and the digest of each one's files, and one digest of them all."""

    parsed: Mapping[str, ParsedDocument]
    entries: Mapping[str, Entry]
    digests: Mapping[str, str]
    digest: str


def joined(shipped: Mapping[str, ParsedDocument], held: Sequence[Held]) -> Joined:
    """Shipped documents and the user's own.

    Raises:
        CollectionError: one has the id of another document; says how to take it out.
    """
    places = [(h, number, entry) for h in held for number, entry in enumerate(h.entries)]
    _check_ids(shipped, [(h, entry) for h, _, entry in places])
    by_name = {h.folder.name: h for h in held}
    texts = Lazily(by_name, lambda name: by_name[name].parts, KEPT)
    at = {entry.id: (h.folder.name, number) for h, number, entry in places}

    def parsed(key: str) -> ParsedDocument:
        if key in shipped:
            return shipped[key]
        name, number = at[key]
        return texts[name][number]

    return Joined(
        parsed=Lazily((*shipped, *at), parsed, kept=0),
        entries={entry.id: entry for _, _, entry in places},
        digests={entry.id: h.digest for h, _, entry in places},
        digest=_digest(held),
    )


def _check_ids(shipped: Mapping[str, ParsedDocument], placed: Sequence[tuple[Held, Entry]]) -> None:
    counts = Counter([*shipped, *(entry.id for _, entry in placed)])
    for held, entry in placed:
        if counts[entry.id] > 1:
            name = held.folder.name
            what = f"your document {name} has the id {entry.id}, which another has"
            raise CollectionError(f"{what}; `yuce corpus remove {name}` takes it out")


def _digest(held: Sequence[Held]) -> str:
    digests = " ".join(place.digest for place in held)
    return hashlib.sha256(digests.encode()).hexdigest() if held else ""
