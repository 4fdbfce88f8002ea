"""An answer's text in the parts of its card. What the card says elsewhere (quote, units) is not said twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from assistant.model import Answer, Citation, Language
from corpus.folding import simplified
from corpus.model import Document

_NOTE = r"(?:注意[:\uff1a][^。]*。|Please note:[^.]*\.(?: The document does not say[^.]*\.)?)"
_SINCE = (
    r"(?:此[后後]的[变變]化[\uff08(]摘要·非原文[)\uff09].*$|What has come since \(our summary.*$)"
)
_PARTS = re.compile(f"({_NOTE}|{_SINCE})", re.DOTALL)
_UNITS = re.compile(
    r"(?:(?<=^)|(?<=[。.]))\s*(?:[责責]任[单單]位是|具[体體]可以向[责責]任[单單]位[询詢][问問][\uff1a:])[^。]*。"
    r"|(?:(?<=^)|(?<=[.] ))(?:Responsible units: |Please ask the responsible units: )[^.]*\."
)
_SAYS = ("原文写明:", "原文寫明:")
_SENTENCE_END = re.compile(r"(?<=[。!?])(?=.)|(?<=[.!?]) (?=[A-Z“])")
_LONGEST_LEAD = {Language.HANS: 70, Language.HANT: 70, Language.EN: 170}
_ASCII = str.maketrans("\uff0c\uff1b\uff1a", ",;:")
_BEGINNING = 400


class PartKind(StrEnum):
    """What a part of the text is for the eye."""

    LEAD = "lead"  # the answer in a sentence
    TEXT = "text"
    NOTE = "note"  # a period that is over or not begun
    SINCE = "since"  # what has come since, from a notice's card


_ORDER = {PartKind.LEAD: 0, PartKind.NOTE: 1, PartKind.SINCE: 1, PartKind.TEXT: 2}


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of the card."""

    kind: PartKind
    text: str


def card_parts(answer: Answer) -> list[Part]:
    """The text's parts, without what stands elsewhere in the card: the units, and a quote in its own script.

    After a sentence that leads comes whether it still holds, and what has come since; then the rest, each in its order.
    """
    parts: list[Part] = []
    for piece in _PARTS.split(_once(answer)):
        if re.fullmatch(_NOTE, piece):
            parts.append(Part(PartKind.NOTE, piece))
        elif re.fullmatch(_SINCE, piece, re.DOTALL):
            parts.append(Part(PartKind.SINCE, piece))
        elif piece.strip():
            parts += _prose(piece.strip(), answer.language, leads=not parts)
    leads = bool(parts) and parts[0].kind is PartKind.LEAD
    return sorted(parts, key=lambda part: _ORDER[part.kind]) if leads else parts


def _prose(text: str, language: Language, *, leads: bool) -> list[Part]:
    """Running text; its first sentence leads where it is short enough to be taken in at a glance."""
    first = _SENTENCE_END.split(text)[0]
    if not leads or len(first) > _LONGEST_LEAD[language]:
        return [Part(PartKind.TEXT, text)]
    more = text[len(first) :].strip()
    return [Part(PartKind.LEAD, first), *([Part(PartKind.TEXT, more)] if more else [])]


def _once(answer: Answer) -> str:
    """The text without its unit lines where a citation shows units, and without a gist that is the quote itself."""
    text = answer.text
    if any(c.units for c in answer.citations):
        text = _UNITS.sub("", text)
    quoted = "".join(c.quote for c in _of_first_clause(answer)).translate(_ASCII)
    if not quoted or answer.language.value != script(answer.citations[0].document):
        return text.strip()
    flat = text.translate(_ASCII)
    for says in _SAYS:
        at = flat.find(says + quoted)
        if at >= 0:
            return (text[:at] + text[at + len(says) + len(quoted) :]).strip()
    return text.strip()


def _of_first_clause(answer: Answer) -> list[Citation]:
    """The citations of the clause cited first, but for its unit list, which the prose does not quote."""
    if not answer.citations:
        return []
    clause = answer.citations[0].clause
    run = takewhile(lambda c: c.clause == clause, answer.citations)
    return [c for c in run if clause is None or c.span != clause.unit_list]


def says_reading(answer: Answer, reading: str) -> bool:
    """Whether the text already has a reading of a quote in the asker's script."""
    return reading.translate(_ASCII) in answer.text.translate(_ASCII)


def script(document: Document) -> str:
    """The script of a document, told by its beginning: the shipped texts are Traditional, the user's own may be either."""
    begins = document.text[:_BEGINNING]
    return "zh-Hans" if simplified(begins) == begins else "zh-Hant"
