"""Fitting on a few rows: the labels are told again, faults are named, and the same rows give the same file."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from assistant.asks import AskModel, Aspect, grams, unit_vector
from assistant.asks_training import train_asks
from assistant.cues import cues
from corpus.errors import ManifestError, ReadingError
from corpus.folding import fold
from corpus.library import Library
from index.model import Matrix

WORDS = {
    Aspect.UNITS: "谁负责",
    Aspect.ROLE: "承担哪些任务",
    Aspect.AMOUNT: "补多少钱",
    Aspect.CONTACT: "电话号码",
    Aspect.PROCEDURE: "怎么申请",
    Aspect.TIME: "什么时候截止",
    Aspect.NAMES: "名单在哪",
    Aspect.VALIDITY: "还有效吗",
    Aspect.WHICH_CLAUSES: "哪几条提到",
    Aspect.CLAUSE_COUNT: "一共几条",
    Aspect.OVERVIEW: "大概讲些啥",
    Aspect.NUMBER: "文号",
    Aspect.ISSUED: "哪天印发",
    Aspect.ISSUER: "哪个机关发的",
    Aspect.TITLE: "全称叫什么",
    Aspect.ADDRESSEES: "发给哪些单位",
    Aspect.PURPOSE: "为什么制定",
    Aspect.APPROVAL: "政府同意了没",
    Aspect.DEMAND: "对收文单位有何要求",
    Aspect.TARGET: "到2027年的目标",
    Aspect.CONFIRM: "是真的吧",
    Aspect.UNCLEAR: "那个东西",
}
ABOUT = ["海外仓", "退货", "人才", "园区", "直播"]


class HashingEncoder:
    """Vectors of hashed characters."""

    def __init__(self, name: str = "hashing") -> None:
        self.name, self.dimension = name, 8

    def encode(self, texts: Sequence[str]) -> Matrix:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for character in text:
                vector[zlib.crc32(character.encode()) % self.dimension] += 1.0
        return vectors


def write(path: Path, rows: Sequence[object]) -> Path:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every aspect with three subjects, and the subjects alone."""
    asked: list[object] = [
        {"question": f"{about}{words}", "asks": [aspect]}
        for aspect, words in WORDS.items()
        for about in ABOUT[:3]
    ]
    asked += [{"question": f"{about}有没有支持", "asks": []} for about in ABOUT]
    asked += [{"question": f"{about}谁负责,补多少钱", "asks": ["units", "amount"]} for about in ABOUT]  # fmt: skip
    return write(tmp_path_factory.mktemp("rows") / "asks.jsonl", asked)


@pytest.fixture(scope="module")
def report(rows: Path, library: Library) -> list[str]:
    """The lines printed while the model is fitted and written beside the rows."""
    with redirect_stdout(StringIO()) as printed:
        train_asks(rows, rows.with_name("asks.npz"), library.registry, HashingEncoder())
    return printed.getvalue().splitlines()


@pytest.fixture(scope="module")
def fitted(rows: Path, report: list[str]) -> Path:
    return rows.with_name("asks.npz")


@pytest.fixture(scope="module")
def model(fitted: Path) -> AskModel:
    with np.load(fitted) as data:
        assert [str(label) for label in data["labels"]] == list(Aspect)
        return AskModel(
            {str(term): i for i, term in enumerate(data["vocabulary"])},
            data["weights"].astype(np.float32),
            data["bias"],
            data["thresholds"],
            str(data["encoder"]),
            str(data["data"]),
        )


def asked(model: AskModel, question: str, library: Library) -> frozenset[Aspect]:
    text = fold(question).text
    names = [name for name, _ in library.registry.search_names]
    vector = unit_vector(HashingEncoder(), text)
    return model.asked(model.probabilities(grams(text, names), cues(text), vector))


# ---- fitting ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("aspect", Aspect)
def test_what_was_learnt_is_told_of_a_new_subject(
    aspect: Aspect, model: AskModel, library: Library
) -> None:
    assert aspect in asked(model, f"物流{WORDS[aspect]}", library)


