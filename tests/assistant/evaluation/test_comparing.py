"""How texts are compared."""

from __future__ import annotations

import doctest

import pytest

from assistant.evaluation import comparing
from assistant.evaluation.comparing import shows, states

STATES = [
    ("a figure in the other script", "共12個園區", "12个", True),
    ("a figure with spaces in it", "共 12 個 園區", "12个", True),
    ("full-width digits", "共１２个园区", "12个", True),
    ("the other region's word", "單一視窗", "单一视窗", True),
    ("letter case", "the rcep members", "RCEP", True),
    ("the tail of a longer number", "共12个园区", "2个", False),
    ("the tail of a number with a decimal point", "共1.5亿元", "5亿元", False),
    ("the tail of a number with a thousands comma", "共2,700家", "700家", False),
    ("the head of a longer number", "共150条", "15", False),
    ("the head of a decimal number", "共15.5", "15", False),
    ("two numbers with only a space between them", "in 2027 15 measures", "15", True),
    ("a number at the end of a sentence", "They are 15.", "15", True),
    ("a phone prefix is not the end of a year", "2023-12-04", "023-", False),
    ("a phone prefix", "拨打023-12345678", "023-", True),
]

SHOWS = [
    ("the whole sentence", "建設海外倉服務平台,促進海外倉供需對接", True),
    ("more than the sentence", "一、建設海外倉服務平台,促進海外倉供需對接。", True),
    ("in the other script", "建设海外仓服务平台,促进海外仓供需对接", True),
    ("12 characters of it", "平台,促進海外倉供需對接", False),
    ("13 characters of it", "務平台,促進海外倉供需對接", True),
    ("nothing", "", False),
    ("another sentence", "建設海外倉服務平台,促進海外倉供需對撞", False),
]


@pytest.mark.parametrize(
    ("text", "wanted", "found"), [r[1:] for r in STATES], ids=[r[0] for r in STATES]
)
def test_a_text_states_a_string_as_a_whole(text: str, wanted: str, found: bool) -> None:
    assert states(text, wanted) is found


@pytest.mark.parametrize(("quote", "shown"), [r[1:] for r in SHOWS], ids=[r[0] for r in SHOWS])
def test_a_quote_shows_a_sentence(quote: str, shown: bool) -> None:
    assert shows(quote, "建設海外倉服務平台,促進海外倉供需對接") is shown


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(comparing).failed == 0
