"""Drafts put into words, in the asker's language and script: plain text that reads well aloud.

Official wording within the text is a reading in the asker's script (or our unofficial English), never called a quote; the
quotes stand in the citations. Our own sentences are written in Simplified and converted for Traditional askers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from opencc import OpenCC

from assistant.draft import Draft, Form
from assistant.listing import cited_numbers
from assistant.model import Citation, Language, Validity
from corpus.library import Library
from corpus.model import Clause, Span
from corpus.numerals import to_chinese
from corpus.reading import simplified_reading

_S2T = OpenCC("s2t")
_LONG = 160

_ZH = {
    "topic": "适用第{label}条「{heading}」。原文写明:{gist}",
    "units": "第{label}条「{heading}」的责任单位是{units}。",
    "clause": "第{label}条是「{heading}」。{gist}",
    "unit_line": "责任单位是{units}。",
    "list": "共有{count}条:{items}。",
    "list_of": "{subject}参与的措施共有{count}条:{items}。",
    "item": "第{label}条「{heading}」",
    "count": "《{title}》共有{count}条措施,从第一条到第{last}条。",
    "overview": "《{title}》共有{count}条措施:{items}。",
    "no_such_clause": "《{title}》共有{count}条,没有第{asked}条。",
    "not_stated": "文件没有写明{missing}。与此最接近的是第{label}条「{heading}」,原文只写到:{gist}",
    "ask_units": "具体可以向责任单位询问:{units}。",
    "no_period": "《{title}》于{issued}印发,文件没有写明有效期或失效日期,也没有说明是否已经修改或废止;只有个别句子自带期限或目标年份。",
    "out_of_scope": "现有文件是《{title}》和它的印发通知,没有涉及这个问题,无法据此回答。",
    "nearest": "内容最接近的是{items},仅供参考。",
    "clarify": "还不能确定您问的是哪一件事。您想问的是{items},还是别的?请说得具体一些。",
    "denied_units": "不是{denied}。",
    "denied_figures": "问题里的{denied}与原文不一致。",
    "expired": "注意:原文写的期间是{first}至{last},到{as_of}已经结束,涉及的是「{part}」;此后是否延续,本文件没有写明,请以最新公告为准。",
    "current": "原文写的期间是{first}至{last},{as_of}在这一期间内。",
    "upcoming": "注意:原文写的期间是{first}至{last},到{as_of}还没有开始。",
    "target_ahead": "这是到{year}年的目标,{as_of}时目标年份还没有过完。",
    "target_passed": "注意:这是到{year}年的目标,到{as_of}目标年份已经过去。",
    "number": "文号是{value}。",
    "issued": "印发日期是{value}。",
    "issuer": "发文机关是{value}。",
    "title": "全称是《{value}》。",
    "addressees": "通知发给{value}。",
    "approval": "通知写明,文件{value},现印发执行。",
    "purpose": "开头一段写明了制定的目的和依据:{value}",
    "missing_amount": "具体的金额、比例或标准",
    "missing_contact": "电话、地址等联系方式",
    "missing_procedure": "申请材料、条件和办理流程",
    "missing_time": "具体的时间或期限",
    "missing_names": "具体的名单",
    "missing_validity": "有效期",
    "missing": "您问的这一点",
    "more": "其余内容见引文。",
}
_EN = {
    "topic": "Measure {number} applies (“{heading}”). In our unofficial English, the text says: {gist}",
    "units": "The responsible units of measure {number} (“{heading}”) are {units}.",
    "clause": "Measure {number} is “{heading}”. In our unofficial English: {gist}",
    "unit_line": "Responsible units: {units}.",
    "list": "There are {count}: {items}.",
    "list_of": "{subject} takes part in {count} of the measures: {items}.",
    "item": "measure {number} (“{heading}”)",
    "count": "The document has {count} measures.",
    "overview": "The document has {count} measures: {items}.",
    "no_such_clause": "The document has {count} measures; there is no measure {asked}.",
    "not_stated": "The document does not state {missing}. The nearest is measure {number} (“{heading}”), which only says, in our unofficial English: {gist}",
    "ask_units": "Please ask the responsible units: {units}.",
    "no_period": "The document was issued on {issued}. It states no period of validity or end date, and does not say whether it has been amended or repealed; only single sentences carry a period or a target year.",
    "out_of_scope": "The texts held here are Chongqing’s cross-border e-commerce measures (渝府辦發〔2023〕92號) and the notice that issued them. They do not deal with this question, so it cannot be answered from them.",
    "nearest": "The nearest in content: {items}.",
    "clarify": "It is not clear yet what you are asking about. Do you mean {items}, or something else? Please say a little more.",
    "denied_units": "No, not {denied}.",
    "denied_figures": "The figure {denied} in your question does not agree with the text.",
    "expired": "Please note: the period stated in the text runs from {first} to {last} and had ended by {as_of}; it concerns “{part}”. The document does not say whether it was continued, so check the latest announcement.",
    "current": "The period stated in the text runs from {first} to {last}; {as_of} is within it.",
    "upcoming": "Please note: the period stated in the text runs from {first} to {last} and had not begun by {as_of}.",
    "target_ahead": "This is a target for {year}; on {as_of} that year was not over.",
    "target_passed": "Please note: this was a target for {year}, which was over by {as_of}.",
    "number": "The document number is {value}.",
    "issued": "It was issued on {value}.",
    "issuer": "It was issued by {value}, the General Office of the Chongqing Municipal People’s Government.",
    "title": "The full title is 《{value}》.",
    "addressees": "The notice is addressed to {value} (district and county governments, departments of the municipal government, and units concerned).",
    "approval": "Yes: the notice says that the municipal government has approved the measures ({value}).",
    "purpose": "The opening paragraph states the purpose. In our unofficial English: {value}",
    "missing_amount": "the amount, rate or standard",
    "missing_contact": "a telephone number, address or other contact",
    "missing_procedure": "the application documents, conditions or procedure",
    "missing_time": "the time or deadline",
    "missing_names": "a list of names",
    "missing_validity": "a period of validity",
    "missing": "this point",
    "more": "The quote has the rest.",
}


class Wording:
    """The words for one answer: a language, and the library that headings and readings come from."""

    def __init__(self, library: Library, language: Language) -> None:
        self._library, self._language = library, language
        self._title = library.main.document.title

    def text(self, draft: Draft, validity: Sequence[Validity]) -> str:
        """The answer in words."""
        parts = [*self._denial(draft), *_FORMS[draft.form](self, draft)]
        if draft.form in (Form.TOPIC, Form.UNITS, Form.NOT_STATED, Form.CLAUSE):
            parts += [self._validity(v) for v in validity]
        separator = " " if self._language is Language.EN else ""
        return separator.join(part for part in parts if part)

    def say(self, key: str, **values: object) -> str:
        """One template, filled in."""
        if self._language is Language.EN:
            return _EN[key].format(**values)
        template = _ZH[key] if self._language is Language.HANS else _traditional(_ZH[key])
        return template.format(**values)

    def _script(self, official: str) -> str:
        return simplified_reading(official) if self._language is Language.HANS else official

    def _clause(self, clause: Clause) -> dict[str, object]:
        renderings = self._library.renderings[clause.document_id]
        heading = clause.heading.of(self._library.parsed[clause.document_id].document.text)
        if self._language is Language.EN:
            heading = renderings.headings.get(clause.number, heading)
        return {"label": clause.label, "number": clause.number, "heading": self._script(heading)}

    def _item(self, number: int) -> str:
        clause = self._library.main.clause(number)
        return self.say("item", **self._clause(clause)) if clause else ""

    def _items(self, numbers: Sequence[int]) -> str:
        mark = "; " if self._language is Language.EN else "、"
        return mark.join(self._item(n) for n in numbers)

    def _units(self, citation: Citation) -> str:
        mark = ", " if self._language is Language.EN else "、"
        return mark.join(self._script(u.printed) for u in citation.units)

    def _gist(self, citations: Sequence[Citation]) -> str:
        """The cited sentences in the asker's language; the unit list is told elsewhere."""
        said = [g for c in citations if (g := self._sentence(c))]
        return (" " if self._language is Language.EN else "").join(dict.fromkeys(said))

    def _sentence(self, citation: Citation) -> str:
        clause = citation.clause
        if clause and citation.span == clause.unit_list:
            return ""
        if self._language is Language.EN:
            places = clause.sentences if clause else (citation.span,)
            inside = tuple(s for s in places if citation.span.contains(s))
            english = self._library.renderings[citation.document.id].of_clause(inside)
            return english or citation.quote
        return self._script(citation.quote)

    def _denial(self, draft: Draft) -> list[str]:
        if not draft.denied:
            return []
        key = "denied_units" if not draft.denied[0][:1].isdigit() else "denied_figures"
        return [self.say(key, denied="、".join(self._script(d) for d in draft.denied))]

    def _topic(self, draft: Draft) -> list[str]:
        parts: list[str] = []
        for number in cited_numbers(draft.citations):
            of_clause = [c for c in draft.citations if c.clause and c.clause.number == number]
            clause = of_clause[0].clause
            assert clause is not None
            parts.append(self.say("topic", **self._clause(clause), gist=self._gist(of_clause)))
            parts.append(self.say("unit_line", units=self._units(of_clause[0])))
        return parts

    def _unit_answer(self, draft: Draft) -> list[str]:
        first = draft.citations[0]
        assert first.clause is not None
        return [self.say("units", **self._clause(first.clause), units=self._units(first))]

    def _clause_answer(self, draft: Draft) -> list[str]:
        parts: list[str] = []
        for citation in draft.citations:
            if citation.clause and citation.span != citation.clause.unit_list:
                gist, more = self._shortened(citation)
                parts.append(self.say("clause", **self._clause(citation.clause), gist=gist))
                parts += [self.say("more")] if more else []
                parts.append(self.say("unit_line", units=self._units(citation)))
        return parts

    def _shortened(self, citation: Citation) -> tuple[str, bool]:
        """The first sentences of a long citation, and whether there are more."""
        assert citation.clause is not None
        inside = [s for s in citation.clause.sentences if citation.span.contains(s)]
        kept: list[Span] = []
        for span in inside:
            if kept and sum(map(len, kept)) + len(span) > _LONG:
                break
            kept.append(span)
        if not kept:
            return self._sentence(citation), False
        part = Citation(
            citation.document, citation.clause, Span(kept[0].start, kept[-1].end), citation.units
        )
        return self._sentence(part), len(kept) < len(inside)

    def _list(self, draft: Draft) -> list[str]:
        numbers = cited_numbers(draft.citations)
        key = "list_of" if draft.subject else "list"
        subject = self._script(draft.subject)
        return [self.say(key, subject=subject, count=len(numbers), items=self._items(numbers))]

    def _document(self, draft: Draft) -> list[str]:
        return [self._detail(key, value, draft) for key, value in draft.details]

    def _detail(self, key: str, value: str, draft: Draft) -> str:
        said = self._gist(draft.citations) if key == "purpose" else self._script(value)
        issued = self._library.main.document.issued
        if key == "issued" and issued:
            said = self._day(issued)
        return self.say(key, value=said)

    def _count(self, draft: Draft) -> list[str]:
        return [self.say("count", **self._size())]

    def _overview(self, draft: Draft) -> list[str]:
        numbers = [c.number for c in self._library.main.clauses]
        return [self.say("overview", **self._size(), items=self._items(numbers))]

    def _size(self) -> dict[str, object]:
        count = len(self._library.main.clauses)
        return {"title": self._script(self._title), "count": count, "last": to_chinese(count)}

    def _no_such_clause(self, draft: Draft) -> list[str]:
        english = self._language is Language.EN
        asked = "、".join(str(n) if english or n < 1 else to_chinese(n) for n in draft.numbers)
        return [self.say("no_such_clause", **self._size(), asked=asked)]

    def _not_stated(self, draft: Draft) -> list[str]:
        mark = ", " if self._language is Language.EN else "、"
        missing = mark.join(self.say(f"missing_{a.value}") for a in draft.missing) or self.say(
            "missing"
        )
        first = draft.citations[0]
        assert first.clause is not None
        gist = self._gist(draft.citations)
        said = self.say("not_stated", **self._clause(first.clause), missing=missing, gist=gist)
        return [said, self.say("ask_units", units=self._units(first))]

    def _no_period(self, draft: Draft) -> list[str]:
        issued = self._library.main.document.issued
        return [self.say("no_period", **self._size(), issued=self._day(issued) if issued else "—")]

    def _out_of_scope(self, draft: Draft) -> list[str]:
        said = [self.say("out_of_scope", title=self._script(self._title))]
        return said + (
            [self.say("nearest", items=self._items(draft.nearest))] if draft.nearest else []
        )

    def _clarify(self, draft: Draft) -> list[str]:
        return [self.say("clarify", items=self._items(draft.nearest))]

    def _validity(self, validity: Validity) -> str:
        document = self._library.parsed[validity.document_id].document
        return self.say(
            validity.state.value,
            first=self._day(validity.first) if validity.first else "",
            last=self._day(validity.last),
            year=validity.last.year,
            as_of=self._day(validity.as_of),
            part=self._script(validity.span.of(document.text)),
        )

    def _day(self, day: date) -> str:
        if self._language is Language.EN:
            return f"{day.day} {day:%B %Y}"
        return f"{day.year}年{day.month}月{day.day}日"


@lru_cache(maxsize=256)
def _traditional(template: str) -> str:
    converted: str = _S2T.convert(template)
    return converted


_FORMS: dict[Form, Callable[[Wording, Draft], list[str]]] = {
    Form.TOPIC: Wording._topic,
    Form.UNITS: Wording._unit_answer,
    Form.CLAUSE: Wording._clause_answer,
    Form.LIST: Wording._list,
    Form.DOCUMENT: Wording._document,
    Form.COUNT: Wording._count,
    Form.OVERVIEW: Wording._overview,
    Form.NO_PERIOD: Wording._no_period,
    Form.NO_SUCH_CLAUSE: Wording._no_such_clause,
    Form.NOT_STATED: Wording._not_stated,
    Form.OUT_OF_SCOPE: Wording._out_of_scope,
    Form.CLARIFY: Wording._clarify,
}
