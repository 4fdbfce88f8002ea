"""Headers by page, the request's id, and that a failure tells nothing of the inside."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.service.headers import policy
from assistant.terms import Terms, networks


@pytest.mark.parametrize("path", ["/desk", "/desk/login", "/doc/x", "/match", "/nothing"])
def test_only_gradios_page_may_have_anything_inline(path: str) -> None:
    assert "unsafe-inline" in policy("/")
    for told in (policy(path), policy("/api/v1/ask"), policy("/v1/models"), policy("/mcp")):
        assert "unsafe" not in told
        assert "frame-ancestors" in told


@pytest.mark.parametrize("path", ["/", "/desk", "/api/v1/ask"])
def test_no_policy_lets_anything_load_from_another_host(path: str) -> None:
    allowed = {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}
    for part in policy(path).split("; "):
        assert set(part.split()[1:]) <= allowed, part


def test_what_was_asked_is_stored_by_nobody_on_the_way(fake: Callable[..., Any]) -> None:
    api = TestClient(create_api(fake()))
    got = api.post("/api/v1/ask", json={"question": "税"})
    assert got.headers["cache-control"] == "no-store"
    assert "camera=()" in got.headers["permissions-policy"]


def test_strict_transport_is_told_over_https_alone(fake: Callable[..., Any]) -> None:
    app = create_api(fake(), Terms(trusted_proxies=networks("10.0.0.1")))
    proxied = TestClient(app, client=("10.0.0.1", 1))
    plain = proxied.get("/healthz")
    secure = proxied.get("/healthz", headers={"X-Forwarded-Proto": "https"})
    forged = TestClient(app, client=("203.0.113.1", 1)).get(
        "/healthz", headers={"X-Forwarded-Proto": "https"}
    )
    told = ["strict-transport-security" in r.headers for r in (plain, secure, forged)]
    assert told == [False, True, False]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0123456789abcdef", True),
        ("req_2026-11.23", True),
        ("short", False),
        ("x" * 65, False),
        ("a b c d e f g", False),
        ("<script>alert(1)</script>", False),
        ("", False),
    ],
)
def test_an_id_is_kept_where_it_can_stand_in_a_log(
    fake: Callable[..., Any], given: str, kept: bool
) -> None:
    got = TestClient(create_api(fake())).get("/healthz", headers={"X-Request-ID": given})
    assert (got.headers["x-request-id"] == given) is kept
    assert len(got.headers["x-request-id"]) >= 8


@pytest.mark.parametrize("path", ["/api/v1/ask", "/v1/chat/completions"])
def test_a_failure_is_one_sentence_outside_and_a_trace_inside(
    fake: Callable[..., Any], path: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_api(fake(failure=RuntimeError("SECRET /etc/path")))
    body = {"question": "税", "messages": [{"role": "user", "content": "税"}]}
    with caplog.at_level(logging.ERROR):
        got = TestClient(app, raise_server_exceptions=False).post(path, json=body)
    assert got.status_code == 500
    assert "SECRET" not in got.text
    assert "Traceback" not in got.text
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "SECRET" in caplog.text


def test_an_unknown_page_tells_nothing(fake: Callable[..., Any]) -> None:
    got = TestClient(create_api(fake())).get("/nothing/<script>alert(1)</script>")
    assert got.status_code == 404
    assert "script" not in got.text
