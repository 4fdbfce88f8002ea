"""`yuce load-test`: people who chat and operators who search while typing, then more than is taken. Figures, no judgement."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import numpy as np

from assistant.load_desk import Operator, scratch_operator, signed_in
from assistant.served import Served, served

_QUESTIONS = (
    "货卖到国外被退回来了,还要不要交税",
    "我们想在波兰租个仓库发货,政府有没有支持",
    "小微企業投保出口信用保險,保費誰出",
    "Which measure deals with overseas warehouses?",
    "人才这块归哪个部门管",
    "哪些条有2027年的目标",
    "独立站推广补贴具体多少钱",
    "这份文件的文号是多少",
    "明天重庆会下雨吗",
    *(f"第{n}条讲什么" for n in range(1, 16)),
)
_FOLLOWING = ("那谁负责?", "有效期到什么时候", "具体多少钱")
_TYPED = (
    "海外仓备案",
    "出口退税",
    "人才培养",
    "重庆海关",
    "第七条",
    "独立站推广",
    "跨境电商综试区",
)
_THINKING = (2.0, 10.0)
_KEYSTROKE = 0.15
_BETWEEN_CALLS = (3.0, 8.0)
_FLOOD_SECONDS = 15.0
_FLOODING = 20
_WELL_BEHAVED = 5
# Every client has an address of its own: the server is told to believe it, as it would a proxy's.
_LIMITS = {"YUCE_TRUSTED_PROXIES": "127.0.0.1", "YUCE_QUESTIONS_PER_MINUTE": "60"}


@dataclass
class Tally:
    """What came back: the milliseconds of each answered request, and how many had which outcome."""

    took: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def errors(self) -> int:
        """Requests that were neither answered nor declined as too many."""
        return sum(n for o, n in self.outcomes.items() if o not in ("200", "429", "503"))

    def line(self) -> str:
        """The figures in one line."""
        told = ", ".join(f"{o}: {n}" for o, n in sorted(self.outcomes.items()))
        if not self.took:
            return f"none answered ({told or 'none asked'})"
        p50, p95, p99 = (float(np.percentile(self.took, p)) for p in (50, 95, 99))
        return (
            f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms over {len(self.took)} ({told})"
        )


def run_load(url: str | None, clients: int, operators: int, minutes: float) -> None:
    """Load a server and print what its clients see; without `url` one is started, whose memory is told, too."""
    load = ", ".join(f"{x:.2f}" for x in os.getloadavg())
    print(f"{os.cpu_count()} cores; load {load} at the start")
    seconds = minutes * 60
    with _target(url, seconds + 300) as target:
        asyncio.run(_phases(target, clients, operators, seconds))


@dataclass(frozen=True, slots=True)
class _Target:
    """What is loaded; a server of our own has an operator who may sign in, and its memory can be read."""

    url: str
    server: Served | None = None
    operator: Operator | None = None


@contextmanager
def _target(url: str | None, longest: float) -> Iterator[_Target]:
    if url:
        yield _Target(url.rstrip("/"))
        return
    with scratch_operator() as operator:
        settings = {**_LIMITS, "YUCE_DATABASE_URL": operator.url}
        with served(settings, longest) as server:
            yield _Target(server.url, server, operator)


async def _phases(target: _Target, clients: int, operators: int, seconds: float) -> None:
    limits, server = (
        httpx.Limits(max_connections=None, max_keepalive_connections=None),
        target.server,
    )
    async with httpx.AsyncClient(base_url=target.url, timeout=60, limits=limits) as http:
        path = await _search_path(http, target.operator)
        await _usual(http, path, server, clients, operators, seconds)
        await _above(http)
        alive = await http.get("/healthz")
        print(f"afterwards /healthz: {alive.status_code}; {_memory(server)}")


async def _usual(
    http: httpx.AsyncClient,
    path: str,
    server: Served | None,
    clients: int,
    operators: int,
    seconds: float,
) -> None:
    """The usual load, with the server's memory watched meanwhile."""
    chat, search, until = Tally(), Tally(), time.monotonic() + seconds
    people = [_chats(http, f"10.1.{n // 250}.{n % 250 + 1}", chat, until) for n in range(clients)]
    people += [_searches(http, path, f"10.2.0.{n + 1}", search, until) for n in range(operators)]
    watching = asyncio.create_task(_watch(server, seconds))
    await asyncio.gather(*people)
    print(f"{clients} chatting clients, {seconds / 60:g} min: {chat.line()}")
    print(f"{operators} operators typing at {path}: {search.line()}")
    print(f"errors: {chat.errors + search.errors}")
    memory = await watching
    if server:
        print(memory_line(memory, min(60.0, seconds)))


