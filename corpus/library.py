"""All documents that the assistant answers from, parsed, with their units, aliases and similar questions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from itertools import islice
from pathlib import Path

from corpus.annotations import Annotations, read_annotations
from corpus.catalogue import Entry, entry_of
from corpus.clauses import parse
from corpus.eligibility import Eligibility, read_eligibility
from corpus.errors import ReadingError, UnknownDocument
from corpus.folding import fold
from corpus.held import Held, listed
from corpus.joining import KEPT, joined
from corpus.lazily import Lazily
from corpus.lexicon import Lexicon, read_lexicon
from corpus.manifest import check_ids, folder_digest, read_document
from corpus.model import Clause, Document, DocumentKind, ParsedDocument, Span
from corpus.notice_rows import read_notices
from corpus.notices import NoticeCard, Notices
from corpus.renderings import Renderings, read_renderings
from corpus.similar import SimilarQuestion, read_similar
from corpus.standing import Standings
from corpus.units import Alias, UnitRegistry, aliases, load_registry

_ABBREVIATION = re.compile(r"(?<![A-Za-z])[A-Z]{3,}(?![A-Za-z])")
_TOLD = 20


@dataclass(frozen=True)
class Library:
    """The documents with what belongs to each, by document id.

    `registry` holds the units of all of them; `notices` the cards of related notices, `eligibility` who may
    make use of what; `data_digest` is a digest of every file they were read from.
    `own` names the user's own documents, which come last; `entries` tells what they are, `digests` the digest of each one's
    files, and `own_digest` is of them all, "" where there are none. There may be many: they are read when they are asked
    for, so that whoever needs all titles or dates takes them from `entries`.
    """

    parsed: Mapping[str, ParsedDocument]
    similar: dict[str, tuple[SimilarQuestion, ...]]
    renderings: dict[str, Renderings]
    annotations: dict[str, Annotations]
    lexicons: dict[str, Lexicon]
    registry: UnitRegistry
    data_digest: str
    notices: Notices = field(default_factory=Notices)
    eligibility: dict[str, Eligibility] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    own_digest: str = ""

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The ids of the user's own documents and of the texts attached to them."""
        return tuple(self.entries)

    @cached_property
    def catalogue(self) -> tuple[Entry, ...]:
        """What each document is, the user's own last: none of theirs is read for it."""
        shipped = self.shipped_part.parsed.values()
        return (*map(entry_of, shipped), *self.entries.values())

    @cached_property
    def shipped_part(self) -> Library:
        """Without the user's own documents: what the index of the policy is made from."""
        parsed = {key: self.parsed[key] for key in self.parsed if key not in self.entries}
        return replace(self, parsed=parsed, entries={}, digests={}, own_digest="")

    @cached_property
    def own_part(self) -> Library:
        """The user's own documents alone: what their index is made from."""
        parsed = Lazily(self.entries, self.parsed.__getitem__, kept=0)
        return replace(self, parsed=parsed, data_digest=self.own_digest)

    @cached_property
    def main(self) -> ParsedDocument:
        """The policy that a bare 「第七條」 means: the first document of that kind.

        Raises:
            UnknownDocument: there is no policy.
        """
        for parsed in self.shipped_part.parsed.values():
            if parsed.document.kind is DocumentKind.POLICY:
                return parsed
        raise UnknownDocument(f"no document is a policy; known are {_named(self.parsed)}")

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """The Latin abbreviations that the policy's text has, in lower case: rcep, dtc."""
        return frozenset(w.lower() for w in _ABBREVIATION.findall(self.main.document.text))

    @cached_property
    def notice(self) -> ParsedDocument | None:
        """The notice that issued the policy, if it is held."""
        shipped = self.shipped_part.parsed.values()
        of_kind = (p for p in shipped if p.document.kind is DocumentKind.NOTICE)
        return next((p for p in of_kind if p.document.parent == self.main.document.id), None)

    @cached_property
    def told(self) -> Mapping[str, Entry]:
        """What each document is, by id; as `catalogue`."""
        return {entry.id: entry for entry in self.catalogue}

    @cached_property
    def standings(self) -> Standings:
        """What each document is on a day, by the relations among them."""
        return Standings(self.told, self.notices, self._quoted)

    def _quoted(self, document_id: str, span: Span) -> str:
        return span.of(self.parsed[document_id].document.text)

    @cached_property
    def aliases(self) -> Mapping[str, tuple[Alias, ...]]:
        """The short names that each document defines, by document id."""
        return Lazily(self.parsed, lambda key: _aliases(self.parsed[key]), KEPT)

    def full_text(self, card: NoticeCard) -> ParsedDocument | None:
        """The document that is the notice of a card, where its full text is held."""
        numbers = [(key, p.document.number) for key, p in self.shipped_part.parsed.items()]
        numbers += [(key, entry.number) for key, entry in self.entries.items()]
        held = (key for key, number in numbers if number and _same_number(number, card.number))
        return next(map(self.parsed.__getitem__, held), None)

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that change whenever a text, its metadata or a data file does."""
        both = hashlib.sha256(f"{self.data_digest} {self.own_digest}".encode()).hexdigest()
        return (both if self.own_digest else self.data_digest)[:12]

    def document(self, document_id: str) -> Document:
        """The document with this id.

        Raises:
            UnknownDocument: there is none; the message lists the ids.
        """
        if document_id not in self.parsed:
            raise UnknownDocument(f"no document {document_id!r}; known are {_named(self.parsed)}")
        return self.parsed[document_id].document

    def clause(self, document_id: str, number: int) -> Clause:
        """A clause by document and number.

        Raises:
            UnknownDocument: there is no such document or clause.
        """
        document = self.document(document_id)
        clause = self.parsed[document_id].clause(number)
        if clause is None:
            numbers = [c.number for c in self.parsed[document_id].clauses]
            has = f"clauses {numbers[0]} to {numbers[-1]}" if numbers else "no clauses"
            raise UnknownDocument(f"{document.title} has {has}, none with the number {number}")
        return clause


def _named(ids: Collection[str]) -> str:
    """The first ids: of ten thousand nobody reads all."""
    more = len(ids) - _TOLD
    return ", ".join(islice(ids, _TOLD)) + (f" and {more} more" if more > 0 else "")


def _aliases(parsed: ParsedDocument) -> tuple[Alias, ...]:
    return aliases(parsed.document, parsed.clauses)


def _same_number(one: str | None, other: str | None) -> bool:
    """Whether two numbers are one, whatever their script and spaces."""
    plain = [fold(n or "").text.replace(" ", "") for n in (one, other)]
    return plain[0] == plain[1] != ""


def packaged_documents() -> Path:
    """The folder of the documents that ship with the package."""
    return Path(str(files("corpus").joinpath("documents")))


def load_library(folder: Path | None = None, own: Path | None = None) -> Library:
    """Read every document folder below `folder` (default: the shipped ones), in the order of their names.

    With `own`, the user's own documents that live there come after them.

    Raises:
        CollectionError: one of the user's own documents is damaged, or has the id of another; says how to take it out.
        ReadingError: the folder or a file is missing or unreadable.
        ManifestError: metadata or a data file is wrong, or two documents have one id.
        ParseError: a text cannot be cut.
    """
    folder = folder or packaged_documents()
    if not folder.is_dir():
        raise ReadingError(f"{folder} is not a folder; it should hold one folder per document")
    folders = sorted(path.parent for path in folder.glob("*/document.json"))
    if not folders:
        raise ReadingError(
            f"{folder} holds no document; a document is a folder with document.json and text.txt"
        )
    placed = [(f, parse(read_document(f))) for f in folders]
    check_ids(folder, [(f, p.document.id) for f, p in placed])
    parsed = {p.document.id: p for _, p in placed}
    similar = {p.document.id: read_similar(f / "similar.jsonl", p) for f, p in placed}
    renderings = {p.document.id: read_renderings(f / "english.jsonl", p) for f, p in placed}
    annotations = {p.document.id: read_annotations(f / "annotations.jsonl", p) for f, p in placed}
    lexicons = {p.document.id: read_lexicon(f / "lexicon.jsonl", p) for f, p in placed}
    registry = load_registry(folder / "units.json")
    notices = read_notices(folder / "notices.jsonl", _measure_count(parsed))
    eligibility = {
        p.document.id: read_eligibility(
            f / "eligibility.jsonl", p, annotations[p.document.id], notices
        )
        for f, p in placed
    }
    library = Library(
        parsed,
        similar,
        renderings,
        annotations,
        lexicons,
        registry,
        folder_digest(folder),
        notices,
        eligibility,
    )
    return with_own(library, listed(own)) if own else library


def with_own(library: Library, held: Sequence[Held]) -> Library:
    """A library with the user's own documents, to which nothing else belongs yet.

    Raises:
        CollectionError: one has the id of another document.
    """
    own = joined(library.parsed, held)
    return replace(
        library,
        parsed=own.parsed,
        similar={**library.similar, **dict.fromkeys(own.entries, ())},
        renderings={**library.renderings, **dict.fromkeys(own.entries, Renderings())},
        annotations={**library.annotations, **dict.fromkeys(own.entries, Annotations())},
        lexicons={**library.lexicons, **dict.fromkeys(own.entries, Lexicon())},
        entries=own.entries,
        digests=own.digests,
        own_digest=own.digest,
    )


def _measure_count(parsed: dict[str, ParsedDocument]) -> int:
    """How many clauses the first policy has."""
    policies = (p for p in parsed.values() if p.document.kind is DocumentKind.POLICY)
    return next((len(p.clauses) for p in policies), 0)
