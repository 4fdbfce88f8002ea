"""A file beside a text that says what the text does not: `law.pdf.json` for `law.pdf`.

One JSON object; its fields are those of `Metadata`, dates such as 2023-12-04. What it has, counts; null means that nothing is
known, whatever the text seems to say. `relations` takes the place of those that the text tells (null: there are none), and
`more_relations` adds to them: [{"kind": "repealed_by", "title": "乙条例", "from": "2026-01-01"}].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import ManifestError
from corpus.manifest import read_json
from corpus.metadata import Metadata, Stated
from corpus.model import Relation
from corpus.relation_rows import relation_faults, relations_from

_TEXTS = ("title", "number", "issuer")
_FIELDS = tuple(f.name for f in fields(Metadata))
_DATES = tuple(name for name in _FIELDS if name not in _TEXTS)
_INSTEAD, _MORE = _LISTS = ("relations", "more_relations")


def sidecar_of(path: Path) -> Path:
    """Where the sidecar of a file is, if it has one."""
    return path.with_name(path.name + ".json")


def with_sidecar(metadata: Metadata, path: Path) -> Metadata:
    """The metadata of the file `path` with the fields of its sidecar, if there is one.

    Raises:
        ReadingError: the sidecar is unreadable or is not UTF-8.
        ManifestError: it is wrong; every fault is named.
    """
    raw = _read(path)
    told: dict[str, Any] = {
        n: (_day_told if n in _DATES else _text_told)(v) for n, v in raw.items() if n in _FIELDS
    }
    merged = replace(metadata, **told)
    first, last = merged.effective_from, merged.effective_to
    if first and last and last.value < first.value:
        what = f"'effective_to' {last.value} is before 'effective_from' {first.value}"
        raise ManifestError(str(sidecar_of(path)), (what,))
    return merged


def relations_with_sidecar(read: tuple[Relation, ...], path: Path) -> tuple[Relation, ...]:
    """The relations that the file `path` tells, with those of its sidecar.

    Raises:
        ReadingError, ManifestError: as `with_sidecar`.
    """
    raw = _read(path)
    kept = relations_from(raw[_INSTEAD] or []) if _INSTEAD in raw else read
    return (*kept, *relations_from(raw.get(_MORE) or []))


def _read(path: Path) -> dict[str, Any]:
    """What the sidecar of a file has; {} where there is none."""
    place = sidecar_of(path)
    if not place.exists():
        return {}
    raw = read_json(place)
    if not isinstance(raw, dict):
        raise ManifestError(str(place), ("must be one JSON object",))
    if faults := _faults(raw):
        raise ManifestError(str(place), tuple(faults))
    return raw


def _faults(raw: Mapping[str, object]) -> list[str]:
    known = (*_FIELDS, *_LISTS)
    unknown = [n for n in raw if n not in known]
    return (
        [f"{name!r} is not a field; known are {', '.join(known)}" for name in unknown]
        + [
            f"{name!r} must be a string that is not blank, or null, not {raw[name]!r}"
            for name in _TEXTS
            if name in raw and not _is_text(raw[name])
        ]
        + [
            f"{name!r} must be a date such as 2023-12-04, or null, not {raw[name]!r}"
            for name in _DATES
            if name in raw and raw[name] is not None and _day(raw[name]) is None
        ]
        + [
            f"{name!r} {what}"
            for name in _LISTS
            if raw.get(name) is not None
            for what in relation_faults(raw[name], placed=False)
        ]
    )


def _is_text(value: object) -> bool:
    return value is None or (isinstance(value, str) and bool(value.strip()))


def _day(value: object) -> date | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day and day.isoformat() == value else None


def _text_told(value: object) -> Stated[str] | None:
    return None if value is None else Stated(str(value), None)


def _day_told(value: object) -> Stated[date] | None:
    day = _day(value)
    return Stated(day, None) if day else None
