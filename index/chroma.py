"""The dense leg in Chroma, persistent and embedded. The only module that imports chromadb.

chromadb reads settings without a prefix from the environment and from a `.env` in the current folder, on import already.
What stands there is for other programs: it is hidden from chromadb here.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import IndexCorrupt, StorageError
from index.model import Matrix, Vector

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_COLLECTION = "passages"
_BATCH = 5000  # chromadb takes 5,461 at most
_LOCK = threading.Lock()  # opening clients at once in several threads fails inside chromadb
_KEPT = (
    "PATH",
    "HOME",
    "TMPDIR",
    "TEMP",
    "TMP",
    "LANG",
    "LC_ALL",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "TZ",
)


@contextmanager
def _hidden_environment() -> Iterator[None]:
    """An empty current folder and an environment without anyone's settings, for as long as chromadb starts."""
    saved, folder = dict(os.environ), Path.cwd()
    with tempfile.TemporaryDirectory() as empty:
        try:
            os.chdir(empty)
            for name in saved.keys() - set(_KEPT):
                del os.environ[name]
            yield
        finally:
            os.environ.update(saved)
            os.chdir(folder)


def _client(folder: Path) -> ClientAPI:
    """A client of its own for `folder`; chromadb errors are not of one family, so all are taken."""
    folder = folder.resolve()
    with _LOCK, _hidden_environment():
        import chromadb
        from chromadb.config import Settings

        settings = Settings(
            _env_file=None,
            is_persistent=True,
            persist_directory=str(folder),
            anonymized_telemetry=False,
            allow_reset=False,
        )
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
        try:
            client = _client(folder)
            collection = client.create_collection(
                _COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        except Exception as error:  # chromadb: OSError, ValueError, InternalError, pyo3 panics …
            raise StorageError(
                f"the vector index cannot be written to {folder}: {_line(error)}"
            ) from error
        return cls(client, collection)

    @classmethod
    def open(cls, folder: Path) -> ChromaStore:
        """The store in a folder.

        Raises:
            IndexCorrupt: the folder holds no readable store.
        """
        if not (folder / "chroma.sqlite3").is_file():  # else chromadb would make an empty one
            raise IndexCorrupt(f"the vector index in {folder} is gone: chroma.sqlite3 is missing")
        try:
            client = _client(folder)
            collection = client.get_collection(_COLLECTION, embedding_function=None)
            collection.count()
        except Exception as error:
            raise IndexCorrupt(
                f"the vector index in {folder} cannot be opened: {_line(error)}"
            ) from error
        return cls(client, collection)

    def add(self, ids: Sequence[str], vectors: Matrix) -> None:
        """See `ports.PassageStore`.

        Raises:
            ValueError: an id is there already or twice in `ids`, or there is not one vector an id.
            StorageError: the disk is full or the store cannot be written.
        """
        if len(ids) != len(vectors):
            raise ValueError(f"{len(ids)} ids for {len(vectors)} vectors")
        # chromadb ignores an id that it has already, without a word.
        if len(set(ids)) != len(ids) or self._collection.get(ids=list(ids), include=[])["ids"]:
            raise ValueError("an id is there already, or is given twice")
        try:
            for i in range(0, len(ids), _BATCH):
                self._collection.add(
                    ids=list(ids[i : i + _BATCH]), embeddings=vectors[i : i + _BATCH]
                )
        except Exception as error:
            raise StorageError(f"the vector index cannot be written: {_line(error)}") from error

    def search(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """See `ports.PassageStore`.

        Raises:
            IndexCorrupt: the store is damaged.
        """
        if not np.any(vector):
            return []
        try:
            found: Any = self._collection.query(
                query_embeddings=[vector], n_results=limit, include=["distances"]
            )
        except Exception as error:
            raise IndexCorrupt(f"the vector index cannot be searched: {_line(error)}") from error
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(key, 1.0 - float(distance)) for key, distance in pairs]

    def count(self) -> int:
        """See `ports.PassageStore`."""
        return self._collection.count()

    def close(self) -> None:
        """See `ports.PassageStore`."""
        close = getattr(self._client, "close", None)
        if close:
            close()


def _line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
