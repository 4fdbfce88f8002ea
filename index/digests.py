"""Whether the files of an index are the ones that were built.

Chroma does not look: with a bit changed in its files of vectors it gives wrong neighbours, or ends the process.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import IndexCorrupt

DIGESTS = "digests.json"
_READ: dict[tuple[int, int, int, int], str] = {}
"""Digests by device, inode, size and time of change."""


def write_digests(version: Path, deeper: Iterable[Path]) -> None:
    """Write the SHA-256 of every file of a version that stays as it is.

    Args:
        version: its folder; the files in it and in `lexical` are found.
        deeper: those that stay elsewhere below it.
    """
    text = json.dumps(_digests(version, deeper), indent=1)
    (version / DIGESTS).write_text(text + "\n", encoding="utf-8")


def check_digests(version: Path, deeper: Iterable[Path]) -> None:
    """Compare the files of a version with what was written.

    Raises:
        IndexCorrupt: a file changed, came or went; the first is named.
    """
    path = version / DIGESTS
    try:
        wanted = dict(json.loads(path.read_text(encoding="utf-8")))
        found = _digests(version, deeper)
    except (OSError, ValueError, TypeError) as error:
        raise IndexCorrupt(
            f"{path} cannot be read: {error}; `yuce index build` mends it"
        ) from error
    changed = sorted(n for n in {*wanted, *found} if wanted.get(n) != found.get(n))
    if changed:
        what = changed[0] + (f" and {len(changed) - 1} more" if changed[1:] else "")
        raise IndexCorrupt(
            f"the index in {version} is damaged: {what} changed after it was built; `yuce index build` mends it"
        )


def _digests(version: Path, deeper: Iterable[Path]) -> dict[str, str]:
    """By file name."""
    return {
        path.relative_to(version).as_posix(): _digest(path)
        for path in sorted((*_files(version), *deeper))
    }


def _digest(path: Path) -> str:
    """Of one file. It is read once in the life of the process: a later version has most files by hard links."""
    stat = path.stat()
    same = (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns)
    if same not in _READ:
        with path.open("rb") as file:
            _READ[same] = hashlib.file_digest(file, "sha256").hexdigest()
    return _READ[same]


def _files(version: Path) -> Iterator[Path]:
    for path in (*version.iterdir(), *(version / "lexical").iterdir()):
        hidden = path.name.startswith(".")  # locks, and tantivy's own notes
        if path.is_file() and not hidden and path.name != DIGESTS:
            yield path
