"""Adapt a trained encoder to one corpus: its questions against all of its documents.

In-batch negatives come from the pairs; what a searcher meets is the corpus. So the questions of a
training split are now set against their own documents, documents drawn from the whole corpus, and
those that the encoder confuses with the right ones. This also teaches which laws people ask about.

Training only: nothing that answers a question imports this module.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from index.training_model import Bags, IntArray, embed, pair_loss


@dataclass(frozen=True)
class AdaptationSettings:
    """What the adaptation depends on, beside the encoder and the questions.

    A step sets ``questions`` questions against their documents, ``hard`` of the ``confused``
    nearest wrong documents each, and ``drawn`` random ones. Beside it goes a batch of ``pairs`` of
    the general training, at half the weight, so that it is not forgotten. ``learning`` is Adam's
    rate, ``temperature`` multiplies the cosine, ``longest`` cuts documents (in tokens). ``dropping``,
    the share of tokens left out at random, is high: a thousand questions are soon known by heart.
    """

    rounds: int = 10
    questions: int = 128
    hard: int = 2
    confused: int = 100
    drawn: int = 2048
    pairs: int = 512
    learning: float = 0.003
    temperature: float = 15.0
    dropping: float = 0.6
    longest: int = 300
    seed: int = 0


@dataclass(frozen=True)
class Judged:
    """Questions and documents as bags, and which documents (by number) answer each question."""

    questions: Bags
    documents: Bags
    answers: Sequence[frozenset[int]]


def adapt(
    rows: torch.Tensor,
    judged: Judged,
    bags: Bags,
    pairs: Mapping[str, IntArray],
    settings: AdaptationSettings,
) -> torch.Tensor:
    """Rows adapted to ``judged``; ``pairs`` are the general training's, by kind, over ``bags``."""
    torch.manual_seed(settings.seed)
    generator = np.random.default_rng(settings.seed)
    confused = _confused(rows, judged, settings.confused)
    rows = rows.clone().requires_grad_()
    optimizer = torch.optim.Adam([rows], lr=settings.learning, fused=True)
    wanted = [(q, d) for q, found in enumerate(judged.answers) for d in sorted(found)]
    steps = max(1, len(wanted) // settings.questions)
    every = steps * settings.rounds
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min(1.0, (every - n) / (0.9 * every))
    )
    kinds = sorted(pairs)
    for number in range(settings.rounds):
        order = np.array_split(generator.permutation(len(wanted)), steps)
        total = 0.0
        for chosen in order:
            asked = [wanted[i] for i in chosen]
            loss = _loss(rows, judged, asked, confused, generator, settings)
            total += loss.item()
            general = pairs[kinds[int(generator.integers(len(kinds)))]]
            batch = general[generator.integers(len(general), size=settings.pairs)]
            loss = loss + pair_loss(rows, bags, batch, 2 * settings.temperature, 0.25) / 2
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            if rows.grad is not None:
                rows.grad[0] = 0
            optimizer.step()
            schedule.step()
        print(f"adaptation {number + 1}: mean loss {total / steps:.4f}", flush=True)
    return rows.detach()


def _loss(
    rows: torch.Tensor,
    judged: Judged,
    asked: Sequence[tuple[int, int]],
    confused: Sequence[IntArray],
    generator: np.random.Generator,
    settings: AdaptationSettings,
) -> torch.Tensor:
    """Cross-entropy of each asked document among the step's; a question's other answers do not count."""
    hard = [generator.choice(confused[q], settings.hard) for q, _ in asked]
    drawn = generator.integers(len(judged.documents.starts) - 1, size=settings.drawn)
    documents = np.unique(np.concatenate([[d for _, d in asked], *hard, drawn]).astype(np.int64))
    questions = np.array([q for q, _ in asked])
    asking = embed(rows, judged.questions, questions, settings.dropping)
    answering = embed(rows, judged.documents, documents, settings.dropping, settings.longest)
    others = torch.tensor(
        [[x in judged.answers[q] and x != d for x in documents.tolist()] for q, d in asked]
    )
    scores = (settings.temperature * asking @ answering.T).masked_fill(others, float("-inf"))
    target = torch.from_numpy(np.searchsorted(documents, [d for _, d in asked]))
    return functional.cross_entropy(scores, target)


def _confused(rows: torch.Tensor, judged: Judged, depth: int) -> list[IntArray]:
    """For each question, those of its nearest documents that do not answer it."""
    with torch.no_grad():
        count = len(judged.documents.starts) - 1
        parts = [
            embed(rows, judged.documents, np.arange(start, min(start + 2000, count)))
            for start in range(0, count, 2000)
        ]
        asking = embed(rows, judged.questions, np.arange(len(judged.answers)))
        nearest = (asking @ torch.cat(parts).T).topk(min(depth, count)).indices.numpy()
    return [
        np.array([d for d in found if d not in answers] or [0])
        for found, answers in zip(nearest, judged.answers, strict=True)
    ]
