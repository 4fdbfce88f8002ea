"""The 口径: what an operator says to the caller in two sentences, and the same as a short message.

Made from an answer's own parts (clause, reading, units, periods, cards); nothing is said that is not among them. What comes
from a card is marked 摘要. Official wording is the Simplified reading of whole instructions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.desk.gist import bearing_part
from assistant.model import Answer, Citation, CitedUnit, Status, Validity, ValidityState
from assistant.noticing import changed_since
from assistant.phrases import CHINESE
from assistant.related import RelatedNotice
from corpus.library import Library
from corpus.model import Clause, Span
from corpus.numerals import to_chinese
from corpus.reading import simplified_reading

SMS_ALONE, SMS_JOINED = 70, 67
"""The most characters of a Chinese short message: alone, and each part of a longer one (three go to its header)."""
_TWO_PARTS = 2 * SMS_JOINED
_ALOUD = 90
_NAMED = 3
_MANY = 2
_WIDE = str.maketrans({",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "(": "\uff08", ")": "\uff09"})


_TARGETS = (ValidityState.TARGET_AHEAD, ValidityState.TARGET_PASSED)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The reply in two sentences to be said, and as a short message."""

    aloud: str
    sms: str

    @property
    def sms_parts(self) -> int:
        """How many short messages it is sent as."""
        return 1 if len(self.sms) <= SMS_ALONE else math.ceil(len(self.sms) / SMS_JOINED)


@dataclass(frozen=True, slots=True)
class Case:
    """What a reply is made from: cited places, what they say of time, cards, and what is asked but not written."""

    library: Library
    question: str
    citations: tuple[Citation, ...]
    validity: tuple[Validity, ...] = ()
    related: tuple[RelatedNotice, ...] = ()
    missing: tuple[str, ...] = ()
    nearest: tuple[int, ...] = ()
    as_of: date = date.max

    @property
    def first(self) -> Citation:
        """The place that is told first."""
        return self.citations[0]

    @property
    def clause(self) -> Clause:
        """The clause that is told."""
        assert self.first.clause is not None, "only cited clauses are told by their number"
        return self.first.clause

    @property
    def asked_period(self) -> Validity | None:
        """The period that is asked about, or the target in the sentence that is told."""
        asked = [v for v in self.validity if v.asked]
        return next(
            (v for v in asked if v.state not in _TARGETS or _first_of(self.first).contains(v.span)),
            None,
        )


def spoken(answer: Answer, library: Library, as_of: date) -> Spoken:
    """The reply for an answer; every status has its own wording."""
    missing = tuple(m for m in answer.missing.split(",") if m)
    case = Case(
        library,
        answer.question,
        answer.citations,
        answer.validity,
        answer.related,
        missing,
        answer.nearest,
        as_of,
    )
    if answer.from_card:
        return _from_card(answer)
    if answer.status is Status.ANSWERED and answer.citations:
        return _answered(answer, case)
    if answer.status is Status.NOT_STATED and answer.citations and answer.citations[0].clause:
        return _not_stated(case)
    if answer.status is Status.NO_SUCH_CLAUSE:
        said = f"{_first_sentence(answer.text)}请您再核对一下条号。"
        return Spoken(said, said)
    if answer.status is Status.NEEDS_CLARIFICATION:
        return _unclear(case)
    return _out_of_scope(case)


def _answered(answer: Answer, case: Case) -> Spoken:
    clauses = {(c.document.id, c.clause.number) for c in answer.citations if c.clause}
    if not clauses:  # a fact of the document as a whole: its number, its date
        said = _two_sentences(answer.text)
        return Spoken(said, said)
    return _listed(case, len(clauses)) if len(clauses) > _MANY else of_clause(case)


def of_clause(case: Case) -> Spoken:
    """The reply for one clause: what it says, who is responsible, and what has become of its period."""
    said = f"{_place(case)}写明：{_gist(case, _ALOUD)}。"
    if case.clause.unit_list == case.first.span:
        said = f"这件事由{_units(case.first.units)}负责，依据是{_place(case)}“{_heading(case.first)}”。"
        rest = [_lacking(case), *_period(case)]
    else:
        rest = [_responsible(case), _lacking(case), *_period(case), _also(case)]
    told = "；".join(r for r in rest if r)
    return Spoken(said + (f"{told}。" if told else _ORIGINAL), _sms(case))


_ORIGINAL = "办事请以发文机关发布的原件为准。"


