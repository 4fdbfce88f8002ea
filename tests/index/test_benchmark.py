from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index.benchmark import HELD_OUT, read_benchmark
from index.errors import BenchmarkError
from index.memory import MemoryStore
from index.model import Passage, PassageKind
from index.retrieval_bench import bench_retrieval, measured
from index.retriever import DenseRetriever

TOPICS = ("海外仓", "退税", "人才", "通关")
HEAD = "query-id\tcorpus-id\tscore"


def write(folder: Path, qrels: dict[str, list[str]]) -> Path:
    """A benchmark of four documents; question i of a split is about topic i mod 4."""
    (folder / "qrels").mkdir(parents=True)
    documents = [
        {"_id": f"d{n}", "title": topic, "text": f"支持{topic}建设。"}
        for n, topic in enumerate(TOPICS)
    ]
    questions = [
        {"_id": key, "text": f"{TOPICS[n % 4]}有什么政策"}
        for keys in qrels.values()
        for n, key in enumerate(keys)
    ]
    for name, rows in (("corpus", documents), ("queries", questions)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    for split, keys in qrels.items():
        lines = "\n".join([HEAD, *(f"{key}\td{n % 4}\t1" for n, key in enumerate(keys))])
        (folder / "qrels" / f"{split}.tsv").write_text(lines + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny", {"test": [f"q{n}" for n in range(8)]})


def test_title_and_text_are_one_document(folder: Path) -> None:
    benchmark = read_benchmark(folder)
    assert benchmark.name == "tiny"
    assert benchmark.documents["d1"] == "退税 支持退税建设。"
    assert benchmark.questions["q1"] == "退税有什么政策"
    assert benchmark.qrels["q1"] == {"d1": 1}


def test_an_archive_reads_as_its_folder(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "tiny.tar.xz"
    with tarfile.open(archive, "w:xz") as file:
        file.add(folder, "tiny")
    assert read_benchmark(archive) == read_benchmark(folder)


def test_without_training_questions_the_test_questions_are_halved(folder: Path) -> None:
    tune, unseen = (read_benchmark(folder, split).questions for split in ("tune", "unseen"))
    assert set(tune) == {"q0", "q2", "q4", "q6"}
    assert set(unseen) == {"q1", "q3", "q5", "q7"}
    assert read_benchmark(folder, "train").questions == {}


def test_with_training_questions_some_are_held_out_and_none_is_in_two_splits(
    tmp_path: Path,
) -> None:
    training = [f"t{n}" for n in range(HELD_OUT + 20)]
    folder = write(tmp_path / "tiny", {"test": ["q0", "q1"], "train": training})
    splits = {
        s: set(read_benchmark(folder, s).questions) for s in ("test", "unseen", "tune", "train")
    }
    assert splits["test"] == splits["unseen"] == {"q0", "q1"}
    assert len(splits["tune"]) == HELD_OUT
    assert splits["tune"] | splits["train"] == set(training)
    assert not splits["tune"] & splits["train"]


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("corpus.jsonl", '{"text": "x"}\n', r"corpus\.jsonl, line 1: expected"),
        ("corpus.jsonl", "{}\n", r"line 1"),
        ("queries.jsonl", "nonsense\n", r"queries\.jsonl, line 1"),
        ("qrels/test.tsv", HEAD + "\nq0 d0 1\n", r"test\.tsv, line 2.*parted by tabs"),
        ("qrels/test.tsv", HEAD + "\nq0\td0\tyes\n", r"line 2"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    folder: Path, file: str, content: str, message: str
) -> None:
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(BenchmarkError, match=message):
        read_benchmark(folder)


@pytest.mark.parametrize("file", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(BenchmarkError, match=Path(file).name.replace(".", r"\.")):
        read_benchmark(folder)


@pytest.mark.parametrize("name", ["absent", "text.tar.xz", "empty.tar"])
def test_what_is_no_benchmark_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.tar.xz").write_text("no archive")
    tarfile.open(tmp_path / "empty.tar", "w").close()
    with pytest.raises(BenchmarkError, match=name.split(".")[0]):
        read_benchmark(tmp_path / name)


def test_an_unknown_split_is_refused(folder: Path) -> None:
    with pytest.raises(BenchmarkError, match="one of test, tune, unseen, train"):
        read_benchmark(folder, "dev")


def test_the_measures_of_a_perfect_and_of_an_empty_retriever(
    folder: Path, hashing: Callable[..., object]
) -> None:
    benchmark = read_benchmark(folder)
    passages = {
        key: Passage(key, "tiny", PassageKind.CLAUSE, None, None, text)
        for key, text in benchmark.documents.items()
    }
    encoder = hashing()
    store = MemoryStore(encoder.dimension)
    empty = measured(benchmark, DenseRetriever(store, encoder, passages))
    assert set(empty.values()) == {0.0}
    store.add(list(passages), encoder.encode([p.text for p in passages.values()]))
    perfect = measured(benchmark, DenseRetriever(store, encoder, passages))
    assert set(perfect.values()) == {1.0}


def test_the_bench_prints_every_leg_and_a_named_model(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from index.encoder import packaged_model

    bench_retrieval([folder], models=[str(packaged_model())])
    printed = capsys.readouterr().out
    assert "8 questions over 4 documents" in printed
    rows = [line.split()[0] for line in printed.splitlines() if "1.000" in line]
    assert rows == ["lexical", "dense,", "hybrid", "dense,"]
    for figure in ("MB on disk", "question encoding", "encoded and indexed", "hybrid query"):
        assert figure in printed
