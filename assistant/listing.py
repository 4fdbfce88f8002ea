"""Questions for several measures: all that a unit takes part in, that mention a word, that have a target or support."""

from __future__ import annotations

import re

from assistant.asks import Aspect
from assistant.citation import cite
from assistant.cues import PATTERNS
from assistant.draft import Draft, Form
from assistant.mentions import in_english, mentioned, quoted, says_mention, subject_of_list
from assistant.model import Citation, Status
from assistant.understand import Reading
from corpus.annotations import Support
from corpus.library import Library
from corpus.model import Clause, FactKind, Span
from corpus.numerals import NUMERAL_CLASS, to_int
from corpus.units import clauses_of_unit

_PART = re.compile(
    r"参与|参加|负责|有份|牵头|管|列|名单|任务|责任单位|活路|分到|在不在|involved|responsible|part in|charge|duty|duties|role|task"
)
_ABSENT = re.compile(
    r"(公安|生态环境|环保|环境保护|水利|交通|交通运输|文旅|文化旅游|文化和旅游|卫健|卫生健康|规划和自然资源|规自|住建|住房城乡建设|消防|城管|城市管理|应急管理|审计|统计|体育|司法|外事|大数据|民宗|林业|气象|医保|医疗保障|退役军人|信访|国安|国家安全)(局|委|厅|办|部门|总队|厅局|管理局)|法院|检察院"
    r"|\b(public security|(bureau|office|department|commission) of (statistics|tourism|culture|transport|justice|audit|public security|environment|housing|health)|statistics bureau|police|fire (brigade|department)|health commission|transport(ation)? (bureau|commission)|environment(al)? (bureau|protection)|tourism (bureau|commission)|court)\b"
)
_TOGETHER = re.compile(
    r"一起|共同|都有|两家都|都在|都参与|都列|都挂|同时|联合|又有|兼有|both|together|jointly|as well as"
)
_WITHOUT = re.compile(
    r"(里头?|里面|中|上)?((?<!有)没有?|不含|不包括|不涉及|没得|冇)(写|列|提|挂)?(?=市|重庆|各|[\u4e00-\u9fff]{2,8}(局|委|关|办|会|府))|(?<!有)(没有?|冇)(得)?(份|参与|挂名|列名)|不参与|不管|不负责|不在里头?|不在|都没|without|neither|nor |but not|excluding|not (include|list|involve)|(isn't|is not|not) (in|part of|involved)"
)
_NOT_BEFORE = r"(?:没有?|不含|不包括|不涉及|没得|冇|除了?|without |nor |neither |not |excluding |but not )(?:写|列|提|挂)?(?:the )?(?:市|重庆市?)?"
_NOT_AFTER = r"(?:都)?(?:不在|没有?(?:份|参与|列|写|在)|没得|冇份|除外|不参与|不管|不负责)"
_TARGET = re.compile(r"目标|20\d\d年|指标|要达到|target|goal|by 20\d\d")
_WINDOW = re.compile(r"期限|起止|时间段|有效期|截止日期|time window|expiry|dated? period")
_LIKELY = 0.2
_NOT_MENTIONED = re.compile(
    r"(没有?|未|不|没得|冇)(提|写|讲|说|涉及|出现|包含|列)(?!出)|(not|never|n.t) (mention|refer|talk|name|contain|deal)|without (a )?mention"
)
_SUMS = re.compile(
    r"钱数|具体的?(金额|数额)|写了?金额|几亿|几千万|多少亿|amounts? of money|figures in yuan"
)
_AWARD = re.compile(
    r"奖励|奖金|奖厉|发奖|现金|给钱|掏钱|真金白银|资金|财政|award|reward|cash|prize|money|fund"
)
_MONEY = re.compile(r"补贴|补助|资助|扶持|政策支持|优惠|好处|subsid|financial support|grant")
_COMPANY = re.compile(
    r"(责任|负责)?单位.{0,8}(公司|企业)|(公司|企业).{0,16}(列进|列入|写进|列为|算作|当|是)(了)?(责任|负责)单位|compan(y|ies).{0,20}responsible units|responsible units.{0,20}compan"
)
_IS_COMPANY = re.compile(r"(公司|集團|集团)$|公司.{0,4}分公司$")
# 跟海关有关系的(它是责任单位的)全列出来; 我是区县政府办的,我们要落实哪几条任务
_ALL_OF_IT = re.compile(
    r"(全|都|通通|统统)(部|都|给我)?列|列(全|齐|个清单)|(一|半)条(都|也)(别|不要|不能|莫)(漏|少|落)|(我们|我|咱|俺)[^,。]{0,6}(落实|承担|负责|牵头|参与|干|做)(的是)?哪(几|些)(条|项|个)?"
)
_UNIT_COUNT = re.compile(
    rf"(?:责任)?单位(?:名单)?(?:只|仅|就|一共|总共|都|恰好|刚好)*(?:有|是|列了?|写了?|挂了?)?([{NUMERAL_CLASS}]|\d)(?:个|家)(?:单位)?(?:的|是|,|\?|$)"
    rf"|(?:只|仅)(?:有|列)?([{NUMERAL_CLASS}]|\d)(?:个|家)(?:责任|负责)?单位"
)


