from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.library import Library
from index.classifier import NOT_STATED, OUT_OF_SCOPE, WHOLE_DOCUMENT, ClauseClassifier, fit, label
from index.errors import IndexCorrupt
from index.model import Passage
from index.passages import passages

QUESTIONS = ["海外仓有补贴吗", "直播培训", "退货的关税", "", "量子计算机", "warehouses subsidised"]


@pytest.fixture(scope="module")
def fitted(small: Library) -> ClauseClassifier:
    made = fit(passages(small))
    assert made
    return made


def best(model: ClauseClassifier, text: str) -> str:
    odds = model.probabilities(text)
    return max(odds, key=lambda c: odds[c])


@pytest.mark.parametrize(
    ("clause", "answered", "wanted"),
    [
        (7, True, "7"),
        (None, True, WHOLE_DOCUMENT),
        (7, False, NOT_STATED),
        (None, False, OUT_OF_SCOPE),
    ],
)
def test_a_passage_is_labelled_by_what_it_stands_for(
    passage: Callable[..., Passage], clause: int | None, answered: bool, wanted: str
) -> None:
    assert label(replace(passage("a"), clause=clause, answered=answered)) == wanted


def test_every_label_is_a_class(fitted: ClauseClassifier) -> None:
    assert set(fitted.classes) == {"0", "1", "2", "3", "4", NOT_STATED, OUT_OF_SCOPE}


@pytest.mark.parametrize("text", QUESTIONS)
def test_probabilities_sum_to_one_over_every_class(fitted: ClauseClassifier, text: str) -> None:
    odds = fitted.probabilities(text)
    assert sum(odds.values()) == pytest.approx(1.0, abs=1e-6)
    assert min(odds.values()) >= 0
    assert tuple(odds) == fitted.classes


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("海外仓的面积", "1"),
        ("技能竞赛", "2"),
        ("口岸查验", "3"),
        ("出口信用保险", "4"),
        ("公司注册", OUT_OF_SCOPE),
        ("补贴多少钱一平米", NOT_STATED),
    ],
)
def test_a_text_is_about_the_clause_that_has_its_words(
    fitted: ClauseClassifier, text: str, wanted: str
) -> None:
    assert best(fitted, text) == wanted


def test_a_text_of_unknown_words_only_is_not_known_at_all(fitted: ClauseClassifier) -> None:
    assert fitted.known_share("囍饕餮 quantum") == 0.0
    assert fitted.probabilities("囍饕餮 quantum") == fitted.probabilities("")


@pytest.mark.parametrize("text", ["", "!?"])
def test_a_text_without_features_is_not_known_at_all(fitted: ClauseClassifier, text: str) -> None:
    assert fitted.known_share(text) == 0.0


def test_known_share_is_the_share_of_features_seen(fitted: ClauseClassifier) -> None:
    """海 外 仓, 海外 外仓 and 海外仓 are known; 饕 and 仓饕 and 外仓饕 are not."""
    assert fitted.known_share("海外仓") == 1.0
    assert fitted.known_share("海外仓饕") == pytest.approx(6 / 9)


def test_what_is_loaded_is_what_was_saved(fitted: ClauseClassifier, tmp_path: Path) -> None:
    fitted.save(tmp_path / "c.npz")
    loaded = ClauseClassifier.load(tmp_path / "c.npz")
    assert (loaded.classes, loaded.vocabulary) == (fitted.classes, fitted.vocabulary)
    for name in ("idf", "weights", "bias"):
        assert np.array_equal(getattr(loaded, name), getattr(fitted, name))
        assert getattr(loaded, name).dtype == np.float32
    assert all(loaded.probabilities(q) == fitted.probabilities(q) for q in QUESTIONS)


def test_fitting_twice_gives_the_same(small: Library, fitted: ClauseClassifier) -> None:
    again = fit(passages(small))
    assert again
    assert np.array_equal(again.weights, fitted.weights)


def test_two_classes_are_told_apart(make_library: Callable[..., Library]) -> None:
    """scikit-learn gives one column for two classes."""
    text = "一、海外倉\n建設海外倉。\n二、人才\n培養人才。\n"
    made = fit(passages(make_library(text)))
    assert made
    assert made.weights.shape == (len(made.vocabulary), 2)
    for word, wanted in (("海外仓", "1"), ("人才", "2")):
        odds = made.probabilities(word)
        assert sum(odds.values()) == pytest.approx(1.0, abs=1e-6)
        assert best(made, word) == wanted
        assert odds[wanted] > 0.7
    assert made.probabilities("饕")["1"] == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("text", ["", "只有一句。", "一、海外倉\n建設海外倉。\n"])
def test_fewer_than_two_classes_need_no_classifier(
    make_library: Callable[..., Library], text: str
) -> None:
    assert fit(passages(make_library(text))) is None


def test_passages_without_any_terms_have_no_classifier(passage: Callable[..., Passage]) -> None:
    assert fit([passage("a", "!"), replace(passage("b", "?"), clause=2)]) is None


@pytest.mark.parametrize("harm", ["gone", "empty", "half", "junk", "other"])
def test_a_damaged_file_is_told(fitted: ClauseClassifier, tmp_path: Path, harm: str) -> None:
    path = tmp_path / "c.npz"
    fitted.save(path)
    whole = path.read_bytes()
    if harm == "gone":
        path.unlink()
    elif harm == "other":
        np.savez(path, something=np.zeros(3))
    else:
        path.write_bytes({"empty": b"", "half": whole[: len(whole) // 2], "junk": b"x" * 999}[harm])
    with pytest.raises(IndexCorrupt, match=r"the classifier in .*c\.npz cannot be read"):
        ClauseClassifier.load(path)


def test_a_file_with_python_objects_in_it_is_not_run(tmp_path: Path) -> None:
    np.savez(tmp_path / "c.npz", classes=np.array([{"a": 1}], dtype=object))
    with pytest.raises(IndexCorrupt, match="cannot be read"):
        ClauseClassifier.load(tmp_path / "c.npz")
