"""What a site puts around a text where it has no element of its own for it: told by the names it gives and the words it begins with.

Nothing with a full stop or a day is ever taken for furniture, nor what holds a title: text that a person must look for is worse lost than
a line too many.
"""

from __future__ import annotations

import re

_NAMES = (
    "nav navi navigation navbar menu menus crumb crumbs breadcrumb breadcrumbs bread footer foot share bdsharebuttonbox"
    " copyright sidebar search qrcode ewm pagination pager prevnext related xgwj xglj dqwz weizhi fontsize"
)
_NAMED = frozenset(_NAMES.split())
_PARTS = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")
_BEGINNINGS = (
    r"[您你]?(?:的)?(?:当前|現在|现在|所在|當前)(?:的)?位置|上一[篇条條]|下一[篇条條]|分享(?:到|至)|【?字[体體号號][:：\s]|"
    r"扫一扫|掃一掃|相关(?:链接|文件|稿件|阅读|新闻)|版权所有|版權所有|主办单位|主辦單位|网站(?:地图|标识码)|\S{0,3}公网安备|\S{0,2}ICP备"
)
_BEGINS = re.compile(_BEGINNINGS)
_BUTTONS = re.compile(
    r"[【\[(（]?(?:打印(?:本页|此页)?|列印|关闭(?:窗口|本页)?|收藏(?:本页)?|返回(?:顶部|首页)?|首页|[大中小](?:\s*[大中小]){1,2})[】\])）]?"
)
_TEXT = re.compile(r"。|\d年\s*\d+\s*月|[〇零一二三四五六七八九]年[一二三四五六七八九十]+月")
_SHORT = 200
LONGEST = 5000
"""Whatever has more characters is no furniture."""


def is_furniture(text: str, name: str, identifier: str, *, titled: bool) -> bool:
    """Whether an element is the site's and not the document's.

    Args:
        text: all of its text.
        name: its classes, "" where it has none.
        identifier: its id, "" where it has none.
        titled: whether a title (h1, h2) is in it.

    >>> is_furniture("您当前的位置：首页 > 公告", "", "", titled=False), is_furniture("第一条 甲。", "footer", "", titled=False)
    (True, False)
    """
    plain = " ".join(text.split())
    if titled or len(plain) > LONGEST or _TEXT.search(plain):
        return False
    words = {part.lower() for part in _PARTS.split(f"{name} {identifier}") if part}
    if words & _NAMED:
        return True
    return len(plain) <= _SHORT and bool(_BEGINS.match(plain) or _BUTTONS.fullmatch(plain))
