"""The figures of a load run: what counts as an error, and the line that is printed."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import httpx
from fastapi import FastAPI

from assistant.bootstrap import Assistant
from assistant.desk.router import desk_router
from assistant.load_desk import Operator, scratch_operator, signed_in
from assistant.load_run import Tally, memory_line
from assistant.records.opening import open_records


def test_a_declined_request_is_no_error_but_a_broken_one_is() -> None:
    tally = Tally([1.0], Counter({"200": 1, "429": 5, "503": 2, "500": 1, "ReadTimeout": 1}))
    assert tally.errors == 2


def test_the_line_has_the_percentiles_of_what_was_answered_and_every_outcome() -> None:
    tally = Tally([float(n) for n in range(1, 102)], Counter({"200": 101, "429": 3}))
    assert tally.line() == "p50 51 ms, p95 96 ms, p99 100 ms over 101 (200: 101, 429: 3)"


def test_nothing_answered_is_told() -> None:
    assert Tally().line() == "none answered (none asked)"


def test_memory_is_told_minute_by_minute_with_what_has_come_to_it() -> None:
    said = memory_line([570.2, 574.0, 573.4], 60)
    assert said == "server memory every 60 s: 570, 574, 573 MB (+3.2 MB since the first)"


async def _search(app: FastAPI, operator: Operator) -> tuple[bool, int]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        entered = await signed_in(http, operator)
        return entered, (await http.get("/desk/search", params={"q": "税"})).status_code


def test_an_operator_of_its_own_signs_in_and_leaves_nothing_behind(assistant: Assistant) -> None:
    with scratch_operator() as operator:
        file = Path(operator.url.removeprefix("sqlite:///"))
        with open_records(operator.url) as records:
            app = FastAPI()
            app.include_router(desk_router(assistant, records))
            assert asyncio.run(_search(app, operator)) == (True, 200)
            stranger = Operator(operator.url, operator.name, "another password")
            assert asyncio.run(_search(app, stranger)) == (False, 303)
    assert not file.parent.exists()
