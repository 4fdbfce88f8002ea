from __future__ import annotations

import pytest

from corpus.readers import html
from corpus.readers.furniture import LONGEST, is_furniture

ELEMENTS = [
    # text, class, id, furniture, reason
    ("首页 政务公开", "top-nav", "", True, "named by its class"),
    ("首页 政务公开", "", "topNav", True, "named by its id, with humps"),
    ("首页 政务公开", "canvas", "", False, "a name that only has such letters"),
    ("您当前的位置：首页 > 公告", "", "", True, "where the page is"),
    ("字体：【大 中 小】", "", "", True, "the size of the letters"),
    ("大 中 小", "", "", True, "the size of the letters, without a word"),
    ("大", "", "", False, "a firm's size"),
    ("打印", "", "", True, "a button"),
    ("打印机应当登记", "", "", False, "a text that begins like a button"),
    ("版权所有：某某海关", "", "", True, "the foot"),
    ("第一条 樱桃要甜。", "footer", "", False, "a sentence, whatever the class is"),
    ("某某海关 2024年11月25日", "article-footer", "", False, "a signature"),
    ("发布时间：2024-11-28 来源：某某海关", "info", "", False, "when it was published"),
    ("某" * (LONGEST + 1), "nav", "", False, "too long"),
]


@pytest.mark.parametrize(("text", "name", "identifier", "furniture", "reason"), ELEMENTS)
def test_what_is_the_sites_is_told_from_what_is_the_documents(
    text: str, name: str, identifier: str, furniture: bool, reason: str
) -> None:
    assert is_furniture(text, name, identifier, titled=False) is furniture, reason


def test_what_holds_a_title_is_not_the_sites() -> None:
    assert not is_furniture("某某海关公告", "nav", "", titled=True)


PAGE = """<html><body><div class="top"><ul class="nav"><li>首页</li><li>公告</li></ul></div>
<div id="breadcrumb">当前位置：<a>首页</a> &gt; <a>公告</a></div>
<div class="main"><h1>某某海关公告</h1><div class="info"><span>来源：某某海关</span> <span>字体：<a>大</a><a>小</a></span></div>
<div class="TRS_Editor"><p>一、取消备案</p><p>企业不再备案。</p><p>某某海关</p><p>2024年11月25日</p>
<table><tr><td>规模</td><td>大</td></tr><tr><td>企业</td><td>小</td></tr></table></div>
<p>上一篇：另一公告</p></div><div class="footer">主办单位：某某海关</div></body></html>"""


def test_a_page_of_a_government_is_read_without_what_stands_around_and_that_is_told() -> None:
    found = html.read(PAGE.encode(), "a.html")
    assert found.text.split("\n") == [
        "某某海关公告", "来源：某某海关", "一、取消备案", "企业不再备案。", "某某海关", "2024年11月25日", "规模 | 大", "企业 | 小",
    ]  # fmt: skip
    assert found.dropped == (
        "of the site '首页公告' (1)",
        "of the site '当前位置：首页 > 公告' (1)",
        "of the site '字体：大小' (1)",
        "of the site '上一篇：另一公告' (1)",
        "of the site '主办单位：某某海关' (1)",
    )