def _responsible(case: Case) -> str:
    return f"由{_units(case.first.units)}负责" if case.first.units else ""


def _also(case: Case) -> str:
    """The second clause, where two are cited."""
    other = next((c for c in case.citations if c.clause not in (None, case.clause)), None)
    if other is None or other.clause is None:
        return ""
    return f"另外第{other.clause.numeral}条“{_heading(other)}”也写到"


def _lacking(case: Case) -> str:
    """What is asked for and not written, where the rest is answered."""
    if not case.missing:
        return ""
    whom = "，请向责任单位询问" if case.first.units else ""
    return f"{_missing(case.missing)}原文没有写{whom}"


def _not_stated(case: Case) -> Spoken:
    what, place = _missing(case.missing), f"{_place(case)}“{_heading(case.first)}”"
    whom = (
        f"请向责任单位{_units(case.first.units)}询问"
        if case.first.units
        else "请以发文机关的答复为准"
    )
    since = "；".join(_since(case))
    aloud = f"{what}文件里没有写，我不能替文件答复。最接近的是{place}，{whom}{f'；{since}' if since else ''}。"
    sms = f"文件未写明{what}。最接近的是{place}，{whom}。"
    return Spoken(aloud, sms)


def _out_of_scope(case: Case) -> Spoken:
    title = f"《{simplified_reading(case.library.main.document.title)}》"
    nearest = next((c for n in case.nearest[:1] if (c := case.library.main.clause(n))), None)
    if nearest is None:
        aloud = f"您问的这件事，{title}和它的印发通知里没有写，我不能据此答复。我先记下来，待核实。"
        return Spoken(aloud, f"您问的事，{title}没有写，已记录，待核实。")
    heading = simplified_reading(case.library.main.heading_text(nearest))
    units = [simplified_reading(u.name) for u in nearest.units]
    near = f"第{nearest.numeral}条“{heading}”"
    aloud = (
        f"您问的这件事，{title}和它的印发通知里没有写，我不能据此答复。"
        f"内容最接近的是{near}，仅供参考，可以向{_names(units)}询问。"
    )
    return Spoken(
        aloud, f"您问的事，{title}没有写。仅供参考:{near}，可询{_names(units)}。".translate(_WIDE)
    )


def _unclear(case: Case) -> Spoken:
    items = [c for n in case.nearest[:_NAMED] if (c := case.library.main.clause(n))]
    headings = [f"“{simplified_reading(case.library.main.heading_text(c))}”" for c in items]
    what = f"您问的是{'、'.join(headings)}，还是别的事" if headings else "您想了解哪一件事"
    aloud = f"我再确认一下，{what}？请说得具体一些。"
    return Spoken(aloud, aloud)


def _from_card(answer: Answer) -> Spoken:
    row = answer.related[0]
    facts = "；".join(f.text + ("" if f.confirmed else "（待核实）") for f in row.facts)
    number = row.card.number or f"《{row.card.title}》"
    named = number if row.card.confirmed else f"{number}（待核实）"
    told = (facts or row.why).translate(_WIDE).rstrip("。")
    end = "办事请以官方发布的原文为准。"
    return Spoken(
        f"据我们整理的摘要（不是原文），{named}：{told}。{end}",
        f"摘要（非原文）：{named}：{told}。{end}",
    )


def _listed(case: Case, count: int) -> Spoken:
    """More clauses than anyone wants to hear at once: how many, the first ones, and a question back."""
    firsts = dict.fromkeys((c.clause.numeral, _heading(c)) for c in case.citations if c.clause)
    items = "、".join(f"第{numeral}条“{heading}”" for numeral, heading in list(firsts)[:_NAMED])
    numbers = "、".join(f"第{numeral}条" for numeral, _ in firsts)
    aloud = f"文件里共有{count}条写到，先说{items}。您具体想了解哪一方面，我把那一条念给您听？"
    return Spoken(aloud, f"{_document(case.first)}共有{count}条写到：{numbers}。")


def _gist(case: Case, longest: int) -> str:
    """What the first cited sentence says, as a reading; one instruction of it where it is long."""
    cited = next(
        (c for c in case.citations if c.clause and c.span != c.clause.unit_list), case.first
    )
    text, sentence = cited.document.text, _first_of(cited)
    period = case.asked_period
    within = period.span if period and sentence.contains(period.span) else None
    part = bearing_part(text, sentence, case.question, within, longest)
    return simplified_reading(part.of(text)).strip().translate(_WIDE).rstrip("。，；")


