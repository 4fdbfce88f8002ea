"""The dense leg in plain files: nearest by sketch first, then by exact cosine.

<folder>/<part>/rows.json       the dimension, and which rows are of which document
<folder>/<part>/ids.npy         the passages' ids as UTF-8
<folder>/<part>/vectors.f16     float16, one row a passage, of unit length or zero
<folder>/<part>/sketches.npy    see `sketches`

A part is written once and never changed. What is searched is read from the files as it is needed; the sketches stay.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorrupt, StorageError, translated
from index.model import Matrix, Vector, document_of
from index.sketches import FAR, Rows, Sketches, distances, estimates, nearest, sketched

FILES = ("rows.json", "ids.npy", "vectors.f16", "sketches.npy")
_CANDIDATES, _LEAST = 20, 2000
"""So many times the limit is measured exactly, and at least so many. `yuce bench-scale` tells what that finds."""
_BY_BITS = 8
"""So many times as many, nearest by their bits, are estimated."""
_MANY = 4

Run = tuple[str, int, int]
"""A document, its first row and the one after its last."""


class VectorWriter:
    """Writes one part into an empty folder, rows as they come; it is whole after `close`."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._folder, self._dimension = folder, dimension
        self._ids: list[NDArray[np.bytes_]] = []
        self._sketches: list[Sketches] = []
        self._file = (folder / "vectors.f16").open("wb")

    def append(self, ids: Sequence[str], vectors: NDArray[np.floating]) -> None:
        """More rows; of each document all on end. Vectors are made unit length, but for zero ones.

        Raises:
            ValueError: the vectors have another dimension.
        """
        if vectors.shape[1] != self._dimension:
            raise ValueError(f"vectors of dimension {vectors.shape[1]}, not {self._dimension}")
        exact = vectors.astype(np.float32)
        norms = np.linalg.norm(exact, axis=1, keepdims=True)
        # Halves that were of unit length stay what they are: a merged part is the same to the bit.
        unit = np.where(np.abs(norms - 1) < 1e-3, exact, exact / np.maximum(norms, 1e-12))
        halves = unit.astype(np.float16)
        self._file.write(halves.tobytes())
        self._ids.append(np.array([i.encode() for i in ids], dtype=np.bytes_))
        self._sketches.append(sketched(halves.astype(np.float32)))

    def close(self) -> None:
        """Write what belongs to the rows."""
        self._file.close()
        ids = np.concatenate([np.zeros(0, "S1"), *self._ids])
        empty = sketched(np.zeros((0, self._dimension), np.float32))
        np.save(self._folder / "ids.npy", ids)
        np.save(self._folder / "sketches.npy", np.concatenate([empty, *self._sketches], axis=1))
        about = {"dimension": self._dimension, "runs": list(_runs(ids))}
        (self._folder / "rows.json").write_text(json.dumps(about), encoding="utf-8")


def _runs(ids: NDArray[np.bytes_]) -> Iterable[Run]:
    start = 0
    for document, rows in groupby(ids, key=lambda key: document_of(key.decode())):
        stop = start + sum(1 for _ in rows)
        yield document, start, stop
        start = stop


class VectorPart:
    """One part, opened; what is of the documents in `gone` is not found.

    Raises:
        IndexCorrupt: a file is missing or does not fit the others.
    """

    def __init__(self, folder: Path, gone: frozenset[str] = frozenset()) -> None:
        with translated(IndexCorrupt, f"the vectors in {folder} cannot be opened"):
            about = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
            self.dimension = int(about["dimension"])
            self._runs: dict[str, list[tuple[int, int]]] = {}
            for document, start, stop in about["runs"]:
                self._runs.setdefault(document, []).append((start, stop))
            # Plain arrays over the mapped files: numpy's own class for them is slow to slice.
            self.ids = np.asarray(np.load(folder / "ids.npy", mmap_mode="r"))
            self._sketches = np.asarray(np.load(folder / "sketches.npy", mmap_mode="r"))
            shape = (len(self.ids), self.dimension)
            self.vectors = _mapped(folder / "vectors.f16", shape)
            if self._sketches.shape[1] != len(self.ids):
                raise ValueError(f"{self._sketches.shape[1]} sketches of {len(self.ids)} rows")
        self._gone = gone
        self._dead = self.rows_of(gone)

    def rows_of(self, documents: Iterable[str]) -> Rows:
        """The rows of some documents, those that are not here left out."""
        runs = sorted(run for d in documents for run in self._runs.get(d, ()))
        return np.concatenate([np.zeros(0, np.intp), *(np.arange(a, b) for a, b in runs)])

    def search(
        self, vector: Vector, limit: int, documents: frozenset[str] | None
    ) -> tuple[Rows, Vector]:
        """Rows that hold the `limit` nearest, with their cosine; in the order of rows.

        Args:
            vector: of unit length.
            limit: how many are wanted.
            documents: of which they may be; None for all.
        """
        rows = None if documents is None else self.rows_of(documents - self._gone)
        rows = self._candidates(vector, max(_LEAST, _CANDIDATES * limit), rows)
        return rows, self.vectors[rows].astype(np.float32) @ vector

    def _candidates(self, vector: Vector, wanted: int, rows: Rows | None) -> Rows:
        """The likeliest of some rows, None for all that are not gone."""
        if rows is not None and len(rows) <= wanted:
            return rows
        near = self._near(sketched(vector[np.newaxis]), _BY_BITS * wanted, rows)
        if len(near) <= wanted:
            return near
        likely = estimates(self._sketches[:, near], vector)
        return np.sort(near[np.argpartition(-likely, wanted)[:wanted]])

    def _near(self, sketch: Sketches, wanted: int, rows: Rows | None) -> Rows:
        """The nearest of some rows by their bits. Few are picked out first; of many it is quicker to count them all."""
        if rows is not None and len(rows) * _MANY < len(self.ids):
            return rows[nearest(distances(self._sketches[:, rows], sketch), wanted)]
        found = distances(self._sketches, sketch)
        if rows is None:
            found[self._dead] = FAR
        else:
            wider, found = found, np.full_like(found, FAR)
            found[rows] = wider[rows]
        return nearest(found, wanted)

    def __len__(self) -> int:
        return len(self.ids) - len(self._dead)


