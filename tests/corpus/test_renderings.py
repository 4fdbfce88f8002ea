import json
from pathlib import Path

import pytest

from corpus.errors import ManifestError
from corpus.library import Library
from corpus.model import ParsedDocument
from corpus.renderings import Renderings, read_renderings

HEADING = "最佳化跨境電商稅收政策"
THIRD = "為跨境電商企業提供涉稅輔導個性化服務。"


def row(**changes: object) -> dict[str, object]:
    return {"clause": 7, "sentence": 3, "source": THIRD, "english": "Tax guidance."} | changes


def read(path: Path, policy: ParsedDocument, *rows: object) -> Renderings:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return read_renderings(path, policy)


def test_headings_and_sentences_are_rendered_by_their_place(
    policy: ParsedDocument, tmp_path: Path
) -> None:
    found = read(
        tmp_path / "english.jsonl",
        policy,
        row(sentence=0, source=HEADING, english="Tax policy"),
        row(),
    )
    seventh = policy.clause(7)
    assert seventh is not None
    assert found.headings == {7: "Tax policy"}
    assert found.sentences == {seventh.sentences[2]: "Tax guidance."}
    assert found.of_clause(seventh.sentences) == "Tax guidance."


def test_the_preamble_is_clause_0(policy: ParsedDocument, tmp_path: Path) -> None:
    (span,) = policy.preamble_sentences
    source = span.of(policy.document.text)
    found = read(tmp_path / "english.jsonl", policy, row(clause=0, sentence=1, source=source))
    assert found == Renderings({}, {span: "Tax guidance."})


def test_an_absent_file_means_none(policy: ParsedDocument, tmp_path: Path) -> None:
    assert read_renderings(tmp_path / "english.jsonl", policy) == Renderings()


def test_renderings_are_joined_and_missing_ones_passed_over(
    library: Library, policy: ParsedDocument
) -> None:
    first, second, _ = policy.clauses[6].sentences
    found = Renderings(sentences={second: "Two.", first: "One."})
    assert found.of_clause(policy.clauses[6].sentences) == "One. Two."
    assert found.of_clause(policy.clauses[0].sentences) == ""


FAULTY = [
    ({"clause": 16}, "there is no clause 16", "beyond the last"),
    ({"clause": -1}, "there is no clause -1", "negative"),
    ({"sentence": 4}, "clause 7 has sentences 1 to 3, not 4", "beyond the last"),
    ({"sentence": -1}, "clause 7 has sentences 1 to 3, not -1", "counted from the end"),
    ({"clause": 0, "sentence": 0}, "clause 0 has sentences 1 to 1, not 0", "no heading there"),
    ({"sentence": 2}, "source is not sentence 2 of clause 7", "another sentence"),
    ({"source": THIRD[:-1]}, "source is not sentence 3 of clause 7", "cut short"),
    ({"sentence": 0}, "source is not sentence 0 of clause 7", "not the heading"),
    ({"clause": "七"}, "invalid literal", "no number"),
]


@pytest.mark.parametrize(("changes", "fault", "reason"), FAULTY)
def test_a_faulty_row_is_named(
    changes: dict[str, object], fault: str, reason: str, policy: ParsedDocument, tmp_path: Path
) -> None:
    with pytest.raises(ManifestError) as caught:
        read(tmp_path / "english.jsonl", policy, row(), row(**changes))
    (told,) = caught.value.faults
    assert told.startswith(f"line 2: {fault}"), reason


def test_every_faulty_row_is_named_at_once(policy: ParsedDocument, tmp_path: Path) -> None:
    with pytest.raises(ManifestError) as caught:
        read(tmp_path / "english.jsonl", policy, row(clause=99), row(), {"clause": 7})
    assert caught.value.faults == (
        "line 1: there is no clause 99",
        "line 3: has no 'sentence', 'source', 'english'",
    )


def test_every_heading_and_sentence_of_the_policy_has_english(library: Library) -> None:
    found = library.renderings[library.main.document.id]
    assert sorted(found.headings) == list(range(1, 16))
    spans = {s for c in library.main.clauses for s in c.sentences}
    assert set(found.sentences) == spans | set(library.main.preamble_sentences)
    assert all(text.isascii() or "’" in text or "“" in text for text in found.headings.values())
