"""Keys of programs: who gets in where they are required, and that the page does without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.errors import SettingsError
from assistant.service.keys import bearer
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
        return {"good": Key("bank"), "other": Key("port")}.get(secret)


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
