"""The head of a text (title, number, who issued it) and the signature at its end.

Patterns are written in Simplified characters and are applied to the Simplified reading, which has the same offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.labels import clause_starts, headings
from corpus.model import Span
from corpus.sentences import trimmed
from corpus.stated_dates import DATE

_HEAD_LINES = 40
_TITLE_LINES = 12
_TAIL_LINES = 6
_KIND = "法|法典|条例|规定|规则|办法|细则|决定|决议|通知|公告|通告|通报|公报|意见|措施|方案|规划|纲要|计划|解释|批复|章程|规范|指南|指引|准则|制度|政策|解读"
_TITLE = re.compile(rf"[^。；，：:>|]*(?:{_KIND})(?:\s?[（(][^（）()]{{1,24}}[）)])*")
_PLAIN_TITLE = re.compile(r"[^。；，,：:>|！？]{4,60}")
_FRAGMENT_BEGINS = re.compile("关于|的|印发|和|及|、|》|转发")
_BODY = "(?:人民政府|国务院|办公厅|办公室|委员会|委|局|部|署|厅|院|会|银行|海关)"
_BODY_LINE = re.compile(rf"[\u4e00-\u9fff（）()、\s]{{2,60}}{_BODY}")
_NUMERAL = r"[\d一二三四五六七八九十百〇零]+"
_YEAR = r"[〔\[［（(【]\s?\d{4}\s?[〕\]］）)】]"
_NUMBER = rf"[\u4e00-\u9fff]{{2,14}}{_YEAR}\s?第?\s?\d+\s?号"
_ORDER = (
    rf"([\u4e00-\u9fff]{{2,40}}?)(?:令|公告)\s?(?:{_YEAR}|\d{{4}}\s?年)?\s?第?\s?{_NUMERAL}\s?号"
)
_NUMBER_LINE = re.compile(rf"[（(]?({_NUMBER}|{_ORDER})[）)]?")
_ORDER_SAID = re.compile(_ORDER)
_LABELLED = {
    "title": re.compile(r"标\s{0,4}题\s*[：:|]\s*([^|\n]+)"),
    "number": re.compile(rf"(?:发文字号|文号|文\s{{1,4}}号)\s*[：:|]?\s*({_NUMBER}|{_ORDER})"),
    "issuer": re.compile(
        r"(?:发文机关|发布机关|制定机关|发文单位|发布单位)\s*[：:|]?\s*([^|\s：:]{2,60})"
    ),
}
_BODY_OF_TITLE = re.compile(rf"([\u4e00-\u9fff、\s]{{2,60}}?{_BODY})关于")
_BODY_OF_VOTE = re.compile(
    rf"\s*(\S{{0,40}}?(?:人民代表大会|{_BODY}))(?=第[^第\s]{{1,8}}次|(?:常务|全体|办公)?会议|审议)"
)
_DATE_LINE = re.compile(DATE)
_PUNCTUATED = re.compile("[。；，：:;,>|!！?？]")


def head(text: str) -> Span:
    """What stands above the first clause or heading: at most 40 lines, and not so much where there is no clause."""
    first = [s.at for s in clause_starts(text)[:1]] + [m.start() for m in headings(text)[:1]]
    lines = list(_lines(text, Span(0, min(first, default=len(text)))))
    most = _HEAD_LINES if first else _TITLE_LINES
    return Span(0, lines[:most][-1].end) if lines else Span(0, 0)


def title(plain: str, zone: Span) -> Span | None:
    """The title among the first lines: one that is named so, that ends as titles do, or else the first line if it is short.

    It may cover several lines: 「某某市人民政府辦公廳 ⏎ 關於印發…的 ⏎ 通知」.
    """
    if labelled := _labelled("title", plain, zone):
        return labelled
    lines = list(_lines(plain, zone))[:_TITLE_LINES]
    for i, line in enumerate(lines):
        if _TITLE.fullmatch(line.of(plain)) and not _is_other(line.of(plain)):
            return Span(_title_start(plain, lines, i), line.end)
    first = lines[0].of(plain) if lines else ""
    return lines[0] if _PLAIN_TITLE.fullmatch(first) and not _is_other(first) else None


def number(plain: str, zone: Span, publication: Span | None) -> Span | None:
    """The document's number: named so, on a line of its own, or in what is said of its publication."""
    if labelled := _labelled("number", plain, zone):
        return labelled
    for line in _lines(plain, zone):
        if match := _NUMBER_LINE.fullmatch(plain, line.start, line.end):
            return Span(*match.span(1))
    order = _ORDER_SAID.search(plain, publication.start, publication.end) if publication else None
    return trimmed(plain, Span(*order.span())) if order else None


def issuer(
    plain: str, zone: Span, number: Span | None, title: Span | None, vote: Span | None
) -> Span | None:
    """Who issued it: named so, the signature, whose order it is, who speaks in the title, or else who adopted it."""
    if labelled := _labelled("issuer", plain, zone):
        return labelled
    if signed := signature(plain, zone):
        return signed[0]
    for pattern, place in ((_ORDER_SAID, number), (_BODY_OF_TITLE, title), (_BODY_OF_VOTE, vote)):
        if place and (match := pattern.match(plain, place.start, place.end)):
            return trimmed(plain, Span(*match.span(1)))
    return None


def signature(plain: str, zone: Span) -> tuple[Span, Span] | None:
    """A body's name on one line and a date on the next, at the end of the text or of its head: body, date."""
    tail = list(_lines(plain, Span(0, len(plain))))[-_TAIL_LINES:]
    for lines in (tail, list(_lines(plain, zone))):
        for above, line in reversed(list(pairwise(lines))):
            dated = _DATE_LINE.fullmatch(line.of(plain))
            if dated and _BODY_LINE.fullmatch(above.of(plain)):
                return above, line
    return None


def _labelled(name: str, plain: str, zone: Span) -> Span | None:
    match = _LABELLED[name].search(plain, zone.start, zone.end)
    return trimmed(plain, Span(*match.span(1))) if match else None


def _is_other(line: str) -> bool:
    """Whether a line of the head is a number, a date, a body's name or the word for the contents, and no title."""
    patterns = (_NUMBER_LINE, _DATE_LINE, _BODY_LINE)
    contents = re.sub(r"\s", "", line) == "目录"
    return contents or any(p.fullmatch(line) for p in patterns) or line.endswith("文件")


def _title_start(plain: str, lines: list[Span], last: int) -> int:
    """Where the title that ends on line `last` begins: the lines above belong to it while it is plainly no whole."""
    at = last
    while at and not _PUNCTUATED.search(lines[at - 1].of(plain)):
        above, so_far = lines[at - 1].of(plain), Span(lines[at].start, lines[last].end).of(plain)
        goes_on = _FRAGMENT_BEGINS.match(so_far) or len(so_far) <= 4
        unclosed = so_far.count("》") > so_far.count("《")
        begun = "关于" in above and not _TITLE.fullmatch(above)
        if not (goes_on or unclosed or begun) or _NUMBER_LINE.fullmatch(above):
            break
        at -= 1
    return lines[at].start


def _lines(text: str, span: Span) -> Iterator[Span]:
    """The lines of a span that are not blank, without the white space around them."""
    at = span.start
    for line in span.of(text).split("\n"):
        piece = trimmed(text, Span(at, at + len(line)))
        at += len(line) + 1
        if len(piece):
            yield piece
