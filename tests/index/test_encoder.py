from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.encoder import DEFAULT, SentenceTransformerEncoder, load_encoder, packaged_model
from index.errors import EncoderError
from index.static_encoder import StaticEncoder

WORDS = ["[UNK]", "海", "外", "仓", "退", "税"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Saves a tiny model by sentence-transformers, of a static embedding with or without Normalize."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    def save(*, normalised: bool) -> Path:
        tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, "[UNK]"))
        tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
        rows = np.random.default_rng(0).normal(size=(len(WORDS), 8)).astype(np.float32)
        modules = [StaticEmbedding(tokenizer, embedding_weights=rows)]
        modules += [Normalize()] if normalised else []
        folder = tmp_path_factory.mktemp("model")
        SentenceTransformer(modules=modules, device="cpu").save(str(folder))
        return folder

    return save


def test_the_shipped_model_is_the_default() -> None:
    assert load_encoder().name == load_encoder(DEFAULT).name
    assert load_encoder().name.startswith("yuce-static@")
    assert packaged_model().is_dir()


def test_a_static_model_is_served_without_sentence_transformers(saved: Callable[..., Path]) -> None:
    assert isinstance(load_encoder(str(saved(normalised=True))), StaticEncoder)


def test_any_other_model_folder_is_served_by_sentence_transformers(
    saved: Callable[..., Path],
) -> None:
    folder = saved(normalised=False)
    encoder = load_encoder(str(folder))
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert encoder.dimension == 8
    vectors = encoder.encode(["海外仓", "退税", "", "海外仓"])
    assert (vectors.shape, vectors.dtype) == ((4, 8), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 0, 1], abs=1e-5)
    assert np.array_equal(vectors[0], vectors[3])
    assert encoder.encode([]).shape == (0, 8)


def test_both_ways_of_serving_a_model_agree(saved: Callable[..., Path]) -> None:
    folder = saved(normalised=True)
    texts = ["海外仓", "退税", "", "龘海"]
    static, slow = StaticEncoder(folder), SentenceTransformerEncoder(str(folder))
    assert np.allclose(static.encode(texts), slow.encode(texts), atol=1e-6)


def test_a_model_that_is_written_anew_has_another_name(saved: Callable[..., Path]) -> None:
    folder = saved(normalised=False)
    before = load_encoder(str(folder)).name
    assert load_encoder(str(folder)).name == before
    assert before.startswith(folder.name)
    weights = next(folder.rglob("model.safetensors"))
    os.utime(weights, ns=(0, 0))
    assert load_encoder(str(folder)).name != before


@pytest.mark.parametrize(
    "harm", ["empty folder", "junk weights", "no weights", "junk tokenizer", "junk modules"]
)
def test_a_folder_that_is_no_model_is_told_in_one_sentence(
    saved: Callable[..., Path], tmp_path: Path, harm: str, run_python: Callable[..., str]
) -> None:
    folder = tmp_path if harm == "empty folder" else saved(normalised=False)
    if harm == "junk modules":
        (folder / "modules.json").write_bytes(b"{")
    elif harm == "no weights":
        next(folder.rglob("model.safetensors")).unlink()
    elif harm != "empty folder":
        name = "model.safetensors" if harm == "junk weights" else "tokenizer.json"
        next(folder.rglob(name)).write_bytes(b"\xff" * 99)
    with pytest.raises(EncoderError, match="cannot load") as raised:
        load_encoder(str(folder))
    assert str(folder) in str(raised.value)
    assert "name a model folder or an id" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_unknown_id_without_a_network_is_told(run_python: Callable[..., str]) -> None:
    script = """
from index.encoder import load_encoder
from index.errors import EncoderError
try:
    load_encoder("nobody/no-such-model")
except EncoderError as error:
    print(error)
"""
    told = run_python(script, with_shared=False)
    assert told.startswith("sentence-transformers cannot load 'nobody/no-such-model': ")
    assert told.endswith("that this machine can download")
    assert "\n" not in told
