"""What is a Chroma server's own; what every store does is in contracts/."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from index.chroma_server import ChromaServerStore
from index.errors import IndexCorrupt, StorageError
from index.memory import MemoryStore

AXES = np.eye(4, dtype=np.float32)


@pytest.fixture
def name(new_name: Callable[[], str]) -> str:
    return new_name()


def test_what_one_client_added_another_finds(chroma_server: str, name: str) -> None:
    writer = ChromaServerStore.create(chroma_server, name, 4)
    reader = ChromaServerStore.open(chroma_server, name)
    writer.add(["a:1", "b:1"], AXES[:2])
    writer.close()
    assert reader.search(AXES[1], 1) == [("b:1", pytest.approx(1.0))]
    reader.close()


def test_more_than_one_request_is_found_as_in_the_reference_store(
    chroma_server: str, name: str
) -> None:
    vectors = np.random.default_rng(0).normal(size=(2500, 16)).astype(np.float32)
    ids = [f"d{i % 7}:{i}" for i in range(len(vectors))]
    memory, server = MemoryStore(16), ChromaServerStore.create(chroma_server, name, 16)
    memory.add(ids, vectors)
    server.add(ids, vectors)
    assert server.count() == 2500
    for documents in (None, frozenset({"d3", "d5"})):
        for vector in vectors[::250]:
            exact, found = (
                memory.search(vector, 10, documents),
                server.search(vector, 10, documents),
            )
            cosines = dict(memory.search(vector, 2500))
            assert len({key for key, _ in exact} & {key for key, _ in found}) >= 9
            assert found == [(key, pytest.approx(cosines[key], abs=1e-4)) for key, _ in found]
    server.close()


def test_the_second_batch_may_not_hold_an_id_that_is_there(chroma_server: str, name: str) -> None:
    store = ChromaServerStore.create(chroma_server, name, 4)
    ids = [f"k{i}" for i in range(1500)]
    store.add([ids[-1]], AXES[:1])
    with pytest.raises(ValueError, match="there already"):
        store.add(ids, np.ones((1500, 4), np.float32))
    assert store.count() == 1
    store.close()


Use = Callable[[ChromaServerStore], object]
USES: dict[str, tuple[type[Exception], Use]] = {
    "add": (StorageError, lambda s: s.add(["b"], AXES[:1])),
    "search": (IndexCorrupt, lambda s: s.search(AXES[0], 1)),
    "filtered search": (IndexCorrupt, lambda s: s.search(AXES[0], 1, frozenset({"a"}))),
    "count": (IndexCorrupt, lambda s: s.count()),
}


@pytest.mark.parametrize("use", USES)
def test_a_collection_that_was_deleted_is_told_in_one_line(
    chroma_server: str, name: str, use: str
) -> None:
    store = ChromaServerStore.create(chroma_server, name, 4)
    delete = f"{chroma_server}/api/v2/tenants/default_tenant/databases/default_database/collections/{name}"
    urllib.request.urlopen(urllib.request.Request(delete, method="DELETE")).close()
    wanted, do = USES[use]
    with pytest.raises(
        wanted, match=f"collection {name} on the Chroma server {chroma_server} "
    ) as told:
        do(store)
    assert "\n" not in str(told.value)


def test_a_server_that_went_away_is_told(start_chroma: Callable[[], Any], name: str) -> None:
    server = start_chroma()
    store = ChromaServerStore.create(server.address, name, 4)
    server.kill()
    for wanted, do in USES.values():
        with pytest.raises(wanted, match=server.address):
            do(store)
    with pytest.raises(StorageError, match=server.address):
        ChromaServerStore.create(server.address, "other", 4)
    with pytest.raises(IndexCorrupt, match=server.address):
        ChromaServerStore.open(server.address, name)


def test_another_dimension_is_told(chroma_server: str, name: str) -> None:
    store = ChromaServerStore.create(chroma_server, name, 4)
    with pytest.raises(ValueError, match="vectors of dimension 3, not 4"):
        store.add(["b"], np.ones((1, 3), np.float32))
    store.add(["a"], AXES[:1])
    with pytest.raises(IndexCorrupt, match="dimension"):
        store.search(np.ones(3, np.float32), 1)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("政策", "Chroma takes letters, digits, dots, lines"), ("ab", "and at least three of them")],
)
def test_a_name_that_chroma_does_not_take_is_told(
    chroma_server: str, name: str, reason: str
) -> None:
    with pytest.raises(StorageError, match=f"{name} cannot be made on the Chroma server"):
        ChromaServerStore.create(chroma_server, name, 4)


def test_a_collection_is_made_only_once(chroma_server: str, name: str) -> None:
    ChromaServerStore.create(chroma_server, name, 4).close()
    with pytest.raises(StorageError, match="already exists"):
        ChromaServerStore.create(chroma_server, name, 4)


def test_opening_never_makes_a_collection(chroma_server: str, name: str) -> None:
    for _ in range(2):
        with pytest.raises(IndexCorrupt, match=f"{name} cannot be opened"):
            ChromaServerStore.open(chroma_server, name)


def test_a_collection_of_another_program_is_not_opened(chroma_server: str, name: str) -> None:
    base = f"{chroma_server}/api/v2/tenants/default_tenant/databases/default_database/collections"
    body = json.dumps({"name": name}).encode()
    headers = {"Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(base, body, headers)).close()
    with pytest.raises(IndexCorrupt, match="it does not tell its dimension"):
        ChromaServerStore.open(chroma_server, name)


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "", "ftp://127.0.0.1", "http://"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(StorageError, match=r"an address is like http://127\.0\.0\.1:8000"):
        ChromaServerStore.create(address, "passages", 4)


def test_settings_in_the_environment_do_not_reach_chromadb(
    chroma_server: str, name: str, run_python: Callable[..., str]
) -> None:
    script = """
import os
import numpy as np
before = dict(os.environ)
from index.chroma_server import ChromaServerStore
store = ChromaServerStore.create(sys.argv[1], sys.argv[2], 4)
store.add(["a"], np.eye(1, 4, dtype=np.float32))
assert dict(os.environ) == before
print(store.count())
"""
    env = {"CHROMA_SERVER_HOST": "example.org", "IS_PERSISTENT": "maybe", "CHROMA_API_IMPL": "no"}
    assert run_python(script, chroma_server, name, with_shared=False, env=env) == "1"
