"""`yuce bench-stores`: what the stores of vectors take, beside each other. Figures, no judgement: machines are noisy.

The vectors are made up, in clusters as those of a language are, 256 numbers each; every document has fifty passages.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from index.chroma import ChromaStore
from index.chroma_server import ChromaServerStore
from index.errors import StorageError
from index.memory import MemoryStore
from index.milvus import MilvusStore
from index.milvus_client import MilvusPlace
from index.model import Matrix
from index.ports import PassageStore

_DIMENSION, _PER_DOCUMENT, _QUERIES, _FOUND, _BATCH = 256, 50, 200, 10, 5000
_WAIT = 60.0
"""Seconds that a server has to start."""


@dataclass(frozen=True)
class Sample:
    """What is stored and asked; `some` is one document in a hundred."""

    ids: Sequence[str]
    vectors: Matrix
    queries: Matrix
    some: frozenset[str]


def run_stores_bench(passages: int, milvus: str | None) -> None:
    """Measure and print.

    Args:
        passages: how many vectors.
        milvus: address of a Milvus; None for milvus-lite, if it is installed.

    Raises:
        StorageError: a store cannot be made.
    """
    load = ", ".join(f"{x:.2f}" for x in os.getloadavg())
    print(f"{os.cpu_count()} cores; load {load} at the start")
    print(f"{passages:,} vectors of {_DIMENSION}, {_QUERIES} queries; filtered: 1 document in 100")
    columns = ("build s", "query p50", "p95 ms", "filtered p50", "p95 ms", "recall@10", "filtered")
    print(f"{'':16}" + "".join(f"{name:>13}" for name in columns))
    sample = make_sample(passages)
    exact = MemoryStore(_DIMENSION)
    exact.add(sample.ids, sample.vectors)
    with TemporaryDirectory() as folder:
        for name, make in _stores(Path(folder), milvus).items():
            with make() as store:
                figures = _measured(store, sample, exact)
            print(f"{name:16}" + "".join(f"{value:13.3f}" for value in figures), flush=True)


def make_sample(passages: int) -> Sample:
    """Vectors around one centre in a hundred of them, the same each time; queries are near some of them."""
    chance = np.random.default_rng(0)
    centres = chance.normal(size=(max(1, passages // 100), _DIMENSION))
    near = centres[chance.integers(len(centres), size=passages)]
    vectors = _unit(near + 0.7 * chance.normal(size=near.shape))
    asked = vectors[chance.integers(passages, size=_QUERIES)]
    queries = _unit(asked + 0.03 * chance.normal(size=asked.shape))
    documents = [f"d{i // _PER_DOCUMENT}" for i in range(passages)]
    ids = [f"{document}:{i}" for i, document in enumerate(documents)]
    return Sample(ids, vectors, queries, frozenset(sorted(set(documents))[::100]))


def _unit(vectors: NDArray[np.float64]) -> Matrix:
    unit: Matrix = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _stores(
    folder: Path, milvus: str | None
) -> dict[str, Callable[[], AbstractContextManager[PassageStore]]]:
    """What makes each store, by its name."""
    stores: dict[str, Callable[[], AbstractContextManager[PassageStore]]] = {
        "memory": lambda: closing(MemoryStore(_DIMENSION)),
        "chroma": lambda: closing(ChromaStore.create(folder / "chroma")),
        "chroma server": lambda: _on_server(folder / "server"),
    }
    if milvus or find_spec("milvus_lite"):
        address = milvus or str(folder / "milvus.db")
        stores["milvus" if milvus else "milvus-lite"] = lambda: _in_milvus(address)
    else:
        print("milvus-lite is not installed (the extra `milvus`), and not measured")
    return stores


@contextmanager
def _on_server(folder: Path) -> Iterator[PassageStore]:
    """A store on a Chroma server that is started for it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = shutil.which("chroma", path=str(Path(sys.executable).parent)) or "chroma"
    process = subprocess.Popen(
        [script, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(port)
        address = f"http://127.0.0.1:{port}"
        with closing(ChromaServerStore.create(address, "passages", _DIMENSION)) as store:
            yield store
    finally:
        process.kill()
        process.wait()


def _await(port: int) -> None:
    until = time.monotonic() + _WAIT
    while time.monotonic() < until:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise StorageError(f"`chroma run` did not listen on port {port} within {_WAIT:.0f} s")


@contextmanager
def _in_milvus(address: str) -> Iterator[PassageStore]:
    """A store in a collection that goes afterwards."""
    place = MilvusPlace(address, f"yuce_bench_{secrets.token_hex(4)}")
    with closing(MilvusStore.create(place, _DIMENSION)) as store:
        try:
            yield store
        finally:
            store.drop()


def _measured(store: PassageStore, sample: Sample, exact: MemoryStore) -> list[float]:
    """The figures of one row, in the order of the columns."""
    start = time.perf_counter()
    for at in range(0, len(sample.ids), _BATCH):
        store.add(sample.ids[at : at + _BATCH], sample.vectors[at : at + _BATCH])
    if isinstance(store, MilvusStore):
        store.seal()
    built = time.perf_counter() - start
    figures, recalls = [built], []
    for documents in (None, sample.some):
        took, recall = _asked(store, sample, exact, documents)
        figures += [float(np.percentile(took, 50)), float(np.percentile(took, 95))]
        recalls.append(recall)
    return figures + recalls


def _asked(
    store: PassageStore, sample: Sample, exact: MemoryStore, documents: frozenset[str] | None
) -> tuple[list[float], float]:
    """Milliseconds of every query, and the share of the ten nearest that was found."""
    took, hits, wanted = [], 0, 0
    for query in sample.queries:
        start = time.perf_counter()
        found = store.search(query, _FOUND, documents)
        took.append((time.perf_counter() - start) * 1000)
        nearest = {key for key, _ in exact.search(query, _FOUND, documents)}
        hits += len(nearest & {key for key, _ in found})
        wanted += len(nearest)
    return took, hits / wanted
