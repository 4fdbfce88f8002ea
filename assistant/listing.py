"""Questions for several measures: all that a unit takes part in, that mention a word, that have a target or support."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from assistant.citation import cite
from assistant.draft import Draft, Form
from assistant.model import Citation, Language, Status
from assistant.understand import CONFIRMS, Aspect, Reading
from corpus.folding import fold
from corpus.library import Library
from corpus.model import Clause, FactKind, Span
from corpus.units import clauses_of_unit

_ROLE = re.compile(
    r"(负责|承担|领|参与|涉及|管)(了)?(哪些|什么|哪几|几)|有哪些(任务|职责|活|事)|(任务|职责)(有|是)(哪些|什么)|挂(了|着)?名|part in|involve|tasks? (of|for)|responsib"
)
_PART = re.compile(r"参与|参加|负责|有份|牵头|管|列|名单|任务|involved|responsible|part in|charge")
_ABSENT = re.compile(
    r"(公安|生态环境|环保|环境保护|水利|交通|交通运输|文旅|文化旅游|文化和旅游|卫健|卫生健康|规划和自然资源|规自|住建|住房城乡建设|消防|城管|城市管理|应急管理|审计|统计|体育|司法|外事|大数据|民宗|林业|气象|医保|医疗保障|退役军人|信访|国安|国家安全)(局|委|厅|办|部门|总队|厅局|管理局)|法院|检察院"
    r"|\b(police|fire (brigade|department)|health commission|transport(ation)? (bureau|commission)|environment(al)? (bureau|protection)|tourism (bureau|commission)|court)\b"
)
_TOGETHER = re.compile(
    r"一起|共同|都有|两家都|都在|都参与|都列|都挂|同时|联合|又有|兼有|both|together|jointly|as well as"
)
_WITHOUT = re.compile(
    r"(里头?|里面|中|上)?((?<!有)没有?|不含|不包括|不涉及|没得|冇)(写|列|提|挂)?(?=市|重庆|各|[\u4e00-\u9fff]{2,8}(局|委|关|办|会|府))|(没有?|冇)(得)?(份|参与|挂名|列名)|不参与|不管|不负责|不在里头?|without|not (include|list|involve)|(isn't|is not|not) (in|part of|involved)"
)
_QUOTED = re.compile(r"[「『“\"'《]([^」』”\"'》]{2,20})[」』”\"'》]")
_MENTION = re.compile(
    r"(?:mention\s*了?|提到|提及|写到|写了|说到|讲到|出现|含有?|涉及|带有?|有关|关于)(?:了|过|的是?|有)?([^,。??的\s]{2,14}?)(?:\s|这|两|三|四|几|的|字|是|都|有|呢|吗|$|\?|,)"
)
_RELATED = re.compile(r"(?:跟|和|与|同)([^,。?的]{2,8}?)(?:有关|相关|沾边|有关系)")
_TARGET = re.compile(r"目标|20\d\d年|指标|要达到|target|goal|by 20\d\d")
_WINDOW = re.compile(r"期限|起止|时间段|有效期|截止日期|time window|expiry|dated? period")
_MONEY = re.compile(
    r"给钱|资金|补贴|补助|奖励|奖金|真金白银|财政|掏钱|money|fund|subsid|reward|financial support|grant|cash"
)
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_MARKS = re.compile(r"[“”\"'‘’「」『』]")
_COMMON = re.compile(
    r"责任单位|单位|内容|条款|条文|措施|政策|文件|跨境电商|跨境|电商|企业|支持|符合|条件|相关|有关|相应|方面|方式|开展|进行|推动|鼓励|提升|加大|建设|发展|服务|重庆|以上|都有|提到|出现|全部|目标|一起|多个|可以|适用"
)
_OR = re.compile(r"或者|或是|或|、|/")
_RARE = 8
"""A word that more clauses than this have tells nothing."""
_SUPPORT = re.compile(r"奖励|政策支持(?!范围)|财政予以")


def names_absent_unit(reading: Reading) -> bool:
    """Whether it is asked what part a well-known unit has that no measure names, such as 公安局."""
    role = _PART.search(reading.text) or reading.asks(Aspect.WHICH_CLAUSES) or reading.numbers
    return bool(role and not reading.units and _ABSENT.search(reading.text))


def unit_draft(reading: Reading, library: Library) -> Draft | None:
    """All measures that the named units take part in; None where no such list is asked for."""
    if not reading.units or not (reading.asks(Aspect.WHICH_CLAUSES) or _ROLE.search(reading.text)):
        return None
    confirms = CONFIRMS.search(reading.text) and not reading.asks(Aspect.WHICH_CLAUSES)
    if reading.numbers or confirms:
        return None
    main, defined = library.main, library.aliases[library.main.document.id]
    of_unit = [
        {c.number for c in clauses_of_unit(main, defined, u, library.registry)}
        for u in reading.units
    ]
    join = set.intersection if _TOGETHER.search(reading.text) and len(of_unit) > 1 else set.union
    numbers = join(*of_unit)
    without = bool(_WITHOUT.search(reading.text))
    clauses = [c for c in main.clauses if (c.number in numbers) is not without]
    citations = tuple(cite(library, main, c, c.unit_list) for c in clauses if c.unit_list)
    if not citations:
        return None
    names = "" if without else "、".join(reading.units)
    return Draft(
        Status.ANSWERED, Form.LIST, citations, subject=names, numbers=tuple(sorted(numbers))
    )


def list_draft(reading: Reading, library: Library) -> Draft | None:
    """All measures with what is asked for: a word, a target, a period, money; None where that can't be listed."""
    counted = reading.asks(Aspect.CLAUSE_COUNT) and _MENTION.search(reading.text)
    if reading.numbers or not (reading.asks(Aspect.WHICH_CLAUSES) or counted):
        return None
    places = (
        _mentioned(reading, library)
        or _with_sense(reading, library)
        or _with_longest_words(reading, library)
    )
    if not places:
        return None
    citations = tuple(cite(library, library.main, clause, spans[0]) for clause, spans in places)
    numbers = tuple(clause.number for clause, _ in places)
    return Draft(Status.ANSWERED, Form.LIST, citations, numbers=numbers)


