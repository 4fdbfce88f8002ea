"""An index that grows: a change writes what it brings, and has the rest from the version before by hard links.

    <folder>/current            the name of the live version
    <folder>/<version>/         manifest.json · parts.json · lexical/ · <part>/… · digests.json

`parts.json` names the parts (see `parts`) with the documents of each that are gone. No file is ever changed in place, so that
a version goes on serving while the next is made from it; it becomes live, and goes, as in `versions`. The lexical leg is one
tantivy index, whose own files are linked likewise: what terms are rare is judged over all passages, whichever part has them.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.library import Library
from index.build import check_sentences, manifest_of
from index.changes import Change, change_of, part_files, part_name, parts_of, tidied, write_list
from index.digests import check_digests, write_digests
from index.errors import IndexCorrupt, IndexingError, IndexMismatch
from index.lease import Lease
from index.lexical import TantivyTermIndex, build_term_index, change_term_index
from index.parts import FILES, Indexed, Part, PassageTable, write_part
from index.passages import document_passages
from index.ports import Encoder
from index.store import (
    OpenIndex,
    fitting_manifest,
    live_version,
    read_manifest,
    write_manifest,
)
from index.vectors import SketchStore
from index.versions import locked, replaced, sweep

_LOG = logging.getLogger(__name__)
_HEAP = 256_000_000
_PROBED = 400


def ensure_grown(library: Library, encoder: Encoder, folder: Path) -> OpenIndex:
    """The live index of the documents in `library.digests`; changed, or built, where it is not one of these.

    Raises:
        StorageError: the folder cannot be written, or the disk is full; the live index stays.
        IndexCorrupt: the new version fails its checks; the live index stays.
        IndexBusy: another process has been writing for a minute.
    """
    try:
        opened = open_grown(library, encoder, folder)
        sweep(folder)
        return opened
    except IndexingError:
        with locked(folder):
            try:  # another process may have made it meanwhile
                return open_grown(library, encoder, folder)
            except IndexingError:
                return _grown(library, encoder, folder)


def open_grown(library: Library, encoder: Encoder, folder: Path) -> OpenIndex:
    """The live index, if it is one of these documents and this encoder; nothing is written.

    Raises:
        IndexMissing, IndexCorrupt, IndexMismatch: it is not.
    """
    live = live_version(folder)
    if read_manifest(live).key != manifest_of(library, encoder, 0).key:
        raise IndexMismatch("the live index was made from other things")
    return _open(live, encoder)


def rebuild_grown(library: Library, encoder: Encoder, folder: Path) -> OpenIndex:
    """Build the index whole, whatever is there. Raises as `ensure_grown`."""
    with locked(folder):
        return _whole(library, encoder, folder)


def verify_grown(library: Library, encoder: Encoder, folder: Path) -> int:
    """Check the live index as a fresh one is checked; returns its number of passages.

    Raises:
        IndexMissing, IndexCorrupt, IndexMismatch: what is wrong with it.
    """
    open_grown(library, encoder, folder).close()
    opened = open_verified(encoder, folder)
    opened.close()
    return opened.manifest.passages


def open_verified(encoder: Encoder, folder: Path) -> OpenIndex:
    """The live index, of whatever documents it was made, once it was checked as a fresh one is.

    Raises:
        IndexMissing, IndexCorrupt, IndexMismatch: what is wrong with it.
    """
    opened = _open(live_version(folder), encoder)
    try:
        for part in parts_of(folder / opened.version):
            check_sentences(opened, part.passages(max(1, len(part) // _PROBED)))
        return opened
    except BaseException:
        opened.close()
        raise


def _grown(library: Library, encoder: Encoder, folder: Path) -> OpenIndex:
    try:
        before = live_version(folder)
        manifest = read_manifest(before)
        if replace(manifest_of(library, encoder, 0), corpus=manifest.corpus).key != manifest.key:
            raise IndexMismatch("the live index was made by other means")
        _open(
            before, encoder
        ).close()  # it is not removed: that is done under the lock that is held here
    except IndexingError:
        return _whole(library, encoder, folder)
    change = change_of(parts_of(before), dict(library.digests))
    if not change.kept:
        return _whole(library, encoder, folder)
    return _changed(library, encoder, folder, before, change)


def _whole(library: Library, encoder: Encoder, folder: Path) -> OpenIndex:
    _LOG.info("building the index in %s (some two minutes for 100,000 articles)", folder)

    def write(fresh: Path) -> None:
        name = part_name()
        write_part(fresh / name, _indexed(library, library.digests), encoder)
        (fresh / "lexical").mkdir()
        build_term_index(fresh / "lexical", Part(fresh / name).passages(), heap=_HEAP)
        _finish(fresh, library, encoder, [Part(fresh / name)])

    return _made(library, encoder, folder, write)


def _changed(
    library: Library, encoder: Encoder, folder: Path, before: Path, change: Change
) -> OpenIndex:
    def write(fresh: Path) -> None:
        for name, _ in change.kept:
            _link(before / name, fresh / name, FILES)
        parts = [Part(fresh / name, gone) for name, gone in change.kept]
        if change.added:
            name = part_name()
            write_part(fresh / name, _indexed(library, change.added), encoder)
            parts.append(Part(fresh / name))
        lexical = fresh / "lexical"
        files = [p.name for p in (before / "lexical").iterdir() if not p.name.endswith(".lock")]
        _link(before / "lexical", lexical, files)
        change_term_index(lexical, parts[-1].passages() if change.added else (), change.removed)
        _finish(fresh, library, encoder, tidied(fresh, parts, encoder.dimension))

    return _made(library, encoder, folder, write)


def _made(
    library: Library, encoder: Encoder, folder: Path, write: Callable[[Path], None]
) -> OpenIndex:
    def check(opened: OpenIndex) -> None:
        # The last part is the one that came, or holds what came; the others were checked when they were made.
        last = parts_of(folder / opened.version)[-1]
        check_sentences(opened, last.passages(max(1, len(last) // _PROBED)))

    return replaced(folder, library.data_digest, write, lambda fresh: _open(fresh, encoder), check)


def _finish(fresh: Path, library: Library, encoder: Encoder, parts: Sequence[Part]) -> None:
    write_list(fresh, parts)
    write_manifest(fresh, manifest_of(library, encoder, sum(map(len, parts))))
    write_digests(fresh, part_files(fresh, parts))


def _open(version: Path, encoder: Encoder) -> OpenIndex:
    manifest = fitting_manifest(version, encoder)
    lease = Lease(version)
    try:
        parts = parts_of(version)
        check_digests(version, part_files(version, parts))
        lexical, dense = (
            TantivyTermIndex(version / "lexical"),
            SketchStore([p.vectors for p in parts]),
        )
        table = PassageTable(parts)
        counts = {len(table), lexical.count(), dense.count(), manifest.passages}
        if len(counts) > 1:
            what = f"the index in {version} is incomplete: its parts hold {sorted(counts)} passages"
            raise IndexCorrupt(what)
        return OpenIndex(version.name, manifest, table, lexical, dense, None, encoder, lease)
    except BaseException:
        lease.release()
        raise


def _indexed(library: Library, documents: Iterable[str]) -> Iterator[Indexed]:
    for key in documents:
        yield key, library.digests[key], tuple(document_passages(library, library.parsed[key]))


def _link(source: Path, target: Path, names: Iterable[str]) -> None:
    """The same files in a new folder: hard links, or copies where there are none."""
    target.mkdir(parents=True)
    for name in names:
        try:
            os.link(source / name, target / name)
        except OSError:
            shutil.copy2(source / name, target / name)
