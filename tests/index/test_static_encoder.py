from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from index.encoder import packaged_model
from index.errors import EncoderError
from index.ports import Encoder
from index.static_encoder import StaticEncoder, is_static_model

AWKWARD = {
    "empty": "",
    "blank": " \n\t\u3000",
    "marks": "。,!?()",
    "Simplified": "跨境电商企业在境外建设海外仓",
    "Traditional": "跨境電商企業在境外建設海外倉",
    "English": "Who may APPLY for cross-border e-commerce support in 2023?",
    "mixed": "B2B海外仓export出口2023年30.5亿元",
    "full width": "Ａｐｐｌｙ １２３",
    "rare characters": "龘𠮷㐀〇々",
    "rare among known": "海外龘仓",
    "emoji and joiners": "海外仓👩‍💻\u200d\ufeff",
    "combining marks": "e\u0301 海\u0301",
    "control characters": "海\x00外\x07仓",
    "one character": "税",
    "long": "退货商品免征关税 refund " * 300,
    "a long word": "a" * 5000,
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the shipped model, to be harmed."""
    return Path(shutil.copytree(packaged_model(), tmp_path / "copy"))


@pytest.fixture(scope="module")
def reference() -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(packaged_model()), device="cpu")


@pytest.mark.parametrize("name", AWKWARD)
def test_a_vector_is_the_one_of_sentence_transformers(
    model: Encoder, reference: Any, name: str
) -> None:
    wanted = reference.encode([AWKWARD[name]], show_progress_bar=False)
    assert np.allclose(model.encode([AWKWARD[name]]), wanted, atol=1e-5)


def test_a_batch_is_encoded_as_sentence_transformers_does(model: Encoder, reference: Any) -> None:
    texts = list(AWKWARD.values())
    wanted = reference.encode(texts, show_progress_bar=False)
    assert np.allclose(model.encode(texts), wanted, atol=1e-5)


def test_vectors_are_of_unit_length_or_zero(model: Encoder) -> None:
    vectors = model.encode(list(AWKWARD.values()))
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(AWKWARD), model.dimension)
    norms = dict(zip(AWKWARD, np.linalg.norm(vectors, axis=1), strict=True))
    assert norms.pop("empty") == 0.0
    assert norms.pop("blank") == 0.0
    assert all(n == pytest.approx(1.0, abs=1e-5) for n in norms.values() if n)
    assert norms["Simplified"] == pytest.approx(1.0, abs=1e-5)


def test_no_texts_have_no_vectors(model: Encoder) -> None:
    assert model.encode([]).shape == (0, model.dimension)


def test_the_same_text_has_the_same_vector_in_any_company(model: Encoder) -> None:
    alone = model.encode(["海外仓"])[0]
    assert np.array_equal(model.encode(["退税", "海外仓", "x" * 900])[1], alone)


def test_many_threads_encode_at_once(model: Encoder) -> None:
    wanted = model.encode(["跨境电商", "出口信用保险"])
    right: list[bool] = []

    def work() -> None:
        for _ in range(50):
            vectors = model.encode(["跨境电商", "出口信用保险"])
            right.append(np.array_equal(vectors, wanted))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert right == [True] * 400


def test_encoding_does_not_import_sentence_transformers(run_python: Callable[..., str]) -> None:
    script = """
from index.encoder import load_encoder
assert load_encoder().encode(["海外仓"]).shape == (1, 384)
print(sorted({"sentence_transformers", "torch", "transformers", "sklearn", "chromadb"} & set(sys.modules)))
"""
    assert run_python(script, with_shared=False) == "[]"


def test_the_name_tells_the_weights_and_the_tokenizer(model: Encoder, copied: Path) -> None:
    same = StaticEncoder(copied)
    assert same.name.partition("@")[2] == model.name.partition("@")[2]
    tokenizer = copied / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    other = StaticEncoder(copied)
    assert other.name != same.name
    weights = load_file(copied / "model.safetensors")
    weights["weights"] = weights["weights"] * np.float32(2)
    save_file(weights, copied / "model.safetensors")
    assert StaticEncoder(copied).name not in (same.name, other.name)


def test_a_relative_folder_has_its_own_name(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copied)
    assert StaticEncoder(Path()).name == StaticEncoder(copied).name


def test_rows_of_32_bits_serve_as_well_as_rows_of_8(model: Encoder, copied: Path) -> None:
    quantised = load_file(copied / "model.safetensors")
    rows = quantised["embeddings"] * quantised["weights"].reshape(-1, 1)
    save_file({"embedding.weight": rows.astype(np.float32)}, copied / "model.safetensors")
    texts = list(AWKWARD.values())
    assert np.allclose(StaticEncoder(copied).encode(texts), model.encode(texts), atol=1e-5)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("model.safetensors", None, "holds no readable static model"),
        ("model.safetensors", b"", "holds no readable static model"),
        ("model.safetensors", b"\xff" * 999, "holds no readable static model"),
        ("tokenizer.json", None, "holds no readable static model"),
        ("tokenizer.json", b"", "the tokenizer in .* is damaged"),
        ("tokenizer.json", b'{"model": {}}', "the tokenizer in .* is damaged"),
        ("tokenizer.json", b"\xff\xfe\x00", "the tokenizer in .* is damaged"),
        ("modules.json", None, "holds no readable static model"),
        ("modules.json", b"[]", "holds no readable static model"),
        ("modules.json", b"{", "holds no readable static model"),
        ("modules.json", b"[3]", "holds no readable static model"),
    ],
)
def test_a_damaged_model_is_told_in_one_sentence(
    copied: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is None:
        (copied / name).unlink()
    else:
        (copied / name).write_bytes(content)
    with pytest.raises(EncoderError, match=message) as raised:
        StaticEncoder(copied)
    assert str(copied) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_truncated_weights_are_told(copied: Path) -> None:
    path = copied / "model.safetensors"
    path.write_bytes(path.read_bytes()[:100_000])
    with pytest.raises(EncoderError, match="holds no readable static model"):
        StaticEncoder(copied)


def test_weights_of_other_names_are_told(copied: Path) -> None:
    save_file({"vectors": np.zeros((3, 3), np.float32)}, copied / "model.safetensors")
    with pytest.raises(EncoderError, match=r"embedding\.weight"):
        StaticEncoder(copied)


def test_fewer_vectors_than_tokens_are_told(copied: Path) -> None:
    save_file({"embedding.weight": np.zeros((10, 4), np.float32)}, copied / "model.safetensors")
    with pytest.raises(EncoderError, match="has 10 vectors for 60000 tokens"):
        StaticEncoder(copied)


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        (["a.b.StaticEmbedding", "a.Normalize"], True),
        (["a.StaticEmbedding"], False),
        (["a.Transformer", "a.Pooling", "a.Normalize"], False),
        (["a.Normalize", "a.StaticEmbedding"], False),
        ([], False),
    ],
)
def test_a_static_model_is_known_by_its_modules(
    tmp_path: Path, kinds: list[str], wanted: bool
) -> None:
    modules = [{"type": kind, "path": ""} for kind in kinds]
    (tmp_path / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    assert is_static_model(tmp_path) is wanted


@pytest.mark.parametrize("content", [None, b"", b"{", b"3", b"[3]", b'[{"path": ""}]', b"\xff"])
def test_a_folder_without_readable_modules_is_no_static_model(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "modules.json").write_bytes(content)
    assert is_static_model(tmp_path) is False
