"""A hotline with a fortnight's work in its records, for the screenshots: questions, hand-overs and calls, all made up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.bootstrap import Assistant
from assistant.contract import answer_row
from assistant.records.model import (
    AccessRole,
    CallEntry,
    CallOutcome,
    Channel,
    HandoverRequest,
    Verdict,
)
from assistant.records.opening import Records, open_records

NAME, PASSWORD = "王班长", "only for pictures"
_DAYS = 14
_ASKED = (
    ("货卖到国外被退回来了,还要不要交税", 9),
    ("海外仓备案要交纸质材料吗", 7),
    ("小微企业投保出口信用保险,保费谁出", 5),
    ("独立站推广补贴具体多少钱", 6),
    ("跨境电商人才培养归哪个部门管", 4),
    ("产业园区有什么扶持", 4),
    ("第七条讲什么", 3),
    ("仓库租金能补多少", 4),
    ("在重庆怎么注册公司", 2),
    ("今天重庆天气怎么样", 1),
)
_CALLS = (
    ("退运的货还能免税吗", CallOutcome.ANSWERED, ""),
    ("海外仓备案找谁", CallOutcome.ANSWERED, ""),
    ("园区认定要交哪些材料", CallOutcome.REFERRED, "重庆市商务委"),
)


class Days:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def office(folder: Path, assistant: Assistant) -> Iterator[Records]:
    """The records, with somebody who may sign in as NAME with PASSWORD."""
    clock = Days()
    today = clock.now
    with open_records(f"sqlite:///{folder / 'office.sqlite3'}", clock=clock) as records:
        records.accounts.add(NAME, PASSWORD, AccessRole.SUPERVISOR, by="pictures")
        rows = [(answer_row(assistant.ask(question)), often) for question, often in _ASKED]
        for back in reversed(range(_DAYS)):
            clock.now = today - timedelta(days=back, hours=1)
            for number, (row, often) in enumerate(rows):
                for _ in range((often + back * (number + 1)) % (often + 2)):
                    records.asked.add(row, Channel.PAGE if number % 2 else Channel.API)
        records.feedback.add(rows[0][0], Verdict.USEFUL, channel=Channel.PAGE)
        records.feedback.add(
            rows[7][0], Verdict.NOT_USEFUL, channel=Channel.PAGE, reason="说得不够具体"
        )
        handed = ("仓库租金能补多少", "13800000000", "下午方便", rows[7][0], True)
        records.handovers.add(HandoverRequest(*handed))
        for question, outcome, unit in _CALLS:
            records.calls.add(CallEntry(question, outcome, unit), by=NAME)
        clock.now = today
        yield records
