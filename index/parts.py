"""A part of a growing index: the passages of some documents with their vectors, in files that never change.

<part>/documents.json   the digest of each document, by id
<part>/passages.jsonl   one row a passage, those of a document on end
<part>/places.npy       int64, where each row begins and the last ends, in bytes
<part>/names.npy        uint64 (2, n): the hashes of the ids, ascending, and their rows
and the files of `vectors`.

Opened, a part holds next to nothing in memory: what is asked for is read from the file.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import vectors
from index.errors import IndexCorrupt, translated
from index.model import Passage
from index.ports import Encoder
from index.store import passage_of
from index.vectors import VectorPart, VectorWriter

FILES = ("documents.json", "passages.jsonl", "places.npy", "names.npy", *vectors.FILES)
_AT_ONCE = 2048
_DECODE = json.JSONDecoder().decode

Indexed = tuple[str, str, Sequence[Passage]]
"""A document: id, digest, passages."""


class PartWriter:
    """Writes a part into a folder that is not there yet; it is whole after `close`."""

    def __init__(self, folder: Path, dimension: int) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._documents: dict[str, str] = {}
        self._lengths: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]
        self._hashes: list[NDArray[np.uint64]] = [np.zeros(0, np.uint64)]
        self._vectors = VectorWriter(folder, dimension)
        self._file = (folder / "passages.jsonl").open("wb")

    def append(self, document: str, digest: str) -> None:
        """That the part has a document, passages or not."""
        self._documents[document] = digest

    def rows(self, ids: Sequence[str], lines: Sequence[bytes], rows: NDArray[np.floating]) -> None:
        """Passages: their ids, their rows with line ends, their vectors."""
        self._file.writelines(lines)
        self._lengths.append(np.fromiter(map(len, lines), np.int64, len(lines)))
        self._hashes.append(np.fromiter(map(_hash, ids), np.uint64, len(ids)))
        self._vectors.append(ids, rows)

    def close(self) -> None:
        """Write what belongs to the rows."""
        self._file.close()
        self._vectors.close()
        hashes = np.concatenate(self._hashes)
        order = np.argsort(hashes, kind="stable").astype(np.uint64)
        np.save(self._folder / "names.npy", np.stack([hashes[order], order]))
        np.save(self._folder / "places.npy", np.cumsum(np.concatenate(self._lengths)))
        text = json.dumps(self._documents, ensure_ascii=False)
        (self._folder / "documents.json").write_text(text + "\n", encoding="utf-8")


def write_part(folder: Path, documents: Iterable[Indexed], encoder: Encoder) -> None:
    """Write a part of some documents, their passages encoded some thousand at once."""
    writer = PartWriter(folder, encoder.dimension)
    waiting: list[Passage] = []
    for document, digest, passages in documents:
        writer.append(document, digest)
        waiting += passages
        if len(waiting) >= _AT_ONCE:
            _encoded(writer, waiting, encoder)
            waiting = []
    if waiting:
        _encoded(writer, waiting, encoder)
    writer.close()


def _encoded(writer: PartWriter, passages: Sequence[Passage], encoder: Encoder) -> None:
    lines = [json.dumps(asdict(p), ensure_ascii=False).encode() + b"\n" for p in passages]
    writer.rows([p.id for p in passages], lines, encoder.encode([p.text for p in passages]))


def merge_parts(folder: Path, parts: Iterable[Part], dimension: int) -> None:
    """Write what is not gone of some parts as one; nothing is encoded again."""
    writer = PartWriter(folder, dimension)
    for part in parts:
        for document, digest in part.documents.items():
            writer.append(document, digest)
            rows = part.vectors.rows_of([document])
            ids = [key.decode() for key in part.vectors.ids[rows].tolist()]
            writer.rows(ids, [part.line(int(row)) for row in rows], part.vectors.vectors[rows])
    writer.close()


class Part:
    """One part, opened; the documents in `gone` and what is of them are not found.

    Raises:
        IndexCorrupt: a file is missing or does not fit the others.
    """

    def __init__(self, folder: Path, gone: Iterable[str] = ()) -> None:
        self.name, self.gone = folder.name, frozenset(gone)
        with translated(IndexCorrupt, f"the part of the index in {folder} cannot be opened"):
            held = json.loads((folder / "documents.json").read_text(encoding="utf-8"))
            self.documents: dict[str, str] = {k: v for k, v in held.items() if k not in self.gone}
            self._places = memoryview(np.load(folder / "places.npy", mmap_mode="r"))
            names = np.load(folder / "names.npy", mmap_mode="r")
            self._hashes, self._rows = memoryview(names[0]), memoryview(names[1])
            self._text = _mapped(folder / "passages.jsonl")
            self.vectors = VectorPart(folder, self.gone)
            counts = {len(self._places) - 1, len(self._rows), len(self.vectors.ids)}
            if len(counts) > 1 or self._places[-1] != len(self._text):
                raise ValueError(f"its files hold {sorted(counts)} passages")

    def line(self, row: int) -> bytes:
        """A passage as it is written."""
        return self._text[self._places[row] : self._places[row + 1]]

    def passage(self, key: str) -> Passage | None:
        """The passage with this id; None where it is not here.

        Raises:
            IndexCorrupt: its row is damaged.
        """
        wanted = _hash(key)
        at = bisect_left(self._hashes, wanted)
        while at < len(self._hashes) and self._hashes[at] == wanted:
            found = self._passage(self._rows[at])
            if found.id == key and found.document_id not in self.gone:
                return found
            at += 1
        return None

    def passages(self, every: int = 1) -> Iterator[Passage]:
        """All passages that are not gone, in their order, or every so-and-so-many-th."""
        for row in range(0, len(self._places) - 1, every):
            found = self._passage(row)
            if found.document_id not in self.gone:
                yield found

    def __len__(self) -> int:
        return len(self.vectors)

    def _passage(self, row: int) -> Passage:
        try:
            return passage_of(_DECODE(self.line(row).decode()))
        except (ValueError, LookupError, TypeError) as error:
            what = f"row {row} of the part {self.name} of the index cannot be read"
            raise IndexCorrupt(f"{what}: {error}; `yuce index build` mends it") from error


class PassageTable(Mapping[str, Passage]):
    """The passages of some parts, by id, each read when it is asked for."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(parts)

    def __getitem__(self, key: str) -> Passage:
        for part in self._parts:
            if found := part.passage(key):
                return found
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (passage.id for part in self._parts for passage in part.passages())

    def __len__(self) -> int:
        return sum(map(len, self._parts))


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        if not path.stat().st_size:  # an empty file cannot be mapped
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
