"""The example questions: all of them are answered, in every language."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Assistant
from assistant.model import Language, Status
from assistant.page_examples import drawn, labels, numbers_of, question_of, themes


@pytest.mark.parametrize("language", list(Language))
def test_every_example_gets_an_answer(assistant: Assistant, language: Language) -> None:
    for theme in themes(language):
        for question in theme.questions:
            answer = assistant.ask(question)
            assert answer.status in (Status.ANSWERED, Status.NOT_STATED), question
            assert answer.citations, question
            assert answer.language is language, question


def test_each_theme_has_the_same_number_of_questions_in_every_language() -> None:
    counts = [[len(theme.questions) for theme in themes(language)] for language in Language]
    assert counts == [[3] * 6] * 3


def test_one_question_of_each_theme_is_drawn() -> None:
    assert drawn(lambda count: count - 1) == (2,) * 6
    assert labels(None, drawn(lambda _: 0))[0] == "税收\n货被退回来了,还要交税吗?"
    assert question_of("税收\n货被退回来了,还要交税吗?") == "货被退回来了,还要交税吗?"


@pytest.mark.parametrize("language", list(Language))
def test_labels_are_recognised_in_any_language(language: Language) -> None:
    assert numbers_of(labels(language, (2, 0, 1, 2, 1, 0))) == (2, 0, 1, 2, 1, 0)


def test_labels_of_nothing_known_are_taken_for_the_first() -> None:
    assert numbers_of(["", "x", "税收\n?", "", "", ""]) == (0,) * 6
