"""What a text says that it does to others: 废止, 修改, 延续 of whole documents, each with the place that says so.

Only what is printed next to the other's name counts: 「《甲办法》同时废止」 repeals it, 「《甲办法》第五条同时废止」 does not. What a
decision changes article by article is not followed: the document counts as amended, and that is all that is known.

Patterns are written in Simplified characters and are applied to the Simplified reading, which has the same offsets; the words
of a name are masked, so that 「《关于废止和修改部分法规的决定》」 repeals nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from corpus.folding import simplified
from corpus.headers import head
from corpus.model import Relation, RelationKind, Span
from corpus.stated_dates import DATE, EventKind, day_of, events

_LONGEST_NAME = 160
_MASK = "\0"
_NAME = f"《{_MASK}*》"
_BRACKET = r"[（(](?:[^（()）\n]|[（(][^（()）\n]*[)）]){2,80}[)）]"
_WORD = r"(?:(?![的和及与])[\u4e00-\u9fff])"
_YEAR = r"[〔\[［（(【]\s?\d{4}\s?[〕\]］）)】]"
_COUNTED = rf"(?:{_YEAR}|\d{{4}}\s?年)?\s?第?\s?[\d一二三四五六七八九十百〇零]+\s?号"
_NUMBERED = rf"(?:{_WORD}{{2,14}}{_YEAR}\s?第?\s?\d+\s?号|(?:{_WORD}|[ \u3000]){{2,40}}?(?:令|公告)\s?{_COUNTED})"
_REF = rf"(?:{_NAME}(?:{_BRACKET})?|{_NUMBERED}(?:文件|文)?)"
_LABEL = r"(?:\n\s*)?(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．]?\s*)?"
_ISSUED = r"(?:[^《》。；;：:\n]{0,60}?(?:发布|公布|颁布|印发|制定|批准|通过)的)?"
_LIST = rf"(?:{_REF}(?:[、，,；;和及以与\s]*{_LABEL}{_ISSUED}{_REF})*)"
_MOMENT = rf"(?:[，,]?\s*(?:自|从|于)?(?:(?P<day>{DATE})|本[^，。；\s]{{1,8}}(?:施行|实施)之日|(?:公布|发布|印发)?之日|即日)?起?)?"
_AT_ONCE = "(?:同时|同日|即行|自行|自动|即|均|一律|予以|一并|相应|全文|现|已)*"
_END = "(?:废止|停止执行|停止实施|停止施行|失效|不再执行)"
# 《甲》废止前, 《甲》废止的: what would be if, and no repeal.
_HELD_TO = "(?![前后以之的者时])"
_GENRE = "(?:决定|通知|公告|命令|令|通告)"
_CHANGE = "(?:修改|修订|修正)"
_PARTLY = "(?:的?(?:部分|个别|有关|若干)(?:条款|规定|内容))?"
_GO_ON = "(?:继续|延续|接续)(?:执行|实施|施行|有效|适用)"
_TERM = "(?:有效期限?|(?:执行|实施|施行|政策)?期限|执行期)"
_OF_IT = r"(?:规定|明确|确定)?(?:的[^《》。；\n，,]{0,40}?)?"
_REPEALS = (
    re.compile(rf"(?P<refs>{_LIST})\s*{_MOMENT}{_AT_ONCE}{_END}{_HELD_TO}"),
    re.compile(
        rf"(?:决定|现|，|,|^)\s*(?:废止|停止执行)[^《》。；;，,：:\n]{{0,12}}?[：:]?{_LABEL}(?P<refs>{_LIST})(?!的)",
        re.M,
    ),
)
_AMENDS = (
    re.compile(
        rf"对(?P<refs>{_LIST})(?:等[^《》。；\n]{{0,12}})?{_PARTLY}(?:作|作出|做出|做|进行|予以)(?:了|如下|以下|相应|部分)*{_CHANGE}{_HELD_TO}"
    ),
    re.compile(rf"(?:决定|现)(?:对)?{_CHANGE}(?P<refs>{_LIST})(?!的)"),
    re.compile(rf"将(?P<refs>{_LIST})第[^《》。；\n]{{1,60}}?修改为"),
)
_CONTINUES = (
    re.compile(rf"(?:继续|延续|接续)(?:执行|实施|施行|适用)(?P<refs>{_LIST})"),
    re.compile(rf"(?P<refs>{_LIST}){_OF_IT}[，,]?{_GO_ON}"),
    re.compile(rf"(?P<refs>{_LIST}){_OF_IT}{_TERM}[^《》。；\n]{{0,10}}?(?:延长|延续|顺延|接续)"),
)
_OF_TITLES = (
    (
        RelationKind.REPEALS,
        re.compile(rf"(?:废止|停止执行)(?P<refs>{_LIST})[^《》]{{0,12}}的{_GENRE}"),
    ),
    (
        RelationKind.AMENDS,
        re.compile(rf"{_CHANGE}(?P<refs>{_LIST})[^《》]{{0,16}}的{_GENRE}"),
    ),
    (
        RelationKind.CONTINUES,
        re.compile(rf"(?:延续|继续|延长)[^《》]{{0,4}}(?P<refs>{_LIST})[^《》]{{0,16}}的{_GENRE}"),
    ),
)
_OF_TEXTS = (
    *((RelationKind.REPEALS, pattern) for pattern in _REPEALS),
    *((RelationKind.AMENDS, pattern) for pattern in _AMENDS),
    *((RelationKind.CONTINUES, pattern) for pattern in _CONTINUES),
)
_ONE = re.compile(rf"(?P<name>{_NAME})(?P<in>{_BRACKET})?|(?P<number>{_NUMBERED})")
_NUMBER = re.compile(_NUMBERED)
_UNTIL = re.compile(rf"(?:至|到)\s?({DATE})")
_DATED = re.compile(rf"({DATE})[^《》。；;，,、\n]{{0,30}}(?:发布|公布|颁布|印发|制定)的$")
_SENTENCE_END = re.compile(r"[。；;\n]")


def read_relations(text: str, title: Span | None = None) -> tuple[Relation, ...]:
    """What a text says that it does to others, in order, without repeats.

    Args:
        text: the canonical text.
        title: where its title stands: 「关于修改《甲条例》的决定」 amends it.
    """
    plain = simplified(text)
    masked = _masked(plain)
    # What the text says comes first: it has the days, and the title has none.
    found = [
        *_of_text(text, masked, title or Span(0, 0)),
        *_of_title(text, masked, title),
        *_incorporated(text, plain, masked),
    ]
    return tuple(sorted(_without_repeats(found), key=_place))


def _place(relation: Relation) -> tuple[int, int]:
    return (relation.span.start, relation.span.end) if relation.span else (0, 0)


def _without_repeats(found: Iterable[Relation]) -> Iterable[Relation]:
    """One of each kind and target, the first that is said; what it does not say is taken from the others."""
    kept: dict[tuple[RelationKind, str | None], Relation] = {}
    for relation in found:
        key = (relation.kind, relation.title or relation.number)
        first = kept.setdefault(key, relation)
        kept[key] = replace(
            first,
            number=first.number or relation.number,
            first=first.first or relation.first,
            last=first.last or relation.last,
            dated=first.dated or relation.dated,
        )
    return kept.values()


def _masked(plain: str) -> str:
    """The text with the words of each outermost 《…》 masked; one that is never closed is left as it is."""
    parts, at = [], 0
    for name in _names(plain):
        parts.append(plain[at : name.start + 1] + _MASK * (len(name) - 2))
        at = name.end - 1
    return "".join([*parts, plain[at:]])


def _names(plain: str) -> Iterator[Span]:
    """The outermost 《…》, brackets included; 《关于修改《甲》的决定》 is one."""
    depth = start = 0
    for match in re.finditer("[《》]", plain):
        if match[0] == "《":
            if depth and match.start() - start > _LONGEST_NAME:
                depth = 0  # the one before was never closed
            start = start if depth else match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth and match.end() - start <= _LONGEST_NAME:
                yield Span(start, match.end())


def _of_title(text: str, masked: str, title: Span | None) -> Iterator[Relation]:
    for kind, pattern in _OF_TITLES if title else ():
        assert title is not None
        for match in pattern.finditer(masked, title.start, title.end):
            yield from _targets(kind, match, text, masked)


def _of_text(text: str, masked: str, title: Span) -> Iterator[Relation]:
    for kind, pattern in _OF_TEXTS:
        for match in pattern.finditer(masked):
            if not title.overlaps(Span(*match.span())):
                yield from _targets(kind, match, text, masked)


def _targets(
    kind: RelationKind, match: re.Match[str], text: str, masked: str
) -> Iterator[Relation]:
    """One relation for each name or number in a list of them."""
    said = Span(*match.span())
    first = day_of(match["day"]) if "day" in match.groupdict() and match["day"] else None
    last = _until(masked, said) if kind is RelationKind.CONTINUES else None
    for one in _ONE.finditer(masked, match.start("refs"), match.end("refs")):
        name = Span(one.start("name") + 1, one.end("name") - 1) if one["name"] else None
        yield Relation(
            kind,
            title=_unbroken(name.of(text)) if name else None,
            number=_number_of(one, text),
            first=first,
            last=last,
            dated=_dated(masked, one.start()),
            span=said,
        )


def _number_of(one: re.Match[str], text: str) -> str | None:
    """A bare number, or that in the bracket after a name: 《甲办法》（某府发〔2019〕3号）."""
    if one["number"]:
        return Span(*one.span("number")).of(text)
    inside = _NUMBER.search(one.string, *one.span("in")) if one["in"] else None
    return Span(*inside.span()).of(text) if inside else None


def _unbroken(title: str) -> str:
    return re.sub(r"\s*\n\s*", "", title)


def _until(masked: str, said: Span) -> date | None:
    """The day to which something is continued: the first 至… in the rest of the sentence, or in what was matched."""
    stop = _SENTENCE_END.search(masked, said.end)
    match = _UNTIL.search(masked, said.start, stop.start() if stop else len(masked))
    return day_of(match[1]) if match else None


def _dated(masked: str, at: int) -> date | None:
    """The day in 「1995年7月5日国务院发布的」 right before a name."""
    match = _DATED.search(masked, max(0, at - 80), at)
    return day_of(match[1]) if match else None


def _incorporated(text: str, plain: str, masked: str) -> Iterator[Relation]:
    """The decisions whose changes the text has: 「2021年5月6日…《关于修改〈甲〉的决定》第一次修正」 in its head."""
    for event in events(plain, head(text)):
        if event.kind is not EventKind.AMENDED:
            continue
        for name in re.finditer(_NAME, masked[: event.said.end]):
            if name.start() >= event.said.start:
                title = Span(name.start() + 1, name.end() - 1).of(text)
                place = Span(event.span.start, event.said.end)
                kind = RelationKind.INCORPORATES
                yield Relation(kind, _unbroken(title), first=event.day, span=place)
