"""What is Milvus's own; what every store and term index does is in contracts/."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("pymilvus", reason="the extra `milvus` is not installed")
pytest.importorskip("milvus_lite", reason="the extra `milvus` is not installed")

from index.errors import IndexCorrupt, StorageError
from index.lexical import TantivyTermIndex, build_term_index
from index.memory import MemoryStore
from index.milvus import MilvusStore, MilvusTermIndex
from index.milvus_client import MilvusPlace
from index.model import Passage, PassageKind

AXES = np.eye(4, dtype=np.float32)


def test_what_was_added_is_there_when_it_is_opened_again(milvus_place: MilvusPlace) -> None:
    store = MilvusStore.create(milvus_place, 4)
    store.add(["a:1", "b:1"], AXES[:2])
    store.close()
    again = MilvusStore.open(milvus_place)
    assert again.search(AXES[1], 1) == [("b:1", pytest.approx(1.0))]
    with pytest.raises(ValueError, match="there already"):
        again.add(["a:1"], AXES[:1])
    again.close()


def test_more_than_one_request_is_found_as_in_the_reference_store(
    milvus_place: MilvusPlace,
) -> None:
    vectors = np.random.default_rng(0).normal(size=(2500, 16)).astype(np.float32)
    ids = [f"d{i % 7}:{i}" for i in range(len(vectors))]
    memory, milvus = MemoryStore(16), MilvusStore.create(milvus_place, 16)
    memory.add(ids, vectors)
    milvus.add(ids, vectors)
    milvus.seal()  # from here on it searches its graph
    assert milvus.count() == 2500
    for documents in (None, frozenset({"d3", "d5"})):
        for vector in vectors[::250]:
            exact, found = (
                memory.search(vector, 10, documents),
                milvus.search(vector, 10, documents),
            )
            cosines = dict(memory.search(vector, 2500))
            assert len({key for key, _ in exact} & {key for key, _ in found}) >= 9
            assert found == [(key, pytest.approx(cosines[key], abs=1e-4)) for key, _ in found]
    milvus.close()


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ('a"] or key != "":1', "a quote must not end the filter"),
        ("a\\:1", "a backslash must not escape one"),
        ("附件" * 400 + ":1", "a document is called as its file is"),
    ],
)
def test_any_id_is_found_and_filtered(milvus_place: MilvusPlace, key: str, reason: str) -> None:
    store = MilvusStore.create(milvus_place, 4)
    store.add([key, "other:1"], AXES[[0, 0]])
    found = store.search(AXES[0], 5, frozenset({key.partition(":")[0]}))
    assert found == [(key, pytest.approx(1.0))], reason
    store.close()


def test_more_hits_than_milvus_gives_may_be_asked_for(milvus_place: MilvusPlace) -> None:
    store = MilvusStore.create(milvus_place, 4)
    store.add(["a"], AXES[:1])
    assert len(store.search(AXES[0], 1_000_000)) == 1
    store.close()


@pytest.fixture
def start_milvus(start_server: Callable[..., Any], tmp_path: Path) -> Callable[[], Any]:
    script = shutil.which("milvus-lite", path=str(Path(sys.executable).parent))

    def start() -> Any:
        assert script, "milvus-lite brings it"
        return start_server([script, "server", "--data-dir", str(tmp_path / "data")])

    return start


Legs = tuple[MilvusStore, MilvusTermIndex]


def passage(key: str, text: str) -> Passage:
    return Passage(key, "d", PassageKind.CLAUSE, None, None, text)


def made(place: MilvusPlace) -> Legs:
    """Both legs of a place."""
    words = MilvusPlace(place.address, f"{place.collection}_words")
    return MilvusStore.create(place, 4), MilvusTermIndex.create(words)


USES: dict[str, tuple[type[Exception], Callable[[Legs], object]]] = {
    "add": (StorageError, lambda legs: legs[0].add(["b"], AXES[:1])),
    "search": (IndexCorrupt, lambda legs: legs[0].search(AXES[0], 1)),
    "filtered search": (IndexCorrupt, lambda legs: legs[0].search(AXES[0], 1, frozenset({"a"}))),
    "count": (IndexCorrupt, lambda legs: legs[0].count()),
    "seal": (StorageError, lambda legs: legs[0].seal()),
    "add words": (StorageError, lambda legs: legs[1].add([passage("d:1", "海外")])),
    "search words": (IndexCorrupt, lambda legs: legs[1].search("海外", 1)),
    "count words": (IndexCorrupt, lambda legs: legs[1].count()),
}


@pytest.mark.parametrize(
    "use", sorted(USES.keys() - {"seal"})
)  # milvus-lite seals what is not there
def test_a_collection_that_was_deleted_is_told_in_one_line(
    milvus_place: MilvusPlace, use: str
) -> None:
    from pymilvus import MilvusClient

    legs = made(milvus_place)
    client = MilvusClient(milvus_place.address)
    for name in client.list_collections():
        client.drop_collection(name)
    wanted, do = USES[use]
    with pytest.raises(
        wanted, match=f"collection {milvus_place.collection}.* in the Milvus"
    ) as told:
        do(legs)
    assert "\n" not in str(told.value)


def test_a_server_that_went_away_is_told(
    start_milvus: Callable[[], Any], new_name: Callable[[], str]
) -> None:
    server = start_milvus()
    place = MilvusPlace(server.address, new_name())
    legs = made(place)
    legs[0].add(["a:1"], AXES[:1])
    assert legs[0].search(AXES[0], 1, frozenset({"a"})) == [("a:1", pytest.approx(1.0))]
    server.kill()
    for wanted, do in USES.values():
        with pytest.raises(wanted, match=server.address):
            do(legs)
    for leg in (MilvusStore, MilvusTermIndex):
        with pytest.raises(IndexCorrupt, match=server.address):
            leg.open(place)
    with pytest.raises(StorageError, match=server.address):
        made(place)


def test_another_dimension_is_told(milvus_place: MilvusPlace) -> None:
    store = MilvusStore.create(milvus_place, 4)
    with pytest.raises(ValueError, match="vectors of dimension 3, not 4"):
        store.add(["b"], np.ones((1, 3), np.float32))
    store.add(["a"], AXES[:1])
    with pytest.raises(IndexCorrupt, match="cannot be searched"):
        store.search(np.ones(3, np.float32), 1)


def test_a_collection_that_was_dropped_is_gone(milvus_place: MilvusPlace) -> None:
    store = MilvusStore.create(milvus_place, 4)
    store.drop()
    with pytest.raises(IndexCorrupt, match="cannot be opened"):
        MilvusStore.open(milvus_place)
    MilvusStore.create(milvus_place, 4).close()


def test_a_collection_is_made_only_once(milvus_place: MilvusPlace) -> None:
    MilvusStore.create(milvus_place, 4).close()
    with pytest.raises(StorageError, match="there is one already"):
        MilvusStore.create(milvus_place, 4)


def test_opening_never_makes_a_collection(milvus_place: MilvusPlace) -> None:
    for leg in (MilvusStore, MilvusTermIndex, MilvusStore):
        with pytest.raises(IndexCorrupt, match=f"{milvus_place.collection} .* cannot be opened"):
            leg.open(milvus_place)


def test_a_leg_is_not_opened_as_the_other(milvus_place: MilvusPlace) -> None:
    store, words = made(milvus_place)
    store.close(), words.close()
    with pytest.raises(IndexCorrupt, match="it has no field bm25"):
        MilvusTermIndex.open(milvus_place)
    with pytest.raises(IndexCorrupt, match="it has no field vector"):
        MilvusStore.open(MilvusPlace(milvus_place.address, f"{milvus_place.collection}_words"))


def test_a_place_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"collection passages in the Milvus .* cannot be made"):
        MilvusStore.create(MilvusPlace(str(tmp_path / "nowhere" / "milvus.db"), "passages"), 4)


def test_the_term_index_scores_as_tantivy_does(milvus_place: MilvusPlace, tmp_path: Path) -> None:
    """Not to the digit: tantivy counts terms and words, and their lengths, apart."""
    texts = [
        "支持企业在境外租赁和建设海外仓",
        "退货商品符合规定的免征关税",
        "引导银行开展应收账款融资",
    ]
    texts += ["鼓励高校开设跨境电商专业", "扩大出口信用保险覆盖面", "组织直播培训和技能竞赛"]
    rows = [passage(f"d:{i}", text) for i, text in enumerate(texts)]
    build_term_index(tmp_path, rows)
    tantivy, milvus = TantivyTermIndex(tmp_path), MilvusTermIndex.create(milvus_place)
    milvus.add(rows)
    for text in ("海外仓在境外", "退货要不要交关税", "银行贷款和融资", "电商培训"):
        wanted = tantivy.search(text, 10)
        assert wanted
        assert dict(milvus.search(text, 10)) == pytest.approx(dict(wanted), rel=0.1)
    milvus.close()


def test_a_term_index_that_is_opened_again_finds_what_was_added(milvus_place: MilvusPlace) -> None:
    index = MilvusTermIndex.create(milvus_place)
    index.add([passage("d:1", "海外仓")])
    index.close()
    again = MilvusTermIndex.open(milvus_place)
    assert [key for key, _ in again.search("海外", 3)] == ["d:1"]
    with pytest.raises(ValueError, match="there already"):
        again.add([passage("d:2", "退税"), passage("d:1", "海外仓")])
    assert again.count() == 1
    again.close()


def test_a_passage_longer_than_milvus_holds_is_found_by_its_beginning(
    milvus_place: MilvusPlace,
) -> None:
    index = MilvusTermIndex.create(milvus_place)
    index.add([passage("d:1", "开头" + "。附件所列商品" * 5000 + "结尾")])
    assert [key for key, _ in index.search("开头", 3)] == ["d:1"]
    assert index.search("结尾", 3) == []
    index.close()


def test_settings_in_the_environment_and_files_do_not_reach_pymilvus(
    milvus_place: MilvusPlace, tmp_path: Path, run_python: Callable[..., str]
) -> None:
    """They are for other programs, and the environment is as before afterwards."""
    script = """
import os
before = dict(os.environ)
from index.milvus_client import MilvusPlace
from index.milvus import MilvusStore
MilvusStore.create(MilvusPlace(sys.argv[1], "passages"), 4).close()
assert dict(os.environ) == before
print(os.environ["MILVUS_URI"])
"""
    env = {"MILVUS_URI": "nonsense", "MILVUS_CONN_TIMEOUT": "long"}
    printed = run_python(script, tmp_path / "m.db", with_shared=False, env=env)
    assert printed == "nonsense"
