"""The dense leg on a Chroma server (`chroma run`). Many machines read it; one writes.

The server asks nobody who he is: it listens on the machine itself, or stands behind a proxy that does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from index.chroma_settings import HNSW, LOCK, own_settings
from index.errors import IndexCorrupt, StorageError, translated
from index.model import Matrix, Vector, document_of

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_BATCH = 1000  # a request is refused from 40 MB on: 1,000 vectors of 2,048 numbers as text are 45, as base64 11
_DOCUMENT = "document"
_SIZE = "dimension"  # the server tells it only of a collection that holds something


class ChromaServerStore:
    """Vectors in a collection of a Chroma server, with cosine distance; make it with `create` or `open`."""

    def __init__(self, client: ClientAPI, collection: Collection, address: str) -> None:
        self._client, self._collection = client, collection
        self._where = f"collection {collection.name} on the Chroma server {address}"
        self._dimension = int((collection.metadata or {})[_SIZE])

    @classmethod
    def create(
        cls, address: str, name: str, dimension: int, headers: Mapping[str, str] | None = None
    ) -> ChromaServerStore:
        """An empty store in a new collection.

        Args:
            address: the server's, such as http://127.0.0.1:8000.
            name: the collection's: 3 to 512 of a–z, A–Z, 0–9, `.`, `_`, `-`.
            dimension: length of a vector.
            headers: sent with every request, for a proxy that asks who it is.

        Raises:
            StorageError: the server does not answer, or has such a collection, or does not take the name.
        """
        with (
            translated(StorageError, f"{name} cannot be made on the Chroma server {address}"),
            _connected(address, headers) as client,
        ):
            collection = client.create_collection(
                name,
                embedding_function=None,
                configuration={"hnsw": HNSW},
                metadata={_SIZE: dimension},
            )
            return cls(client, collection, address)

    @classmethod
    def open(
        cls, address: str, name: str, headers: Mapping[str, str] | None = None
    ) -> ChromaServerStore:
        """The store in a collection that `create` made.

        Raises:
            IndexCorrupt: the server does not answer, or has no such collection, or another program made it.
        """
        with (
            translated(IndexCorrupt, f"{name} cannot be opened on the Chroma server {address}"),
            _connected(address, headers) as client,
        ):
            collection = client.get_collection(name, embedding_function=None)
            if _SIZE not in (collection.metadata or {}):
                raise ValueError("it does not tell its dimension, so no passages are in it")
            return cls(client, collection, address)

    def add(self, ids: Sequence[str], vectors: Matrix) -> None:
        """See `ports.PassageStore`. Several requests: where one fails, those before it are stored.

        Raises:
            ValueError: an id is there already or twice in `ids`, or there is not one vector an id, or their dimension
                is another.
            StorageError: the server does not answer or does not take them.
        """
        if len(ids) != len(vectors):
            raise ValueError(f"{len(ids)} ids for {len(vectors)} vectors")
        if vectors.shape[1] != self._dimension:
            raise ValueError(f"vectors of dimension {vectors.shape[1]}, not {self._dimension}")
        with translated(StorageError, f"{self._where} cannot be written"):
            known = len(set(ids)) != len(ids) or self._holds_any(ids)
        if known:
            raise ValueError("an id is there already, or is given twice")
        with translated(StorageError, f"{self._where} cannot be written"):
            for batch in _batches(len(ids)):
                some = list(ids[batch])
                self._collection.add(
                    ids=some,
                    embeddings=vectors[batch],
                    metadatas=[{_DOCUMENT: document_of(i)} for i in some],
                )

    def _holds_any(self, ids: Sequence[str]) -> bool:
        """The server ignores an id that it has already, without a word."""
        batches = (list(ids[batch]) for batch in _batches(len(ids)))
        return any(self._collection.get(ids=batch, include=[])["ids"] for batch in batches)

    def search(
        self, vector: Vector, limit: int, documents: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
        """See `ports.PassageStore`. The server filters by the document that stands beside each vector.

        Raises:
            IndexCorrupt: the server does not answer, the collection is gone, or `vector` has another dimension.
        """
        if limit < 1 or not np.any(vector) or documents == frozenset():
            return []
        within: Any = None if documents is None else {_DOCUMENT: {"$in": sorted(documents)}}
        with translated(IndexCorrupt, f"{self._where} cannot be searched"):
            found: Any = self._collection.query(
                query_embeddings=vector[np.newaxis],
                n_results=limit,
                where=within,
                include=["distances"],
            )
            pairs = zip(found["ids"][0], found["distances"][0], strict=True)
            return [(key, 1.0 - float(distance)) for key, distance in pairs]

    def count(self) -> int:
        """See `ports.PassageStore`."""
        with translated(IndexCorrupt, f"{self._where} cannot be read"):
            return self._collection.count()

    def close(self) -> None:
        """See `ports.PassageStore`. The collection stays on the server."""
        _close(self._client)


def _batches(count: int) -> Iterator[slice]:
    return (slice(start, start + _BATCH) for start in range(0, count, _BATCH))


@contextmanager
def _connected(address: str, headers: Mapping[str, str] | None) -> Iterator[ClientAPI]:
    """A client of a server, closed again if what is done with it first fails."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address is like http://127.0.0.1:8000")
    secure = parts.scheme == "https"
    with LOCK, own_settings({}) as settings:
        import chromadb

        client: ClientAPI = chromadb.HttpClient(
            parts.hostname,
            parts.port or (443 if secure else 8000),
            secure,
            dict(headers or {}),
            settings,
        )
    try:
        yield client
    except BaseException:
        _close(client)
        raise


def _close(client: ClientAPI) -> None:
    close = getattr(client, "close", None)  # older clients have none
    if close:
        with LOCK:
            close()
