"""Which texts are code without words. A question that has a tag or a sign of code in it is a question."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Assistant
from assistant.markup import is_markup
from assistant.model import Language, Role, Status, Turn


@pytest.mark.parametrize(
    ("text", "is_code"),
    [
        ("<b></b>", True),
        ("<br>", True),
        ("</div>", True),
        ("<style>*{display:none}</style>", True),  # its words are the style's
        ("<script>alert(1)", True),  # not closed
        ("<form action=https://evil.example><input name=phone></form>", True),
        ("{{7*7}}{% for x in y %}{% endfor %}", True),
        ("${7*7} #{7*7} <%= 7*7 %>", True),
        ("| a | b |\n|---|---|\n| 1 | 2 |", True),
        ("&lt;b&gt;", True),
        ("&amp;lt;img src=x&amp;gt;", True),
        ("<img src=x onerror=alert(1) //", True),
        ("<![CDATA[<script>alert(1)</script>]]>", True),
        ("```html\n<br>\n```", True),
        ("＜br＞", True),  # full width
        ("<b>tax refund</b>", False),
        ("Is revenue < 3 million enough?", False),
        ("| tax | warehouse |", False),
        ("{{出口退税}}", False),  # somebody's template was not filled in quite
        ("<details open>海外仓", False),
        ("GMV<30亿可以吗", False),
        ("交易额>30亿", False),
        ("税", False),
        ("7", False),
        ("???", False),  # declined elsewhere, as what says nothing
        ("", False),
    ],
)
def test_code_without_words_is_told_from_a_question(text: str, is_code: bool) -> None:
    assert is_markup(text) is is_code


@pytest.mark.parametrize(("language", "said"), [(None, "还不能确定"), (Language.EN, "not clear")])
def test_code_without_words_is_asked_back(
    assistant: Assistant, language: Language | None, said: str
) -> None:
    talk = (Turn(Role.USER, "海外仓备案"), Turn(Role.ASSISTANT, "适用第十一条"))
    for history in ((), talk):
        answer = assistant.ask("<style>*{a:b}</style>", history=history, language=language)
        assert answer.status is Status.NEEDS_CLARIFICATION
        assert answer.citations == ()
        assert said in answer.text
