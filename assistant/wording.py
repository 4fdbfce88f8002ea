"""Drafts put into words, in the asker's language and script: plain text that reads well aloud.

Official wording within the text is a reading in the asker's script (or our unofficial English), never called a quote; the
quotes stand in the citations. Our own sentences are written in Simplified and converted for Traditional askers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from opencc import OpenCC

from assistant.draft import Draft, Form
from assistant.listing import cited_numbers
from assistant.model import Citation, CitedUnit, Language, Validity
from assistant.phrases import CHINESE, ENGLISH
from assistant.profile import Finding, Verdict
from corpus.annotations import Threshold
from corpus.library import Library
from corpus.model import Clause, Span
from corpus.numerals import to_chinese
from corpus.reading import simplified_reading

_S2T = OpenCC("s2tw")
_CODE = re.compile(r"\b(?:usd|rmb|cny|eur|gbp|hkd|jpy|twd|sgd|krw)\b")
_LONG = 160
_TITLES = 3


class Wording:
    """The words for one answer: a language, and the library that headings and readings come from."""

    def __init__(self, library: Library, language: Language) -> None:
        self._library, self._language = library, language
        self._title = library.main.document.title

    def text(self, draft: Draft, validity: Sequence[Validity]) -> str:
        """The answer in words."""
        first, *rest = _FORMS[draft.form](self, draft)
        direct = [v for v in validity if v.asked and draft.form is not Form.CLAUSE]
        others = [v for v in validity if v not in direct]
        judged = [self._validity(v) for v in direct] if draft.form in _JUDGED else []
        aside = [self._aside(v) for v in others] if draft.form in _JUDGED else []
        beside = draft.absent and draft.form in _JUDGED
        absent = self._no_such_clause(draft) if beside else []
        parts = [*self._denial(draft), first, *judged, *rest, *aside, *absent]
        return self._joined(parts)

    def _joined(self, parts: Sequence[str]) -> str:
        """Sentences one after another."""
        return (" " if self._language is Language.EN else "").join(part for part in parts if part)

    def _aside(self, validity: Validity) -> str:
        """A period or target that stands beside what is asked about, with the part that it concerns."""
        return self.say(f"aside_{validity.state.value}", **self._period(validity))

    def fixed(self, draft: Draft, validity: Sequence[Validity]) -> str:
        """What must be said of a topic answer however the rest is worded: periods and responsible units."""
        judged = [self._validity(v) if v.asked else self._aside(v) for v in validity]
        units = self.say("unit_line", units=self._units(draft.citations[0]))
        return self._joined([*judged, units])

    def say(self, key: str, **values: object) -> str:
        """One template, filled in."""
        if self._language is Language.EN:
            return ENGLISH[key].format(**values)
        template = CHINESE[key] if self._language is Language.HANS else _traditional(CHINESE[key])
        return template.format(**values)

    def _mark(self) -> str:
        """What stands between the items of a short list."""
        return ", " if self._language is Language.EN else "、"

    def _script(self, official: str) -> str:
        """Official wording in the asker's script, with the commas of running text."""
        read = simplified_reading(official) if self._language is Language.HANS else official
        return read if self._language is Language.EN else _full_width(read)

    def _clause(self, clause: Clause | None) -> dict[str, object]:
        assert clause is not None, "only citations of clauses are worded here"
        renderings = self._library.renderings[clause.document_id]
        heading = clause.heading.of(self._library.parsed[clause.document_id].document.text)
        if self._language is Language.EN:
            heading = renderings.headings.get(clause.number, heading)
        return {"label": clause.numeral, "number": clause.number, "heading": self._script(heading)}

    def _item(self, number: int) -> str:
        clause = self._library.main.clause(number)
        return self.say("item", **self._clause(clause)) if clause else ""

    def _items(self, numbers: Sequence[int]) -> str:
        mark = "; " if self._language is Language.EN else "、"
        return mark.join(self._item(n) for n in numbers)

    def _units(self, citation: Citation) -> str:
        return self._mark().join(self._unit(u) for u in citation.units)

    def _unit(self, unit: CitedUnit) -> str:
        """A unit's printed name in the asker's script; in English our rendering with the name as printed."""
        if self._language is Language.EN and unit.english:
            return f"{unit.english} ({unit.printed})"
        return self._script(unit.printed)

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
        if draft.mistaken:
            said = (self.say("by_number", number=n, label=to_chinese(n)) for n in draft.mistaken)
            return [self.say("denied_units", denied=self._mark().join(said))]
        if not draft.denied:
            return []
        key = "denied_units" if not draft.denied[0][:1].isdigit() else "denied_figures"
        return [self.say(key, denied=self._mark().join(self._script(d) for d in draft.denied))]

    def _topic(self, draft: Draft) -> list[str]:
        first, *others = cited_numbers(draft.citations)
        said = self._of_clause(draft, first)
        parts = [
            self._joined(
                [
                    self.say("topic", **self._clause(said[0].clause)),
                    *map(self._finding, draft.findings),
                ]
            ),
            self.say("gist", gist=self._gist(said[:1])),
            *([self.say("also_missing", missing=self._missing(draft))] if draft.missing else []),
            self.say("unit_line", units=self._units(said[0])),
        ]
        for number in others:
            more = self._of_clause(draft, number)
            parts.append(
                self.say("also", **self._clause(more[0].clause), gist=self._gist(more[:1]))
            )
        return parts

    def _finding(self, finding: Finding) -> str:
        """How a size that the asker names lies to a threshold of the text."""
        kind = finding.verdict.value
        if finding.verdict in (Verdict.MET, Verdict.NOT_MET):
            kind += "_sought" if finding.threshold.sought else "_wanted"
        line = self._line(finding.threshold)
        said = _CODE.sub(lambda match: match[0].upper(), finding.money.said)
        if self._language is Language.HANT:
            said = _traditional(said)
        return self.say(f"size_{kind}", said=said, line=line)

    def _line(self, threshold: Threshold) -> str:
        """A threshold in words: as printed, or in English what is counted and how much."""
        if self._language is not Language.EN:
            return self._script(threshold.span.of(self._library.main.document.text))
        value = (threshold.fact.value or 0.0) / 10**6
        amount = f"RMB {value:,.0f} million" if value < 1000 else f"RMB {value / 1000:g} billion"
        more = threshold.fact.comparison == "以上"
        said = f"of {amount} or more" if more else f"over {amount}"
        return self.say(f"line_{threshold.subject.value}", amount=said)

    def _of_clause(self, draft: Draft, number: int) -> list[Citation]:
        return [c for c in draft.citations if c.clause and c.clause.number == number]

    def _unit_answer(self, draft: Draft) -> list[str]:
        firsts = [self._of_clause(draft, n)[0] for n in cited_numbers(draft.citations)]
        said = [self.say("units", **self._clause(c.clause), units=self._units(c)) for c in firsts]
        also = self.say("also_missing", missing=self._missing(draft)) if draft.missing else ""
        return [*said, also]

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
        return [self.say("no_such_clause", **self._size(), asked=self._asked(draft))]

    def _asked(self, draft: Draft) -> str:
        english = self._language is Language.EN
        return self._mark().join(
            str(n) if english or not 1 <= n <= 9999 else to_chinese(n) for n in draft.absent
        )

    def _own(self, draft: Draft) -> list[str]:
        """What the user's own documents say, in their own words: nobody rendered them."""
        return [self._own_said(citation) for citation in draft.citations]

    def _own_said(self, citation: Citation) -> str:
        clause = citation.clause
        place = self.say("own_place", **self._clause(clause)) if clause else ""
        gist, more = self._shortened(citation) if clause else (self._sentence(citation), False)
        title = self._script(citation.document.title)
        said = self.say("own", title=title, place=place, gist=gist.replace("\n", ""))
        doubt = self.say("own_recognised") if citation.document.recognised else ""
        return self._joined([said, self.say("more") if more else "", doubt])

    def _own_beside(self, draft: Draft) -> list[str]:
        """Where the user's own documents may say more on it; what they say stands in the quote."""
        first = draft.citations[0]
        place = self.say("own_place", **self._clause(first.clause)) if first.clause else ""
        return [self.say("own_beside", title=self._script(first.document.title), place=place)]

    def _own_no_such_clause(self, draft: Draft) -> list[str]:
        told = {key: self._script(value) for key, value in draft.details}
        return [self.say("own_no_such_clause", **told, asked=self._asked(draft))]

    def _which_document(self, draft: Draft) -> list[str]:
        items = (
            self.say("which_item", title=self._script(t), number=n, label=to_chinese(int(n)))
            for t, n in draft.details
        )
        return [self.say("which_document", items=self.say("or").join(items))]

    def _nothing_within(self, draft: Draft) -> list[str]:
        return [self.say("nothing_within")]

    def _not_within(self, draft: Draft) -> list[str]:
        titles = [f"《{self._script(title)}》" for title, _ in draft.details]
        said = self._mark().join(titles[:_TITLES])
        if len(titles) > _TITLES:
            said = self.say("and_others", titles=said, count=len(titles))
        return [self.say("not_within", titles=said)]

    def _not_stated(self, draft: Draft) -> list[str]:
        missing = self._missing(draft) or self.say("missing")
        first = draft.citations[0]
        gist, _ = self._shortened(first)
        said = self.say("not_stated", **self._clause(first.clause), missing=missing, gist=gist)
        return [said, self.say("ask_units", units=self._units(first))]

    def _missing(self, draft: Draft) -> str:
        """What is asked for and not stated, in words; "" where that is nothing in particular."""
        return self._mark().join(self.say(f"missing_{a.value}") for a in draft.missing)

    def _no_period(self, draft: Draft) -> list[str]:
        issued = self._library.main.document.issued
        return [self.say("no_period", **self._size(), issued=self._day(issued) if issued else "—")]

    def _out_of_scope(self, draft: Draft) -> list[str]:
        said = [self.say("out_of_scope", title=self._script(self._title))]
        return said + (
            [self.say("nearest", items=self._items(draft.nearest))] if draft.nearest else []
        )

    def _clarify(self, draft: Draft) -> list[str]:
        if not draft.nearest:
            return [self.say("clarify_open")]
        return [self.say("clarify", items=self._items(draft.nearest))]

    def _validity(self, validity: Validity) -> str:
        return self.say(validity.state.value, **self._period(validity))

    def _period(self, validity: Validity) -> dict[str, object]:
        document = self._library.parsed[validity.document_id].document
        return {
            "first": self._day(validity.first) if validity.first else "",
            "last": self._day(validity.last),
            "year": validity.last.year,
            "as_of": self._day(validity.as_of),
            "part": self._script(validity.span.of(document.text)),
        }

    def _day(self, day: date) -> str:
        if self._language is Language.EN:
            return f"{day.day} {day:%B %Y}"
        return f"{day.year}年{day.month}月{day.day}日"


_HALF_WIDTH = re.compile(r"(?<=[\u4e00-\u9fff”》」』〉)%])[,;:](?=[\u4e00-\u9fff“《「『〈(\d])")
_FULL_WIDTH = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a"}


def _full_width(text: str) -> str:
    """Commas, semicolons and colons between Chinese characters as running text has them; the held text has ASCII ones."""
    return _HALF_WIDTH.sub(lambda match: _FULL_WIDTH[match[0]], text)


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
    Form.OWN: Wording._own,
    Form.OWN_BESIDE: Wording._own_beside,
    Form.OWN_NO_SUCH_CLAUSE: Wording._own_no_such_clause,
    Form.WHICH_DOCUMENT: Wording._which_document,
    Form.NOTHING_WITHIN: Wording._nothing_within,
    Form.NOT_WITHIN: Wording._not_within,
}

# What a period or target year is told in; a list of clauses or a document fact is not judged.
_JUDGED = frozenset({Form.TOPIC, Form.UNITS, Form.NOT_STATED, Form.CLAUSE, Form.OWN})
