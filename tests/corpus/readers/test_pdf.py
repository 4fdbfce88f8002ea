from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReadingError
from corpus.readers import pdf as reader
from corpus.readers.model import Format
from corpus.readers.pictures import Picture, Recognised, Recogniser

WritePdf = Callable[..., bytes]
Printed = tuple[float, float, str]

WIDE = 36  # characters on a full line
LEFT, INDENTED = 72, 96


def column(*lines: str) -> list[Printed]:
    """Lines one below the other; two spaces in front are an indentation by two characters."""
    heights = count(760, -20)
    return [
        (INDENTED if line.startswith("  ") else LEFT, next(heights), line.strip()) for line in lines
    ]


def full(begin: str, end: str = "") -> str:
    """A line that fills the column, less two characters if it is indented."""
    wide = WIDE - 2 if begin.startswith("  ") else WIDE
    return begin + "贸" * (wide - len(begin.strip()) - len(end)) + end


def lines(pdf: bytes) -> list[str]:
    return reader.read(pdf, "a.pdf").text.split("\n")


def test_the_text_is_read_with_its_format(pdf: WritePdf) -> None:
    found = reader.read(pdf([(72, 700, "某某条例"), (72, 660, "第一条　为了促进贸易。")]), "a.pdf")
    assert found.text == "某某条例\n第一条　为了促进贸易。"
    assert (found.format, found.encoding, found.dropped) == (Format.PDF, None, ())


def test_ideographs_named_by_their_radicals_are_themselves(pdf: WritePdf) -> None:
    assert lines(pdf([(72, 700, "⼈⾦⽇⼆①ｋｍ")])) == ["人金日二①ｋｍ"]


PARAGRAPHS = [
    # printed lines, paragraphs, reason
    (["甲乙。", "丙丁。"], ["甲乙。", "丙丁。"], "short lines are paragraphs"),
    (
        [full("  第一条　甲"), "乙。", "  第二条　丙。"],
        [full("第一条　甲", "")[:34] + "乙。", "第二条　丙。"],
        "a full line goes on in the next",
    ),
    (
        [full("  甲", "。"), full("  乙", "。"), "  丙。"],
        [full("  甲", "。").strip(), full("  乙", "。").strip(), "丙。"],
        "a full line that ends a sentence, before an indented one",
    ),
    (
        [full("甲", "。"), "乙。", "丙。"],
        [full("甲", "。") + "乙。", "丙。"],
        "a full line that ends a sentence, in the middle of a paragraph",
    ),
    (
        [full("甲", "："), "（一）乙；", full("（二）丙", "；"), "（三）丁。"],
        [full("甲", "："), "（一）乙；", full("（二）丙", "；"), "（三）丁。"],
        "items after full lines",
    ),
    (
        [full("甲", "依照前款第"), "（一）项处理。", full("乙")],
        [full("甲", "依照前款第") + "（一）项处理。", full("乙")],
        "a reference to an item at the start of a line",
    ),
    (
        [full("甲", "依照本法"), "第七条的规定处理。", full("乙")],
        [full("甲", "依照本法") + "第七条的规定处理。", full("乙")],
        "a reference to an article at the start of a line",
    ),
    (
        [full("关于甲"), "第一条 乙。", full("丙")],
        [full("关于甲"), "第一条 乙。", full("丙")],
        "a title without a full stop above an article",
    ),
    (
        [full("甲", "B2B"), "export and", "乙"],
        [full("甲", "B2B") + " export and", "乙"],
        "a space between Latin words",
    ),
    (
        [full("甲")[:-1], "“乙”丙。", full("丁")],
        [full("甲")[:-1] + "“乙”丙。", full("丁")],
        "a word that did not fit leaves its line short",
    ),
    (
        [full("甲", "处"), "30万元以下罚款。", full("乙", "。")],
        [full("甲", "处") + "30万元以下罚款。", full("乙", "。")],
        "no space beside a Chinese character",
    ),
]


@pytest.mark.parametrize(("printed", "expected", "reason"), PARAGRAPHS)
def test_lines_become_paragraphs(
    printed: list[str], expected: list[str], reason: str, pdf: WritePdf
) -> None:
    wide = [full("纸"), "边。"] * 2  # the column is as wide on every page
    found = lines(pdf(column(*wide, *printed)))
    assert found[2:] == expected, reason


def test_a_larger_gap_parts_paragraphs(pdf: WritePdf) -> None:
    page = [(LEFT, 700, full("甲")), (LEFT, 680, full("乙", "。")), (LEFT, 650, "丙。")]
    assert lines(pdf(page)) == [full("甲") + full("乙", "。"), "丙。"]


def test_a_paragraph_goes_on_over_the_page(pdf: WritePdf) -> None:
    assert lines(pdf(column(full("甲")), column("乙。"))) == [full("甲") + "乙。"]


def numbered(text: str, number: str, y: float = 30) -> list[Printed]:
    return [(LEFT, 700, text), (280, y, number)]


FURNITURE = [
    # the foot of each page, what is told, reason
    (["1", "2", "3"], ("page number (3)",), "bare numbers"),
    (["— 1 —", "— 2 —", "— 3 —"], ("page number (3)",), "between dashes"),
    (["第一页", "第二页", "第三页"], ("page number (3)",), "in words"),
    (["第1页 共3页", "第2页 共3页", "第3页 共3页"], ("page number (3)",), "of all"),
    (["1/3", "2/3", "3/3"], ("page number (3)",), "with a stroke"),
    (["某市公报", "某市公报", "某市公报"], ("running head or foot '某市公报' (3)",), "a foot"),
]


