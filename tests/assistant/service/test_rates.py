"""How often a client may ask: the count, the headers, and that every way to ask is counted together."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.service.kinds import Kind, kind_of
from assistant.service.rates import Rates
from assistant.terms import Terms, networks

MESSAGE = {"messages": [{"role": "user", "content": "税"}]}


def client(fake: Callable[..., Any], **terms: Any) -> TestClient:
    trusted = networks("10.0.0.0/8")
    app = create_api(fake(), Terms(trusted_proxies=trusted, **terms))
    return TestClient(app, client=("10.0.0.1", 1))


def ask(api: TestClient, address: str = "203.0.113.1") -> Any:
    return api.post("/api/v1/ask", json={"question": "税"}, headers={"X-Forwarded-For": address})


def test_the_question_above_the_limit_is_declined_and_told_when_to_come_back(
    fake: Callable[..., Any],
) -> None:
    api = client(fake, questions_per_minute=3)
    answered = [ask(api) for _ in range(3)]
    assert [a.headers["ratelimit-remaining"] for a in answered] == ["2", "1", "0"]
    assert all(a.headers["ratelimit-limit"] == "3" for a in answered)
    declined = ask(api)
    assert declined.status_code == 429
    assert set(declined.json()) == {"error"}
    assert "3 questions a minute" in declined.json()["error"]
    assert 1 <= int(declined.headers["retry-after"]) <= 60
    for name in ("limit", "remaining", "reset"):
        same = (declined.headers[f"ratelimit-{name}"], declined.headers[f"x-ratelimit-{name}"])
        assert same[0] == same[1]


def test_one_client_does_not_use_up_what_another_may_ask(fake: Callable[..., Any]) -> None:
    api = client(fake, questions_per_minute=1)
    assert [ask(api, a).status_code for a in ("203.0.113.1", "203.0.113.2")] == [200, 200]
    assert ask(api, "203.0.113.1").status_code == 429


def test_a_client_gets_no_more_by_claiming_other_addresses(fake: Callable[..., Any]) -> None:
    api = client(fake, questions_per_minute=1)
    got = [ask(api, f"198.51.100.{n}, 203.0.113.1").status_code for n in range(3)]
    assert got == [200, 429, 429]


def test_all_ways_to_ask_are_counted_together(fake: Callable[..., Any]) -> None:
    api = client(fake, questions_per_minute=2)
    first = api.post("/api/v1/ask", json={"question": "税"})
    second = api.post("/api/v1/ask/stream", json={"question": "税"})
    third = api.post("/v1/chat/completions", json=MESSAGE)
    assert [r.status_code for r in (first, second, third)] == [200, 200, 429]
    assert third.json()["error"]["code"] == "rate_limit_exceeded"


def test_looking_up_has_a_limit_of_its_own(fake: Callable[..., Any]) -> None:
    api = client(fake, questions_per_minute=1, requests_per_minute=2)
    assert [api.get("/api/v1/clauses/7").status_code for _ in range(3)] == [200, 200, 429]
    assert ask(api, "10.0.0.1").status_code == 200
    assert api.get("/healthz").status_code == 200


def test_there_is_room_again_when_the_window_has_moved() -> None:
    rates = Rates(Terms(questions_per_minute=2), window=1)
    assert [rates.hit(Kind.QUESTION, "a").allowed for _ in range(3)] == [True, True, False]
    time.sleep(1.1)
    assert rates.hit(Kind.QUESTION, "a").allowed


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/api/v1/ask", Kind.QUESTION),
        ("POST", "/api/v1/ask/", Kind.QUESTION),
        ("POST", "/mcp", Kind.QUESTION),
        ("GET", "/mcp", Kind.REQUEST),
        ("POST", "/gradio_api/queue/join", Kind.QUESTION),
        ("POST", "/gradio_api/queue/join/", Kind.QUESTION),
        ("GET", "/gradio_api/queue/data", Kind.FREE),
        ("POST", "/gradio_api/cancel", Kind.REQUEST),
        ("GET", "/api/v1/search", Kind.REQUEST),
        ("GET", "/desk/search", Kind.REQUEST),
        ("GET", "/", Kind.FREE),
        ("GET", "/assets/index.js", Kind.FREE),
        ("GET", "/healthz", Kind.FREE),
        ("POST", "/", Kind.REQUEST),
    ],
)
def test_what_a_request_costs(method: str, path: str, kind: Kind) -> None:
    assert kind_of(method, path) is kind