def _first_of(cited: Citation) -> Span:
    """The first sentence that is cited."""
    inside = [s for s in cited.clause.sentences if cited.span.contains(s)] if cited.clause else []
    return next(iter(inside), cited.span)


def _sms(case: Case) -> str:
    """The richest form that fits into two parts: the instruction with all units, with the first ones, the heading alone."""
    units = [simplified_reading(u.printed) for u in case.first.units]
    gists = (_gist(case, 60), f"见“{_heading(case.first)}”")
    forms = [_message(case, gist, named) for gist in gists for named in (len(units), _NAMED, 1)]
    return next((f for f in forms if len(f) <= _TWO_PARTS), forms[-1])


def _message(case: Case, gist: str, named: int) -> str:
    units = [simplified_reading(u.printed) for u in case.first.units]
    parts = [f"{_document(case.first)}第{case.clause.numeral}条：{gist}"]
    parts += [f"责任单位：{_names(units, named)}"] if units else []
    parts += [f"{_missing(case.missing)}未写明"] if case.missing else []
    return "。".join([*parts, *_period(case, brief=True)]) + "。"


def _period(case: Case, *, brief: bool = False) -> Iterator[str]:
    """What has become of the period that is asked about, and what has come since."""
    since = list(_since(case, brief=brief))
    if validity := case.asked_period:
        told = (_BRIEFLY if brief else _ALOUD_PERIOD)[validity.state]
        unknown = not since and validity.state is ValidityState.EXPIRED
        first, last = validity.first or validity.last, validity.last
        day = date.isoformat if brief else _day
        yield told.format(first=day(first), last=day(last), year=last.year) + (
            _LATEST if unknown else ""
        )
    yield from since


_LATEST = "，是否延续请以最新公告为准"
_ALOUD_PERIOD = {
    ValidityState.EXPIRED: "原文写的期间到{last}已经结束",
    ValidityState.UPCOMING: "原文写的期间从{first}开始，现在还没有到",
    ValidityState.CURRENT: "原文写的期间到{last}，现在还在期内",
    ValidityState.TARGET_AHEAD: "这是到{year}年的目标",
    ValidityState.TARGET_PASSED: "这是到{year}年的目标，目标年份已经过去",
}
_BRIEFLY = {
    ValidityState.EXPIRED: "原文期间{last}已结束",
    ValidityState.UPCOMING: "原文期间{first}才开始",
    ValidityState.CURRENT: "原文期间至{last}",
    ValidityState.TARGET_AHEAD: "目标年份{year}年",
    ValidityState.TARGET_PASSED: "目标年份{year}年已过",
}


def _since(case: Case, *, brief: bool = False) -> Iterator[str]:
    row = changed_since(case.validity, case.related, case.as_of)
    if row is not None:
        mark = "摘要（非原文）：" if brief else "此后的变化（摘要，不是原文）："
        why = row.why.translate(_WIDE).replace("：", "，")  # a second colon is not heard
        yield f"{mark}{row.card.number or row.card.title}，{why}"


def _place(case: Case) -> str:
    """第七条, with the title where it is not the policy's."""
    title = "" if case.first.document.id == case.library.main.document.id else _title(case.first)
    return f"{title or '文件'}第{case.clause.numeral}条"


def _document(citation: Citation) -> str:
    return simplified_reading(citation.document.number or "") or _title(citation)


def _title(citation: Citation) -> str:
    return f"《{simplified_reading(citation.document.title)}》"


def _heading(citation: Citation) -> str:
    return simplified_reading(citation.heading)


def _units(units: Sequence[CitedUnit]) -> str:
    return _names([simplified_reading(u.printed) for u in units])


def _names(names: Sequence[str], named: int = _NAMED) -> str:
    """The names; of many the first ones with how many there are."""
    if len(names) <= max(named, 1) + (named > 1):  # four are said sooner than 等四个单位
        return "、".join(names)
    return f"{'、'.join(names[:named])}等{to_chinese(len(names))}个单位"


def _missing(missing: Iterable[str]) -> str:
    known = [CHINESE.get(f"missing_{m}", CHINESE["missing"]) for m in missing]
    return "、".join(dict.fromkeys(known)) or CHINESE["missing"]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _first_sentence(text: str) -> str:
    return text.split("。")[0] + "。"


def _two_sentences(text: str) -> str:
    return "。".join(text.split("。")[:2]).rstrip("。") + "。"
