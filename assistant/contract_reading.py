"""The contract's row read back: an Answer of which every quote, unit and period is checked against the library again.

A row that comes from outside (a browser's store, a form) is believed in nothing that can be looked up.
"""

from __future__ import annotations

from datetime import date

from pydantic import TypeAdapter, ValidationError

from assistant.citation import cite, verify_answer
from assistant.contract import AnswerRow, CitationRow, NoticeRow, ValidityRow, citation_row
from assistant.errors import RowError, SourceChangedError, VerificationError
from assistant.model import Answer, Citation, Language, Status, Validity, ValidityState
from assistant.related import RelatedNotice
from assistant.standing_rows import DocumentStateRow, state_row
from corpus.errors import UnknownDocument
from corpus.library import Library
from corpus.model import Span
from corpus.notices import NoticeCard, NoticeFact, NoticeState
from corpus.standing import DocumentStanding

_ROW: TypeAdapter[AnswerRow] = TypeAdapter(AnswerRow)


def read_row(data: object) -> AnswerRow:
    """Plain data as a row; what the contract does not have is left out.

    Raises:
        RowError: a field is missing or of another kind; the message names it.
    """
    try:
        return _ROW.validate_python(data)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors())
        raise RowError("this is no answer of the contract: " + "; ".join(faults)) from error


def answer_from(row: AnswerRow, library: Library) -> Answer:
    """The answer that a row was made of, its citations made anew from the texts held now.

    `answer_row(answer_from(row, library)) == row` for every row that the assistant gave over the same texts.

    Raises:
        RowError: a status, a language, a state or a day is none.
        SourceChangedError: a quote, its place, its units or a notice is not what is held now; the message says which.
    """
    try:
        return _answer(row, library)
    except (VerificationError, UnknownDocument) as error:
        raise SourceChangedError(f"answer {row['id']} was of another text: {error}") from error
    except ValueError as error:
        raise RowError(f"answer {row['id']} cannot be read: {error}") from error


def _answer(row: AnswerRow, library: Library) -> Answer:
    answer = Answer(
        id=row["id"],
        question=row["question"],
        language=Language(row["language"]),
        status=Status(row["status"]),
        text=row["text"],
        citations=tuple(_citation(c, library) for c in row["citations"]),
        validity=tuple(_validity(v) for v in row["validity"]),
        standings=tuple(_standing(s, library) for s in row.get("document_states", [])),
        related=tuple(_notice(n, library) for n in row["related_notices"]),
        nearest=tuple(row["nearest"]),
        missing=row.get("missing", ""),
        confidence=row["confidence"],
        took_ms=row["took_ms"],
        corpus_version=row["corpus_version"],
        index_version=row["index_version"],
    )
    verify_answer(answer, library)
    return answer


def _citation(row: CitationRow, library: Library) -> Citation:
    library.document(row["document_id"])
    parsed = library.parsed[row["document_id"]]
    number = row["clause"]
    clause = None if number is None else library.clause(row["document_id"], number)
    made = cite(library, parsed, clause, Span(row["start"], row["end"]))
    if citation_row(made) != row:
        raise VerificationError(
            f"what is quoted of {row['document_id']} stands otherwise in it: {row['quote'][:40]!r}"
        )
    return made


def _validity(row: ValidityRow) -> Validity:
    first = row["from"]
    return Validity(
        document_id=row["document_id"],
        clause=row["clause"],
        first=date.fromisoformat(first) if first else None,
        last=date.fromisoformat(row["to"]),
        state=ValidityState(row["state"]),
        as_of=date.fromisoformat(row["as_of"]),
        span=Span(row["start"], row["end"]),
        asked=row["asked"],
    )


def _standing(row: DocumentStateRow, library: Library) -> DocumentStanding:
    document = library.document(row["document_id"])
    standing = library.standings.on(document.id, date.fromisoformat(row["as_of"]))
    if state_row(standing) != row:
        raise VerificationError(f"what {document.id} was on {row['as_of']} is told otherwise now")
    return standing


def _notice(row: NoticeRow, library: Library) -> RelatedNotice:
    card = library.notices.card(row["id"])
    held = (card.number, card.title, card.confirmed, card.title_confirmed)
    if held != (row["number"], row["title"], row["confirmed"], row["title_confirmed"]):
        raise VerificationError(f"the card {card.id} was changed")
    return RelatedNotice(
        card=card,
        why=row["why"],
        state=NoticeState(row["state"]),
        chain=tuple(library.notices.card(older) for older in row["chain"]),
        facts=tuple(_fact(card, f["text"], f["confirmed"]) for f in row["facts"]),
        name=row["name"],
        lines=tuple(row["lines"]),
    )


def _fact(card: NoticeCard, text: str, confirmed: bool) -> NoticeFact:
    for fact in card.facts:
        if (fact.text, fact.confirmed) == (text, confirmed):
            return fact
    raise VerificationError(f"the card {card.id} does not have the fact {text[:40]!r}")
