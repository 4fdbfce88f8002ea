"""The numbers that Word counts by itself: a paragraph may hold 「为了…」 and print 「第一条 为了…」.

Knows the XML of WordprocessingML and no vendor. A paragraph's list is named by itself or by its style; a list's levels stand
in an abstract list that several lists may share, and count on together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from corpus.numerals import to_chinese

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = re.compile("(?i)chinese|japanese|ideograph")
_ROMAN = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
_ROMAN_SIGNS = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")


class Element(Protocol):
    """An XML element, as lxml and the standard library have it."""

    def find(self, path: str, /) -> Element | None:
        """The first element at a path below this one."""

    def findall(self, path: str, /) -> list[Element]:
        """All elements at a path below this one."""

    def get(self, key: str, /) -> str | None:
        """An attribute."""


@dataclass(frozen=True, slots=True)
class _Level:
    text: str  # 第%1条
    kind: str
    start: int
    suffix: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Which list and which of its levels, counted from 0."""

    list_id: str
    level: int


class WordNumbers:
    """Counts the numbered paragraphs of one document, in order.

    Args:
        numbering: the root of numbering.xml; None where the document has none.
        styles: the root of styles.xml; None where the document has none.
    """

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._levels: dict[_Place, _Level] = {}
        self._abstract: dict[str, str] = {}
        self._restarts: dict[_Place, int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._read_lists(numbering)
        self._styles = {_value(s, "styleId"): s for s in _all(styles, "style")}

    def label(self, paragraph: Element) -> str:
        """What Word prints before this paragraph, with a space where one parts them; "" where it counts nothing."""
        place = self._place(paragraph)
        level = self._levels.get(place) if place else None
        if place is None or level is None:
            return ""
        self._count(place, level)
        if level.kind in ("bullet", "none"):
            return ""
        text = re.sub("%([1-9])", lambda m: self._number(place, int(m[1]) - 1), level.text)
        return text if level.suffix == "nothing" or not text else text + " "

    def _read_lists(self, numbering: Element) -> None:
        abstracts = {_value(a, "abstractNumId"): a for a in _all(numbering, "abstractNum")}
        for item in _all(numbering, "num"):
            key, abstract = _value(item, "numId"), _child(item, "abstractNumId")
            self._abstract[key] = abstract
            overridden = [e for o in _all(item, "lvlOverride") for e in _all(o, "lvl")]
            for element in [*_all(abstracts.get(abstract), "lvl"), *overridden]:
                self._levels[_Place(key, _whole(_value(element, "ilvl"), 0))] = _level(element)
            for override in _all(item, "lvlOverride"):
                if start := _child(override, "startOverride"):
                    place = _Place(key, _whole(_value(override, "ilvl"), 0))
                    self._restarts[place] = _whole(start, 1)

    def _place(self, paragraph: Element) -> _Place | None:
        """The list that the paragraph names, else the nearest style above it that names one; list 0 is none."""
        properties = paragraph.find(f"{W}pPr")
        style, seen = _child(properties, "pStyle"), set[str]()
        level = _child(properties, "numPr", "ilvl")
        while not _child(properties, "numPr", "numId") and style in self._styles:
            if style in seen:
                return None
            seen.add(style)
            properties = self._styles[style].find(f"{W}pPr")
            level = level or _child(properties, "numPr", "ilvl")
            style = _child(self._styles[style], "basedOn")
        list_id = _child(properties, "numPr", "numId")
        return _Place(list_id, _whole(level, 0)) if list_id not in ("", "0") else None

    def _count(self, place: _Place, level: _Level) -> None:
        counts = self._counts.setdefault(self._abstract[place.list_id], {})
        restart = self._restarts.pop(place, None)
        at = counts.get(place.level)
        counts[place.level] = restart or (level.start if at is None else at + 1)
        for deeper in [n for n in counts if n > place.level]:
            del counts[deeper]

    def _number(self, place: _Place, level: int) -> str:
        known = self._levels.get(_Place(place.list_id, level))
        if known is None:
            return ""
        count = self._counts[self._abstract[place.list_id]].get(level, known.start)
        return written(count, known.kind)


def written(number: int, kind: str) -> str:
    """A number as Word writes it in a format; in digits where the format is none that is known here.

    >>> written(12, "chineseCounting"), written(4, "lowerRoman"), written(28, "upperLetter")
    ('十二', 'iv', 'BB')
    """
    if _CHINESE.search(kind) and 1 <= number <= 9999:
        return to_chinese(number)
    if kind.endswith("Letter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if kind == "lowerLetter" else letter.upper()
    if kind.endswith("Roman"):
        return _roman(number) if kind == "lowerRoman" else _roman(number).upper()
    if kind == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)


def _roman(number: int) -> str:
    signs = ""
    for value, sign in zip(_ROMAN, _ROMAN_SIGNS, strict=True):
        signs += sign * (number // value)
        number %= value
    return signs


def _level(element: Element) -> _Level:
    return _Level(
        _child(element, "lvlText"),
        _child(element, "numFmt") or "decimal",
        _whole(_child(element, "start"), 1),
        _child(element, "suff"),
    )


def _all(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else element.findall(f"{W}{name}")


def _child(element: Element | None, *path: str) -> str:
    """The value of the element at a path; "" where there is none."""
    found = None if element is None else element.find("/".join(f"{W}{name}" for name in path))
    return "" if found is None else _value(found, "val")


def _value(element: Element, name: str) -> str:
    return element.get(f"{W}{name}") or ""


def _whole(text: str, default: int) -> int:
    return int(text) if text.isdecimal() else default