def test_two_aspects_are_told_of_one_question(model: AskModel, library: Library) -> None:
    assert asked(model, "物流谁负责,补多少钱", library) >= {Aspect.UNITS, Aspect.AMOUNT}


def test_a_traditional_question_is_told_like_a_simplified_one(
    model: AskModel, library: Library
) -> None:
    assert asked(model, "物流誰負責", library) == asked(model, "物流谁负责", library)


def test_the_model_tells_what_it_was_fitted_on_and_with(model: AskModel, rows: Path) -> None:
    assert model.data == hashlib.sha256(rows.read_bytes()).hexdigest()
    assert model.encoder == "hashing"


def test_a_term_of_one_question_only_is_not_kept(model: AskModel) -> None:
    assert "负" in model.vocabulary
    assert "直 播 有 没" not in model.vocabulary


def test_weights_fit_the_terms_the_cues_and_the_vector(model: AskModel) -> None:
    shown = len(model.vocabulary) + len(cues("")) + HashingEncoder().dimension
    assert model.weights.shape == (shown, len(Aspect))


def test_the_same_rows_give_the_same_bytes(fitted: Path, rows: Path, library: Library) -> None:
    again = fitted.with_name("again.npz")
    train_asks(rows, again, library.registry, HashingEncoder())
    assert again.read_bytes() == fitted.read_bytes()


def test_each_label_is_reported_with_how_well_it_is_told(report: list[str]) -> None:
    first, *told = report
    assert first == f"{len(WORDS) * 3 + 10} questions, each seen as new"
    assert [line.split()[0] for line in told] == list(Aspect)
    units = next(line for line in told if line.startswith("units "))
    assert "    8  precision" in units
    assert "  F1 " in units


# ---- faults -----------------------------------------------------------------------------------------------------

FAULTY: list[tuple[object, str, str]] = [
    ({"question": "", "asks": []}, "question must be text, not ''", "empty"),
    ({"question": " ", "asks": []}, "question must be text, not ' '", "blank"),
    ({"question": 7, "asks": []}, "question must be text, not 7", "a number"),
    ({"question": "谁", "asks": "units"}, "asks must be a list of units, unit_role", "a string"),
    ({"question": "谁", "asks": ["who"]}, "asks must be a list of units", "an unknown label"),
    ({"question": "谁", "asks": ["units", None]}, "asks must be a list of units", "null"),
    ({"question": "谁", "asks": ["UNITS"]}, "asks must be a list of units", "in capitals"),
    ({"question": "谁", "asks": [["units"]]}, "asks must be a list of units", "a list in it"),
    ({"question": "谁"}, "has no 'asks'", "without labels"),
    ({"asks": []}, "has no 'question'", "without a question"),
    (["谁", "units"], "not a JSON object", "a list"),
]


@pytest.mark.parametrize(("row", "fault", "reason"), FAULTY)
def test_a_faulty_row_is_named_and_nothing_is_written(
    row: object, fault: str, reason: str, library: Library, tmp_path: Path
) -> None:
    rows = write(tmp_path / "asks.jsonl", [{"question": "谁负责", "asks": ["units"]}, row])
    output = tmp_path / "asks.npz"
    with pytest.raises(ManifestError) as caught:
        train_asks(rows, output, library.registry, HashingEncoder())
    (told,) = caught.value.faults
    assert told.startswith(f"line 2: {fault}"), reason
    assert not output.exists()


def test_every_faulty_row_is_named_at_once(library: Library, tmp_path: Path) -> None:
    rows = write(tmp_path / "asks.jsonl", [row for row, _, _ in FAULTY])
    with pytest.raises(ManifestError) as caught:
        train_asks(rows, tmp_path / "asks.npz", library.registry, HashingEncoder())
    assert len(caught.value.faults) == len(FAULTY)


def test_a_missing_file_is_a_reading_error(library: Library, tmp_path: Path) -> None:
    with pytest.raises(ReadingError):
        train_asks(
            tmp_path / "none.jsonl", tmp_path / "asks.npz", library.registry, HashingEncoder()
        )
