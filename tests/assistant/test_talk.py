"""A talk as the browser keeps it: what comes back is checked, and it never grows without bound."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import talk as talks
from assistant.bootstrap import Assistant
from assistant.model import Role, Turn
from assistant.sealing import passing_seal
from assistant.talk import LARGEST, MOST, read_talk, shown, with_answer, written

_RETURNED = "货卖到国外被退回来了,还要不要交税"


@pytest.fixture(scope="module")
def talk(assistant: Assistant) -> talks.Talk:
    return with_answer((), _RETURNED, assistant.ask(_RETURNED), passing_seal())


def changed(talk: talks.Talk, **fields: Any) -> str:
    return json.dumps([{**talk[0], **fields}])


def test_what_was_written_is_read_as_it_was(talk: talks.Talk) -> None:
    assert read_talk(written(talk)) == talk
    assert written(()) == ""
    assert read_talk("") == ()


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        ("{", "no JSON"),
        ('{"a": 1}', "no list"),
        ("null", "nothing"),
        ('[1, null, "x", []]', "no exchanges"),
        ('[{"question": "x", "html": "<b>x</b>", "row": {}}]', "a row without fields"),
        ("[" * 100_000, "nested too deeply"),
        (f'["{"x" * 3 * LARGEST}"]', "too large"),
    ],
)
def test_a_store_that_is_no_talk_is_dropped(kept: str, reason: str) -> None:
    assert read_talk(kept) == (), reason


@given(st.text())
def test_any_text_can_be_read(kept: str) -> None:
    assert read_talk(kept) == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"verdict": "splendid"},
        {"receipt": "<b>YC</b>"},
        {"question": 7},
        {"row": None},
    ],
)
def test_a_broken_exchange_is_left_out_and_the_others_stay(
    talk: talks.Talk, fields: dict[str, object]
) -> None:
    broken = json.loads(changed(talk, **fields))
    assert read_talk(json.dumps([*broken, talk[0]])) == talk


def test_an_id_that_is_no_name_is_left_out(talk: talks.Talk) -> None:
    row = {**talk[0]["row"], "id": '"><script>'}
    assert read_talk(changed(talk, row=row)) == ()


def test_only_the_latest_exchanges_are_kept(talk: talks.Talk) -> None:
    many: Any = [
        {**talk[0], "question": str(n), "row": {**talk[0]["row"], "id": f"a{n}"}}
        for n in range(3 * MOST)
    ]
    kept = read_talk(written(many))
    assert [e["question"] for e in kept] == [str(n) for n in range(2 * MOST, 3 * MOST)]


def test_a_kept_talk_has_its_most_bytes(talk: talks.Talk) -> None:
    many: Any = [
        {**talk[0], "question": "问" * 9000, "row": {**talk[0]["row"], "id": f"a{n}"}}
        for n in range(MOST)
    ]
    text = written(many)
    assert len(text.encode()) <= LARGEST
    assert read_talk(text)[-1]["row"]["id"] == f"a{MOST - 1}"


def test_history_is_plain_turns(talk: talks.Talk) -> None:
    said = talk[0]["row"]["text"]
    assert talks.history(talk) == (Turn(Role.USER, _RETURNED), Turn(Role.ASSISTANT, said))


def test_an_answer_over_the_same_texts_is_shown_as_it_was(
    talk: talks.Talk, assistant: Assistant, today: date
) -> None:
    (exchange,) = shown(talk, assistant.library, today)
    assert exchange.answer
    assert (exchange.changed, exchange.aged) == (False, False)
    assert exchange.answer.citations[0].clause == assistant.library.clause("yfbf-2023-92", 7)


def test_an_answer_that_does_not_hold_is_not_shown(
    talk: talks.Talk, assistant: Assistant, today: date
) -> None:
    text = json.dumps(talk, ensure_ascii=False).replace("2025年12月31日", "2027年12月31日")
    (exchange,) = shown(read_talk(text), assistant.library, today)
    assert exchange.changed
    assert exchange.answer is None


@pytest.mark.parametrize(
    ("question", "day", "aged"),
    [
        (_RETURNED, date(2027, 6, 1), False),
        ("哪些条有2027年目标", date(2027, 12, 31), False),
        ("哪些条有2027年目标", date(2028, 1, 1), True),
    ],
)
def test_an_answer_is_earlier_where_a_period_is_over_by_now(
    assistant: Assistant, question: str, day: date, aged: bool
) -> None:
    talk = with_answer((), question, assistant.ask(question), passing_seal())
    (exchange,) = shown(talk, assistant.library, day)
    assert exchange.aged is aged


def test_an_answer_over_another_version_is_earlier(
    talk: talks.Talk, assistant: Assistant, today: date
) -> None:
    row = {**talk[0]["row"], "corpus_version": "000000000000"}
    (exchange,) = shown(read_talk(changed(talk, row=row)), assistant.library, today)
    assert exchange.aged
    assert exchange.answer
