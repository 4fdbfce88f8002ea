"""Questions on documents of one's own, and how their answers are counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.errors import EvaluationError
from assistant.evaluation.documents import (
    Outcome,
    assistant_with,
    check_places,
    document_lines,
    outcome,
    read_document_questions,
)
from assistant.model import Question
from corpus.errors import ManifestError

QUESTIONS = Path(__file__).parents[3] / "assistant/evaluation/sets"
LAW = """云岭县樱桃种植办法
第一条 为了规范樱桃种植，制定本办法。
第二条 果农采摘樱桃应当佩戴草帽。
第三条 樱桃核不得丢入池塘；丢入池塘的，可以处十元以下罚款。
第四条 樱桃酱应当装入玻璃罐，罐口用蜡密封。
"""
TITLE = "云岭县樱桃种植办法"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("documents")
    (made / "cherries.txt").write_text(LAW, encoding="utf-8")
    (made / "README.md").write_text("# Not a document\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def held(
    folder: Path, assistant: Assistant, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("YUCE_DATA_DIR", str(data_dir))
        with assistant_with(folder) as made:
            yield made


def row(**fields: object) -> dict[str, object]:
    full = {"id": "a", "question": "要戴草帽吗", "document": TITLE, "articles": [2], "kind": "topical"}  # fmt: skip
    return {**full, **fields}


def written(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return path


def test_a_folder_is_taken_in_apart_from_the_data_in_use(held: Assistant, data_dir: Path) -> None:
    assert [held.library.parsed[key].document.title for key in held.library.own] == [TITLE]
    assert not (data_dir / "documents").exists()


def test_a_folder_without_documents_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="has no document"), assistant_with(tmp_path):
        pass


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"question": "采摘樱桃要戴草帽吗"}, Outcome.FIRST),
        ({"question": "采摘樱桃要戴草帽吗", "articles": [4]}, Outcome.WRONG),
        ({"question": "海外仓怎么支持"}, Outcome.POLICY),
        ({"question": "驾照扣满12分怎么办"}, Outcome.REFUSED),
        (
            {"question": "采摘樱桃要戴草帽吗", "articles": [4], "also": [{"document": TITLE, "articles": [2]}]},
            Outcome.FIRST,
        ),
    ],
)  # fmt: skip
def test_each_outcome_is_told_apart(
    held: Assistant, tmp_path: Path, fields: dict[str, object], wanted: Outcome
) -> None:
    (question,) = read_document_questions(written(tmp_path / "q.jsonl", row(**fields)))
    answer = held.ask(Question(question.question))
    assert outcome(answer, question, held.library) is wanted


def test_the_table_counts_every_question_once(held: Assistant, tmp_path: Path) -> None:
    rows = (
        row(id="a", question="采摘樱桃要戴草帽吗"),
        row(id="b", question="樱桃核丢进池塘罚多少钱", articles=[4], kind="named"),
        row(id="c", question="驾照扣满12分怎么办", document="", articles=[], kind="absent"),
    )
    questions = read_document_questions(written(tmp_path / "q.jsonl", *rows))
    lines = list(document_lines(held.ask, held.library, questions))
    assert lines[0].startswith("b 樱桃核丢进池塘罚多少钱: ")
    assert "1/2 50.0%" in lines[-2]
    assert lines[-1] == "refused where no text answers: 1/1 100.0% (21%–100%)"


def test_an_article_that_is_not_held_is_told(held: Assistant, tmp_path: Path) -> None:
    questions = read_document_questions(written(tmp_path / "q.jsonl", row(articles=[9])))
    with pytest.raises(EvaluationError, match=rf"a \({TITLE} 9\)"):
        check_places(questions, held.library)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"articles": 2}, "articles must be a list of numbers"),
        ({"articles": []}, "kind topical has 0 articles"),
        ({"kind": "absent"}, "kind absent has 1 articles"),
        ({"also": "x"}, "also must be a list of objects"),
    ],
)
def test_a_broken_row_is_told(tmp_path: Path, fields: dict[str, object], fault: str) -> None:
    with pytest.raises(ManifestError, match=fault):
        read_document_questions(written(tmp_path / "q.jsonl", row(**fields)))


def test_the_question_sets_are_apart_and_of_every_kind() -> None:
    sets = [read_document_questions(QUESTIONS / f"{name}.jsonl") for name in ("laws", "laws_tune")]
    for questions in sets:
        assert len(questions) >= 150
        assert {q.kind for q in questions} == {"topical", "named", "english", "absent"}
        assert len({q.id for q in questions}) == len(questions)
    first, second = ({q.question for q in questions} for questions in sets)
    assert not first & second
