"""The gates before the page as before the interfaces: limits on its events, headers on its files, doors that are shut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import ui
from assistant.settings import Settings

# What the page needs of its framework; a route that a new version of it adds is found by the test below.
_OPEN = {"cancel", "heartbeat", "info", "queue", "reset", "startup-events", "theme.css"}


@pytest.fixture
def page(fake: Callable[..., Any], tmp_path: Path) -> Callable[..., TestClient]:
    """Makes the page with settings of the service, its records in a folder of the test."""

    def made(**settings: Any) -> TestClient:
        return TestClient(ui.application(fake(), Settings(data_dir=tmp_path, **settings)))

    return made


def paths(routes: list[Any]) -> Iterator[str]:
    """Every path below these routes, with x for whatever varies."""
    for route in routes:
        inner = getattr(route, "original_router", route)
        if path := getattr(route, "path", ""):
            yield re.sub(r"\{[^}]*\}", "x", path)
        yield from paths(getattr(inner, "routes", None) or [])


def test_the_frameworks_routes_are_shut_but_for_those_that_the_page_needs(
    fake: Callable[..., Any],
) -> None:
    app = ui.application(fake())
    api = TestClient(app, raise_server_exceptions=False)
    found = {p for p in paths(app.routes) if p.startswith("/gradio_api/")}
    assert len(found) > 40
    for path in sorted(found):
        if re.split(r"[/=]", path.removeprefix("/gradio_api/"))[0] in _OPEN:
            continue
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert api.request(method, path).status_code == 404, f"{method} {path}"


@pytest.mark.parametrize("path", ["/login", "/login/", "/logout", "/monitoring", "/monitoring/x"])
def test_the_framework_signs_nobody_in_and_shows_no_figures(
    page: Callable[..., TestClient], path: str
) -> None:
    assert page().post(path).status_code == 404
    assert page().get(path).status_code == 404


def test_the_pages_events_are_counted_with_the_questions(page: Callable[..., TestClient]) -> None:
    api = page(questions_per_minute=2)
    event = {"data": [], "fn_index": 0, "session_hash": "s"}
    got = [api.post("/gradio_api/queue/join", json=event).status_code for _ in range(2)]
    assert 429 not in got
    declined = api.post("/gradio_api/queue/join", json=event)
    assert declined.status_code == 429
    assert "2 questions a minute" in declined.json()["detail"], "the page's script shows it"
    assert api.post("/api/v1/ask", json={"question": "税"}).status_code == 429


def test_the_pages_files_are_not_counted(page: Callable[..., TestClient]) -> None:
    api = page(questions_per_minute=1, requests_per_minute=1)
    for _ in range(5):
        assert api.get("/").status_code == 200
        assert api.get("/theme.css").status_code == 200


def test_a_large_event_is_declined(page: Callable[..., TestClient]) -> None:
    api = page(largest_body=2048)
    got = api.post("/gradio_api/queue/join", json={"data": ["x" * 4000]})
    assert got.status_code == 413
    assert got.headers["x-content-type-options"] == "nosniff"


def test_only_the_page_itself_may_have_anything_inline(page: Callable[..., TestClient]) -> None:
    api = page()
    assert "'unsafe-inline'" in api.get("/").headers["content-security-policy"]
    for path in ("/theme.css", "/config", "/healthz", "/nothing", "/gradio_api/upload"):
        assert "unsafe" not in api.get(path).headers["content-security-policy"], path


def test_no_forwarded_host_gets_into_the_page(page: Callable[..., TestClient]) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    api = page()
    for path in ("/", "/config", "/manifest.json"):
        assert "evil.example" not in api.get(path, headers=headers).text


def test_an_error_of_the_framework_tells_nothing_of_the_inside(
    page: Callable[..., TestClient],
) -> None:
    api = page()
    for content in (b"{", b"[]", b'{"fn_index": 999}', b'{"data": {}, "session_hash": []}'):
        got = api.post("/gradio_api/queue/join", content=content)
        assert "Traceback" not in got.text
        assert "site-packages" not in got.text
        assert got.status_code < 600
