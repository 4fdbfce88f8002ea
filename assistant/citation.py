"""Citing a place in a document, and verifying citations before an answer leaves."""

from __future__ import annotations

from dataclasses import replace

from assistant.errors import VerificationError
from assistant.model import Answer, Citation, CitedUnit
from assistant.validity import validity_of
from corpus.library import Library
from corpus.model import Clause, ParsedDocument, Span
from corpus.units import Alias


def cite(library: Library, parsed: ParsedDocument, clause: Clause | None, span: Span) -> Citation:
    """Cite a place in a clause (or, with None, in the preamble), with the clause's responsible units.

    Raises:
        VerificationError: the place is not made of whole sentences (or whole lines) of that clause.
    """
    citation = Citation(parsed.document, clause, span, units_of(library, parsed, clause))
    verify(citation, library)
    return citation


def units_of(
    library: Library, parsed: ParsedDocument, clause: Clause | None
) -> tuple[CitedUnit, ...]:
    """The responsible units of a clause with their full names; an alias of the text stands for its members."""
    defined = library.aliases[parsed.document.id]
    return tuple(_unit(library, u.name, defined) for u in clause.units) if clause else ()


def _unit(library: Library, printed: str, defined: tuple[Alias, ...]) -> CitedUnit:
    members = library.registry.members(printed, defined)
    records = [library.registry.record(member) for member in members]
    known = [r for r in records if r is not None]
    if len(known) < len(records):
        return CitedUnit(printed, printed, printed, confirmed=False)
    return CitedUnit(
        printed,
        "、".join(r.full for r in known),
        "、".join(r.full_hans for r in known),
        all(r.confirmed for r in known),
        known[0].english if len(known) == 1 else "",
    )


def verify(citation: Citation, library: Library) -> None:
    """Check that a citation is of the held text, stands in its clause, and ends where sentences end.

    Raises:
        VerificationError: it does not; the message says how.
    """
    parsed = library.parsed.get(citation.document.id)
    if parsed is None or parsed.document != citation.document:
        raise VerificationError(
            f"{citation.document.id} is not a document that is held, or its text was changed"
        )
    if citation.clause is not None and citation.clause not in parsed.clauses:
        raise VerificationError(
            f"clause {citation.clause.number} is not one of {citation.document.id}"
        )
    _verify_place(citation.span, parsed, citation.clause)
    if citation.units != units_of(library, parsed, citation.clause):
        raise VerificationError("the units are not those that the clause prints")


def _verify_place(span: Span, parsed: ParsedDocument, clause: Clause | None) -> None:
    if not len(span):
        raise VerificationError("a quote cannot be empty")
    starts, ends = _boundaries(parsed, clause)
    if span.start not in starts or span.end not in ends:
        where = f"clause {clause.number}" if clause else "the preamble"
        raise VerificationError(
            f"[{span.start}, {span.end}) is not a run of whole sentences of {where}"
        )


def _boundaries(parsed: ParsedDocument, clause: Clause | None) -> tuple[set[int], set[int]]:
    """Where a quote may start and end."""
    if clause is None:
        places = list(parsed.preamble_sentences)
    else:
        places = [*clause.sentences, clause.heading]
        places += [clause.unit_list] if clause.unit_list else []
    places = [p for p in places if len(p)]
    return {p.start for p in places}, {p.end for p in places}


def verify_quote(quote: str, parsed: ParsedDocument, clause: Clause | None) -> Span:
    """Find a quote that someone gives as text; it must be verbatim, whole sentences, and of that clause.

    Nothing is forgiven: neither a digit, a script, a width, a space nor a quotation mark.

    Raises:
        VerificationError: it is not.
    """
    text = parsed.document.text
    area = clause.span if clause else parsed.preamble
    starts, ends = _boundaries(parsed, clause)
    for start in sorted(starts):
        span = Span(start, start + len(quote))
        if quote and area.contains(span) and span.of(text) == quote and span.end in ends:
            return span
    where = f"clause {clause.number}" if clause else "the preamble"
    raise VerificationError(
        f"the quote is not verbatim in {where} of {parsed.document.id}: {quote[:40]!r}"
    )


def verify_answer(answer: Answer, library: Library) -> None:
    """Verify everything in an answer that is checked by machine: citations, units, and periods.

    Raises:
        VerificationError: one of them does not hold.
    """
    for citation in answer.citations:
        verify(citation, library)
    for validity in answer.validity:
        stated = validity_of(answer.citations, validity.as_of)
        if replace(validity, asked=True) not in stated:
            raise VerificationError(
                f"no cited sentence of clause {validity.clause} states a period until {validity.last}"
            )
