"""Reading questions, and checking their labels against the texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.questions import GoldQuestion, check_labels, read_questions
from assistant.model import Role, Status, Turn
from corpus.library import Library
from corpus.model import DocumentKind

QUESTIONS = Path(__file__).parents[3] / "assistant/evaluation/sets"
ROW: dict[str, Any] = {
    "id": "q1",
    "question": "问",
    "kind": "topical",
    "script": "hans",
    "status": ["answered"],
    "accept": [7],
    "require": [7],
    "units": ["重慶市稅務局", "重慶海關"],
    "evidence": ["為跨境電商企業提供涉稅輔導個性化服務"],
    "facts": ["一", ["二", "两"]],
    "forbidden": [],
}


def write(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_a_row_becomes_a_question(tmp_path: Path) -> None:
    turn = {"role": "user", "content": "前"}
    row = {**ROW, "as_of": "2025-12-31", "history": [turn], "exact": True, "note": "x"}
    (got,) = read_questions(write(tmp_path, row))
    assert got.status == (Status.ANSWERED,)
    assert got.facts == (("一",), ("二", "两"))
    assert (got.as_of, got.history) == (date(2025, 12, 31), (Turn(Role.USER, "前"),))
    assert (got.accept, got.exact, got.document) == ((7,), True, None)


def test_a_document_question_names_its_document(tmp_path: Path) -> None:
    (got,) = read_questions(write(tmp_path, {**ROW, "accept": [], "document": "notice"}))
    assert got.document is DocumentKind.NOTICE


def test_blank_lines_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    assert len(read_questions(write(tmp_path, "\ufeff" + json.dumps(ROW), "", "  "))) == 1


BROKEN = [
    ("not JSON", "{", "not JSON"),
    ("not an object", [1], "not an object"),
    ("a field is missing", {k: v for k, v in ROW.items() if k != "units"}, "'units' is missing"),
    ("an unknown field", {**ROW, "forbiden": []}, "'forbiden' is unknown"),
    ("an unknown status", {**ROW, "status": ["fine"]}, "'status' is [\"fine\"]"),
    ("no status", {**ROW, "status": []}, "'status' is []"),
    ("an unknown script", {**ROW, "script": "latin"}, "one of hans, hant, en, mixed"),
    ("a clause that is a text", {**ROW, "accept": ["7"]}, "a list of clause numbers"),
    ("a clause that is true", {**ROW, "accept": [True]}, "a list of clause numbers"),
    ("evidence that is empty", {**ROW, "evidence": [""]}, "'evidence' is [\"\"]"),
    ("a fact without wording", {**ROW, "facts": [[]]}, "lists of alternative texts"),
    ("a date that is none", {**ROW, "as_of": "2025-02-30"}, "a date like 2025-12-31"),
    ("a turn of nobody", {**ROW, "history": [{"role": "cat", "content": ""}]}, "'history' is"),
    ("an unknown document", {**ROW, "document": "novel"}, "'document' is \"novel\""),
]


@pytest.mark.parametrize(("line", "named"), [r[1:] for r in BROKEN], ids=[r[0] for r in BROKEN])
def test_a_fault_is_named_with_its_line(line: object, named: str, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError) as caught:
        read_questions(write(tmp_path, {**ROW, "id": "q0"}, line))
    assert "line 2: " in str(caught.value)
    assert named in str(caught.value)


def test_all_faults_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    bad = {**ROW, "id": "q2", "kind": "", "status": "answered"}
    with pytest.raises(EvaluationError) as caught:
        read_questions(write(tmp_path, ROW, "", "{", bad, ROW))
    named = [text.strip()[:7] for text in str(caught.value).splitlines()[1:]]
    assert named == ["line 3:", "line 4:", "line 4:", "line 5:"]
    assert "id 'q1' stands in line 1 already" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe"])
def test_a_file_without_questions_is_an_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(content)
    with pytest.raises(EvaluationError):
        read_questions(path)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="should be a UTF-8 file"):
        read_questions(tmp_path / "none.jsonl")


def test_the_labels_of_the_tuning_questions_agree_with_the_texts(library: Library) -> None:
    questions = read_questions(QUESTIONS / "tune.jsonl")
    assert len(questions) == 2087
    assert check_labels(questions, library) == []


LABELS: list[tuple[str, dict[str, Any], str]] = [
    ("evidence of another clause", {"accept": (6,)}, "not verbatim in the accepted clauses [6]"),
    (
        "evidence in the other script",
        {"accept": (7,), "evidence": ("为跨境电商企业",)},
        "not verbatim",
    ),
    (
        "evidence of a clause for the notice",
        {"document": DocumentKind.NOTICE},
        "not verbatim in the notice",
    ),
    (
        "a unit is missing",
        {"accept": (7,), "units": ("重慶海關",)},
        "clause 7 prints 重慶市稅務局、重慶海關",
    ),
    (
        "units of two clauses",
        {"accept": (6, 7), "units": ("重慶海關",)},
        "accept should be one clause",
    ),
    ("a clause that is not there", {"accept": (7, 16)}, "has no clause 16"),
    ("required but not accepted", {"accept": (7,), "require": (6,)}, "should be within accept [7]"),
    ("exact without clauses", {"accept": (7,), "exact": True}, "require should name the clauses"),
    ("two places", {"accept": (7,), "document": DocumentKind.NOTICE, "evidence": ()}, "both given"),
    ("no place", {"evidence": ()}, "accept or document should say from where"),
]


@pytest.mark.parametrize(("changes", "named"), [r[1:] for r in LABELS], ids=[r[0] for r in LABELS])
def test_a_label_that_disagrees_is_named(
    changes: dict[str, Any], named: str, gold: Callable[..., GoldQuestion], library: Library
) -> None:
    (fault,) = check_labels([gold(**{"evidence": tuple(ROW["evidence"]), **changes})], library)
    assert fault.startswith("q1: ")
    assert named in fault


def test_an_id_that_occurs_twice_is_named(
    gold: Callable[..., GoldQuestion], library: Library
) -> None:
    question = gold(accept=(7,))
    assert check_labels([question, question], library) == [
        "q1: the id occurs 2 times; it should once"
    ]
