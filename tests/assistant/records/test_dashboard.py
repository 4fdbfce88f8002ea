from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assistant.contract import AnswerRow
from assistant.model import Status
from assistant.records.errors import InvalidRecord
from assistant.records.model import Channel, CitedClause, HandoverRequest, Verdict
from assistant.records.opening import Records

Answers = Callable[..., AnswerRow]
DAY, NEXT = date(2026, 11, 23), date(2026, 11, 24)


def test_days_without_questions_are_there_and_have_no_response_time(records: Records) -> None:
    board = records.dashboard.between(DAY, NEXT)
    assert [(d.day, d.count) for d in board.days] == [(DAY, 0), (NEXT, 0)]
    assert (board.total, board.p50_ms, board.p95_ms, board.top_clauses) == (0, None, None, ())
    assert {s.share for s in board.statuses} == {0.0}


def test_questions_are_counted_by_day_and_status(
    records: Records, answer: Answers, clock: object
) -> None:
    for status in ("answered", "answered", "not_stated"):
        records.asked.add(answer(status=status), Channel.PAGE)
    clock.pass_by(days=1)  # type: ignore[attr-defined]
    records.asked.add(answer(status="out_of_scope"), Channel.PAGE)
    board = records.dashboard.between(DAY, NEXT)
    assert (board.total, [d.count for d in board.days]) == (4, [3, 1])
    assert {s.status: (s.count, s.share) for s in board.statuses} == {
        Status.ANSWERED: (2, 0.5),
        Status.NOT_STATED: (1, 0.25),
        Status.NO_SUCH_CLAUSE: (0, 0.0),
        Status.OUT_OF_SCOPE: (1, 0.25),
        Status.NEEDS_CLARIFICATION: (0, 0.0),
    }
    assert records.dashboard.between(NEXT, NEXT).total == 1


@pytest.mark.parametrize(
    ("times", "p50", "p95"),
    [([7.0], 7.0, 7.0), ([1.0, 2.0], 1.0, 2.0), ([float(i) for i in range(1, 101)], 50.0, 95.0)],
)
def test_response_times_are_nearest_ranks(
    records: Records, answer: Answers, times: list[float], p50: float, p95: float
) -> None:
    for took in reversed(times):
        records.asked.add(answer(took_ms=took), Channel.API)
    board = records.dashboard.between(DAY, DAY)
    assert (board.p50_ms, board.p95_ms) == (p50, p95)


def test_a_clause_counts_once_an_answer_and_the_most_cited_comes_first(
    records: Records, answer: Answers
) -> None:
    records.asked.add(answer(cited=(("m", 7), ("m", 7), ("m", 9))), Channel.PAGE)
    records.asked.add(answer(cited=(("m", 9), ("p", None))), Channel.PAGE)
    board = records.dashboard.between(DAY, DAY, top=2)
    assert [(c.cited, c.count) for c in board.top_clauses] == [
        (CitedClause("m", 9), 2),
        (CitedClause("m", 7), 1),
    ]


def test_verdicts_belong_to_shanghais_days(
    records: Records, answer: Answers, clock: object
) -> None:
    for hours, verdict in ((0, Verdict.USEFUL), (12.9, Verdict.NOT_USEFUL), (0.2, Verdict.USEFUL)):
        clock.pass_by(hours=hours)  # type: ignore[attr-defined]
        records.feedback.add(answer(), verdict, channel=Channel.PAGE)
    board = records.dashboard.between(DAY, DAY)
    assert (board.useful, board.not_useful) == (1, 1)
    assert records.dashboard.between(NEXT, NEXT).useful == 1


def test_open_hand_overs_are_counted(records: Records) -> None:
    records.handovers.add(HandoverRequest("退货", "张"))
    assert records.dashboard.between(DAY, DAY).open_handovers == 1


@pytest.mark.parametrize(("first", "last"), [(NEXT, DAY), (date(2020, 1, 1), DAY)])
def test_days_that_make_no_sense_are_refused(records: Records, first: date, last: date) -> None:
    with pytest.raises(InvalidRecord):
        records.dashboard.between(first, last)