@pytest.mark.parametrize(("feet", "told", "reason"), FURNITURE)
def test_page_numbers_and_running_feet_are_left_out_and_told(
    feet: list[str], told: tuple[str, ...], reason: str, pdf: WritePdf
) -> None:
    pages = [numbered(text, foot) for text, foot in zip("甲乙丙", feet, strict=True)]
    found = reader.read(pdf(*pages), "a.pdf")
    assert (found.text, found.dropped) == ("甲\n乙\n丙", told), reason


def test_a_head_that_differs_between_odd_and_even_pages_is_left_out(pdf: WritePdf) -> None:
    heads = ["某市公报", "贸易条例"] * 3
    found = reader.read(pdf(*[[(72, 810, h), (72, 700, "甲。")] for h in heads]), "a.pdf")
    assert found.text.split("\n") == ["甲。"] * 6
    assert len(found.dropped) == 2


KEPT = [
    ([[(72, 700, "甲"), (72, 400, "12")]], ["甲", "12"], "a number in the middle of the page"),
    ([[(72, 700, "甲"), (72, 30, "12")]], ["甲", "12"], "a number that is on one page only"),
    (
        [[(72, 700, "甲")], [(72, 700, "甲")], [(72, 700, "甲")]],
        ["甲", "甲", "甲"],
        "the same line on every page, but not at its edge",
    ),
    (
        [[(72, 810, "甲一"), (72, 400, "子")], [(72, 810, "乙二"), (72, 400, "丑")]],
        ["甲一", "子", "乙二", "丑"],
        "first lines that differ",
    ),
]


@pytest.mark.parametrize(("pages", "expected", "reason"), KEPT)
def test_text_of_the_document_is_kept(
    pages: list[list[Printed]], expected: list[str], reason: str, pdf: WritePdf
) -> None:
    assert lines(pdf(*pages)) == expected, reason


def test_a_scan_is_told_with_what_is_needed(pdf: WritePdf) -> None:
    with pytest.raises(
        ReadingError, match=r"a\.pdf is a scan: none of its 2 pages has text; .*'yuce\[ocr\]'"
    ):
        reader.read(pdf([], []), "a.pdf")


def seen(*rows: tuple[float, float, str, float]) -> Recogniser:
    """A recogniser that sees words at a place (left, top, in points), and how surely."""

    def recognise(picture: Picture) -> list[Recognised]:
        scale = picture.shape[1] / 595
        return [
            Recognised(
                text, x * scale, y * scale, (x + 12 * len(text)) * scale, (y + 15) * scale, s
            )
            for x, y, text, s in rows
        ]

    return recognise


def test_a_scanned_page_is_read_by_a_recogniser_and_marked_with_its_confidence(
    pdf: WritePdf,
) -> None:
    recognise = seen((72, 80, "樱桃法", 1.0), (72, 140, "樱桃要甜。", 0.9), (280, 800, "-2-", 0.5))
    found = reader.read(pdf([(72, 700, "第一条　甲。")], []), "a.pdf", recognise)
    assert found.text == "第一条　甲。\n樱桃法\n樱桃要甜。"
    assert found.recognised == ((2, pytest.approx((3 * 1.0 + 5 * 0.9 + 3 * 0.5) / 11)),)
    assert found.dropped == ("page number (1)",)


def test_a_page_with_text_is_not_recognised_anew(pdf: WritePdf) -> None:
    found = reader.read(pdf([(72, 700, "第一条　甲。")]), "a.pdf", seen((72, 80, "乙", 1.0)))
    assert (found.text, found.recognised) == ("第一条　甲。", ())


def test_a_scan_in_which_nothing_is_recognised_says_so(pdf: WritePdf) -> None:
    with pytest.raises(ReadingError, match="no character was recognised; scan it straight"):
        reader.read(pdf([]), "a.pdf", seen())


def test_single_pages_without_text_are_told(pdf: WritePdf) -> None:
    found = reader.read(pdf([(72, 700, "甲")], [], [(72, 700, "乙")], []), "a.pdf")
    assert found.text == "甲\n乙"
    assert found.dropped == ("pages without text, blank or scanned: 2, 4",)


def test_a_locked_file_is_told(pdf: WritePdf) -> None:
    with pytest.raises(ReadingError, match=r"a\.pdf is locked with a password; save it without"):
        reader.read(pdf([(72, 700, "甲")], locked=True), "a.pdf")


def test_a_damaged_file_is_told() -> None:
    with pytest.raises(ReadingError, match=r"a\.pdf is a damaged PDF file"):
        reader.read(b"%PDF-1.4\nnothing", "a.pdf")


def test_files_are_read_in_many_threads(pdf: WritePdf) -> None:
    data = [pdf([(72, 700, f"第{n}号")]) for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda d: reader.read(d, "a.pdf").text, data))
    assert found == [f"第{n}号" for n in range(40)]


@given(data=st.data())
def test_no_damage_makes_another_error(data: st.DataObject) -> None:
    whole = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Kids [] >>\nendobj\n"
    at = data.draw(st.integers(5, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at:]
    with pytest.raises(ReadingError):
        reader.read(damaged, "a.pdf")
