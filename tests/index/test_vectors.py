"""Vectors in files, against the reference store: nearest by sketches first loses next to nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexCorrupt, StorageError
from index.memory import MemoryStore
from index.vectors import SketchStore, VectorPart, VectorWriter

COUNT, DIMENSION = 30_000, 96


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    """In clusters, as texts are."""
    random = np.random.default_rng(3)
    centres = random.normal(size=(300, DIMENSION))
    noise = random.normal(size=(COUNT, DIMENSION))
    return (centres[random.integers(0, 300, COUNT)] + 0.6 * noise).astype(np.float32)


@pytest.fixture(scope="module")
def part(vectors: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("part")
    writer = VectorWriter(folder, DIMENSION)
    for start in range(0, COUNT, 10_000):
        ids = [f"d{i // 100}:{i}" for i in range(start, start + 10_000)]
        writer.append(ids, vectors[start : start + 10_000])
    writer.close()
    return folder


@pytest.mark.parametrize(
    "documents",
    [None, frozenset({"d5"}), frozenset(f"d{i}" for i in range(0, 300, 2))],
    ids=["all", "one document", "half of them"],
)
def test_the_nearest_are_those_of_an_exact_scan(
    part: Path, vectors: np.ndarray, documents: frozenset[str] | None
) -> None:
    exact, store = MemoryStore(DIMENSION), SketchStore([VectorPart(part)])
    exact.add([f"d{i // 100}:{i}" for i in range(COUNT)], vectors)
    random, same = np.random.default_rng(4), 0
    for row in random.integers(0, COUNT, 30):
        asked = vectors[row] + random.normal(size=DIMENSION).astype(np.float32)
        wanted = exact.search(asked, 10, documents)
        found = store.search(asked, 10, documents)
        same += len({k for k, _ in wanted} & {k for k, _ in found})
        assert found[0][1] == pytest.approx(wanted[0][1], abs=1e-3)
    assert same >= 295  # of 300; halves of floats change places at the end of the ten


def test_what_is_gone_is_neither_found_nor_counted(part: Path, vectors: np.ndarray) -> None:
    held = SketchStore([VectorPart(part, frozenset({"d5", "unknown"}))])
    assert held.count() == COUNT - 100
    for documents in (None, frozenset({"d5", "d6"})):
        found = held.search(vectors[550], 100, documents)
        assert len(found) == 100
        assert not [key for key, _ in found if key.startswith("d5:")]


def test_parts_are_searched_as_one(part: Path, vectors: np.ndarray) -> None:
    whole = SketchStore([VectorPart(part)])
    others = frozenset(f"d{i}" for i in range(150))
    halves = SketchStore(
        [VectorPart(part, others), VectorPart(part, frozenset(f"d{i}" for i in range(150, 300)))]
    )
    for row in range(0, COUNT, 3000):
        assert halves.search(vectors[row], 10) == whole.search(vectors[row], 10)


def test_a_store_of_a_version_takes_nothing_in(part: Path) -> None:
    with pytest.raises(StorageError, match="never changes"):
        SketchStore([VectorPart(part)]).add(["x:1"], np.ones((1, DIMENSION), np.float32))


def test_a_store_is_what_its_folder_holds(tmp_path: Path) -> None:
    store = SketchStore.open(tmp_path / "store")
    for i in range(12):
        store.add([f"d:{i}"], np.eye(12, dtype=np.float32)[i : i + 1])
    again = SketchStore.open(tmp_path / "store")
    assert again.count() == 12
    assert again.search(np.ones(12, np.float32), 12) == store.search(np.ones(12, np.float32), 12)


@pytest.mark.parametrize("name", ["rows.json", "ids.npy", "vectors.f16", "sketches.npy"])
@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_damaged_part_is_told(tmp_path: Path, name: str, harm: str) -> None:
    writer = VectorWriter(tmp_path, 8)
    writer.append(["a:1", "a:2"], np.eye(8, dtype=np.float32)[:2])
    writer.close()
    path = tmp_path / name
    path.unlink() if harm == "gone" else path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(IndexCorrupt, match="cannot be opened"):
        VectorPart(tmp_path)
