"""What a person reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.evaluate import Evaluation, evaluate
from assistant.evaluation.questions import GoldQuestion
from assistant.evaluation.report import markdown, table
from assistant.evaluation.runs import Run, RunHeader
from assistant.model import Role, Status, Turn
from corpus.library import Library

HEADER = RunHeader("c0ffee", "i-1", date(2026, 11, 23))


@pytest.fixture
def questions(gold: Callable[..., GoldQuestion]) -> list[GoldQuestion]:
    return [
        gold(id="a", question="退货要交税吗", accept=(7,), history=(Turn(Role.USER, "前面"),)),
        gold(
            id="b",
            question="<b>*天气*</b>|",
            script="hant",
            kind="weather",
            status=(Status.OUT_OF_SCOPE,),
        ),
    ]


@pytest.fixture
def good(desk: Any, questions: list[GoldQuestion], library: Library) -> Evaluation:
    rows = (desk.answer(desk.clause(7), id="a"), desk.answer(id="b", status="out_of_scope"))
    return evaluate(Run(HEADER, rows), questions, library)


@pytest.fixture
def bad(desk: Any, questions: list[GoldQuestion], library: Library) -> Evaluation:
    rows = (desk.answer(desk.clause(6), id="a"), {"id": "b", "error": "太长"})
    return evaluate(Run(HEADER, rows), questions, library, {"a": [6, 7]})


def test_a_failure_shows_the_question_what_was_expected_and_what_came(bad: Evaluation) -> None:
    report = markdown(bad)
    assert "0 of 2 (0.0%, 95 % interval" in report
    assert "## Failures: 2\n\n### a (topical, hans)\n\n- Question: 退货要交税吗" in report
    assert "  - before: user: 「前面」" in report
    assert "- clause: expected 7 first, got yfbf-2023-92 clause 6" in report
    assert "- Got: answered; clause 6 「最佳化跨境電商通關節點布局" in report
    assert "- Got: error: 太长" in report


def test_what_a_question_holds_is_shown_and_is_no_markup(bad: Evaluation) -> None:
    assert r"- Question: \<b\>\*天气\*\</b\>\|" in markdown(bad)


def test_every_table_row_has_the_same_number_of_cells(bad: Evaluation) -> None:
    lines = [line for line in markdown(bad).splitlines() if line.startswith("|")]
    assert len(lines) == 3 + 4 + 4
    assert {line.count("|") for line in lines} == {11}


def test_retrieval_figures_are_shown_when_there_are_some(bad: Evaluation, good: Evaluation) -> None:
    shown = "hit@1 0.000, R@3 1.000, MRR 0.500, nDCG@10 0.631 (questions with accepted clauses: 1)"
    assert shown in markdown(bad)
    assert shown in table(bad.metrics, bad.retrieval)
    assert "hit@1" not in markdown(good) + table(good.metrics)


def test_gains_and_losses_are_shown_against_an_earlier_run(
    good: Evaluation, bad: Evaluation
) -> None:
    assert "### Gained: 2\n\n- a: 退货要交税吗\n- b:" in markdown(good, bad)
    assert "### Lost: 2\n\n- a: 退货要交税吗" in markdown(bad, good)
    assert "Gained" not in markdown(good)


def test_a_run_without_failures_says_so(good: Evaluation) -> None:
    assert markdown(good).endswith("## Failures: 0\n")


def test_the_plain_table_has_a_line_for_each_group_in_columns(good: Evaluation) -> None:
    lines = table(good.metrics).splitlines()
    assert [line.split()[0] for line in lines[1:]] == [
        "overall",
        "topical",
        "weather",
        "hans",
        "hant",
    ]
    assert len({len(line) for line in lines}) == 1


def test_a_run_with_a_quote_that_is_not_verbatim_has_no_evaluation(
    desk: Any, questions: list[GoldQuestion], library: Library
) -> None:
    wrong = {**desk.clause(7), "quote": "免稅永久有效"}
    rows = (desk.answer(wrong, id="a"), desk.answer(id="b", status="out_of_scope"))
    with pytest.raises(EvaluationError, match="a: citation 1 quotes 「免稅永久有效」"):
        evaluate(Run(HEADER, rows), questions, library)
