"""Fit how much BM25 counts beside the cosine, question by question, and print the weights for `index.fusion`.

    python -m index.training_fusion --model MODEL stard.tar.xz drcd.tar.xz cmrc.tar.xz

MODEL is an encoder trained with ``--trial``: it has not seen the tune questions. The loss of a question is
the cross-entropy of its right documents among those that either leg found; every benchmark counts as
much, with a temperature of its own.

Training only: nothing that answers a question imports this module.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from index.benchmark import read_benchmark
from index.encoder import load_encoder
from index.fusion import FusionWeights, fusion_features
from index.model import Query
from index.retrieval_bench import folded, indexed
from index.retriever import HybridRetriever

DEPTH = 100
STEPS = 400


@dataclass(frozen=True)
class Found:
    """Questions with their features (n, 4); cosine, BM25 and rightness (n, 2·DEPTH) of what was found."""

    features: torch.Tensor
    cosine: torch.Tensor
    lexical: torch.Tensor
    right: torch.Tensor


def found(path: Path, model: str, most: int) -> Found:
    """What both legs find for the first ``most`` tune questions that they can answer."""
    benchmark = read_benchmark(path, "tune")
    rows = []
    with indexed(benchmark, load_encoder(model)) as legs:
        questions = zip(benchmark.questions, folded(benchmark.questions.values()), strict=True)
        for key, text in list(questions)[:most]:
            row = _row(legs.hybrid, text, set(benchmark.qrels[key]))
            if row[3].any():
                rows.append(row)
    columns = [torch.from_numpy(np.stack(column)) for column in zip(*rows, strict=True)]
    return Found(*columns)


def _row(hybrid: HybridRetriever, text: str, answers: set[str]) -> tuple[np.ndarray, ...]:
    query = Query(text, limit=DEPTH)
    lexical, dense = (
        [(hit.passage.id, hit.score) for hit in leg.retrieve(query)]
        for leg in (hybrid.lexical, hybrid.dense)
    )
    keys = list(dict.fromkeys(key for key, _ in (*lexical, *dense)))
    best = lexical[0][1] if lexical else 1.0
    by_lexical, by_dense = dict(lexical), dict(dense)
    least = [min(scores.values(), default=0.0) for scores in (by_lexical, by_dense)]
    row = np.full((3, 2 * DEPTH), 0.0, dtype=np.float32)
    row[1] = -9.0  # places without a document
    for place, key in enumerate(keys):
        row[0, place] = by_lexical.get(key, least[0]) / best
        row[1, place] = by_dense.get(key, least[1])
        row[2, place] = key in answers
    features = np.array(fusion_features(lexical, dense), dtype=np.float32)
    return features, row[1], row[0], row[2] > 0


def fit(sets: Sequence[Found]) -> FusionWeights:
    """The weights with the least mean loss over ``sets``."""
    weights = torch.tensor([-1.0, 0.0, 0.0, 0.0], requires_grad=True)
    temperatures = torch.full((len(sets),), 3.0, requires_grad=True)
    optimizer = torch.optim.Adam([weights, temperatures], lr=0.05)
    for _ in range(STEPS):
        losses = [_loss(s, weights, t) for s, t in zip(sets, temperatures, strict=True)]
        optimizer.zero_grad()
        torch.stack(losses).sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return FusionWeights(*(round(float(w), 2) for w in weights.detach()))


def _loss(part: Found, weights: torch.Tensor, temperature: torch.Tensor) -> torch.Tensor:
    weight = torch.exp(part.features @ weights)[:, None]
    scores = torch.exp(temperature) * (part.cosine + weight * part.lexical) / (1 + weight)
    right = scores.masked_fill(~part.right, float("-inf"))
    return (torch.logsumexp(scores, 1) - torch.logsumexp(right, 1)).mean()


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(prog="index.training_fusion", description=__doc__)
    parser.add_argument("--model", required=True, help="an encoder trained with --trial")
    parser.add_argument("--most", type=int, default=1000, help="questions of a benchmark")
    parser.add_argument("benchmarks", type=Path, nargs="+")
    options = parser.parse_args(arguments)
    torch.manual_seed(0)
    print(fit([found(path, options.model, options.most) for path in options.benchmarks]))


if __name__ == "__main__":
    main()
