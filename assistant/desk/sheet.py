"""What is shown of a clause or of the answer to a question: the 口径, the quotes with their reading, units, cards, whole text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from assistant.citation import cite
from assistant.desk.lookup import Reason, Row, best_sentence, marked
from assistant.desk.spoken import Case, Spoken, of_clause, spoken
from assistant.model import Answer, Citation, CitedUnit, Language, Validity
from assistant.notice_wording import worded
from assistant.page_words import words
from assistant.related import RelatedNotice, related
from assistant.validity import validity_of
from corpus.errors import UnknownDocument
from corpus.folding import fold, simplified
from corpus.library import Library
from corpus.model import Clause, ParsedDocument, Span
from corpus.reading import simplified_reading

_WORDS = words(Language.HANS)
_BEFORE = 16
_REASONS = {Reason.NUMBER: "条号", Reason.UNIT: "单位", Reason.DOCUMENT: "文件", Reason.WORDS: ""}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is marked."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Badge:
    """A state with what it is called."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote, verbatim, and beside it its reading ("" where the source is Simplified); `lang` is the source's script."""

    text: str
    reading: str
    lang: str


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """A responsible unit: short, in full (Simplified), and whether that is confirmed."""

    printed: str
    full: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of results. `place` goes into addresses: document, clause (0: the opening), start and end."""

    document_id: str
    clause: int
    start: int
    end: int
    label: str
    heading: str
    document: str
    pieces: tuple[Piece, ...]
    lang: str
    units: str
    badges: tuple[Badge, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """One clause of a sheet: what is quoted of it, who is responsible, and its whole text with the quotes marked."""

    document_id: str
    clause: int
    label: str
    heading: str
    document: str
    quotes: tuple[Quote, ...]
    badges: tuple[Badge, ...]
    units: tuple[ShownUnit, ...]
    whole: tuple[Piece, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that an operator needs for one reply."""

    title: str
    status: Badge
    badges: tuple[Badge, ...]
    spoken: Spoken
    sources: tuple[Source, ...]
    notices: tuple[RelatedNotice, ...]
    text: str = ""

    @property
    def cited(self) -> str:
        """The clauses as the call form carries them: document:clause, …"""
        return " ".join(f"{s.document_id}:{s.clause}" for s in self.sources)


def answer_sheet(answer: Answer, library: Library, as_of: date) -> Sheet:
    """The sheet of the answer to a question."""
    clauses = dict.fromkeys((c.document.id, c.clause) for c in answer.citations)
    groups = [[c for c in answer.citations if (c.document.id, c.clause) == key] for key in clauses]
    asked = [v for v in answer.validity if v.asked]
    return Sheet(
        title=_title(groups),
        status=Badge(answer.status.value, getattr(_WORDS, answer.status.value)),
        badges=badges(asked),
        spoken=spoken(answer, library, as_of),
        sources=tuple(_source(group, answer.validity, library) for group in groups),
        notices=answer.related,
        text=answer.text,
    )


def _title(groups: Sequence[Sequence[Citation]]) -> str:
    if not groups:
        return ""
    first = groups[0][0]
    more = f" 等{len(groups)}条" if len(groups) > 1 else ""
    return f"{_label(first.clause)} {simplified_reading(first.heading)}{more}".strip()


def clause_sheet(library: Library, row: Row, asked: str, as_of: date) -> Sheet:
    """The sheet of a clause that was looked up, without a verdict on the question."""
    parsed = library.parsed[row.document_id]
    clause = parsed.clause(row.clause) if row.clause else None
    citation = cite(library, parsed, clause, row.place)
    validity = validity_of([citation], as_of)
    told = validity_of([_of_periods(citation)], as_of)
    cards = _cards(library, citation, asked, as_of)
    case = Case(library, asked, (citation,), validity, cards, as_of=as_of)
    return Sheet(
        title=f"{_label(clause)} {simplified_reading(citation.heading)}".strip(),
        status=Badge("looked_up", "查阅"),
        badges=badges(told),
        spoken=of_clause(case) if clause else _of_opening(citation),
        sources=(_source([citation], validity, library),),
        notices=cards,
    )


def _of_opening(citation: Citation) -> Spoken:
    said = f"《{simplified_reading(citation.document.title)}》写明：{simplified_reading(citation.quote)}"
    return Spoken(said, said)


def _cards(
    library: Library, citation: Citation, asked: str, as_of: date
) -> tuple[RelatedNotice, ...]:
    if citation.clause is None or citation.document != library.main.document:
        return ()
    said, numbers = fold(citation.quote).text, (citation.clause.number,)
    found = related(fold(asked).text, numbers, as_of, library.notices, said)
    return worded(found, library.notices, Language.HANS, as_of)


def place_of(
    library: Library, document_id: str, number: int, start: int, end: int, asked: str
) -> Row:
    """The row that an address names; where its place is not one that may be quoted, the clause's best sentence.

    Raises:
        UnknownDocument: there is no such document or clause.
    """
    library.document(document_id)
    parsed = library.parsed[document_id]
    text = fold(asked).text
    clause = library.clause(document_id, number) if number else None
    allowed = _quotable(parsed, clause)
    if not allowed:
        raise UnknownDocument(f"{parsed.document.title} has no opening that could be quoted")
    place = next((s for s in allowed if (s.start, s.end) == (start, end)), None)
    place = place or (best_sentence(parsed, clause, text) if clause else allowed[0])
    return Row(document_id, number or None, place, marked(parsed, place, text), Reason.NUMBER)


