"""Sums of money that a question names: 12亿, 两个亿, 九亿八千万美元, USD 40m, over 3 billion yuan.

Read in the search form. A sum has a bound where the asker says so: 不到10亿 lies below, 破10亿 above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from corpus.numerals import NUMERAL_CLASS, to_int

YUAN = "CNY"


class Bound(StrEnum):
    """How the sum itself lies to the figure named."""

    EXACT = "exact"
    ABOUT = "about"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Money:
    """A sum as said. `value` is in units of `currency` (an ISO 4217 code); `said` is how the question writes it.

    `inclusive` tells that a bound includes the figure itself: 至少30亿 may be just that.
    """

    value: float
    currency: str
    bound: Bound
    said: str
    start: int
    inclusive: bool = False


_CURRENCIES = {
    "USD": r"美元|美金|美刀|刀|us ?dollars?|usd|us\$|\$|dollars?",
    "EUR": r"欧元|euros?|eur|€",
    "GBP": r"英镑|pounds?|gbp|£",
    "HKD": r"港币|港元|港纸|hk ?dollars?|hkd|hk\$",
    "JPY": r"日元|日币|日圆|yen|jpy",
    "TWD": r"新台币|台币|ntd|nt\$|twd",
    "SGD": r"新加坡元|新币|sgd|s\$",
    "KRW": r"韩元|韩币|krw",
    YUAN: r"人民币|rmb|cny|yuan|元|块|¥|￥",
}
_CURRENCY = "|".join(p for p in _CURRENCIES.values())
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SPOKEN = rf"(?<!几)(?![百千佰仟])[{NUMERAL_CLASS}]+(?:点[零一二三四五六七八九]+)?|半"
_SCALES = {"万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "w": 10**4}
_ENGLISH_SCALES = {"thousand": 10**3, "k": 10**3, "million": 10**6, "mn": 10**6, "mio": 10**6}
_ENGLISH_SCALES |= {"m": 10**6, "billion": 10**9, "bn": 10**9, "b": 10**9}
# 没超过 is the opposite of 超过: the longer words come first.
_BELOW = (
    r"(?:没有?|未|不|还没)(?:超过|超出|突破|破|大于|高于|多于|过)|不到|不足|没到|未到|没有|未满|不满|不够|差点|差一点|接近|快到|快要|将近"
    r"|低于|少于|小于|没做到|(?:no|not) more than|at most|up to|below|under|less than|not quite|nearly|almost|just short of"
)
_ABOVE = (
    r"(?:不|没有?)(?:低于|少于|小于)|不下|超过|超出|超|破了?|突破了?|过了|大于|高于|多于|不止|至少|上了"
    r"|(?:no|not) less than|over|above|more than|exceed(?:s|ed|ing)?|at least|beyond"
)
_ABOUT = r"大约|大概|约|差不多|about|around|roughly|approximately|some"
_AFTER = r"多|出头|以上|还多|\+|左右|上下|都?不到|以下|以内"
_SUM = re.compile(
    rf"(?P<before>(?<!no )(?<!not )(?:{_BELOW})|{_ABOVE}|{_ABOUT})?\s*(?P<c1>{_CURRENCY})?\s*"
    rf"(?:(?:(?P<low>{_DIGITS}|{_SPOKEN})\s*亿?万?(?:到|至|-|~)\s*)?"
    rf"(?P<n>{_DIGITS}|{_SPOKEN})\s*(?P<many>来|多)?个?(?P<more>多|来)?\s*(?P<scale>十万|百万|千万|万|亿|w(?![a-z]))"
    rf"(?:零?(?P<n2>{_DIGITS}|{_SPOKEN})(?P<scale2>千万|百万|万)?(?![年月日家件]))?"
    rf"|(?<![\d.a-z])(?P<en>\d[\d,]*(?:\.\d+)?)\s*(?P<enscale>thousand|million|billion|mn|mio|bn|[kmb])?(?![a-z\d]))"
    rf"\s*(?P<after>{_AFTER})?(?P<whole>整)?\s*(?:的)?(?P<c2>{_CURRENCY})?(?P<after2>{_AFTER})?"
    rf"(?!\s*(?:年|月|日|号|家|件|单|票|箱|吨|人|条|项|平|户|%|点|个(?!亿)))"
)
_INCLUSIVE = re.compile(r"至少|低于|少于|小于|不下|less than|at least|以上|\+")
_SIDE_BY_SIDE = re.compile(r"[一二三四五六七八九两]{2}(?=$|[十百千])")


def sums(text: str) -> tuple[Money, ...]:
    """The sums that a text in search form names, in order. A figure with neither a scale nor a currency is none.

    >>> [(m.value, m.currency, m.bound.value) for m in sums("去年出口12亿,平台不到3000万美元")]
    [(1200000000.0, 'CNY', 'exact'), (30000000.0, 'USD', 'below')]
    """
    return tuple(_found(text))


def _found(text: str) -> Iterator[Money]:
    for match in _SUM.finditer(text):
        value = _value(match)
        currency = match["c1"] or match["c2"]
        if value is None or not (match["scale"] or match["enscale"] or currency):
            continue
        yield Money(
            float(value),
            _code(currency),
            _bound(match),
            _said(match),
            match.start(),
            _is_inclusive(match),
        )


def _value(match: re.Match[str]) -> Decimal | None:
    if match["en"]:
        return _number(match["en"]) * _ENGLISH_SCALES.get(match["enscale"] or "", 1)
    scale = _SCALES[match["scale"]]
    value = _number(match["n"]) * scale
    if match["n2"]:
        # 九亿八 is 九亿八千万, as it is said.
        value += _number(match["n2"]) * (
            _SCALES[match["scale2"]] if match["scale2"] else scale // 10
        )
    return value


def _number(written: str) -> Decimal:
    if written == "半":
        return Decimal("0.5")
    if written[0].isdecimal():
        return Decimal(written.replace(",", ""))
    if _SIDE_BY_SIDE.match(written):  # 七八千万: seven or eight
        written = written[1:]
    whole, _, part = written.partition("点")
    digits = "".join(str(to_int(c)) for c in part)
    return Decimal(f"{to_int(whole)}.{digits or 0}")


def _bound(match: re.Match[str]) -> Bound:
    before, after = match["before"] or "", match["after"] or match["after2"] or ""
    if re.fullmatch(_BELOW, before) or after in ("不到", "都不到", "以下", "以内"):
        return Bound.BELOW
    if match["low"] or _SIDE_BY_SIDE.match(match["n"] or ""):
        return Bound.ABOUT
    more = match["many"] or match["more"] or after in ("多", "出头", "以上", "还多", "+")
    if re.fullmatch(_ABOVE, before) or more:
        return Bound.ABOVE
    return Bound.ABOUT if before or after else Bound.EXACT


def _is_inclusive(match: re.Match[str]) -> bool:
    return bool(
        _INCLUSIVE.search(f"{match['before'] or ''} {match['after'] or match['after2'] or ''}")
    )


def _code(written: str | None) -> str:
    return next((c for c, p in _CURRENCIES.items() if written and re.fullmatch(p, written)), YUAN)


def _said(match: re.Match[str]) -> str:
    """The sum as the question has it, with the word that bounds it."""
    return match[0].strip().removesuffix("的")
