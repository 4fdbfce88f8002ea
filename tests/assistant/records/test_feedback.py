from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.contract import AnswerRow
from assistant.records.errors import InvalidRecord
from assistant.records.model import Channel, CitedClause, Verdict
from assistant.records.opening import Records

Answers = Callable[..., AnswerRow]


def test_a_verdict_is_kept_with_what_it_is_about(records: Records, answer: Answers) -> None:
    made = records.feedback.add(
        answer(key="a1"), Verdict.NOT_USEFUL, channel=Channel.PAGE, reason="不是我问的"
    )
    assert (made.verdict, made.reason, made.answer_id) == (Verdict.NOT_USEFUL, "不是我问的", "a1")
    assert made.cited == (CitedClause("measures", 7),)
    assert made.corpus_version == "corpus-1"
    assert records.feedback.latest() == (made,)


def test_the_same_words_have_the_same_digest(records: Records, answer: Answers) -> None:
    digests = [
        records.feedback.add(answer(text=text), Verdict.USEFUL, channel=Channel.PAGE).text_digest
        for text in ("甲", "甲", "乙")
    ]
    assert digests[0] == digests[1] != digests[2]


def test_who_changes_his_mind_has_one_verdict(records: Records, answer: Answers) -> None:
    records.feedback.add(answer(key="a1"), Verdict.USEFUL, channel=Channel.PAGE)
    records.feedback.add(answer(key="a2"), Verdict.USEFUL, channel=Channel.PAGE)
    records.feedback.add(answer(key="a1"), Verdict.NOT_USEFUL, channel=Channel.PAGE)
    assert {f.answer_id: f.verdict for f in records.feedback.latest()} == {
        "a1": Verdict.NOT_USEFUL,
        "a2": Verdict.USEFUL,
    }
    assert [f.answer_id for f in records.feedback.latest(verdict=Verdict.USEFUL)] == ["a2"]


def test_neither_question_nor_reason_has_anybodys_number(records: Records, answer: Answers) -> None:
    made = records.feedback.add(
        answer("我13800138000"), Verdict.USEFUL, channel=Channel.PAGE, reason="回我a@b.cn"
    )
    assert (made.question, made.reason) == ("我[▇ mobile]", "回我[▇ e-mail]")


def test_a_reason_that_is_too_long_is_refused_and_the_earlier_verdict_stays(
    records: Records, answer: Answers
) -> None:
    records.feedback.add(answer(key="a1"), Verdict.USEFUL, channel=Channel.PAGE)
    with pytest.raises(InvalidRecord, match="1,001 characters; 1,000 are taken"):
        records.feedback.add(
            answer(key="a1"), Verdict.NOT_USEFUL, channel=Channel.PAGE, reason="长" * 1_001
        )
    assert records.feedback.latest()[0].verdict is Verdict.USEFUL
