"""The days that a text states, and what happened on them.

Patterns are written in Simplified characters and are applied to the Simplified reading, which has the same offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.model import Span
from corpus.numerals import to_int


class EventKind(StrEnum):
    """What happened on a day."""

    ADOPTED = "adopted"
    ISSUED = "issued"
    AMENDED = "amended"
    EFFECTIVE = "effective"


@dataclass(frozen=True, slots=True)
class Event:
    """A day, the span of its date, and the span of what is said of it: 「第五次會議通過」."""

    kind: EventKind
    day: date
    span: Span
    said: Span


_Y, _N = "(?:\\d{4}|[〇○零一二三四五六七八九]{4})", "(?:\\d{1,2}|[一二三四五六七八九十]{1,3})"
DATE = rf"{_Y}\s?年\s?{_N}\s?月\s?{_N}\s?日"
_DATE = re.compile(DATE)
_PARTS = re.compile(rf"({_Y})\s?年\s?({_N})\s?月\s?({_N})\s?日")
_SAID_END = re.compile(r"[\n；;）)]")
_NAME = re.compile("《[^》]*》")
# In this order: what is 修订通过 is an amendment, and what is 修订公布 too.
_KINDS = (
    (re.compile("修正|修订|修改"), EventKind.AMENDED),
    (re.compile("公布|发布|颁布|印发"), EventKind.ISSUED),
    (re.compile("通过"), EventKind.ADOPTED),
    (re.compile("施行|实施|生效|执行"), EventKind.EFFECTIVE),
)
_LABELS = (
    (
        re.compile(rf"(?:成文日期|发文日期|公布日期|颁布日期|发布日期)[：:\s|]*({DATE})"),
        EventKind.ISSUED,
    ),
    (re.compile(rf"(?:施行日期|实施日期|生效日期)[：:\s|]*({DATE})"), EventKind.EFFECTIVE),
)
_FORCE = "起(?:正式|开始)?(?:施行|实施|执行|生效)"
_OWN_FORCE = re.compile(
    rf"本([\u4e00-\u9fff]{{1,12}}?)(?:共[^，,。；]{{1,12}}条)?[，,]?自({DATE}){_FORCE}"
)
_BARE_FORCE = re.compile(rf"(?:^|[。；，,]|^\s*第\S{{1,8}}条)\s*自({DATE}){_FORCE}", re.M)
_VALID = r"有效期(?:限)?(?:为|截至|截止|至|到|[：:]|自[^，。；]{0,40}?(?:至|到))+\s?"
_OWN_EXPIRY = re.compile(
    rf"(?:本[\u4e00-\u9fff]{{1,12}}?的?|{_FORCE}[，,、；;]?(?:本[\u4e00-\u9fff]{{1,12}}?的?)?|^\s*){_VALID}({DATE})",
    re.M,
)


def day_of(text: str) -> date | None:
    """The day that a date names, in digits or numerals; None where there is no such day.

    >>> day_of("二〇二二年十二月一日"), day_of("2023年2月30日")
    (datetime.date(2022, 12, 1), None)
    """
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return None
    try:
        return date(*(to_int(part.replace("○", "〇")) for part in parts.groups()))
    except ValueError:
        return None


def events(plain: str, zone: Span) -> tuple[Event, ...]:
    """The events that the lines of `zone` tell, in order; a page's 「成文日期：…」 among them."""
    return tuple(sorted([*_told(plain, zone), *_labelled(plain, zone)], key=lambda e: e.span))


def _told(plain: str, zone: Span) -> Iterator[Event]:
    found = list(_DATE.finditer(plain, zone.start, zone.end))
    starts = [*(m.start() for m in found), zone.end]
    for match, next_date in zip(found, starts[1:], strict=True):
        stop = _SAID_END.search(plain, match.end(), next_date)
        said = Span(match.end(), stop.start() if stop else next_date)
        words = _NAME.sub("", said.of(plain))
        kind = next((kind for pattern, kind in _KINDS if pattern.search(words)), None)
        if kind and (day := day_of(match[0])):
            yield Event(kind, day, Span(*match.span()), said)


def _labelled(plain: str, zone: Span) -> Iterator[Event]:
    for pattern, kind in _LABELS:
        for match in pattern.finditer(plain, zone.start, zone.end):
            if day := day_of(match[1]):
                yield Event(kind, day, Span(*match.span(1)), Span(match.start(), match.start(1)))


def start_of_force(plain: str, title: str) -> tuple[date, Span] | None:
    """The day from which the document says that it is in force.

    「本條例自…起施行」 counts before 「自…起施行」, and where a text says it of several things, the one that the title
    ends with: a decision and the law that it issues both say it. None where days remain that differ.
    """
    own = list(_OWN_FORCE.finditer(plain))
    named = [m for m in own if re.sub(r"[（(].*", "", title).endswith(m[1][-2:])]
    for found, group in ((named, 2), (own, 2), (list(_BARE_FORCE.finditer(plain)), 1)):
        if found:
            return _only([Span(*m.span(group)) for m in found], plain)
    return None


def expiry(plain: str) -> tuple[date, Span] | None:
    """The last day of validity, where the document says it of itself; None where days differ."""
    return _only([Span(*m.span(1)) for m in _OWN_EXPIRY.finditer(plain)], plain)


def _only(spans: list[Span], plain: str) -> tuple[date, Span] | None:
    days = {day: span for span in reversed(spans) if (day := day_of(span.of(plain)))}
    return next(iter(days.items())) if len(days) == 1 else None
