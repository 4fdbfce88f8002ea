"""The dense leg in Chroma, persistent and embedded. The only module that imports chromadb.

chromadb reads settings without a prefix from the environment and from a `.env` in the current folder, on import already.
What stands there is for other programs: it is hidden from chromadb here.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import IndexCorrupt, StorageError, translated
from index.model import Matrix, Vector

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_COLLECTION = "passages"
# The neighbour graph is made and searched more thoroughly than by chromadb's defaults (100, 100, 16): on 57,817 articles
# those lose one in two hundred of the 100 nearest, these one in a thousand.
_HNSW: Any = {"space": "cosine", "ef_construction": 200, "ef_search": 300, "max_neighbors": 24}
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


def steady_files(folder: Path) -> Iterator[Path]:
    """The files of a store that no opening changes.

    SQLite writes to its own on every opening. Below a thousand vectors all of them are in there, and the files of vectors
    are scratch that is written anew each time; from then on `index_metadata.pickle` is beside them, and they stay.
    """
    for metadata in folder.glob("*/index_metadata.pickle"):
        yield from (path for path in metadata.parent.iterdir() if path.is_file())


@contextmanager
def _hidden(names: Iterable[str]) -> Iterator[None]:
    """The environment without these variables."""
    saved = {name: os.environ.pop(name) for name in tuple(names) if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(saved)


@contextmanager
def _empty_folder() -> Iterator[None]:
    """An empty current folder."""
    try:
        before = Path.cwd()
    except FileNotFoundError:  # it was deleted, so nothing can stand in it
        yield
        return
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        try:
            yield
        finally:
            os.chdir(before)


def _import_chromadb() -> None:
    """Import it where it finds nobody's settings: it makes a Settings of its own while it is imported."""
    if "chromadb" not in sys.modules:
        with _empty_folder(), _hidden(os.environ.keys() - set(_KEPT)):
            import chromadb  # noqa: F401


def _client(folder: Path) -> ClientAPI:
    """A client for `folder`; clients of one folder share its files until the last is closed."""
    folder = folder.resolve()
    with _LOCK:
        _import_chromadb()
        import chromadb
        from chromadb.config import Settings

        options: dict[str, Any] = {
            "_env_file": None,
            "is_persistent": True,
            "persist_directory": str(folder),
            "anonymized_telemetry": False,
            "allow_reset": False,
        }
        with _hidden(n for n in tuple(os.environ) if n.lower() in Settings.model_fields):
            settings = Settings(**options)
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
                    configuration={"hnsw": _HNSW},
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

    def search(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """See `ports.PassageStore`.

        Raises:
            IndexCorrupt: the store is damaged.
        """
        if limit < 1 or not np.any(vector):
            return []
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
            _LOCK
        ):  # the last client of a folder takes the files with it while another may be opening
            close()
