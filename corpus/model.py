"""Documents and their parts, as values.

Offsets are in characters (code points) of ``Document.text``; a Span is half open. Nothing here can be changed
once made: a quote is a slice of an immutable text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of a document's text, in characters."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span runs forwards from 0 on, not [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two have a character in common."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """The part of `text` that this span covers."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly within this span."""
        return self.start <= other.start and other.end <= self.end


class DocumentKind(StrEnum):
    """What a text is; a bare 「第七條」 means the policy's."""

    POLICY = "policy"
    NOTICE = "notice"
    INTERPRETATION = "interpretation"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a text comes from, and what was done to it.

    `url` and `fetched` (a time, ISO 8601) are of one that was fetched; `recognised` tells how surely its characters were
    recognised where it, or a part of it, was a picture: such a text is not verbatim for certain. "" where that is not so.
    """

    source: str
    conversion: str
    left_out: str = ""
    source_sha256: str = ""
    url: str = ""
    fetched: str = ""
    recognised: str = ""


class RelationKind(StrEnum):
    """What a document says of itself and another: what it does to it, or what the other does to it."""

    REPEALS = "repeals"
    AMENDS = "amends"
    CONTINUES = "continues"
    REPEALED_BY = "repealed_by"
    AMENDED_BY = "amended_by"  # the text held does not have the change
    CONTINUED_BY = "continued_by"
    INCORPORATES = "incorporates"  # the text held has the changes of a decision


@dataclass(frozen=True, slots=True)
class Relation:
    """What a document says of itself and another as a whole; the other by `title` or `number` as printed, or both.

    `first` is the day from which it holds, where one is stated; `last` the day to which something is continued; `dated` the day
    of the other's issue, where it is printed with it. `span` is the place that says so, None where a file beside the text does.
    """

    kind: RelationKind
    title: str | None = None
    number: str | None = None
    first: date | None = None
    last: date | None = None
    dated: date | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One official text with its metadata. `text` is canonical: it is never changed, only quoted.

    `valid_from` and `valid_to` are the first and last day of force, both None where the text does not state them.
    """

    id: str
    kind: DocumentKind
    title: str
    text: str
    number: str | None = None
    issuer: str | None = None
    issued: date | None = None
    valid_to: date | None = None
    parent: str | None = None
    addressees: str | None = None
    provenance: Provenance | None = None
    valid_from: date | None = None
    relations: tuple[Relation, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def recognised(self) -> bool:
        """Whether characters of the text were recognised in a picture (OCR): it may differ from the official text."""
        return self.provenance is not None and bool(self.provenance.recognised)


@dataclass(frozen=True, slots=True)
class Unit:
    """A responsible unit, as one clause prints it.

    `name` is as printed; where bodies share one suffix in print (兩江新區、…、萬盛經開區管委會) each has it here.
    """

    name: str
    span: Span


class FactKind(StrEnum):
    """What a fact says."""

    WINDOW = "window"  # from one day to another
    TARGET = "target"  # to be reached by a year
    AMOUNT = "amount"  # a sum of money, with or without a comparison
    COUNT = "count"  # a number of firms, parks, belts


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure or date that the text states, with the place where it stands.

    `value` is in yuan for an amount, in pieces for a count, the year for a target. `comparison` is the printed
    word (超過, 不超過, 以上, …) or "". `first` and `last` are the days of a window, both included.
    """

    kind: FactKind
    span: Span
    value: float | None = None
    comparison: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class ClausePath:
    """Where a clause stands: part, chapter, section (編, 章, 節) headings, outermost first."""

    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One measure (措施) or article (條).

    `span` covers label, heading, body and unit list; `body` the sentences; `unit_list` the bracket that names the
    responsible units, or None. `items` (項) are the （一）（二） lines inside the body, each up to the next; `paragraphs` (款) are
    its other lines, each with the items that follow it.
    """

    document_id: str
    number: int
    label: str
    span: Span
    heading: Span
    body: Span
    sentences: tuple[Span, ...]
    unit_list: Span | None = None
    units: tuple[Unit, ...] = ()
    facts: tuple[Fact, ...] = ()
    items: tuple[Span, ...] = ()
    paragraphs: tuple[Span, ...] = ()
    path: ClausePath = field(default_factory=ClausePath)

    @property
    def numeral(self) -> str:
        """The label's number as printed: 七 of 七、 and of 第七條."""
        return self.label.removeprefix("第").rstrip("條条")


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document cut into parts: `preamble`, then headings and clauses; together they are the whole text."""

    document: Document
    preamble: Span
    preamble_sentences: tuple[Span, ...]
    headings: tuple[Span, ...]
    clauses: tuple[Clause, ...]

    def clause(self, number: int) -> Clause | None:
        """The clause with this number, or None."""
        return next((c for c in self.clauses if c.number == number), None)

    def heading_text(self, clause: Clause) -> str:
        """The clause's heading as printed; "" where it has none."""
        return clause.heading.of(self.document.text)
