"""A passage store in memory: the reference behaviour, exact and without files."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np

from index.model import Matrix, Vector, document_of


class MemoryStore:
    """Exact cosine search over a matrix held in memory."""

    def __init__(self, dimension: int) -> None:
        self._ids: list[str] = []
        self._vectors: Matrix = np.zeros((0, dimension), np.float32)

    def add(self, ids: Sequence[str], vectors: Matrix) -> None:
        """See `ports.PassageStore`.

        Raises:
            ValueError: an id is there already or twice in `ids`, or there is not one vector an id.
        """
        if len(ids) != len(vectors):
            raise ValueError(f"{len(ids)} ids for {len(vectors)} vectors")
        if len({*self._ids, *ids}) != len(self._ids) + len(ids):
            raise ValueError("an id is there already, or is given twice")
        self._vectors = np.concatenate([self._vectors, vectors.astype(np.float32)])
        self._ids += ids

    def search(
        self, vector: Vector, limit: int, documents: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
        """See `ports.PassageStore`. Equal scores come in the order of adding."""
        if limit < 1 or not np.any(vector):
            return []
        norms = np.linalg.norm(self._vectors, axis=1)
        scores = self._vectors @ vector / np.maximum(norms * np.linalg.norm(vector), 1e-12)
        ranked = ((self._ids[i], float(scores[i])) for i in np.argsort(-scores, kind="stable"))
        wanted = (r for r in ranked if documents is None or document_of(r[0]) in documents)
        return list(islice(wanted, limit))

    def count(self) -> int:
        """See `ports.PassageStore`."""
        return len(self._ids)

    def close(self) -> None:
        """See `ports.PassageStore`."""
