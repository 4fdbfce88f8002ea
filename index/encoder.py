"""Encoders by name. The only module that imports sentence-transformers, and only when a model needs it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from index.errors import EncoderError, first_line
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
    if name == DEFAULT:  # never an id to download
        return StaticEncoder(packaged_model())
    if is_static_model(Path(name)):
        return StaticEncoder(Path(name))
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
        except Exception as error:  # of transformers, safetensors, tokenizers, the hub's client …
            what = f"sentence-transformers cannot load {name!r}: {first_line(error)}"
            hint = "name a model folder or an id such as BAAI/bge-m3 that this machine can download"
            raise EncoderError(f"{what}; {hint}") from error
        self._name = _name(name)
        self._dimension = int(self._model.encode([""], show_progress_bar=False).shape[1])

    @property
    def name(self) -> str:
        """The id it was loaded by; for a folder its name, and a digest that changes when a file in it does."""
        return self._name

    @property
    def dimension(self) -> int:
        """See `ports.Encoder`."""
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Matrix:
        """See `ports.Encoder`."""
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self._dimension)


def _name(name: str) -> str:
    folder = Path(name)
    if not folder.is_dir():
        return name
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        # Gigabytes are not read for it: size and time of writing tell versions of a file apart.
        digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
        digest.update(f"{path.stat().st_mtime_ns}\0".encode())
    return f"{folder.resolve().name}@{digest.hexdigest()[:12]}"
