"""A tiny encoder, trained and read back: both ways of reading it must give the same vectors."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("sentencepiece", reason="compiles the character map; extra 'train'")

from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from index.training import main
from index.training_pairs import Pair, without_near_duplicates

TOPICS = [
    "海外仓建设补贴",
    "跨境电商人才培训",
    "口岸通关便利",
    "出口信用保险",
    "物流通道",
    "品牌培育",
]
ASKED = ["{}有什么支持？", "怎样申请{}？", "Who may apply for {} in 2023?", "{}由哪个单位负责？"]

AWKWARD = {
    "empty": "",
    "blank": " \n\t\u3000",
    "rare characters": "龘𠮷㐀〇々",
    "rare among known": "海外龘仓",
    "English": "Who may APPLY for cross-border e-commerce support in 2023?",
    "accents and width": "Ａｐｐｌｙ café 海外仓 １２３",
    "Traditional": "跨境電商人才培訓，海外倉建設補貼",
    "mixed": "B2B海外仓export出口2023年",
    "combining marks": "海\u0301外\ufe00仓\U000e0100 A\u0301",
    "lone marks and joiners": "\u0301\u200d\ufeff\ufe0f海",
    "the separator itself": "海\ue000外\ue000",
    "Arabic number sign": "\u0600海外",
    "emoji": "👨‍👩‍👧海外🇨🇳",
    "other scripts": "ひらがな 한국어 Кириллица العربية",
    "control characters": "海\x00外\r\n仓\x7f",
    "unbroken Latin": "x" * 150,
    "10,000 characters": "海外仓建设 policy " * 625 + "补贴" * 10,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scratch = tmp_path_factory.mktemp("training")
    pairs = scratch / "pairs.jsonl"
    rows = [
        ["stard", asked.format(topic), f"对{topic}给予资金支持，由市商务委负责。"]
        for topic in TOPICS
        for asked in ASKED
    ]
    pairs.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    out = scratch / "model"
    sizes = ["--dim", "16", "--vocabulary", "400", "--latin", "120", "--batch", "8"]
    main(["--pairs", str(pairs), "--out", str(out), "--epochs", "2", *sizes])
    return out


@pytest.fixture(scope="module")
def model(folder: Path) -> SentenceTransformer:
    return SentenceTransformer(str(folder), local_files_only=True, device="cpu")


def plain_vector(folder: Path, text: str) -> NDArray[np.float32]:
    """The vector without sentence-transformers: mean of the rows, brought to length 1."""
    stored = load_file(folder / "model.safetensors")
    rows = stored["embeddings"].astype(np.float32) * stored["weights"][:, None]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    mean = rows[ids].mean(axis=0) if ids else np.zeros(rows.shape[1], dtype=np.float32)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32)


def tokens_of(folder: Path, text: str) -> list[str]:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return list(tokenizer.encode(text, add_special_tokens=False).tokens)


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_both_ways_of_encoding_agree(folder: Path, model: SentenceTransformer, text: str) -> None:
    expected = plain_vector(folder, text)
    found = model.encode([text], show_progress_bar=False)[0]
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_batch_gives_the_vectors_of_its_texts(folder: Path, model: SentenceTransformer) -> None:
    texts = list(AWKWARD.values())
    expected = np.stack([plain_vector(folder, text) for text in texts])
    np.testing.assert_allclose(model.encode(texts, batch_size=5), expected, atol=1e-6)


@pytest.mark.parametrize("name", ["empty", "blank", "rare characters", "other scripts"])
def test_a_text_without_known_tokens_is_the_zero_vector(
    model: SentenceTransformer, name: str
) -> None:
    assert not model.encode([AWKWARD[name]])[0].any()


def test_a_text_with_known_tokens_has_length_one(model: SentenceTransformer) -> None:
    assert np.linalg.norm(model.encode(["海外仓"])[0]) == pytest.approx(1, abs=1e-6)


def test_traditional_characters_give_the_vector_of_the_simplified_text(
    model: SentenceTransformer,
) -> None:
    traditional, simplified = model.encode(["海外倉建設補貼", "海外仓建设补贴"])
    np.testing.assert_array_equal(traditional, simplified)


@pytest.mark.parametrize(
    ("text", "tokens", "reason"),
    [
        ("海外", ["海", "海", "海外", "外", "外"], "characters and the bigram between them"),
        ("海，外", ["海", "海", "海", "外", "外", "外"], "no bigram over punctuation"),
        ("海\ufe00外", ["海", "海", "海外", "外", "外"], "a variation selector does not part them"),
        ("海龘", ["海", "海", "[UNK]", "[UNK]", "[UNK]"], "unknown: the bigram and the character"),
        ("ＷＨＯ", ["who"], "full width and capitals"),
        ("⽤", ["用", "用", "用"], "a Kangxi radical, as PDF readers give it"),
    ],
)
def test_tokens(folder: Path, text: str, tokens: list[str], reason: str) -> None:
    assert tokens_of(folder, text) == tokens, reason


def test_the_card_tells_counts_digest_and_settings(folder: Path) -> None:
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "license: apache-2.0" in card
    assert "| stard | 24 |" in card
    assert "| dim | 16 |" in card
    assert "pairs.jsonl" in card


@pytest.mark.parametrize(
    ("query", "kept", "reason"),
    [
        ("谁可以申请海外仓建设补贴？", False, "the question itself"),
        ("请问谁可以申请海外仓建设补贴", False, "contains it"),
        ("申请海外仓建设补贴", False, "contained in it"),
        ("谁可以申请海外仓建设的补贴", True, "half of the 5-grams differ"),
        ("海外仓建设", True, "contained, but too short to tell"),
        ("出口退税怎么办理", True, "another question"),
    ],
)
def test_near_duplicates_of_excluded_questions_go(query: str, kept: bool, reason: str) -> None:
    pair = Pair("para", query, "别的事情")
    found = without_near_duplicates([pair], ["谁可以申请海外仓建设补贴？"])
    assert bool(found) is kept, reason
