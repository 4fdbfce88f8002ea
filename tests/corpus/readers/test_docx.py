from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReadingError
from corpus.readers import docx as reader
from corpus.readers.model import Format
from corpus.readers.word_numbers import written


def saved(document: Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def text_of(document: Document) -> str:
    return reader.read(saved(document), "a.docx").text


def with_xml(*paragraphs: str) -> Document:
    """A document with paragraphs of the given inner XML."""
    document = docx.Document()
    for inner in paragraphs:
        document.element.body.insert(
            len(document.element.body) - 1, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")
        )
    return document


def test_headings_paragraphs_and_tables_come_in_order() -> None:
    document = docx.Document()
    document.add_heading("某条例", 0)
    document.add_heading("第一章　总则", 1)
    document.add_paragraph("第一条　甲。\n乙。")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["项目", "比例", "甲", ""], strict=True):
        cell.text = text
    document.add_paragraph("第二条　丙。")
    found = reader.read(saved(document), "a.docx")
    lines = [
        "某条例",
        "第一章　总则",
        "第一条　甲。",
        "乙。",
        "项目 | 比例",
        "甲 |",
        "第二条　丙。",
    ]
    assert found.text.split("\n") == lines
    assert (found.format, found.encoding, found.dropped) == (Format.DOCX, None, ())


def test_merged_cells_are_read_once_and_nested_tables_in_their_cell() -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "甲"
    table.cell(0, 2).text = "乙"
    table.cell(1, 0).text = "丙"
    table.cell(1, 2).add_table(1, 2).cell(0, 0).text = "丁"
    assert text_of(document) == "甲 | 乙\n丙 |  | 丁 |"


def test_a_table_of_one_cell_is_a_frame() -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "甲。"
    cell.add_paragraph("乙。")
    assert text_of(document) == "甲。\n乙。"


RUN = "<w:r><w:t>{}</w:t></w:r>"
WRAPPED = [
    (f"<w:ins>{RUN.format('甲')}</w:ins>", "甲", (), "inserted under change tracking"),
    ("<w:del><w:r><w:delText>甲</w:delText></w:r></w:del>", "", ("deleted text (1)",), "deleted"),
    (f"<w:sdt><w:sdtContent>{RUN.format('甲')}</w:sdtContent></w:sdt>", "甲", (), "a control"),
    (f"<w:smartTag>{RUN.format('甲')}</w:smartTag>", "甲", (), "a smart tag"),
    (f"<w:hyperlink>{RUN.format('甲')}</w:hyperlink>", "甲", (), "a link"),
    ("<w:r><w:t>甲</w:t><w:tab/><w:t>B</w:t></w:r>", "甲\tB", (), "a tab"),
    ("<w:r><w:t>B</w:t><w:noBreakHyphen/><w:t>C</w:t></w:r>", "B-C", (), "a hyphen"),
    ("<w:r><w:t>甲</w:t><w:br/><w:t>丙</w:t></w:r>", "甲\n丙", (), "a line break"),
    ("<w:r><w:footnoteReference/></w:r>", "", ("footnote (1)",), "a footnote"),
    ("<w:r><w:drawing/></w:r>", "", ("picture (1)",), "a picture"),
    (
        f"<w:r><w:pict><w:txbxContent><w:p>{RUN.format('甲')}</w:p></w:txbxContent></w:pict></w:r>",
        "\n甲\n",
        (),
        "a text box",
    ),
]


@pytest.mark.parametrize(("inner", "text", "dropped", "reason"), WRAPPED)
def test_text_is_found_wherever_word_puts_it(
    inner: str, text: str, dropped: tuple[str, ...], reason: str
) -> None:
    document = with_xml(RUN.format("前") + inner + RUN.format("后"))
    found = reader.read(saved(document), "a.docx")
    assert found.text == f"前{text}后", reason
    assert found.dropped == dropped, reason


def test_page_heads_and_feet_are_left_out_and_told() -> None:
    document = docx.Document()
    document.add_paragraph("甲")
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    found = reader.read(saved(document), "a.docx")
    assert (found.text, found.dropped) == ("甲", ("page header (1)", "page footer (1)"))


NUMBERING = (
    "<w:numbering {ns}><w:abstractNum w:abstractNumId='7'>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/>"
    "<w:lvlText w:val='第%1条'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:suff w:val='nothing'/>"
    "<w:lvlText w:val='（%2）'/></w:lvl>"
    "<w:lvl w:ilvl='2'><w:numFmt w:val='decimal'/><w:lvlText w:val='%1-%3.'/></w:lvl>"
    "<w:lvl w:ilvl='3'><w:numFmt w:val='bullet'/><w:lvlText w:val='●'/></w:lvl>"
    "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"
    "<w:num w:numId='2'><w:abstractNumId w:val='7'/>"
    "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num></w:numbering>"
)


