from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from assistant.contract import AnswerRow
from assistant.records.errors import InvalidRecord, NoSuchRecord
from assistant.records.model import HandoverRequest, HandoverState
from assistant.records.opening import Records

Answers = Callable[..., AnswerRow]
REQUEST = HandoverRequest("退货要交税吗", "13800138000 张先生")


def test_a_hand_over_is_kept_whole_with_the_answer_that_was_shown(
    records: Records, answer: Answers
) -> None:
    shown = answer(text="\0 字")
    request = HandoverRequest("退货要交税吗", "138 0013 8000", "下午打来", shown)
    made = records.handovers.add(request)
    assert (made.request, made.state, made.handled_by) == (request, HandoverState.OPEN, None)
    assert records.handovers.find(made.receipt) == made


@pytest.mark.parametrize("given", [True, False])
def test_whether_the_answer_was_given_here_is_kept_with_it(
    records: Records, answer: Answers, given: bool
) -> None:
    request = HandoverRequest("退货要交税吗", "138 0013 8000", "", answer(), given)
    receipt = records.handovers.add(request).receipt
    assert records.handovers.find(receipt).request == request


def test_a_receipt_has_the_day_and_cannot_be_guessed(records: Records) -> None:
    receipts = [records.handovers.add(REQUEST).receipt for _ in range(50)]
    assert len(set(receipts)) == 50
    assert all(re.fullmatch("YC-20261123-[34679ACDEFGHJKMNPQRTUVWXY]{6}", r) for r in receipts)


def test_a_receipt_is_found_however_it_is_typed(records: Records) -> None:
    made = records.handovers.add(REQUEST)
    assert records.handovers.find(f" {made.receipt.lower()[:6]} {made.receipt[6:]}\n") == made
    for other in ("", "YC-20261123-000000", "%", "'\0"):
        with pytest.raises(NoSuchRecord):
            records.handovers.find(other)


def test_the_hotline_goes_on_with_it_and_every_step_is_in_the_audit_log(
    records: Records, clock: object
) -> None:
    receipt = records.handovers.add(REQUEST).receipt
    records.handovers.set_state(receipt, HandoverState.IN_HAND, by="zhang", remark="已联系")
    clock.pass_by(minutes=5)  # type: ignore[attr-defined]
    done = records.handovers.set_state(receipt, HandoverState.DONE, by="li")
    assert (done.state, done.handled_by, done.remark) == (HandoverState.DONE, "li", "已联系")
    assert done.changed_at == clock()  # type: ignore[operator]
    entries = reversed(records.audit.latest())
    assert [(e.who, e.object_id, e.before, e.after) for e in entries] == [
        ("zhang", receipt, "open", "in_hand 已联系"),
        ("li", receipt, "in_hand", "done 已联系"),
    ]


def test_they_are_listed_by_state_newest_first(records: Records) -> None:
    receipts = [records.handovers.add(REQUEST).receipt for _ in range(3)]
    records.handovers.set_state(receipts[1], HandoverState.DONE, by="zhang")
    listed = records.handovers.listed
    assert [h.receipt for h in listed()] == receipts[::-1]
    assert [h.receipt for h in listed(HandoverState.OPEN)] == [receipts[2], receipts[0]]
    assert [h.receipt for h in listed(limit=1, offset=1)] == [receipts[1]]


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (HandoverRequest("  ", "13800138000"), "the question is empty"),
        (HandoverRequest("退货", "\n"), "the contact is empty"),
        (HandoverRequest("退货", "1" * 201), "the contact has 201 characters"),
        (HandoverRequest("退货", "1", "x" * 1_001), "the note has 1,001"),
        (HandoverRequest("长" * 2_001, "1"), "the question has 2,001"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_with_what_is_wrong(
    records: Records, request_: HandoverRequest, why: str
) -> None:
    with pytest.raises(InvalidRecord, match=why):
        records.handovers.add(request_)
    assert records.handovers.listed() == ()


def test_a_receipt_that_is_nobodys_cannot_be_gone_on_with(records: Records) -> None:
    with pytest.raises(NoSuchRecord):
        records.handovers.set_state("YC-20261123-AAAAAA", HandoverState.DONE, by="zhang")
    assert records.audit.latest() == ()
