"""What every PassageStore does. A store that is added goes into `store` and inherits the suite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.chroma import ChromaStore
from index.memory import MemoryStore
from index.ports import PassageStore
from index.vectors import SketchStore

AXES = np.eye(4, dtype=np.float32)
ROUNDED = 5e-4  # a store may keep halves of floats


@pytest.fixture(params=["memory", "chroma", "sketches", "chroma_server", "milvus"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PassageStore]:
    stores: dict[str, Callable[[], PassageStore]] = {
        "chroma_server": lambda: request.getfixturevalue("chroma_server_store"),
        "milvus": lambda: request.getfixturevalue("milvus_store"),
        "memory": lambda: MemoryStore(4),
        "chroma": lambda: ChromaStore.create(tmp_path),
        "sketches": lambda: SketchStore.open(tmp_path / "store"),
    }
    made = stores[request.param]()
    yield made
    made.close()


def vector(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_an_empty_store_holds_and_finds_nothing(store: PassageStore) -> None:
    assert store.count() == 0
    assert store.search(AXES[0], 3) == []


def test_the_nearest_comes_first_with_its_cosine(store: PassageStore) -> None:
    store.add(["far", "near", "same"], np.stack([AXES[1], vector(0.8, 0.6, 0, 0), AXES[0]]))
    found = store.search(AXES[0], 3)
    assert [key for key, _ in found] == ["same", "near", "far"]
    assert [score for _, score in found] == pytest.approx([1.0, 0.8, 0.0], abs=ROUNDED)


def test_the_opposite_has_the_cosine_minus_one(store: PassageStore) -> None:
    store.add(["opposite"], -AXES[:1])
    assert store.search(AXES[0], 1)[0][1] == pytest.approx(-1.0, abs=ROUNDED)


def test_length_does_not_count(store: PassageStore) -> None:
    store.add(["long", "short"], np.stack([100 * AXES[1], vector(0.001, 0.001, 0, 0)]))
    assert store.search(7 * AXES[0], 1)[0] == ("short", pytest.approx(0.70711, abs=ROUNDED))


def test_a_zero_vector_finds_nothing(store: PassageStore) -> None:
    store.add(["a"], AXES[:1])
    assert store.search(vector(0, 0, 0, 0), 3) == []


def test_a_stored_zero_vector_is_near_to_nothing(store: PassageStore) -> None:
    store.add(["zero", "a"], np.stack([vector(0, 0, 0, 0), AXES[0]]))
    assert store.search(AXES[0], 2) == [
        ("a", pytest.approx(1.0, abs=ROUNDED)),
        ("zero", pytest.approx(0.0, abs=ROUNDED)),
    ]


@pytest.mark.parametrize(("limit", "wanted"), [(2, 2), (4, 4), (5, 4), (10_000, 4)])
def test_no_more_come_than_asked_for_and_no_more_than_there_are(
    store: PassageStore, limit: int, wanted: int
) -> None:
    store.add(["a", "b", "c", "d"], AXES)
    assert len(store.search(AXES[0], limit)) == wanted


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_finds_nothing(store: PassageStore, limit: int) -> None:
    store.add(["a"], AXES[:1])
    assert store.search(AXES[0], limit) == []


def test_what_is_added_later_is_counted_and_found_too(store: PassageStore) -> None:
    store.add(["a"], AXES[:1])
    store.add(["b", "c"], AXES[1:3])
    assert store.count() == 3
    assert store.search(AXES[2], 1)[0][0] == "c"


def test_adding_nothing_changes_nothing(store: PassageStore) -> None:
    store.add([], np.zeros((0, 4), np.float32))
    store.add(["a"], AXES[:1])
    store.add([], np.zeros((0, 4), np.float32))
    assert store.count() == 1


def test_an_id_that_is_there_already_is_an_error_and_nothing_is_stored(
    store: PassageStore,
) -> None:
    store.add(["a"], AXES[:1])
    with pytest.raises(ValueError, match="there already"):
        store.add(["b", "a"], AXES[1:3])
    assert store.count() == 1
    assert store.search(AXES[0], 5) == [("a", pytest.approx(1.0, abs=ROUNDED))]


def test_an_id_given_twice_is_an_error_and_nothing_is_stored(store: PassageStore) -> None:
    with pytest.raises(ValueError, match="twice"):
        store.add(["a", "a"], AXES[:2])
    assert store.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_not_one_vector_an_id_is_an_error_and_nothing_is_stored(
    store: PassageStore, count: int
) -> None:
    with pytest.raises(ValueError, match=f"2 ids for {count} vectors"):
        store.add(["a", "b"], AXES[:count])
    assert store.count() == 0


def test_vectors_of_another_length_are_an_error_and_nothing_is_stored(store: PassageStore) -> None:
    store.add(["a"], AXES[:1])
    with pytest.raises(Exception, match="dimension"):
        store.add(["b"], np.ones((1, 3), np.float32))
    assert store.count() == 1
    assert [key for key, _ in store.search(AXES[0], 5)] == ["a"]


def test_only_the_documents_wanted_are_searched(store: PassageStore) -> None:
    store.add(["a:1", "b:1", "a:2", "c:1"], AXES)
    store.add(["b:2", "bb:1"], np.stack([AXES[0], AXES[0]]))
    found = store.search(AXES[0], 3, frozenset({"b"}))
    assert found == [
        ("b:2", pytest.approx(1.0, abs=ROUNDED)),
        ("b:1", pytest.approx(0.0, abs=ROUNDED)),
    ]
    assert {key for key, _ in store.search(AXES[0], 9, frozenset({"a", "c"}))} == {
        "a:1",
        "a:2",
        "c:1",
    }


@pytest.mark.parametrize("documents", [frozenset[str](), frozenset({"unknown"})])
def test_documents_that_are_not_there_have_nothing(
    store: PassageStore, documents: frozenset[str]
) -> None:
    store.add(["a:1"], AXES[:1])
    assert store.search(AXES[0], 3, documents) == []


def test_a_document_far_from_the_query_has_as_many_hits_as_are_wanted(store: PassageStore) -> None:
    near = np.random.default_rng(2).normal(size=(600, 4)).astype(np.float32) + 3 * AXES[0]
    store.add([f"near:{i}" for i in range(600)], near)
    store.add([f"far:{i}" for i in range(5)], AXES[[1, 2, 3, 1, 2]] - 3 * AXES[0])
    assert len(store.search(AXES[0], 3, frozenset({"far"}))) == 3


def test_chroma_finds_the_same_as_the_reference_store(tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).normal(size=(2500, 16)).astype(np.float32)
    ids = [f"k{i}" for i in range(len(vectors))]
    memory, chroma = MemoryStore(16), ChromaStore.create(tmp_path)
    for some in (slice(0, 1200), slice(1200, 2500)):
        memory.add(ids[some], vectors[some])
        chroma.add(ids[some], vectors[some])
    for vector_ in vectors[::250]:
        exact, found = memory.search(vector_, 10), chroma.search(vector_, 10)
        assert found[0] == (exact[0][0], pytest.approx(exact[0][1], abs=1e-5))
        assert len({key for key, _ in exact} & {key for key, _ in found}) >= 9
    chroma.close()


def test_chroma_takes_more_at_once_than_one_of_its_batches(tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).normal(size=(6000, 8)).astype(np.float32)
    chroma = ChromaStore.create(tmp_path)
    chroma.add([f"k{i}" for i in range(6000)], vectors)
    assert chroma.count() == 6000
    assert chroma.search(vectors[5999], 1)[0][0] == "k5999"
    chroma.close()