def numbered(*paragraphs: tuple[int, int, str]) -> Document:
    """Paragraphs of list and level, numbered by Word; list 0 is none."""
    inner = [
        f"<w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list_id}'/></w:numPr></w:pPr>"
        + RUN.format(text)
        for list_id, level, text in paragraphs
    ]
    document = with_xml(*inner)
    part = document.part.numbering_part
    part._element = parse_xml(NUMBERING.format(ns=nsdecls("w")))
    return document


def test_numbers_that_word_counts_are_text() -> None:
    document = numbered(
        (1, 0, "甲"), (1, 1, "子"), (1, 1, "丑"), (1, 2, "a"), (1, 3, "b"), (1, 0, "乙"), (1, 1, "寅"),
        (0, 0, "无"), (1, 0, "丙"),
    )  # fmt: skip
    assert text_of(document).split("\n") == [
        "第一条 甲", "（一）子", "（二）丑", "一-1. a", "b", "第二条 乙", "（一）寅", "无", "第三条 丙",
    ]  # fmt: skip


def test_a_list_that_begins_anew_counts_from_its_own_start() -> None:
    document = numbered((1, 0, "甲"), (2, 0, "乙"), (2, 0, "丙"), (9, 0, "丁"))
    assert text_of(document).split("\n") == ["第一条 甲", "第五条 乙", "第六条 丙", "丁"]


def test_a_style_can_name_the_list() -> None:
    document = docx.Document()
    for text in "甲乙":
        document.add_paragraph(text, style="List Number")
    assert text_of(document) == "1. 甲\n2. 乙"


WRITTEN = [
    (21, "chineseCounting", "二十一"),
    (0, "chineseCounting", "0"),
    (3, "japaneseCounting", "三"),
    (1, "lowerLetter", "a"),
    (27, "upperLetter", "AA"),
    (1994, "upperRoman", "MCMXCIV"),
    (9, "lowerRoman", "ix"),
    (3, "decimalEnclosedCircle", "③"),
    (21, "decimalEnclosedCircle", "21"),
    (7, "decimal", "7"),
    (7, "hebrew1", "7"),
]


@pytest.mark.parametrize(("number", "kind", "expected"), WRITTEN)
def test_numbers_are_written_as_word_does(number: int, kind: str, expected: str) -> None:
    assert written(number, kind) == expected


Change = Callable[[dict[str, bytes]], object]
BROKEN: list[tuple[Change, str]] = [
    (lambda parts: parts.pop("word/document.xml"), "no text part"),
    (lambda parts: parts.pop("[Content_Types].xml"), "no table of contents"),
    (lambda parts: parts.pop("_rels/.rels"), "no relations"),
    (lambda parts: parts.update({"word/document.xml": b"<w:document"}), "broken XML"),
    (lambda parts: parts.update({"word/document.xml": b""}), "an empty part"),
    (lambda parts: parts.update({"word/numbering.xml": b"<"}), "broken numbering"),
]


def repacked(data: bytes, change: Change) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(("change", "reason"), BROKEN)
def test_a_damaged_package_is_told(change: Change, reason: str) -> None:
    data = repacked(saved(with_xml(RUN.format("甲"))), change)
    with pytest.raises(ReadingError, match=r"^a\.docx is a damaged Word file .* save it again"):
        pytest.fail(f"{reason}: {reader.read(data, 'a.docx')}")


def test_a_file_that_unpacks_to_too_much_is_refused() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", " " * 1_234_567)
    claimed = struct.pack("<I", reader.MAX_UNPACKED + 1)
    data = file.getvalue().replace(struct.pack("<I", 1_234_567), claimed)
    with pytest.raises(ReadingError, match=r"unpacks to 314572801 bytes; at most 314572800 are"):
        reader.read(data, "a.docx")


WHOLE = saved(with_xml(RUN.format("甲")))


@given(st.data())
def test_no_damage_makes_another_error(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(WHOLE) - 1))
    damaged = WHOLE[:at] + data.draw(st.binary(min_size=1, max_size=9)) + WHOLE[at + 1 :]
    try:
        assert reader.read(damaged, "a.docx").format is Format.DOCX
    except ReadingError as error:
        assert str(error).startswith("a.docx ")