def names_absent_unit(reading: Reading) -> bool:
    """Whether it is asked what part a well-known unit has that no measure names, such as 公安局."""
    role = _PART.search(reading.text) or reading.asks(Aspect.WHICH_CLAUSES)
    named = reading.units or reading.numbers
    return bool(role and not named and _ABSENT.search(reading.text))


def unit_draft(reading: Reading, library: Library) -> Draft | None:
    """All measures that the named units take part in; None where no such list is asked for."""
    wants_list = {Aspect.WHICH_CLAUSES, Aspect.ROLE, Aspect.CLAUSE_COUNT} & reading.aspects
    all_of_it = _ALL_OF_IT.search(reading.text)
    if not reading.units or not (wants_list or all_of_it):
        return None
    confirms = reading.asks(Aspect.CONFIRM) and (
        reading.chances[Aspect.CONFIRM] > reading.chances[Aspect.WHICH_CLAUSES]
    )
    if reading.numbers or confirms or _UNIT_COUNT.search(reading.text):
        return None
    main = library.main
    numbers, without = _numbers_of_units(reading, library)
    clauses = [c for c in main.clauses if c.number in numbers]
    citations = tuple(cite(library, main, c, c.unit_list) for c in clauses if c.unit_list)
    if not citations:
        return None
    names = "" if without else "、".join(reading.units)
    return Draft(Status.ANSWERED, Form.LIST, citations, subject=names)


def _numbers_of_units(reading: Reading, library: Library) -> tuple[frozenset[int], bool]:
    """The clauses of the named units, together or each; and whether some unit is to be absent (商务委在、财政局不在的)."""
    main, defined = library.main, library.aliases[library.main.document.id]
    of_unit = {
        unit: {c.number for c in clauses_of_unit(main, defined, unit, library.registry)}
        for unit in reading.units
    }
    absent = _absent_units(reading, library)
    present = [of_unit[u] for u in reading.units if u not in absent]
    away = set().union(*(of_unit[u] for u in absent))
    if not present:
        return frozenset(c.number for c in main.clauses) - away, True
    join = set.intersection if _TOGETHER.search(reading.text) and len(present) > 1 else set.union
    return frozenset(join(*present) - away), bool(away)


def _absent_units(reading: Reading, library: Library) -> frozenset[str]:
    """The named units that are to be absent: those beside 没有, 不在, without; all where that stands apart from each."""
    if not _WITHOUT.search(reading.text):
        return frozenset()
    beside = {
        printed
        for name, printed in library.registry.search_names
        if printed in reading.units
        and re.search(
            rf"{_NOT_BEFORE}{re.escape(name)}|{re.escape(name)}{_NOT_AFTER}", reading.text
        )
    }
    return frozenset(beside or reading.units)


