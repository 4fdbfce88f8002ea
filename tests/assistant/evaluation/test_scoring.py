"""The rule in the answer contract, one row a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from assistant.contract import AnswerRow, CitationRow
from assistant.errors import EvaluationError
from assistant.evaluation.questions import GoldQuestion
from assistant.evaluation.rows import Row
from assistant.evaluation.scoring import Score, assert_verbatim, score, score_all
from assistant.model import Status
from corpus.library import Library
from corpus.model import DocumentKind

ANSWERED, NOT_STATED = Status.ANSWERED, Status.NOT_STATED
SEVEN: dict[str, Any] = {
    "accept": (7,),
    "require": (7,),
    "units": ("重慶市稅務局", "重慶海關"),
    "evidence": ("為跨境電商企業提供涉稅輔導個性化服務",),
}
TWO: dict[str, Any] = {
    "accept": (10, 11),
    "require": (10, 11),
    "evidence": (
        "依託西部陸海新通道,拓展面向東協的跨境電商貨物中轉集散、區域分撥等多元化業務",
        "建設海外倉服務平台,促進海外倉供需對接",
    ),
}
NOTICE: dict[str, Any] = {"document": DocumentKind.NOTICE}
POLICY: dict[str, Any] = {"document": DocumentKind.POLICY}
EITHER: dict[str, Any] = {**SEVEN, "status": (ANSWERED, NOT_STATED), "forbidden": ("万元",)}
OUTSIDE: dict[str, Any] = {"status": (Status.OUT_OF_SCOPE,), "forbidden": ("88万",)}


class Case(NamedTuple):
    """Failing parts by the first word of their failures; none means right."""

    reason: str
    gold: dict[str, Any]
    row: Callable[[Any], Row]
    failing: tuple[str, ...] = ()


def units(citation: CitationRow, *names: str) -> CitationRow:
    return {**citation, "units": list(names)}


def of_interpretation(citation: CitationRow) -> CitationRow:
    return {**citation, "document_id": "yfbf-2023-92-interpretation"}


CASES = [
    Case("right in every part", SEVEN, lambda d: d.answer(d.clause(7, 2))),
    Case(
        "the accepted clause stands second",
        SEVEN,
        lambda d: d.answer(d.clause(6), d.clause(7, 2)),
        ("clause",),
    ),
    Case(
        "another clause",
        SEVEN,
        lambda d: d.answer(d.clause(6)),
        ("clause", "required", "units", "evidence"),
    ),
    Case(
        "the same number in another document",
        {"accept": (7,)},
        lambda d: d.answer(of_interpretation(d.clause(7))),
        ("clause",),
    ),
    Case("no citation", SEVEN, lambda d: d.answer(), ("clause", "required", "units", "evidence")),
    Case(
        "a unit is missing",
        SEVEN,
        lambda d: d.answer(units(d.clause(7, 2), "重慶海關")),
        ("units",),
    ),
    Case(
        "units in another order",
        SEVEN,
        lambda d: d.answer(units(d.clause(7, 2), "重慶海關", "重慶市稅務局")),
        ("units",),
    ),
    Case(
        "a unit too many",
        SEVEN,
        lambda d: d.answer(units(d.clause(7, 2), "重慶市稅務局", "重慶海關", "市財政局")),
        ("units",),
    ),
    Case(
        "units in the other script",
        SEVEN,
        lambda d: d.answer(units(d.clause(7, 2), "重庆市税务局", "重庆海关")),
    ),
    Case(
        "units are those of the first citation of the clause",
        SEVEN,
        lambda d: d.answer(units(d.clause(7, 2)), d.clause(7)),
        ("units",),
    ),
    Case(
        "another sentence of the clause", SEVEN, lambda d: d.answer(d.clause(7, 1)), ("evidence",)
    ),
    Case("evidence in the second quote", SEVEN, lambda d: d.answer(d.clause(7), d.clause(7, 2))),
    Case(
        "a fact in the text, in the other script",
        {**SEVEN, "facts": (("税务局",),)},
        lambda d: d.answer(d.clause(7, 2), text="由重慶市稅務局負責"),
    ),
    Case(
        "a fact in a quote only",
        {"accept": (7,), "facts": (("2025年12月31日", "2025-12-31"),)},
        lambda d: d.answer(d.clause(7)),
    ),
    Case(
        "a fact in its second wording",
        {"accept": (7,), "facts": (("2025年12月31日", "2025-12-31"),)},
        lambda d: d.answer(d.clause(7, 2), text="Until 2025-12-31."),
    ),
    Case(
        "one of two facts is missing",
        {"accept": (7,), "facts": (("涉税辅导",), ("12个",))},
        lambda d: d.answer(d.clause(7, 2)),
        ("facts",),
    ),
    Case(
        "a forbidden string in the text, in the other script",
        {**SEVEN, "forbidden": ("没错",)},
        lambda d: d.answer(d.clause(7, 2), text="沒錯,由市商务委负责"),
        ("forbidden",),
    ),
    Case(
        "a forbidden string in a quote only",
        {"accept": (1,), "forbidden": ("亿元",)},
        lambda d: d.answer(d.clause(1)),
    ),
    Case(
        "refusal of what can be answered",
        SEVEN,
        lambda d: d.answer(status="out_of_scope"),
        ("status", "clause", "required", "units", "evidence"),
    ),
    Case("both required clauses", TWO, lambda d: d.answer(d.clause(11, 3), d.clause(10, 1))),
    Case(
        "one required clause is missing",
        TWO,
        lambda d: d.answer(d.clause(11, 3)),
        ("required", "evidence"),
    ),
    Case(
        "evidence of one required clause only",
        TWO,
        lambda d: d.answer(d.clause(11, 3), d.clause(10, 0)),
        ("evidence",),
    ),
    Case(
        "a clause too many, where that is no fault",
        TWO,
        lambda d: d.answer(d.clause(11, 3), d.clause(10, 1), d.clause(13)),
    ),
    Case(
        "a clause too many in an exact list",
        {**TWO, "exact": True},
        lambda d: d.answer(d.clause(11, 3), d.clause(10, 1), d.clause(13)),
        ("required",),
    ),
    Case(
        "an exact list, a clause cited twice and the notice too",
        {**TWO, "exact": True},
        lambda d: d.answer(d.clause(11, 3), d.clause(11), d.clause(10, 1), d.notice(1)),
    ),
    Case("the notice", NOTICE, lambda d: d.answer(d.notice(1))),
    Case("the preamble for the notice", NOTICE, lambda d: d.answer(d.preamble()), ("clause",)),
    Case("a clause for the notice", NOTICE, lambda d: d.answer(d.clause(1)), ("clause",)),
    Case("a clause for the preamble", POLICY, lambda d: d.answer(d.clause(1)), ("clause",)),
    Case(
        "the preamble for the notice, in a question about the document",
        {**NOTICE, "kind": "document"},
        lambda d: d.answer(d.preamble()),
    ),
    Case(
        "the notice for the preamble, in a count",
        {**POLICY, "kind": "count"},
        lambda d: d.answer(d.notice(0)),
    ),
    Case(
        "a clause in a question about the document",
        {**POLICY, "kind": "document"},
        lambda d: d.answer(d.clause(1)),
        ("clause",),
    ),
    Case("an answer where a refusal is fine too", EITHER, lambda d: d.answer(d.clause(7, 2))),
    Case(
        "an answer where a refusal is fine too, but wrong",
        EITHER,
        lambda d: d.answer(d.clause(7, 1)),
        ("evidence",),
    ),
    Case("the refusal that is fine", EITHER, lambda d: d.answer(status="not_stated")),
    Case(
        "the refusal that is fine, with the clause",
        EITHER,
        lambda d: d.answer(d.clause(7), status="not_stated"),
    ),
    Case(
        "the refusal that is fine, with another clause",
        EITHER,
        lambda d: d.answer(d.clause(6), status="not_stated"),
        ("clause",),
    ),
    Case(
        "the refusal that is fine, with an invented amount",
        EITHER,
        lambda d: d.answer(status="not_stated", text="约3万元"),
        ("forbidden",),
    ),
    Case(
        "another refusal than the one that is fine",
        {**EITHER, "units": ()},
        lambda d: d.answer(d.clause(7, 2), status="out_of_scope"),
        ("status",),
    ),
    Case("refusal of what cannot be answered", OUTSIDE, lambda d: d.answer(status="out_of_scope")),
    Case(
        "another refusal of what cannot be answered",
        OUTSIDE,
        lambda d: d.answer(status="not_stated"),
    ),
    Case(
        "answer to what cannot be answered", OUTSIDE, lambda d: d.answer(d.clause(1)), ("status",)
    ),
    Case(
        "refusal with a forbidden string",
        OUTSIDE,
        lambda d: d.answer(status="out_of_scope", text="没有88萬。"),
        ("forbidden",),
    ),
    Case(
        "a refusal may cite what is near",
        {**OUTSIDE, "accept": (7,)},
        lambda d: d.answer(d.clause(6), status="out_of_scope"),
    ),
    Case(
        "an error for what can be answered",
        {"accept": (7,)},
        lambda d: {"id": "q1", "error": "too long"},
        ("status", "clause"),
    ),
    Case(
        "an error for what cannot be answered",
        OUTSIDE,
        lambda d: {"id": "q1", "error": "too long"},
        ("status",),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.reason)
def test_an_answer_fails_in_exactly_the_parts_that_are_wrong(
    case: Case, desk: Any, gold: Callable[..., GoldQuestion], library: Library
) -> None:
    got = score(case.row(desk), gold(**case.gold), library)
    assert tuple(f.split(":")[0] for f in got.failures) == case.failing
    assert got.right is not bool(case.failing)
    assert _false_parts(got) == len(case.failing)


def _false_parts(got: Score) -> int:
    parts = (got.status_right, got.clause_right, got.require_right, got.units_right)
    return [*parts, got.evidence_right, got.facts_right, got.forbidden_absent].count(False)


def test_a_part_that_is_not_asked_for_is_none(
    desk: Any, gold: Callable[..., GoldQuestion], library: Library
) -> None:
    got = score(desk.answer(desk.clause(7)), gold(accept=(7,)), library)
    assert got.clause_right is True
    assert (got.require_right, got.units_right, got.evidence_right, got.facts_right) == (None,) * 4


def test_a_failure_says_what_was_expected_and_what_came(
    desk: Any, gold: Callable[..., GoldQuestion], library: Library
) -> None:
    got = score(desk.answer(units(desk.clause(7, 2), "重慶海關")), gold(**SEVEN), library)
    assert got.failures == ("units: expected 重慶市稅務局、重慶海關, got 重慶海關",)


@pytest.mark.parametrize(
    ("changes", "status", "refusal", "answer"),
    [
        (SEVEN, "out_of_scope", True, False),
        (SEVEN, "answered", False, False),
        (EITHER, "not_stated", False, False),
        (EITHER, "out_of_scope", True, False),
        (OUTSIDE, "answered", False, True),
        (OUTSIDE, "not_stated", False, False),
    ],
)
def test_false_refusals_and_false_answers_are_marked(
    changes: dict[str, Any],
    status: str,
    refusal: bool,
    answer: bool,
    desk: Any,
    gold: Callable[..., GoldQuestion],
    library: Library,
) -> None:
    got = score(desk.answer(status=status), gold(**changes), library)
    assert (got.false_refusal, got.false_answer) == (refusal, answer)


def test_scores_stand_in_the_order_of_the_questions(
    desk: Any, gold: Callable[..., GoldQuestion], library: Library
) -> None:
    rows = [desk.answer(id="b"), desk.answer(id="a")]
    questions = [gold(id="a"), gold(id="b")]
    assert [s.id for s in score_all(rows, questions, library)] == ["a", "b"]


@pytest.mark.parametrize(
    ("row_ids", "question_ids", "named"),
    [
        (["a"], ["a", "b"], "no row for ['b']"),
        (["a", "c"], ["a"], "no question for ['c']"),
        (["a", "a"], ["a"], "1 id(s) repeated"),
        (["a"], ["a", "a"], "1 id(s) repeated"),
    ],
)
def test_rows_and_questions_match_one_to_one(
    row_ids: list[str],
    question_ids: list[str],
    named: str,
    desk: Any,
    gold: Callable[..., GoldQuestion],
    library: Library,
) -> None:
    rows = [desk.answer(id=i) for i in row_ids]
    with pytest.raises(EvaluationError) as caught:
        score_all(rows, [gold(id=i) for i in question_ids], library)
    assert named in str(caught.value)


def test_quotes_of_the_texts_are_verbatim(desk: Any, library: Library) -> None:
    assert_verbatim(desk.answer(desk.clause(7), desk.notice(5), desk.preamble()), library)
    assert_verbatim({"id": "q1", "error": "too long"}, library)


NOT_VERBATIM: list[tuple[str, Callable[[CitationRow], dict[str, Any]]]] = [
    ("one digit changed", lambda c: {"quote": c["quote"].replace("2025年", "2026年")}),
    ("in the other script", lambda c: {"quote": c["quote"].replace("稅", "税")}),
    ("one character short", lambda c: {"quote": c["quote"][:-1]}),
    ("one character off", lambda c: {"start": c["start"] + 1, "end": c["end"] + 1}),
    ("backwards", lambda c: {"quote": "", "start": c["end"], "end": c["start"]}),
    ("empty", lambda c: {"quote": "", "end": c["start"]}),
    ("of an unknown document", lambda c: {"document_id": "none"}),
]


@pytest.mark.parametrize(
    "change", [c for _, c in NOT_VERBATIM], ids=[reason for reason, _ in NOT_VERBATIM]
)
def test_a_quote_that_is_not_verbatim_is_an_error(
    change: Callable[[CitationRow], dict[str, Any]], desk: Any, library: Library
) -> None:
    right = desk.clause(7)
    row: AnswerRow = desk.answer(right, {**right, **change(right)})
    with pytest.raises(EvaluationError, match=r"^q1: citation 2 "):
        assert_verbatim(row, library)


def test_a_row_that_went_through_json_scores_the_same(
    desk: Any, gold: Callable[..., GoldQuestion], library: Library
) -> None:
    row = desk.answer(desk.clause(7, 2))
    assert score(json.loads(json.dumps(row)), gold(**SEVEN), library).right
