"""What the pages for integrators and on security say is so: commands give what stands below them, named tests exist."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.bootstrap import Assistant
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
_SERVER = "http://127.0.0.1:7860"


def read(name: str) -> str:
    page = ROOT / "docs" / name
    if not page.exists():
        pytest.skip(f"there is no docs/{name}")
    return page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def api(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(create_api(assistant)) as client:
        yield client


def examples() -> list[tuple[list[str], Any]]:
    """Each curl command as its words, with the JSON that stands below it (None where there is none)."""
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8").replace("\\\n", " ")
    found = re.findall(r"^    (curl [^\n]*)\n(?:\n```json\n(.*?)^```)?", text, re.M | re.S)
    return [
        (shlex.split(command), json.loads(below) if below else None) for command, below in found
    ]


def asked(api: TestClient, words: list[str]) -> Any:
    (url,) = (w for w in words if w.startswith(_SERVER))
    path = url.removeprefix(_SERVER)
    if "-d" not in words:
        return api.get(path)
    body = words[words.index("-d") + 1]
    return api.post(path, content=body.encode(), headers={"content-type": "application/json"})


def holds(told: Any, given: Any) -> bool:
    """Whether what is told is part of what is given; … at a text's end stands for the rest of it."""
    if isinstance(told, dict):
        return all(k in given and holds(v, given[k]) for k, v in told.items())
    if isinstance(told, list):
        shown = given[: len(told)]
        return bool(told or not given) and all(map(holds, told, shown)) and len(shown) == len(told)
    if isinstance(told, str) and told.endswith("…"):
        return str(given).startswith(told[:-1])
    return bool(told == given)


def test_every_command_for_integrators_gives_what_stands_below_it(api: TestClient) -> None:
    read("api.md")
    shown = examples()
    assert len(shown) >= 7
    for words, told in shown:
        got = asked(api, words)
        assert got.status_code == (404 if told and "error" in told else 200), words
        assert told is None or holds(told, got.json()), (words, got.json())


def test_the_limits_that_are_told_are_those_that_are_set() -> None:
    rows = re.findall(r"^\| .* \| (\d+) \| `YUCE_(\w+)` \|", read("api.md"), re.M)
    assert len(rows) == 6
    for told, name in rows:
        assert getattr(Settings(), name.lower()) == float(told)


def test_every_setting_that_is_named_exists() -> None:
    named = set(re.findall(r"YUCE_([A-Z_]+)", read("api.md") + read("security.md")))
    assert {n.lower() for n in named} <= set(Settings.model_fields)


def test_every_test_that_the_page_on_security_names_exists() -> None:
    named = re.findall(r"`([\w/]+\.py)(?:::(\w+))?`", read("security.md"))
    assert len(named) >= 30
    for file, name in named:
        source = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert not name or f"def {name}(" in source, f"{file}::{name}"
