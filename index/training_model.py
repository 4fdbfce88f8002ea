"""A static encoder while it is trained: texts as bags of token ids, their vectors, and the loss.

Training only: nothing that answers a question imports this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Bags:
    """Token ids of many texts in one array; text ``i`` owns ``ids[starts[i]:starts[i + 1]]``."""

    ids: IntArray
    starts: IntArray

    def take(self, rows: IntArray, longest: int | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and offsets of the texts ``rows``, as ``embedding_bag`` wants them; cut at ``longest``."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        if longest is not None:
            lengths = np.minimum(lengths, longest)
        offsets = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        within = np.arange(lengths.sum()) - np.repeat(offsets, lengths)
        ids = self.ids[np.repeat(self.starts[rows], lengths) + within]
        return torch.from_numpy(ids.astype(np.int64)), torch.from_numpy(offsets)


def tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> Bags:
    """Token ids of ``texts``, in the order given."""
    parts: list[NDArray[np.int32]] = []
    lengths = [0]
    for start in range(0, len(texts), 10_000):
        for encoding in tokenizer.encode_batch_fast(list(texts[start : start + 10_000])):
            parts.append(np.array(encoding.ids, dtype=np.int32))
            lengths.append(len(encoding.ids))
    return Bags(np.concatenate(parts), np.cumsum(lengths))


def embed(
    rows: torch.Tensor,
    bags: Bags,
    texts: IntArray,
    dropped: float = 0.0,
    longest: int | None = None,
) -> torch.Tensor:
    """Vectors (len(texts), dim) of length 1; a text without known tokens is zero.

    ``dropped`` is the share of tokens left out at random; texts are cut to ``longest`` tokens.
    """
    ids, offsets = bags.take(texts, longest)
    ids = ids.masked_fill(torch.rand(len(ids)) < dropped, 0)
    return functional.normalize(functional.embedding_bag(ids, rows, offsets, mode="mean"))


def contrast(query: torch.Tensor, positive: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """InfoNCE both ways over scaled similarities; ``same`` marks pairs that are no negatives."""
    scores = (query @ positive.T).masked_fill(same, float("-inf"))
    target = torch.arange(len(scores))
    there = functional.cross_entropy(scores, target)
    return (there + functional.cross_entropy(scores.T, target)) / 2


def pair_loss(
    rows: torch.Tensor, bags: Bags, pairs: IntArray, scale: float, dropped: float
) -> torch.Tensor:
    """The loss of ``pairs`` (n, 2), whose columns hold the numbers of query and positive."""
    queries, positives = (torch.from_numpy(side) for side in pairs.T)
    same = (queries[:, None] == queries) | (positives[:, None] == positives)
    same.fill_diagonal_(False)
    query, positive = (embed(rows, bags, side, dropped) for side in pairs.T)
    return contrast(scale * query, positive, same)
