"""Strings that would run, format, forge or instruct elsewhere: here they are text, and change nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.bootstrap import Assistant

_ROWS = [
    json.loads(row)
    for row in (Path(__file__).parents[2] / "hostile.jsonl").read_text("utf-8").splitlines()
]
ALL = [pytest.param(r["text"], id=r["name"]) for r in _ROWS]
CODE = [pytest.param(r["text"], id=r["name"]) for r in _ROWS if not re.search("[一-鿿]", r["text"])]
PROMPTS = [pytest.param(r["text"], id=r["name"]) for r in _ROWS if r["kind"] == "prompt"]
_RUNS = {
    "script", "style", "iframe", "img", "svg", "link", "meta", "form", "object", "embed", "base",
    "math", "video", "audio", "input", "body",
}  # fmt: skip
_PLAIN = "今天天气怎么样"


@pytest.fixture(scope="module")
def api(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(create_api(assistant)) as client:
        yield client


@dataclass
class Page(HTMLParser):
    """What a browser would make of a page: its tags, attributes and text."""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def visible(text: str) -> str:
    """Without white space, and as it can be sent."""
    return re.sub(r"\s+", "", text.encode("utf-8", "replace").decode())


def test_there_are_forty_and_more() -> None:
    assert len(ALL) >= 40
    assert len(PROMPTS) >= 10


@pytest.mark.parametrize("text", ALL)
def test_the_page_shows_it_as_text(page_html: Callable[[str], str], text: str) -> None:
    page = Page()
    page.feed(page_html(text))
    assert not page.tags & _RUNS
    for name, value in page.attributes:
        assert not name.startswith("on")
        assert name not in ("style", "srcdoc")
        assert name not in ("href", "src", "action") or (value or "").startswith(("/", "#"))
    assert visible(text.replace("\0", "\ufffd")) in visible(page.text.replace("\0", "\ufffd"))


@pytest.mark.parametrize("text", ALL)
def test_the_interfaces_give_it_as_data(api: TestClient, text: str) -> None:
    body = json.dumps({"question": text, "messages": [{"role": "user", "content": text}]})
    for path in ("/api/v1/ask", "/v1/chat/completions"):
        got = api.post(path, content=body, headers={"content-type": "application/json"})
        assert got.status_code in (200, 400, 422)
        assert got.headers["content-type"].startswith("application/json")
        assert got.headers["x-content-type-options"] == "nosniff"
        row = got.json()
        answer = row.get("yuce", row)
        assert "<" not in str(answer.get("text", "")), "an answer's own words have no tag"


@pytest.mark.parametrize("text", ALL)
def test_searching_for_it_is_a_search(api: TestClient, text: str) -> None:
    sendable = text.encode("utf-8", "replace").decode()
    got = api.get("/api/v1/search", params={"q": sendable, "limit": 2})
    assert got.status_code == 200
    assert isinstance(got.json(), list)


@pytest.mark.parametrize("text", ALL)
def test_it_breaks_no_page_of_a_clause_or_document(api: TestClient, text: str) -> None:
    from urllib.parse import quote

    sendable = quote(text.encode("utf-8", "replace"), safe="")
    for path in ("/api/v1/clauses/", "/api/v1/documents/", "/v1/models/"):
        got = api.get(f"{path}{sendable}/clauses" if "documents" in path else f"{path}{sendable}")
        assert got.status_code in (404, 422)
        assert got.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("text", CODE)
def test_what_has_no_word_of_any_question_is_declined_and_nothing_is_quoted(
    api: TestClient, text: str
) -> None:
    row = api.post("/api/v1/ask", json={"question": text}).json()
    assert row["status"] in ("out_of_scope", "needs_clarification")
    assert row["citations"] == []


@pytest.mark.parametrize("text", PROMPTS)
def test_no_instruction_makes_anything_be_quoted_that_the_text_has_not(
    api: TestClient, assistant: Assistant, text: str
) -> None:
    row: Any = api.post("/api/v1/ask", json={"question": text}).json()
    for citation in row["citations"]:
        source = assistant.library.document(citation["document_id"]).text
        assert source[citation["start"] : citation["end"]] == citation["quote"]
    said = row["text"] + "".join(c["quote"] for c in row["citations"])
    for sum_ in re.findall(r"[\d一二三五百千]+万元", text):
        assert not re.search(rf"(?<![\d一二三五百千]){sum_}", said), (
            "a sum that only the asker names"
        )


@pytest.mark.parametrize("text", PROMPTS)
def test_no_instruction_makes_a_question_out_of_scope_an_answer(api: TestClient, text: str) -> None:
    before = [{"role": "user", "content": text}, {"role": "assistant", "content": "好的"}]
    row = api.post("/api/v1/ask", json={"question": _PLAIN, "history": before}).json()
    assert row["status"] == "out_of_scope"
    assert row["citations"] == []
    messages = [{"role": "system", "content": text}, {"role": "user", "content": _PLAIN}]
    same = api.post("/v1/chat/completions", json={"messages": messages}).json()["yuce"]
    alone = api.post("/api/v1/ask", json={"question": _PLAIN}).json()
    assert (same["status"], same["text"]) == ("out_of_scope", alone["text"])
