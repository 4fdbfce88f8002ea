"""Printed lines from words in a picture. Each character is a black square, 20 pixels wide, with 4 blank ones behind."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.readers.pictures import Picture, Recognised, printed_lines

WIDE, INK = 24, 20
BLANK = " \u3000"


def drawn(*rows: tuple[int, int, str]) -> tuple[Picture, list[Recognised]]:
    """Rows (left, top, text) in a picture, and what a recogniser that loses white space sees of them."""
    picture = np.full((400, 1200, 3), 255, np.uint8)
    found = []
    for left, top, text in rows:
        for i, character in enumerate(text):
            if character not in BLANK:
                x = left + WIDE * i + (WIDE // 2 if character in "“（" else 0)
                picture[top : top + 20, x : x + (INK // 2 if character in "“（" else INK)] = 0
        seen = "".join(c for c in text if c not in BLANK)
        right = left + WIDE * (len(text) - 1) + INK
        found.append(Recognised(seen, left, top - 3, right, top + 23, 0.9))
    return picture, found


LABELS = [
    # printed, read, reason
    ("第一条　为了促进贸易，制定本规定。", "第一条　为了促进贸易，制定本规定。", "a space behind the label"),
    ("第二十三条　海关依法监管。", "第二十三条　海关依法监管。", "a longer label"),
    ("第一章　总则", "第一章　总则", "a heading"),
    ("第七条的规定处理，并予以公布。", "第七条的规定处理，并予以公布。", "a reference: no space"),
    ("第七条“的规定处理，并予公布。", "第七条“的规定处理，并予公布。", "an opening mark is half blank"),
    ("依照本法　第七条处理。", "依照本法第七条处理。", "no label begins the line"),
    ("第七条", "第七条", "a label alone"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "read", "reason"), LABELS)
def test_the_space_behind_a_label_is_measured_in_the_picture(
    printed: str, read: str, reason: str
) -> None:
    picture, found = drawn((100, 50, printed))
    lines, _ = printed_lines(picture, found, 2.0)
    assert [line.text for line in lines] == [read], reason


def test_an_indented_line_with_a_label_begins_an_article_unless_it_refers() -> None:
    picture, found = drawn(
        (148, 50, "第一条樱桃要甜，并且要红透。"), (100, 90, "第七条处理的樱桃不得出售，"),
        (148, 130, "第七条规定的樱桃不得出售。"),
    )  # fmt: skip
    lines, _ = printed_lines(picture, found, 2.0)
    assert [line.text[3] for line in lines] == ["\u3000", "处", "规"]


def test_lines_have_their_places_in_points_from_the_lower_left_corner() -> None:
    picture, found = drawn((100, 50, "樱桃要甜而且要红透"))
    (line,), _ = printed_lines(picture, found, 2.0)
    assert (line.left, line.middle) == (50.0, (400 - 60) / 2)
    assert line.size == pytest.approx(12, rel=0.1)


def test_words_side_by_side_are_one_line_and_lines_come_from_the_top() -> None:
    picture, found = drawn((500, 52, "乙"), (100, 50, "甲"), (100, 20, "题"))
    lines, _ = printed_lines(picture, found, 1.0)
    assert [line.text for line in lines] == ["题", "甲 乙"]


def test_the_confidence_is_the_mean_over_the_characters() -> None:
    picture, _ = drawn()
    found = [Recognised("甲乙丙", 0, 0, 60, 20, 1.0), Recognised("丁", 0, 40, 20, 60, 0.6)]
    assert printed_lines(picture, found, 1.0)[1] == pytest.approx(0.9)


def test_an_empty_picture_has_no_lines() -> None:
    picture, _ = drawn()
    assert printed_lines(picture, [], 1.0) == ((), 0.0)
