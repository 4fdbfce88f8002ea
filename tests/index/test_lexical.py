from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import IndexCorrupt, StorageError
from index.lexical import TantivyTermIndex, build_term_index, change_term_index
from index.model import Passage, PassageKind

_KEPT_FILES = frozenset({".idx", ".pos", ".store", ".term", ".fieldnorm", ".fast"})

TEXTS = {
    "warehouse": "支持建设海外仓",
    "tax": "退货 免征关税",
    "school": "高校开设专业 海外",
    "english": "customs duties waived",
}


@pytest.fixture
def folder(tmp_path: Path, passage: Callable[..., Passage]) -> Path:
    build_term_index(tmp_path, [passage(key, text) for key, text in TEXTS.items()])
    return tmp_path


@pytest.fixture
def index(folder: Path) -> TantivyTermIndex:
    return TantivyTermIndex(folder)


def test_every_passage_is_counted(index: TantivyTermIndex) -> None:
    assert index.count() == 4


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("海外仓", ["warehouse", "school"]),
        ("关税", ["tax"]),
        ("duty customs", ["english"]),
        ("专", ["school"]),
    ],
)
def test_the_most_terms_in_common_come_first(
    index: TantivyTermIndex, text: str, wanted: list[str]
) -> None:
    assert [key for key, _ in index.search(text, 10)] == wanted


def test_a_score_is_bm25(index: TantivyTermIndex) -> None:
    """BM25 with k1 = 1.2, b = 0.75 and idf = ln(1 + (N - n + ½)/(n + ½)), for a term that stands once in one of 4."""
    lengths = {"warehouse": 7 + 6, "tax": 6 + 4, "school": 8 + 6, "english": 3}
    share = lengths["tax"] / (sum(lengths.values()) / 4)
    wanted = math.log(1 + 3.5 / 1.5) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * share))
    assert index.search("税", 1) == [("tax", pytest.approx(wanted, rel=1e-4))]


def test_a_term_said_twice_counts_once(index: TantivyTermIndex) -> None:
    assert index.search("关税", 3) == index.search("关税 关税", 3)


@pytest.mark.parametrize("text", ["", "!?", "量子", '(第[条 AND OR "', "id:tax", "*"])
def test_a_text_without_known_terms_finds_nothing_and_is_never_a_query_language(
    index: TantivyTermIndex, text: str
) -> None:
    assert index.search(text, 5) == []


@pytest.mark.parametrize(("limit", "wanted"), [(-1, 0), (0, 0), (1, 1), (2, 2), (10**12, 2)])
def test_any_limit_is_kept(index: TantivyTermIndex, limit: int, wanted: int) -> None:
    assert len(index.search("海外", limit)) == wanted


def test_no_passages_make_an_index_that_finds_nothing(tmp_path: Path) -> None:
    build_term_index(tmp_path, [])
    empty = TantivyTermIndex(tmp_path)
    assert (empty.count(), empty.search("海外", 5)) == (0, [])


def test_a_folder_without_an_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match=r"the lexical index in .* cannot be opened"):
        TantivyTermIndex(tmp_path)
    with pytest.raises(IndexCorrupt, match=r"the lexical index in .* cannot be opened"):
        TantivyTermIndex(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["meta.json", "*.idx", "*.term", "*.store", "*.fieldnorm"])
@pytest.mark.parametrize("harm", ["gone", "junk", "half"])
def test_a_damaged_file_is_told(folder: Path, name: str, harm: str) -> None:
    path = next(folder.glob(name))
    whole = path.read_bytes()
    path.unlink()
    if harm != "gone":
        path.write_bytes(b"junk" * 20 if harm == "junk" else whole[: len(whole) // 2])
    with pytest.raises(IndexCorrupt):
        TantivyTermIndex(folder).search("海外", 3)


def test_writing_where_there_is_no_folder_is_told(
    tmp_path: Path, passage: Callable[..., Passage]
) -> None:
    with pytest.raises(StorageError, match=r"cannot be written to .*nowhere"):
        build_term_index(tmp_path / "nowhere", [passage("a", "海外")])


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    """Two documents of two passages each."""
    rows = (("a", "海外仓补贴"), ("a", "出口退税"), ("b", "海外仓管理"), ("b", "海外仓税"))
    passages = [
        Passage(f"{key}:{i}", key, PassageKind.SENTENCE, 1, None, text)
        for i, (key, text) in enumerate(rows)
    ]
    (tmp_path / "laws").mkdir()
    build_term_index(tmp_path / "laws", passages)
    return tmp_path / "laws"


def test_only_the_documents_wanted_are_searched_and_scored_as_without(laws: Path) -> None:
    index = TantivyTermIndex(laws)
    every = dict(index.search("海外仓", 9))
    some = index.search("海外仓", 9, frozenset({"b"}))
    assert {key for key, _ in some} == {"b:2", "b:3"}
    assert some == [(key, pytest.approx(every[key])) for key, _ in some]
    assert index.search("海外仓", 9, frozenset()) == []
    assert index.search("海外仓", 9, frozenset({"c"})) == []


def test_a_change_adds_and_removes_and_leaves_every_file_as_it_was(laws: Path) -> None:
    before = {p.name: p.read_bytes() for p in laws.iterdir() if p.suffix in _KEPT_FILES}
    fresh = Passage("c:1", "c", PassageKind.SENTENCE, 1, None, "海外仓 保险")
    open_before = TantivyTermIndex(laws)
    change_term_index(laws, [fresh], ["b"])
    index = TantivyTermIndex(laws)
    assert {key for key, _ in index.search("海外仓", 9)} == {"a:0", "c:1"}
    assert index.count() == 3
    assert {key for key, _ in open_before.search("海外仓", 9)} == {"a:0", "b:2", "b:3"}
    for name, content in before.items():
        assert not (laws / name).exists() or (laws / name).read_bytes() == content


def test_a_document_can_be_removed_and_come_again_at_once(laws: Path) -> None:
    again = Passage("b:9", "b", PassageKind.SENTENCE, 1, None, "海外仓 保险")
    change_term_index(laws, [again], ["b"])
    found = TantivyTermIndex(laws).search("海外仓", 9, frozenset({"b"}))
    assert [key for key, _ in found] == ["b:9"]


def test_an_index_that_is_not_there_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be changed"):
        change_term_index(tmp_path, [], ["b"])
