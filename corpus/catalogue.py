"""What is known of the user's own documents without reading them: a file beside them that tells which were read already.

A document is read again only when its files changed by the file system's account (time, size, inode). The file is a cache:
where it is missing, damaged or of another format everything is read, and where it cannot be written nothing is lost.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from corpus.model import DocumentKind, ParsedDocument, Relation
from corpus.relation_rows import relation_row, relations_from

CATALOGUE = ".catalogue.json"
_FORMAT = 3
_DATES = ("issued", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document, or a text attached to one, as it is told without its text.

    `clauses` is how many it has, `digest` the SHA-256 of its text; `source` and `conversion` are "" where they are not known.
    """

    id: str
    kind: DocumentKind
    title: str
    number: str | None
    issuer: str | None
    issued: date | None
    valid_from: date | None
    valid_to: date | None
    parent: str | None
    clauses: int
    digest: str
    source: str
    conversion: str
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What was read in one folder: a digest of its files, that of the whole text, and an entry for each part.

    `stamp` is what the file system says of the files.
    """

    stamp: tuple[int, ...]
    digest: str
    text_digest: str
    entries: tuple[Entry, ...]


def entry_of(parsed: ParsedDocument) -> Entry:
    """The entry of a document."""
    document, provenance = parsed.document, parsed.document.provenance
    return Entry(
        id=document.id,
        kind=document.kind,
        title=document.title,
        number=document.number,
        issuer=document.issuer,
        issued=document.issued,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        parent=document.parent,
        clauses=len(parsed.clauses),
        digest=document.digest,
        source=provenance.source if provenance else "",
        conversion=provenance.conversion if provenance else "",
        relations=document.relations,
    )


def stamp_of(place: Path, names: Sequence[str]) -> tuple[int, ...]:
    """Times, sizes and inodes of files in a folder; -1 for one that is not there."""
    found: list[int] = []
    for name in names:
        try:
            stat = (place / name).stat()
            found += (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        except FileNotFoundError:
            found.append(-1)
    return tuple(found)


def read_catalogue(folder: Path) -> dict[str, Row]:
    """Rows by name of the document's folder; {} where there is no catalogue that can be read."""
    try:
        raw = json.loads((folder / CATALOGUE).read_text(encoding="utf-8"))
        rows = raw["documents"] if raw["format"] == _FORMAT else {}
        return {name: _row(row) for name, row in rows.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def write_catalogue(folder: Path, rows: Mapping[str, Row]) -> None:
    """Replace the catalogue, in one rename; it is left as it is where the folder cannot be written."""
    made = folder / f"{CATALOGUE}-{secrets.token_hex(4)}"
    text = json.dumps(
        {"format": _FORMAT, "documents": {name: _written(row) for name, row in rows.items()}},
        ensure_ascii=False,
        default=date.isoformat,
    )
    with contextlib.suppress(OSError):
        made.write_text(text, encoding="utf-8")
        made.replace(folder / CATALOGUE)
    with contextlib.suppress(OSError):
        made.unlink(missing_ok=True)


def _written(row: Row) -> dict[str, object]:
    entries = [
        {**asdict(entry), "relations": [relation_row(r) for r in entry.relations]}
        for entry in row.entries
    ]
    return {**asdict(row), "entries": entries}


def _row(raw: Mapping[str, object]) -> Row:
    stamp, entries = raw["stamp"], raw["entries"]
    if not isinstance(stamp, list) or not isinstance(entries, list):
        raise TypeError("a row has lists of stamps and entries")
    made = tuple(map(_entry, entries))
    return Row(tuple(stamp), str(raw["digest"]), str(raw["text_digest"]), made)


def _entry(raw: dict[str, object]) -> Entry:
    days = {name: date.fromisoformat(str(raw[name])) for name in _DATES if raw[name]}
    relations = raw["relations"]
    if not isinstance(relations, list):
        raise TypeError("an entry has a list of relations")
    made = {"kind": DocumentKind(str(raw["kind"])), "relations": relations_from(relations)}
    return Entry(**{**raw, **days, **made})  # type: ignore[arg-type]
