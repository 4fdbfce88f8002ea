"""Which parts a version of a growing index has, what makes it one of other documents, and when parts are made one."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexCorrupt, translated
from index.parts import FILES, Part, merge_parts

_MOST_PARTS = 8
_SMALL = 0.2
"""As a share of the first part: what the others may come to before all are made one."""
_DEAD = 0.25
"""The share of passages that may be gone before all is written anew."""


@dataclass(frozen=True, slots=True)
class Change:
    """What makes an index one of other documents: parts with what is gone of each, and the documents to be added."""

    kept: tuple[tuple[str, frozenset[str]], ...]
    removed: frozenset[str]
    added: tuple[str, ...]


def change_of(parts: Iterable[Part], wanted: dict[str, str]) -> Change:
    """What must be done to have the documents `wanted`, by id with their digests.

    A document that has another digest is removed and added again. A part of which all is gone goes.
    """
    kept, held, removed = [], set[str](), set[str]()
    for part in parts:
        stale = {d for d, digest in part.documents.items() if wanted.get(d) != digest}
        alive = part.documents.keys() - stale
        removed |= stale
        held |= alive
        if alive:
            kept.append((part.name, part.gone | stale))
    return Change(tuple(kept), frozenset(removed), tuple(d for d in wanted if d not in held))


def part_name() -> str:
    """A name for a new part."""
    return f"part-{secrets.token_hex(4)}"


def parts_of(version: Path) -> list[Part]:
    """The parts of a version, opened.

    Raises:
        IndexCorrupt: its list of them, or one of them, is damaged.
    """
    path = version / "parts.json"
    with translated(IndexCorrupt, f"{path} cannot be read"):
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [Part(version / str(row["name"]), row["gone"]) for row in rows]


def part_files(version: Path, parts: Iterable[Part]) -> Iterator[Path]:
    """The files of the parts."""
    return (version / part.name / name for part in parts for name in FILES)


def write_list(version: Path, parts: Iterable[Part]) -> None:
    """Write which parts a version has, with the documents of each that are gone."""
    rows = [{"name": part.name, "gone": sorted(part.gone)} for part in parts]
    (version / "parts.json").write_text(json.dumps(rows) + "\n", encoding="utf-8")


def tidied(folder: Path, parts: Sequence[Part], dimension: int) -> Sequence[Part]:
    """The parts, some made one where they have become many or hold much that is gone; their folders go.

    All are made one when the small ones come to a fifth of the first, or a quarter of all is gone; otherwise the small ones
    are when there are more than eight parts. A passage is thus copied a few times in the life of an index, not each time.
    """
    first, *small = parts
    held, dead = sum(map(len, parts)), sum(len(p.vectors.ids) - len(p) for p in parts)
    if sum(map(len, small)) > _SMALL * len(first) or dead > _DEAD * (held + dead):
        return [_merged(folder, parts, dimension)] if len(parts) > 1 or dead else parts
    return [first, _merged(folder, small, dimension)] if len(parts) > _MOST_PARTS else parts


def _merged(folder: Path, parts: Sequence[Part], dimension: int) -> Part:
    name = part_name()
    merge_parts(folder / name, parts, dimension)
    for part in parts:
        shutil.rmtree(folder / part.name)
    return Part(folder / name)
