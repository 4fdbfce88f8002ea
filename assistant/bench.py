"""`yuce bench`: what a user waits for, and what the server can carry. Figures, no judgement: machines are noisy."""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from assistant.bootstrap import Assistant, rebuild
from assistant.served import served
from assistant.settings import Settings, read_settings

_QUESTIONS = (
    "货卖到国外被退回来了,还要不要交税",
    "我们想在波兰租个仓库发货,政府有没有支持",
    "小微企業投保出口信用保險,保費誰出",
    "Which measure deals with overseas warehouses?",
    "第七条讲什么",
    "人才这块归哪个部门管",
    "哪些条有2027年的目标",
    "独立站推广补贴具体多少钱",
    "这份文件的文号是多少",
    "明天重庆会下雨吗",
)
_LONGEST = 120.0
_CLIENTS = 16


def run_bench(*, quick: bool) -> None:
    """Measure and print."""
    rounds = 5 if quick else 40
    load = ", ".join(f"{x:.2f}" for x in os.getloadavg())
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores; load {load} at the start"
    )
    with tempfile.TemporaryDirectory() as folder:
        os.environ["YUCE_DATA_DIR"] = folder
        settings = read_settings()
        _index_build(settings)
        _cold_ask(3 if quick else 7)
        _in_process(settings, rounds)
        _server(rounds)


def _index_build(settings: Settings) -> None:
    started = time.perf_counter()
    index = rebuild(settings)
    took = time.perf_counter() - started
    size = sum(p.stat().st_size for p in settings.index_dir.rglob("*") if p.is_file())
    print(
        f"index build: {took:.1f} s for {index.manifest.passages} passages, {size / 1e6:.1f} MB on disk"
    )
    index.close()


def _cold_ask(times: int) -> None:
    """The command from the shell's point of view: a new process each time, its index built already."""
    command = [sys.executable, "-m", "assistant.cli", "ask", _QUESTIONS[0]]
    took = []
    for _ in range(times):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        took.append(time.perf_counter() - started)
    print(f"cold `yuce ask`: median {np.median(took):.2f} s, slowest {max(took):.2f} s of {times}")


def _in_process(settings: Settings, rounds: int) -> None:
    assistant = Assistant(settings)
    for question in _QUESTIONS:
        assistant.ask(question)
    took = [_ms(lambda q=q: assistant.ask(q)) for _ in range(rounds) for q in _QUESTIONS]  # type: ignore[misc]
    encode = [_ms(lambda: assistant.encoder.encode([_QUESTIONS[0]])) for _ in range(rounds * 10)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"in-process answer: p50 {_p(took, 50):.1f} ms, p95 {_p(took, 95):.1f} ms over {len(took)}"
    )
    print(f"question encoding: p50 {_p(encode, 50):.3f} ms, p95 {_p(encode, 95):.3f} ms")
    print(f"peak memory of this process (index build and answers): {peak:.0f} MB")
    assistant.close()


def _server(rounds: int) -> None:
    with served({"YUCE_QUESTIONS_PER_MINUTE": "1000000"}, _LONGEST) as server:
        print(f"server ready: {server.ready:.2f} s")
        requests = [_QUESTIONS[i % len(_QUESTIONS)] for i in range(rounds * len(_QUESTIONS))]
        started = time.perf_counter()
        with ThreadPoolExecutor(_CLIENTS) as pool:
            took = list(pool.map(lambda q: _ms(lambda: _post(server.url, q)), requests))
        rate = len(took) / (time.perf_counter() - started)
        print(
            f"HTTP at {_CLIENTS} clients: {rate:.0f} answers a second, "
            f"p50 {_p(took, 50):.0f} ms, p95 {_p(took, 95):.0f} ms over {len(took)}"
        )
        print(f"server memory: {server.resident():.0f} MB resident")


def _post(url: str, question: str) -> None:
    body = json.dumps({"question": question}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/api/v1/ask", body, headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        json.load(response)


def _ms(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _p(values: list[float], percent: int) -> float:
    return float(np.percentile(values, percent))
