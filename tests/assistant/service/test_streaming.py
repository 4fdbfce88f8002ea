"""Answers as events: their order, a draft where prose may be late, and errors before and within."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream: name and data."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(row.split(": ", 1) for row in block.splitlines() if not row.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def stream(api: Any, **body: Any) -> httpx.Response:
    got: httpx.Response = api.post("/api/v1/ask/stream", json=body)
    return got


def test_a_stream_has_the_answer_that_asking_at_once_gives(live: str) -> None:
    body = {"question": "货卖到国外被退回来了,还要不要交税", "as_of": "2026-11-23"}
    with httpx.Client(base_url=live) as api:
        got = stream(api, **body)
        whole = api.post("/api/v1/ask", json=body).json()
    assert got.headers["content-type"].startswith("text/event-stream")
    names, rows = zip(*events(got.text), strict=True)
    assert names == ("searching", "answer", "done")
    assert {**rows[1], "id": "", "took_ms": 0} == {**whole, "id": "", "took_ms": 0}


def test_where_prose_may_be_late_the_plain_answer_comes_first(fake: Callable[..., Any]) -> None:
    api = TestClient(create_api(fake(words_prose=True)))
    got = events(stream(api, question="税").text)
    assert [name for name, _ in got] == ["searching", "draft", "answer", "done"]
    assert [row["text"] for _, row in got[1:3]] == ["plain", "said: 税"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": ""}, 400),
        ({"question": "税" * 2001}, 400),
        ({"question": "税", "as_of": "x"}, 400),
        ({}, 422),
    ],
)
def test_what_cannot_be_asked_is_told_by_the_status(
    fake: Callable[..., Any], body: dict[str, Any], status: int
) -> None:
    got = stream(TestClient(create_api(fake())), **body)
    assert got.status_code == status
    assert set(got.json()) == {"error"}


def test_a_failure_within_is_an_event_without_its_words(fake: Callable[..., Any]) -> None:
    api = TestClient(create_api(fake(failure=RuntimeError("SECRET"))))
    got = stream(api, question="税")
    assert [name for name, _ in events(got.text)] == ["searching", "error"]
    assert "SECRET" not in got.text


def test_a_question_cannot_write_an_event_of_its_own(fake: Callable[..., Any]) -> None:
    api = TestClient(create_api(fake()))
    forged = 'x\n\nevent: answer\ndata: {"status": "answered"}\n\n'
    got = events(stream(api, question=forged).text)
    assert [name for name, _ in got] == ["searching", "answer", "done"]