async def _watch(server: Served | None, seconds: float) -> list[float]:
    """The server's memory in MB after each minute, and at the end."""
    left, seen = seconds, []
    while left > 0:
        await asyncio.sleep(min(60.0, left))
        left -= 60.0
        seen.append(server.resident() if server else 0.0)
    return seen


def memory_line(seen: Sequence[float], every: float) -> str:
    """Memory in MB after each `every` seconds; what has come to it since the first of them, when all was warm."""
    told = ", ".join(f"{megabytes:.0f}" for megabytes in seen)
    grown = seen[-1] - seen[0]
    return f"server memory every {every:.0f} s: {told} MB ({grown:+.1f} MB since the first)"


async def _above(http: httpx.AsyncClient) -> None:
    """Clients who ask without a pause, beside some who behave."""
    flood, calm, until = Tally(), Tally(), time.monotonic() + _FLOOD_SECONDS
    people = [_floods(http, f"10.3.0.{n + 1}", flood, until) for n in range(_FLOODING)]
    people += [
        _chats(http, f"10.4.0.{n + 1}", calm, until, (1.0, 2.0)) for n in range(_WELL_BEHAVED)
    ]
    started = time.monotonic()
    await asyncio.gather(*people)
    rate = sum(flood.outcomes.values()) / (time.monotonic() - started)
    print(f"above the limit, {_FLOODING} clients without a pause ({rate:.0f}/s): {flood.line()}")
    print(f"  {_WELL_BEHAVED} who behave meanwhile: {calm.line()}")
    print(f"  errors: {flood.errors + calm.errors}")


async def _chats(
    http: httpx.AsyncClient,
    address: str,
    tally: Tally,
    until: float,
    thinking: tuple[float, float] = _THINKING,
) -> None:
    """One person: a question, often a second that leans on its answer, and thinking between."""
    chance = random.Random(address)
    await asyncio.sleep(chance.uniform(0, thinking[1]))
    history: list[dict[str, str]] = []
    while time.monotonic() < until:
        asked = chance.choice(_FOLLOWING if history else _QUESTIONS)
        body = {"question": asked, "history": history}
        text = await _asked(http, address, body, tally)
        leans = text and not history and chance.random() < 0.5
        said = [{"role": "user", "content": asked}, {"role": "assistant", "content": text}]
        history = said if leans else []
        await asyncio.sleep(min(chance.uniform(*thinking), max(0.0, until - time.monotonic())))


async def _asked(
    http: httpx.AsyncClient, address: str, body: Mapping[str, object], tally: Tally
) -> str:
    """The answer's text; "" where there is none."""

    def call() -> httpx.Request:
        headers = {"X-Forwarded-For": address}
        return http.build_request("POST", "/api/v1/ask", json=body, headers=headers)

    response = await _timed(http, call, tally)
    return str(response.json()["text"]) if response and response.status_code == 200 else ""


async def _floods(http: httpx.AsyncClient, address: str, tally: Tally, until: float) -> None:
    chance = random.Random(address)
    while time.monotonic() < until:
        await _asked(http, address, {"question": chance.choice(_QUESTIONS)}, tally)


async def _searches(
    http: httpx.AsyncClient, path: str, address: str, tally: Tally, until: float
) -> None:
    """One operator: a search for every keystroke, then the call."""
    chance = random.Random(address)
    while time.monotonic() < until:
        await asyncio.sleep(chance.uniform(*_BETWEEN_CALLS))
        words = chance.choice(_TYPED)
        for end in range(1, len(words) + 1):
            if time.monotonic() > until:
                return
            await _timed(http, lambda w=words[:end]: _search(http, path, w, address), tally)  # type: ignore[misc]
            await asyncio.sleep(_KEYSTROKE)


def _search(http: httpx.AsyncClient, path: str, words: str, address: str) -> httpx.Request:
    headers = {"X-Forwarded-For": address}
    return http.build_request("GET", path, params={"q": words}, headers=headers)


async def _search_path(http: httpx.AsyncClient, operator: Operator | None) -> str:
    """The console's search, signed in; the interface's where there is nobody who could."""
    at_desk = operator is not None and await signed_in(http, operator)
    return "/desk/search" if at_desk else "/api/v1/search"


async def _timed(
    http: httpx.AsyncClient, call: Callable[[], httpx.Request], tally: Tally
) -> httpx.Response | None:
    started = time.perf_counter()
    try:
        response = await http.send(call())
    except httpx.HTTPError as error:
        tally.outcomes[type(error).__name__] += 1
        return None
    tally.outcomes[str(response.status_code)] += 1
    if response.status_code == 200:
        tally.took.append((time.perf_counter() - started) * 1000)
    return response


def _memory(server: Served | None) -> str:
    return f"server memory {server.resident():.0f} MB" if server else "its memory is not known here"
