"""Responsible units: the bracket that ends a measure, the aliases a text defines, and full names.

What a clause prints stays as printed (`Unit.name`); full names come from the registry and say whether they are
confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from corpus.errors import ManifestError
from corpus.folding import fold
from corpus.manifest import read_json
from corpus.model import Clause, Document, ParsedDocument, Span, Unit
from corpus.sentences import trimmed

_LIST = re.compile(r"[〔（(［\[【]\s*(?:責任|责任)(?:單位|单位)\s*[：:]")
_CLOSING = {"〔": "〕", "（": "）", "(": ")", "［": "］", "[": "]", "【": "】"}
_OPEN, _CLOSE = "".join(_CLOSING), "".join(_CLOSING.values())
# A body's name ends in one of these; a place's (兩江新區) does not, and then shares the suffix of the next body.
_SUFFIX = re.compile(
    r"(政府|委員會|委员会|管委會|管委会|委|局|辦|办|廳|厅|部|院|所|會|会|中心|海關|海关|公司|集團|集团|分行|銀行|银行|協會|协会)$"
)
_SHARED = re.compile(r"(管委會|管委会|管理委員會|管理委员会)$")
_PLACE = re.compile(r"[區区城園园]$")
_AND = re.compile("和")
_QUOTED = re.compile(r'[“「『"](.+)[”」』"]')
_ALIAS = re.compile(r"[（(]以下(統稱|统称|簡稱|简称)([^（）()]{2,20})[）)]")
_FULL_NAME = re.compile(r"(?:中國|中国|中華|中华|國家|国家|重慶|重庆)[^，,。；;、]*$")


def find_unit_list(text: str, span: Span) -> Span | None:
    """The bracket 〔責任單位:…〕 or (责任单位:…) that ends `span`, brackets included; None where there is none."""
    end = span.start + len(span.of(text).rstrip())
    depth = 0
    for start in range(end - 1, span.start - 1, -1):
        depth += (text[start] in _CLOSE) - (text[start] in _OPEN)
        if depth <= 0:  # the last character closes nothing, or this one opens what it closes
            closed = _CLOSING.get(text[start]) == text[end - 1]
            return Span(start, end) if closed and _LIST.match(text, start, end) else None
    return None


def parse_units(text: str, unit_list: Span) -> tuple[Unit, ...]:
    """The units that a bracket names, in order, each with the place where it is printed."""
    opening = _LIST.match(text, unit_list.start, unit_list.end)
    if opening is None:
        return ()
    pieces = [
        part
        for piece in _split(text, Span(opening.end(), unit_list.end - 1))
        for part in _split_and(text, _without_alias(text, piece))
    ]
    return tuple(_named(text, pieces))


def _split(text: str, span: Span) -> Iterator[Span]:
    """Cut at 、 and commas that stand outside brackets."""
    depth, start = 0, span.start
    for i in range(span.start, span.end):
        depth += (text[i] in _OPEN) - (text[i] in _CLOSE)
        if depth == 0 and text[i] in "、，,；;":
            yield Span(start, i)
            start = i + 1
    yield Span(start, span.end)


def _without_alias(text: str, span: Span) -> Span:
    match = _ALIAS.search(text, span.start, span.end)
    return Span(span.start, match.start()) if match else span


def _split_and(text: str, span: Span) -> Iterator[Span]:
    """Cut 「各區縣(自治縣)政府和兩江新區」 at 和, but no name that has 和 within (口岸和物流辦公室)."""
    start = span.start
    for match in _AND.finditer(text, span.start, span.end):
        if _SUFFIX.search(text[start : match.start()].rstrip()):
            yield Span(start, match.start())
            start = match.end()
    yield Span(start, span.end)


def _named(text: str, pieces: list[Span]) -> Iterator[Unit]:
    spans = [place for piece in pieces if len(place := trimmed(text, piece))]
    names = [place.of(text) for place in spans]
    for i, (name, place) in enumerate(zip(names, spans, strict=True)):
        shared = _suffix_of_next_body(names[i + 1 :]) if _PLACE.search(name) else ""
        yield Unit(name + shared, place)


def _suffix_of_next_body(names: list[str]) -> str:
    body = next((name for name in names if not _PLACE.search(name)), "")
    match = _SHARED.search(body)
    return match[0] if match else ""


@dataclass(frozen=True, slots=True)
class Alias:
    """A short name that the text itself defines: `short` stands for each of `members`, printed at `defined`."""

    short: str
    members: tuple[str, ...]
    defined: Span


def aliases(document: Document, clauses: tuple[Clause, ...]) -> tuple[Alias, ...]:
    """The 以下統稱 and 以下簡稱 definitions of a document, in order."""
    return tuple(_alias(document.text, match, clauses) for match in _ALIAS.finditer(document.text))


def _alias(text: str, match: re.Match[str], clauses: tuple[Clause, ...]) -> Alias:
    defined = Span(*match.span())
    quoted = _QUOTED.fullmatch(match[2])  # (以下简称“自贸试验区”), but not (以下简称“渝快办”平台)
    short = quoted[1] if quoted else match[2]
    clause = next((c for c in clauses if c.unit_list and c.unit_list.contains(defined)), None)
    if clause is None:
        full = _FULL_NAME.search(text[max(0, match.start() - 40) : match.start()])
        return Alias(short, (full[0].strip().removesuffix("》"),) if full else (), defined)
    # 統稱 stands for all bodies since the last comma: 各區縣(自治縣)政府和兩江新區、…管委會(以下統稱區縣政府).
    since = max(text.rfind(mark, clause.span.start, match.start()) for mark in "，,；;：:")
    members = tuple(u.name for u in clause.units if since < u.span.start < match.start())
    return Alias(short, members if match[1] in ("統稱", "统称") else members[-1:], defined)


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """What the registry knows of a unit: `names` people use, the full name in both scripts, and if it is confirmed.

    `english` is our unofficial rendering, "" where there is none.
    """

    printed: str
    full: str
    full_hans: str
    confirmed: bool
    names: tuple[str, ...] = ()
    note: str = ""
    english: str = ""


class UnitRegistry:
    """Full names of units by the name that a text prints.

    Args:
        records: the known units; a name is compared in its search form, so either script finds it.
    """

    def __init__(self, records: tuple[UnitRecord, ...]) -> None:
        self.records = records
        self._by_name = {fold(r.printed).text: r for r in records}
        named = ((fold(n).text, r.printed) for r in records for n in (r.printed, r.full, *r.names))
        self.search_names = tuple(sorted(named, key=lambda pair: -len(pair[0])))
        """Every name in search form with the printed name of its unit, the longest first."""

    def record(self, printed: str) -> UnitRecord | None:
        """The record of a unit by its printed name, with or without a leading 各; None where it is unknown."""
        key = fold(printed).text
        return self._by_name.get(key) or self._by_name.get(key.removeprefix("各"))

    def members(self, unit: str, defined: tuple[Alias, ...]) -> tuple[str, ...]:
        """The printed names that `unit` stands for: the members of a text's own alias, or itself."""
        key = fold(unit).text.removeprefix("各")
        return next(
            (a.members for a in defined if fold(a.short).text == key and a.members), (unit,)
        )


