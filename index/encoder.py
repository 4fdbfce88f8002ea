"""Encoders by name. The only module that imports sentence-transformers, and only when a model needs it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from index.errors import EncoderError
from index.model import Matrix
from index.ports import Encoder
from index.static_encoder import StaticEncoder, is_static_model

DEFAULT = "yuce-static"


def packaged_model() -> Path:
    """The folder of the static model that ships with the package."""
    return Path(str(files("index").joinpath("models", DEFAULT)))


def load_encoder(name: str = DEFAULT) -> Encoder:
    """The encoder with this name: the shipped one, a model folder, or a sentence-transformers model id.

    A static model is served without sentence-transformers; any other is loaded by it, which takes seconds.

    Raises:
        EncoderError: there is no such model, or it cannot be loaded.
    """
    folder = packaged_model() if name == DEFAULT else Path(name)
    if is_static_model(folder):
        return StaticEncoder(folder)
    return SentenceTransformerEncoder(name)


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by folder or by id such as BAAI/bge-m3.

    Raises:
        EncoderError: sentence-transformers cannot load it.
    """

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer  # 6–10 s: not for the static path

        try:
            self._model = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError, ImportError) as error:
            first = (str(error).strip() or type(error).__name__).splitlines()[0]
            what = f"sentence-transformers cannot load {name!r}: {first}"
            hint = "name a model folder or an id such as BAAI/bge-m3 that this machine can download"
            raise EncoderError(f"{what}; {hint}") from error
        self._name = name

    @property
    def name(self) -> str:
        """The name it was loaded by."""
        return self._name

    @property
    def dimension(self) -> int:
        """See `ports.Encoder`."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """See `ports.Encoder`."""
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors, dtype=np.float32)