def _quotable(parsed: ParsedDocument, clause: Clause | None) -> tuple[Span, ...]:
    if clause is None:
        return parsed.preamble_sentences
    return (*clause.sentences, *([clause.unit_list] if clause.unit_list else ()), clause.heading)


def sentences(library: Library, row: Row) -> tuple[tuple[Span, str], ...]:
    """The sentences of a row's clause, each with its reading: what a similar question may be attached to."""
    parsed = library.parsed[row.document_id]
    clause = parsed.clause(row.clause) if row.clause else None
    places = clause.sentences if clause else ()
    return tuple((s, simplified_reading(s.of(parsed.document.text))) for s in places)


def shown_rows(library: Library, rows: Iterable[Row], as_of: date) -> tuple[ShownRow, ...]:
    """Rows as they are listed."""
    return tuple(_shown(library, row, as_of) for row in rows)


def _shown(library: Library, row: Row, as_of: date) -> ShownRow:
    parsed = library.parsed[row.document_id]
    document = parsed.document
    clause = parsed.clause(row.clause) if row.clause else None
    main = document.id == library.main.document.id
    return ShownRow(
        document_id=row.document_id,
        clause=row.clause or 0,
        start=row.place.start,
        end=row.place.end,
        label=_label(clause),
        heading=simplified_reading(parsed.heading_text(clause)) if clause else "",
        document="" if main else simplified_reading(document.title),
        pieces=_from_first_mark(pieces(document.text, row.place, row.marks)),
        lang=_script(document.text[:400]),
        units=_brief_units(clause),
        badges=_row_badges(library, row, clause, as_of),
        reason=_REASONS[row.reason],
    )


def _row_badges(
    library: Library, row: Row, clause: Clause | None, as_of: date
) -> tuple[Badge, ...]:
    if clause is None:
        return ()
    citation = Citation(library.parsed[row.document_id].document, clause, row.place)
    return badges(validity_of([_of_periods(citation)], as_of))


def _of_periods(citation: Citation) -> Citation:
    """What tells of time beside a place: the place; of a bracket of units, which has no dates, the whole clause."""
    clause = citation.clause
    if clause and citation.span in (clause.unit_list, clause.heading):
        return replace(citation, span=clause.span)
    return citation


def _brief_units(clause: Clause | None) -> str:
    units = [simplified_reading(u.name) for u in clause.units] if clause else []
    return "、".join(units[:3]) + (f" 等{len(units)}个" if len(units) > 3 else "")


def _label(clause: Clause | None) -> str:
    return f"第{clause.numeral}条" if clause else "开头部分"


def badges(validity: Iterable[Validity]) -> tuple[Badge, ...]:
    """What periods and targets are on the day, without repeats: 已过期 2025-12-31."""
    told = (
        Badge(v.state.value, _template(v).format(first=v.first, last=v.last, year=v.last.year))
        for v in validity
    )
    return tuple(dict.fromkeys(told))


def _template(validity: Validity) -> str:
    return str(getattr(_WORDS, validity.state.value))


def _source(cited: Sequence[Citation], validity: Iterable[Validity], library: Library) -> Source:
    first = cited[0]
    document, clause = first.document, first.clause
    text = document.text
    area = clause.span if clause else (Span(first.span.start, max(c.span.end for c in cited)))
    concerned = [v for v in validity if any(c.span.contains(v.span) for c in cited)]
    lang = _script(text[:400])
    number = simplified_reading(document.number or "")
    return Source(
        document_id=document.id,
        clause=clause.number if clause else 0,
        label=_label(clause),
        heading=simplified_reading(first.heading),
        document=f"《{simplified_reading(document.title)}》{number}",
        quotes=tuple(_quote(c.quote, lang) for c in cited),
        badges=badges(concerned) if clause else (),
        units=tuple(map(_unit, first.units)),
        whole=tuple(pieces(text, area, tuple(c.span for c in cited))),
        lang=lang,
    )


def _quote(text: str, lang: str) -> Quote:
    return Quote(text.strip(), simplified_reading(text).strip() if lang == "zh-Hant" else "", lang)


def _unit(unit: CitedUnit) -> ShownUnit:
    printed = simplified_reading(unit.printed)
    return ShownUnit(printed, unit.full_hans if unit.full_hans != printed else "", unit.confirmed)


@lru_cache(maxsize=256)
def _script(begins: str) -> str:
    return "zh-Hans" if simplified(begins) == begins else "zh-Hant"


def pieces(text: str, area: Span, marks: Iterable[Span]) -> Iterator[Piece]:
    """An area in pieces, in order; together they are its text."""
    at = area.start
    for mark in sorted(m for m in marks if area.contains(m)):
        if mark.start >= at:
            yield Piece(text[at : mark.start])
            yield Piece(mark.of(text), marked=True)
            at = mark.end
    yield Piece(text[at : area.end])


def _from_first_mark(parts: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces from a few characters before the first mark on: a row shows two lines of them."""
    kept = [p for p in parts if p.text]
    if len(kept) > 1 and not kept[0].marked and len(kept[0].text) > _BEFORE * 2:
        kept[0] = Piece(f"…{kept[0].text[-_BEFORE:]}")
    return tuple(kept)
