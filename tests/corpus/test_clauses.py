"""The parser: small texts by table, and laws that hold for any text."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clauses import parse
from corpus.errors import ParseError
from corpus.model import Clause, Document, DocumentKind, ParsedDocument, Span
from corpus.numerals import to_chinese

Parse = Callable[[str], ParsedDocument]

LAW = """某某市跨境电子商务促进条例

(2020年1月1日通过)

第一编 总编

第一章　总则

第一条 为了促进发展，制定本条例。

第二条　市人民政府负责：
（一）制定规划；
（二）协调重大事项。

第二章　服务

第一节　平台

第三条 依照
第七条规定的条件，可以申请。
第一章规定的除外。

第二节　物流

第四条
自建物流的，应当备案！

第二编 附编

第十条 本条例自公布之日起施行。
"""


def labels(parsed: ParsedDocument) -> list[str]:
    return [clause.label for clause in parsed.clauses]


def body(parsed: ParsedDocument, number: int) -> str:
    clause = parsed.clause(number)
    assert clause is not None
    return clause.body.of(parsed.document.text).strip()


def test_a_law_is_cut_into_articles(parsed: Parse) -> None:
    law = parsed(LAW)
    assert labels(law) == ["第一条", "第二条", "第三条", "第四条", "第十条"]
    assert [c.number for c in law.clauses] == [1, 2, 3, 4, 10]
    assert body(law, 1) == "为了促进发展，制定本条例。"
    assert body(law, 10) == "本条例自公布之日起施行。"


def test_what_stands_before_the_first_heading_is_preamble(parsed: Parse) -> None:
    law = parsed(LAW)
    lines = [s.of(LAW) for s in law.preamble_sentences]
    assert lines == ["某某市跨境电子商务促进条例", "(2020年1月1日通过)"]


def test_parts_chapters_and_sections_are_headings_and_no_body(parsed: Parse) -> None:
    law = parsed(LAW)
    assert [h.of(LAW).strip() for h in law.headings] == [
        "第一编 总编",
        "第一章　总则",
        "第二章　服务",
        "第一节　平台",
        "第二节　物流",
        "第二编 附编",
    ]
    assert body(law, 4) == "自建物流的，应当备案！"


PATHS = [
    (1, ("第一编 总编", "第一章　总则"), "below a part and a chapter"),
    (3, ("第一编 总编", "第二章　服务", "第一节　平台"), "a chapter takes the place of another"),
    (4, ("第一编 总编", "第二章　服务", "第二节　物流"), "a section likewise"),
    (10, ("第二编 附编",), "a new part closes chapter and section"),
]


@pytest.mark.parametrize(("number", "headings", "reason"), PATHS)
def test_an_article_knows_the_headings_above_it(
    number: int, headings: tuple[str, ...], reason: str, parsed: Parse
) -> None:
    clause = parsed(LAW).clause(number)
    assert clause is not None
    assert clause.path.headings == headings, reason


def test_a_reference_at_the_start_of_a_line_is_no_heading(parsed: Parse) -> None:
    third = body(parsed(LAW), 3)
    assert third == "依照\n第七条规定的条件，可以申请。\n第一章规定的除外。"


ITEMS = [
    ("第一条 下列情形：\n（一）甲；\n（二）乙。\n", ["（一）甲；", "（二）乙。"], "full-width"),
    ("第一条 下列情形:\n(一)甲;\n(十二)乙。\n", ["(一)甲;", "(十二)乙。"], "half-width"),
    ("第一条 下列情形:\n\u3000\u3000（一）甲；\n另。\n", ["（一）甲；\n另。"], "indented"),
    ("第一条 见本条（一）项。\n", [], "inside a line"),
    ("第一条 甲。\n（重庆）乙。\n", [], "a bracket that is no number"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), ITEMS)
def test_items_are_paragraphs_of_the_body(
    text: str, expected: list[str], reason: str, parsed: Parse
) -> None:
    (clause,) = parsed(text).clauses
    assert [item.of(text).strip() for item in clause.items] == expected, reason


POINTS = [
    ("第一条 下列情形：\n1. 甲；\n2．乙。\n", ["1. 甲；", "2．乙。"], "points in place of items"),
    ("第一条 下列情形：\n1、甲；\n2、乙。\n", ["1、甲；", "2、乙。"], "points with a comma"),
    ("第一条 下列情形：\n(1)甲；\n(2)乙。\n", ["(1)甲；", "(2)乙。"], "points in brackets"),
    (
        "第一条 情形：\n（一）甲：\n1. 子；\n（二）乙。",
        ["（一）甲：\n1. 子；", "（二）乙。"],
        "within items",
    ),
    ("第一条 增长\n1.5倍。\n", [], "a decimal"),
    ("第一条 甲。\n2023年起，乙。\n", [], "a year"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), POINTS)
def test_points_are_items_where_there_are_no_others(
    text: str, expected: list[str], reason: str, parsed: Parse
) -> None:
    (clause,) = parsed(text).clauses
    assert [item.of(text).strip() for item in clause.items] == expected, reason


PARAGRAPHS = [
    ("第一条 甲。\n乙。\n\n\u3000丙。\n", ["甲。", "乙。", "丙。"], "lines"),
    (
        "第一条 甲：\n（一）子；\n1. 丑。\n乙。",
        ["甲：\n（一）子；\n1. 丑。", "乙。"],
        "with their items",
    ),
    ("第一条\n甲。", ["甲。"], "below the label"),
    ("第一条 （一）甲。", ["（一）甲。"], "that begin as an item"),
    ("第一条", [], "none"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), PARAGRAPHS)
def test_an_article_has_paragraphs(
    text: str, expected: list[str], reason: str, parsed: Parse
) -> None:
    (clause,) = parsed(text).clauses
    assert [p.of(text) for p in clause.paragraphs] == expected, reason


TITLES = [
    ("第一章总则\n第一条 甲。", ["第一章总则"], "no white space behind the label"),
    ("第一章\n总则\n第一条 甲。", ["第一章\n总则"], "the title on the next line"),
    ("第一條 甲\n第二章所稱的乙\n", [], "a reference"),
    ("第一条 甲\n第二章、第三章的乙\n", [], "a reference to several"),
    ("第一条 甲\n第二章乙，丙\n", [], "a sentence"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), TITLES)
def test_titles_are_told_from_references(
    text: str, expected: list[str], reason: str, parsed: Parse
) -> None:
    assert [h.of(text).strip() for h in parsed(text).headings] == expected, reason


PROSE = [
    # a measure's line, its heading, its body, reason
    ("一、加强合作", "加强合作", "", "a title"),
    (
        "一、加强合作。支持企业,给予奖励。",
        "加强合作。",
        "支持企业,给予奖励。",
        "a title and sentences",
    ),
    ("一、对企业给予奖励。", "", "对企业给予奖励。", "one sentence"),
    ("一、对企业,给予奖励。再奖励。", "", "对企业,给予奖励。再奖励。", "sentences"),
    (f"一、{'贸' * 40}。再奖励。", "", f"{'贸' * 40}。再奖励。", "a sentence too long for a title"),
    ("一、", "", "", "nothing"),
]


@pytest.mark.parametrize(("text", "heading", "rest", "reason"), PROSE)
def test_the_prose_of_a_measure_is_no_heading(
    text: str, heading: str, rest: str, reason: str, parsed: Parse
) -> None:
    measure = parsed(text).clauses[0]
    assert (measure.heading.of(text), measure.body.of(text).strip()) == (heading, rest), reason


LABELS = [
    # text, labels, reason
    ("第七條 甲", ["第七條"], "Traditional"),
    ("第七条\u3000甲", ["第七条"], "an ideographic space"),
    ("第七条\t甲", ["第七条"], "a tab"),
    ("第七条\xa0甲", ["第七条"], "a no-break space, as web pages have"),
    ("第七条\n甲", ["第七条"], "a line of its own"),
    ("第七条\r\n甲\r\n第八条\r\n乙", ["第七条", "第八条"], "Windows line ends"),
    ("第七条", ["第七条"], "nothing behind it"),
    ("  第七条 甲", ["第七条"], "indented"),
    ("第12条 甲", ["第12条"], "in digits"),
    ("第一百零二条 甲", ["第一百零二条"], "three figures"),
    ("第七条甲", [], "no white space: a reference"),
    ("依第七条 甲", [], "not at the start of the line"),
    ("第七款 甲", [], "a paragraph is no article"),
    ("第 七 条 甲", [], "spaces within"),
    (f"第{'9' * 5000}条 甲", [], "thousands of digits are no number of an article"),
    (f"第{'二' * 5000}条 甲", [], "nor thousands of numerals"),
    ("一、甲\n乙\n二、丙", ["一", "二"], "measures"),
    ("一、甲\n一、乙\n二、丙", ["一", "二"], "the second 一、 is an enumeration in the first"),
    ("一、甲\n三、乙", ["一"], "a number that breaks the sequence is text"),
    ("二、甲", [], "measures begin with 一、"),
    (f"{'二' * 5000}、甲", [], "thousands of numerals are no measure"),
    ("第一条 甲\n一、乙\n二、丙", ["第一条"], "in a law 一、 is text"),
    ("", [], "no text"),
    ("第一条为了甲\n第二条乙", ["第一条", "第二条"], "no white space behind any label"),
    ("第一条为了甲\n第七条规定的\n第二条乙", ["第一条", "第二条"], "and a reference among them"),
    ("第二条为了甲\n第三条乙", [], "no white space, and not from 1 on"),
    ("第一条 甲\n“第九条 乙\n第二条 丙”\n第二条 丁", ["第一条", "第二条"], "quoted articles"),
    ("第一条 甲\n“第九条 乙\n第二条 丙", ["第一条", "第二条"], "a quotation that is not closed"),
    (
        "第一条 甲\n第二条 乙\n第一条 的\n第三条 丙",
        ["第一条", "第二条", "第三条"],
        "a reference back",
    ),
    (
        "第一条 甲\n第三条 的\n第二条 乙\n第三条 丙",
        ["第一条", "第二条", "第三条"],
        "a reference ahead",
    ),
]


@pytest.mark.parametrize(("text", "expected", "reason"), LABELS)
def test_labels_are_told_from_text(
    text: str, expected: list[str], reason: str, parsed: Parse
) -> None:
    assert labels(parsed(text)) == expected, reason


DISORDERED = [
    ("第二条 甲\n第一条 乙", 6, "backwards"),
    ("第一条 甲\n第三条 乙\n第二条 丙", 12, "backwards after a gap"),
    ("第一条 甲\n第一条 乙", 6, "twice: a number would name two articles"),
]


@pytest.mark.parametrize(("text", "position", "reason"), DISORDERED)
def test_articles_out_of_order_are_refused_with_the_place(
    text: str, position: int, reason: str, parsed: Parse
) -> None:
    with pytest.raises(ParseError, match="numbers must rise") as caught:
        parsed(text)
    assert caught.value.position == position, reason


def test_the_heading_of_a_measure_has_no_white_space_around(parsed: Parse) -> None:
    text = "一、\u3000加强 合作 \r\n甲。"
    measure = parsed(text).clauses[0]
    assert measure.heading.of(text) == "加强 合作"
    assert measure.body.of(text).strip() == "甲。"


def test_headings_of_chapters_between_measures_are_text(parsed: Parse) -> None:
    text = "一、甲\n第一章 乙\n丙\n"
    parsed_text = parsed(text)
    assert parsed_text.headings == ()
    assert body(parsed_text, 1) == "第一章 乙\n丙"


def test_the_unit_list_is_no_part_of_the_body(parsed: Parse) -> None:
    text = (
        "第一条 支持企业。（责任单位：市商务委、渝新欧（重庆）物流有限公司）\n第二条 另行规定。\n"
    )
    first, second = parsed(text).clauses
    assert [s.of(text) for s in first.sentences] == ["支持企业。"]
    assert [u.name for u in first.units] == ["市商务委", "渝新欧（重庆）物流有限公司"]
    assert (second.unit_list, second.units) == (None, ())


def test_figures_in_the_unit_list_are_no_facts(parsed: Parse) -> None:
    (clause,) = parsed("一、甲\n达10亿元。(责任单位:超过5家公司)").clauses
    assert [f.value for f in clause.facts] == [1_000_000_000]


# Laws for any text.

PIECES = [
    *("第一章 总则\n", "第二章\u3000分则\n", "## 第三章 附则\n", "第一节 甲\n", "第一編 乙\n"),
    *("1. ", "2、", "“第三条 ", "”", "第二条为了", "第一章总则\n", "第二章\n"),
    *("第一条 ", "第二條\u3000", "第三条\n", "第12条\t", "第十三条\r\n", "第七条规定的"),
    *("一、甲\n", "二、乙\n", "三、", "四、丁\r\n", "\n（一）", "\n(二)", "（三）"),
    *(
        "〔責任單位:",
        "（责任单位：",
        "(責任單位:",
        "〕",
        "）",
        ")",
        "(",
        "(以下統稱",
        "（以下简称“",
    ),
    *(
        "市商務委",
        "兩江新區",
        "萬盛經開區管委會",
        "渝新歐(重慶)物流有限公司",
        "和",
        "、",
        "，",
        ";",
    ),
    *("到2027年", "超過5億元", "2023年1月30日至2025年12月31日", "達3個以上", "。", "！”", "？"),
    *("\n", "\r\n", " ", "\u3000", "\u2028", "\x00", "\ud800", "𠮷", "👨‍👩‍👧", "第", "条", "、\n"),
]
pieces = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
odd = st.text(st.characters() | st.sampled_from("第一二十条條章节、（）()\n \u3000"))
ordered = st.lists(pieces | odd, max_size=8).map(
    lambda bodies: "".join(f"\n第{to_chinese(i)}条 {b}" for i, b in enumerate(bodies, 1))
)
measured = st.lists(pieces | odd, max_size=8).map(
    lambda bodies: "".join(f"\n{to_chinese(i)}、标题\n{b}" for i, b in enumerate(bodies, 1))
)
texts = pieces | odd | ordered | measured


def document(text: str) -> Document:
    return Document("x", DocumentKind.LAW, "某法", text)


def parsed_or_none(text: str) -> ParsedDocument | None:
    try:
        return parse(document(text))
    except ParseError as error:
        assert 0 <= error.position < len(text)
        return None


@given(texts)
def test_any_text_parses_or_is_refused_with_a_place_in_it(text: str) -> None:
    found = parsed_or_none(text)
    assert found is None or found.document.text == text


@given(measured.map(lambda text: text.replace("第", "")))
def test_a_text_without_articles_is_never_refused(text: str) -> None:
    assert parse(document(text)).document.text == text


@given(texts)
def test_preamble_headings_and_clauses_are_the_whole_text(text: str) -> None:
    if found := parsed_or_none(text):
        rest = sorted([*found.headings, *(c.span for c in found.clauses)])
        assert "".join(s.of(text) for s in [found.preamble, *rest]) == text
        assert all(a.end == b.start for a, b in pairwise([found.preamble, *rest]))
        assert [c.number for c in found.clauses] == sorted({c.number for c in found.clauses})


def assert_rising(spans: list[Span], within: Span) -> None:
    bounds = [within.start, *(b for s in spans for b in (s.start, s.end)), within.end]
    assert bounds == sorted(bounds)


def assert_nested(clause: Clause, text: str) -> None:
    listed = [clause.unit_list] if clause.unit_list else []
    assert_rising([clause.heading, clause.body, *listed], clause.span)
    assert clause.span.of(text).lstrip(" \t\u3000").startswith(clause.label)
    assert_rising(list(clause.sentences), clause.body)
    assert_rising(list(clause.items), clause.body)
    assert_rising(list(clause.paragraphs), clause.body)
    paragraphs = "".join(p.of(text) for p in clause.paragraphs)
    assert "".join(paragraphs.split()) == "".join(clause.body.of(text).split())
    assert all(clause.body.contains(fact.span) for fact in clause.facts)
    assert_rising([u.span for u in clause.units], clause.unit_list or clause.body)
    assert all(u.name.startswith(u.span.of(text)) and len(u.span) for u in clause.units)


@given(texts)
def test_the_parts_of_a_clause_are_nested_disjoint_and_rising(text: str) -> None:
    if found := parsed_or_none(text):
        for clause in found.clauses:
            assert_nested(clause, text)


def visible(text: str) -> str:
    return "".join(text.split())


@given(texts)
def test_no_text_of_a_body_is_lost_between_its_sentences(text: str) -> None:
    if found := parsed_or_none(text):
        places = [(found.preamble, found.preamble_sentences)]
        places += [(c.body, c.sentences) for c in found.clauses]
        for whole, parts in places:
            assert visible("".join(p.of(text) for p in parts)) == visible(whole.of(text))
            assert all(p.of(text) == p.of(text).strip() != "" for p in parts)


@given(texts)
def test_nothing_but_white_space_follows_body_and_unit_list(text: str) -> None:
    if found := parsed_or_none(text):
        for clause in found.clauses:
            end = clause.unit_list.end if clause.unit_list else clause.body.end
            assert text[end : clause.span.end].strip() == ""


@given(texts)
def test_parsing_twice_gives_the_same(text: str) -> None:
    assert parsed_or_none(text) == parsed_or_none(text)