def load_registry(path: Path) -> UnitRegistry:
    """Read `units.json`.

    Raises:
        ReadingError: the file is missing or is not UTF-8.
        ManifestError: an entry lacks a field or has one too many; every fault is named.
    """
    entries = read_json(path)
    if not isinstance(entries, list):
        raise ManifestError(str(path), ("must be one JSON list of units",))
    faults = tuple(f"entry {i} {fault}" for i, e in enumerate(entries, 1) for fault in _faults(e))
    if faults:
        raise ManifestError(str(path), faults)
    return UnitRegistry(
        tuple(UnitRecord(**{**e, "names": tuple(e.get("names", ()))}) for e in entries)
    )


def _faults(entry: object) -> list[str]:
    if not isinstance(entry, dict):
        return ["is not an object"]
    known = [f.name for f in fields(UnitRecord)]
    return [
        f"has no {name!r}"
        for name in ("printed", "full", "full_hans", "confirmed")
        if name not in entry
    ] + [
        f"has {name!r}, which is not a field; known are {', '.join(known)}"
        for name in entry
        if name not in known
    ]


def clauses_of_unit(
    parsed: ParsedDocument, defined: tuple[Alias, ...], printed: str, registry: UnitRegistry
) -> tuple[Clause, ...]:
    """The clauses in whose bracket a unit stands, by its own name or through an alias of the text."""
    key = fold(printed).text.removeprefix("各")

    def takes_part(clause: Clause) -> bool:
        names = {n for u in clause.units for n in (u.name, *registry.members(u.name, defined))}
        return key in {fold(n).text.removeprefix("各") for n in names}

    return tuple(c for c in parsed.clauses if takes_part(c))
