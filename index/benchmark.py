"""Retrieval benchmarks in the BEIR layout, read from a folder or from its tar archive.

corpus.jsonl   {"_id", "title", "text"}
queries.jsonl  {"_id", "text"}
qrels/*.tsv    query, document, relevance; the first line holds the names of the columns
"""

from __future__ import annotations

import json
import random
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from index.errors import BenchmarkError

Qrels = dict[str, dict[str, int]]

SPLITS = ("test", "tune", "unseen", "train")
HELD_OUT = 300


@dataclass(frozen=True)
class Benchmark:
    """Documents (title, space, text), questions and judgements by id; every question is judged."""

    name: str
    documents: Mapping[str, str]
    questions: Mapping[str, str]
    qrels: Qrels


def read_benchmark(path: Path, split: str = "test") -> Benchmark:
    """A benchmark with the questions of one split.

    Where `qrels/train.tsv` is there, "tune" is 300 of its questions, drawn once, "train" the others, and "unseen" the
    same as "test". Elsewhere the test questions are halved by their document's place in the corpus: "tune" is for
    choosing settings, "unseen" for reporting, "test" both, and "train" is empty.

    Raises:
        BenchmarkError: a file is missing or broken, or there is no such split.
    """
    if split not in SPLITS:
        raise BenchmarkError(f"the split is {split!r}; it should be one of {', '.join(SPLITS)}")
    with _unpacked(path) as folder:
        documents = _texts(folder / "corpus.jsonl")
        every = _texts(folder / "queries.jsonl")
        judged = {file.stem: _qrels(file) for file in sorted((folder / "qrels").glob("*.tsv"))}
    if "test" not in judged:
        raise BenchmarkError(f"{path} has no qrels/test.tsv")
    qrels = _split(judged, split, {key: place for place, key in enumerate(documents)})
    questions = {key: text for key, text in every.items() if key in qrels}
    return Benchmark(_name(path), documents, questions, {key: qrels[key] for key in questions})


def _split(judged: Mapping[str, Qrels], split: str, places: Mapping[str, int]) -> Qrels:
    if "train" in judged:
        keys = sorted(judged["train"])
        random.Random(0).shuffle(keys)
        held_out = set(keys[:HELD_OUT])
        if split in ("test", "unseen"):
            return judged["test"]
        return {k: v for k, v in judged["train"].items() if (k in held_out) == (split == "tune")}
    if split == "train":
        return {}
    halves = {"test": (0, 1), "tune": (0,), "unseen": (1,)}[split]
    return {k: v for k, v in judged["test"].items() if places.get(next(iter(v)), 0) % 2 in halves}


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """The folder itself, or what its archive holds, in a folder that is deleted afterwards."""
    if path.is_dir():
        yield path
        return
    with TemporaryDirectory() as scratch:
        try:
            with tarfile.open(path) as archive:
                archive.extractall(scratch, filter="data")
        except (OSError, tarfile.TarError) as error:
            raise BenchmarkError(
                f"{path} is neither a folder nor a readable tar archive: {error}"
            ) from error
        corpora = sorted(Path(scratch).rglob("corpus.jsonl"))
        if not corpora:
            raise BenchmarkError(f"{path} holds no corpus.jsonl")
        yield corpora[0].parent


def _name(path: Path) -> str:
    return path.resolve().name.removesuffix(".xz").removesuffix(".tar")


def _texts(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in _lines(path):
        try:
            row = json.loads(line)
            found[row["_id"]] = f"{row.get('title', '')} {row['text']}".strip()
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise BenchmarkError(
                f'{path}, line {number}: expected {{"_id", "text"}}, found {line[:80]!r}'
            ) from error
    return found


def _qrels(path: Path) -> Qrels:
    found: Qrels = {}
    for number, line in _lines(path):
        if number == 1:
            continue
        try:
            query, document, score = line.split("\t")
            found.setdefault(query, {})[document] = int(score)
        except ValueError as error:
            raise BenchmarkError(
                f"{path}, line {number}: expected query, document and a number, parted by tabs, found {line[:80]!r}"
            ) from error
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as lines:
            yield from ((n, line.rstrip("\n")) for n, line in enumerate(lines, 1) if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise BenchmarkError(f"{path} cannot be read: {error}") from error
