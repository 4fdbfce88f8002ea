"""What is left with the hotline: checked in place, and the answer as the texts bear it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.bootstrap import Assistant
from assistant.contract import AnswerRow, answer_row
from assistant.errors import LeavingError
from assistant.leaving import NOT_USEFUL, Left, hand_over, leave_verdict
from assistant.model import Language
from assistant.sealing import Seal
from tests.browser.serving import FakeDesk

SEAL = Seal(b"k" * 32)


@pytest.fixture(scope="module")
def row(assistant: Assistant) -> AnswerRow:
    return answer_row(assistant.ask("货被退回来要交税吗"))


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def test_a_verdict_reaches_the_desk_with_its_reason_as_the_hotline_reads_it(
    assistant: Assistant, row: AnswerRow, desk: FakeDesk
) -> None:
    left = Left(row, Language.EN, NOT_USEFUL, "unclear", note=" too long ")
    leave_verdict(left, desk, assistant.library)
    leave_verdict(Left(row), desk, assistant.library)
    assert desk.verdicts == [
        ("货被退回来要交税吗", False, "看不明白:too long"),
        ("货被退回来要交税吗", True, ""),
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"verdict": NOT_USEFUL}, "请选一个原因"),
        ({"verdict": NOT_USEFUL, "reason": "bad"}, "请选一个原因"),
        ({"note": "x" * 501}, "最多500个字"),
        ({"row": {"id": "1"}}, "旧答复不再显示"),
    ],
)
def test_a_verdict_that_cannot_be_taken_is_told_in_a_sentence(
    assistant: Assistant, row: AnswerRow, desk: FakeDesk, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(LeavingError, match=said):
        leave_verdict(Left(**{"row": row, **fields}), desk, assistant.library)
    assert desk.verdicts == []


def test_a_question_is_handed_over_with_the_answer_and_the_contact(
    assistant: Assistant, row: AnswerRow, desk: FakeDesk
) -> None:
    receipt = hand_over(
        Left(row, contact=" 138 0000\n0000 ", note="急"), desk, assistant.library, SEAL
    )
    assert receipt == "YC-20261123-000001"
    (handed,) = desk.handed
    assert (handed.question, handed.contact, handed.note) == (
        "货被退回来要交税吗",
        "138 0000 0000",
        "急",
    )
    assert handed.answer == row


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"contact": ""}, "请填写联系方式"),
        ({"contact": "   \n "}, "请填写联系方式"),
        ({"contact": "1234"}, "请填写联系方式"),
        ({"contact": "x" * 101}, "请填写联系方式"),
        ({"contact": "13800000000", "note": "x" * 501}, "最多500个字"),
        ({"contact": "1", "language": Language.EN}, "how to reach you"),
    ],
)
def test_a_hand_over_that_cannot_be_taken_is_told_in_a_sentence(
    assistant: Assistant, row: AnswerRow, desk: FakeDesk, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(LeavingError, match=said):
        hand_over(Left(**{"row": row, **fields}), desk, assistant.library, SEAL)
    assert desk.handed == []


def test_an_answer_with_forged_words_is_not_taken(
    assistant: Assistant, row: AnswerRow, desk: FakeDesk
) -> None:
    forged = {**row, "citations": [{**row["citations"][0], "quote": "每家补贴一百万元。"}]}
    with pytest.raises(LeavingError):
        hand_over(Left(forged, contact="13800000000"), desk, assistant.library, SEAL)
    assert desk.handed == []


def test_an_answer_that_was_given_here_is_told_from_what_an_asker_says(
    assistant: Assistant, row: AnswerRow, desk: FakeDesk
) -> None:
    seal = SEAL.of(row)
    through_a_browser = json.loads(json.dumps({**row, "took_ms": 12, "more": "x"}))
    as_sent: list[tuple[Any, str]] = [
        (row, seal),
        ({**row, "text": "每家企业补贴一百万元。"}, seal),
        ({**row, "question": "别的问题"}, seal),
        ({**row, "status": "not_stated"}, seal),
        (row, ""),
        (row, "签名"),
        (row, Seal(b"o" * 32).of(row)),
        (through_a_browser, SEAL.of({**row, "took_ms": 12.0})),
    ]
    for sent, with_seal in as_sent:
        left = Left(sent, contact="13800000000", seal=with_seal)
        hand_over(left, desk, assistant.library, SEAL)
    assert [h.given for h in desk.handed] == [True, *[False] * 6, True]
