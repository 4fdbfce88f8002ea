"""`yuce bench-retrieval`: how well the legs find a benchmark's documents, how fast, and how large the encoder is."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG

from corpus.folding import fold
from index.benchmark import Benchmark, read_benchmark
from index.chroma import ChromaStore
from index.encoder import DEFAULT, load_encoder, packaged_model
from index.lexical import TantivyTermIndex, build_term_index
from index.model import Passage, PassageKind, Query
from index.ports import Encoder, PassageStore, Retriever
from index.retriever import DenseRetriever, HybridRetriever, LexicalRetriever

MEASURES = {
    "R@1": R @ 1,
    "R@5": R @ 5,
    "R@10": R @ 10,
    "R@100": R @ 100,
    "MRR@10": RR @ 10,
    "nDCG@10": nDCG @ 10,
    "hit@1": Success @ 1,
}
DEEPEST = 100
_BATCH = 2000


@dataclass(frozen=True)
class Legs:
    """A benchmark's documents, indexed as the product indexes passages, and what that took in seconds."""

    hybrid: HybridRetriever
    seconds: float


def bench_retrieval(
    paths: Sequence[Path],
    encoder_name: str = DEFAULT,
    models: Sequence[str] = (),
    split: str = "test",
) -> None:
    """Measure and print, benchmark by benchmark; `models` are measured as dense legs beside the encoder.

    Raises:
        BenchmarkError: a benchmark is missing or broken, or has no such split.
        EncoderError: a model cannot be loaded.
    """
    load = ", ".join(f"{x:.2f}" for x in os.getloadavg())
    print(f"{os.cpu_count()} cores; load {load} at the start")
    encoder = _loaded(encoder_name)
    others = [load_encoder(name) for name in models]
    for path in paths:
        benchmark = read_benchmark(path, split)
        print(f"\n{benchmark.name}, {split}: {len(benchmark.questions):,} questions", end=" ")
        print(f"over {len(benchmark.documents):,} documents")
        _measure_legs(benchmark, encoder)
        for other in others:
            with indexed(benchmark, other) as legs:
                _print_row(f"dense, {other.name}", measured(benchmark, legs.hybrid.dense))


def _measure_legs(benchmark: Benchmark, encoder: Encoder) -> None:
    with indexed(benchmark, encoder) as legs:
        print(f"{'':32}" + "".join(f"{name:>9}" for name in MEASURES))
        _print_row("lexical", measured(benchmark, legs.hybrid.lexical))
        _print_row(f"dense, {encoder.name}", measured(benchmark, legs.hybrid.dense))
        _print_row("hybrid", measured(benchmark, legs.hybrid))
        took = [
            _milliseconds(lambda q=q: legs.hybrid.retrieve(Query(q, limit=20)))  # type: ignore[misc]
            for q in list(folded(benchmark.questions.values()))[:300]
        ]
        print(f"encoded and indexed, both legs: {legs.seconds:.1f} s")
        print(f"hybrid query: p50 {_at(took, 50):.1f} ms, p95 {_at(took, 95):.1f} ms")


def measured(benchmark: Benchmark, retriever: Retriever) -> dict[str, float]:
    """The measures of a retriever on a benchmark, by name; 100 documents a question are looked at."""
    run = {
        key: {hit.passage.id: hit.score for hit in retriever.retrieve(Query(text, limit=DEEPEST))}
        for key, text in zip(benchmark.questions, folded(benchmark.questions.values()), strict=True)
    }
    found = ir_measures.calc_aggregate(MEASURES.values(), benchmark.qrels, run)
    return {name: float(found[measure]) for name, measure in MEASURES.items()}


@contextmanager
def indexed(benchmark: Benchmark, encoder: Encoder) -> Iterator[Legs]:
    """Both legs over a benchmark's documents, in files that are deleted afterwards."""
    passages = {
        key: Passage(key, benchmark.name, PassageKind.CLAUSE, None, None, text)
        for key, text in zip(benchmark.documents, folded(benchmark.documents.values()), strict=True)
    }
    with TemporaryDirectory() as scratch:
        start = time.perf_counter()
        lexical_folder, dense_folder = Path(scratch, "lexical"), Path(scratch, "dense")
        lexical_folder.mkdir()
        build_term_index(lexical_folder, passages.values())
        store = ChromaStore.create(dense_folder)
        try:
            _add(store, encoder, list(passages.values()))
            lexical = LexicalRetriever(TantivyTermIndex(lexical_folder), passages)
            hybrid = HybridRetriever(lexical, DenseRetriever(store, encoder, passages))
            yield Legs(hybrid, time.perf_counter() - start)
        finally:
            store.close()


def _add(store: PassageStore, encoder: Encoder, passages: Sequence[Passage]) -> None:
    for start in range(0, len(passages), _BATCH):
        batch = passages[start : start + _BATCH]
        store.add([p.id for p in batch], encoder.encode([p.text for p in batch]))


def _loaded(name: str) -> Encoder:
    """The encoder; prints its size and speed."""
    before, start = _resident(), time.perf_counter()
    encoder = load_encoder(name)
    loaded = time.perf_counter() - start
    encoder.encode(["海外仓"])
    folder = packaged_model() if name == DEFAULT else Path(name)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    question = "货卖到国外被退回来了还要不要交税"
    took = [_milliseconds(lambda: encoder.encode([question])) for _ in range(1000)]
    print(f"encoder {encoder.name}: {size / 1e6:.1f} MB on disk", end=", ")
    print(f"{_resident() - before:.0f} MB more in memory, loaded in {loaded:.2f} s")
    print(f"question encoding: p50 {_at(took, 50):.3f} ms, p95 {_at(took, 95):.3f} ms")
    return encoder


def _print_row(name: str, figures: dict[str, float]) -> None:
    print(f"{name:32}" + "".join(f"{value:9.3f}" for value in figures.values()), flush=True)


def folded(texts: Iterable[str]) -> Iterator[str]:
    """The texts in search form."""
    return (fold(text).text for text in texts)


def _milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def _at(values: Sequence[float], percent: int) -> float:
    return float(np.percentile(values, percent))


def _resident() -> float:
    """Resident memory of this process in MB; nan where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return float("nan")
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
