"""The table of formats: a text that comes back whole, and one that does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.conversions import conversions, paragraphs_of
from assistant.evaluation.intake import character_errors, intake_lines, taken_in

LAW = """# 云岭县樱桃种植规定

<!-- INFO END -->

## 第一章 总则

第一条 为了种好樱桃，促进樱桃贸易健康发展，根据有关法律、行政法规的规定，结合本县的实际情况，制定本规定。

第二条 农户可以申领樱桃树苗10棵：

（一）每棵1~3万元；

（二）依照本规定第五条执行。
"""


def test_a_document_comes_back_whole_from_every_format(tmp_path: Path) -> None:
    rows = [taken_in(conversion, tmp_path) for conversion in conversions(LAW)]
    assert [row.format for row in rows] == [
        "Markdown", "text, UTF-8", "text, GB18030", "HTML", "Word", "PDF", "text, Big5",
    ]  # fmt: skip
    assert all(row.whole and row.expected == 2 for row in rows)


CHANGES = [
    # what comes back, lost, added, broken, reason
    (lambda text: text.replace("种好", "好"), 1, 0, 1, "a character is lost"),
    (lambda text: text.replace("种好", "种很好"), 0, 1, 1, "one is added"),
    (lambda text: text.replace("种好", "好种"), 0, 0, 1, "two changed places"),
    (lambda text: text.replace("种好", "种\n好"), 0, 0, 1, "a paragraph is broken"),
]


@pytest.mark.parametrize(("change", "lost", "added", "broken", "reason"), CHANGES)
def test_what_is_lost_added_moved_or_broken_is_counted(
    change: object, lost: int, added: int, broken: int, reason: str, tmp_path: Path
) -> None:
    assert callable(change)
    plain = next(c for c in conversions(LAW) if c.name == "text, UTF-8")
    row = taken_in(replace(plain, data=change(plain.text).encode()), tmp_path)
    assert (row.lost, row.added, row.broken) == (lost, added, broken), reason
    assert not row.whole


def test_a_file_that_cannot_be_read_has_lost_everything(tmp_path: Path) -> None:
    plain = conversions(LAW)[1]
    row = taken_in(replace(plain, data=b""), tmp_path)
    assert (row.found, row.lost) == (0, len("".join(plain.text.split())))
    assert "is empty" in row.fault


def test_the_table_ends_with_how_many_are_whole(tmp_path: Path) -> None:
    (tmp_path / "law.md").write_text(LAW, encoding="utf-8")
    (tmp_path / "README.md").write_text("no document", encoding="utf-8")
    assert list(intake_lines(tmp_path))[-1] == "7 read, 7 whole"


def test_a_folder_without_documents_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="has no document in Markdown"):
        list(intake_lines(tmp_path))


def test_marks_of_markdown_are_no_text() -> None:
    assert paragraphs_of(LAW)[:2] == ["云岭县樱桃种植规定", "第一章 总则"]


@pytest.mark.parametrize(("read", "errors"), [("甲乙丙", 0), ("甲丙", 1), ("甲丁丙", 1), ("", 3)])
def test_character_errors_are_the_fewest_changes(read: str, errors: int) -> None:
    assert character_errors(read, "甲乙丙") == errors
