from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from assistant.records.csv_export import call_csv
from assistant.records.model import CallEntry, CallOutcome, CallRecord, CitedClause

AT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def call(question: str = "退货", notes: str = "") -> CallRecord:
    cited = (CitedClause("measures", 7), CitedClause("p", None))
    entry = CallEntry(question, CallOutcome.REFERRED, "海关", notes, None, cited)
    return CallRecord(1, AT, "zhang", AT, entry)


def rows(*calls: CallRecord) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(call_csv(calls)).removeprefix("\ufeff"))))


def test_a_call_is_a_row_under_its_header_in_shanghais_time() -> None:
    header, row = rows(call())
    assert dict(zip(header, row, strict=True)) == {
        "编号": "1",
        "时间": "2026-11-24 01:00",
        "话务员": "zhang",
        "问题": "退货",
        "结果": "转办",
        "转办单位": "海关",
        "引用": "measures#7; p",
        "备注": "",
        "最后修改": "2026-11-24 01:00",
    }


def test_a_spreadsheet_reads_it_as_utf_8() -> None:
    assert next(iter(call_csv([]))).startswith("\ufeff")


@pytest.mark.parametrize("text", ['逗号,引号"换行\n两行', "a;b", "　全角　"])
def test_whatever_was_written_comes_back(text: str) -> None:
    assert rows(call(notes=text))[1][7] == text


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert rows(call(question=text))[1][3] == "'" + text