_Places = list[tuple[Clause, list[Span]]]


def _mentioned(reading: Reading, library: Library) -> _Places:
    if reading.language is Language.EN:
        return _mentioned_in_english(reading, library)
    text = reading.text
    match = _QUOTED.search(text) or _RELATED.search(text) or _MENTION.search(text)
    word = match[1].strip() if match else ""
    if len(word) < 2 or _TARGET.search(word):
        return []
    words = [part for part in _OR.split(word) if len(part) > 1]
    text_of = library.main.document.text
    return _where(
        library, lambda clause, span: any(w in fold(span.of(text_of)).text for w in words)
    )


def _with_longest_words(reading: Reading, library: Library) -> _Places:
    """The clauses that have the question's longest piece of official wording; [] where all pieces are in most clauses.

    国际贸易单一窗口在哪几条出现过: the text has “ and ” inside, so quotation marks do not count.
    """
    if reading.asks(Aspect.UNITS) or reading.asks(Aspect.CONTACT):
        return []
    text = library.main.document.text
    bodies = {c.number: _plain(c.body.of(text)) for c in library.main.clauses}
    pieces = sorted(_pieces(_COMMON.sub(" ", reading.topic), bodies.values()), key=len)
    for piece in reversed(pieces):
        if sum(piece in body for body in bodies.values()) <= _RARE:
            return _where(library, lambda c, s, piece=piece: piece in _plain(s.of(text)))  # type: ignore[misc]
    return []


def _pieces(question: str, bodies: Iterable[str]) -> list[str]:
    """The longest pieces of two Chinese characters or more that a body has, the last in the question first."""
    known = list(bodies)
    found: list[str] = []
    for run in reversed(_HAN.findall(question)):
        for start in range(len(run) - 1):
            ends = range(len(run), start + 1, -1)
            end = next((e for e in ends if any(run[start:e] in body for body in known)), 0)
            if end and not any(run[start:end] in longer for longer in found):
                found.append(run[start:end])
    return found


def _plain(text: str) -> str:
    """The search form without quotation marks."""
    return _MARKS.sub("", fold(text).text)


_ENGLISH_MENTION = re.compile(
    r"\b(?:mentions?|refers? to|talks? about|names?|contains?)\s+([a-z][a-z -]{2,40}?)(?:\s+by name|[?.!]|$)"
)


def _mentioned_in_english(reading: Reading, library: Library) -> _Places:
    match = _ENGLISH_MENTION.search(reading.text)
    if not match:
        return []
    word = match[1].strip().removesuffix("s")
    english = library.renderings[library.main.document.id].sentences
    return _where(library, lambda clause, span: word in english.get(span, "").lower())


def _with_sense(reading: Reading, library: Library) -> _Places:
    text = library.main.document.text
    if _TARGET.search(reading.text):
        return _where(library, lambda c, s: _has(c, s, FactKind.TARGET))
    if _WINDOW.search(reading.text):
        return _where(library, lambda c, s: _has(c, s, FactKind.WINDOW))
    if _MONEY.search(reading.text):
        return _where(library, lambda c, s: bool(_SUPPORT.search(fold(s.of(text)).text)))
    return []


def supporting_clauses(library: Library) -> tuple[int, ...]:
    """The numbers of the clauses that promise support or rewards."""
    text = library.main.document.text
    places = _where(library, lambda c, s: bool(_SUPPORT.search(fold(s.of(text)).text)))
    return tuple(clause.number for clause, _ in places)


def _has(clause: Clause, span: Span, kind: FactKind) -> bool:
    return any(f.kind is kind and span.contains(f.span) for f in clause.facts)


def _where(library: Library, holds: Callable[[Clause, Span], bool]) -> _Places:
    """Clauses with the sentences for which `holds` is true; a clause without one is left out."""
    found = ((c, [s for s in c.sentences if holds(c, s)]) for c in library.main.clauses)
    return [(c, spans) for c, spans in found if spans]


def cited_numbers(citations: tuple[Citation, ...]) -> tuple[int, ...]:
    """The clause numbers cited, in order, each once."""
    return tuple(dict.fromkeys(c.clause.number for c in citations if c.clause))
