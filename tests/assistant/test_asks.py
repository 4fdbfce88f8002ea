"""The shipped model of what is asked for: it fits its rows and its encoder, and says how likely each aspect is."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.asks import AskModel, AskReader, Aspect, grams, load_model, unit_vector
from assistant.cues import PATTERNS, cues
from assistant.errors import SettingsError
from corpus.folding import fold
from corpus.library import Library
from index.encoder import load_encoder
from index.model import Matrix

PACKAGE = Path(str(files("assistant")))
ROOT = PACKAGE.parent


class FixedEncoder:
    """The vector of any text is the one given."""

    def __init__(self, vector: Sequence[float], name: str = "fixed") -> None:
        self.name, self.dimension, self._vector = name, len(vector), vector

    def encode(self, texts: Sequence[str]) -> Matrix:
        return np.array([self._vector] * len(texts), dtype=np.float32)


@pytest.fixture(scope="module")
def model() -> AskModel:
    return load_model()


@pytest.fixture(scope="module")
def names(library: Library) -> list[str]:
    return [name for name, _ in library.registry.search_names]


# ---- what is shipped --------------------------------------------------------------------------------------------


def test_the_shipped_model_was_fitted_on_the_shipped_rows(model: AskModel) -> None:
    rows = (PACKAGE / "asks.jsonl").read_bytes()
    assert model.data == hashlib.sha256(rows).hexdigest(), "`yuce train-asks` fits it anew"


def test_the_shipped_model_was_fitted_with_the_shipped_encoder(model: AskModel) -> None:
    assert model.encoder == load_encoder().name


def test_the_shipped_model_has_a_weight_for_all_that_it_is_shown(model: AskModel) -> None:
    shown = len(model.vocabulary) + len(cues("")) + load_encoder().dimension
    assert model.weights.shape == (shown, len(Aspect))
    assert model.bias.shape == model.thresholds.shape == (len(Aspect),)
    assert np.isfinite(model.weights).all()
    assert ((model.thresholds > 0) & (model.thresholds < 1)).all()


def test_every_aspect_is_asked_for_in_the_shipped_rows() -> None:
    lines = (PACKAGE / "asks.jsonl").read_text(encoding="utf-8").splitlines()
    asked = Counter(label for line in lines for label in json.loads(line)["asks"])
    assert set(asked) == {a.value for a in Aspect}
    assert min(asked.values()) >= 10


def test_no_shipped_row_stands_twice_with_other_labels() -> None:
    labels: dict[str, set[str]] = {}
    twice = []
    for line in (PACKAGE / "asks.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        form = fold(row["question"]).text.strip()
        if labels.setdefault(form, set(row["asks"])) != set(row["asks"]):
            twice.append(row["question"])
    assert twice == []


# ---- reading ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def read(
    asks: AskReader, names: list[str]
) -> Callable[[str], tuple[dict[Aspect, float], frozenset[Aspect]]]:
    def reading(text: str) -> tuple[dict[Aspect, float], frozenset[Aspect]]:
        form = fold(text).text
        return asks.read(form, names, cues(form))

    return reading


@pytest.mark.parametrize(
    ("text", "wanted", "reason"),
    [
        ("海外仓这块谁说了算", {Aspect.UNITS}, "no word of the cues"),
        ("海外倉這塊誰說了算", {Aspect.UNITS}, "the same in Traditional"),
        ("建海外仓能补几多钱,找哪个局", {Aspect.UNITS, Aspect.AMOUNT}, "two things at once"),
        ("how much do they pay for a trade mark abroad", {Aspect.AMOUNT}, "English"),
        ("Is it still in force?", {Aspect.VALIDITY}, "English"),
        ("海外仓这块有没有啥支持", set(), "substance only"),
        ("这份文件一共几条", {Aspect.CLAUSE_COUNT}, "the document"),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_told(  # type: ignore[no-untyped-def]
    read, text: str, wanted: set[Aspect], reason: str
) -> None:
    _, asked = read(text)
    assert asked == wanted, reason


@settings(deadline=None, max_examples=50)
@given(st.one_of(st.text(max_size=60), st.sampled_from(["", " ", "□", "^ $", "\0", "囍" * 500])))
def test_any_text_has_a_probability_from_0_to_1_for_every_aspect(  # type: ignore[no-untyped-def]
    read, text: str
) -> None:
    chances, asked = read(text)
    assert list(chances) == list(Aspect)
    assert all(0 <= chance <= 1 for chance in chances.values())
    assert asked <= set(chances)


def test_the_same_text_is_read_the_same_whatever_the_script(read) -> None:  # type: ignore[no-untyped-def]
    assert read("第七条谁负责") == read("第七條誰負責")


def test_a_model_of_another_encoder_is_refused() -> None:
    with pytest.raises(SettingsError) as caught:
        AskReader(FixedEncoder([1.0], "other"))
    assert "not other; `yuce train-asks` fits it anew" in str(caught.value)


# ---- the model --------------------------------------------------------------------------------------------------


def made(**changes: object) -> AskModel:
    """Two terms, a cue and a vector of two; only the first two aspects have weights."""
    weights = np.zeros((5, len(Aspect)), dtype=np.float32)
    weights[0, 0], weights[1, 0], weights[2, 1], weights[3, 1] = 3.0, 1.0, 2.0, 4.0
    bias = np.zeros(len(Aspect), dtype=np.float32)
    half = np.full(len(Aspect), 0.5, dtype=np.float32)
    made = AskModel({"谁": 0, "管": 1}, weights, bias, half, "fixed", "digest")
    return replace(made, **changes)  # type: ignore[arg-type]


def sigmoid(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


@pytest.mark.parametrize(
    ("terms", "cue", "vector", "units", "role"),
    [
        ([], False, [0, 0], 0.0, 0.0),
        (["谁"], False, [0, 0], 3.0, 0.0),
        (["谁", "管"], False, [0, 0], 4 / np.sqrt(2), 0.0),
        (["谁", "未知"], False, [0, 0], 3.0, 0.0),
        (["未知"], True, [0, 0], 0.0, 2.0),
        ([], True, [0.5, 9], 0.0, 4.0),
    ],
)
def test_terms_known_cues_and_vector_add_up(
    terms: list[str], cue: bool, vector: list[float], units: float, role: float
) -> None:
    chances = made().probabilities(terms, [cue], np.array(vector, dtype=np.float32))
    assert chances[Aspect.UNITS] == pytest.approx(sigmoid(units))
    assert chances[Aspect.ROLE] == pytest.approx(sigmoid(role))
    assert chances[Aspect.TIME] == 0.5


def test_reading_leaves_the_bias_as_it_is() -> None:
    model = made()
    vector = np.ones(2, dtype=np.float32)
    first = model.probabilities(["谁"], [True], vector)
    assert model.probabilities(["谁"], [True], vector) == first
    assert not model.bias.any()


def test_an_aspect_is_asked_for_from_its_own_threshold_on() -> None:
    limits = np.full(len(Aspect), 0.5, dtype=np.float32)
    limits[0] = 0.25
    chances = dict.fromkeys(Aspect, 0.49) | {Aspect.UNITS: 0.25, Aspect.ROLE: 0.5}
    assert made(thresholds=limits).asked(chances) == {Aspect.UNITS, Aspect.ROLE}


def test_the_same_model_is_packed_into_the_same_bytes(model: AskModel) -> None:
    assert made().packed() == made().packed()
    assert made().packed() != made(data="other").packed()
    assert load_model().packed() == model.packed() == (PACKAGE / "asks.npz").read_bytes()


@pytest.mark.parametrize(
    ("vector", "wanted"),
    [([3.0, 4.0], [0.6, 0.8]), ([0.0, 0.0], [0.0, 0.0]), ([1.0, 0.0], [1.0, 0.0])],
)
def test_vectors_have_length_one_or_none(vector: list[float], wanted: list[float]) -> None:
    assert unit_vector(FixedEncoder(vector), "x") == pytest.approx(np.array(wanted))


# ---- terms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("市商务委负责什么", "重庆海关负责什么", "two units"),
        ("补贴50万", "补贴5万", "two numbers"),
        ("到2027年", "到2030年", "two years"),
        ("measure 7", "measure 12", "numbers in English"),
        ("重庆市商务委员会管吗", "市商务委管吗", "a full and a short name"),
    ],
)
def test_units_and_numbers_are_masked(one: str, other: str, reason: str, names: list[str]) -> None:
    assert grams(one, names) == grams(other, names), reason


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("谁负责", "负责谁", "the order counts"),
        ("谁负责", "谁负责?", "so do marks"),
        ("市商务委负责", "负责", "a masked unit is still there"),
        ("补5万", "补万", "so is a masked number"),
        ("第7条", "第七条", "Chinese numerals are words"),
    ],
)
def test_other_texts_have_other_terms(one: str, other: str, reason: str, names: list[str]) -> None:
    assert set(grams(one, names)) != set(grams(other, names)), reason


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ["^", "$", "^ $"]),
        ("谁", ["^", "谁", "$", "^ 谁", "谁 $", "^ 谁 $"]),
        ("rcep 2027", ["^", "rcep", "0", "$", "^ rcep", "rcep 0", "0 $", "^ rcep 0", "rcep 0 $", "^ rcep 0 $"]),
        ("谁谁", ["^", "谁", "$", "^ 谁", "谁 谁", "谁 $", "^ 谁 谁", "谁 谁 $", "^ 谁 谁 $"]),
    ],
)  # fmt: skip
def test_terms_are_runs_of_one_to_four_each_once(text: str, wanted: list[str]) -> None:
    assert grams(text, []) == wanted


def test_no_term_has_a_character_that_numpy_cuts_off(names: list[str]) -> None:
    """A NUL at the end of a string is lost in an array, and the vocabulary with it."""
    assert not any("\0" in term for name in names for term in grams(f"{name}负责{name}", names))


# ---- damage -----------------------------------------------------------------------------------------------------


def npz(path: Path, **changes: object) -> None:
    with np.load(path) as data:
        kept = {key: data[key] for key in data.files} | changes
    np.savez(path, **{key: value for key, value in kept.items() if value is not None})  # type: ignore[arg-type]


DAMAGE: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "junk": lambda path: path.write_bytes(b"x" * 999),
    "a damaged middle": lambda path: path.write_bytes(
        path.read_bytes()[:5000] + b"x" * 5000 + path.read_bytes()[10000:]
    ),
    "no weights": lambda path: npz(path, weights=None),
    "one aspect less": lambda path: npz(path, labels=np.array([a.value for a in Aspect][1:])),
    "aspects in another order": lambda path: npz(path, labels=np.array([a.value for a in Aspect][::-1])),
    "Python objects": lambda path: npz(path, vocabulary=np.array([{"a": 1}], dtype=object)),
}  # fmt: skip


@pytest.mark.parametrize("harm", DAMAGE)
def test_a_damaged_file_is_a_settings_error(harm: str, tmp_path: Path) -> None:
    copy = tmp_path / "assistant"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "evaluation"))
    DAMAGE[harm](copy / "asks.npz")
    code = (
        "from assistant.asks import load_model\n"
        "try:\n    load_model()\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    told = ran.stdout.strip()
    assert told.startswith("SettingsError")
    assert str(copy / "asks.npz") in told


# ---- cues -------------------------------------------------------------------------------------------------------


def test_cues_are_told_in_the_order_of_the_patterns_and_the_wish_to_confirm_comes_last() -> None:
    assert len(cues("")) == len(PATTERNS) + 1
    assert not any(cues(""))
    seen = dict(zip([*PATTERNS, Aspect.CONFIRM], cues("第七条是税务局负责的吧"), strict=True))
    assert seen[Aspect.CONFIRM]
    assert dict(zip(PATTERNS, cues("补贴多少钱"), strict=False))[Aspect.AMOUNT]


@pytest.mark.parametrize("aspect", PATTERNS)
def test_cues_are_written_in_search_form(aspect: Aspect) -> None:
    written = re.sub(r"\\.", " ", PATTERNS[aspect].pattern)
    never_found = {c for c in written if fold(c).text != c}
    assert never_found == set()
