"""A row read back is the answer that it was made of, or nothing."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from assistant.bootstrap import Assistant
from assistant.contract import AnswerRow, answer_row
from assistant.contract_reading import answer_from, read_row
from assistant.errors import RowError, SourceChangedError
from assistant.evaluation.questions import GoldQuestion
from corpus.library import Library

_RETURNED = "货卖到国外被退回来了,还要不要交税"


@pytest.fixture(scope="module")
def row(assistant: Assistant) -> AnswerRow:
    return answer_row(assistant.ask(_RETURNED))


def test_a_hundred_answers_come_back_from_json_as_they_were(
    assistant: Assistant, tune: tuple[GoldQuestion, ...]
) -> None:
    for gold in tune[:: len(tune) // 100]:
        row = answer_row(assistant.ask(gold.question))
        again = answer_from(read_row(json.loads(json.dumps(row))), assistant.library)
        assert answer_row(again) == row


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("quote", "引導企業用好三倍的補貼。", "other words"),
        ("end", 2289, "a cut sentence"),
        ("start", 0, "another place"),
        ("document_id", "gone", "a document that is not held"),
        ("document_number", "渝府辦發〔2024〕1號", "another number"),
        ("clause", 8, "the right words under another clause"),
        ("clause", 99, "a clause that there is not"),
        ("heading", "另一個標題", "another heading"),
        ("units", ["市商務委"], "other units"),
        ("units_full", ["另一個局", "重慶海關"], "another full name"),
        ("units_confirmed", [True, True], "a name that nobody confirmed"),
    ],
)
def test_a_citation_that_the_texts_do_not_bear_is_no_answer(
    assistant: Assistant, row: AnswerRow, field: str, value: object, reason: str
) -> None:
    other: Any = deepcopy(row)
    other["citations"][0][field] = value
    with pytest.raises(SourceChangedError):
        answer_from(read_row(other), assistant.library)


def test_a_period_that_no_quote_states_is_no_answer(assistant: Assistant, row: AnswerRow) -> None:
    other: Any = deepcopy(row)
    other["validity"][0]["to"] = "2030-12-31"
    with pytest.raises(SourceChangedError):
        answer_from(read_row(other), assistant.library)


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "另一份公告"), ("number", "1号"), ("confirmed", False), ("id", "gone")],
)
def test_a_notice_that_is_another_is_no_answer(
    assistant: Assistant, row: AnswerRow, field: str, value: object
) -> None:
    other: Any = deepcopy(row)
    other["related_notices"][0][field] = value
    with pytest.raises(SourceChangedError):
        answer_from(read_row(other), assistant.library)


def test_a_fact_that_the_card_does_not_have_is_no_answer(
    assistant: Assistant, row: AnswerRow
) -> None:
    other: Any = deepcopy(row)
    other["related_notices"][0]["facts"] = [{"text": "免税到2099年", "confirmed": True}]
    with pytest.raises(SourceChangedError):
        answer_from(read_row(other), assistant.library)


def test_over_a_changed_text_no_quote_is_shown(library: Library, row: AnswerRow) -> None:
    main = library.main
    text = main.document.text.replace("2025年12月31日", "2027年12月31日")
    changed = replace(main, document=replace(main.document, text=text))
    parsed = {**library.parsed, main.document.id: changed}
    with pytest.raises(SourceChangedError):
        answer_from(row, replace(library, parsed=parsed))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"text": None}, "text"),
        ({"citations": "x"}, "citations"),
        ({"confidence": "high"}, "confidence"),
    ],
)
def test_data_that_is_no_row_is_told_by_its_field(
    row: AnswerRow, change: dict[str, object], named: str
) -> None:
    with pytest.raises(RowError, match=named):
        read_row({**row, **change})


@pytest.mark.parametrize("change", [{"status": "sure"}, {"language": "fr"}])
def test_a_status_or_language_that_is_none_is_a_fault_of_the_row(
    assistant: Assistant, row: AnswerRow, change: dict[str, str]
) -> None:
    with pytest.raises(RowError):
        answer_from(read_row({**row, **change}), assistant.library)
