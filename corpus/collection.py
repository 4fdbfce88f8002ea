"""Changing the user's own documents: taken in, updated and removed, one writer at a time.

A change becomes real by a rename. One that was killed is undone, or finished, by whoever looks into the folder next.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from corpus.errors import CollectionError, CorpusError
from corpus.held import (
    NEW,
    OLD,
    REMOVED,
    VERSIONS,
    catalogued,
    document_in,
    folder_of,
    folders,
    locked,
)
from corpus.manifest import write_document
from corpus.model import Document
from corpus.preparing import Prepared, prepare, unique
from corpus.source import Source

T = TypeVar("T")
_AT_ONCE = 512


def add(source: Source, folder: Path, shipped: Iterable[Document] = ()) -> Prepared:
    """Take in a file, or what was fetched; its id is that of the document in the result.

    Args:
        source: a file in a format that is read, with its sidecar if it has one, or what was fetched.
        folder: where the user's own documents live.
        shipped: documents whose ids and texts are taken already.

    Raises:
        CorpusError: it cannot be read or written, or the text is held already; nothing is left behind.
    """
    fresh, others = prepare(source), tuple(shipped)
    with locked(folder):
        return _Room(folder, others).take(fresh)


def add_all(
    sources: Iterable[Source],
    folder: Path,
    shipped: Iterable[Document],
    refuse: Callable[[CorpusError], None],
) -> Iterator[Prepared]:
    """Take in many files or fetched pages, told as they are taken in; `refuse` hears why one cannot be, and the others go on.

    Files are read while nobody is kept waiting, and taken in some hundred at once: what is held already is looked through
    once each time.

    Args:
        sources: as for `add`.
        folder: where the user's own documents live.
        shipped: documents whose ids and texts are taken already.
        refuse: called with the error of each file that is not taken in.

    Raises:
        CollectionError: the folder cannot be written; what was told before is held.
    """
    others, waiting = tuple(shipped), iter(sources)
    while batch := tuple(islice(waiting, _AT_ONCE)):
        ready = tuple(_tried(prepare, batch, refuse))
        with locked(folder):
            placed = tuple(_tried(_Room(folder, others).take, ready, refuse))
        yield from placed


def _tried(
    work: Callable[[T], Prepared], things: Iterable[T], refuse: Callable[[CorpusError], None]
) -> Iterator[Prepared]:
    for thing in things:
        try:
            yield work(thing)
        except CorpusError as error:
            refuse(error)


def update(document_id: str, source: Source, folder: Path) -> Prepared:
    """Replace a document by that of a file or of what was fetched; an earlier text is kept among its versions.

    Where the text is the same, what is known of it (dates, relations) may be new: of that no version is kept.

    Raises:
        UnknownDocument: there is no such document of the user's own.
        CorpusError: as `add`; the earlier text stays.
    """
    fresh = prepare(source).renamed(document_id)
    with locked(folder):
        held = folder_of(document_id, folder)
        known = _digests(folder)
        if _told(document_in(held)) != _told(fresh.document):
            known = {digest: name for digest, name in known.items() if name != document_id}
        _check_new(fresh, known)
        with _written(fresh.document, folder) as made:
            _keep(held, made, fresh.document.digest)
            old = folder / f"{OLD}{document_id}"
            held.rename(old)
            made.rename(held)
            shutil.rmtree(old)
    return fresh


def remove(document_id: str, folder: Path) -> Path:
    """Take a document out, damaged or not; returns where it lies now.

    Raises:
        UnknownDocument: there is no such document of the user's own.
        CollectionError: the folder cannot be written.
    """
    with locked(folder):
        held = folder_of(document_id, folder)
        (folder / REMOVED).mkdir(exist_ok=True)
        aside = folder / REMOVED / f"{document_id}-{secrets.token_hex(4)}"
        held.rename(aside)
    return aside


class _Room:
    """Where new documents find their place, for who has locked the folder.

    Args:
        folder: where the user's own documents live.
        shipped: documents whose ids and texts are taken already.
    """

    def __init__(self, folder: Path, shipped: Iterable[Document]) -> None:
        others = tuple(shipped)
        self._folder = folder
        self._texts = {**_digests(folder), **{d.digest: d.id for d in others}}
        self._taken = {d.id for d in others} | {p.name for p in folders(folder)}

    def take(self, fresh: Prepared) -> Prepared:
        """Write a document, under the first id that is free.

        Raises:
            CollectionError: its text is held already; nothing is written.
        """
        _check_new(fresh, self._texts)
        named = fresh.renamed(unique(fresh.document.id, self._taken))
        document = named.document
        with _written(document, self._folder) as made:
            made.rename(self._folder / document.id)
        self._texts[document.digest] = document.id
        self._taken.add(document.id)
        return named


def _check_new(fresh: Prepared, known: dict[str, str]) -> None:
    if same := known.get(fresh.document.digest):
        what = f"{fresh.source} has the text that {same} has already; nothing was changed"
        raise CollectionError(what)


def _told(document: Document) -> Document:
    """A document without where its text is from: the same page fetched anew is nothing new."""
    return replace(document, provenance=None)


def _digests(folder: Path) -> dict[str, str]:
    """Ids by digest of the whole texts."""
    return {held.text_digest: held.folder.name for held in catalogued(folder)}


def _keep(held: Path, made: Path, text: str) -> None:
    """Put the text of `held`, where it is not that with the digest `text`, and its earlier ones among the versions of `made`."""
    earlier = held / VERSIONS
    if earlier.is_dir():
        shutil.copytree(earlier, made / VERSIONS)
    digest = document_in(held).digest
    if digest == text:
        return
    version = made / VERSIONS / digest[:12]
    version.mkdir(parents=True, exist_ok=True)
    for name in ("document.json", "text.txt"):
        shutil.copy2(held / name, version / name)


@contextmanager
def _written(document: Document, folder: Path) -> Iterator[Path]:
    """The document in a folder beside the others, to be renamed; gone where it was not."""
    made = folder / f"{NEW}{secrets.token_hex(4)}"
    made.mkdir()
    try:
        write_document(document, made)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
