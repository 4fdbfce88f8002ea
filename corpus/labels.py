"""Finding what begins a clause or a heading.

Measures (「一、標題」) and articles (「第七條 …」, with 第…編/章/節 headings above) are known. Three things that look like the
label of an article are none: a reference (「第七條規定的…」), since white space follows a label; a label within a quotation,
as in a decision that words an article anew (「“第七條 …”」); and a label out of its sequence where another with the same
number stands in it (「第七條 的規定」 after a broken line). Where a text puts no white space behind any label (「第一條為了…」),
those lines are articles that count from 1 without a gap.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from corpus.model import Span
from corpus.numerals import NUMERAL_CLASS, to_int
from corpus.sentences import trimmed

_N = f"[{NUMERAL_CLASS}]+"
_INDENT = r"^[ \t\u3000]*"
_ARTICLE = re.compile(rf"{_INDENT}(第({_N}|\d+)[條条])(?=\s|$)", re.M)
_TIGHT_ARTICLE = re.compile(rf"{_INDENT}(第({_N}|\d+)[條条])", re.M)
_MEASURE = re.compile(rf"{_INDENT}(({_N})、)([^\n]*)$", re.M)
_QUOTED = re.compile(r"“\s*第[^“”]*”")
# A heading is a label and a title, or a label alone; 「第一章規定的除外。」 is neither.
_HEADING = re.compile(
    rf"{_INDENT}(?:#+[ \t]*)?第(?:{_N}|\d+)([編编章節节])(?:(?=[ \t\u3000])[^\n]*|[ \t\r]*|"
    r"(?![規规定的所和及與与至、])[^\n。；;：:，,、！？\r]{1,30}\r?)$",
    re.M,
)
_SHORT_TITLE = 30


@dataclass(frozen=True, slots=True)
class Start:
    """Where a clause begins. `after` is the offset behind its label, or behind its heading where it has one."""

    at: int
    label: str
    number: int
    heading: Span
    after: int


def clause_starts(text: str) -> list[Start]:
    """Where the clauses begin, in the order of the text; articles, or else measures."""
    return article_starts(text) or _measure_starts(text)


def article_starts(text: str) -> list[Start]:
    """Where the articles begin, in the order of the text, which need not be that of the numbers."""
    quoted = [Span(*m.span()) for m in _QUOTED.finditer(text)]
    found = _articles(_ARTICLE, text) or _in_sequence(_articles(_TIGHT_ARTICLE, text))
    return _without_references(
        [s for s in found if not any(q.start <= s.at < q.end for q in quoted)]
    )


def headings(text: str) -> list[re.Match[str]]:
    """The lines 「第一章 總則」; group 1 is 編, 章 or 節."""
    return list(_HEADING.finditer(text))


def _articles(pattern: re.Pattern[str], text: str) -> list[Start]:
    return [
        Start(m.start(), m[1], number, Span(m.end(), m.end()), m.end())
        for m in pattern.finditer(text)
        if (number := _number(m[2])) is not None
    ]


def _number(numeral: str) -> int | None:
    try:
        return to_int(numeral)
    except ValueError:  # thousands of digits: whatever it is, it is no label
        return None


def _in_sequence(starts: list[Start]) -> list[Start]:
    """The starts that count 1, 2, 3, …; none where that is a single one, which may be a reference."""
    found: list[Start] = []
    for start in starts:
        if start.number == len(found) + 1:
            found.append(start)
    return found if len(found) > 1 else []


def _without_references(starts: list[Start]) -> list[Start]:
    times = Counter(start.number for start in starts)
    kept: list[Start] = []
    for start, after in pairwise([*starts, None]):
        assert start is not None
        expected = kept[-1].number + 1 if kept else None
        astray = expected != start.number and after is not None and after.number == expected
        if not (astray and times[start.number] > 1):
            kept.append(start)
    return kept


def _measure_starts(text: str) -> list[Start]:
    """Labels 一、二、… in sequence; a line that breaks the sequence is an enumeration inside a clause."""
    starts: list[Start] = []
    for m in _MEASURE.finditer(text):
        if _number(m[2]) == len(starts) + 1:
            heading, after = _measure_heading(text, Span(*m.span(3)))
            starts.append(Start(m.start(), m[2], len(starts) + 1, heading, after))
    return starts


def _measure_heading(text: str, line: Span) -> tuple[Span, int]:
    """The title behind the label, and where the body begins.

    Where sentences follow on the line, the title ends at its first full stop; where the line is prose as a whole, there is
    none: 「一、對符合條件的企業,按規定給予獎勵。」.
    """
    title = trimmed(text, Span(line.start, _behind_full_stop(text, line)))
    if title.end <= line.end and text[title.end - 1 : title.end] != "。":
        return trimmed(text, line), line.end
    long = len(title) > _SHORT_TITLE or set("，,；;：:") & set(title.of(text))
    if long or not text[title.end : line.end].strip():
        return Span(line.start, line.start), line.start
    return title, title.end


def _behind_full_stop(text: str, line: Span) -> int:
    at = text.find("。", line.start, line.end)
    return line.end if at < 0 else at + 1
