"""`document.json`: a document's metadata, written and read; read it is checked, and every fault is told at once."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

from corpus.errors import ManifestError, ReadingError
from corpus.model import Document, DocumentKind, Provenance
from corpus.relation_rows import relation_faults, relation_row, relations_from

_REQUIRED = ("id", "kind", "title", "sha256", "provenance")
_DATES = ("issued", "valid_from", "valid_to")
_OPTIONAL = ("number", "issuer", *_DATES, "parent", "addressees")
_LISTS = ("relations",)
_PROVENANCE = tuple(f.name for f in fields(Provenance))
_TEXTS = ("number", "issuer", "parent", "addressees")


def read_document(folder: Path) -> Document:
    """Read a document folder: `document.json` and `text.txt`.

    A manifest of earlier days has neither `valid_from` nor `relations`; then nothing is known of them.

    Raises:
        ReadingError: a file is missing or is not UTF-8.
        ManifestError: the metadata is wrong, or the text is not the one whose digest it names.
    """
    raw = _json_object(folder / "document.json")
    faults = _faults(raw)
    if faults:
        raise ManifestError(str(folder / "document.json"), tuple(faults))
    document = _document(raw, read_text(folder / "text.txt"))
    if document.digest != raw["sha256"]:
        what = f"text.txt has the digest {document.digest}, not {raw['sha256']}: canonical text is never edited"
        raise ManifestError(str(folder), (what,))
    ends = [r.span.end for r in document.relations if r.span]
    if ends and max(ends) > len(document.text):
        what = f"a relation ends at {max(ends)}, and the text at {len(document.text)}"
        raise ManifestError(str(folder / "document.json"), (what,))
    return document


def write_document(document: Document, folder: Path) -> None:
    """Write a document into an empty folder, such that `read_document` gives it back."""
    held = {name: getattr(document, name) for name in ("id", "kind", "title", *_OPTIONAL)}
    told = {n: v.isoformat() if isinstance(v, date) else v for n, v in held.items()}
    assert document.provenance is not None, "where a document comes from is written with it"
    meta: dict[str, object] = told | {
        "relations": [relation_row(relation) for relation in document.relations],
        "sha256": document.digest,
        "provenance": asdict(document.provenance),
    }
    manifest = json.dumps(meta, ensure_ascii=False, indent=1) + "\n"
    (folder / "text.txt").write_bytes(document.text.encode())
    (folder / "document.json").write_bytes(manifest.encode())


def read_text(path: Path) -> str:
    """A file's text, line ends as they are.

    Raises:
        ReadingError: the file is missing or unreadable, or is not UTF-8 (the message says at which byte).
    """
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise ReadingError(
            f"{path} does not exist; a document folder has document.json and text.txt"
        ) from error
    except OSError as error:
        raise ReadingError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ReadingError(
            f"{path} is not UTF-8: byte {error.start} cannot be read; save it as UTF-8"
        ) from error


def read_json(path: Path) -> object:
    """The value that a JSON file holds.

    Raises:
        ReadingError: the file is missing or unreadable, or is not UTF-8.
        ManifestError: it is not JSON (the message says at which line).
    """
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise ManifestError(
            str(path), (f"not JSON at line {error.lineno}: {error.msg}",)
        ) from error


def _json_object(path: Path) -> Mapping[str, object]:
    raw = read_json(path)
    if not isinstance(raw, dict):
        raise ManifestError(str(path), ("must be one JSON object",))
    return raw


def _faults(raw: Mapping[str, object]) -> list[str]:
    known = {*_REQUIRED, *_OPTIONAL, *_LISTS}
    checks: tuple[tuple[str, Callable[[object], bool], str], ...] = (
        ("kind", lambda v: v in list(DocumentKind), f"must be one of {', '.join(DocumentKind)}"),
        *((name, _is_name, "must be a string that is not blank") for name in ("id", "title")),
        ("sha256", _is_digest, "must be 64 hexadecimal digits in lower case"),
        *((name, _is_text, "must be a string or null") for name in _TEXTS),
        *((name, _is_date, "must be a date such as 2023-12-04") for name in _DATES),
        (
            "provenance",
            _is_provenance,
            f"must be an object of strings: source, conversion; known are {', '.join(_PROVENANCE)}",
        ),
    )
    return (
        [f"{name!r} is missing" for name in _REQUIRED if name not in raw]
        + [
            f"{name!r} is not a field; known are {', '.join(sorted(known))}"
            for name in raw
            if name not in known
        ]
        + [
            f"{name!r} {what}, not {raw[name]!r}"
            for name, ok, what in checks
            if name in raw and not ok(raw[name])
        ]
        + [f"'relations' {what}" for what in relation_faults(raw.get("relations", []), placed=True)]
    )


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return value is None
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_provenance(value: object) -> bool:
    return (
        isinstance(value, dict)
        and {"source", "conversion"} <= value.keys() <= set(_PROVENANCE)
        and all(isinstance(v, str) for v in value.values())
    )


def _document(raw: Mapping[str, object], text: str) -> Document:
    def string(name: str) -> str | None:
        return None if raw.get(name) is None else str(raw[name])

    def day(name: str) -> date | None:
        return date.fromisoformat(str(raw[name])) if raw.get(name) else None

    provenance, listed = raw["provenance"], raw.get("relations", [])
    assert isinstance(provenance, dict) and isinstance(listed, list)
    return Document(
        id=str(raw["id"]),
        kind=DocumentKind(str(raw["kind"])),
        title=str(raw["title"]),
        text=text,
        number=string("number"),
        issuer=string("issuer"),
        issued=day("issued"),
        valid_to=day("valid_to"),
        parent=string("parent"),
        addressees=string("addressees"),
        provenance=Provenance(**{k: str(v) for k, v in provenance.items()}),
        valid_from=day("valid_from"),
        relations=relations_from(listed),
    )


def check_ids(folder: Path, placed: Iterable[tuple[Path, str]]) -> None:
    """That every document below a folder has an id of its own.

    Raises:
        ManifestError: two places have one id; every such pair is named.
    """
    first: dict[str, Path] = {}
    faults = []
    for place, document_id in placed:
        known = first.setdefault(document_id, place)
        if known != place:
            faults.append(f"{known.name} and {place.name} both have the id {document_id!r}")
    if faults:
        raise ManifestError(str(folder), tuple(faults))


def folder_digest(folder: Path) -> str:
    """The SHA-256 of all files below a folder, with their paths."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(
            path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0"
        )
    return digest.hexdigest()
