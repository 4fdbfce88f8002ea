"""Keys of programs: who gets in where they are required, and that the page does without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import ui
from assistant.api import create_api
from assistant.errors import SettingsError
from assistant.records.opening import open_records
from assistant.service.keys import bearer
from assistant.service.kinds import for_programs
from assistant.service.roles import role_for
from assistant.terms import Terms


@dataclass(frozen=True)
class Key:
    name: str
    role: str = "client"


class Keys:
    """Knows two keys, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def find(self, secret: str) -> Key | None:
        self.asked += 1
        holders = {
            "good": Key("bank"),
            "other": Key("port"),
            "desk": Key("board", "operator"),
            "head": Key("head", "admin"),
            "odd": Key("odd", "from another program"),
        }
        return holders.get(secret)


def client(fake: Callable[..., Any], keys: Keys | None = None, **terms: Any) -> TestClient:
    return TestClient(create_api(fake(), Terms(**terms), keys or Keys()))


def ask(api: TestClient, key: str | None = None, path: str = "/api/v1/ask") -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
    body = {"question": "税", "messages": [{"role": "user", "content": "税"}]}
    return api.post(path, json=body, headers=headers)


PROGRAMS = ("/api/v1/ask", "/api/v1/ask/stream", "/v1/chat/completions")


@pytest.mark.parametrize("path", PROGRAMS)
def test_where_keys_are_required_only_a_known_one_gets_in(
    fake: Callable[..., Any], path: str
) -> None:
    api = client(fake, keys_required=True)
    assert ask(api, "good", path).status_code == 200
    for key in (None, "", "bad", "good ", "good2"):
        got = ask(api, key, path)
        allowed = key == "good "  # white space at the end is no part of a key
        assert got.status_code == (200 if allowed else 401)
        if not allowed:
            assert got.headers["www-authenticate"] == "Bearer"
            assert got.json()["error"]


def test_every_route_for_programs_wants_the_key(fake: Callable[..., Any]) -> None:
    api = client(fake, keys_required=True)
    paths = api.get("/openapi.json").json()["paths"]
    for path, methods in paths.items():
        for method in methods:
            got = api.request(method, path.replace("{number}", "7"))
            assert (got.status_code == 401) == (path != "/healthz"), path
    assert api.post("/mcp", json={}).status_code == 401


# Every route for programs stands here with the least role that it needs: a new one fails the test until it does.
_ROLES = {
    "/api/v1/ask": "client",
    "/api/v1/ask/stream": "client",
    "/api/v1/clauses": "client",
    "/api/v1/clauses/{number}": "client",
    "/api/v1/documents": "client",
    "/api/v1/documents/{document_id}/clauses": "client",
    "/api/v1/documents/{document_id}/clauses/{number}": "client",
    "/api/v1/match": "client",
    "/api/v1/search": "client",
    "/v1/chat/completions": "client",
    "/v1/models": "client",
    "/v1/models/{model}": "client",
    "/mcp": "client",
    "/api/v1/desk/calls.csv": "operator",
    "/api/v1/desk/figures": "operator",
}


def routes(found: list[Any]) -> Iterator[str]:
    """The paths of routes and of the routers among them."""
    for route in found:
        if path := getattr(route, "path", ""):
            yield path
        yield from routes(getattr(getattr(route, "original_router", route), "routes", None) or [])


@pytest.fixture
def whole(fake: Callable[..., Any], tmp_path: Path) -> Iterator[FastAPI]:
    """The service with the hotline's routes, whose records know some keys."""
    with open_records(f"sqlite:///{tmp_path / 'r.sqlite3'}") as records:
        yield ui.application(fake(), records=replace(records, keys=Keys()))


def test_what_each_route_for_programs_needs_is_stated(whole: FastAPI) -> None:
    found = {path for path in routes(whole.routes) if for_programs(path)}
    assert {path: str(role_for(path)) for path in found} == _ROLES


@pytest.mark.parametrize(
    ("key", "status"),
    [(None, 401), ("bad", 401), ("good", 403), ("odd", 403), ("desk", 200), ("head", 200)],
)
@pytest.mark.parametrize("path", [path for path, role in _ROLES.items() if role == "operator"])
def test_what_the_hotline_was_told_wants_an_operators_key_even_where_none_is_required(
    whole: FastAPI, path: str, key: str | None, status: int
) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    got = TestClient(whole).get(path, headers=headers)
    assert got.status_code == status
    if status == 403:
        assert "needs operator" in got.json()["error"]


def test_a_key_of_no_known_role_may_do_nothing_where_keys_are_required(
    fake: Callable[..., Any],
) -> None:
    api = client(fake, keys_required=True)
    assert [ask(api, key).status_code for key in ("good", "desk", "head")] == [200] * 3
    got = ask(api, "odd", "/v1/chat/completions")
    assert got.status_code == 403
    assert got.json()["error"]["code"] == "insufficient_permissions"


def test_calls_taken_by_a_program_are_in_the_audit_log(
    fake: Callable[..., Any], tmp_path: Path
) -> None:
    with open_records(f"sqlite:///{tmp_path / 'r.sqlite3'}") as records:
        api = TestClient(ui.application(fake(), records=replace(records, keys=Keys())))
        headers = {"Authorization": "Bearer desk"}
        got = api.get("/api/v1/desk/calls.csv?first=2026-11-01", headers=headers)
        assert got.text.startswith("\ufeff编号")
        (entry,) = records.audit.latest(object_kind="call")
        assert (entry.who, entry.action, entry.after) == (
            "key board",
            "calls.exported",
            "2026-11-01",
        )
        wrong = api.get("/api/v1/desk/calls.csv?first=soon", headers=headers)
        assert wrong.status_code == 422


def test_requiring_keys_where_none_are_kept_is_told_at_the_start(fake: Callable[..., Any]) -> None:
    with pytest.raises(SettingsError, match="YUCE_API_KEYS_REQUIRED"):
        create_api(fake(), Terms(keys_required=True))


def test_where_they_are_not_required_any_key_will_do(fake: Callable[..., Any]) -> None:
    api = client(fake)
    assert [ask(api, key).status_code for key in (None, "good", "sk-anything")] == [200] * 3


def test_each_key_has_its_own_limit_whatever_its_address(fake: Callable[..., Any]) -> None:
    api = client(fake, keys_required=True, questions_per_minute=2)
    assert [ask(api, "good").status_code for _ in range(3)] == [200, 200, 429]
    assert ask(api, "other").status_code == 200


def test_guessing_keys_is_stopped_before_they_are_looked_at(fake: Callable[..., Any]) -> None:
    keys = Keys()
    api = client(fake, keys, keys_required=True)
    got = [ask(api, f"guess-{n}").status_code for n in range(30)]
    assert got == [401] * 20 + [429] * 10
    assert keys.asked == 20
    assert ask(api, "good").headers["retry-after"]


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Bearer abc", "abc"),
        ("bearer abc", "abc"),
        ("Bearer  abc ", "abc"),
        ("Bearer", ""),
        ("Basic abc", ""),
        ("Bearer 钥匙", ""),
        ("Bearer " + "x" * 300, ""),
        ("", ""),
    ],
)
def test_a_key_is_read_from_its_header(header: str, key: str) -> None:
    assert bearer(header) == key
