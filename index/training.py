"""Train the static text encoder and write it as a sentence-transformers folder.

A text's vector is the mean of its tokens' rows, brought to length 1. The rows are learned from
pairs of texts that belong together (InfoNCE with in-batch negatives) by a plain torch loop, and
stored as 8-bit integers with one scale a row: sentence-transformers itself turns them back into
32-bit floats (``embedding[token] = embeddings[token] * weights[token]``).

    python -m index.training --pairs pairs.jsonl.xz --adapt stard.tar.xz \
        --corpora drcd.tar.xz cmrc.tar.xz --without lawyer lawq lawgpt \
        --bench stard.tar.xz drcd.tar.xz cmrc.tar.xz --out index/models/yuce-static

With ``--trial`` the benchmarks' tune questions take no part in the training and are what is
measured: settings are chosen so. Without it, the test questions are measured, once.

Training only: nothing that answers a question imports this module.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer

from index.benchmark import Benchmark, read_benchmark
from index.training_adaptation import AdaptationSettings, Judged, adapt
from index.training_model import Bags, IntArray, pair_loss, tokenize
from index.training_pairs import (
    Pair,
    digest_of,
    read_pairs,
    sentence_pairs,
    without_near_duplicates,
)
from index.training_report import TrainingRecord, evaluate, write_card
from index.training_tokenizer import build_tokenizer

FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class Settings:
    """What a training run depends on, beside the pairs.

    Texts are cut to ``characters``. Batches hold one kind of pairs, but for the ``mixed`` kinds,
    which share theirs; a kind in ``repeats`` is seen so many times an epoch. ``rate`` is Adam's,
    ``scale`` multiplies the cosine, ``deviation`` is the mean size of a first value.
    """

    epochs: int = 3
    dim: int = 384
    vocabulary: int = 60_000
    latin: int = 8_000
    batch: int = 1024
    rate: float = 0.01
    scale: float = 20.0
    deviation: float = 0.1
    dropout: float = 0.4
    characters: int = 300
    mixed: tuple[str, ...] = ("clause", "ict", "own", "stard", "lawq", "lawgpt")
    repeats: tuple[tuple[str, int], ...] = (("stard", 4), ("lawq", 2))
    seed: int = 0


def first_rows(bags: Bags, size: int, settings: Settings) -> torch.Tensor:
    """Random rows (size, dim), longer for rare tokens; the row of ``[UNK]`` is zero.

    The length grows as ``log(1 + texts / (1 + occurrences))``, so that before any training the
    model is a random projection of tf-idf.
    """
    occurrences = np.bincount(bags.ids, minlength=size)
    weights = np.log1p(len(bags.starts) / (1 + occurrences))
    weights *= settings.deviation / weights.mean()
    rows = torch.randn(size, settings.dim)
    rows *= torch.from_numpy(weights.astype(np.float32))[:, None]
    rows[0] = 0
    return rows


def batches(
    kinds: Sequence[str], settings: Settings, generator: np.random.Generator
) -> Iterator[IntArray]:
    """One epoch: row numbers, in batches of one kind (or of the mixed kinds), in random order."""
    repeats = dict(settings.repeats)
    rows = np.repeat(np.arange(len(kinds)), [repeats.get(kind, 1) for kind in kinds])
    groups = np.array(["" if kind in settings.mixed else kind for kind in kinds])[rows]
    found: list[IntArray] = []
    for group in np.unique(groups):
        members = generator.permutation(rows[groups == group])
        found += np.array_split(members, max(1, round(len(members) / settings.batch)))
    yield from (found[number] for number in generator.permutation(len(found)))


def train_rows(
    bags: Bags, pairs: IntArray, kinds: Sequence[str], settings: Settings, size: int
) -> torch.Tensor:
    """Learned rows (size, dim); ``pairs`` (n, 2) holds the text numbers of query and positive."""
    torch.manual_seed(settings.seed)
    rows = first_rows(bags, size, settings).requires_grad_()
    generator = np.random.default_rng(settings.seed)
    epochs = [list(batches(kinds, settings, generator)) for _ in range(settings.epochs)]
    steps = sum(map(len, epochs))
    optimizer = torch.optim.Adam([rows], lr=settings.rate, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: _share(n, steps))
    for number, epoch in enumerate(epochs):
        total = sum(_step(rows, bags, pairs[b], settings, optimizer, schedule) for b in epoch)
        print(f"epoch {number + 1}: mean loss {total / len(epoch):.4f}", flush=True)
    return rows.detach()


def _share(step: int, steps: int) -> float:
    """Of the learning rate: up over the first twentieth, then down to nothing in a line."""
    return float(min((step + 1) / (0.05 * steps + 1), (steps - step) / (0.95 * steps)))


def _step(
    rows: torch.Tensor,
    bags: Bags,
    pairs: IntArray,
    settings: Settings,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
) -> float:
    loss = pair_loss(rows, bags, pairs, settings.scale, settings.dropout)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    if rows.grad is not None:
        rows.grad[0] = 0
    optimizer.step()
    schedule.step()
    return loss.item()


def train(
    pairs: Sequence[Pair],
    settings: Settings,
    judged: Sequence[Benchmark] = (),
    adaptation: AdaptationSettings | None = None,
) -> tuple[Tokenizer, torch.Tensor]:
    """The tokenizer and the learned rows (tokens, dim) for ``pairs``, adapted to ``judged``."""
    cut = [(p.query[: settings.characters], p.positive[: settings.characters]) for p in pairs]
    numbers = {text: n for n, text in enumerate(dict.fromkeys(t for both in cut for t in both))}
    texts = list(numbers)
    tokenizer = build_tokenizer(texts, settings.vocabulary, settings.latin)
    bags = tokenize(tokenizer, texts)
    numbered = np.array([[numbers[query], numbers[positive]] for query, positive in cut])
    kinds = [pair.kind for pair in pairs]
    rows = train_rows(bags, numbered, kinds, settings, tokenizer.get_vocab_size())
    by_kind = {kind: numbered[[k == kind for k in kinds]] for kind in sorted({*kinds} - {"stard"})}
    for benchmark in judged:
        rows = adapt(
            rows,
            as_judged(tokenizer, benchmark),
            bags,
            by_kind,
            adaptation or AdaptationSettings(),
        )
    return tokenizer, rows


def as_judged(tokenizer: Tokenizer, benchmark: Benchmark) -> Judged:
    """The benchmark's questions and documents as bags."""
    places = {key: number for number, key in enumerate(benchmark.documents)}
    answers = [
        frozenset(places[key] for key in benchmark.qrels[question] if key in places)
        for question in benchmark.questions
    ]
    return Judged(
        tokenize(tokenizer, list(benchmark.questions.values())),
        tokenize(tokenizer, list(benchmark.documents.values())),
        answers,
    )


