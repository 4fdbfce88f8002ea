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


def write_digests(version: Path, vectors: Iterable[Path]) -> None:
    """Write the SHA-256 of every file of a version that stays as it is; `vectors` are those of the dense leg."""
    text = json.dumps(_digests(version, vectors), indent=1)
    (version / DIGESTS).write_text(text + "\n", encoding="utf-8")


def check_digests(version: Path, vectors: Iterable[Path]) -> None:
    """Compare the files of a version with what was written.

    Raises:
        IndexCorrupt: a file changed, came or went; the first is named.
    """
    path = version / DIGESTS
    try:
        wanted = dict(json.loads(path.read_text(encoding="utf-8")))
        found = _digests(version, vectors)
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


def _digests(version: Path, vectors: Iterable[Path]) -> dict[str, str]:
    """By file name."""
    return {
        path.relative_to(version).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((*_files(version), *vectors))
    }


def _files(version: Path) -> Iterator[Path]:
    for path in (*version.iterdir(), *(version / "lexical").iterdir()):
        hidden = path.name.startswith(".")  # locks, and tantivy's own notes
        if path.is_file() and not hidden and path.name != DIGESTS:
            yield path
