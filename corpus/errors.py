"""What can go wrong with documents.

CorpusError
├── FetchingError    a document cannot be had from the web, or may not be
├── ReadingError     a file or page cannot be turned into canonical text
├── ParseError       a text cannot be cut into clauses; says where
├── ManifestError    metadata or a data file is wrong; lists every fault at once
├── CollectionError  the user's own documents cannot be changed or read; says which and how to go on
└── UnknownDocument  no document has this id, or no clause this number
"""

from __future__ import annotations


class CorpusError(Exception):
    """Base of every error that the corpus package raises."""


class FetchingError(CorpusError):
    """A document cannot be had from the web, or may not be fetched."""


class ReadingError(CorpusError):
    """A file cannot be turned into canonical text."""


class ParseError(CorpusError):
    """A text cannot be cut into clauses.

    Attributes:
        position: offset in the text, in characters, where parsing stopped.
    """

    def __init__(self, what: str, text: str, position: int) -> None:
        self.position = position
        line = text.count("\n", 0, position) + 1
        near = text[position : position + 20].replace("\n", "⏎")
        super().__init__(f"{what} at character {position} (line {line}), near {near!r}")


class ManifestError(CorpusError):
    """Document metadata, or a data file beside the texts, is wrong.

    Attributes:
        faults: every fault found, each saying what is wrong and what would be right.
    """

    def __init__(self, where: str, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__(f"{where}: " + "; ".join(faults))


class CollectionError(CorpusError):
    """The user's own documents cannot be changed or read."""


class UnknownDocument(CorpusError):
    """No document has this id, or no clause this number."""
