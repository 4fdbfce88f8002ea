"""The shipped corpus, indexed with the shipped model."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.folding import fold
from corpus.library import Library
from corpus.reading import simplified_reading
from index.build import verify_index
from index.errors import IndexCorrupt
from index.model import PassageKind, Query
from index.ports import Encoder
from index.store import OpenIndex, live_version, open_version


def test_the_numbers_of_passages(shipped: OpenIndex, library: Library) -> None:
    kinds = Counter(p.kind.value for p in shipped.passages.values())
    questions = sum(len(rows) for rows in library.similar.values())
    assert kinds == {
        "sentence": 77,
        "clause": 15,
        "units": 15,
        "rendering": 70,
        "question": questions,
    }
    total = 177 + questions
    assert shipped.manifest.passages == shipped.lexical.count() == shipped.dense.count() == total


def test_every_clause_has_its_own_passages(shipped: OpenIndex, library: Library) -> None:
    main = library.main.document.id
    for kind in (PassageKind.CLAUSE, PassageKind.UNITS):
        found = [p.clause for p in shipped.passages.values() if p.kind is kind]
        assert found == list(range(1, 16))
    first = shipped.passages[f"{main}:1:s1"]
    assert first.span.of(library.main.document.text).startswith("加大對年度全球商品交易總額")


def test_a_heading_finds_its_clause_first(shipped: OpenIndex, library: Library) -> None:
    missed = []
    for clause in library.main.clauses:
        heading = fold(library.main.heading_text(clause)).text
        first = shipped.retriever.retrieve(Query(heading))[0].passage
        if first.clause != clause.number:
            missed.append((clause.number, first.id))
    assert missed == []


def test_both_scripts_of_every_sentence_give_the_same_hits(
    shipped: OpenIndex, library: Library
) -> None:
    retriever = shipped.retriever
    for parsed in (library.main, library.notice):
        assert parsed
        for span in (s for c in parsed.clauses for s in c.sentences):
            printed = span.of(parsed.document.text)
            hits = [
                [(h.passage.id, h.score) for h in retriever.retrieve(Query(fold(text).text))]
                for text in (printed, simplified_reading(printed))
            ]
            assert hits[0] == hits[1], printed


@pytest.mark.parametrize("leg", ["lexical", "dense"])
def test_each_leg_finds_every_sentence_by_its_own_text(shipped: OpenIndex, leg: str) -> None:
    retriever = getattr(shipped.retriever, leg)
    missed = []
    for passage in shipped.passages.values():
        if passage.kind is PassageKind.SENTENCE:
            hits = retriever.retrieve(Query(passage.text, limit=3))
            if passage.id not in [hit.passage.id for hit in hits]:
                missed.append(passage.id)
    assert missed == []


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("货卖到国外被退回来了,还要不要交税", 7),
        ("貨賣到國外被退回來了,還要不要交稅", 7),
        ("Do I pay tax on goods that foreign buyers return?", 7),
    ],
)
def test_everyday_words_find_the_clause_in_either_script_and_in_english(
    shipped: OpenIndex, question: str, clause: int
) -> None:
    hits = shipped.retriever.retrieve(Query(fold(question).text, limit=3))
    assert clause in [hit.passage.clause for hit in hits]


def test_official_texts_are_found_among_thousands_of_similar_questions(
    shipped: OpenIndex,
) -> None:
    official = frozenset({PassageKind.SENTENCE, PassageKind.CLAUSE, PassageKind.UNITS})
    hits = shipped.retriever.retrieve(Query("海外仓", limit=10, kinds=official))
    assert len(hits) == 10
    assert {hit.passage.kind for hit in hits} <= official


def test_a_text_without_terms_finds_nothing(shipped: OpenIndex) -> None:
    assert shipped.retriever.retrieve(Query("")) == []


def test_the_classifier_knows_every_clause_and_the_ways_not_to_answer(shipped: OpenIndex) -> None:
    assert shipped.classifier
    numbers = {str(n) for n in range(16)}
    assert set(shipped.classifier.classes) == {*numbers, "not stated", "out of scope"}
    odds = shipped.classifier.probabilities(fold("退回來的貨要交稅嗎").text)
    assert max(odds, key=lambda c: odds[c]) == "7"
    assert sum(odds.values()) == pytest.approx(1.0, abs=1e-6)


def test_it_passes_its_own_checks(
    shipped: OpenIndex, shipped_folder: Path, library: Library, model: Encoder
) -> None:
    assert verify_index(library, model, shipped_folder) == shipped.manifest.passages


@pytest.mark.parametrize(
    "name",
    ["data_level0.bin", "header.bin", "link_lists.bin", "length.bin", "index_metadata.pickle"],
)
@pytest.mark.parametrize("harm", ["one bit", "half", "gone"])
def test_damaged_vectors_are_told_rather_than_searched(
    shipped: OpenIndex, shipped_folder: Path, model: Encoder, tmp_path: Path, name: str, harm: str
) -> None:
    """Chroma would give wrong neighbours for some of these, and end the process for others."""
    version = live_version(shipped_folder)
    copy = Path(shutil.copytree(version, tmp_path / version.name))
    path = next(copy.rglob(name))
    data = bytearray(path.read_bytes())
    path.unlink()
    if harm != "gone":
        data[len(data) // 3] ^= 1
        path.write_bytes(data if harm == "one bit" else data[: len(data) // 2])
    with pytest.raises(IndexCorrupt, match=r"is damaged: dense/.* changed after it was built"):
        open_version(copy, model)


def test_two_processes_have_it_open_at_once_and_both_answer(
    shipped: OpenIndex, shipped_folder: Path, start_python: Callable[..., object]
) -> None:
    script = """
from pathlib import Path
from corpus.library import load_library
from index.build import ensure_index
from index.encoder import load_encoder
from index.model import Query
opened = ensure_index(load_library(), load_encoder(), Path(sys.argv[1]))
print(opened.version, flush=True)
sys.stdin.readline()
print([hit.passage.id for hit in opened.retriever.retrieve(Query("海外仓"))], flush=True)
"""
    processes = [start_python(script, shipped_folder, with_shared=False) for _ in range(2)]
    assert [p.stdout.readline().strip() for p in processes] == [shipped.version] * 2
    wanted = str([hit.passage.id for hit in shipped.retriever.retrieve(Query("海外仓"))])
    assert [p.communicate("\n", timeout=60)[0].strip() for p in processes] == [wanted] * 2
