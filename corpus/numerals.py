"""Chinese numerals: 十五 ↔ 15, for clause numbers."""

from __future__ import annotations

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_DIGITS |= {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")} | {
    "貳": 2,
    "參": 3,
    "参": 3,
    "陸": 6,
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
NUMERAL_CLASS = "廿卅〇零一二三四五六七八九十百千两兩壹贰貳叁參参肆伍陆陸柒捌玖拾佰仟"


def to_int(numeral: str) -> int:
    """Read a whole number in Chinese numerals, in plain numerals (二〇二七) or in digits of any width.

    A numeral that nobody would write so is read leniently: 十十 is 20. `to_chinese` is exact for 1 to 9,999.

    >>> to_int("十五"), to_int("一百零二"), to_int("二〇二七"), to_int("16"), to_int("拾伍")
    (15, 102, 2027, 16, 15)

    Raises:
        ValueError: the string has another character, is empty or has thousands of digits.
    """
    if numeral.isdecimal():
        return int(numeral)
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    if not numeral or any(c not in _DIGITS and c not in _UNITS for c in numeral):
        raise ValueError(f"{numeral!r} is not a Chinese numeral such as 十五")
    if not any(c in _UNITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total, pending = 0, 0
    for c in numeral:
        if c in _UNITS:
            total += (pending or 1) * _UNITS[c]
            pending = 0
        else:
            pending = _DIGITS[c]
    return total + pending


def to_chinese(number: int) -> str:
    """Write a whole number from 1 to 9,999 in Chinese numerals.

    >>> to_chinese(15), to_chinese(20), to_chinese(102), to_chinese(110)
    ('十五', '二十', '一百零二', '一百一十')

    Raises:
        ValueError: the number is outside that range.
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"{number} is not between 1 and 9,999")
    parts: list[str] = []
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            parts += ["零"] * gap + ["零一二三四五六七八九"[digit], name]
        gap = bool(parts) and not digit and number > 0
    written = "".join(parts)
    return written[1:] if written.startswith("一十") else written
