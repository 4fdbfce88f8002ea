"""Earlier texts of a document, which stay readable, and places that were cited in them."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import UnknownDocument
from corpus.held import VERSIONS, document_in, folder_of, locked
from corpus.manifest import read_document
from corpus.model import Document, Span


def texts_of(document_id: str, folder: Path) -> tuple[Document, ...]:
    """The document as it is, then its earlier texts, in no order.

    Raises:
        UnknownDocument: there is no such document of the user's own.
        CorpusError: one of them is damaged.
    """
    with locked(folder):
        held = folder_of(document_id, folder)
        earlier = sorted((held / VERSIONS).glob("*"))
        return (document_in(held), *map(read_document, earlier))


def text_of(document_id: str, digest: str, folder: Path) -> Document:
    """The text whose digest begins so, as `history` prints it.

    Raises:
        UnknownDocument: there is none; the message lists the digests.
        CorpusError: one of them is damaged.
    """
    texts = texts_of(document_id, folder)
    for text in texts:
        if digest and text.digest.startswith(digest):
            return text
    known = ", ".join(text.digest[:12] for text in texts)
    raise UnknownDocument(f"{document_id} has no text {digest!r}; there are: {known}")


def cited_in(document_id: str, span: Span, quote: str, folder: Path) -> Document | None:
    """The text in which a quote stands at its place, the present one first; None where it stands in none.

    Raises:
        UnknownDocument: there is no such document of the user's own.
        CorpusError: one of its texts is damaged.
    """
    texts = texts_of(document_id, folder)
    return next((text for text in texts if quote and span.of(text.text) == quote), None)
