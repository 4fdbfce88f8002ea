"""Train the static text encoder and write it as a sentence-transformers folder.

A text's vector is the mean of its tokens' rows, brought to length 1. The rows are learned from
pairs of texts that belong together (InfoNCE with in-batch negatives) by a plain torch loop, and
stored as 8-bit integers with one scale a row: sentence-transformers itself turns them back into
32-bit floats (``embedding[token] = embeddings[token] * weights[token]``).

    python -m index.training --pairs pairs.jsonl.xz --out index/models/yuce-static

Training only: nothing that answers a question imports this module.
"""

import argparse
import hashlib
import json
import lzma
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from torch.nn import functional

from index.training_tokenizer import build_tokenizer

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class Pair:
    """Two texts that belong together, and the kind of source they come from."""

    kind: str
    query: str
    positive: str


@dataclass(frozen=True)
class Settings:
    """What a training run depends on, beside the pairs. Texts are cut to ``characters``."""

    epochs: int = 3
    dim: int = 256
    vocabulary: int = 80_000
    latin: int = 8_000
    batch: int = 1024
    rate: float = 0.01
    scale: float = 20.0
    deviation: float = 0.1
    characters: int = 300
    repeats: tuple[tuple[str, int], ...] = (("stard", 4), ("lawq", 2))
    seed: int = 0


@dataclass(frozen=True)
class Bags:
    """Token ids of many texts in one array; text ``i`` owns ``ids[starts[i]:starts[i + 1]]``."""

    ids: IntArray
    starts: IntArray

    def take(self, rows: IntArray) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and offsets of the texts ``rows``, as ``embedding_bag`` wants them."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        offsets = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        within = np.arange(lengths.sum()) - np.repeat(offsets, lengths)
        ids = self.ids[np.repeat(self.starts[rows], lengths) + within]
        return torch.from_numpy(ids.astype(np.int64)), torch.from_numpy(offsets)


def read_pairs(path: Path) -> list[Pair]:
    """Rows ``[kind, query, positive]`` of a ``.jsonl`` or ``.jsonl.xz`` file."""
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open()
    with opened as lines:
        return [Pair(*json.loads(line)) for line in lines]


def without_near_duplicates(pairs: Sequence[Pair], questions: Sequence[str]) -> list[Pair]:
    """The pairs of which neither side is nearly one of ``questions``.

    Nearly: of the character 5-grams (letters and digits only) the Jaccard index is at least 0.6,
    or one text contains the other and the shorter has 8 characters or more.
    """
    folded = [_letters(question) for question in questions]
    owners: dict[str, set[int]] = {}
    for number, question in enumerate(folded):
        for gram in _grams(question):
            owners.setdefault(gram, set()).add(number)

    def is_near(text: str) -> bool:
        letters = _letters(text)
        grams = _grams(letters)
        shared = Counter(n for gram in grams & owners.keys() for n in owners[gram])
        return any(_is_near(letters, folded[n], grams, count) for n, count in shared.items())

    verdicts = {text: is_near(text) for p in pairs for text in (p.query, p.positive)}
    return [pair for pair in pairs if not (verdicts[pair.query] or verdicts[pair.positive])]


def _is_near(text: str, question: str, grams: set[str], shared: int) -> bool:
    union = len(grams) + len(_grams(question)) - shared
    contained = min(len(text), len(question)) >= 8 and (text in question or question in text)
    return contained or shared >= 0.6 * union


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _grams(text: str) -> set[str]:
    return {text[start : start + 5] for start in range(max(1, len(text) - 4))} - {""}


def tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> Bags:
    """Token ids of ``texts``, in the order given."""
    parts: list[NDArray[np.int32]] = []
    lengths = [0]
    for start in range(0, len(texts), 10_000):
        for encoding in tokenizer.encode_batch_fast(list(texts[start : start + 10_000])):
            parts.append(np.array(encoding.ids, dtype=np.int32))
            lengths.append(len(encoding.ids))
    return Bags(np.concatenate(parts), np.cumsum(lengths))


def first_rows(bags: Bags, size: int, settings: Settings) -> torch.Tensor:
    """Random rows (size, dim), longer for rare tokens; the row of ``[UNK]`` is zero.

    The length grows as ``log(1 + texts / (1 + occurrences))``, so that before any training the
    model is a random projection of tf-idf.
    """
    occurrences = np.bincount(bags.ids, minlength=size)
    weights = np.log1p(len(bags.starts) / (1 + occurrences))
    weights *= settings.deviation / weights.mean()
    generator = torch.Generator().manual_seed(settings.seed)
    rows = torch.randn(size, settings.dim, generator=generator)
    rows *= torch.from_numpy(weights.astype(np.float32))[:, None]
    rows[0] = 0
    return rows


def batches(
    kinds: Sequence[str], settings: Settings, generator: np.random.Generator
) -> Iterator[IntArray]:
    """One epoch: row numbers in batches of one kind each, in random order."""
    repeats = dict(settings.repeats)
    every = np.array(kinds)
    found: list[IntArray] = []
    for kind in sorted(set(kinds)):
        rows = np.tile(np.flatnonzero(every == kind), repeats.get(kind, 1))
        generator.shuffle(rows)
        found += np.array_split(rows, max(1, round(len(rows) / settings.batch)))
    yield from (found[number] for number in generator.permutation(len(found)))


def embed(rows: torch.Tensor, bags: Bags, texts: IntArray) -> torch.Tensor:
    """Vectors (len(texts), dim) of length 1; a text without known tokens is zero."""
    ids, offsets = bags.take(texts)
    return functional.normalize(functional.embedding_bag(ids, rows, offsets, mode="mean"))


def contrast(query: torch.Tensor, positive: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """InfoNCE both ways over scaled similarities; ``same`` marks pairs that are no negatives."""
    scores = (query @ positive.T).masked_fill(same, float("-inf"))
    target = torch.arange(len(scores))
    there = functional.cross_entropy(scores, target)
    return (there + functional.cross_entropy(scores.T, target)) / 2


def train_rows(
    bags: Bags, pairs: IntArray, kinds: Sequence[str], settings: Settings, size: int
) -> torch.Tensor:
    """Learned rows (size, dim); ``pairs`` (n, 2) holds the text numbers of query and positive."""
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
    queries, positives = (torch.from_numpy(side) for side in pairs.T)
    same = (queries[:, None] == queries) | (positives[:, None] == positives)
    same.fill_diagonal_(False)
    query, positive = (embed(rows, bags, side) for side in pairs.T)
    loss = contrast(settings.scale * query, positive, same)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    if rows.grad is not None:
        rows.grad[0] = 0
    optimizer.step()
    schedule.step()
    return loss.item()
