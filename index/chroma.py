"""The dense leg in Chroma, persistent and embedded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.chroma_settings import HNSW, LOCK, own_settings
from index.errors import IndexCorrupt, StorageError, translated
from index.model import Matrix, Vector, document_of

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_COLLECTION = "passages"
_BATCH = 5000  # chromadb takes 5,461 at most


def steady_files(folder: Path) -> Iterator[Path]:
    """The files of a store that no opening changes.

    SQLite writes to its own on every opening. Below a thousand vectors all of them are in there, and the files of vectors
    are scratch that is written anew each time; from then on `index_metadata.pickle` is beside them, and they stay.
    """
    for metadata in folder.glob("*/index_metadata.pickle"):
        yield from (path for path in metadata.parent.iterdir() if path.is_file())


def _client(folder: Path) -> ClientAPI:
    """A client for `folder`; clients of one folder share its files until the last is closed."""
    folder = folder.resolve()
    options = {"is_persistent": True, "persist_directory": str(folder), "allow_reset": False}
    with LOCK, own_settings(options) as settings:
        import chromadb

        client: ClientAPI = chromadb.PersistentClient(path=str(folder), settings=settings)
        return client


class ChromaStore:
    """Vectors in a Chroma collection with cosine distance; make it with `create` or `open`."""

    def __init__(self, client: ClientAPI, collection: Collection) -> None:
        self._client, self._collection = client, collection

    @classmethod
    def create(cls, folder: Path) -> ChromaStore:
        """An empty store in an empty folder.

        Raises:
            StorageError: the folder cannot be written.
        """
        with translated(StorageError, f"the vector index cannot be written to {folder}"):
            client = _client(folder)
            with _closed_on_failure(client):
                collection = client.create_collection(
                    _COLLECTION,
                    embedding_function=None,
                    configuration={"hnsw": HNSW},
                )
        return cls(client, collection)

    @classmethod
    def open(cls, folder: Path) -> ChromaStore:
        """The store in a folder.

        Raises:
            IndexCorrupt: the folder holds no readable store.
        """
        if not (folder / "chroma.sqlite3").is_file():  # else chromadb would make an empty one
            raise IndexCorrupt(f"the vector index in {folder} is gone: chroma.sqlite3 is missing")
        with translated(IndexCorrupt, f"the vector index in {folder} cannot be opened"):
            client = _client(folder)
            with _closed_on_failure(client):
                collection = client.get_collection(_COLLECTION, embedding_function=None)
                # Reading every id reads the pages of the table; count loads the vectors.
                if len(collection.get(include=[])["ids"]) != collection.count():
                    raise ValueError("it lists fewer ids than it counts")
        return cls(client, collection)

    def add(self, ids: Sequence[str], vectors: Matrix) -> None:
        """See `ports.PassageStore`.

        Raises:
            ValueError: an id is there already or twice in `ids`, or there is not one vector an id.
            StorageError: the disk is full or the store cannot be written.
        """
        if len(ids) != len(vectors):
            raise ValueError(f"{len(ids)} ids for {len(vectors)} vectors")
        if len(set(ids)) != len(ids) or self._holds_any(ids):
            raise ValueError("an id is there already, or is given twice")
        with translated(StorageError, "the vector index cannot be written"):
            for i in range(0, len(ids), _BATCH):
                self._collection.add(
                    ids=list(ids[i : i + _BATCH]), embeddings=vectors[i : i + _BATCH]
                )

    def _holds_any(self, ids: Sequence[str]) -> bool:
        """Chromadb ignores an id that it has already, without a word; and it cannot look up 33,000 at once."""
        batches = (list(ids[i : i + _BATCH]) for i in range(0, len(ids), _BATCH))
        with translated(StorageError, "the vector index cannot be written"):
            return any(self._collection.get(ids=batch, include=[])["ids"] for batch in batches)

    def search(
        self, vector: Vector, limit: int, documents: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
        """See `ports.PassageStore`. Chromadb's own filters are slow: more is fetched until enough is of `documents`.

        Raises:
            IndexCorrupt: the store is damaged.
        """
        if limit < 1 or not np.any(vector):
            return []
        depth = limit
        while True:
            found = self._nearest(vector, depth)
            wanted = [f for f in found if documents is None or document_of(f[0]) in documents]
            if len(wanted) >= limit or len(found) < depth:
                return wanted[:limit]
            depth *= 4

    def _nearest(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        with translated(IndexCorrupt, "the vector index cannot be searched"):
            found: Any = self._collection.query(
                query_embeddings=vector[np.newaxis], n_results=limit, include=["distances"]
            )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(key, 1.0 - float(distance)) for key, distance in pairs]

    def count(self) -> int:
        """See `ports.PassageStore`."""
        with translated(IndexCorrupt, "the vector index cannot be read"):
            return self._collection.count()

    def close(self) -> None:
        """See `ports.PassageStore`."""
        _close(self._client)


@contextmanager
def _closed_on_failure(client: ClientAPI) -> Iterator[None]:
    try:
        yield
    except BaseException:
        _close(client)
        raise


def _close(client: ClientAPI) -> None:
    close = getattr(client, "close", None)  # older clients have none
    if close:
        with (
            LOCK
        ):  # the last client of a folder takes the files with it while another may be opening
            close()
