"""The question sets: labels agree with the texts, and no question was seen before."""

from __future__ import annotations

import ast
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest

from assistant.evaluation.questions import GoldQuestion, check_labels
from corpus.folding import fold
from corpus.library import Library

SETS = Path(__file__).parent.parent / "assistant/evaluation/sets"
CLOSE = 0.45
"""Two questions that share more of their pieces than this are one question, reworded."""


@dataclass(frozen=True)
class Asked:
    """A question, as what is compared: pieces of its search form without white space and marks."""

    id: str
    pieces: frozenset[str]


def asked(key: str, question: str) -> Asked:
    form = "".join(c for c in fold(question).text if c.isalnum())
    size = (
        3 if form.isascii() else 2
    )  # two Chinese characters say about as much as three letters or more
    starts = range(max(1, len(form) - size + 1))
    return Asked(key, frozenset(form[i : i + size] for i in starts))


def close(new: Iterable[Asked], known: Iterable[Asked]) -> list[tuple[str, str, float]]:
    """Pairs that are equal or close, by |A ∩ B| / |A ∪ B| of their pieces."""
    seen = list(known)
    having: defaultdict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(seen):
        for piece in one.pieces:
            having[piece].append(at)
    found = []
    for one in new:
        shared = Counter(at for piece in one.pieces for at in having[piece])
        for at, count in sorted(shared.items()):
            likeness = count / (len(one.pieces) + len(seen[at].pieces) - count)
            if likeness >= CLOSE:
                found.append((one.id, seen[at].id, round(likeness, 2)))
    return found


def of_gold(questions: tuple[GoldQuestion, ...]) -> list[Asked]:
    """Follow-ups are left out: 「那谁负责」 means something else in every talk."""
    return [asked(q.id, q.question) for q in questions if not q.history]


def quietly(holds: bool, message: str) -> None:
    """Assert without a traceback, which would show held-out questions."""
    if not holds:
        pytest.fail(message, pytrace=False)


@pytest.fixture(scope="module")
def similar(library: Library) -> list[Asked]:
    return [
        asked(f"{key}:{number}", row.question)
        for key, rows in library.similar.items()
        for number, row in enumerate(rows, 1)
    ]


@pytest.fixture(scope="module")
def labelled() -> list[Asked]:
    """What the model of what is asked for was fitted on."""
    lines = files("assistant").joinpath("asks.jsonl").read_text("utf-8").splitlines()
    questions = (json.loads(line)["question"] for line in lines)
    return [asked(f"asks:{number}", question) for number, question in enumerate(questions, 1)]


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("海外仓备案要交纸质材料吗", "海外倉備案要交紙質材料嗎?", True),
        ("海外仓备案要交纸质材料吗", "请问海外仓备案要交纸质材料吗", True),
        ("海外仓备案要交纸质材料吗", "海外仓在哪里建", False),
        ("税", "税", True),
    ],
)
def test_a_reworded_question_is_recognised(one: str, other: str, wanted: bool) -> None:
    assert bool(close([asked("a", one)], [asked("b", other)])) is wanted


def test_the_tuning_labels_agree_with_the_texts(
    tune: tuple[GoldQuestion, ...], library: Library
) -> None:
    assert len(tune) >= 100
    assert check_labels(tune, library) == []


def test_the_held_out_labels_agree_with_the_texts(
    held_out: tuple[GoldQuestion, ...], library: Library
) -> None:
    faults = len(check_labels(held_out, library))
    quietly(faults == 0, f"{faults} faults")
    quietly(len(held_out) >= 100, "too few questions")


def test_no_tuning_question_is_a_similar_question(
    tune: tuple[GoldQuestion, ...], similar: list[Asked]
) -> None:
    assert close(of_gold(tune), similar) == []


def test_no_held_out_question_is_a_similar_question(
    held_out: tuple[GoldQuestion, ...], similar: list[Asked]
) -> None:
    pairs = close(of_gold(held_out), similar)
    quietly(not pairs, f"{pairs}")


def test_no_held_out_question_is_a_tuning_question(
    held_out: tuple[GoldQuestion, ...], tune: tuple[GoldQuestion, ...]
) -> None:
    pairs = close(of_gold(held_out), of_gold(tune))
    quietly(not pairs, f"{pairs}")


def test_no_labelled_row_is_a_tuning_question(
    labelled: list[Asked], tune: tuple[GoldQuestion, ...]
) -> None:
    assert len(labelled) >= 1000
    assert close(of_gold(tune), labelled) == []


def test_no_labelled_row_is_a_held_out_question(
    held_out: tuple[GoldQuestion, ...], labelled: list[Asked]
) -> None:
    pairs = close(of_gold(held_out), labelled)
    quietly(not pairs, f"{pairs}")


@pytest.mark.parametrize("name", ["tune", "held_out"])
def test_no_question_stands_in_a_set_twice(name: str, request: pytest.FixtureRequest) -> None:
    questions = of_gold(request.getfixturevalue(name))
    twice = [pair for pair in close(questions, questions) if pair[0] != pair[1]]
    quietly(not twice, f"{twice}")


@pytest.mark.parametrize("name", ["tune", "held_out"])
def test_every_script_is_asked_in(name: str, request: pytest.FixtureRequest) -> None:
    questions: tuple[GoldQuestion, ...] = request.getfixturevalue(name)
    quietly({q.script for q in questions} == {"hans", "hant", "en", "mixed"}, "a script is missing")


# ---- what a failure shows ---------------------------------------------------------------------------------------


def test_a_quiet_failure_has_a_message_and_no_traceback() -> None:
    with pytest.raises(pytest.fail.Exception) as caught:
        quietly(False, "3 pairs")
    assert (caught.value.msg, caught.value.pytrace) == ("3 pairs", False)
    quietly(True, "nothing is said of what holds")


def is_given_held_out(function: ast.FunctionDef) -> bool:
    """By a fixture, or by name in a table."""
    names = {argument.arg for argument in function.args.args}
    tables = (n for d in function.decorator_list for n in ast.walk(d) if isinstance(n, ast.Constant))  # fmt: skip
    return "held_out" in names or any(n.value == "held_out" for n in tables)


def test_no_test_of_the_held_out_questions_asserts_with_a_traceback() -> None:
    """pytest shows the arguments and the compared values of an assert that fails."""
    told = []
    for path in sorted(Path(__file__).parent.rglob("test_*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef) and is_given_held_out(function):
                told += [f"{path.name}:{n.lineno}" for n in ast.walk(function) if isinstance(n, ast.Assert)]  # fmt: skip
    assert told == []


def of_laws(name: str) -> list[Asked]:
    """A set of questions on laws that are not held here."""
    rows = (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [asked(row["id"], row["question"]) for row in map(json.loads, rows)]


MEASURED = ("laws", "laws_unseen", "laws_second")
FITTED_ON = ("laws_tune", *(f"other_laws_{letter}" for letter in "abcde"))


def test_no_test_question_on_laws_is_close_to_one_that_the_ranking_was_fitted_on() -> None:
    measured = [one for name in MEASURED for one in of_laws(name)]
    fitted_on = [one for name in FITTED_ON for one in of_laws(name)]
    found = close(measured, fitted_on)
    quietly(not found, f"{len(found)} pairs are close")


def test_no_question_on_laws_is_close_to_a_similar_question(similar: list[Asked]) -> None:
    found = close([one for name in (*MEASURED, *FITTED_ON) for one in of_laws(name)], similar)
    quietly(not found, f"{len(found)} pairs are close")
