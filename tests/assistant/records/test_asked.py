from __future__ import annotations

from collections.abc import Callable
from datetime import date

from assistant.contract import AnswerRow
from assistant.model import Status
from assistant.records.model import Channel, CitedClause
from assistant.records.opening import Records

Answers = Callable[..., AnswerRow]


def test_a_question_is_logged_with_what_came_of_it(
    records: Records, answer: Answers, clock: object
) -> None:
    records.asked.add(answer(cited=(("m", 7), ("m", 7), ("p", None))), Channel.PAGE)
    (logged,) = records.asked.latest()
    assert (logged.question, logged.status) == ("退货要交税吗", Status.ANSWERED)
    assert logged.cited == (CitedClause("m", 7), CitedClause("p", None))
    assert (logged.at, logged.took_ms, logged.channel) == (clock(), 12.5, Channel.PAGE)  # type: ignore[operator]
    assert (logged.corpus_version, logged.index_version) == ("corpus-1", "index-1")


def test_a_day_is_the_day_in_shanghai(records: Records, answer: Answers, clock: object) -> None:
    clock.pass_by(hours=14)  # type: ignore[attr-defined] # 17:00 in UTC, one in the morning there
    records.asked.add(answer(), Channel.API)
    assert records.asked.latest()[0].day == date(2026, 11, 24)


def test_the_log_has_nobodys_number(records: Records, answer: Answers) -> None:
    records.asked.add(answer("我是13800138000,退货要交税吗"), Channel.PAGE)
    assert records.asked.latest()[0].question == "我是[▇ mobile],退货要交税吗"


def test_nothing_is_logged_where_recording_is_off(
    opened: Callable[..., Records], answer: Answers
) -> None:
    records = opened(record_questions=False)
    records.asked.add(answer(), Channel.PAGE)
    assert records.asked.latest() == ()


def test_the_newest_come_first_and_not_more_than_wanted(records: Records, answer: Answers) -> None:
    for i in range(5):
        records.asked.add(answer(f"问题 {i}", cited=(("m", i),)), Channel.DESK)
    assert [(q.question, q.cited[0].clause) for q in records.asked.latest(2)] == [
        ("问题 4", 4),
        ("问题 3", 3),
    ]


def test_a_question_that_no_database_takes_as_it_is_is_logged_all_the_same(
    records: Records, answer: Answers
) -> None:
    records.asked.add(answer("a\0b\ud800" + "长" * 9_000), Channel.API)
    logged = records.asked.latest()[0].question
    assert logged.startswith("ab?长") and len(logged) == 2_000
