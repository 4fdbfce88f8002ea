"""`yuce bench-desk`: how long the server works on a keystroke. Figures, no judgement: machines are noisy."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from assistant.bootstrap import Assistant
from assistant.desk.pages import page
from assistant.desk.results import Results
from assistant.validity import today

QUESTIONS = (
    "货卖到国外被退回来了还要不要交税",
    "退运的货免税到什么时候",
    "我们想在波兰租个仓库发货有没有支持",
    "海外仓备案要交纸质材料吗",
    "小微企业投保出口信用保险保费谁出",
    "独立站推广补贴具体多少钱",
    "人才这块归哪个部门管",
    "哪些条有2027年的目标",
    "跨境电商企业上市有没有奖励",
    "9610出口怎么申报",
    "第七条讲什么",
    "7 海关",
    "市商务委",
    "口岸物流办",
    "第十六条",
    "海关 退货",
    "保税仓的货能不能和别的货放一起",
    "注册境外商标有没有补助",
    "结汇金额跟报关单对不上怎么办",
    "产业园要多大规模才能评示范",
    "宠物食品分装进口可以做吗",
    "中欧班列舱位能不能优先",
    "高校开跨境电商专业有支持吗",
    "协会什么时候成立的",
    "这份文件的文号是多少",
    "明天重庆会下雨吗",
    "退稅要怎麼辦",
    "東盟市場有什麼合作項目",
    "Which measure deals with overseas warehouses?",
    "tax refund for returned goods",
)
"""What callers ask and operators type, in the ways the console is made for."""


def bench_lines(assistant: Assistant) -> Iterator[str]:
    """Type every question character by character and open the first row of each; one line a figure."""
    results = Results(assistant, today)
    for question in QUESTIONS[:5]:  # warm, as a server is
        _typed(results, question)
    typed = [question[: i + 1] for question in QUESTIONS for i in range(len(question))]
    load = ", ".join(f"{x:.2f}" for x in os.getloadavg())
    machine = platform.processor() or platform.machine()
    yield f"{machine}, {os.cpu_count()} cores; load {load} at the start"
    yield f"{len(QUESTIONS)} questions, {len(typed)} keystrokes"
    yield _told("a keystroke: look-up, verdict, 口径, page", typed, lambda q: _typed(results, q))
    yield _told("of it the look-up", typed, results.found)
    yield _told("of it the verdict", typed, results.answer)
    yield _told("a row opened: sheet, page", QUESTIONS, lambda q: _opened(results, q))


def _typed(results: Results, q: str) -> object:
    return page("_rows.html", listed=results.listed(q))


def _opened(results: Results, q: str) -> object:
    return page("_sheet.html", sheet=results.sheet(q))


def _told(what: str, texts: Sequence[str], call: Callable[[str], object]) -> str:
    """Milliseconds by the clock, and those that the processor worked: beside other programs the first say little."""
    took, worked = [], []
    for text in texts:
        started, busy = time.perf_counter(), time.process_time()
        call(text)
        took.append((time.perf_counter() - started) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    return f"{what}: {_figures(took)}; processor {_figures(worked)}"


def _figures(took: Sequence[float]) -> str:
    p50, p95 = np.percentile(took, [50, 95])
    slow = sum(t > 50 for t in took)
    return f"p50 {p50:.1f} p95 {p95:.1f} max {max(took):.1f} ms, {slow} of {len(took)} over 50"
