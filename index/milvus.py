"""Both legs in Milvus, which spreads and doubles them over machines by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import IndexCorrupt, StorageError, translated
from index.milvus_client import (
    SECONDS,
    FieldIndex,
    MilvusPlace,
    connected,
    make_collection,
    new_schema,
    opened_collection,
)
from index.model import Matrix, Passage, Vector, document_of
from index.token_hashes import LONGEST, fitting, hashed

if TYPE_CHECKING:
    from pymilvus import MilvusClient

_BATCH = 1000
_MOST = 16_384
"""Hits that Milvus gives at most."""
_VECTOR_INDEX: FieldIndex = ("HNSW", "IP", {"M": 24, "efConstruction": 200})
# milvus-lite loses a quarter of the nearest in its graph when one document in 100 is wanted.
_EXACT_INDEX: FieldIndex = ("FLAT", "IP", {})
_TERMS_INDEX: FieldIndex = ("SPARSE_INVERTED_INDEX", "BM25", {"bm25_k1": 1.2, "bm25_b": 0.75})
_EF = 300


class _Rows:
    """What both legs do with their collection: rows under the hash of a passage's id, filtered by that of its document.

    Hashes, because an id is as long as a file's name, and a filter is a program in which quotes would have to be escaped.
    """

    def __init__(self, client: MilvusClient, place: MilvusPlace) -> None:
        self._client, self._place = client, place

    def _store(self, rows: Sequence[dict[str, Any]]) -> None:
        """Store rows under new keys; several requests: where one fails, those before it are stored.

        Raises:
            ValueError: a key is there already or twice in `rows`.
            StorageError: Milvus does not answer or does not take them.
        """
        with translated(StorageError, f"{self._place} cannot be written"):
            keys = [row["key"] for row in rows]
            # Milvus keeps a second row under the key of a first without a word.
            known = len(set(keys)) != len(keys) or any(map(self._holds_any, _batches(keys)))
        if known:
            raise ValueError("an id is there already, or is given twice")
        with translated(StorageError, f"{self._place} cannot be written"):
            for batch in _batches(rows):
                self._client.insert(self._place.collection, batch, timeout=SECONDS)

    def _holds_any(self, keys: Sequence[str]) -> bool:
        where, name = _one_of("key", keys), self._place.collection
        return bool(self._client.query(name, where, output_fields=["key"], timeout=SECONDS))

    def _found(
        self,
        asked: Vector | str,
        name: str,
        limit: int,
        documents: frozenset[str] | None,
        options: dict[str, Any],
    ) -> list[tuple[str, float]]:
        """Ids with what Milvus calls their distance by the field of this name, best first."""
        with translated(IndexCorrupt, f"{self._place} cannot be searched"):
            found = self._client.search(
                self._place.collection,
                [asked],
                filter="" if documents is None else _one_of("document", map(_key, documents)),
                limit=min(limit, _MOST),
                output_fields=["id"],
                search_params=options,
                anns_field=name,
                timeout=SECONDS,
            )
            return [(hit["entity"]["id"], float(hit["distance"])) for hit in found[0]]

    def seal(self) -> None:
        """Have Milvus write down and index what was added. Once, after the last `add`: more often, Milvus refuses it.

        Without it all is found too; but milvus-lite compares with every row that it has not indexed, and reckons how rare
        a word is among those of the wanted documents alone, so that scores differ.

        Raises:
            StorageError: Milvus does not answer, or cannot write.
        """
        with translated(StorageError, f"{self._place} cannot be written"):
            self._client.flush(self._place.collection, timeout=10 * SECONDS)

    def count(self) -> int:
        """See `ports.PassageStore`."""
        with translated(IndexCorrupt, f"{self._place} cannot be read"):
            name, wanted = self._place.collection, ["count(*)"]
            counted = self._client.query(name, output_fields=wanted, timeout=SECONDS)
            return int(counted[0]["count(*)"])

    def drop(self) -> None:
        """Delete the collection with all that it holds.

        Raises:
            StorageError: Milvus does not answer, or does not let it go.
        """
        with translated(StorageError, f"{self._place} cannot be deleted"):
            self._client.drop_collection(self._place.collection, timeout=SECONDS)

    def close(self) -> None:
        """See `ports.PassageStore`. The collection stays."""
        self._client.close()


class MilvusStore(_Rows):
    """Vectors in a Milvus collection; make it with `create` or `open`.

    Vectors are stored with unit length and compared by inner product: so a zero vector has the cosine 0, as the port says.
    """

    def __init__(self, client: MilvusClient, place: MilvusPlace, dimension: int) -> None:
        super().__init__(client, place)
        self._dimension = dimension

    @classmethod
    def create(cls, place: MilvusPlace, dimension: int) -> MilvusStore:
        """An empty store in a new collection.

        Raises:
            StorageError: Milvus does not answer, or has such a collection, or does not take the name.
        """
        with translated(StorageError, f"{place} cannot be made"), connected(place) as client:
            from pymilvus import DataType

            schema = new_schema(client)
            schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
            index = _EXACT_INDEX if place.address.endswith(".db") else _VECTOR_INDEX
            make_collection(client, place, schema, "vector", index)
            return cls(client, place, dimension)

    @classmethod
    def open(cls, place: MilvusPlace) -> MilvusStore:
        """The store in a collection that `create` made.

        Raises:
            IndexCorrupt: Milvus does not answer, or has no such collection, or it holds something else.
        """
        with translated(IndexCorrupt, f"{place} cannot be opened"), connected(place) as client:
            return cls(client, place, int(opened_collection(client, place, "vector")["dim"]))

    def add(self, ids: Sequence[str], vectors: Matrix) -> None:
        """See `ports.PassageStore`. Several requests: where one fails, those before it are stored.

        Raises:
            ValueError: an id is there already or twice in `ids`, or there is not one vector an id, or their dimension
                is another.
            StorageError: Milvus does not answer or does not take them.
        """
        if len(ids) != len(vectors):
            raise ValueError(f"{len(ids)} ids for {len(vectors)} vectors")
        if vectors.shape[1] != self._dimension:
            raise ValueError(f"vectors of dimension {vectors.shape[1]}, not {self._dimension}")
        pairs = zip(ids, _unit(vectors), strict=True)
        self._store([_row(i, document_of(i)) | {"vector": vector} for i, vector in pairs])

    def search(
        self, vector: Vector, limit: int, documents: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
        """See `ports.PassageStore`. At most 16,384 are found, as Milvus has it.

        Raises:
            IndexCorrupt: Milvus does not answer, the collection is gone, or `vector` has another dimension.
        """
        if limit < 1 or not np.any(vector) or documents == frozenset():
            return []
        options = {"params": {"ef": max(_EF, min(limit, _MOST))}}
        return self._found(_unit(vector[np.newaxis])[0], "vector", limit, documents, options)


class MilvusTermIndex(_Rows):
    """Passages by their words, in a Milvus collection; make it with `create` or `open`.

    BM25 as in Milvus, with tantivy's k1 = 1.2 and b = 0.75. Terms and words are counted as one text, in tantivy as two
    fields: the order is nearly the same, and scores are near (see the tests).
    """

    @classmethod
    def create(cls, place: MilvusPlace) -> MilvusTermIndex:
        """An empty index in a new collection.

        Raises:
            StorageError: Milvus does not answer, or has such a collection, or does not take the name.
        """
        with translated(StorageError, f"{place} cannot be made"), connected(place) as client:
            from pymilvus import DataType, Function, FunctionType

            schema = new_schema(client)
            # The one tokenizer that milvus-lite has, too: it leaves letters and digits together.
            cut = {"enable_analyzer": True, "analyzer_params": {"tokenizer": "standard"}}
            schema.add_field("terms", DataType.VARCHAR, max_length=LONGEST, **cut)
            schema.add_field("bm25", DataType.SPARSE_FLOAT_VECTOR)
            schema.add_function(Function("bm25", FunctionType.BM25, "terms", "bm25"))
            make_collection(client, place, schema, "bm25", _TERMS_INDEX)
            return cls(client, place)

    @classmethod
    def open(cls, place: MilvusPlace) -> MilvusTermIndex:
        """The index in a collection that `create` made.

        Raises:
            IndexCorrupt: Milvus does not answer, or has no such collection, or it holds something else.
        """
        with translated(IndexCorrupt, f"{place} cannot be opened"), connected(place) as client:
            opened_collection(client, place, "bm25")
            return cls(client, place)

    def add(self, passages: Iterable[Passage]) -> None:
        """Take passages in.

        Of one with more than some 3,400 characters, what comes later is not found by this leg: Milvus holds 65,535 bytes.
        Its sentences are passages of their own.

        Raises:
            ValueError: an id is there already, or is given twice.
            StorageError: Milvus does not answer or does not take them.
        """
        self._store([_row(p.id, p.document_id) | {"terms": fitting(p.text)} for p in passages])

    def search(
        self, text: str, limit: int, documents: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
        """See `ports.TermIndex`. Each distinct term of `text` counts once; at most 16,384 are found.

        Raises:
            IndexCorrupt: Milvus does not answer, or the collection is gone.
        """
        asked = " ".join(dict.fromkeys(hashed(text)))
        if limit < 1 or not asked or documents == frozenset():
            return []
        found = self._found(asked, "bm25", limit, documents, {"metric_type": "BM25"})
        # No BM25 is below zero, but milvus-lite tells it with a minus.
        return [(key, abs(score)) for key, score in found]


def _key(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:40]


def _row(passage_id: str, document_id: str) -> dict[str, Any]:
    return {"key": _key(passage_id), "id": passage_id, "document": _key(document_id)}


def _one_of(name: str, keys: Iterable[str]) -> str:
    quoted = ", ".join(f'"{key}"' for key in sorted(keys))
    return f"{name} in [{quoted}]"


def _unit(vectors: Matrix) -> Matrix:
    """The vectors with unit length, zero ones as they are."""
    exact = vectors.astype(np.float32)
    unit: Matrix = exact / np.maximum(np.linalg.norm(exact, axis=1, keepdims=True), 1e-12)
    return unit


def _batches(rows: Sequence[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        yield batch
