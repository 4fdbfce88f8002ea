"""Building an index: into a new folder, checked, then made live by one atomic rename.

A build that fails or is killed leaves the live index as it was. Building twice from the same things does nothing.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version as package_version
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.library import Library
from index import classifier
from index.chroma import ChromaStore, steady_files
from index.digests import write_digests
from index.errors import (
    IndexBusy,
    IndexCorrupt,
    IndexingError,
    IndexMismatch,
    StorageError,
)
from index.lease import is_leased
from index.lexical import build_term_index
from index.model import Passage, PassageKind, Query
from index.passages import passages
from index.ports import Encoder, Retriever
from index.store import (
    CURRENT,
    FORMAT,
    Manifest,
    OpenIndex,
    live_version,
    open_version,
    read_manifest,
    write_passages,
)
from index.tokens import terms

_LOG = logging.getLogger(__name__)
_ENCODE_BATCH = 512
_VERSION = re.compile(r"[0-9a-f]{12}-[0-9a-f]{8}")
_POINTER = re.compile(rf"\.{CURRENT}-[0-9a-f]{{8}}")

Accept = Callable[[OpenIndex], None]
"""Looks at a finished version before it is made live; raises where it shall not be."""


def ensure_index(library: Library, encoder: Encoder, folder: Path) -> OpenIndex:
    """The live index for this library and encoder; built if it is missing, damaged or made from other things.

    Raises:
        StorageError: the folder cannot be written, or the disk is full.
        IndexBusy: another process has been building for a minute.
    """
    wanted = _manifest(library, encoder, 0)
    try:
        return _open_if_current(folder, wanted, encoder)
    except IndexingError:
        # Tried once more under the lock: another process may have built it, or replaced it while it was being opened.
        return build_index(library, encoder, folder, keep_current=True)


def open_index(library: Library, encoder: Encoder, folder: Path) -> OpenIndex:
    """The live index, if it is one of this library and encoder; nothing is built.

    Raises:
        IndexMissing, IndexCorrupt, IndexMismatch: it is not.
    """
    return _open_if_current(folder, _manifest(library, encoder, 0), encoder)


def forget_index(folder: Path) -> None:
    """Take a live index out of use: there is nothing more to search. What still reads it goes on."""
    if folder.is_dir():
        with _locked(folder):
            (folder / CURRENT).unlink(missing_ok=True)


def _open_if_current(folder: Path, wanted: Manifest, encoder: Encoder) -> OpenIndex:
    live = live_version(folder)
    if read_manifest(live).key != wanted.key:
        raise IndexMismatch("the live index was made from other things")
    return open_version(live, encoder)


def build_index(
    library: Library,
    encoder: Encoder,
    folder: Path,
    *,
    keep_current: bool = False,
    accept: Accept | None = None,
) -> OpenIndex:
    """Build, check and make live a new version; older versions are removed afterwards.

    With `keep_current`, a live version made meanwhile from the same things by another process is used instead. What
    `accept` raises of the finished version is raised, and the live index stays.

    Raises:
        StorageError: the folder cannot be written, or the disk is full; the live index stays.
        IndexCorrupt: the new version fails its checks; the live index stays.
        IndexBusy: another process has been building for a minute.
    """
    with _locked(folder):
        if keep_current:
            try:
                return _open_if_current(folder, _manifest(library, encoder, 0), encoder)
            except IndexingError:
                pass
        return _build(library, encoder, folder, accept)


def verify_index(library: Library, encoder: Encoder, folder: Path) -> int:
    """Check the live index as a fresh build is checked; returns its number of passages.

    Raises:
        IndexMissing, IndexCorrupt, IndexMismatch: what is wrong with it.
    """
    live = live_version(folder)
    if read_manifest(live).key != _manifest(library, encoder, 0).key:
        raise IndexMismatch(
            f"the index in {folder} was made from another corpus, encoder or version; `yuce index build` makes it anew"
        )
    opened = open_version(live, encoder)
    try:
        _check(opened)
        return opened.manifest.passages
    finally:
        opened.close()


@contextmanager
def _locked(folder: Path, patience: float = 60.0) -> Iterator[None]:
    lock = FileLock(folder / ".lock", timeout=patience)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(
            f"another process is building the index in {folder}; try again when it is done"
        ) from error
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror or error}") from error
    try:
        yield
    finally:
        lock.release()


def _build(
    library: Library, encoder: Encoder, folder: Path, accept: Accept | None = None
) -> OpenIndex:
    _LOG.info("building the index in %s (some seconds)", folder)
    found = passages(library)
    manifest = _manifest(library, encoder, len(found))
    fresh = folder / f"{library.data_digest[:12]}-{secrets.token_hex(4)}"
    opened: OpenIndex | None = None
    try:
        _write(fresh, manifest, found, encoder, library)
        opened = open_version(fresh, encoder)
        _check(opened)
        if accept:
            accept(opened)
        _make_live(folder, fresh)
    except BaseException as error:  # whatever an encoder raises, or an interrupt
        if opened:
            opened.close()
        shutil.rmtree(fresh, ignore_errors=True)
        if isinstance(error, OSError):
            what = f"the index cannot be written to {folder}"
            raise StorageError(f"{what}: {error.strerror or error}") from error
        raise
    _remove_others(folder, fresh)
    return opened


def _manifest(library: Library, encoder: Encoder, count: int) -> Manifest:
    return Manifest(
        format=FORMAT,
        corpus=library.data_digest,
        encoder=encoder.name,
        dimension=encoder.dimension,
        passages=count,
        tantivy=package_version("tantivy"),
        chromadb=package_version("chromadb"),
        built=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _write(
    fresh: Path, manifest: Manifest, found: list[Passage], encoder: Encoder, library: Library
) -> None:
    for part in ("lexical", "dense"):
        (fresh / part).mkdir(parents=True)
    build_term_index(fresh / "lexical", found)
    dense = ChromaStore.create(fresh / "dense")
    try:
        for i in range(0, len(found), _ENCODE_BATCH):
            batch = found[i : i + _ENCODE_BATCH]
            dense.add([p.id for p in batch], encoder.encode([p.text for p in batch]))
    finally:
        dense.close()
    # The classifier tells measures from one another; articles of other texts are none.
    model = None if library.own else classifier.fit(found)
    if model:
        model.save(fresh / "classifier.npz")
    write_passages(fresh / "passages.jsonl", found)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (fresh / "manifest.json").write_text(text + "\n", encoding="utf-8")
    write_digests(fresh, steady_files(fresh / "dense"))


def _check(opened: OpenIndex) -> None:
    """Each leg must find sentences by their own text: a leg that is silently dead is found out here.

    One in five may be missed: 「特此通知。」 says nothing of its own. A sentence without terms is not asked for.
    """
    said = [p for p in opened.passages.values() if p.kind is PassageKind.SENTENCE and terms(p.text)]
    probes = said[:: max(1, len(said) // 20)]
    hybrid = opened.retriever
    for name, leg in (("lexical", hybrid.lexical), ("dense", hybrid.dense)):
        missed = [p.id for p in probes if not _finds(leg, p)]
        if len(missed) > len(probes) // 5:
            raise IndexCorrupt(
                f"the {name} leg misses {len(missed)} of {len(probes)} sentences by their own text, such as {missed[0]}"
            )


def _finds(leg: Retriever, passage: Passage) -> bool:
    hits = leg.retrieve(Query(passage.text, limit=3))
    return passage.text in [hit.passage.text for hit in hits]


def _make_live(folder: Path, fresh: Path) -> None:
    pointer = folder / f".{CURRENT}-{secrets.token_hex(4)}"
    try:
        pointer.write_text(fresh.name + "\n", encoding="utf-8")
        pointer.replace(folder / CURRENT)
    finally:
        pointer.unlink(missing_ok=True)


def _remove_others(folder: Path, live: Path) -> None:
    """Old and half-written versions go, but for those that somebody reads, and nothing that is not ours."""
    for other in folder.iterdir():
        if _POINTER.fullmatch(other.name):
            other.unlink(missing_ok=True)
        elif _VERSION.fullmatch(other.name) and other != live and not is_leased(other):
            shutil.rmtree(other, ignore_errors=True)
