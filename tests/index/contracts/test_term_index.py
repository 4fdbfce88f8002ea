"""What every TermIndex does. An index that is added goes into `build` and inherits the suite."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.lexical import TantivyTermIndex, build_term_index
from index.model import Passage, PassageKind, document_of
from index.ports import TermIndex

TEXTS = {
    "a:warehouse": "支持建设海外仓",
    "a:tax": "退货 免征关税",
    "b:school": "高校开设专业 海外",
    "bb:school": "海外专业 海外专业 海外",
    "b:english": "customs duties waived",
    "b:nothing": "。。",
}
Build = Callable[[dict[str, str]], TermIndex]


@pytest.fixture(params=["tantivy", "milvus"])
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Build:
    """Makes an index of texts by passage id."""

    def tantivy(texts: dict[str, str]) -> TermIndex:
        build_term_index(tmp_path, passages(texts))
        return TantivyTermIndex(tmp_path)

    def milvus(texts: dict[str, str]) -> TermIndex:
        place = request.getfixturevalue("milvus_place")
        from index.milvus import MilvusTermIndex

        index = MilvusTermIndex.create(place)
        index.add(passages(texts))
        index.seal()
        return index

    return {"tantivy": tantivy, "milvus": milvus}[request.param]


@pytest.fixture
def index(build: Build) -> TermIndex:
    return build(TEXTS)


def passages(texts: dict[str, str]) -> list[Passage]:
    return [
        Passage(key, document_of(key), PassageKind.SENTENCE, None, None, text)
        for key, text in texts.items()
    ]


def test_every_passage_is_counted_also_one_without_terms(index: TermIndex) -> None:
    assert index.count() == 6


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("海外仓", ["a:warehouse", "bb:school", "b:school"]),
        ("关税", ["a:tax"]),
        ("duty customs", ["b:english"]),
        ("建仓税", ["a:warehouse", "a:tax"]),
    ],
)
def test_the_best_match_comes_first_and_what_shares_no_term_does_not_come(
    index: TermIndex, text: str, wanted: list[str]
) -> None:
    assert [key for key, _ in index.search(text, 10)] == wanted


def test_scores_are_above_zero_and_do_not_rise(index: TermIndex) -> None:
    scores = [score for _, score in index.search("海外仓专业", 10)]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_a_term_said_twice_counts_once(index: TermIndex) -> None:
    assert index.search("关税", 3) == index.search("关税 关税", 3)


@pytest.mark.parametrize("text", ["", "。", "the of", "火星"])
def test_a_text_without_a_known_term_finds_nothing(index: TermIndex, text: str) -> None:
    assert index.search(text, 10) == []


@pytest.mark.parametrize(("limit", "wanted"), [(-1, 0), (0, 0), (1, 1), (2, 2), (10_000, 3)])
def test_no_more_come_than_asked_for_and_no_more_than_there_are(
    index: TermIndex, limit: int, wanted: int
) -> None:
    assert len(index.search("海外", limit)) == wanted


def test_only_the_documents_wanted_are_searched_with_the_same_scores(index: TermIndex) -> None:
    everywhere = index.search("海外专业", 10)
    wanted = [(key, score) for key, score in everywhere if document_of(key) in ("b", "a")]
    found = index.search("海外专业", 2, frozenset({"b", "a"}))
    assert [key for key, _ in found] == [key for key, _ in wanted]
    assert [score for _, score in found] == pytest.approx([score for _, score in wanted])


@pytest.mark.parametrize("documents", [frozenset[str](), frozenset({"unknown"})])
def test_documents_that_are_not_there_have_nothing(
    index: TermIndex, documents: frozenset[str]
) -> None:
    assert index.search("海外", 3, documents) == []


def test_an_empty_index_finds_nothing(build: Build) -> None:
    index = build({})
    assert index.count() == 0
    assert index.search("海外", 3) == []
