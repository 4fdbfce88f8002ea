"""What a question asks for and what a provision states."""

from __future__ import annotations

import pytest

from assistant.own_cues import CUES, asked_for, stated_in


@pytest.mark.parametrize(
    ("question", "cue"),
    [
        ("撕了封条罚多少", "fine"),
        ("多久要答复", "period"),
        ("由谁批准", "body"),
        ("什么叫保税货物", "meaning"),
        ("哪天起施行", "in_force"),
        ("可以抵押吗", "permitted"),
        ("How long is it valid?".lower(), "period"),
    ],
)
def test_what_is_asked_for_is_read_from_general_words(question: str, cue: str) -> None:
    assert asked_for(question)[CUES.index(cue)]


@pytest.mark.parametrize(
    ("provision", "cue"),
    [
        ("处五万元以下罚款。", "fine"),
        ("应当在十五日内答复。", "period"),
        ("本法所称樱桃,是指樱桃树的果实。", "meaning"),
        ("本法自2020年6月1日起施行。", "in_force"),
        ("不得丢入池塘。", "permitted"),
    ],
)
def test_what_is_stated_is_read_from_general_words(provision: str, cue: str) -> None:
    assert stated_in(provision)[CUES.index(cue)]


def test_a_question_without_such_words_asks_for_none_of_it() -> None:
    assert not any(asked_for("樱桃树"))
