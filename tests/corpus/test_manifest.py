import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.errors import ManifestError, ReadingError
from corpus.manifest import read_document, read_json, read_text, write_document
from corpus.model import Document, DocumentKind, Provenance, Relation, RelationKind, Span

TEXT = "第一條 為了發展,制定本條例。\r\n"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a document folder; a field given as ... is left out."""

    def folder(text: bytes = TEXT.encode(), **changes: object) -> Path:
        meta = {
            "id": "law",
            "kind": "law",
            "title": "某條例",
            "sha256": sha256(TEXT.encode()).hexdigest(),
            "provenance": {"source": "某網站", "conversion": "無"},
        } | changes
        kept = {name: value for name, value in meta.items() if value is not ...}
        (tmp_path / "text.txt").write_bytes(text)
        (tmp_path / "document.json").write_text(json.dumps(kept), encoding="utf-8")
        return tmp_path

    return folder


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ManifestError) as caught:
        read_document(folder)
    assert str(folder) in str(caught.value)
    return caught.value.faults


def test_a_document_is_read_with_its_line_ends_as_they_are(write: Write) -> None:
    document = read_document(write())
    assert (document.id, document.kind, document.title) == ("law", DocumentKind.LAW, "某條例")
    assert document.text == TEXT
    assert document.provenance == Provenance("某網站", "無")
    assert (document.number, document.issued, document.parent) == (None, None, None)


def test_the_optional_fields_are_read(write: Write) -> None:
    document = read_document(
        write(
            number="渝府辦發〔2023〕92號",
            issuer="某辦公廳",
            issued="2023-12-04",
            valid_to="2025-12-31",
            parent="other",
            addressees="各單位",
            provenance={"source": "a", "conversion": "b", "left_out": "c", "source_sha256": "d"},
        )
    )
    assert (document.number, document.issuer) == ("渝府辦發〔2023〕92號", "某辦公廳")
    assert (document.issued, document.valid_to) == (date(2023, 12, 4), date(2025, 12, 31))
    assert (document.parent, document.addressees) == ("other", "各單位")
    assert document.provenance == Provenance("a", "b", "c", "d")


def test_null_is_the_same_as_an_optional_field_left_out(write: Write) -> None:
    assert read_document(write(number=None, issued=None)) == read_document(write())


@pytest.mark.parametrize("name", ["document.json", "text.txt"])
def test_a_missing_file_is_named(write: Write, name: str) -> None:
    folder = write()
    (folder / name).unlink()
    with pytest.raises(ReadingError, match=rf"{name} does not exist; a document folder has"):
        read_document(folder)


def test_a_folder_in_place_of_a_file_is_a_reading_error(write: Write) -> None:
    folder = write()
    (folder / "text.txt").unlink()
    (folder / "text.txt").mkdir()
    with pytest.raises(ReadingError, match=r"text\.txt cannot be read: "):
        read_document(folder)


NOT_UTF8 = [
    ("重慶".encode("gb18030"), 0, "a GB encoding"),
    ("重".encode() + b"\xff", 3, "a wrong byte in the middle"),
    ("重慶".encode()[:-1], 3, "cut within a character"),
    ("重慶".encode("utf-16"), 0, "UTF-16"),
]


@pytest.mark.parametrize(("content", "byte", "reason"), NOT_UTF8)
def test_a_text_that_is_not_utf_8_is_told_at_its_byte(
    content: bytes, byte: int, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(ReadingError) as caught:
        read_text(path)
    told = f"{path} is not UTF-8: byte {byte} cannot be read; save it as UTF-8"
    assert str(caught.value) == told, reason


def test_what_is_not_json_is_told_at_its_line(write: Write) -> None:
    folder = write()
    (folder / "document.json").write_text('{\n "id": law}', encoding="utf-8")
    assert faults(folder) == ("not JSON at line 2: Expecting value",)


def test_a_list_is_no_manifest(write: Write) -> None:
    folder = write()
    (folder / "document.json").write_text("[]", encoding="utf-8")
    assert faults(folder) == ("must be one JSON object",)


def test_any_json_value_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[1, "重慶"]', encoding="utf-8")
    assert read_json(path) == [1, "重慶"]


FAULTY = [
    # changes, how the fault begins, reason
    ({"id": ...}, "'id' is missing", "left out"),
    ({"id": None}, "'id' must be a string that is not blank, not None", "null"),
    ({"id": 92}, "'id' must be a string that is not blank, not 92", "a number"),
    ({"title": " "}, "'title' must be a string that is not blank, not ' '", "blank"),
    ({"kind": "decree"}, "'kind' must be one of policy, notice, interpretation, law", "unknown"),
    ({"kind": ["law"]}, "'kind' must be one of", "a list"),
    ({"sha256": "abc"}, "'sha256' must be 64 hexadecimal digits", "too short"),
    ({"sha256": "A" * 64}, "'sha256' must be 64 hexadecimal digits in lower case", "upper case"),
    ({"issued": "4.12.2023"}, "'issued' must be a date such as 2023-12-04", "another form"),
    ({"issued": "2023-13-04"}, "'issued' must be a date such as", "no such month"),
    ({"issued": 20231204}, "'issued' must be a date such as", "a number"),
    ({"valid_to": "20251231"}, "'valid_to' must be a date such as", "without hyphens"),
    ({"valid_to": ""}, "'valid_to' must be a date such as", "empty"),
    ({"number": 92}, "'number' must be a string or null, not 92", "a number"),
    ({"parent": []}, "'parent' must be a string or null, not []", "a list"),
    ({"provenance": "網站"}, "'provenance' must be an object of strings", "a string"),
    ({"provenance": {"source": "a"}}, "'provenance' must be an object of strings", "half"),
    (
        {"provenance": {"source": "a", "conversion": "b", "by": "c"}},
        "'provenance' must be an object of strings: source, conversion; known are source,"
        " conversion, left_out, source_sha256",
        "an unknown key",
    ),
    (
        {"provenance": {"source": "a", "conversion": "b", "left_out": None}},
        "'provenance' must be an object of strings",
        "null within",
    ),
    ({"isued": "2023-12-04"}, "'isued' is not a field; known are addressees, id,", "misspelt"),
]


@pytest.mark.parametrize(("changes", "begins", "reason"), FAULTY)
def test_a_faulty_field_is_named_with_what_would_be_right(
    changes: dict[str, object], begins: str, reason: str, write: Write
) -> None:
    (fault,) = faults(write(**changes))
    assert fault.startswith(begins), reason


def test_every_fault_is_told_at_once(write: Write) -> None:
    told = faults(write(id=..., kind="decree", issued="soon", sha256=..., colour="red"))
    assert [fault.split(" ")[0] for fault in told] == [
        "'id'",
        "'sha256'",
        "'colour'",
        "'kind'",
        "'issued'",
    ]


CHANGED = [
    (TEXT.replace("發", "罰"), "one character"),
    (TEXT.replace("\r\n", "\n"), "the line end"),
    (TEXT + " ", "a space behind"),
    ("\ufeff" + TEXT, "a byte order mark"),
    ("", "everything"),
]


@pytest.mark.parametrize(("text", "reason"), CHANGED)
def test_a_text_that_was_changed_is_refused(text: str, reason: str, write: Write) -> None:
    (fault,) = faults(write(text=text.encode()))
    digest = sha256(text.encode()).hexdigest()
    assert fault.startswith(f"text.txt has the digest {digest}, not "), reason
    assert fault.endswith("canonical text is never edited"), reason


def test_each_single_changed_byte_is_noticed(write: Write) -> None:
    whole = b"A: 10"
    digest = sha256(whole).hexdigest()
    assert read_document(write(text=whole, sha256=digest)).text == "A: 10"
    for i in range(len(whole)):
        changed = whole[:i] + bytes([whole[i] ^ 1]) + whole[i + 1 :]
        assert len(faults(write(text=changed, sha256=digest))) == 1


def test_days_of_force_and_relations_come_back_as_they_were_written(tmp_path: Path) -> None:
    told = Relation(
        RelationKind.CONTINUES,
        "甲",
        "云府发〔2019〕5号",
        first=date(2024, 1, 1),
        last=date(2025, 1, 1),
        dated=date(2019, 1, 1),
        span=Span(0, 3),
    )
    document = Document(
        "law",
        DocumentKind.LAW,
        "某條例",
        TEXT,
        valid_from=date(2024, 1, 1),
        valid_to=date(2030, 1, 1),
        provenance=Provenance("某網站", "無"),
        relations=(told, Relation(RelationKind.REPEALED_BY, "乙")),
    )
    write_document(document, tmp_path)
    assert read_document(tmp_path) == document


def test_a_manifest_of_earlier_days_is_read_without_days_of_force_and_relations(
    write: Write,
) -> None:
    document = read_document(write())
    assert (document.valid_from, document.relations) == (None, ())


@pytest.mark.parametrize(
    ("relations", "said"),
    [
        (None, "'relations' must be a list"),
        ([{"kind": "repeals", "title": "甲", "start": 5, "end": 2}], "must be offsets in the text"),
        ([{"kind": "repeals", "title": "甲", "start": 0, "end": 999}], "a relation ends at 999"),
    ],
)
def test_a_wrong_relation_is_told(write: Write, relations: object, said: str) -> None:
    assert said in faults(write(relations=relations))[0]


def test_a_wrong_first_day_is_told(write: Write) -> None:
    assert "'valid_from' must be a date" in faults(write(valid_from="soon"))[0]
