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

from index.benchmark import read_benchmark
from index.training import main
from index.training_pairs import Pair, sentence_pairs, without_near_duplicates
from index.training_report import evaluate

TOPICS = [
    "海外仓建设补贴",
    "跨境电商人才培训",
    "口岸通关便利",
    "出口信用保险",
    "物流通道",
    "品牌培育",
]
ASKED = ["{}有什么支持？", "怎样申请{}？", "Who may apply for {} in 2023?", "{}由哪个单位负责？"]

SLANG = {  # a document's subject: how it is asked in training, and in the test
    "海外仓建设补贴": ("外头租个库房给不给钱", "外头的库房谁给钱"),
    "跨境电商人才培训": ("招不到会外语的小伙子", "会外语的小伙子上哪找"),
    "口岸通关便利": ("东西老卡在边上过不去", "卡在边上好几天"),
    "出口信用保险": ("老外赖账不给钱咋整", "碰上老外赖账"),
}

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


@pytest.fixture(scope="module")
def benchmark(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four documents, each with a training and a test question in words of its own."""
    folder = tmp_path_factory.mktemp("bench") / "tiny"
    (folder / "qrels").mkdir(parents=True)
    documents = [
        {"_id": f"d{n}", "title": t, "text": f"{t}由市里办理。窗口在一楼。"}
        for n, t in enumerate(SLANG)
    ]
    asked = [
        {"_id": f"{s}{n}", "text": text}
        for n, texts in enumerate(SLANG.values())
        for s, text in zip(("r", "q"), texts, strict=True)
    ]
    for name, rows in (("corpus", documents), ("queries", asked)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    for split, letter in (("train", "r"), ("test", "q")):
        rows = [f"{letter}{n}\td{n}\t1" for n in range(len(SLANG))]
        (folder / "qrels" / f"{split}.tsv").write_text(
            "\n".join(["q\td\ts", *rows]), encoding="utf-8"
        )
    return folder


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


def test_adaptation_teaches_what_the_pairs_do_not(
    folder: Path, benchmark: Path, tmp_path: Path
) -> None:
    out = tmp_path / "adapted"
    sizes = [
        "--dim",
        "16",
        "--vocabulary",
        "400",
        "--latin",
        "120",
        "--batch",
        "8",
        "--epochs",
        "2",
    ]
    steps = ["--adapt-questions", "4", "--adapt-rounds", "60", "--adapt-drawn", "4"]
    pairs = tmp_path / "pairs.jsonl"  # with the words, but without what they stand for
    rows = [["para", asked, asked + "呢"] for asked, _ in SLANG.values()]
    known = (folder.parent / "pairs.jsonl").read_text(encoding="utf-8")
    pairs.write_text(known + "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    where = ["--adapt", str(benchmark), "--corpora", str(benchmark), "--bench", str(benchmark)]
    main(["--pairs", str(pairs), "--out", str(out), *sizes, *steps, *where])
    test = read_benchmark(benchmark)
    before, after = (
        evaluate(SentenceTransformer(str(model), local_files_only=True, device="cpu"), test)["R@1"]
        for model in (folder, out)
    )
    assert after == 1.0 > before
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "| tiny, test | 1.000 |" in card
    assert "| own |" in card


def test_a_sentence_stands_against_the_rest_of_its_document() -> None:
    pairs = sentence_pairs(["海外倉建設有補貼。補貼由市商務委發放。短。"], "own")
    assert [(p.query, p.positive) for p in pairs] == [
        ("海外仓建设有补贴。", "补贴由市商务委发放。短。"),
        ("补贴由市商务委发放。", "海外仓建设有补贴。短。"),
    ]


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