def list_draft(reading: Reading, library: Library) -> Draft | None:
    """All measures with what is asked for: a word, a target, a period, money; None where that can't be listed."""
    counted = reading.asks(Aspect.CLAUSE_COUNT) and says_mention(reading.text)
    likely = says_mention(reading.text) and (
        reading.chances[Aspect.WHICH_CLAUSES] >= _LIKELY
        or (quoted(reading.text) and PATTERNS[Aspect.WHICH_CLAUSES].search(reading.text))
    )
    by_units = _by_units(reading, library)
    if reading.numbers or not (reading.asks(Aspect.WHICH_CLAUSES) or counted or likely or by_units):
        return None
    if not by_units and (reading.asks(Aspect.UNITS) or reading.asks(Aspect.CONTACT)):
        return None
    places = by_units or _by_words(reading, library)
    if not places:
        return None
    citations = tuple(cite(library, library.main, clause, span) for clause, span in places)
    return Draft(Status.ANSWERED, Form.LIST, citations)


def _by_units(reading: Reading, library: Library) -> list[tuple[Clause, Span]]:
    """The clauses with as many units as are asked for (责任单位只有两家的), or with a company among them."""
    if _COMPANY.search(reading.text) and reading.chances[Aspect.UNITS] < 0.5:
        firms = ((c, c.unit_list, [u.name for u in c.units]) for c in library.main.clauses)
        return [
            (c, at) for c, at, names in firms if at and any(_IS_COMPANY.search(n) for n in names)
        ]
    match = _UNIT_COUNT.search(reading.text)
    if not match:
        return []
    wanted = to_int(match[1] or match[2])
    numbers, _ = _numbers_of_units(reading, library)
    return [
        (c, c.unit_list)
        for c in library.main.clauses
        if c.unit_list and len(c.units) == wanted and (not reading.units or c.number in numbers)
    ]


def _by_words(reading: Reading, library: Library) -> list[tuple[Clause, Span]]:
    """What is quoted; else what has a sense of its own (targets, periods, money); else any words. Or all without it."""
    main = library.main
    lexicon = library.lexicons[main.document.id]
    if said := quoted(reading.text):
        found = mentioned(said, main, None) or in_english(
            said, main, library.renderings[main.document.id]
        )
    else:
        found = _with_sense(reading, library) or mentioned(subject_of_list(reading), main, lexicon)
    if not found or not _NOT_MENTIONED.search(reading.text):
        return found
    having = {clause.number for clause, _ in found}
    return [(c, c.sentences[0]) for c in main.clauses if c.number not in having]


def _with_sense(reading: Reading, library: Library) -> list[tuple[Clause, Span]]:
    text = reading.text
    if reading.asks(Aspect.TARGET) or _TARGET.search(text):
        return _with_fact(library, FactKind.TARGET)
    if _WINDOW.search(text):
        return _with_fact(library, FactKind.WINDOW)
    if _SUMS.search(text):
        return _with_fact(library, FactKind.AMOUNT)
    kinds = _kinds_of_support(text)
    annotations = library.annotations[library.main.document.id]
    places = [(p.clause, p.sentence) for p in annotations.supports if p.support in kinds]
    return [
        (library.clause(library.main.document.id, n), s) for n, s in dict(reversed(places)).items()
    ][::-1]


def _with_fact(library: Library, kind: FactKind) -> list[tuple[Clause, Span]]:
    """The clauses that state a fact of this kind, each with the first sentence that does."""
    stated = ((c, s) for c in library.main.clauses for s in c.sentences if _has(c, s, kind))
    return list({c.number: (c, s) for c, s in reversed(list(stated))}.values())[::-1]


def _kinds_of_support(text: str) -> frozenset[Support]:
    """The kinds of support that a text in search form asks for: money in hand, or support of any kind."""
    if _AWARD.search(text):
        return frozenset({Support.AWARD, Support.FUNDS})
    return frozenset(Support) - {Support.TAX} if _MONEY.search(text) else frozenset()


def supporting_clauses(library: Library) -> tuple[int, ...]:
    """The numbers of the clauses that promise support or rewards."""
    annotations = library.annotations[library.main.document.id]
    return tuple(sorted({p.clause for p in annotations.supports if p.support is not Support.TAX}))


def _has(clause: Clause, span: Span, kind: FactKind) -> bool:
    return any(f.kind is kind and span.contains(f.span) for f in clause.facts)


def cited_numbers(citations: tuple[Citation, ...]) -> tuple[int, ...]:
    """The clause numbers cited, in order, each once."""
    return tuple(dict.fromkeys(c.clause.number for c in citations if c.clause))
