from __future__ import annotations

from collections.abc import Callable

from assistant.contract import AnswerRow
from assistant.records.model import (
    CallEntry,
    CallOutcome,
    CallSearch,
    Channel,
    HandoverRequest,
    HandoverState,
    Verdict,
)
from assistant.records.opening import Records

Answers = Callable[..., AnswerRow]


def fill(records: Records, answer: Answers) -> tuple[str, str]:
    """One of everything; the receipts of an open and of a closed hand-over."""
    records.asked.add(answer(), Channel.PAGE)
    records.feedback.add(answer(), Verdict.USEFUL, channel=Channel.PAGE)
    records.calls.add(CallEntry("退货", CallOutcome.ANSWERED), by="zhang")
    request = HandoverRequest("退货 13900139000", "13800138000", "急", answer())
    receipts = records.handovers.add(request).receipt, records.handovers.add(request).receipt
    records.handovers.set_state(receipts[1], HandoverState.DONE, by="zhang", remark="已回电")
    return receipts


def test_what_is_older_than_the_retention_goes_and_calls_and_audit_stay(
    records: Records, answer: Answers, clock: object
) -> None:
    fill(records, answer)
    clock.pass_by(days=181)  # type: ignore[attr-defined]
    assert records.forget_old() == 3
    assert records.asked.latest() == () and records.feedback.latest() == ()
    assert records.calls.search(CallSearch()).total == 1
    assert len(records.audit.latest()) == 2


def test_a_closed_hand_over_loses_the_contact_and_an_open_one_nothing(
    records: Records, answer: Answers, clock: object
) -> None:
    waiting, done = fill(records, answer)
    clock.pass_by(days=181)  # type: ignore[attr-defined]
    records.forget_old()
    assert records.handovers.find(waiting).request.contact == "13800138000"
    closed = records.handovers.find(done)
    assert closed.request == HandoverRequest("退货 [▇ mobile]", "")
    assert closed.remark == "已回电"


def test_what_is_younger_stays(records: Records, answer: Answers, clock: object) -> None:
    fill(records, answer)
    clock.pass_by(days=179)  # type: ignore[attr-defined]
    assert records.forget_old() == 0
    assert len(records.asked.latest()) == 1


def test_nothing_goes_where_all_is_to_be_kept(
    opened: Callable[..., Records], answer: Answers, clock: object
) -> None:
    records = opened(retention=None)
    fill(records, answer)
    clock.pass_by(days=9_999)  # type: ignore[attr-defined]
    assert records.forget_old() == 0
    assert len(records.asked.latest()) == 1


def test_logging_a_question_removes_old_ones_once_an_hour(
    records: Records, answer: Answers, clock: object
) -> None:
    records.asked.add(answer("旧"), Channel.PAGE)
    clock.pass_by(days=181)  # type: ignore[attr-defined]
    records.asked.add(answer("新"), Channel.PAGE)
    assert [q.question for q in records.asked.latest()] == ["新"]
