"""A file of questions answered: in order, whole or not at all, a bad row in its own place."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.batch import answer_file, answer_line, question_from
from assistant.bootstrap import Assistant
from assistant.errors import AssistantError, QuestionError
from assistant.evaluation.runs import read_answers
from assistant.model import Answer, Language, Question, Role, Status, Turn

Rows = list[dict[str, Any]]


def echo(question: Question) -> Answer:
    """An assistant that says what it was asked."""
    if not question.text.strip():
        raise QuestionError("the question is empty")
    return Answer("own-id", question.text, Language.HANS, Status.OUT_OF_SCOPE, question.text)


def rows_of(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Rows]:
    """Answers lines of bytes and gives the rows that were written."""

    def answer(*lines: bytes, ask: Callable[[Question], Answer] = echo) -> Rows:
        source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        source.write_bytes(b"\n".join(lines))
        answer_file(ask, source, target, progress=False)
        return rows_of(target)

    return answer


def row(**fields: Any) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()


def test_rows_come_out_in_order_with_their_ids(run: Callable[..., Rows]) -> None:
    got = run(*(row(id=f"q{n}", question=f"问题{n}") for n in range(50)))
    assert [(r["id"], r["question"]) for r in got] == [(f"q{n}", f"问题{n}") for n in range(50)]


BAD_ROWS = [
    (b"{", "not JSON"),
    (b"not json at all", "not JSON"),
    (b'{"id": "x", "question": "a"', "not JSON"),
    (b"\xff\xfe\x00", "not UTF-8"),
    (b'{"id": "x", "question": "\xc3("}', "not UTF-8"),
    (b"[1, 2]", "must be an object"),
    (b'"a string"', "must be an object"),
    (b"null", "must be an object"),
    (b"{}", "question is None"),
    (b'{"id": "x"}', "question is None"),
    (b'{"id": "x", "question": 7}', "question is 7"),
    (b'{"id": "x", "question": null}', "question is None"),
    (b'{"id": "x", "question": ["a"]}', "should be a string"),
    (b'{"id": "x", "question": ""}', "empty"),
    (b'{"id": "x", "question": "a", "as_of": "tomorrow"}', "as_of is 'tomorrow'"),
    (b'{"id": "x", "question": "a", "as_of": "2025-02-30"}', "as_of is '2025-02-30'"),
    (b'{"id": "x", "question": "a", "as_of": "31.12.2025"}', "such as 2025-06-01"),
    (b'{"id": "x", "question": "a", "as_of": 20251231}', "as_of is 20251231"),
    (b'{"id": "x", "question": "a", "as_of": true}', "as_of is True"),
    (b'{"id": "x", "question": "a", "as_of": ["2025-01-01"]}', "as_of is"),
    (b'{"id": "x", "question": "a", "history": "talk"}', "history is wrong"),
    (b'{"id": "x", "question": "a", "history": [{}]}', "history is wrong"),
    (b'{"id": "x", "question": "a", "history": [1]}', "history is wrong"),
    (b'{"id": "x", "question": "a", "history": 5}', "history is wrong"),
    (b'{"id": "x", "question": "a", "history": {"role": "user"}}', "history is wrong"),
    (b'{"id": "x", "question": "a", "history": [{"role": "system", "content": "b"}]}', "history"),
    (b"[" * 100_000, "not JSON"),
    (b'{"id": ' + b"1" * 5000 + b', "question": "a"}', "not JSON"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"), BAD_ROWS, ids=[f"{n}-{said}" for n, (_, said) in enumerate(BAD_ROWS)]
)
def test_a_bad_row_gives_an_error_in_its_place_and_the_run_goes_on(
    run: Callable[..., Rows], line: bytes, said: str
) -> None:
    before, bad, after = run(row(id="a", question="甲"), line, row(id="b", question="乙"))
    assert (before["id"], after["id"]) == ("a", "b")
    assert "error" not in before
    assert "error" not in after
    assert set(bad) == {"id", "error"}
    assert said in bad["error"]
    assert "\n" not in bad["error"]


def test_an_error_row_keeps_the_id(run: Callable[..., Rows]) -> None:
    assert run(row(id="mine", question=""))[0]["id"] == "mine"


def test_a_row_without_an_id_keeps_the_answers_own(run: Callable[..., Rows]) -> None:
    assert run(row(question="甲"))[0]["id"]


@pytest.mark.parametrize("key", ["q1", "编号 1", "", 7, "a\u2028b", "\ud800"])
def test_any_id_comes_back(run: Callable[..., Rows], key: object) -> None:
    line = json.dumps({"id": key, "question": "甲"}).encode()
    assert run(line)[0]["id"] == key


def test_what_was_asked_is_given_to_the_assistant() -> None:
    question = question_from(
        {
            "question": "那谁负责",
            "history": [{"role": "user", "content": "甲"}, {"role": "assistant", "content": "乙"}],
            "as_of": "2025-06-01",
        }
    )
    history = (Turn(Role.USER, "甲"), Turn(Role.ASSISTANT, "乙"))
    assert question == Question("那谁负责", history, date(2025, 6, 1))


def test_absent_and_null_circumstances_are_none() -> None:
    plain = Question("甲")
    assert question_from({"question": "甲"}) == plain
    assert question_from({"question": "甲", "history": None, "as_of": None}) == plain
    assert question_from({"question": "甲", "history": [], "else": 1}) == plain


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (b"", 0),
        (b"\n\n  \n", 0),
        (row(id="a", question="甲"), 1),
        (row(id="a", question="甲") + b"\n", 1),
        (row(id="a", question="甲") + b"\r\n\r\n" + row(id="b", question="乙") + b"\r\n", 2),
        (b"\xef\xbb\xbf" + row(id="a", question="甲"), 1),
    ],
    ids=["empty", "blank lines", "no line end", "line end", "Windows line ends", "byte order mark"],
)
def test_line_ends_and_a_byte_order_mark_are_as_editors_write_them(
    tmp_path: Path, content: bytes, count: int
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(content)
    assert answer_file(echo, source, target, progress=False) == (count, 0)
    assert len(rows_of(target)) == count


def test_a_line_separator_within_a_question_does_not_end_the_row(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(row(id="a", question="一\u2028二\x85三"))
    assert answer_file(echo, source, target, progress=False) == (1, 0)
    assert target.read_bytes().count(b"\n") == 1


def test_answered_and_failed_rows_are_counted(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\n".join([row(id="a", question="甲"), b"{", row(id="b", question="")]))
    assert answer_file(echo, source, tmp_path / "out.jsonl", progress=False) == (1, 2)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\n".join(row(id=str(n), question="甲") for n in range(3)))
    return path


def test_an_earlier_output_is_replaced_whole(tmp_path: Path, source: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("earlier", encoding="utf-8")
    answer_file(echo, source, target, progress=False)
    assert len(rows_of(target)) == 3
    assert files(tmp_path) == {"in.jsonl", "out.jsonl"}


@pytest.mark.parametrize(
    "error", [RuntimeError("broken"), KeyboardInterrupt(), OSError(28, "full")]
)
def test_a_run_that_breaks_off_leaves_the_earlier_output_and_nothing_else(
    tmp_path: Path, source: Path, error: BaseException
) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("earlier", encoding="utf-8")
    asked = []

    def breaks(question: Question) -> Answer:
        asked.append(question)
        if len(asked) == 3:
            raise error
        return echo(question)

    with pytest.raises((type(error), AssistantError)):
        answer_file(breaks, source, target, progress=False)
    assert target.read_text(encoding="utf-8") == "earlier"
    assert files(tmp_path) == {"in.jsonl", "out.jsonl"}


def test_the_output_is_not_there_before_all_is_done(tmp_path: Path, source: Path) -> None:
    target = tmp_path / "out.jsonl"
    seen = []

    def looks(question: Question) -> Answer:
        seen.append(target.exists())
        return echo(question)

    answer_file(looks, source, target, progress=False)
    assert seen == [False, False, False]
    assert target.exists()


def test_a_source_may_be_its_own_target(source: Path) -> None:
    answer_file(echo, source, source, progress=False)
    assert [r["id"] for r in rows_of(source)] == ["0", "1", "2"]


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_source_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(AssistantError, match=r"cannot be read: .+; it should be a JSON Lines file"):
        answer_file(echo, tmp_path / name, tmp_path / "out.jsonl", progress=False)
    assert files(tmp_path) == set()


@pytest.mark.parametrize("name", ["missing/out.jsonl", "in.jsonl/out.jsonl", "folder"])
def test_a_target_that_cannot_be_written_is_named(tmp_path: Path, source: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(AssistantError, match=r"out\.jsonl|folder") as caught:
        answer_file(echo, source, tmp_path / name, progress=False)
    assert "cannot be written" in str(caught.value)
    assert files(tmp_path) == {"in.jsonl", "folder"}


def test_progress_is_shown_only_where_it_is_wanted(
    tmp_path: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer_file(echo, source, tmp_path / "out.jsonl", progress=False)
    assert capsys.readouterr() == ("", "")
    answer_file(echo, source, tmp_path / "out.jsonl", progress=True)
    assert "3/3" in capsys.readouterr().err


def test_a_line_can_be_answered_by_itself() -> None:
    assert answer_line(echo, row(id="a", question="甲"))["question"] == "甲"
    assert answer_line(echo, b"{")["id"] is None


def test_the_real_assistant_answers_rows_that_can_be_scored(
    assistant: Assistant, tmp_path: Path
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        row(id="1", question="货卖到国外被退回来了,还要不要交税", as_of="2025-06-01"),
        row(id="2", question="今天天气怎么样"),
        b"{",
        row(id="4", question="那谁负责", history=[{"role": "user", "content": "海外仓备案"},
                                                  {"role": "assistant", "content": "适用第十一条"}]),
    ]  # fmt: skip
    source.write_bytes(b"\n".join(lines))
    assert answer_file(assistant.ask, source, target, progress=False) == (3, 1)
    first, second, broken, last = rows_of(target)
    assert first["validity"][0]["state"] == "current"
    assert second["status"] == "out_of_scope"
    assert set(broken) == {"id", "error"}
    assert last["citations"][0]["clause"] == 11
    sound = tmp_path / "sound.jsonl"
    sound.write_text("\n".join(json.dumps(r) for r in (first, second, last)), encoding="utf-8")
    assert len(read_answers(sound)) == 3
