import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReadingError
from corpus.readers.markdown import read
from corpus.readers.model import Format

LONG = "为了促进本市跨境电子商务持续健康发展规范经营活动"

READ = [
    # Markdown, text, reason
    (
        "# 某条例\n\n## 第一章　总则\n\n第一条 甲。\n",
        "某条例\n第一章　总则\n第一条 甲。",
        "headings",
    ),
    ("**第一条** 甲*乙*`丙`", "第一条 甲乙丙", "marks within a line"),
    ("第一条 甲。\n第二条 乙。\n", "第一条 甲。\n第二条 乙。", "one paragraph a line"),
    ("某条例\n2020年1月1日通过", "某条例\n2020年1月1日通过", "short lines"),
    (f"{LONG}\n结合实际。", f"{LONG}结合实际。", "a long line that goes on"),
    (f"{LONG}\n第一条 甲。", f"{LONG}\n第一条 甲。", "a long line above an article"),
    (f"{LONG}：\n（一）甲；", f"{LONG}：\n（一）甲；", "a long line above an item"),
    ("甲  \n乙", "甲\n乙", "a hard break"),
    ("3. 甲\n4. 乙", "3. 甲\n4. 乙", "numbers of a list are text"),
    ("- 甲\n- 乙", "甲\n乙", "bullets are marks"),
    ("1. 甲\n\n   乙", "1. 甲\n乙", "two paragraphs of an item"),
    ("    第一条 甲。", "第一条 甲。", "an indented line is no code"),
    ("```\n甲\n```", "甲", "a fence"),
    ("| 项目 | 比例 |\n|---|--:|\n| 甲 | 1% |", "项目 | 比例\n甲 | 1%", "a table, one line a row"),
    ("[规定](http://a.cn/b) <http://c.cn>", "规定 http://c.cn", "links"),
    (r"1\~3万元\*", "1~3万元*", "escaped marks"),
    ("1~3万元或5~8万元", "1~3万元或5~8万元", "a tilde is no mark"),
    ("A&amp;B&nbsp;C", "A&B\xa0C", "entities"),
    ("<p>甲<br>乙</p>", "甲\n乙", "tags"),
    ("> 甲\n> 乙", "甲\n乙", "a quotation"),
    (">" * 60 + " 甲", "甲", "a deep quotation"),
    ("甲\r\n\r\n乙", "甲\n乙", "Windows line ends"),
]


@pytest.mark.parametrize(("source", "expected", "reason"), READ)
def test_marks_go_and_text_stays(source: str, expected: str, reason: str) -> None:
    assert read(source.encode(), "a.md").text == expected, reason


DROPPED = [
    ("---\ntitle: 甲\ntags:\n  - b\n---\n乙", ("front matter (1)",), "乙"),
    ("<!-- 甲 -->\n\n乙<!-- 丙 -->", ("comment (2)",), "乙"),
    ("![图](a.png)乙", ("image (1)",), "图乙"),
    ("<div>\n乙\n</div>", ("HTML tag (2)",), "乙"),
]


@pytest.mark.parametrize(("source", "dropped", "text"), DROPPED)
def test_what_is_left_out_is_told(source: str, dropped: tuple[str, ...], text: str) -> None:
    found = read(source.encode(), "a.md")
    assert (found.dropped, found.text) == (dropped, text)


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert read("---\n甲\n\n---\n乙".encode(), "a.md").text == "甲\n乙"


def test_the_format_and_the_encoding_are_told() -> None:
    found = read("# 贸易条例\n\n第一条 甲。".encode("gb18030"), "a.md")
    assert (found.format, found.encoding) == (Format.MARKDOWN, "GB18030")


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ReadingError, match=r"^a\.md is not text"):
        read(b"\x80\x81\xff" * 9, "a.md")


@given(st.text(st.sampled_from("#-*_>|`[]()!<>&;1.:\\ \n\t甲乙。")))
def test_no_chinese_character_is_lost_whatever_the_marks(source: str) -> None:
    # But for tags, definitions and the addresses of links, which are marks as a whole.
    if set("<[") & set(source):
        assert read(source.encode(), "a.md").format is Format.MARKDOWN
        return
    kept = [c for c in read(source.encode(), "a.md").text if c in "甲乙。"]
    assert sorted(kept) == sorted(c for c in source if c in "甲乙。")
