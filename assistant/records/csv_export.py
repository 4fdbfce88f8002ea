"""Calls as CSV that spreadsheet programs open as it is meant: with a byte order mark, and no cell that is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.records.model import CallOutcome, CallRecord, CitedClause

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_HEADER = ("编号", "时间", "话务员", "问题", "结果", "转办单位", "引用", "备注", "最后修改")
_OUTCOMES = {
    CallOutcome.ANSWERED: "已答复",
    CallOutcome.REFERRED: "转办",
    CallOutcome.TO_VERIFY: "待核实",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def call_csv(calls: Iterable[CallRecord]) -> Iterator[str]:
    """The lines, each with its end, the header first; encode them as UTF-8. Times are Shanghai's."""
    yield "\ufeff" + _line(_HEADER)
    for call in calls:
        yield _line(_cells(call))


def _cells(call: CallRecord) -> tuple[str, ...]:
    entry = call.entry
    return (
        str(call.id),
        _time(call.at),
        call.operator,
        entry.question,
        _OUTCOMES[entry.outcome],
        entry.unit,
        "; ".join(_place(cited) for cited in entry.cited),
        entry.notes,
        _time(call.changed_at),
    )


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([_plain(cell) for cell in cells])
    return out.getvalue()


def _plain(cell: str) -> str:
    """A cell that begins like a formula is text to a spreadsheet once an apostrophe stands before it."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _place(cited: CitedClause) -> str:
    return cited.document_id + (f"#{cited.clause}" if cited.clause is not None else "")


def _time(at: datetime) -> str:
    return f"{at.astimezone(_SHANGHAI):%Y-%m-%d %H:%M}"
