"""Building an index: into a new folder, checked, then made live by one atomic rename.

A build that fails or is killed leaves the live index as it was. Building twice from the same things does nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version as package_version
from pathlib import Path

from corpus.library import Library
from index import classifier
from index.chroma import ChromaStore, steady_files
from index.digests import write_digests
from index.errors import IndexCorrupt, IndexingError, IndexMismatch
from index.lexical import build_term_index
from index.model import Passage, PassageKind, Query
from index.passages import passages
from index.ports import Encoder, Retriever
from index.store import (
    FORMAT,
    Manifest,
    OpenIndex,
    live_version,
    open_version,
    read_manifest,
    write_manifest,
    write_passages,
)
from index.tokens import terms
from index.versions import locked, replaced, sweep

_LOG = logging.getLogger(__name__)
_ENCODE_BATCH = 512

Accept = Callable[[OpenIndex], None]
"""Looks at a finished version before it is made live; raises where it shall not be."""


def ensure_index(library: Library, encoder: Encoder, folder: Path) -> OpenIndex:
    """The live index for this library and encoder; built if it is missing, damaged or made from other things.

    Raises:
        StorageError: the folder cannot be written, or the disk is full.
        IndexBusy: another process has been building for a minute.
    """
    wanted = manifest_of(library, encoder, 0)
    try:
        opened = _open_if_current(folder, wanted, encoder)
        sweep(folder)
        return opened
    except IndexingError:
        # Tried once more under the lock: another process may have built it, or replaced it while it was being opened.
        return build_index(library, encoder, folder, keep_current=True)


def open_index(library: Library, encoder: Encoder, folder: Path) -> OpenIndex:
    """The live index, if it is one of this library and encoder; nothing is built.

    Raises:
        IndexMissing, IndexCorrupt, IndexMismatch: it is not.
    """
    return _open_if_current(folder, manifest_of(library, encoder, 0), encoder)


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
    with locked(folder):
        if keep_current:
            try:
                return _open_if_current(folder, manifest_of(library, encoder, 0), encoder)
            except IndexingError:
                pass
        return _build(library, encoder, folder, accept)


def verify_index(library: Library, encoder: Encoder, folder: Path) -> int:
    """Check the live index as a fresh build is checked; returns its number of passages.

    Raises:
        IndexMissing, IndexCorrupt, IndexMismatch: what is wrong with it.
    """
    live = live_version(folder)
    if read_manifest(live).key != manifest_of(library, encoder, 0).key:
        raise IndexMismatch(
            f"the index in {folder} was made from another corpus, encoder or version; `yuce index build` makes it anew"
        )
    opened = open_version(live, encoder)
    try:
        check_sentences(opened, opened.passages.values())
        return opened.manifest.passages
    finally:
        opened.close()


def _build(
    library: Library, encoder: Encoder, folder: Path, accept: Accept | None = None
) -> OpenIndex:
    _LOG.info("building the index in %s (some seconds)", folder)
    found = passages(library)
    manifest = manifest_of(library, encoder, len(found))

    def check(opened: OpenIndex) -> None:
        check_sentences(opened, found)
        if accept:
            accept(opened)

    return replaced(
        folder,
        library.data_digest,
        lambda fresh: _write(fresh, manifest, found, encoder),
        lambda fresh: open_version(fresh, encoder),
        check,
    )


def manifest_of(library: Library, encoder: Encoder, count: int) -> Manifest:
    """The manifest of an index of `count` passages that is made now from these things."""
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


def _write(fresh: Path, manifest: Manifest, found: list[Passage], encoder: Encoder) -> None:
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
    model = classifier.fit(found)
    if model:
        model.save(fresh / "classifier.npz")
    write_passages(fresh / "passages.jsonl", found)
    write_manifest(fresh, manifest)
    write_digests(fresh, steady_files(fresh / "dense"))


def check_sentences(opened: OpenIndex, found: Iterable[Passage]) -> None:
    """Each leg must find sentences by their own text: a leg that is silently dead is found out here.

    One in five may be missed: 「特此通知。」 says nothing of its own. A sentence without terms is not asked for.

    Args:
        opened: an index.
        found: passages of it, of which some twenty are asked for.

    Raises:
        IndexCorrupt: a leg is dead; says which, and names a passage that it misses.
    """
    said = [p for p in found if p.kind is PassageKind.SENTENCE and terms(p.text)]
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
