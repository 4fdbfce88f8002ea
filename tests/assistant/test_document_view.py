"""A document laid out for reading: nothing of the source is lost, marks and hits stand on its own characters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.document_view import MOST_HITS, DocumentView, Line, find, marked_span, view
from corpus.collection import add
from corpus.errors import UnknownDocument
from corpus.library import Library, load_library
from corpus.model import Span
from corpus.notices import NoticeState

TODAY = date(2026, 11, 23)
LAW = """中华人民共和国樱桃法
第一章 总则
第一条 为了樱桃，制定本法。
第二条 樱桃分为下列各类：
（一）红樱桃；
（二）黄樱桃。
樱桃以外的不是樱桃。
第二章 附则
第一节 期限
第三条 本法自2024年1月1日起施行。
"""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("own")
    (folder / "law.txt").write_text(LAW, encoding="utf-8")
    add(folder / "law.txt", folder / "documents")
    return load_library(None, folder / "documents")


@pytest.fixture(scope="module")
def law(held: Library) -> str:
    return held.own[0]


@pytest.fixture(scope="module")
def main(held: Library) -> str:
    return held.main.document.id


def lines(shown: DocumentView) -> Iterator[Line]:
    for part in shown.parts:
        yield from [part.title] if part.title else []
        yield from part.lines
        yield from [part.unit_list] if part.unit_list else []


def pieces(shown: DocumentView) -> list[tuple[int, int]]:
    return sorted((p.span.start, p.span.end) for line in lines(shown) for p in line.pieces)


@settings(deadline=None)
@given(st.data())
def test_every_character_of_any_document_is_shown_once(held: Library, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(held.parsed)))
    text = held.document(key).text
    mark = data.draw(st.none() | st.tuples(st.integers(0, 400), st.integers(1, 90)))
    span = marked_span(str(mark[0]), str(mark[0] + mark[1]), text) if mark else None
    search = data.draw(st.sampled_from(["", "跨境 电商", "樱桃", "化", "的", "2027"]))
    places = pieces(view(held, key, TODAY, mark=span, search=search))
    assert all(a[1] <= b[0] for a, b in pairwise(places)), "none twice"
    shown = "".join(text[a:b] for a, b in places)
    assert "".join(shown.split()) == "".join(text.split()), "none lost but white space"


def test_a_law_has_chapters_sections_and_articles_with_their_paragraphs(
    held: Library, law: str
) -> None:
    shown = view(held, law, TODAY)
    titles = [(p.depth, p.title.span.of(shown.text)) for p in shown.parts if p.title]
    assert titles == [
        (2, "第一章 总则"), (0, "第一条"), (0, "第二条"), (2, "第二章 附则"), (3, "第一节 期限"), (0, "第三条"),
    ]  # fmt: skip
    second = next(p for p in shown.parts if p.clause and p.clause.number == 2)
    assert [line.span.of(shown.text)[:3] for line in second.lines] == [
        "樱桃分",
        "（一）",
        "（二）",
        "樱桃以",
    ]
    assert shown.script == "zh-Hans"


def test_a_measure_has_its_title_units_state_and_cards(held: Library, main: str) -> None:
    shown = view(held, main, TODAY)
    seventh = next(p for p in shown.parts if p.clause and p.clause.number == 7)
    assert seventh.title and seventh.title.span.of(shown.text) == "七、最佳化跨境電商稅收政策"
    assert [u.confirmed for u in seventh.units] == [False, True]
    assert [str(v.last) for v in seventh.validity] == ["2025-12-31"]
    states = [n.state for n in seventh.notices]
    assert "N08" in [n.card.id for n in seventh.notices]
    assert states[: states.count(NoticeState.CURRENT)] == [NoticeState.CURRENT] * states.count(NoticeState.CURRENT)  # fmt: skip
    assert shown.script == "zh-Hant"


def test_cards_stand_beside_the_policy_only_and_not_before_they_were_known(
    held: Library, main: str, law: str
) -> None:
    assert not any(p.notices for p in view(held, law, TODAY).parts)
    early = [n.card.id for p in view(held, main, date(2024, 1, 1)).parts for n in p.notices]
    assert "N08" not in early


def test_an_unknown_document_is_told(held: Library) -> None:
    with pytest.raises(UnknownDocument, match="no document 'nowhere'"):
        view(held, "nowhere", TODAY)


# ---- the mark ---------------------------------------------------------------------------------------------------

PLACES = [
    ("0", "3", Span(0, 3), "the beginning"),
    ("2", "6", Span(2, 6), "to the end"),
    ("2", "7", None, "beyond the end"),
    ("3", "3", None, "empty"),
    ("4", "2", None, "backwards"),
    ("-1", "3", None, "negative"),
    ("1.0", "3", None, "not whole"),
    ("", "3", None, "one is missing"),
    ("一", "三", None, "not Arabic digits"),
    ("\u0661", "3", None, "digits of another script"),
    ("1" * 30, "3", None, "far too large"),
]


@pytest.mark.parametrize(("start", "end", "wanted", "reason"), PLACES)
def test_a_mark_is_two_whole_numbers_within_the_text(
    start: str, end: str, wanted: Span | None, reason: str
) -> None:
    assert marked_span(start, end, "一二三四五六") == wanted, reason


def test_a_mark_covers_just_its_characters_even_across_lines(held: Library, law: str) -> None:
    text = held.document(law).text
    span = Span(text.index("红樱桃"), text.index("黄樱桃") + 3)
    shown = view(held, law, TODAY, mark=span)
    marked = [p.span.of(text) for line in lines(shown) for p in line.pieces if p.marked]
    assert marked == ["红樱桃；", "（二）黄樱桃"]
    assert shown.marked_clause and shown.marked_clause.number == 2


# ---- the search -------------------------------------------------------------------------------------------------

FOUND = [
    ("最佳化跨境電商稅收", "优化", ["最佳化"], "the mainland's word finds Taiwan's"),
    ("最佳化跨境電商稅收", "優化 税收", ["最佳化", "稅收"], "each word by itself, any script"),
    ("最佳化跨境電商", "优 化", ["最佳化"], "one place is found once"),
    ("RCEP和rcep", "Rcep", ["RCEP", "rcep"], "any case"),
    ("(B型)內", "(b型)", ["(B型)"], "brackets are no pattern"),
    ("a.c abc", "a.c", ["a.c"], "nor is a point"),
    ("海外倉海外", "海外 海外仓", ["海外倉", "海外"], "the longer word first"),
    ("一二三", "四", [], "nothing"),
    ("一二三", "   ", [], "blank"),
]


@pytest.mark.parametrize(("text", "search", "wanted", "reason"), FOUND)
def test_a_search_finds_either_script_on_the_canonical_text(
    text: str, search: str, wanted: list[str], reason: str
) -> None:
    assert [s.of(text) for s in find(text, search)] == wanted, reason


def test_no_more_places_are_marked_than_a_page_bears() -> None:
    assert len(list(find("的" * (MOST_HITS + 9), "的"))) == MOST_HITS


def test_hits_are_numbered_and_counted_by_clause(held: Library, main: str) -> None:
    shown = view(held, main, TODAY, search="海外仓")
    begun = [p.hit for line in lines(shown) for p in line.pieces if p.first]
    assert begun == list(range(1, shown.hits + 1))
    assert sum(p.hits for p in shown.parts) == shown.hits
    eleventh = next(p for p in shown.parts if p.clause and p.clause.number == 11)
    assert eleventh.hits and eleventh.first_hit == begun[shown.hits - eleventh.hits]
