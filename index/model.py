"""What is indexed, asked and found, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corpus.model import Span

Vector = NDArray[np.float32]
"""Shape (d,), unit length or all zero."""
Matrix = NDArray[np.float32]
"""Shape (n, d), one vector a row."""


class PassageKind(StrEnum):
    """What a passage holds."""

    SENTENCE = "sentence"
    CLAUSE = "clause"
    UNITS = "units"  # the bracket that names the responsible units
    RENDERING = "rendering"  # our English of a sentence, for finding it
    QUESTION = "question"  # a similar question, standing for the place that answers it


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text that is searched, and the place in a document that it stands for.

    `text` is in search form. `clause` is None for what belongs to the document as a whole. `span` is the place to
    quote, None where nothing answers (`answered` is then False, and `clause` the nearest clause, if any). `focus` is
    the part of `span` that a similar question is about.
    """

    id: str
    document_id: str
    kind: PassageKind
    clause: int | None
    span: Span | None
    text: str
    answered: bool = True
    focus: Span | None = None


def document_of(passage_id: str) -> str:
    """The id of the document that a passage is of: what stands before the first colon of its own.

    >>> document_of("hgf:12:s3")
    'hgf'
    """
    return passage_id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Query:
    """What a retriever is asked. `text` is in search form; `limit` the most hits wanted.

    `documents` are the ids of those that may be hit, None for all; the empty set finds nothing.
    """

    text: str
    limit: int = 20
    kinds: frozenset[PassageKind] = frozenset(PassageKind)
    documents: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with its score (higher is better) and its rank from 1."""

    passage: Passage
    score: float
    rank: int
