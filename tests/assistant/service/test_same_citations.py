"""The page, the interface, OpenAI's form and the tools cite the same: over a hundred questions."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.bootstrap import Assistant
from assistant.evaluation.questions import GoldQuestion

_BLOCKQUOTE = re.compile(r"<blockquote[^>]*>(.*?)</blockquote>", re.S)


@pytest.fixture(scope="module")
def api(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(create_api(assistant)) as client:
        yield client


@pytest.fixture(scope="module")
def hundred(tune: tuple[GoldQuestion, ...]) -> list[str]:
    """Every fifteenth question that stands alone: of all themes, those that are declined among them."""
    return [q.question for q in tune if not q.history][::15][:100]


def test_page_and_interface_cite_the_same_over_a_hundred_questions(
    page_html: Callable[[str], str], api: TestClient, hundred: list[str]
) -> None:
    assert len(hundred) == 100
    cited = 0
    for question in hundred:
        given = api.post("/api/v1/ask", json={"question": question}).json()
        shown = _BLOCKQUOTE.findall(page_html(question))
        assert [html.unescape(s) for s in shown] == [c["quote"] for c in given["citations"]], (
            question
        )
        cited += bool(given["citations"])
    assert cited > 50, "the questions are chosen so that most are answered with a citation"


def test_openais_form_has_every_quote_in_its_text(api: TestClient, hundred: list[str]) -> None:
    for question in hundred[::4]:
        message = {"role": "user", "content": question}
        got = api.post("/v1/chat/completions", json={"messages": [message]}).json()
        given = api.post("/api/v1/ask", json={"question": question}).json()
        assert got["yuce"]["citations"] == given["citations"], question
        text = got["choices"][0]["message"]["content"]
        for citation in given["citations"]:
            assert citation["quote"] in text
            assert all(unit in text for unit in citation["units"])
