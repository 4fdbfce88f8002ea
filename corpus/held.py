"""The user's own documents as they lie in a folder: found, read, checked, with nobody writing meanwhile.

<folder>/<id>/            document.json · text.txt, as shipped ones · versions/<first 12 of its digest>/ (earlier ones)
<folder>/.removed/        what was removed; nothing reads it
<folder>/.catalogue.json  what was read already (see `catalogue`)
<folder>/.new-… .old-…    a change under way (see `collection`)
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.attachments import parse_all
from corpus.catalogue import (
    CATALOGUE,
    Entry,
    Row,
    entry_of,
    read_catalogue,
    stamp_of,
    write_catalogue,
)
from corpus.errors import CollectionError, CorpusError, UnknownDocument
from corpus.manifest import read_document
from corpus.model import Document, ParsedDocument

NEW, OLD, VERSIONS, REMOVED = ".new-", ".old-", "versions", ".removed"
_FILES = ("document.json", "text.txt")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Held:
    """One of the user's documents: where it lies, a digest of its files and one of its text, and what its parts are.

    The texts are read when they are asked for, and are always those of the digest: of a document that was updated or
    removed meanwhile the earlier text is found where it is kept.
    """

    folder: Path
    digest: str
    text_digest: str
    entries: tuple[Entry, ...]

    @property
    def parts(self) -> tuple[ParsedDocument, ...]:
        """The document and the texts attached to it, read and cut anew each time.

        Raises:
            CollectionError: the text of this digest is not there any longer.
        """
        for place in (self.folder, *self._kept()):
            with suppress(CorpusError, OSError):
                document = read_document(place)
                if _digest(place, self.folder.name) == self.digest:
                    return parse_all(document)
        what = f"your document {self.folder.name} was changed by hand, or is gone"
        raise CollectionError(f"{what}; `yuce corpus verify` tells more")

    def _kept(self) -> Iterator[Path]:
        name, version = self.folder.name, self.text_digest[:12]
        yield self.folder / VERSIONS / version
        for aside in (self.folder.parent / REMOVED).glob(f"{name}-*"):
            yield from (aside, aside / VERSIONS / version)

    @property
    def document(self) -> Document:
        """The document itself, without what is attached to it. Raises as `parts`."""
        return self.parts[0].document


@dataclass(frozen=True, slots=True)
class Version:
    """A text that a document has or had: the first 12 digits of its digest, its title, and the day it came."""

    digest: str
    title: str
    since: date
    current: bool


def listed(folder: Path) -> tuple[Held, ...]:
    """The user's own documents, by id.

    Raises:
        CollectionError: one of them is damaged; says which and how to take it out.
    """
    if not folder.is_dir():
        return ()
    with _reading(folder):
        return catalogued(folder)


def catalogued(folder: Path) -> tuple[Held, ...]:
    """As `listed`, for who has locked the folder already. Only what changed since the last time is read."""
    known = read_catalogue(folder)
    rows = {place.name: _row(place, known.get(place.name)) for place in folders(folder)}
    if rows != known:
        write_catalogue(folder, rows)
    return tuple(
        Held(folder / name, row.digest, row.text_digest, row.entries) for name, row in rows.items()
    )


def history(document_id: str, folder: Path) -> tuple[Version, ...]:
    """The texts that a document has had, the present one first.

    Raises:
        UnknownDocument: there is no such document of the user's own.
        CollectionError: one of them is damaged.
    """
    with locked(folder):
        held = folder_of(document_id, folder)
        earlier = sorted((held / VERSIONS).glob("*"), key=_came, reverse=True)
        return (_version(held, current=True), *(_version(p, current=False) for p in earlier))


def verify(folder: Path) -> dict[str, str]:
    """Every document by id with what is wrong with it or its earlier versions; "" where nothing is."""
    if not folder.is_dir():
        return {}
    with _reading(folder):
        return {place.name: _fault(place) for place in folders(folder)}


def _fault(place: Path) -> str:
    try:
        _row(place)
        for earlier in (place / VERSIONS).glob("*"):
            _version(earlier, current=False)
    except CollectionError as error:
        return str(error)
    return ""


def folders(folder: Path) -> list[Path]:
    """The folders of the documents, by id."""
    return sorted(p for p in folder.iterdir() if p.is_dir() and _ID.fullmatch(p.name))


def folder_of(document_id: str, folder: Path) -> Path:
    """The folder of a document.

    Raises:
        UnknownDocument: there is no such document of the user's own; the message lists those that are.
    """
    known = folders(folder)
    for place in known:
        if place.name == document_id:
            return place
    names = ", ".join(p.name for p in known) or "none"
    raise UnknownDocument(f"no document of your own is {document_id!r}; there are: {names}")


def _row(place: Path, known: Row | None = None) -> Row:
    stamp = stamp_of(place, _FILES)
    if known and known.stamp == stamp:
        return known
    document = document_in(place)
    try:
        entries = tuple(map(entry_of, parse_all(document)))
        return Row(stamp, _digest(place, place.name), document.digest, entries)
    except CorpusError as error:
        raise _damaged(place, error) from error


def _digest(place: Path, name: str) -> str:
    digest = hashlib.sha256(name.encode())
    for file in _FILES:
        digest.update(hashlib.sha256((place / file).read_bytes()).digest())
    return digest.hexdigest()


def document_in(place: Path) -> Document:
    """The document in a folder, with what is attached to it.

    Raises:
        CollectionError: it is damaged; says how to take it out.
    """
    try:
        document = read_document(place)
    except CorpusError as error:
        raise _damaged(place, error) from error
    if document.id != place.name:
        raise _damaged(place, f"its document.json has the id {document.id!r}")
    return document


def _damaged(place: Path, why: object) -> CollectionError:
    way_out = f"`yuce corpus remove {place.name}` takes it out"
    return CollectionError(f"your document {place.name} is damaged: {why}; {way_out}")


def _came(place: Path) -> float:
    """When a text was taken in, in seconds; 0 where that cannot be told."""
    path = place / "document.json"
    return path.stat().st_mtime if path.is_file() else 0.0


def _version(place: Path, *, current: bool) -> Version:
    try:
        document = read_document(place)
        came = _came(place)
    except (CorpusError, OSError) as error:
        raise CollectionError(f"a version is damaged: {error}") from error
    since = datetime.fromtimestamp(came, UTC).date()
    return Version(document.digest[:12], document.title, since, current)


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Nobody writes meanwhile; where we cannot write nobody is waited for."""
    with locked(folder) if os.access(folder, os.W_OK) else nullcontext():
        yield


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One at a time; what a killed change left is put right first."""
    lock = FileLock(folder / ".lock", timeout=_PATIENCE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with lock:
            _settle(folder)
            yield
    except Timeout as error:
        what = f"another process has been changing {folder} for a minute; try again when it is done"
        raise CollectionError(what) from error
    except OSError as error:
        what = f"{folder} cannot be read or written: {error.strerror or error}"
        raise CollectionError(what) from error


def _settle(folder: Path) -> None:
    """An update that was killed between its two renames is undone; what else was left goes."""
    for old in folder.glob(f"{OLD}*"):
        place = folder / old.name.removeprefix(OLD)
        if place.exists():
            shutil.rmtree(old)
        else:
            old.rename(place)
    for made in folder.glob(f"{NEW}*"):
        shutil.rmtree(made)
    for half in folder.glob(f"{CATALOGUE}-*"):
        half.unlink(missing_ok=True)
