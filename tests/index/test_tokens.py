from __future__ import annotations

import pytest

from corpus.folding import fold
from index.tokens import terms


@pytest.mark.parametrize(
    ("text", "wanted", "reason"),
    [
        ("", (), "nothing"),
        (",。!? \n\t", (), "marks and spaces are no terms"),
        ("仓", ("仓",), "a single character has no bigram"),
        ("海外仓", ("海", "外", "仓", "海外", "外仓"), "characters, then overlapping bigrams"),
        ("海外,仓库", ("海", "外", "海外", "仓", "库", "仓库"), "no bigram reaches over a mark"),
        ("海外b2b仓", ("海", "外", "海外", "b", "2", "b", "仓"), "scripts are runs of their own"),
        ("30.5 2000", ("30.5", "2000"), "a number is whole, with its point"),
        ("3.", ("3",), "a full stop is no decimal point"),
        ("the goods of a firm", ("good", "firm"), "words without meaning are left out"),
        ("warehouse warehouses", ("warehouse", "warehouse"), "singular and plural are one"),
        ("training trained trains", ("train", "train", "train"), "endings go"),
        ("tax gas ring", ("tax", "gas", "ring"), "short words keep their ending"),
        ("㐀豈", ("㐀", "豈", "㐀豈"), "rare and compatibility characters count"),
        ("𠮷", (), "characters outside the basic plane are not searched"),
    ],
)
def test_terms(text: str, wanted: tuple[str, ...], reason: str) -> None:
    assert terms(text) == wanted, reason


def test_both_scripts_have_the_same_terms_in_search_form() -> None:
    assert terms(fold("跨境電商企業").text) == terms(fold("跨境电商企业").text)
