import json
from pathlib import Path

import pytest

from corpus.errors import ManifestError
from corpus.library import Library
from corpus.model import ParsedDocument, Span
from corpus.similar import UNANSWERED, WHOLE_DOCUMENT, SimilarQuestion, read_similar


def row(**changes: object) -> dict[str, object]:
    return {
        "measure": 7,
        "anchor": "免徵進口關稅",
        "question": "退运商品免税吗",
        "script": "hans",
        "nearest": None,
    } | changes


def read(path: Path, policy: ParsedDocument, *rows: object) -> tuple[SimilarQuestion, ...]:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return read_similar(path, policy)


def test_an_anchor_stands_for_the_sentence_that_holds_it(
    policy: ParsedDocument, tmp_path: Path
) -> None:
    (question,) = read(tmp_path / "similar.jsonl", policy, row())
    seventh = policy.clause(7)
    assert seventh is not None
    start = policy.document.text.index("免徵進口關稅")
    assert question == SimilarQuestion(
        question="退运商品免税吗",
        measure=7,
        target=seventh.sentences[0],
        focus=Span(start, start + len("免徵進口關稅")),
        nearest=None,
        script="hans",
    )


PLACES = [
    ("市稅務局、重慶海關", "unit_list", "in the bracket"),
    ("最佳化跨境電商稅收政策", "span", "in the heading: the clause as a whole"),
    ("消費稅。支持符合條件", "span", "over two sentences: the clause as a whole"),
]


@pytest.mark.parametrize(("anchor", "place", "reason"), PLACES)
def test_an_anchor_outside_the_sentences_stands_for_its_list_or_its_clause(
    anchor: str, place: str, reason: str, policy: ParsedDocument, tmp_path: Path
) -> None:
    (question,) = read(tmp_path / "similar.jsonl", policy, row(anchor=anchor))
    assert question.target == getattr(policy.clause(7), place), reason
    assert question.focus is not None
    assert question.focus.of(policy.document.text) == anchor, reason


def test_a_question_about_the_whole_or_about_nothing_has_no_target(
    policy: ParsedDocument, tmp_path: Path
) -> None:
    whole, nothing = read(
        tmp_path / "similar.jsonl",
        policy,
        row(measure=0, anchor=""),
        row(measure=-1, anchor="", nearest=3),
    )
    assert (whole.measure, whole.nearest) == (WHOLE_DOCUMENT, None)
    assert (nothing.measure, nothing.nearest) == (UNANSWERED, 3)
    assert {whole.target, whole.focus, nothing.target, nothing.focus} == {None}


def test_an_absent_file_means_none(policy: ParsedDocument, tmp_path: Path) -> None:
    assert read_similar(tmp_path / "similar.jsonl", policy) == ()


FAULTY = [
    ({"measure": 16}, "there is no clause 16", "beyond the last"),
    ({"measure": -2}, "measure -2 is no clause, not 0", "no such mark"),
    ({"measure": "7"}, "measure must be a whole number, not '7'", "a string"),
    ({"measure": True}, "measure must be a whole number, not True", "a truth value"),
    ({"measure": None}, "measure must be a whole number, not None", "null"),
    ({"nearest": 1.5}, "nearest must be a whole number, not 1.5", "a fraction"),
    ({"nearest": 16}, "nearest: there is no clause 16", "beyond the last"),
    ({"anchor": "免征进口关税"}, "anchor '免征进口关税' is not in clause 7", "the other script"),
    ({"anchor": "市商務委"}, "anchor '市商務委' is not in clause 7", "in another clause"),
    ({"anchor": ""}, "anchor '' is not in clause 7", "empty"),
    ({"question": " "}, "question is blank", "blank"),
    ({"script": "ja"}, "script must be one of hans, hant, en, not 'ja'", "unknown"),
]


@pytest.mark.parametrize(("changes", "fault", "reason"), FAULTY)
def test_a_faulty_row_is_named(
    changes: dict[str, object], fault: str, reason: str, policy: ParsedDocument, tmp_path: Path
) -> None:
    with pytest.raises(ManifestError) as caught:
        read(tmp_path / "similar.jsonl", policy, row(), row(**changes))
    (told,) = caught.value.faults
    assert told.startswith(f"line 2: {fault}"), reason


def test_every_faulty_row_is_named_at_once(policy: ParsedDocument, tmp_path: Path) -> None:
    with pytest.raises(ManifestError) as caught:
        read(tmp_path / "similar.jsonl", policy, row(measure=99), row(), {}, row(anchor="無此語"))
    assert caught.value.faults == (
        "line 1: there is no clause 99",
        "line 3: has no 'measure', 'anchor', 'question', 'script', 'nearest'",
        "line 4: anchor '無此語' is not in clause 7",
    )


def test_every_sentence_and_list_of_the_policy_is_asked_for(library: Library) -> None:
    questions = library.similar[library.main.document.id]
    asked = {q.target for q in questions}
    for clause in library.main.clauses:
        assert asked >= {*clause.sentences, clause.unit_list}, clause.number
    assert {q.measure for q in questions} == set(range(-1, 16))
