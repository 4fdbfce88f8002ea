import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.folding import simplified
from corpus.library import packaged_documents
from corpus.model import ParsedDocument
from corpus.reading import simplified_reading

PAIRS = json.loads((packaged_documents() / "terms.json").read_text(encoding="utf-8"))["pairs"]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: p["source"])
def test_only_confirmed_pairs_are_applied(pair: dict[str, object]) -> None:
    source = str(pair["source"])
    expected = pair["mainland"] if pair["confirmed"] else simplified(source)
    assert simplified_reading(f"「{source}」") == f"「{expected}」"


READINGS = [
    ("拓展面向東協的", "拓展面向东协的", "東協 is not confirmed"),
    ("最佳化跨境電商稅收政策", "优化跨境电商税收政策", "最佳化 is"),
    ("智慧型倉儲與智慧財產權", "智慧型仓储与知识产权", "one of each"),
    ("发行销售", "发行销售", "a guard holds here too"),
    ("ＤＴＣ，１２３", "ＤＴＣ，１２３", "a reading is for showing: widths and case stay"),
    ("DTC", "DTC", "letters stay"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), READINGS)
def test_a_reading_shows_the_text_in_simplified_characters(
    text: str, expected: str, reason: str
) -> None:
    assert simplified_reading(text) == expected, reason


def digits(text: str) -> list[str]:
    return [c for c in text if c.isdigit()]


figures = st.lists(st.sampled_from(["最佳化", "行銷", "軟體", "3", "０", "億", "²", "年", "."]))


@given(st.text(st.characters()) | figures.map("".join))
def test_a_reading_never_changes_a_digit(text: str) -> None:
    assert digits(simplified_reading(text)) == digits(text)


def test_the_reading_of_the_policy_keeps_every_figure_and_mark(policy: ParsedDocument) -> None:
    text = policy.document.text
    reading = simplified_reading(text)
    assert digits(reading) == digits(text)
    for mark in "。、,:;()〔〕“”《》\n":
        assert reading.count(mark) == text.count(mark)
