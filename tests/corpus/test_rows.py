from pathlib import Path

import pytest

from corpus.errors import ManifestError, ReadingError
from corpus.rows import read_rows


def make(raw: dict[str, object]) -> str:
    if raw["name"] == "":
        raise ValueError("name is empty")
    return str(raw["name"])


def rows(path: Path, content: str) -> tuple[str, ...]:
    path.write_bytes(content.encode())
    return read_rows(path, ("name", "age"), make)


READ = [
    ('{"name": "甲", "age": 1}\n{"name": "乙", "age": 2}\n', ("甲", "乙"), "two rows"),
    ('{"name": "甲", "age": 1}', ("甲",), "no line end behind the last"),
    ('{"name": "甲", "age": 1}\r\n', ("甲",), "Windows line ends"),
    ('{"name": "甲\u2028乙", "age": 1}\n', ("甲\u2028乙",), "a line separator within a string"),
    ('{"name": "甲\x85乙", "age": 1}\n', ("甲\x85乙",), "a next-line character likewise"),
]


@pytest.mark.parametrize(("content", "expected", "reason"), READ)
def test_each_line_is_a_row(
    content: str, expected: tuple[str, ...], reason: str, tmp_path: Path
) -> None:
    assert rows(tmp_path / "a.jsonl", content) == expected, reason


def test_an_absent_file_has_no_rows(tmp_path: Path) -> None:
    assert read_rows(tmp_path / "a.jsonl", ("name",), make) == ()


def test_every_faulty_row_is_named_by_its_line(tmp_path: Path) -> None:
    good = '{"name": "甲", "age": 1}'
    broken = [good, "{", "", "5", "[]", '{"name": ""}', '{"name": "", "age": 1}', good, "{}"]
    with pytest.raises(ManifestError) as caught:
        rows(tmp_path / "a.jsonl", "\n".join(broken))
    assert caught.value.faults == (
        "line 2: not JSON: Expecting property name enclosed in double quotes at column 2",
        "line 3: not JSON: Expecting value at column 1",
        "line 4: not a JSON object",
        "line 5: not a JSON object",
        "line 6: has no 'age'",
        "line 7: name is empty",
        "line 9: has no 'name', 'age'",
    )
    assert str(caught.value).startswith(str(tmp_path / "a.jsonl"))


def test_rows_that_are_not_utf_8_are_a_reading_error(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"name": "\xff"}')
    with pytest.raises(ReadingError, match="not UTF-8: byte 10"):
        read_rows(path, ("name",), make)
