"""A static sentence-transformers model, served without sentence-transformers.

Importing sentence-transformers costs seconds; a static model is a table of token vectors, so its tokenizer and NumPy
are enough: v(text) = Σ row[token] / ‖Σ row[token]‖. A test holds that the vectors equal sentence-transformers'. A file may
hold rows as they are (`embedding.weight`), or as 8-bit integers with one scale a row (`embeddings`, `weights`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.errors import EncoderError
from index.model import Matrix


def is_static_model(folder: Path) -> bool:
    """Whether a folder holds a sentence-transformers model of the shape [StaticEmbedding, Normalize]."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
    except (OSError, ValueError, LookupError, TypeError):
        return False
    return kinds == ["StaticEmbedding", "Normalize"]


class StaticEncoder:
    """Encodes with a static model from its folder.

    Raises:
        EncoderError: the folder holds no such model, or its files are damaged.
    """

    def __init__(self, folder: Path) -> None:
        try:
            module = folder / _static_module_path(folder)
            weights = module / "model.safetensors"
            tokenizer = (module / "tokenizer.json").read_bytes()
            self._table, self._scales = _rows(load_file(weights))
            digest = hashlib.sha256(weights.read_bytes() + tokenizer).hexdigest()[:12]
        except (OSError, ValueError, LookupError, TypeError, SafetensorError) as error:
            raise EncoderError(f"{folder} holds no readable static model: {error}") from error
        try:
            self._tokenizer = Tokenizer.from_buffer(tokenizer)
        except (
            Exception
        ) as error:  # tokenizers raises ValueError or plain Exception for a damaged file
            raise EncoderError(f"the tokenizer in {folder} is damaged: {error}") from error
        if self._tokenizer.get_vocab_size() > len(self._table):
            raise EncoderError(
                f"{folder} has {len(self._table)} vectors for {self._tokenizer.get_vocab_size()} tokens"
            )
        # The tokenizer is shared between threads: it must not change while encoding.
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._name = f"{folder.resolve().name}@{digest}"

    @property
    def name(self) -> str:
        """The folder's name and the digest of its weights and tokenizer."""
        return self._name

    @property
    def dimension(self) -> int:
        """See `ports.Encoder`."""
        return int(self._table.shape[1])

    def encode(self, texts: Sequence[str]) -> Matrix:
        """See `ports.Encoder`."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        sums = np.stack([self._scales[e.ids] @ self._table[e.ids] for e in encodings])
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        unit: Matrix = (sums / np.maximum(norms, 1e-12)).astype(np.float32)
        return unit


def _rows(tensors: dict[str, NDArray[Any]]) -> tuple[NDArray[Any], NDArray[np.float32]]:
    """Rows as stored, and their scales."""
    if "embeddings" in tensors:
        return tensors["embeddings"], tensors["weights"].astype(np.float32).reshape(-1)
    rows = tensors["embedding.weight"].astype(np.float32)
    return rows, np.ones(len(rows), dtype=np.float32)


def _static_module_path(folder: Path) -> str:
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    return str(modules[0]["path"])
