"""What a question asks for and what a provision states: a fine, a period, who decides, what a word means.

General words of Chinese laws, in search form. Whether they agree is evidence for a provision; how much, is fitted.
"""

from __future__ import annotations

import re

_NUMBER = r"(?:\d+|[一二三四五六七八九十]+)个?"
_PAIRS: tuple[tuple[str, str, str], ...] = (
    (
        "liability",
        r"罚|处罚|后果|责任|怎样|会怎|追责|penalt|\bfine|punish|liab",
        r"罚款|处罚|没收|警告|责任|撤销",
    ),
    ("fine", r"罚款?(?:多少|几|到)|罚款上限|最多罚|多少罚款|fine|penalt", r"罚款"),
    (
        "period",
        r"多久|几天|几年|多少天|几个(?:月|小时|工作日)|期限|最长|最晚|提前|多长时间|什么时候|哪一?天|how (?:long|soon|many (?:days|years|months))|when",
        rf"{_NUMBER}(?:年|月|日|小时|工作日|天)",
    ),
    (
        "body",
        r"谁|哪个(?:部门|局|机关|单位)|归哪|哪里|\bwho\b|which (?:department|authority)",
        r"部门|机关|国务院|负责",
    ),
    (
        "meaning",
        r"什么(?:是|叫|意思)|意思|定义|算不算|是指|指(?:哪些|什么|谁|的)|区别|怎么理解|哪些算|\bdefin|\bmean",
        r"是指|所称|用语的含义|包括",
    ),
    ("in_force", r"施行|生效|实施|执行|\bin(?:to)? force|take effect", r"起施行"),
    ("permitted", r"能不能|可以|可不可以|能.*吗|允许|\bcan\b|\bmay\b", r"可以|不得|应当"),
)
CUES = tuple(name for name, _, _ in _PAIRS)
"""What is looked for, in order."""
_ASKED = tuple(re.compile(asked) for _, asked, _ in _PAIRS)
_STATED = tuple(re.compile(stated) for _, _, stated in _PAIRS)


def asked_for(question: str) -> tuple[bool, ...]:
    """Which of CUES a question asks for."""
    return tuple(bool(pattern.search(question)) for pattern in _ASKED)


def stated_in(provision: str) -> tuple[bool, ...]:
    """Which of CUES a provision states."""
    return tuple(bool(pattern.search(provision)) for pattern in _STATED)
