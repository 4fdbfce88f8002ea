import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import ManifestError, ReadingError
from corpus.metadata import Metadata, Stated
from corpus.model import Relation, RelationKind, Span
from corpus.sidecar import relations_with_sidecar, sidecar_of, with_sidecar

READ = Metadata(
    title=Stated("某条例", Span(0, 3)),
    issued=Stated(date(2020, 1, 1), Span(4, 13)),
    effective_from=Stated(date(2020, 3, 1), Span(20, 29)),
)
Put = Callable[[object], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes the sidecar of a file and returns the file."""

    def write(content: object) -> Path:
        path = tmp_path / "law.pdf"
        sidecar_of(path).write_text(json.dumps(content), encoding="utf-8")
        return path

    return write


def faults(path: Path) -> tuple[str, ...]:
    with pytest.raises(ManifestError, match=r"law\.pdf\.json: ") as caught:
        with_sidecar(READ, path)
    return caught.value.faults


def test_without_a_sidecar_the_metadata_is_what_was_read(tmp_path: Path) -> None:
    assert with_sidecar(READ, tmp_path / "law.pdf") == READ


def test_what_the_sidecar_says_counts_and_has_no_place_in_the_text(put: Put) -> None:
    found = with_sidecar(READ, put({"title": "某市条例", "effective_to": "2026-12-31"}))
    assert found.title == Stated("某市条例", None)
    assert found.effective_to == Stated(date(2026, 12, 31), None)
    assert (found.issued, found.effective_from) == (READ.issued, READ.effective_from)


def test_null_takes_back_what_was_read(put: Put) -> None:
    assert with_sidecar(READ, put({"issued": None, "title": None})) == Metadata(
        effective_from=READ.effective_from
    )


FAULTY = [
    ({"titel": "甲"}, "'titel' is not a field; known are title, number, issuer, adopted, issued,"),
    ({"title": " "}, "'title' must be a string that is not blank, or null, not ' '"),
    ({"number": 7}, "'number' must be a string that is not blank, or null, not 7"),
    ({"issued": "1.1.2020"}, "'issued' must be a date such as 2023-12-04, or null, not '1.1.2020'"),
    ({"issued": 2020}, "'issued' must be a date such as 2023-12-04, or null, not 2020"),
    ({"amended": "20200101"}, "'amended' must be a date such as 2023-12-04"),
    ({"effective_to": "2020-02-30"}, "'effective_to' must be a date such as 2023-12-04"),
    (
        {"effective_to": "2020-02-01"},
        "'effective_to' 2020-02-01 is before 'effective_from' 2020-03-01",
    ),
    ([], "must be one JSON object"),
]


@pytest.mark.parametrize(("content", "begins"), FAULTY)
def test_a_fault_is_named_with_what_would_be_right(content: object, begins: str, put: Put) -> None:
    (fault,) = faults(put(content))
    assert fault.startswith(begins)


def test_every_fault_is_told_at_once(put: Put) -> None:
    told = faults(put({"issued": "soon", "title": 1, "colour": "red", "adopted": ""}))
    assert [fault.split()[0] for fault in told] == ["'colour'", "'title'", "'adopted'", "'issued'"]


def test_a_sidecar_that_is_no_json_is_told_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "law.pdf"
    sidecar_of(path).write_text('{"title":\n', encoding="utf-8")
    assert faults(path)[0].startswith("not JSON at line")


def test_a_sidecar_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "law.pdf"
    sidecar_of(path).write_bytes(b'{"title": "\xff"}')
    with pytest.raises(ReadingError, match=r"law\.pdf\.json is not UTF-8"):
        with_sidecar(READ, path)


TOLD = (Relation(RelationKind.REPEALS, "甲条例", span=Span(0, 4)),)
SAID = {"kind": "repealed_by", "title": "乙条例", "from": "2024-01-01"}
ADDED = Relation(RelationKind.REPEALED_BY, "乙条例", first=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, TOLD),
        ({"relations": None}, ()),
        ({"relations": [SAID]}, (ADDED,)),
        ({"more_relations": [SAID]}, (*TOLD, ADDED)),
        ({"relations": [], "more_relations": [SAID]}, (ADDED,)),
    ],
)
def test_a_sidecar_takes_the_place_of_the_relations_that_are_told_or_adds_to_them(
    content: object, expected: tuple[Relation, ...], put: Put
) -> None:
    path = put(content)
    assert relations_with_sidecar(TOLD, path) == expected
    assert with_sidecar(READ, path) == READ


FAULTY_RELATIONS = [
    ({}, "must be a list such as"),
    ([7], "relation 1 must be an object with kind, title, number"),
    ([{"kind": "eats", "title": "甲"}], "relation 1: 'kind' must be one of repeals, amends"),
    ([{"kind": "repeals"}], "relation 1: 'title' or 'number' must say which document is meant"),
    ([{"kind": "repeals", "title": " "}], "relation 1: 'title' must be a string that is not blank"),
    ([{"kind": "repeals", "title": "甲", "from": "soon"}], "relation 1: 'from' must be a date"),
    ([{"kind": "repeals", "title": "甲", "start": 1}], "relation 1: 'start' is not a field"),
]


@pytest.mark.parametrize(("rows", "begins"), FAULTY_RELATIONS)
@pytest.mark.parametrize("name", ["relations", "more_relations"])
def test_a_fault_of_a_relation_is_told_with_its_number(
    name: str, rows: object, begins: str, put: Put
) -> None:
    assert faults(put({name: rows}))[0].startswith(f"{name!r} {begins}")
