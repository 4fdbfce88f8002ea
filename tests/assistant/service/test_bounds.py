"""Size, time and number: what is declined, and that the service goes on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from assistant.api import create_api
from assistant.terms import Terms

JSON = {"content-type": "application/json"}


def pieces(size: int) -> Iterator[bytes]:
    yield b'{"question": "'
    for _ in range(size // 1024):
        yield b"x" * 1024
    yield b'"}'


@pytest.mark.parametrize("path", ["/api/v1/ask", "/v1/chat/completions", "/mcp"])
@pytest.mark.parametrize("told", [True, False], ids=["length told", "length not told"])
def test_a_large_body_is_declined_whatever_length_it_claims(
    fake: Callable[..., Any], path: str, told: bool
) -> None:
    app = create_api(fake(), Terms(largest_body=4096))
    with TestClient(app) as api:
        content: Any = b"".join(pieces(9000)) if told else pieces(9000)
        got = api.post(path, content=content, headers=JSON)
    assert got.status_code == 413
    assert "4096" in got.text


def test_a_length_that_is_no_number_is_declined(fake: Callable[..., Any]) -> None:
    api = TestClient(create_api(fake()))
    got = api.post("/api/v1/ask", content=b"{}", headers={**JSON, "content-length": "-1"})
    assert got.status_code == 413


def test_a_body_that_does_not_come_is_given_up(fake: Callable[..., Any]) -> None:
    app = create_api(fake(), Terms(receive_seconds=0.05))
    sent: list[Message] = []

    async def one_byte_then_nothing() -> Message:
        if not taken:
            taken.append(1)
            return {"type": "http.request", "body": b"{", "more_body": True}
        await asyncio.sleep(30)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    taken: list[int] = []
    headers = [(b"content-type", b"application/json")]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/ask",
        "raw_path": b"/api/v1/ask",
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "http_version": "1.1",
        "client": ("203.0.113.1", 1),
        "server": ("127.0.0.1", 80),
    }
    asyncio.run(app(scope, one_byte_then_nothing, send))
    assert sent[0]["status"] == 408
    assert b"send it faster" in sent[1]["body"]


def test_an_answer_that_takes_too_long_is_given_up_and_the_next_is_answered(
    fake: Callable[..., Any],
) -> None:
    gate = threading.Event()
    assistant = fake(gate=gate)
    with TestClient(create_api(assistant, Terms(answer_seconds=0.2))) as api:
        late = api.post("/api/v1/ask", json={"question": "税"})
        gate.set()
        soon = api.post("/api/v1/ask", json={"question": "税"})
    assert (late.status_code, soon.status_code) == (503, 200)
    assert late.headers["retry-after"]
    assert "longer than 0.2 s" in late.json()["error"]


def test_more_than_can_be_worked_on_are_told_to_come_back(fake: Callable[..., Any]) -> None:
    gate = threading.Event()
    assistant = fake(gate=gate)
    terms = Terms(at_once=2)
    with TestClient(create_api(assistant, terms)) as api, ThreadPoolExecutor(3) as pool:

        def ask() -> Any:
            return api.post("/api/v1/ask", json={"question": "税"})

        working = [pool.submit(ask) for _ in range(2)]
        while len(assistant.asked) < 2:
            pass
        third = ask()
        alive = api.get("/healthz")
        gate.set()
        done = [w.result().status_code for w in working]
        after = ask()
    assert third.status_code == 503
    assert third.headers["retry-after"] == "2"
    assert alive.status_code == 200, "a sign of life is always given"
    assert (done, after.status_code) == ([200, 200], 200)


def test_work_that_is_given_up_keeps_its_place_until_it_ends(fake: Callable[..., Any]) -> None:
    gate = threading.Event()
    terms = Terms(at_once=1, answer_seconds=0.1)
    with TestClient(create_api(fake(gate=gate), terms)) as api:
        late = api.post("/api/v1/ask", json={"question": "税"})
        busy = api.post("/api/v1/ask", json={"question": "税"})
        gate.set()
    assert "longer than" in late.json()["error"]
    assert "worked on" in busy.json()["error"]