def _mapped(path: Path, shape: tuple[int, int]) -> NDArray[np.float16]:
    if path.stat().st_size != 2 * shape[0] * shape[1]:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes, not {shape} numbers")
    if not shape[0]:  # an empty file cannot be mapped
        return np.zeros(shape, np.float16)
    return np.asarray(np.memmap(path, np.float16, "r", shape=shape))


class SketchStore:
    """A `PassageStore` of parts; with a folder, what is added becomes one more part of it."""

    def __init__(self, parts: Sequence[VectorPart], folder: Path | None = None) -> None:
        self._parts, self._folder = list(parts), folder

    @classmethod
    def open(cls, folder: Path) -> SketchStore:
        """The store in a folder, empty where that holds nothing.

        Raises:
            IndexCorrupt: a part is damaged.
        """
        found = sorted(folder.iterdir()) if folder.is_dir() else []
        return cls([VectorPart(path) for path in found], folder)

    def add(self, ids: Sequence[str], vectors: Matrix) -> None:
        """See `ports.PassageStore`.

        Raises:
            ValueError: an id is there already or twice in `ids`, there is not one vector an id, or the dimension differs.
            StorageError: the store was made from parts alone, or its folder cannot be written.
        """
        if len(ids) != len(vectors):
            raise ValueError(f"{len(ids)} ids for {len(vectors)} vectors")
        fresh = {key.encode() for key in ids}
        if len(fresh) < len(ids) or any(fresh & set(p.ids.tolist()) for p in self._parts):
            raise ValueError("an id is there already, or is given twice")
        if any(p.dimension != vectors.shape[1] for p in self._parts):
            raise ValueError(f"vectors of another dimension than those held: {vectors.shape[1]}")
        if ids:
            self._parts.append(self._written(ids, vectors))

    def _written(self, ids: Sequence[str], vectors: Matrix) -> VectorPart:
        if self._folder is None:
            raise StorageError("this store is of a version of an index, which never changes")
        with translated(StorageError, f"the vectors cannot be written to {self._folder}"):
            part = self._folder / f"{len(self._parts):06}-{secrets.token_hex(4)}"
            part.mkdir(parents=True)
            writer = VectorWriter(part, vectors.shape[1])
            writer.append(ids, vectors)
            writer.close()
        return VectorPart(part)

    def search(
        self, vector: Vector, limit: int, documents: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
        """See `ports.PassageStore`. Equal scores come in the order of adding.

        Raises:
            IndexCorrupt: the store is damaged.
        """
        norm = np.linalg.norm(vector)
        if limit < 1 or not norm:
            return []
        unit = (vector / norm).astype(np.float32)
        with translated(IndexCorrupt, "the vectors cannot be searched"):
            found: list[tuple[str, float]] = []
            for part in self._parts:
                rows, scores = part.search(unit, limit, documents)
                best = np.argsort(-scores, kind="stable")[:limit]
                ids = part.ids[rows[best]].tolist()
                found += [(k.decode(), float(s)) for k, s in zip(ids, scores[best], strict=True)]
            return sorted(found, key=lambda pair: -pair[1])[:limit]

    def count(self) -> int:
        """See `ports.PassageStore`."""
        return sum(map(len, self._parts))

    def close(self) -> None:
        """See `ports.PassageStore`."""
        self._parts.clear()
