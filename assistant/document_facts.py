"""Questions about the document as a whole: its number, date, issuer, title, addressees, purpose, size."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.asks import Aspect
from assistant.citation import cite
from assistant.draft import Draft, Form
from assistant.model import Citation, Status
from assistant.understand import Reading, words_in
from corpus.library import Library
from corpus.model import ParsedDocument

# Words that only a document's own parts have: they outweigh whatever else the question holds.
_PARTS = re.compile(
    r"文号|字号|标题|抬头|主送|收文|受文|落款|发文机关|document number|reference number|addressee"
)
_WHOLE = re.compile(
    r"文件|这份|这个文|制定|出台|印发|该文|此文|92号|政策|措施|通知|办法|渝府办发|文号|字号|落款|发文|收文|受文|抬头|主送|notice|document|policy|polic|measures|circular|paper"
)


_FACTS = (
    Aspect.NUMBER,
    Aspect.ISSUED,
    Aspect.ISSUER,
    Aspect.TITLE,
    Aspect.ADDRESSEES,
    Aspect.APPROVAL,
    Aspect.DEMAND,
)
_OF_DOCUMENT = (*_FACTS, Aspect.PURPOSE, Aspect.OVERVIEW, Aspect.CLAUSE_COUNT)
_CLEARLY = 0.6


def asks_about_document(reading: Reading, library: Library) -> bool:
    """Whether something is asked for that only a document as a whole has, and a document is named or it is clear."""
    asked = [reading.chances[a] for a in _OF_DOCUMENT if reading.asks(a)]
    if words_in(reading.text, library.abbreviations):  # RCEP在文中的全名 is of something in it
        return False
    return bool(asked) and (bool(_WHOLE.search(reading.text)) or max(asked) >= _CLEARLY)


def names_document_part(reading: Reading) -> bool:
    """Whether the question names a part of the document as such: its number, title, addressees."""
    return bool(_PARTS.search(reading.text)) and bool(_matching(reading))


def document_draft(reading: Reading, library: Library, confidence: float) -> Draft | None:
    """The answer to a question about the document as a whole; None where it is not recognised what of it is asked."""
    if reading.asks(Aspect.CLAUSE_COUNT):
        return _from_preamble(library, Form.COUNT, confidence)
    if reading.asks(Aspect.PURPOSE) and not _PARTS.search(reading.text):
        draft = _from_preamble(library, Form.DOCUMENT, confidence)
        purpose = draft.citations[0].quote if draft.citations else ""
        return replace(draft, details=(("purpose", purpose),))
    lines = [(d, _lines(library, library.notice, d[1])) for d in _details(reading, library)]
    stated = {detail: found for detail, found in lines if found}
    if stated:
        # The issuer stands in the signature and in the title: both are shown.
        most = {detail: 2 if detail[0] == "issuer" else 1 for detail in stated}
        shown = [line for detail, found in stated.items() for line in found[: most[detail]]]
        citations = tuple(dict.fromkeys(shown))
        return Draft(Status.ANSWERED, Form.DOCUMENT, citations, confidence, details=tuple(stated))
    if reading.asks(Aspect.VALIDITY):
        return _no_period(library, confidence)
    if reading.asks(Aspect.OVERVIEW) or _WHOLE.search(reading.text):
        return _from_preamble(library, Form.OVERVIEW, confidence)
    return None


def _matching(reading: Reading) -> list[str]:
    asked = {aspect for aspect in _FACTS if reading.asks(aspect)}
    if reading.asks(Aspect.CONFIRM) and asked & {Aspect.ISSUED, Aspect.ISSUER}:
        asked |= {Aspect.ISSUED, Aspect.ISSUER}  # 是市商务委2024年1月印的吧: either may be wrong
    return [aspect.value for aspect in _FACTS if aspect in asked]


def _details(reading: Reading, library: Library) -> list[tuple[str, str]]:
    document = library.main.document
    notice = library.notice.document if library.notice else document
    issued = document.issued
    values = {
        "number": document.number or "",
        "issued": f"{issued.year}年{issued.month}月{issued.day}日" if issued else "",
        "issuer": document.issuer or "",
        "title": document.title,
        "addressees": notice.addressees or "",
        "approval": "已經市政府同意",
        "demand": "請認真貫徹執行",
    }
    return [(key, values[key]) for key in _matching(reading) if values[key]]


def _lines(library: Library, notice: ParsedDocument | None, value: str) -> tuple[Citation, ...]:
    """The lines of the notice that state a value: one that is the value before those that contain it."""
    if notice is None:
        return ()
    text = notice.document.text
    holding = [s for s in notice.preamble_sentences if value in s.of(text)]
    holding.sort(key=len)
    return tuple(cite(library, notice, None, span) for span in holding)


def _from_preamble(library: Library, form: Form, confidence: float) -> Draft:
    spans = library.main.preamble_sentences
    citations = tuple(cite(library, library.main, None, span) for span in spans[:1])
    return Draft(Status.ANSWERED, form, citations, confidence)


def _no_period(library: Library, confidence: float) -> Draft:
    """The document as a whole: the text names no last day; only single sentences have windows and targets."""
    issued = library.main.document.issued
    value = f"{issued.year}年{issued.month}月{issued.day}日" if issued else ""
    lines = _lines(library, library.notice, value)[:1]
    return Draft(
        Status.NOT_STATED,
        Form.NO_PERIOD,
        lines,
        confidence,
        missing=(Aspect.VALIDITY,),
    )