def save(folder: Path, tokenizer: Tokenizer, rows: torch.Tensor) -> None:
    """Write the sentence-transformers folder, rows as 8-bit integers."""
    static = StaticEmbedding(tokenizer, embedding_weights=rows)
    model = SentenceTransformer(modules=[static, Normalize()], device="cpu")
    model.save(str(folder), create_model_card=False)
    weights = folder / "model.safetensors"
    save_file(quantize(rows.numpy()), weights)
    weights.chmod(0o644)  # save_file leaves it readable to its owner alone
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def quantize(rows: FloatArray) -> dict[str, NDArray[np.int8] | FloatArray]:
    """``embeddings`` (int8) and ``weights`` (float32, one a row), whose product is near ``rows``.

    sentence-transformers multiplies them when it loads the folder. 16-bit floats are no way out:
    it then computes in 16 bits, and the empty text becomes not-a-number.
    """
    weights = np.abs(rows).max(axis=1) / 127
    whole = np.round(rows / np.where(weights > 0, weights, 1)[:, None])
    return {"embeddings": whole.astype(np.int8), "weights": weights.astype(np.float32)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, save, measure and describe, as the command line says."""
    options = _parser().parse_args(arguments)
    settings = Settings(**{name: getattr(options, name) for name in _numbers(Settings)})
    chosen = {name: getattr(options, f"adapt_{name}") for name in _numbers(AdaptationSettings)}
    adaptation = AdaptationSettings(**chosen)
    torch.set_num_threads(options.threads)
    asked = {"tune": options.trial, "test": True}
    benches = {
        split: [read_benchmark(path, split) for path in options.bench]
        for split, wanted in asked.items()
        if wanted
    }
    every = [pair for pair in read_pairs(options.pairs) if pair.kind not in options.without]
    every += [
        pair
        for path in options.corpora
        for pair in sentence_pairs(read_benchmark(path).documents.values(), "own")
    ]
    questions = [q for found in benches.values() for b in found for q in b.questions.values()]
    pairs = without_near_duplicates(every, questions)
    print(f"{len(every) - len(pairs)} of {len(every)} pairs left out as near-duplicates")
    start = time.perf_counter()
    save(options.out, *train(pairs, settings, _judged(options, questions), adaptation))
    record = TrainingRecord(
        file=options.pairs.name,
        digest=digest_of(options.pairs),
        counts=Counter(pair.kind for pair in pairs),
        excluded=len(every) - len(pairs),
        minutes=(time.perf_counter() - start) / 60,
        threads=options.threads,
        notes=options.notes,
    )
    model = SentenceTransformer(str(options.out), local_files_only=True, device="cpu")
    split = "tune" if options.trial else "test"
    figures = {f"{b.name}, {split}": evaluate(model, b) for b in benches[split]}
    print(json.dumps(figures, indent=1))
    write_card(options.out, record, (settings, adaptation), figures)


def _judged(options: argparse.Namespace, unseen: Sequence[str]) -> list[Benchmark]:
    """What to adapt to: the training questions, without those that are nearly one of ``unseen``."""
    found = []
    for path in options.adapt:
        for split in ("train",) if options.trial else ("train", "tune"):
            benchmark = read_benchmark(path, split)
            asked = [Pair(key, text, text) for key, text in benchmark.questions.items()]
            kept = {pair.kind: pair.query for pair in without_near_duplicates(asked, unseen)}
            print(
                f"{path.name}, {split}: {len(asked) - len(kept)} of {len(asked)} questions left out"
            )
            found.append(replace(benchmark, questions=kept))
    return _joined(found)


def _joined(parts: Sequence[Benchmark]) -> list[Benchmark]:
    """Splits of one benchmark as one."""
    joined: dict[str, Benchmark] = {}
    for part in parts:
        known = joined.get(part.name)
        joined[part.name] = (
            replace(
                known,
                questions={**known.questions, **part.questions},
                qrels={**known.qrels, **part.qrels},
            )
            if known
            else part
        )
    return list(joined.values())


def _numbers(kind: type[Settings] | type[AdaptationSettings]) -> dict[str, int | float]:
    """The settings that the command line offers, with their defaults."""
    return {f.name: f.default for f in fields(kind) if isinstance(f.default, int | float)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="index.training", description="Train the text encoder.")
    parser.add_argument("--pairs", type=Path, required=True, help="rows [kind, query, positive]")
    parser.add_argument("--out", type=Path, required=True, help="the model's folder")
    parser.add_argument(
        "--corpora",
        type=Path,
        nargs="*",
        default=[],
        help="benchmarks whose documents are trained on, a sentence against the rest",
    )
    parser.add_argument(
        "--adapt",
        type=Path,
        nargs="*",
        default=[],
        help="benchmarks whose training questions are trained on",
    )
    parser.add_argument(
        "--trial", action="store_true", help="leave the tune questions out, and measure on them"
    )
    parser.add_argument("--without", nargs="*", default=[], help="kinds of pairs not to use")
    parser.add_argument(
        "--bench",
        type=Path,
        nargs="*",
        default=[],
        help="benchmarks to measure; pairs near their questions are left out",
    )
    parser.add_argument("--notes", default="", help="what the card says below the figures")
    parser.add_argument("--threads", type=int, default=2)
    for prefix, kind in (("", Settings), ("adapt-", AdaptationSettings)):
        for name, default in _numbers(kind).items():
            parser.add_argument(f"--{prefix}{name}", type=type(default), default=default)
    return parser


if __name__ == "__main__":
    main()
