"""The tools of the Model Context Protocol, called by the SDK's own client: in memory, over HTTP, and as a command."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.bootstrap import Assistant
from assistant.contract import AnswerRow, answer_row
from assistant.service.mcp_tools import tools_server

mcp = pytest.importorskip("mcp", reason="the MCP SDK is not installed")

RETURNED = "货卖到国外被退回来了,还要不要交税"


def call(target: Any, name: str, **arguments: Any) -> Any:
    """What the client gets of one call."""

    async def run() -> Any:
        async with mcp.Client(target) as client:
            return await client.call_tool(name, arguments)

    return asyncio.run(run())


@pytest.fixture(scope="module")
def server(assistant: Assistant) -> Any:
    return tools_server(assistant)


def test_three_tools_tell_what_they_take_and_give(server: Any) -> None:
    async def listed() -> Any:
        async with mcp.Client(server) as client:
            return (await client.list_tools()).tools

    tools = {t.name: t for t in asyncio.run(listed())}
    assert set(tools) == {"ask", "clause", "search"}
    assert set(AnswerRow.__required_keys__) <= set(tools["ask"].output_schema["properties"])
    assert tools["ask"].input_schema["required"] == ["question"]
    assert all(t.description for t in tools.values())


def test_ask_gives_the_answer_in_the_contracts_form(server: Any, assistant: Assistant) -> None:
    got = call(server, "ask", question=RETURNED, as_of="2026-11-23").structured_content
    wanted = json.loads(json.dumps(answer_row(assistant.ask(RETURNED))))
    for row in (got, wanted):
        row.pop("id")
        row.pop("took_ms")
    assert got == wanted


def test_a_question_may_lean_on_earlier_messages(server: Any) -> None:
    history = [
        {"role": "user", "content": "海外仓备案要交纸质材料吗"},
        {"role": "assistant", "content": "适用第十一条"},
    ]
    got = call(server, "ask", question="那谁负责?", history=history).structured_content
    assert got["citations"][0]["clause"] == 11


def test_a_clause_is_given_verbatim(server: Any, assistant: Assistant) -> None:
    row = call(server, "clause", number=7).structured_content
    text = assistant.library.main.document.text
    assert row["text"] == text[row["start"] : row["end"]]
    assert row["units"] == ["重慶市稅務局", "重慶海關"]


def test_search_gives_places(server: Any, assistant: Assistant) -> None:
    hits = call(server, "search", words="海外仓备案", limit=3).structured_content["hits"]
    assert len(hits) == 3
    for hit in hits:
        text = assistant.library.document(hit["document_id"]).text
        assert hit["text"] == text[hit["start"] : hit["end"]]


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("ask", {"question": ""}, "empty"),
        ("ask", {"question": "税", "as_of": "soon"}, "2025-06-01"),
        ("ask", {"question": "税", "history": [{"role": "system", "content": "x"}]}, "user"),
        ("ask", {}, "question"),
        ("clause", {"number": 16}, "1 to 15"),
        ("clause", {"number": 1, "document_id": "nope"}, "nope"),
        ("search", {"words": "x", "limit": 51}, "limit"),
        ("search", {"words": ""}, "words"),
    ],
)
def test_what_cannot_be_done_is_told_to_the_model(
    server: Any, name: str, arguments: dict[str, Any], says: str
) -> None:
    got = call(server, name, **arguments)
    assert got.is_error
    assert says in got.content[0].text


def test_an_unexpected_failure_tells_nothing_of_the_inside(fake: Callable[..., Any]) -> None:
    got = call(tools_server(fake(failure=RuntimeError("SECRET"))), "ask", question="税")
    assert got.is_error
    assert "SECRET" not in got.content[0].text


def test_the_service_has_the_tools_over_http(live: str, assistant: Assistant) -> None:
    got = call(f"{live}/mcp", "ask", question=RETURNED).structured_content
    assert got["text"] == assistant.ask(RETURNED).text


def test_the_command_serves_them_on_standard_input_and_output(
    assistant: Assistant, data_dir: Path
) -> None:
    command = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-m", "assistant.cli", "mcp"],
        env={**os.environ, "YUCE_DATA_DIR": str(data_dir)},
        cwd=Path(__file__).parents[3],
    )
    got = call(mcp.stdio_client(command), "ask", question="第七条讲什么").structured_content
    assert got["citations"][0]["clause"] == 7
