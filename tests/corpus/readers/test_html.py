import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReadingError
from corpus.readers.html import read
from corpus.readers.model import Format

READ = [
    # body, text, reason
    (
        "<h1>某条例</h1><p>第一条　甲。<p>第二条　乙。",
        "某条例\n第一条　甲。\n第二条　乙。",
        "blocks",
    ),
    ("<p><b>第一条</b>&emsp;甲<a href=x>乙</a>。</p>", "第一条\u2003甲乙。", "inline elements"),
    ("<div>甲<p>乙</p>丙</div>", "甲\n乙\n丙", "text beside a block"),
    ("甲<br>乙<br/>丙", "甲\n乙\n丙", "breaks"),
    ("<p>促进\n   发展\nof  trade\nin</p>", "促进发展of trade in", "layout of the source"),
    ("<pre>甲\n乙</pre>", "甲\n乙", "lines of <pre>"),
    ("<ul><li>甲<li>乙</ul>", "甲\n乙", "a list"),
    ("<ol start=3><li>甲<li>乙</ol>", "3. 甲\n4. 乙", "numbers that the browser prints"),
    ("<ol><li>（一）甲<li>（二）乙</ol>", "（一）甲\n（二）乙", "items with labels of their own"),
    ("<ol start=x><li>甲</ol>", "1. 甲", "a start that is no number"),
    ("<form><p>甲</p></form>", "甲", "a page that stands within a form"),
    ("<article><header>甲</header>乙<footer>丙</footer></article>", "甲\n乙\n丙", "its own frame"),
    ("<p>1 &lt; 2 &amp; 甲</p>", "1 < 2 & 甲", "entities"),
    ("<div>" * 900 + "甲" + "</div>" * 900, "甲", "deep nesting"),
    ("<p>甲</div></p><b>乙", "甲\n乙", "wrong nesting"),
]


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(("body", "expected", "reason"), READ)
def test_each_block_is_a_line(body: str, expected: str, reason: str) -> None:
    assert read(page(body), "a.html").text == expected, reason


TABLES = [
    (
        "<table><caption>表</caption><tr><th>项目<th>比例<tr><td>甲<td>1 %</table>",
        "表\n项目 | 比例\n甲 | 1 %",
        "one line a row",
    ),
    (
        "前<table><tr><td><p>甲</p><p>乙</p></td><td>丙<br>丁</td></tr></table>后",
        "前\n甲乙 | 丙丁\n后",
        "paragraphs of a cell",
    ),
    ("<table><tr><td>甲<td><tr><td><td></table>", "甲 |", "empty cells and rows"),
    ("<table><tr><td><p>甲</p><p>乙</p></table>", "甲\n乙", "one cell a row is a frame"),
    (
        "<table><tr><td>左<td><table><tr><td>甲<td>乙</table></table>",
        "左\n甲 | 乙",
        "a table that lays out another",
    ),
    (
        "<table><tr><td>左<td><p>甲<p>乙<p>丙<p>丁</table>",
        "左\n甲\n乙\n丙\n丁",
        "a cell that holds the whole text",
    ),
]


@pytest.mark.parametrize(("body", "expected", "reason"), TABLES)
def test_a_data_table_is_one_line_a_row(body: str, expected: str, reason: str) -> None:
    assert read(page(body), "a.html").text == expected, reason


LEFT_OUT = [
    ("<nav>甲</nav>", "nav (1)"),
    ("<header><h1>甲</h1></header>", "header (1)"),
    ("<footer>甲</footer>", "footer (1)"),
    ("<aside>甲</aside>", "aside (1)"),
    ("<script>甲</script>", "script (1)"),
    ("<style>甲</style>", "style (1)"),
    ("<div role=navigation>甲</div>", "div (1)"),
    ("<p hidden>甲</p>", "p (1)"),
    ("<p style='color:red; display: none'>甲</p>", "p (1)"),
    ("<button>甲</button>", "button (1)"),
    ("<img src=http://a.cn/b.png alt=甲>", "img (1)"),
    ("<select><option>甲</select>", "select (1)"),
]


@pytest.mark.parametrize(("element", "told"), LEFT_OUT)
def test_what_stands_around_the_text_is_left_out_and_told(element: str, told: str) -> None:
    found = read(page(f"{element}乙<p>丙"), "a.html")
    assert found.text == "乙\n丙"
    assert found.dropped == ("head (1)", told)


def test_comments_are_no_text() -> None:
    assert read(page("甲<!-- 乙 -->丙"), "a.html").text == "甲丙"


def test_the_declared_encoding_is_used() -> None:
    source = "<html><meta charset='big5'><p>第一條 為了發展，制定本條例。"
    found = read(source.encode("big5"), "a.html")
    assert (found.text, found.encoding) == ("第一條 為了發展，制定本條例。", "Big5")
    assert found.format is Format.HTML


def test_an_xml_declaration_is_no_hindrance() -> None:
    source = "<?xml version='1.0' encoding='utf-8'?><html><body><p>甲</p></body></html>"
    assert read(source.encode(), "a.html").text == "甲"


REFUSED = [
    (b"<!-- a -->", "a.html is no web page: it has no element", "a comment alone"),
    (b"", "a.html is no web page: it has no element", "nothing"),
    (page("<div>" * 5000 + "甲"), "a.html nests its elements too deeply", "nesting without end"),
    (b"<p>\x80\x81\xff\xff\xff", "a.html is not text in UTF-8", "no text"),
]


@pytest.mark.parametrize(("data", "told", "reason"), REFUSED)
def test_what_is_no_page_is_refused(data: bytes, told: str, reason: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read(data, "a.html")
    assert str(caught.value).startswith(told), reason


def test_text_beside_the_cells_of_a_table_is_kept() -> None:
    source = page("<table><tr>甲<td>乙<td>丙</table>")
    assert sorted(c for c in read(source, "a.html").text if c in "甲乙丙") == ["丙", "乙", "甲"]


TAGS = [
    "<p>",
    "</p>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<ol>",
    "<li>",
    "<br>",
    "<b>",
    "<pre>",
]


@given(st.lists(st.sampled_from([*TAGS, "甲", "乙", "\n", " ", "&lt;"])).map("".join))
def test_no_character_is_lost_however_elements_stand(body: str) -> None:
    text = read(page("丙" + body), "a.html").text
    assert sorted(c for c in text if c in "甲乙") == sorted(c for c in body if c in "甲乙")
