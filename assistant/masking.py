"""Personal data in free text, masked: telephone and identity numbers, cards, e-mail and chat addresses. Names are not found.

For whatever is kept or logged. Official text passes unchanged: dates, sums, document numbers and short public numbers
(12345, 12366) stay.
"""

from __future__ import annotations

import re

MASK = "▇"
_SPACE = r"[-\s\u2010-\u2015\u3000]?"
_BEFORE, _AFTER = r"(?<![\d.])", r"(?!\d)"
# The order matters: an identity number has a mobile number in it.
_PERSONAL = (
    ("e-mail", re.compile(r"[\w.+%-]+[@\uff20][\w-]+(?:[.\uff0e][\w-]+)+")),
    # Eighteen digits in groups, or the fifteen of the old form; the last may be X.
    (
        "identity",
        re.compile(rf"{_BEFORE}\d{{6}}{_SPACE}\d{{8}}{_SPACE}\d{{3}}[\dXx\uff38\uff58]{_AFTER}"),
    ),
    ("card", re.compile(rf"{_BEFORE}\d{{4}}(?:{_SPACE}\d{{4}}){{2}}{_SPACE}\d{{3,7}}{_AFTER}")),
    (
        "mobile",
        re.compile(
            rf"(?<![\d.])(?:(?:\+|00|\uff0b)?86{_SPACE})?[1\uff11][3-9\uff13-\uff19]\d{_SPACE}\d{{4}}{_SPACE}\d{{4}}{_AFTER}"
        ),
    ),
    (
        "landline",
        re.compile(
            rf"{_BEFORE}(?:\+?86{_SPACE}|[(\uff08]?[0\uff10])\d{{2,3}}[)\uff09]?{_SPACE}\d{{7,8}}{_AFTER}"
        ),
    ),
    ("passport", re.compile(r"(?<![A-Za-z0-9])[EGDSPH]\d{8}(?![A-Za-z0-9])")),
    # 微信号 abc_123 but neither 微信支付 nor WeChat payment: there is a digit in it.
    (
        "chat",
        re.compile(
            r"(?i)(?:微信|wechat|qq)(?:号码?|號碼?|id)?[\s:\uff1a是为為]{0,3}(?=[a-z_-]*\d)[a-z\d][a-z\d_-]{4,19}"
        ),
    ),
)


def masked(text: str) -> str:
    """The text with every number or address that may tell a person replaced by `[▇ what it is]`.

    >>> masked("我的电话是13812345678,退税多久")
    '我的电话是[▇ mobile],退税多久'
    """
    for name, pattern in _PERSONAL:
        text = pattern.sub(f"[{MASK} {name}]", text)
    return text
