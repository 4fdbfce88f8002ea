from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.contract import AnswerRow
from assistant.model import Status
from assistant.records.model import Channel, HandoverRequest, HandoverState, Verdict
from assistant.records.opening import Records

Answers = Callable[..., AnswerRow]


@pytest.fixture
def ask(records: Records, answer: Answers) -> Callable[..., None]:
    def asked(question: str, status: str = "not_stated", times: int = 1) -> None:
        for _ in range(times):
            records.asked.add(answer(question, status, cited=()), Channel.PAGE)

    return asked


def test_an_empty_queue_has_no_groups(records: Records) -> None:
    assert records.queue.groups() == ()


def test_questions_alike_are_one_group_and_the_most_frequent_comes_first(
    records: Records, ask: Callable[..., None]
) -> None:
    ask("海外仓补贴多少")
    ask("退货要交税吗", times=3)
    ask("退貨要不要交稅?", "needs_clarification")
    first, second = records.queue.groups()
    assert (first.question, first.count, first.unanswered) == ("退货要交税吗", 4, 4)
    assert first.examples == ("退货要交税吗", "退貨要不要交稅?")
    assert first.statuses == (Status.NOT_STATED, Status.NEEDS_CLARIFICATION)
    assert (second.question, second.count) == ("海外仓补贴多少", 1)


@pytest.mark.parametrize("status", ["answered", "no_such_clause"])
def test_questions_that_were_answered_are_not_in_it(
    records: Records, ask: Callable[..., None], status: str
) -> None:
    ask("退货要交税吗", status)
    assert records.queue.groups() == ()


def test_hand_overs_and_bad_answers_join_the_group_with_receipts_and_reasons(
    records: Records, ask: Callable[..., None], answer: Answers, clock: object
) -> None:
    began = clock()  # type: ignore[operator]
    ask("退货要交税吗", times=2)
    clock.pass_by(hours=1)  # type: ignore[attr-defined]
    records.feedback.add(answer(), Verdict.NOT_USEFUL, channel=Channel.PAGE, reason="没说清")
    records.feedback.add(answer(), Verdict.USEFUL, channel=Channel.PAGE)
    receipt = records.handovers.add(HandoverRequest("退货要交税吗 13800138000", "张")).receipt
    (group,) = records.queue.groups()
    assert (group.count, group.unanswered, group.not_useful, group.handovers) == (4, 2, 1, 1)
    assert (group.receipts, group.reasons) == ((receipt,), ("没说清",))
    assert (group.first_seen, group.last_seen) == (began, clock())  # type: ignore[operator]
    assert "13800138000" not in repr(group)


def test_a_handled_group_leaves_the_queue_and_comes_back_when_it_is_asked_again(
    records: Records, ask: Callable[..., None], clock: object
) -> None:
    ask("退货要交税吗", times=3)
    (group,) = records.queue.groups()
    records.queue.mark_handled(group.keys, by="zhang", note="见第七条")
    assert records.queue.groups() == ()
    (handled,) = records.queue.groups(handled=True)
    assert (handled.handled, handled.handled_by, handled.handled_at) == (True, "zhang", clock())  # type: ignore[operator]
    assert handled.count == 3
    clock.pass_by(hours=1)  # type: ignore[attr-defined]
    ask("退货要交税吗")
    (again,) = records.queue.groups()
    assert (again.count, again.handled, again.handled_by) == (1, False, None)
    assert records.queue.groups(handled=True) == ()


def test_a_reopened_group_is_back_whole(records: Records, ask: Callable[..., None]) -> None:
    ask("退货要交税吗", times=3)
    keys = records.queue.groups()[0].keys
    records.queue.mark_handled(keys, by="zhang")
    records.queue.reopen(keys, by="li")
    assert records.queue.groups()[0].count == 3
    entries = [(e.who, e.action) for e in reversed(records.audit.latest())]
    assert entries == [("zhang", "queue.handled"), ("li", "queue.reopened")]


def test_a_hand_over_stays_open_until_it_is_done_whatever_is_marked(records: Records) -> None:
    receipt = records.handovers.add(HandoverRequest("退货要交税吗", "张")).receipt
    records.queue.mark_handled(records.queue.groups()[0].keys, by="zhang")
    assert records.queue.groups()[0].receipts == (receipt,)
    records.handovers.set_state(receipt, HandoverState.DONE, by="li")
    assert records.queue.groups() == ()
    assert records.queue.groups(handled=True)[0].handled_by == "li"


def test_what_is_older_than_wanted_is_left_out(
    records: Records, ask: Callable[..., None], clock: object
) -> None:
    ask("退货要交税吗")
    clock.pass_by(days=91)  # type: ignore[attr-defined]
    ask("海外仓补贴多少")
    assert [g.question for g in records.queue.groups()] == ["海外仓补贴多少"]


def test_not_more_groups_than_wanted(records: Records, ask: Callable[..., None]) -> None:
    for question in ("退货要交税吗", "海外仓补贴多少", "上市奖励"):
        ask(question)
    assert len(records.queue.groups(limit=2)) == 2


def test_a_similarity_of_ones_own_groups_them(records: Records, ask: Callable[..., None]) -> None:
    ask("退货要交税吗")
    ask("海外仓补贴多少")
    assert len(records.queue.groups(similarity=lambda one, other: 1.0)) == 1


def test_marking_nothing_is_no_error(records: Records) -> None:
    records.queue.mark_handled((), by="zhang")
    records.queue.reopen(("unknown",), by="zhang")
    assert records.queue.groups() == ()
