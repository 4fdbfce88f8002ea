"""Similar questions that an office teaches."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from corpus.errors import CollectionError, ManifestError
from corpus.library import Library
from corpus.taught import TaughtQuestion, read_taught, with_taught, write_taught

_SENTENCE = "支持引進跨境電商行業高層次人才"


def taught(anchor: str = _SENTENCE, measure: int = 14) -> TaughtQuestion:
    return TaughtQuestion("主播评职称的事归哪条", measure, anchor, "hans")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "data" / "similar.jsonl"
    write_taught(path, [taught(), taught("支持", 2)])
    assert read_taught(path) == (taught(), taught("支持", 2))
    assert [p.name for p in path.parent.iterdir()] == ["similar.jsonl"]


def test_an_absent_file_has_none(tmp_path: Path) -> None:
    assert read_taught(tmp_path / "similar.jsonl") == ()


@pytest.mark.parametrize("measure", ["0", "-1", "true", '"7"'])
def test_a_row_that_is_for_no_measure_is_named(measure: str, tmp_path: Path) -> None:
    path = tmp_path / "similar.jsonl"
    path.write_text(
        f'{{"question": "a", "measure": {measure}, "anchor": "b", "script": "hans"}}\n', "utf-8"
    )
    with pytest.raises(ManifestError, match="line 1: measure must be the number of a clause"):
        read_taught(path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(CollectionError, match="cannot be written"):
        write_taught(tmp_path / "file" / "similar.jsonl", [taught()])


def test_a_taught_question_stands_for_its_sentence(library: Library) -> None:
    learned = with_taught(library, [taught()])
    main = library.main.document
    added = learned.similar[main.id][-1]
    assert added.question == "主播评职称的事归哪条"
    assert added.target is not None
    assert _SENTENCE in added.target.of(main.text)
    assert len(learned.similar[main.id]) == len(library.similar[main.id]) + 1


def test_the_version_tells_what_was_taught(library: Library) -> None:
    one, other = with_taught(library, [taught()]), with_taught(library, [taught("支持", 2)])
    assert len({library.version, one.version, other.version}) == 3
    assert with_taught(library, []) is library


def test_one_that_stands_no_longer_is_left_out_with_a_warning(
    library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        learned = with_taught(library, [taught("从来没有写过的一句话")])
    main = library.main.document.id
    assert learned.similar[main] == library.similar[main]
    assert "is left out" in caplog.text
