"""Logs: their form, the request's id in them, and what they never hold."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.model import Answer, Language, Status
from assistant.service.journal import FACTS, QuestionLog, configure, line

PERSON = "我是张三,电话13812345678,身份证500101199003071234,邮箱a@b.cn,退运要交税吗"


@pytest.fixture
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    names = [logging.getLogger(n) for n in ("yuce", "index.build")]
    levels = [n.level for n in names]
    yield
    root.handlers[:], root.level = handlers, level
    for name, before in zip(names, levels, strict=True):
        name.setLevel(before)


@pytest.fixture
def written(_logging_as_before: None) -> Callable[[], list[dict[str, Any]]]:
    """What was logged, as JSON lines."""
    stream = io.StringIO()
    configure("json", stream)
    return lambda: [json.loads(row) for row in stream.getvalue().splitlines()]


def asked(answer: str = PERSON) -> Answer:
    return Answer("a1", answer, Language.HANS, Status.ANSWERED, "答")


def test_a_request_is_one_line_with_its_id_and_without_its_query(
    fake: Callable[..., Any], written: Callable[[], list[dict[str, Any]]]
) -> None:
    api = TestClient(create_api(fake()))
    got = api.get("/api/v1/search?q=13812345678")
    (row,) = [r for r in written() if r["event"] == "request"]
    assert (row["method"], row["path"], row["status"]) == ("GET", "/api/v1/search", 200)
    assert row["request_id"] == got.headers["x-request-id"]
    assert row["ms"] >= 0
    assert "138" not in json.dumps(row)


def test_neither_question_nor_address_is_logged_by_default(
    fake: Callable[..., Any], written: Callable[[], list[dict[str, Any]]]
) -> None:
    api = TestClient(create_api(fake()), client=("203.0.113.77", 1))
    api.post("/api/v1/ask", json={"question": PERSON})
    rows = written()
    assert rows
    for secret in ("张三", "退运", "13812345678", "203.0.113.77"):
        assert secret not in json.dumps(rows, ensure_ascii=False)


def test_a_question_is_logged_masked_where_that_is_set(
    written: Callable[[], list[dict[str, Any]]],
) -> None:
    QuestionLog().answered(asked())
    (row,) = written()
    assert "退运要交税吗" in row["question"]
    for secret in ("13812345678", "500101199003071234", "a@b.cn"):
        assert secret not in row["question"]


def test_a_failures_trace_is_in_the_line_and_masked(
    written: Callable[[], list[dict[str, Any]]],
) -> None:
    try:
        raise ValueError("电话13812345678")
    except ValueError:
        logging.getLogger("assistant").exception("it failed")
    (row,) = written()
    assert "ValueError" in row["exception"]
    assert "13812345678" not in row["exception"]


def test_what_is_logged_cannot_begin_a_line_of_its_own() -> None:
    forged = 'x\n{"level":"info","event":"signed in"}'
    for form in ("json", "logfmt"):
        assert "\n" not in line(form, {"path": forged})  # type: ignore[arg-type]


def test_a_terminal_gets_faults_in_plain_words_and_no_requests(_logging_as_before: None) -> None:
    stream = io.StringIO()
    configure("plain", stream)
    logging.getLogger("yuce.access").info("request", extra={FACTS: {"status": 200}})
    logging.getLogger("assistant.live").warning("the index of %s is broken", "13812345678")
    assert stream.getvalue() == "yuce: the index of [▇ mobile] is broken\n"
